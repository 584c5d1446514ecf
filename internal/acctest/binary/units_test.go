package binary_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// voices is a configuration with two voices, anna at home in a package of three years or in one of a year, and 24
// months to spend.
func voices(more string) string {
	return `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
variable "now" { default = "2027-03-01T00:00:00Z" }
provider "mss" {
  project_id        = "demo"
  accept_agreements = true
  simulator         = { now = var.now }
}
variable "home" { default = "long" }
resource "mss_resource_package" "long" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 3
}
resource "mss_resource_package" "short" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_resource_package" "bob" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_asset" "a" {
  kind       = "voice_clone"
  name       = "anna"
  package_id = var.home == "long" ? mss_resource_package.long.id : mss_resource_package.short.id
}
resource "mss_asset" "b" {
  kind       = "voice_clone"
  name       = "bob"
  package_id = mss_resource_package.bob.id
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 24 }]
  payment = {}
}
` + more
}

// units is what a saved plan says of the planned units of a renewal: known or not, and how many of each pool.
func units(t *testing.T, w binary.Workspace, plan, address string) (known bool, of map[string]int64) {
	t.Helper()
	var shown struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				After struct {
					Units map[string]int64 `json:"planned_units"`
				} `json:"after"`
				Unknown map[string]any `json:"after_unknown"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "show", "-json", plan)), &shown); err != nil {
		t.Fatal(err)
	}
	for _, c := range shown.Changes {
		if c.Address == address {
			return c.Change.Unknown["planned_units"] != true, c.Change.After.Units
		}
	}
	t.Fatalf("the plan does not speak of %s", address)
	return false, nil
}

func wantUnits(t *testing.T, w binary.Workspace, plan string, want map[string]int64) {
	t.Helper()
	if known, got := units(t, w, plan, "mss_asset_renewal.r"); !known || !maps.Equal(got, want) {
		t.Errorf("the plan allows %v (known: %t), want %v", got, known, want)
	}
}

var given = regexp.MustCompile(`\+(\d+) months?`)

// spentUnits is how many units of the pool are spent.
func spentUnits(t *testing.T, w binary.Workspace) (n int) {
	t.Helper()
	for _, months := range given.FindAllStringSubmatch(events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), -1) {
		m, err := strconv.Atoi(months[1])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
	return n
}

func wantSpent(t *testing.T, w binary.Workspace, want int) {
	t.Helper()
	if got := spentUnits(t, w); got != want {
		t.Errorf("%d units are spent, want %d", got, want)
	}
}

// An asset that is bound to another package in the same apply needs more units than its plan allowed: none is spent,
// whether the plan was saved or not, and the next plan has the number.
func TestUnitsThatNoPlanAnnouncedAreNotSpent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ saved, anew bool }{"saved, new": {true, true}, "new": {false, true},
		"saved": {true, false}, "one apply": {false, false}} {
		saved := c.saved
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			config := func(rows ...string) {
				text := voices("")
				if len(rows) > 0 {
					text = voices("resource \"mss_asset_renewal\" \"r\" {\n  renewals = [" + strings.Join(rows, ", ") + "]\n}\n")
				}
				w.Write(t, "main.tf", text)
			}
			refused := func(home string, allowed map[string]int64, says string) {
				t.Helper()
				var err error
				if saved {
					w.Run(t, "plan", "-no-color", "-var=home="+home, "-out=p")
					wantUnits(t, w, "p", allowed)
					_, err = w.Try(t, "apply", "-no-color", "p")
				} else {
					_, err = w.Try(t, "apply", "-auto-approve", "-no-color", "-var=home="+home)
				}
				if err == nil {
					t.Fatal("the apply does not fail")
				}
				wantSaid(t, err.Error(), "Renewal needs more units than planned", says,
					"ends 2028-03-01T15:59:59Z, and not when it was planned", "No units were spent")
				if strings.Contains(err.Error(), "inconsistent") {
					t.Error(err)
				}
			}
			const anna, bob = `{ asset_id = mss_asset.a.id, valid_through = "2029-03-01T00:00:00Z" }`,
				`{ asset_id = mss_asset.b.id, months = %d }`
			config()
			w.Run(t, "apply", "-auto-approve", "-no-color")
			if c.anew {
				config(anna)
				refused("short", map[string]int64{}, "It now needs 12 units of pool voice_clone, and the plan allowed 0: asset "+
					"sim-asset-")
				wantSpent(t, w, 0)
			} else { // one more operation, with another row that is due: the request is one, and refused whole
				config(anna, fmt.Sprintf(bob, 1))
				w.Run(t, "apply", "-auto-approve", "-no-color")
				config(anna, fmt.Sprintf(bob, 2))
				refused("short", map[string]int64{"voice_clone": 1}, "It now needs 13 units of pool voice_clone, and the plan "+
					"allowed 1: asset sim-asset-")
				wantSpent(t, w, 1)
			}
			before := spentUnits(t, w)
			w.Run(t, "plan", "-no-color", "-var=home=short", "-out=p")
			wantUnits(t, w, "p", map[string]int64{"voice_clone": int64(12 + before)})
			wantSaid(t, w.Run(t, "apply", "-no-color", "p"), "Spent")
			w.Run(t, "plan", "-detailed-exitcode", "-var=home=short")
			wantSpent(t, w, 12+2*before)
		})
	}
}

// A value of triggers that comes back spends again, and a plan after each apply is empty.
func TestTriggersThatComeBackSpendAgain(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := func(triggers string) {
		w.Write(t, "main.tf", voices("resource \"mss_asset_renewal\" \"r\" {\n  renewals = [{ asset_id = mss_asset.a.id, "+
			"months = 2 }]\n  triggers = "+triggers+"\n  depends_on = [mss_order.months]\n}\n"))
	}
	config("null")
	for i, c := range []struct {
		triggers string
		spent    int
	}{{"{ season = \"spring\" }", 2}, {"{ season = \"summer\" }", 4}, {"{ season = \"spring\" }", 6},
		{"{ season = \"summer\" }", 8}, {"null", 8}, {"{ season = \"summer\" }", 10}, {"null", 10},
		{"{ season = \"summer\" }", 12}} {
		config(c.triggers)
		if out := w.Run(t, "apply", "-auto-approve", "-no-color"); strings.Contains(out, "Spent") != (c.triggers != "null") {
			t.Errorf("step %d says:\n%s", i, out)
		}
		w.Run(t, "plan", "-detailed-exitcode")
		wantSpent(t, w, c.spent)
	}
	// A killed apply spent for a change and could not note it: the same change spends nothing again, with and without a
	// refresh.
	for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
		before := spentUnits(t, w)
		state := w.Read(t, "terraform.tfstate")
		config("{ at = \"" + refresh + "\" }")
		w.Run(t, "apply", "-auto-approve", "-no-color")
		wantSpent(t, w, before+2)
		w.Write(t, "terraform.tfstate", state)
		w.Run(t, "apply", "-auto-approve", "-no-color", refresh)
		w.Run(t, "plan", "-detailed-exitcode")
		wantSpent(t, w, before+2)
	}
}

// A replacement is planned as a change first, and then as a new renewal: what is booked for the first does not count
// for the second.
func TestAReplacementIsBookedOnce(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := func(months int) {
		w.Write(t, "main.tf", strings.Replace(
			voices(fmt.Sprintf("resource \"mss_asset_renewal\" \"r\" {\n  renewals = [{ asset_id = mss_asset.a.id, months = "+
				"%d }]\n  depends_on = [mss_order.months]\n}\n", months)), "period_num = 24", "period_num = 5", 1))
	}
	config(2)
	w.Run(t, "apply", "-auto-approve", "-no-color")
	config(3)
	w.Run(t, "plan", "-no-color", "-replace=mss_asset_renewal.r", "-out=p")
	wantUnits(t, w, "p", map[string]int64{"voice_clone": 3})
	w.Run(t, "apply", "-no-color", "p")
	wantSpent(t, w, 5)
	w.Run(t, "plan", "-detailed-exitcode")
	if _, err := w.Try(t, "plan", "-no-color", "-replace=mss_asset_renewal.r"); err == nil {
		t.Error("an empty pool is not noticed")
	} else {
		wantSaid(t, err.Error(), "3 units needed, 0 available")
	}
}

// What an interrupted apply spent may be in the state under another address: a plan announces the units of an equal
// renewal in full, and whether the apply adopts one or spends again, it spends no more than that.
func TestAPlanThatMayAdoptAnnouncesItsUnits(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	w := binary.NewWorkspace(t)
	w.Need(t, binary.StateAsItGoes)
	const z = `resource "mss_asset_renewal" "z" {
  renewals   = [{ asset_id = mss_asset.a.id, months = 2 }]
  depends_on = [mss_order.months]
}
`
	w.Write(t, "main.tf", voices(z+`resource "terraform_data" "slow" {
  depends_on = [mss_asset_renewal.z]
  provisioner "local-exec" { command = "sleep 60" }
}
resource "mss_order" "last" {
  depends_on = [terraform_data.slow]
  items      = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
}
`))
	cmd := w.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() &&
		!strings.Contains(lines.Text(), "mss_asset_renewal.z: Creation complete"); {
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if state, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate")); err == nil &&
			strings.Contains(string(state), `"mss_asset_renewal"`) {
			break
		}
	}
	killGroup(t, cmd)
	wantSpent(t, w, 2)
	w.Write(t, "main.tf", voices(z+strings.Replace(z, `"z"`, `"r"`, 1)))
	for _, more := range []string{"-refresh=true", "-refresh=false"} {
		w.Run(t, "plan", "-no-color", "-lock=false", "-parallelism=1", more, "-out=p")
		wantUnits(t, w, "p", map[string]int64{"voice_clone": 2})
		if said := oneLine(w.Run(t, "show", "-no-color", "p")); strings.Contains(said, "nothing is spent") {
			t.Errorf("the plan says that nothing is spent:\n%s", said)
		}
	}
	w.Run(t, "apply", "-no-color", "-lock=false", "p")
	if spent := spentUnits(t, w); spent > 4 {
		t.Errorf("%d units are spent, and 2 were announced beside the 2 that were", spent)
	}
	w.Run(t, "plan", "-detailed-exitcode", "-lock=false")
}
