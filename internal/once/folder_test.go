package once

import (
	"os"
	"path/filepath"
	"testing"
)

// TestALockLeavesNoFolderThatItMade: unless something lies in it, or it was there before.
func TestALockLeavesNoFolderThatItMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	take := func(store string) *Lock {
		l := &Lock{process: New(), store: store}
		if err := l.take(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(l.of(l.process.Run)); err != nil {
			t.Error(err)
		}
		return l
	}
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }

	take(filepath.Join(dir, "a", "b", "simulator.db")).release()
	if there(filepath.Join(dir, "a")) || !there(dir) {
		t.Error("a folder that was made for a lock is left, or one that was there is gone")
	}
	mine := filepath.Join(dir, "mine")
	if err := os.Mkdir(mine, 0o750); err != nil {
		t.Fatal(err)
	}
	take(filepath.Join(mine, "simulator.db")).release()
	if !there(mine) {
		t.Error("an empty folder of the user's is gone")
	}
	stored := filepath.Join(dir, "c", "simulator.db")
	l := take(stored)
	if err := os.WriteFile(stored, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.release()
	if !there(stored) {
		t.Error("a store is gone")
	}
}
