package settled

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func momentOf(tenant string, day int) Moment {
	return Moment{Tenant: tenant, Newest: "f", Now: time.Unix(int64(day)*24*3600, 0)}
}

// worldOf is a settled World of so many rows.
func worldOf(rows int) *lifecycle.World {
	w := lifecycle.NewWorld(lifecycle.Tenant{}, nil, nil, time.Time{})
	for i := range rows {
		w.Packages[fmt.Sprint(i)] = nil
	}
	return w
}

// TestSettlingEndsWithItsLastCaller: a settlement goes on as long as one of its callers waits, and no longer.
func TestSettlingEndsWithItsLastCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New()
		var ended atomic.Bool
		work := func(ctx context.Context) (*lifecycle.World, error) {
			<-ctx.Done()
			ended.Store(true)
			return nil, ctx.Err()
		}
		one, leaveOne := context.WithCancel(t.Context())
		two, leaveTwo := context.WithCancel(t.Context())
		for _, ctx := range []context.Context{one, two} {
			go func() { _, _ = s.Settle(ctx, momentOf("a", 1), work) }()
		}
		synctest.Wait()
		leaveOne()
		synctest.Wait()
		if ended.Load() {
			t.Error("it ended while a caller waited")
		}
		leaveTwo()
		synctest.Wait()
		if !ended.Load() || len(s.making) != 0 {
			t.Errorf("after the last caller had left, it has ended: %t, and %d are being made", ended.Load(), len(s.making))
		}
		w, err := s.Settle(t.Context(), momentOf("a", 1), func(context.Context) (*lifecycle.World, error) {
			return worldOf(1), nil
		})
		if err != nil || len(w.Packages) != 1 {
			t.Errorf("the next caller got %v", err)
		}
	})
}

// TestSettlingIsSharedFairly: however many instants one tenant looks at, another's settlement does not wait for them,
// and whoever leaves while it waits costs nothing.
func TestSettlingIsSharedFairly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New()
		attack, leave := context.WithCancel(t.Context())
		var begun atomic.Int64
		for day := range 50 {
			go func() {
				_, _ = s.Settle(attack, momentOf("busy", day), func(ctx context.Context) (*lifecycle.World, error) {
					begun.Add(1)
					<-ctx.Done()
					return nil, ctx.Err()
				})
			}()
		}
		synctest.Wait()
		if _, err := s.Settle(t.Context(), momentOf("quiet", 1), func(context.Context) (*lifecycle.World, error) {
			return worldOf(1), nil
		}); err != nil {
			t.Error(err)
		}
		if n := begun.Load(); n != settlingOfOne {
			t.Errorf("%d of 50 are being made at once", n)
		}
		leave()
		synctest.Wait()
		if len(s.making) != 0 || s.places.Waiting() != 0 {
			t.Errorf("after their callers have left, %d are being made, %d wait", len(s.making), s.places.Waiting())
		}
	})
}

// TestAPanicOfASettlementIsOneCallsError, and the place is free again.
func TestAPanicOfASettlementIsOneCallsError(t *testing.T) {
	t.Parallel()
	s := New()
	for range 3 {
		_, err := s.Settle(t.Context(), momentOf("a", 1), func(context.Context) (*lifecycle.World, error) {
			panic("a rule")
		})
		if err == nil || !strings.Contains(err.Error(), "a rule") {
			t.Errorf("the call got %v", err)
		}
	}
}

// TestSettlementsAreBoundedInMemory by their rows: those that were read longest ago give way.
func TestSettlementsAreBoundedInMemory(t *testing.T) {
	t.Parallel()
	s := New()
	put := func(tenant string, day, rows int) {
		if _, err := s.Settle(t.Context(), momentOf(tenant, day), func(context.Context) (*lifecycle.World, error) {
			return worldOf(rows), nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(tenant string, day int) bool {
		_, ok := s.Find(momentOf(tenant, day))
		return ok
	}
	for _, tenant := range []string{"a", "b", "c", "d"} {
		put(tenant, 1, keptRows/4)
	}
	kept("a", 1)
	put("e", 1, keptRows/4)
	if !kept("a", 1) || kept("b", 1) || !kept("e", 1) || s.rows > keptRows {
		t.Errorf("kept are a: %t, b: %t, e: %t, of %d rows", kept("a", 1), kept("b", 1), kept("e", 1), s.rows)
	}
	for day := range 100 { // one tenant's many instants
		put("e", day, keptRows/4)
	}
	if !kept("a", 1) || !kept("e", 99) || kept("e", 98) {
		t.Error("one tenant's instants took the place of another's")
	}
	put("f", 1, 2*keptRows)
	if !kept("f", 1) || kept("a", 1) || s.kept.Len() != 1 {
		t.Errorf("a large one is kept with %d others", s.kept.Len()-1)
	}
	s.Forget("f")
	if s.rows != 0 || s.kept.Len() != 0 {
		t.Errorf("%d rows are left of none", s.rows)
	}
}
