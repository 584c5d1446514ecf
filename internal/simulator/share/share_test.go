package share_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
)

// TestNamesTakeTurns: of a name with many callers one goes, then one of another name, and so on.
func TestNamesTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		places := share.New(1, 1)
		first, err := places.Take(t.Context(), "busy")
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order string
		take := func(name string) {
			release, err := places.Take(t.Context(), name)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order += name[:1]
			mu.Unlock()
			release()
			release() // twice is as good as once
		}
		for range 5 {
			go take("busy")
		}
		synctest.Wait()
		go take("quiet")
		go take("other")
		synctest.Wait()
		if n := places.Waiting(); n != 7 {
			t.Errorf("%d callers wait, want 7", n)
		}
		first()
		synctest.Wait()
		if len(order) != 7 || order[:1] != "b" || order[3:] != "bbbb" {
			t.Errorf("the places went to %s, want each other name after one call of the busy one", order)
		}
	})
}

// TestANameLeavesAPlaceToOthers even if nobody else waits yet.
func TestANameLeavesAPlaceToOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		places := share.New(2, 1)
		hold := func(name string) (held *atomic.Bool) {
			held = &atomic.Bool{}
			go func() {
				_, err := places.Take(t.Context(), name)
				held.Store(err == nil)
			}()
			synctest.Wait()
			return held
		}
		a, again, b := hold("busy"), hold("busy"), hold("quiet")
		if !a.Load() || again.Load() || !b.Load() {
			t.Errorf("held: %t, %t, %t", a.Load(), again.Load(), b.Load())
		}
	})
}

// TestWhoLeavesWaitsNoMore, and takes no place with it.
func TestWhoLeavesWaitsNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		places := share.New(1, 1)
		release, err := places.Take(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		leaving, leave := context.WithCancel(t.Context())
		var left error
		go func() { _, left = places.Take(leaving, "b") }()
		synctest.Wait()
		leave()
		synctest.Wait()
		if !errors.Is(left, context.Canceled) || places.Waiting() != 0 {
			t.Errorf("%v, and %d wait", left, places.Waiting())
		}
		release()
		if _, err := places.Take(t.Context(), "c"); err != nil {
			t.Error(err)
		}
		if _, err := places.Take(leaving, "d"); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that had left: %v", err)
		}
	})
}
