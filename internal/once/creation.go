package once

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// creations are the client tokens of calls that make something: what of it Terraform has noted decides what a later run
// may adopt. A thing that is in the state must not be given to another block; one that is not must not be bought
// again.
type creations struct {
	mu    sync.Mutex
	calls map[string]creation
}

type creation struct {
	lost bool    // there was no answer, or not all of one
	of   *change // nil: of none
}

// watch makes a call. A later answer to the same token settles what came of it.
func (all *creations) watch(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(req)
	if token, ok := mssclient.Creation(req.Context()); ok {
		of, _ := req.Context().Value(changeKey{}).(*change)
		all.mu.Lock()
		defer all.mu.Unlock()
		if all.calls == nil {
			all.calls = map[string]creation{}
		}
		all.calls[token] = creation{lost: err != nil || resp.StatusCode >= http.StatusInternalServerError, of: of}
		if err == nil {
			resp.Body = &watchedBody{resp.Body, func() {
				all.mu.Lock()
				defer all.mu.Unlock()
				all.calls[token] = creation{lost: true, of: of}
			}}
		}
	}
	return resp, err
}

// watchedBody tells when an answer breaks off: what it was about is as unknown as without an answer.
type watchedBody struct {
	io.ReadCloser
	broken func()
}

// Read reads on.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.broken()
	}
	return n, err
}

// none reports whether no answer was lost.
func (all *creations) none() bool {
	return len(all.tokens(func(c creation) bool { return c.lost })) == 0
}

// noted are the tokens of what Terraform has certainly noted at the end of a run.
func (all *creations) noted(how ending) []string {
	return all.tokens(func(c creation) bool {
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

func (all *creations) tokens(of func(creation) bool) (tokens []string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for token, c := range all.calls {
		if of(c) {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// guarded is a line on which nothing is created after an interrupt. Begin comes before each creation; an answer of its
// own refuses it.
func (p *Process) guarded(next http.RoundTripper, tracked *creations,
	begin func(*http.Request) *http.Response) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if _, creates := mssclient.Creation(req.Context()); creates {
			if p.stopped.Load() {
				return tooLate(req), nil
			}
			if resp := begin(req); resp != nil {
				return resp, nil
			}
		}
		return tracked.watch(next, req)
	})
}

// tooLate refuses a request that comes after an interrupt: Terraform would not record its result.
func tooLate(req *http.Request) *http.Response {
	return refused(req, http.StatusConflict, "SIM.2009", errStopped.Error())
}

var errStopped = errors.New("the provider was interrupted before it sent this request")

// refused is a refusal in the simulated cloud's name: nothing was sent, nothing was bought.
func refused(req *http.Request, status int, code, message string) *http.Response {
	body := fmt.Appendf(nil, `{"error_code":%q,"error_msg":%q}`, code, message)
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
