package binary_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

const stateIsEmpty = "State is empty, but its objects exist"

// life is a package with an asset and months that were given to it.
const life = `
variable "fails" { default = false }
variable "let_go" { default = "unsubscribe" }
variable "n" { default = 1 }
resource "mss_resource_package" "p" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  on_destroy         = var.let_go
}
resource "terraform_data" "between" {
  input = mss_resource_package.p[0].id
  provisioner "local-exec" { command = var.fails ? "false" : "true" }
}
resource "mss_asset" "a" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = terraform_data.between.output
}
resource "mss_order" "m" {
  items      = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 24 }]
  payment    = {}
  on_destroy = var.let_go
}
resource "mss_asset_renewal" "r" {
  renewals   = [{ asset_id = mss_asset.a.id, months = 2 }]
  depends_on = [mss_order.m]
}
output "asset" { value = mss_asset.a.id }
output "months" { value = mss_order.m.id }
`

func (w rehearsal) wantSpent(want int64) {
	w.t.Helper()
	if got := w.spent(); got != want {
		w.t.Errorf("%d units were spent in all, want %d", got, want)
	}
}

// A saved plan of a new state fits an emptied one, and every create of it is refused. Nor does the state that the
// refused apply writes make the next one buy.
func TestASavedPlanBuysNothingForAnEmptiedState(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", life)
	w.Run(t, "plan", "-no-color", "-var=n=2", "-out=p.bin")
	w.Run(t, "apply", "-no-color", "p.bin")
	whole := w.Read(t, "terraform.tfstate")
	w.Write(t, "terraform.tfstate", "")
	w.refused([]string{"apply", "p.bin"}, stateIsEmpty)
	w.refused([]string{"apply", "-auto-approve", "-var=n=2"}, stateIsEmpty, "terraform.tfstate has no resources")
	w.wantSpent(2)
	w.Write(t, "terraform.tfstate", whole)
	w.converged("-var=n=2")
	w.wantPaid("390.00")
}

// A failed apply withdraws nothing that an earlier state has shown.
func TestAFailedApplyWithdrawsNothingThatAStateHasShown(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", life)
	w.apply()
	asset, months := w.Output(t, "asset"), w.Output(t, "months")
	w.Write(t, "terraform.tfstate", "")
	w.refused([]string{"plan"}, stateIsEmpty)
	w.Run(t, "import", "-no-color", "mss_order.m", months)
	w.refused([]string{"apply", "-auto-approve", "-var=fails=true"}, "local-exec")
	w.apply()
	if got := w.Output(t, "asset"); got != asset {
		t.Errorf("the asset is %s, want %s as before", got, asset)
	}
	w.converged()
	w.wantPaid("291.00")
	w.wantSpent(2)
}

// A state that was moved or filled by imports is recognised if it is emptied in its new place.
func TestAMovedStateIsMissedWhereItIsNow(t *testing.T) {
	t.Parallel()
	const voice = `
variable "n" { default = 1 }
resource "mss_resource_package" "p" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
output "id" { value = join(" ", mss_resource_package.p[*].id) }
`
	for name, move := range map[string]func(t *testing.T, w rehearsal) (moved rehearsal, state string){
		"folder renamed": func(t *testing.T, w rehearsal) (rehearsal, string) {
			t.Helper()
			to := filepath.Join(t.TempDir(), "renamed")
			if err := os.Rename(w.Dir, to); err != nil {
				t.Fatal(err)
			}
			for i, kv := range w.Env {
				w.Env[i] = strings.Replace(kv, w.Dir, to, 1)
			}
			w.Dir = to
			w.apply("-var=now=2027-03-02T00:00:00Z")
			return w, "terraform.tfstate"
		},
		"another backend path": func(t *testing.T, w rehearsal) (rehearsal, string) {
			t.Helper()
			w.Write(t, "backend.tf", "terraform {\n  backend \"local\" { path = \"prod.tfstate\" }\n}\n")
			w.Run(t, "init", "-no-color", "-migrate-state", "-force-copy")
			w.apply("-var=now=2027-03-02T00:00:00Z")
			return w, "prod.tfstate"
		},
		"imported elsewhere": func(t *testing.T, w rehearsal) (rehearsal, string) {
			t.Helper()
			id := w.Output(t, "id")
			w.Run(t, "state", "rm", "mss_resource_package.p")
			other := rehearsal{binary.NewWorkspace(t), t, w.ephemeral}
			store := filepath.ToSlash(filepath.Join(w.Dir, ".mss", "simulator.db"))
			other.Write(t, "main.tf", strings.Replace(w.Read(t, "main.tf"), "now = var.now",
				fmt.Sprintf("now = var.now\n store = %q", store), 1))
			other.Run(t, "import", "-no-color", "mss_resource_package.p[0]", id)
			return other, "terraform.tfstate"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := rehearse(t, "", "", voice)
			w.apply()
			moved, state := move(t, w)
			moved.Write(t, state, "")
			_, err := moved.Try(t, "apply", "-no-color", "-auto-approve", "-var=now=2027-03-02T00:00:00Z")
			if err == nil {
				t.Fatal("it bought again")
			}
			wantSaid(t, err.Error(), stateIsEmpty)
		})
	}
}

// A destroyed configuration raises no alarm, whether its packages were returned or still exist.
func TestADestroyedConfigurationHasLostNothing(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"unsubscribe", "retain", "cancel_renewal"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			w := rehearse(t, "", "", life)
			w.apply("-var=let_go=" + way)
			w.Run(t, "destroy", "-no-color", "-auto-approve", "-var=let_go="+way)
			for _, file := range []string{"terraform.tfstate", "terraform.tfstate.backup"} {
				if err := os.Remove(filepath.Join(w.Dir, file)); err != nil {
					t.Fatal(err)
				}
			}
			if out := w.Run(t, "plan", "-no-color", "-var=let_go="+way); !strings.Contains(out, "5 to add") {
				t.Errorf("it plans\n%s", out)
			}
		})
	}
}

// Ending a block that managed a package of an order does not end the check for the order itself.
func TestAnOrderIsMissedAfterABlockOfItsPackageEnded(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "n" { default = 1 }
resource "mss_order" "o" {
  items      = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic",
      period_type = "yearly", period_num = 1 }]
  payment    = {}
  on_destroy = "retain"
}
resource "mss_resource_package" "p" {
  count       = var.n
  resource_id = mss_order.o.packages[0].resource_id
  on_destroy  = "retain"
}
`)
	w.apply()
	w.apply("-var=n=0")
	w.Write(t, "terraform.tfstate", "")
	w.refused([]string{"plan", "-var=n=0"}, stateIsEmpty)
}
