package binary_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// grown is a voice with an asset and months, and more of the voices.
const grown = `
variable "n" { default = 0 }
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  on_destroy         = "retain"
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 12 }]
  payment = {}
}
resource "mss_asset_renewal" "narrator" {
  renewals   = [{ asset_id = mss_asset.narrator.id, months = 2 }]
  depends_on = [mss_order.months]
}
resource "mss_resource_package" "more" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`

// elsewhere is a workspace with the same configuration and a copy of the state, on another project of the store.
func (w rehearsal) elsewhere(t *testing.T, project, store string) rehearsal {
	t.Helper()
	to := rehearse(t, "  project_id = \""+project+"\"", "    store = \""+filepath.ToSlash(store)+"\"", grown)
	state, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	to.Write(t, "terraform.tfstate", string(state))
	return to
}

// TestABranchTakesCopiesOfItsAncestorsStates: the copy plans empty, a purchase there is not the ancestor's, and a state
// that knows it is refused by the ancestor. An id that the branch never had is an error at the object.
func TestABranchTakesCopiesOfItsAncestorsStates(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "  project_id = \"demo\"", "", grown)
	w.apply()
	store := filepath.Join(w.Dir, ".mss", "simulator.db")
	simulator(t, "branch", "--project", "demo", "--as", "what-if", "--store", store)
	branch := w.elsewhere(t, "what-if", store)
	branch.converged()
	if out := branch.apply("-var=n=1"); !strings.Contains(out, "1 added, 0 changed, 0 destroyed") {
		t.Errorf("the branch: %s", out)
	}
	branch.converged("-var=n=1")
	accounts := accountsOf(t, branch.Read(t, "terraform.tfstate"))
	if len(accounts) != 1 {
		t.Errorf("after the apply the objects belong to %v", accounts)
	}
	w.converged()

	back := branch.elsewhere(t, "demo", store)
	refusedFor(t, back.Workspace, []string{"mss_resource_package.voice"},
		[]string{"State belongs to another origin", "project what-if"}, "plan", "-var=n=1")

	w.apply("-var=n=1") // after the branch
	late := w.elsewhere(t, "what-if", store)
	refusedFor(t, late.Workspace, []string{"mss_resource_package.more[0]"},
		[]string{"is missing from its account", "the state was copied after that"}, "plan", "-var=n=1")
	if verified := simulator(t, "verify", "--store", store); strings.Count(verified, "consistent") != 2 {
		t.Errorf("verify says %s", verified)
	}
}

// TestARestoredProjectKeepsItsStates: an import under the same id is the same account, in another store and on a
// server.
// As another project it is a branch.
func TestARestoredProjectKeepsItsStates(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "  project_id = \"demo\"", "", grown)
	w.apply()
	file, moved := filepath.Join(w.Dir, "demo.jsonl"), filepath.Join(w.Dir, "moved", "new.db")
	simulator(t, "export", "--project", "demo", "--store", filepath.Join(w.Dir, ".mss", "simulator.db"), "--file", file)
	simulator(t, "import", file, "--store", moved)
	simulator(t, "import", file, "--project", "other", "--store", moved)
	same := w.elsewhere(t, "demo", moved)
	same.converged()
	same.apply("-var=n=1")
	w.elsewhere(t, "other", moved).converged()
	if w.Knows(t, binary.Identity) { // the identities name the other project from the next refresh on
		w.elsewhere(t, "other", moved).apply("-refresh-only")
	}
	refusedFor(t, same.elsewhere(t, "other", moved).Workspace, []string{"mss_resource_package.more[0]"},
		[]string{"is missing from its account"}, "plan", "-var=n=1")
}

// TestAStoreOfTheFirstVersionIsExported, and what is made of the file is what its state belongs to.
func TestAStoreOfTheFirstVersionIsExported(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	copyFile(t, "testdata/state-v0.json", filepath.Join(w.Dir, "terraform.tfstate"))
	old, file := filepath.Join(w.Dir, "old.db"), filepath.Join(w.Dir, "demo.jsonl")
	copyFile(t, "testdata/store-v0.db", old)
	simulator(t, "export", "--store", old, "--file", file)
	store := filepath.Join(w.Dir, ".mss", "simulator.db")
	simulator(t, "import", file, "--store", store)
	if again := simulator(t, "export", "--store", store); again != readFile(t, file) {
		t.Error("exported, imported and exported again, the file is another one")
	}
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")
	w.Run(t, "apply", "-auto-approve", "-no-color", "-refresh-only")
	simulator(t, "branch", "--as", "what-if", "--project", "demo", "--store", store)
	w.Write(t, "main.tf", strings.Replace(w.Read(t, "main.tf"), `"demo"`, `"what-if"`, 1))
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
