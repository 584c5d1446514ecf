package mssclient

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

// stub answers without a socket and keeps what it was sent.
type stub struct {
	answer func(n int, r *http.Request, body string) (*http.Response, error)

	mu   sync.Mutex
	seen []*http.Request
}

func (s *stub) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	s.seen = append(s.seen, r)
	n := len(s.seen)
	s.mu.Unlock()
	return s.answer(n, r, string(body))
}

// reply is an answer with pairs of headers.
func reply(status int, body string, headers ...string) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("X-Request-Id", "r1")
	for i := 0; i < len(headers); i += 2 {
		w.Header().Set(headers[i], headers[i+1])
	}
	w.WriteHeader(status)
	if _, err := w.WriteString(body); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

func newClient(t *testing.T, answer func(n int, r *http.Request, body string) (*http.Response, error),
	change ...func(*Config)) (*Client, *stub) {
	t.Helper()
	s := &stub{answer: answer}
	cfg := Config{ProjectID: "demo", AccessKey: "ak", SecretKey: "sk", Endpoint: "http://simulator.invalid", Transport: s,
		UserAgent: "test/1"}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.pause = time.Millisecond
	return c, s
}
