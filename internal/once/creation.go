package provider

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// change is one change of Terraform's, and whether Terraform has certainly noted what came of it: its answer was given before any interrupt.
type change struct{ noted atomic.Bool }

type changeKey struct{}

// madeCalls are the client tokens of calls that make something: what of it Terraform has noted decides what a later run may take over. A thing that is in
// the state must not be given to another block; one that is not must not be bought again.
type madeCalls struct {
	mu    sync.Mutex
	calls map[string]madeCall
}

type madeCall struct {
	lost bool    // there was no answer
	of   *change // nil: of none
}

// watch makes a call. A later answer to the same token settles what came of it.
func (m *madeCalls) watch(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(req)
	if makes(req) {
		of, _ := req.Context().Value(changeKey{}).(*change)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.calls == nil {
			m.calls = map[string]madeCall{}
		}
		m.calls[req.Header.Get("X-Client-Token")] = madeCall{lost: err != nil || resp.StatusCode >= http.StatusInternalServerError, of: of}
	}
	return resp, err
}

// none says whether no answer was lost.
func (m *madeCalls) none() bool { return len(m.tokens(func(c madeCall) bool { return c.lost })) == 0 }

// noted are the tokens of what Terraform has certainly noted at the end of a run.
func (m *madeCalls) noted(how ending) []string {
	return m.tokens(func(c madeCall) bool {
		switch how {
		case inOrder:
			return !c.lost
		case interruptedOnce:
			return !c.lost && c.of != nil && c.of.noted.Load()
		default:
			return false
		}
	})
}

func (m *madeCalls) tokens(of func(madeCall) bool) (all []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token, c := range m.calls {
		if of(c) {
			all = append(all, token)
		}
	}
	return all
}
