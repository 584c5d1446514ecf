package once

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestAge(t *testing.T) {
	t.Parallel()
	if age := New().Age(); age < 0 || age.Hours() > 1000 {
		t.Errorf("the tests' command began %s ago", age)
	}
}

// TestAnInterruptedProviderBeginsNothing new, on no kind of cloud; what it looks up, and pays, goes on.
func TestAnInterruptedProviderBeginsNothing(t *testing.T) {
	t.Parallel()
	p := New()
	sent := 0
	line := roundTripper(func(*http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	call := func(over func(http.RoundTripper) http.RoundTripper, token string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			"http://simulator.mss.invalid/v1/demo/mss/public/orders", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			req = req.WithContext(mssclient.AsCreation(t.Context(), token))
		}
		resp, err := over(line).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		return resp.StatusCode
	}
	p.Interrupt()
	lock, lease := &Lock{process: p, store: t.TempDir() + "/simulator.db"}, &lease{process: p}
	for name, over := range map[string]func(http.RoundTripper) http.RoundTripper{
		"a store": lock.Wrap, "a server": lease.Wrap} {
		sent = 0
		if status := call(over, "token"); status != http.StatusConflict || sent != 0 {
			t.Errorf("%s was sent %d calls that make something, and answered %d", name, sent, status)
		}
		if status := call(over, ""); status != http.StatusOK || sent != 1 {
			t.Errorf("%s was sent %d other calls, and answered %d", name, sent, status)
		}
	}
	j := newJournal(p, Account{Endpoint: "https://real.invalid", State: "state"})
	j.folder = t.TempDir()
	if _, err := j.Note(Intent{}); !errors.Is(err, errStopped) {
		t.Errorf("the real cloud's journal says %v", err)
	}
	// Under a debugger the same process serves the next run.
	p.Resume()
	if p.stopped.Load() || !p.interrupted.Load() {
		t.Errorf("configured again it is stopped: %t, and was interrupted: %t", p.stopped.Load(), p.interrupted.Load())
	}
}

// TestAnAnswerThatNoCallerWaitsFor leaves the run open, as does one that is still under way at the end.
func TestAnAnswerThatNoCallerWaitsFor(t *testing.T) {
	t.Parallel()
	p := New()
	during := make(chan struct{})
	ctx, hangUp := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, end := p.Apply(ctx)
		defer end()
		close(during)
		<-ctx.Done()
		for !p.interrupted.Load() {
			time.Sleep(time.Millisecond)
		}
	}()
	<-during
	if p.underWay.Load() != 1 || p.interrupted.Load() {
		t.Errorf("%d changes are under way, and it was interrupted: %t", p.underWay.Load(), p.interrupted.Load())
	}
	hangUp()
	<-done
	if p.underWay.Load() != 0 || !p.interrupted.Load() || !p.stopped.Load() || p.ending() != dropped {
		t.Errorf("after Terraform hung up %d changes are under way, and it was interrupted: %t", p.underWay.Load(),
			p.interrupted.Load())
	}
}

// TestWhatTerraformHasNoted: with one interrupt what was answered before; with two nothing for certain; in order all
// that was answered.
func TestWhatTerraformHasNoted(t *testing.T) {
	t.Parallel()
	p := New()
	var m creations
	send := func(ctx context.Context, token string, lost bool) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://simulator.mss.invalid/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req = req.WithContext(mssclient.AsCreation(ctx, token))
		resp, err := m.watch(roundTripper(func(*http.Request) (*http.Response, error) {
			if lost {
				return nil, errors.New("reset")
			}
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
		}), req)
		if err == nil {
			_ = resp.Body.Close()
		}
	}
	before, end := p.Invoke(t.Context())
	send(before, "before", false)
	send(before, "lost", true)
	end()
	if m.none() || p.ending() != inOrder {
		t.Error("a lost answer is forgotten, or an end in order is none")
	}
	during, end := p.Invoke(t.Context())
	send(context.WithoutCancel(during), "during", false)
	if p.ending() != dropped {
		t.Error("an end with a change under way is in order")
	}
	p.Interrupt()
	end()
	for how, want := range map[ending][]string{inOrder: {"before", "during"}, interruptedOnce: {"before"}, dropped: nil} {
		got := m.noted(how)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("ending %d: noted are %v, want %v", how, got, want)
		}
	}
	if p.ending() != interruptedOnce {
		t.Error("one interrupt is not seen as one")
	}
}
