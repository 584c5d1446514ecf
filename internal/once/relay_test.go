package once

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What one process of a command notes, another of the same command finds, and nothing is left behind once it has.
func TestNotesReachTheProcessThatApplies(t *testing.T) {
	base := t.TempDir()
	t.Setenv("TMPDIR", base)
	t.Setenv("TMP", base)
	parent := int32(os.Getpid())
	planning := newRelay(parent)
	alias := newRelay(parent)
	if planning.Recall("mss_x", "one") != nil || !planning.Note("mss_x", "one", []byte(`{"n":1}`)) ||
		!planning.Note("mss_x", "two", []byte(`{"n":2}`)) ||
		!planning.Note("mss_x", "two", []byte(`{"n":3}`)) ||
		!planning.Note("mss_x", "two", []byte(`{"n":2}`)) { // a block of equal content
		t.Fatal("the planning process finds something, or cannot note it")
	}
	if planning.Recall("mss_x", "one") != nil {
		t.Error("a process finds its own notes")
	}
	own := planning.file()
	planning.close(false)
	other := filepath.Join(filepath.Dir(own), "0") // of another process
	if err := os.Rename(own, other); err != nil {
		t.Fatal(err)
	}
	if alias.Recall("mss_x", "two") != nil {
		t.Error("the process of an alias takes a note of its own walk for one of the walk before")
	}
	applying := newRelay(parent)
	if got := fmt.Sprintf("%s", applying.Recall("mss_x", "two")); got != `[{"n":2} {"n":3}]` { // of two blocks
		t.Errorf("the applying process finds %s", got)
	}
	if applying.Recall("mss_y", "two") != nil || applying.Recall("mss_x", "three") != nil {
		t.Error("it finds what was not noted")
	}
	if !applying.Note("mss_x", "three", []byte(`3`)) {
		t.Error("the applying process cannot note what it plans")
	}
	applying.close(true)
	if left, err := os.ReadDir(base); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	unused := newRelay(parent) // nothing was noted before it, and its own notes nobody needs
	unused.Note("mss_x", "four", []byte(`4`))
	unused.close(true)
	if left, err := os.ReadDir(base); err != nil || len(left) > 0 {
		t.Errorf("left behind by a process that applied: %v, %v", left, err)
	}
}

// A command that ends removes folders that hold nothing, which another one is about to write to: it notes all the same,
// and finds what was noted. Otherwise an apply would take its plan for the first one, and spend what nobody announced.
func TestNotesArriveWhileOtherCommandsEnd(t *testing.T) {
	base := t.TempDir()
	t.Setenv("TMPDIR", base)
	t.Setenv("TMP", base)
	parent := int32(os.Getpid())
	folder := newRelay(parent).folder
	var stop atomic.Bool
	var others sync.WaitGroup
	for range 2 {
		others.Go(func() {
			for !stop.Load() {
				_ = os.Remove(folder)
				_ = os.Remove(filepath.Dir(folder))
				time.Sleep(10 * time.Microsecond)
			}
		})
	}
	for i := range 100 {
		planning := newRelay(parent)
		if planning.folder == "" || !planning.Note("mss_x", "one", []byte(`1`)) {
			t.Errorf("plan %d noted nothing", i)
			break
		}
		own := planning.file()
		planning.close(false)
		if err := os.Rename(own, filepath.Join(filepath.Dir(own), "0")); err != nil { // of another process
			t.Fatal(err)
		}
		applying := newRelay(parent)
		if applying.Recall("mss_x", "one") == nil {
			t.Errorf("apply %d found nothing", i)
			break
		}
		applying.close(true)
	}
	stop.Store(true)
	others.Wait()
}

// Where notes cannot be kept safely, nothing is promised.
func TestNotesNeedAFolderOfTheUser(t *testing.T) {
	base := t.TempDir()
	t.Setenv("TMPDIR", filepath.Join(base, "missing"))
	t.Setenv("TMP", filepath.Join(base, "missing"))
	if r := newRelay(int32(os.Getpid())); r.Note("mss_x", "one", []byte(`1`)) || r.Recall("mss_x", "one") != nil {
		t.Error("a note was kept")
	}
	if f := (forgetful{}); f.Note("mss_x", "one", nil) || f.Recall("mss_x", "one") != nil {
		t.Error("a forgetful command remembers")
	}
}
