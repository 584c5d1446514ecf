package transport

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Exchange sends one request under its caller's context, which the official SDK does not take, and notes what became of
// it.
type Exchange struct {
	Context context.Context
	Base    http.RoundTripper
	// IsReal refuses the answers of a simulated cloud: a rehearsal must not pass for a purchase.
	IsReal bool
	// Observe sees the header of each answer that is taken.
	Observe func(http.Header)

	Sent   bool // it may have reached the service
	Status int  // of HTTP; 0 without an answer
	// RequestID is the service's id of the call; empty without an answer.
	RequestID string
	// retryAfter is how long the service asks its caller to wait; 0: it does not.
	retryAfter time.Duration
}

var errSimulated = errors.New("a simulated cloud answered instead of the real one")

// RoundTrip sends the request.
func (x *Exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := x.Context.Err(); err != nil {
		return nil, err
	}
	resp, err := x.Base.RoundTrip(req.WithContext(x.Context))
	if err != nil {
		op, ok := errors.AsType[*net.OpError](err)
		x.Sent = !ok || op.Op != "dial"
		return nil, err
	}
	x.Sent, x.Status, x.RequestID = true, resp.StatusCode, resp.Header.Get(wire.HeaderRequestID)
	if x.IsReal && resp.Header.Get(wire.HeaderInstant) != "" {
		_ = resp.Body.Close()
		return nil, errSimulated
	}
	x.retryAfter = retryAfter(resp)
	x.Observe(resp.Header)
	// The SDK takes everything below 400 for success, and follows no redirect.
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("the endpoint redirects (HTTP %d), which is not followed", resp.StatusCode)
	}
	return resp, nil
}

// Wait is how long the answer asks its caller to wait, with up to a tenth of it more: callers that were refused
// together must not come back together. 0 if it does not, or if nothing was sent.
func (x *Exchange) Wait() time.Duration {
	if x == nil || x.retryAfter == 0 {
		return 0
	}
	return x.retryAfter + rand.N(x.retryAfter/10+1)
}

// retryAfter is how long a service that is busy asks its caller to wait (documented: in seconds).
func retryAfter(resp *http.Response) time.Duration {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return 0
	}
	seconds, err := strconv.ParseUint(resp.Header.Get("Retry-After"), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
