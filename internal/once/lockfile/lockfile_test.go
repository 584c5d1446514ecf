package lockfile_test

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/once/lockfile"
)

// TestNoSweeperRemovesAHeldLock races takers against processes that do nothing but sweep: a held lock is never gone,
// and never taken for free.
func TestNoSweeperRemovesAHeldLock(t *testing.T) {
	t.Parallel()
	const sweepers, takers, rounds = 3, 2, 2000
	dir := t.TempDir()
	var stop atomic.Bool
	var sweeping, taking sync.WaitGroup
	for range sweepers {
		sweeping.Go(func() {
			for !stop.Load() {
				lockfile.Sweep(filepath.Join(dir, "run-"), "")
			}
		})
	}
	var vanished, free atomic.Int64
	for i := range takers {
		name := filepath.Join(dir, "run-"+string(rune('a'+i)))
		taking.Go(func() {
			for range rounds {
				l, err := lockfile.Take(name)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := os.Stat(name); err != nil {
					vanished.Add(1)
				}
				if !lockfile.Held(name) {
					free.Add(1)
				}
				l.Release()
			}
		})
	}
	taking.Wait()
	stop.Store(true)
	sweeping.Wait()
	if vanished.Load() > 0 || free.Load() > 0 {
		t.Errorf("of %d locks %d vanished and %d were taken for free", takers*rounds, vanished.Load(), free.Load())
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestSweepRemovesNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"orders-1.lock", "orders-1.jsonl", "other-1.lock"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lockfile.Sweep(filepath.Join(dir, "orders-"), ".lock")
	lockfile.Sweep(filepath.Join(dir, "missing", "orders-"), ".lock")
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 || filepath.Base(left[0]) != "orders-1.jsonl" ||
		filepath.Base(left[1]) != "other-1.lock" {
		t.Errorf("left are %v (%v)", left, err)
	}
}

func TestHeld(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "lock")
	if lockfile.Held(name) {
		t.Error("a file that does not exist is held")
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("looking made the file: %v", err)
	}
	l, err := lockfile.Take(name)
	if err != nil {
		t.Fatal(err)
	}
	if !lockfile.Held(name) {
		t.Error("a lock is free while it is held")
	}
	l.Release()
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("a released lock is left: %v", err)
	}
	if err := os.WriteFile(name, nil, 0o600); err != nil { // of a process that was killed
		t.Fatal(err)
	}
	if lockfile.Held(name) {
		t.Error("nobody's lock is held")
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the lock of a killed process is left: %v", err)
	}
	if _, err := lockfile.Take(filepath.Join(name, "below", "lock")); err == nil {
		t.Error("a lock in a folder that does not exist was taken")
	}
}
