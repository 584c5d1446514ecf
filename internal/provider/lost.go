package provider

import (
	"net/http"
	"sync"
)

// lostAnswers are the client tokens of calls whose answer was lost: Terraform cannot have noted what they made, however orderly its run ends.
type lostAnswers struct {
	mu     sync.Mutex
	tokens map[string]bool
}

// watch makes a call. A later answer to the same token settles what came of it.
func (l *lostAnswers) watch(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(req)
	if token := req.Header.Get("X-Client-Token"); token != "" {
		l.mu.Lock()
		defer l.mu.Unlock()
		if err == nil && resp.StatusCode < http.StatusInternalServerError {
			delete(l.tokens, token)
		} else {
			if l.tokens == nil {
				l.tokens = map[string]bool{}
			}
			l.tokens[token] = true
		}
	}
	return resp, err
}

func (l *lostAnswers) none() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.tokens) == 0
}
