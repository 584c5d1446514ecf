package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFaultsCanBeSetBeforeAnythingExists, because the first apply is what one wants to rehearse.
func TestFaultsCanBeSetBeforeAnythingExists(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.db")
	code, out, errs := run("fault", "set", "lost-answer", "--project", "demo", "--store", file)
	if code != 0 || !strings.Contains(errs, "Creating the store") || !strings.Contains(out, "PayOrders*") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if out := mustRun(t, "fault", "list", "--project", "demo", "--store", file); !strings.Contains(out, "call 1") {
		t.Errorf("the list: %s", out)
	}
	mustRun(t, "fault", "clear", "--project", "demo", "--store", file)
	if out := mustRun(t, "fault", "list", "--project", "demo", "--store", file); !strings.Contains(out, "has no faults") {
		t.Errorf("the list after clearing: %s", out)
	}
}

func TestFaultSetRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	store, file := filepath.Join(folder, "simulator.db"), filepath.Join(folder, "faults.yaml")
	for text, want := range map[string]string{
		"- match: {operation: PayOrders}\n  lost_answr: true\n": "line 2: field lost_answr not found",
		"- match: {operation: ListAssets}\n  sold_out: true\n":  "sold_out cannot happen to ListAssets",
		" \n": "is empty",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := run("fault", "set", file, "--project", "demo", "--store", store); code != 1 ||
			!strings.Contains(errs, want) {
			t.Errorf("%q ended with %d: %s", text, code, errs)
		}
	}
	if code, _, errs := run("fault", "set", "lost-answers", "--project", "demo", "--store", store); code != 2 ||
		!strings.Contains(errs, "neither a preset nor a file") {
		t.Errorf("an unknown preset ended with %d: %s", code, errs)
	}
}

// TestADeclinedRenewalIsSeenAhead: forecast and events show what the fault changes, and clearing it takes that back.
func TestADeclinedRenewalIsSeenAhead(t *testing.T) {
	t.Parallel()
	file := bought(t)
	ahead := func() string {
		return mustRun(t, "events", "--project", "demo", "--store", file, "--until", "2029-01-01T00:00:00Z", "-o", "json")
	}
	before := ahead()
	mustRun(t, "fault", "set", "renewal-declined", "--project", "demo", "--store", file)
	if got := ahead(); !strings.Contains(got, "automatic renewals are declined") {
		t.Errorf("the events do not tell it: %s", got)
	}
	mustRun(t, "fault", "clear", "--project", "demo", "--store", file)
	if got := ahead(); strings.Count(got, "\n") != strings.Count(before, "\n")+2 {
		t.Errorf("after clearing: %s\nbefore: %s", got, before)
	}
}

func TestEachPresetIsListed(t *testing.T) {
	t.Parallel()
	out := mustRun(t, "fault", "presets")
	for _, name := range []string{"declined-payment", "sold-out", "lost-answer", "throttled", "slow", "outage",
		"stuck-in-processing", "renewal-declined"} {
		if !strings.Contains(out, "\n"+name+" ") {
			t.Errorf("%s is not listed", name)
		}
		file := filepath.Join(t.TempDir(), "simulator.db")
		code, _, errs := run("fault", "set", name, "--project", "demo", "--store", file)
		if name == "renewal-declined" != (code != 0) { // which needs an account
			t.Errorf("%s ended with %d: %s", name, code, errs)
		}
	}
}
