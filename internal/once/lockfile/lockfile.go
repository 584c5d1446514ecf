// Package lockfile is files that a process holds locked while it lives, and that other processes remove when it was
// killed.
package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// patience bounds how long Take waits for processes that look whether the file is held. Each holds it for microseconds.
const patience = 5 * time.Second

// Lock is a file that this process holds.
type Lock struct{ held *flock.Flock }

// Take creates a file and locks it. Only the owner of a name takes it, so that another holder is about to release it.
func Take(name string) (*Lock, error) {
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(100 * time.Microsecond) {
		held := flock.New(name)
		free, err := held.TryLock()
		if err != nil {
			return nil, err
		}
		if !free {
			continue
		}
		if there(held) {
			return &Lock{held}, nil
		}
		_ = held.Unlock() // of a file that another process removed before it was locked
	}
	return nil, fmt.Errorf("%s cannot be locked: other processes hold it", name)
}

// Release removes the file and unlocks it.
func (l *Lock) Release() { remove(l.held) }

// Held reports whether a living process holds a file. Where none does, the file is removed.
func Held(name string) bool {
	looked := flock.New(name, flock.SetFlag(readFlag()))
	free, err := looked.TryRLock() // several processes may look at once
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil || !free {
		return true
	}
	_ = looked.Unlock()
	alone := flock.New(name, flock.SetFlag(readFlag()))
	if free, err := alone.TryLock(); err != nil || !free {
		return false // another process looks, and removes it
	}
	remove(alone)
	return false
}

// Sweep removes the files whose names begin and end so and that no living process holds.
func Sweep(prefix, suffix string) {
	dir := filepath.Dir(prefix)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(prefix)) && strings.HasSuffix(e.Name(), suffix) {
			Held(filepath.Join(dir, e.Name()))
		}
	}
}

// remove removes a locked file while it is locked, so that no other process can have locked it meanwhile. Windows
// removes no file that is open, and so none that anybody holds.
func remove(held *flock.Flock) {
	if runtime.GOOS == "windows" {
		_ = held.Unlock()
		_ = os.Remove(held.Path())
		return
	}
	if there(held) {
		_ = os.Remove(held.Path())
	}
	_ = held.Unlock()
}

// there reports whether a locked file is still the one of its name.
func there(held *flock.Flock) bool {
	locked, err := held.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(held.Path())
	return err == nil && os.SameFile(locked, named)
}

// readFlag opens without creating. AIX and its kin lock no file exclusively that is open for reading only.
func readFlag() int {
	switch runtime.GOOS {
	case "aix", "solaris", "illumos":
		return os.O_RDWR
	default:
		return os.O_RDONLY
	}
}
