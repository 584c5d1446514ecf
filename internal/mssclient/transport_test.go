package mssclient

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRetries checks that nothing is sent twice that may take effect twice.
func TestRetries(t *testing.T) {
	t.Parallel()
	lost := func() (*http.Response, error) { return nil, errors.New("connection reset") }
	down := func() (*http.Response, error) { return nil, &net.OpError{Op: "dial", Err: errors.New("refused")} }
	status := func(code int, body string) answerFunc {
		return func() (*http.Response, error) { return reply(code, body) }
	}
	const busy = `{"error_code":"SIM.3005","error_msg":"the store stayed locked"}`
	const failed = `{"error_code":"MSS.00000004","error_msg":"Internal Error"}`
	const refused = `{"error_code":"CBC.99005003","error_msg":"insufficient balance"}`
	read := func(c *Client) error { _, err := c.Tenant(context.Background()); return err }
	write := func(c *Client) error { return c.PayOrder(context.Background(), "CS1") }
	order := func(token string) func(*Client) error {
		return func(c *Client) error {
			_, err := c.PlaceOrder(context.Background(), OrderRequest{Token: token})
			return err
		}
	}
	tests := map[string]struct {
		call      func(*Client) error
		simulated bool
		answer    answerFunc
		sent      int
		effect    bool
	}{
		"read lost":                       {read, false, lost, 4, true},
		"read failed":                     {read, false, status(500, failed), 4, true},
		"read throttled":                  {read, false, status(429, `{}`), 4, false},
		"read refused":                    {read, false, status(400, refused), 1, false},
		"read from an unusable store":     {read, false, status(500, `{"error_code":"SIM.3001","error_msg":"x"}`), 1, false},
		"write lost":                      {write, true, lost, 1, true},
		"write unreachable":               {write, true, down, 1, false},
		"write failed":                    {write, true, status(500, failed), 1, true},
		"write busy":                      {write, true, status(503, busy), 1, false},
		"write refused":                   {write, true, status(400, refused), 1, false},
		"write gateway":                   {write, true, status(502, `<html>`), 1, true},
		"write garbled":                   {write, true, status(200, `<html>`), 1, true},
		"write redirected":                {write, true, status(302, ``), 1, true},
		"order without a token lost":      {order(""), true, lost, 1, true},
		"order lost":                      {order("t"), true, lost, 4, true},
		"order failed":                    {order("t"), true, status(500, failed), 4, true},
		"order busy":                      {order("t"), true, status(503, busy), 4, false},
		"order refused":                   {order("t"), true, status(400, refused), 1, false},
		"order without an id":             {order("t"), true, status(200, `{}`), 1, true},
		"order lost on a real cloud":      {order("t"), false, lost, 1, true},
		"order failed on a real cloud":    {order("t"), false, status(500, failed), 1, true},
		"order unreachable on real cloud": {order("t"), false, down, 4, false},
		"order with a spoilt token":       {order("t t"), true, lost, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return tt.answer() })
			c.simulated = tt.simulated
			err := tt.call(c)
			if err == nil {
				t.Fatal("no error")
			}
			if len(s.seen) != tt.sent {
				t.Errorf("sent %d times, want %d (%v)", len(s.seen), tt.sent, err)
			}
			if got := MayHaveTakenEffect(err); got != tt.effect {
				t.Errorf("MayHaveTakenEffect is %t for %v", got, err)
			}
			for _, r := range s.seen[min(1, len(s.seen)):] {
				if r.Header.Get("X-Client-Token") != s.seen[0].Header.Get("X-Client-Token") {
					t.Error("a retry carries another token")
				}
			}
		})
	}
}

