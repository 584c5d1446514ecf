package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// TestFleet runs the module's own tests, twice, and checks that they leave nothing in its folder, and in the folder for
// temporary files no more than the last command's store, which the next command removes.
func TestFleet(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Copy(t, "fleet")
	if err := os.CopyFS(filepath.Join(w.Dir, "tests"), os.DirFS("fleet/tests")); err != nil {
		t.Fatal(err)
	}
	temporary := t.TempDir()
	w.Env = append(w.Env, "TMPDIR="+temporary)
	before := names(t, filepath.Join(w.Dir, "*"))
	for range 2 {
		out := w.Run(t, "test", "-no-color")
		for _, run := range []string{"the_renewal_is_declined", "the_renewal_succeeds", "give_the_channel_back",
			"renew_in_a_batch", "the_campaign_is_gone", "after_two_years"} {
			if !strings.Contains(out, run+"\"... pass") {
				t.Errorf("the run %s did not pass:\n%s", run, out)
			}
		}
		if after := names(t, filepath.Join(w.Dir, "*")); !slices.Equal(after, before) {
			t.Errorf("the folder held %v and holds %v", before, after)
		}
		if stores := names(t, filepath.Join(temporary, "mss-simulator-*", "*")); len(stores) > 1 {
			t.Errorf("the commands left %v", stores)
		}
	}
}

func names(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}
