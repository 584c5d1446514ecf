package share_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// TestAYieldingNameHoldsAllAlone, and leaves places as soon as another one comes, until that has been away for a while.
func TestAYieldingNameHoldsAllAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		places := share.NewYielding(1, time.Now)
		var held atomic.Int64
		call := func(name string, took time.Duration) {
			go func() {
				release, err := places.Take(t.Context(), name)
				if err != nil {
					t.Error(err)
					return
				}
				held.Add(1)
				time.Sleep(took)
				held.Add(-1)
				release()
			}()
			synctest.Wait()
		}
		want := func(n int64, when string) {
			t.Helper()
			if got := held.Load(); got != n {
				t.Errorf("%s: %d calls run, want %d", when, got, n)
			}
		}
		for range 4 {
			call("busy", time.Second)
		}
		want(4, "alone")
		time.Sleep(time.Second)
		call("quiet", 100*time.Millisecond)
		for range 4 {
			call("busy", 300*time.Millisecond)
		}
		want(2, "beside another one")
		time.Sleep(200 * time.Millisecond)
		want(1, "the other one has gone a moment ago")
		time.Sleep(2 * time.Second)
		want(0, "later")
		for range 4 {
			call("busy", 300*time.Millisecond)
		}
		want(4, "alone again")
		time.Sleep(time.Second)
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
