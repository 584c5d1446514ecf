package once

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
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
		!planning.Note("mss_x", "two", []byte(`{"n":3}`)) {
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
