package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// TestOutage runs the tests of the module that is tested against faults, twice: they count from 0 in each command.
func TestOutage(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Copy(t, "outage")
	if err := os.CopyFS(filepath.Join(w.Dir, "tests"), os.DirFS("outage/tests")); err != nil {
		t.Fatal(err)
	}
	w.Env = append(w.Env, "TMPDIR="+t.TempDir())
	for range 2 {
		out := w.Run(t, "test", "-no-color")
		for _, run := range []string{"the_payment_is_declined", "the_payment_is_in_processing", "the_stock_is_delivered",
			"each_is_charged_once"} {
			if !strings.Contains(out, run+"\"... pass") {
				t.Errorf("the run %s did not pass:\n%s", run, out)
			}
		}
	}
}
