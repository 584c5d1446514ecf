package binary_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoVoices = `
variable "n" { default = 1 }
resource "mss_resource_package" "p" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_asset" "a" {
  count      = var.n
  kind       = "voice_clone"
  name       = "narrator ${count.index}"
  package_id = mss_resource_package.p[count.index].id
}
output "ids" { value = join(" ", mss_resource_package.p[*].id) }
`

// emptied has two voices in its account and an empty state, of which the plan was refused.
func emptied(t *testing.T) (w rehearsal, ids []string) {
	t.Helper()
	w = rehearse(t, "", "", twoVoices)
	w.apply()
	w.apply("-var=n=2")
	ids = strings.Fields(w.Output(t, "ids"))
	w.Write(t, "terraform.tfstate", "")
	w.refused([]string{"plan", "-var=n=2"}, "State is empty, but its objects exist", ids[0], ids[1])
	w.refused([]string{"plan", "-var=n=2"}, "State is empty, but its objects exist", ids[0], ids[1])
	return w, ids
}

// The backup is older than what the last apply made: that is adopted, with its asset.
func TestARestoredBackupAdoptsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w, _ := emptied(t)
	backup, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate.backup"))
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "terraform.tfstate", string(backup))
	w.apply("-var=n=2")
	w.converged("-var=n=2")
	w.wantPaid("198.00")
}

// After one import the state is no longer empty, and the rest is still adopted instead of bought.
func TestAnImportOfOneAdoptsTheRest(t *testing.T) {
	t.Parallel()
	w, ids := emptied(t)
	w.Run(t, "import", "-no-color", "-var=n=2", "mss_resource_package.p[0]", ids[0])
	w.apply("-var=n=2")
	w.apply("-var=n=2") // assets follow their packages
	w.converged("-var=n=2")
	w.wantPaid("198.00")
}

// Whoever wants more beside what is lost gets it, also after a plan that was refused.
func TestWhatIsLostCanBeBoughtAgain(t *testing.T) {
	t.Parallel()
	w, _ := emptied(t)
	w.Write(t, "main.tf", strings.Replace(w.Read(t, "main.tf"), "accept_agreements = true",
		"accept_agreements = true\n  allow_duplicate_order = true", 1))
	w.apply("-var=n=2")
	w.converged("-var=n=2")
	w.wantPaid("396.00")
}