// TestALostAnswerStaysUncertain: retries that are turned away do not tell what the first attempt did. Only a refusal
// of a call that the service looked at does.
func TestALostAnswerStaysUncertain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer answerFunc
		effect bool
	}{
		"throttled": {func() (*http.Response, error) { return reply(429, `{"error_code":"APIG.0308"}`) }, true},
		"forbidden": {func() (*http.Response, error) { return reply(403, `{"error_code":"MSS.00000005"}`) }, true},
		"busy":      {func() (*http.Response, error) { return reply(503, `{"error_code":"SIM.3005"}`) }, true},
		"down": {func() (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}, true},
		"refused": {func() (*http.Response, error) { return reply(400, `{"error_code":"SIM.1003"}`) }, false},
		"run under way": {func() (*http.Response, error) {
			return reply(503, `{"error_code":"SIM.2007","error_msg":"x"}`)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newClient(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
				if n == 1 {
					return nil, errors.New("connection reset by peer")
				}
				return tt.answer()
			})
			c.simulated, c.patience = true, time.Millisecond // instead of waiting for the other run
			_, err := c.PlaceOrder(t.Context(), OrderRequest{Token: "t"})
			if err == nil || MayHaveTakenEffect(err) != tt.effect {
				t.Errorf("MayHaveTakenEffect is %t for %v", MayHaveTakenEffect(err), err)
			}
		})
	}
}

func TestARetrySucceeds(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(n int, _ *http.Request, body string) (*http.Response, error) {
		if n == 1 {
			return reply(503, `{"error_code":"SIM.3005","error_msg":"busy"}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
		}
		if !strings.Contains(body, `"subscription_num":2`) {
			t.Errorf("the retry's body is %q", body)
		}
		return reply(200, `{"order_id":"CS1"}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
	})
	id, err := c.PlaceOrder(t.Context(), OrderRequest{Items: []OrderItem{{SubscriptionNum: 2}}, Token: "t"})
	if id != "CS1" || err != nil || len(s.seen) != 2 {
		t.Errorf("got %q, %v after %d calls", id, err, len(s.seen))
	}
}

// TestAServiceThatAsksForAWaitGetsIt, unless the wait would outlast the caller's time.
func TestAServiceThatAsksForAWaitGetsIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status       int
		after        string
		time         time.Duration // that the caller has; 0: no end
		calls        int
		least, below time.Duration
	}{
		"throttled":         {429, "1", 0, 2, time.Second, 3 * time.Second},
		"unavailable":       {503, "1", 0, 2, time.Second, 3 * time.Second},
		"refused":           {500, "1", 0, 2, 0, time.Second},
		"no number":         {429, "soon", 0, 2, 0, time.Second},
		"longer than time":  {429, "2", time.Second, 1, 0, time.Second},
		"longer than waits": {429, "3600", 0, 1, 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, s := newClient(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
				if n == 1 {
					return reply(c.status, `{"error_code":"APIG.0308","error_msg":"slow down"}`, "Retry-After", c.after)
				}
				return reply(200, `{}`)
			})
			ctx := t.Context()
			if c.time > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.time)
				defer cancel()
			}
			begin := time.Now()
			_, _ = client.Tenant(ctx)
			if took := time.Since(begin); len(s.seen) != c.calls || took < c.least || took > c.below {
				t.Errorf("%d calls in %s, want %d in %s to %s", len(s.seen), took, c.calls, c.least, c.below)
			}
		})
	}
}

func TestTheContextEndsCalls(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, s := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	_, err := c.Tenant(ctx)
	if !errors.Is(err, context.Canceled) || len(s.seen) != 1 || !MayHaveTakenEffect(err) {
		t.Errorf("cancelled while waiting: %v after %d calls", err, len(s.seen))
	}
	if err = c.PayOrder(ctx, "CS1"); !errors.Is(err, context.Canceled) || len(s.seen) != 1 || MayHaveTakenEffect(err) {
		t.Errorf("cancelled before: %v after %d calls", err, len(s.seen))
	}

	c, _ = newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	c.deadline = 10 * time.Millisecond
	if err := c.PayOrder(t.Context(), "CS1"); !errors.Is(err, context.DeadlineExceeded) || !MayHaveTakenEffect(err) {
		t.Errorf("a service that does not answer: %v", err)
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if _, err := c.Tenant(t.Context()); err != nil {
					t.Error(err)
				}
				if err := c.PayOrder(t.Context(), "CS1"); err != nil {
					t.Error(err)
				}
				_ = c.Instant()
			}
		})
	}
	wg.Wait()
}
