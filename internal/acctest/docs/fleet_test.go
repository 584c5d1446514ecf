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
		const most = 20
		if lines := noise(out); len(lines) > most {
			t.Errorf("passing tests print %d lines of warnings, at most %d are wanted:\n%s", len(lines), most, out)
		}
		for _, lost := range []string{"Warning: Automatic renewal of package ", "is deleted, its service ended"} {
			if strings.Count(out, lost) != 1 {
				t.Errorf("the tests do not say %q once:\n%s", lost, out)
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

// names are files by their pattern, except what OpenTofu puts into a home by itself.
func names(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == ".terraform.d" })
}

// noise are the lines of a test's output that are not about its runs.
func noise(out string) (lines []string) {
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		isRun := strings.HasPrefix(line, "run \"") || strings.HasPrefix(line, "tests/") || strings.HasPrefix(line, "Success!")
		if line != "" && !isRun {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestTwelveObjectsWarnOfMoneyTogether applies six packages, five assets and an order: the plan and the apply tell what
// they charge in few warnings, one of which has the total of the command and the balance after it.
func TestTwelveObjectsWarnOfMoneyTogether(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Copy(t, "fleet")
	w.Write(t, "provider.tf", `provider "mss" {
  accept_agreements = true
  simulator = { now = "2027-01-11T01:00:00Z", opening_balance = "4000.00" }
}
`)
	_, variables, found := strings.Cut(read(t, "fleet/tests/two_years.tftest.hcl"), "\nvariables {\n")
	if variables, _, _ = strings.Cut(variables, "\n}\n"); !found {
		t.Fatal("the test of the fleet has no variables")
	}
	w.Write(t, "terraform.tfvars", variables)
	out := w.Run(t, "apply", "-no-color", "-auto-approve")
	const most = 8
	if n := strings.Count(out, "Warning: "); n > most {
		t.Errorf("the command shows %d warnings, at most %d are wanted", n, most)
	}
	said := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"12 added", "Charges ", "Charged ",
		"1200.00 USD for avatarmodeling.number, yearly, 1 (order ",
		"This command has charged 3104.00 USD so far. The balance is now 896.00 USD."} {
		if !strings.Contains(said, want) {
			t.Errorf("the output has no %q", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
	destroyed := w.Run(t, "destroy", "-no-color", "-auto-approve")
	for _, want := range []string{"Returns package ", "Refunded "} {
		if !strings.Contains(destroyed, want) {
			t.Errorf("the destroy does not say %q:\n%s", want, destroyed)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
