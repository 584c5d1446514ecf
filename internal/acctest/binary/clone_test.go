package binary_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	sim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// cloneInto clones an account with a key of it, and returns the store.
func cloneInto(t *testing.T, access, secret string, args ...string) (store string) {
	t.Helper()
	store = filepath.Join(t.TempDir(), "clone.db")
	cmd := exec.CommandContext(t.Context(), binary.Provider(t), append([]string{"simulator", "clone", "--store", store},
		args...)...)
	cmd.Env = append(cmd.Environ(), "HW_ACCESS_KEY="+access, "HW_SECRET_KEY="+secret)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return store
}

// onClone is a workspace on a clone, with a copy of a state.
func onClone(t *testing.T, project, store, config, state string) binary.Workspace {
	t.Helper()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
variable "later" { default = "0h" }
provider "mss" {
  accept_agreements = true
  project_id        = %q
  simulator         = {
    store = %q
    now   = timeadd(plantimestamp(), var.later)
  }
}
`, project, filepath.ToSlash(store))+config)
	w.Write(t, "terraform.tfstate", state)
	return w
}

// TestACloneOfTheRealCloudTakesCopiesOfItsStates: they plan empty, also of what the real cloud says little about. What
// is done to the clone is not done to the account, whose configuration refuses the clone's state.
func TestACloneOfTheRealCloudTakesCopiesOfItsStates(t *testing.T) {
	t.Parallel()
	config := realVoice + realOrder + `
resource "mss_order" "waiting" {
  items = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel",
      period_type = "monthly", period_num = 2, subscription_num = 3 }]
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}
output "voice" { value = mss_resource_package.voice.id }
output "status" { value = "${mss_resource_package.voice.status} ${mss_asset.narrator.status}" }
`
	cloud := newReal(t, realVoice+"output \"voice\" { value = mss_resource_package.voice.id }\n")
	if _, err := cloud.apply(t); err != nil {
		t.Fatal(err)
	}
	made, err := cloud.Do(t.Context(), sim.Call{Tenant: realcloud.Project}, lifecycle.MakeAsset{ // as its console does
		PackageID: cloud.Output(t, "voice"), Kind: "voice_clone", Name: "narrator"})
	if err != nil {
		t.Fatal(err)
	}
	block, _, _ := strings.Cut(cloud.Read(t, "main.tf"), "resource ")
	cloud.Write(t, "main.tf", block+config)
	cloud.Run(t, "import", "-no-color", "mss_asset.narrator", made.ID())
	if out, err := cloud.apply(t); err != nil || !strings.Contains(out, "2 added, 0 changed, 0 destroyed") {
		t.Fatalf("%v\n%s", err, out)
	}

	store := cloneInto(t, realcloud.AccessKey, realcloud.SecretKey, "--region", "ap-southeast-3", "--endpoint", cloud.URL,
		"--billing-endpoint", cloud.URL, "--project", realcloud.Project)
	state := cloud.Read(t, "terraform.tfstate")
	clone := onClone(t, realcloud.Project, store, config, state)
	for range 2 {
		clone.Run(t, "plan", "-no-color", "-detailed-exitcode")
		clone.Run(t, "apply", "-auto-approve", "-no-color", "-refresh-only")
	}
	if out := clone.Run(t, "plan", "-no-color", "-var=later=9500h"); !strings.Contains(out,
		`"active active" -> "released deleted"`) {
		t.Errorf("a year later: %s", out)
	}
	clone.Write(t, "main.tf", strings.Replace(clone.Read(t, "main.tf"), "  period_num         = 1\n}",
		"  period_num         = 1\n  auto_renew         = true\n}", 1))
	if out := clone.Run(t, "apply", "-auto-approve", "-no-color"); !strings.Contains(out, "0 added, 1 changed") {
		t.Errorf("the change: %s", out)
	}
	if p := cloud.look(t).Packages[cloud.Output(t, "voice")]; p.AutoRenew {
		t.Error("the account has changed with its clone")
	}

	back := binary.NewWorkspace(t)
	back.Write(t, "main.tf", cloud.Read(t, "main.tf"))
	back.Write(t, "terraform.tfstate", clone.Read(t, "terraform.tfstate"))
	refusedFor(t, back, []string{"mss_resource_package.voice", "mss_order.voice", "mss_order.waiting"},
		[]string{"State belongs to another origin"}, "plan")

	more := strings.Replace(realVoice, `"voice"`, `"late"`, 1)
	cloud.Write(t, "main.tf", cloud.Read(t, "main.tf")+more)
	if _, err := cloud.apply(t); err != nil {
		t.Fatal(err)
	}
	late := onClone(t, realcloud.Project, store, config+more, cloud.Read(t, "terraform.tfstate"))
	refusedFor(t, late, []string{"mss_resource_package.late"},
		[]string{"is missing from its account", "branched or cloned before the object was created"}, "plan")
	if out := simulator(t, "verify", "--store", store); !strings.Contains(out, "consistent") {
		t.Error(out)
	}
}

// TestACloneOfAServersAccountTakesCopiesOfItsStates, and no others: not those of another account of the server.
func TestACloneOfAServersAccountTakesCopiesOfItsStates(t *testing.T) {
	t.Parallel()
	_, url := teamServer(t)
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", team(url, "secret-of-the-team", ""))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	_, fleet, _ := strings.Cut(w.Read(t, "main.tf"), "}\nresource ")
	fleet = "resource " + fleet
	store := cloneInto(t, "AKTEAM", "secret-of-the-team", "--endpoint", url, "--project", "team")
	clone := onClone(t, "team", store, fleet, w.Read(t, "terraform.tfstate"))
	clone.Run(t, "plan", "-no-color", "-detailed-exitcode")

	other := filepath.Join(t.TempDir(), "other.db")
	simulator(t, "tenant", "create", "team", "--store", other, "--opening-balance", "10.00")
	simulator(t, "account", "deposit", "--amount", "1.00", "--store", other) // it begins
	elsewhere := onClone(t, "team", other, fleet, w.Read(t, "terraform.tfstate"))
	refusedFor(t, elsewhere, []string{"mss_resource_package.voice"}, []string{"State belongs to another origin"}, "plan")

	clone.Run(t, "apply", "-auto-approve", "-no-color", "-refresh-only")
	w.Write(t, "terraform.tfstate", clone.Read(t, "terraform.tfstate"))
	refusedFor(t, w, []string{"mss_resource_package.voice"}, []string{"State belongs to another origin"}, "plan")
}
