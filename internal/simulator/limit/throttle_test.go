package limit

import (
	"errors"
	"testing"
	"time"
)

// TestLimitsOfATenant: ten seconds' worth at once, then so many a second, and nothing of another tenant's.
func TestLimitsOfATenant(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0)
	throttle := NewThrottle(Set{Requests: 5, Writes: 2, LookAhead: 100}, func() time.Time { return now })
	admitted := func(tenant string, write bool) (n int) {
		for throttle.Call(tenant, write) == nil {
			n++
		}
		return n
	}
	if n := admitted("busy", true); n != 20 {
		t.Errorf("%d writes are admitted at once, want 20", n)
	}
	var no *ExceededError
	if err := throttle.Call("busy", true); !errors.As(err, &no) || no.Limit != Writes ||
		no.After != 500*time.Millisecond {
		t.Errorf("the next write is told %v", err)
	}
	if n := admitted("quiet", false); n != 50 {
		t.Errorf("another tenant's reads: %d are admitted, want 50", n)
	}
	now = now.Add(time.Second)
	if n := admitted("busy", true); n != 2 {
		t.Errorf("a second later %d writes are admitted, want 2", n)
	}
	now = now.Add(-time.Hour) // the clock of a machine can be put back
	if n := admitted("busy", true); n != 0 {
		t.Errorf("an hour earlier %d writes are admitted", n)
	}
	// A look ahead ends, whatever it costs; the next one waits for it.
	if err := errors.Join(throttle.LookAhead("busy", 0), throttle.LookAhead("busy", 1_200)); err != nil {
		t.Error(err)
	}
	if err := throttle.LookAhead("busy", 0); !errors.As(err, &no) || no.Limit != LookAhead ||
		no.After.Round(time.Second) != 2*time.Second {
		t.Errorf("the next look ahead is told %v", err)
	}
	if err := throttle.LookAhead("quiet", 0); err != nil {
		t.Errorf("another tenant's: %v", err)
	}
	none := NewThrottle(Set{}, func() time.Time { return now })
	for range 10_000 {
		if err := errors.Join(none.Call("a", true), none.LookAhead("a", 1_000)); err != nil {
			t.Fatal(err)
		}
	}
}
