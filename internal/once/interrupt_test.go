package provider

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// quiet lets the other tests begin as if nothing had been interrupted. It runs beside none of them, since a process has one Terraform.
func quiet(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		interrupted.Store(false)
		stopped.Store(false)
		hungUp.Store(false)
	})
}

// TestAnInterruptedProviderBeginsNothing new, on no kind of cloud; what it looks up, and pays, goes on.
func TestAnInterruptedProviderBeginsNothing(t *testing.T) {
	quiet(t)
	sent := 0
	line := roundTripper(func(*http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	call := func(over func(http.RoundTripper) http.RoundTripper, token string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://simulator.mss.invalid/v1/demo/mss/public/orders", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			req.Header.Set("X-Client-Token", token)
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
	if _, err := (server{ProviderServer: deaf{}}).StopProvider(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	lock, lease := &runLock{store: t.TempDir() + "/simulator.db"}, &runLease{}
	for name, over := range map[string]func(http.RoundTripper) http.RoundTripper{"a store": lock.over, "a server": lease.over} {
		sent = 0
		if status := call(over, "token"); status != http.StatusConflict || sent != 0 {
			t.Errorf("%s was sent %d calls that make something, and answered %d", name, sent, status)
		}
		if status := call(over, ""); status != http.StatusOK || sent != 1 {
			t.Errorf("%s was sent %d other calls, and answered %d", name, sent, status)
		}
	}
	j := newJournal(target{endpoint: "https://real.invalid", state: "state"})
	j.folder = t.TempDir()
	if _, err := j.Note(run.Intent{}); !errors.Is(err, errStopped) {
		t.Errorf("the real cloud's journal says %v", err)
	}
	// Under a debugger the same process serves the next run.
	if _, err := (server{ProviderServer: deaf{}}).ConfigureProvider(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if stopped.Load() || !interrupted.Load() {
		t.Errorf("configured again it is stopped: %t, and was interrupted: %t", stopped.Load(), interrupted.Load())
	}
}

// TestAnAnswerThatNobodyWaitsFor leaves the run open, as does one that is still under way at the end.
func TestAnAnswerThatNobodyWaitsFor(t *testing.T) {
	quiet(t)
	during := make(chan struct{})
	ctx, hangUp := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = server{ProviderServer: deaf{apply: func() {
			close(during)
			<-ctx.Done()
			for !interrupted.Load() {
				time.Sleep(time.Millisecond)
			}
		}}}.ApplyResourceChange(ctx, nil)
	}()
	<-during
	if underWay.Load() != 1 || interrupted.Load() {
		t.Errorf("%d changes are under way, and it was interrupted: %t", underWay.Load(), interrupted.Load())
	}
	hangUp()
	<-done
	if underWay.Load() != 0 || !interrupted.Load() || !stopped.Load() || howItEnded() != dropped {
		t.Errorf("after Terraform hung up %d changes are under way, and it was interrupted: %t", underWay.Load(), interrupted.Load())
	}
}

// TestWhatTerraformHasNoted: with one interrupt what was answered before; with two nothing for certain; in order all that was answered.
func TestWhatTerraformHasNoted(t *testing.T) {
	quiet(t)
	var m madeCalls
	send := func(ctx context.Context, token string, lost bool) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://simulator.mss.invalid/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Client-Token", token)
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
	before, end := begin(t.Context())
	send(before, "before", false)
	send(before, "lost", true)
	end()
	if m.none() || howItEnded() != inOrder {
		t.Error("a lost answer is forgotten, or an end in order is none")
	}
	during, end := begin(t.Context())
	send(context.WithoutCancel(during), "during", false)
	if howItEnded() != dropped {
		t.Error("an end with a change under way is in order")
	}
	stop()
	end()
	for how, want := range map[ending][]string{inOrder: {"before", "during"}, interruptedOnce: {"before"}, dropped: nil} {
		got := m.noted(how)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("ending %d: noted are %v, want %v", how, got, want)
		}
	}
	if howItEnded() != interruptedOnce {
		t.Error("one interrupt is not seen as one")
	}
}

// deaf is a provider's server that does next to nothing.
type deaf struct {
	tfprotov6.ProviderServer
	apply func()
}

func (deaf) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (deaf) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (d deaf) ApplyResourceChange(context.Context, *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	d.apply()
	return &tfprotov6.ApplyResourceChangeResponse{}, nil
}
