package binary_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

func TestMain(m *testing.M) { binary.Main(m) }

// fleet is a configuration with one of everything, on a store and at an instant.
func fleet(store, now string) string {
	return fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = "demo"
  simulator = {
    store = %q
    %s
  }
}
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 }]
  payment = {}
}
resource "mss_asset_renewal" "narrator" {
  renewals   = [{ asset_id = mss_asset.narrator.id, months = 2 }]
  depends_on = [mss_order.months]
}
output "status" { value = mss_resource_package.voice.status }
output "terms_end" { value = mss_resource_package.voice.expire_time }
output "ids" { value = [mss_resource_package.voice.id, mss_asset.narrator.id, mss_order.months.id,
    mss_asset_renewal.narrator.id] }
`, filepath.ToSlash(store), now)
}

func at(instant string) string { return fmt.Sprintf("now = %q", instant) }

// simulator runs the provider's own command.
func simulator(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), binary.Provider(t), append([]string{"simulator"}, args...)...).
		CombinedOutput()
	if err != nil {
		t.Fatalf("simulator %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func events(t *testing.T, store string) string {
	t.Helper()
	return simulator(t, "events", "--project", "demo", "--store", store)
}

func TestPlanTwoYearsOnChangesNothingAndShowsThatDay(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	store := filepath.Join(w.Dir, ".mss", "simulator.db")
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	w.Run(t, "plan", "-no-color")
	if _, err := os.Stat(filepath.Dir(store)); !os.IsNotExist(err) {
		t.Errorf("a plan before the first apply made the store's folder: %v", err)
	}
	w.Run(t, "apply", "-auto-approve")
	before := events(t, store)
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2029-02-25T00:00:00Z")))
	out := w.Run(t, "plan", "-no-color")
	if !strings.Contains(out, "2028-03-01T15:59:59Z") || !strings.Contains(out, "2030-03-01T15:59:59Z") {
		t.Errorf("the plan does not show how the package's end moves:\n%s", out)
	}
	if after := events(t, store); after != before {
		t.Errorf("the plan changed the events:\n%s\nto\n%s", before, after)
	}
}

func TestTenParallelAppliesOfIdenticalBlocksShareNothing(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "shared", "simulator.db")
	const applies = 10
	workspaces := make([]binary.Workspace, applies)
	for i := range workspaces {
		workspaces[i] = binary.NewWorkspace(t)
		workspaces[i].Write(t, "main.tf", fleet(store, ""))
	}
	var wg sync.WaitGroup
	for _, w := range workspaces {
		wg.Go(func() {
			if out, err := w.Try(t, "apply", "-auto-approve", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, w := range workspaces {
		for _, id := range regexp.MustCompile(`(CS|sim-)[A-Za-z0-9-]+`).FindAllString(w.Output(t, "ids"), -1) {
			if seen[id] {
				t.Errorf("%s is in two states", id)
			}
			seen[id] = true
		}
		w.Run(t, "plan", "-detailed-exitcode")
	}
	if len(seen) != 4*applies {
		t.Errorf("%d objects were made, want %d", len(seen), 4*applies)
	}
	if out := simulator(t, "verify", "--store", store); !strings.Contains(out, "demo") {
		t.Error(out)
	}
}

func TestAliasesAreAccountsOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = "one"
}
provider "mss" {
  alias             = "two"
  accept_agreements = true
  project_id        = "two"
  simulator         = { site = "china" }
}
resource "mss_resource_package" "one" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
}
resource "mss_resource_package" "two" {
  provider           = mss.two
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
}
resource "mss_order" "two" {
  provider = mss.two
  items    = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel",
      period_type = "monthly", period_num = 2 }]
  payment  = {}
}
data "mss_resource_packages" "one" { depends_on = [mss_resource_package.one, mss_resource_package.two] }
output "of_one" { value = one(data.mss_resource_packages.one.packages[*].resource_id) == mss_resource_package.one.id }
`)
	w.Live(t, func() {
		if out := w.Output(t, "of_one"); out != "true" {
			t.Errorf("the first account shows other packages than its own: %s", out)
		}
		for project, want := range map[string]int{"one": 1, "two": 2} {
			if got := strings.Count(simulator(t, "events", "--project", project, "--store",
				filepath.Join(w.Dir, ".mss", "simulator.db")), "order paid"); got != want {
				t.Errorf("the account of %s paid %d orders, want %d", project, got, want)
			}
		}
	})
}

// TestADestroyPlanTellsTheRefund: on the summary's line, and what the destroy pays back is what the plan told.
func TestADestroyPlanTellsTheRefund(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	words := func(out string) string { return strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " ") }
	plan := words(w.Run(t, "plan", "-destroy", "-no-color"))
	if !strings.Contains(plan, "refunds 89.10 USD, keeps a fee of 9.90 USD") {
		t.Errorf("the plan tells no refund:\n%s", plan)
	}
	if out := words(w.Run(t, "destroy", "-auto-approve", "-no-color")); !strings.Contains(out, "Refunded 89.10 USD") {
		t.Errorf("the destroy refunds something else:\n%s", out)
	}
}

// Pain 1: an apply that failed or was killed buys again. Terraform and its providers are killed in the middle of
// applies, and in the end nothing was bought twice.
func TestPain01AKilledApplyBuysNothingAgain(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	w := binary.NewWorkspace(t)
	store := filepath.Join(w.Dir, ".mss", "simulator.db")
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	for i := range 8 {
		cmd := w.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
		ownGroup(cmd)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// From before the first purchase to after the last one: the applies of this fleet take about a second.
		time.Sleep(time.Duration(250+i*120) * time.Millisecond)
		killGroup(t, cmd)
	}
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	w.Run(t, "plan", "-detailed-exitcode", "-lock=false")
	story := events(t, store)
	for what, want := range map[string]int{"order placed": 2, "order paid": 2, "asset made": 1, "assets renewed": 1} {
		if got := strings.Count(story, what); got != want {
			t.Errorf("%s happened %d times, want %d:\n%s", what, got, want, story)
		}
	}
	leftover, err := filepath.Glob(store + ".run-*")
	if err != nil || len(leftover) > 0 {
		t.Errorf("locks of runs are left: %v (%v)", leftover, err)
	}
}

var update = flag.Bool("update", false, "record the state and the store of this version again")

// TestStateOfTheFirstVersionIsRead plans over the state and the store that the first version left. Never record them
// again once a version is out: users have such states.
func TestStateOfTheFirstVersionIsRead(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	files := map[string]string{"testdata/state-v0.json": "terraform.tfstate", "testdata/store-v0.db": ".mss/simulator.db"}
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	if *update {
		w.Run(t, "apply", "-auto-approve")
		for kept, made := range files {
			copyFile(t, filepath.Join(w.Dir, made), kept)
		}
		return
	}
	if err := os.Mkdir(filepath.Join(w.Dir, ".mss"), 0o750); err != nil {
		t.Fatal(err)
	}
	for kept, made := range files {
		copyFile(t, kept, filepath.Join(w.Dir, made))
	}
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")
	if !strings.Contains(simulator(t, "verify", "--store", filepath.Join(w.Dir, ".mss", "simulator.db")), "demo") {
		t.Error("the store cannot be verified")
	}
	w.Run(t, "destroy", "-auto-approve")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestImportsGoOneWay checks who may know the simulator, and that its rules do no I/O.
func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	const module = "github.com/mss-iac/terraform-provider-mss"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}: {{join .Imports " "}}`,
		module+"/...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		name, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		of := strings.TrimPrefix(strings.TrimPrefix(name, module), "/")
		list := strings.Fields(imports)
		mayKnow := of == "" || of == "internal/provider" || strings.HasPrefix(of, "internal/simulator") ||
			strings.HasPrefix(of, "internal/acctest")
		for _, imported := range list {
			if strings.HasPrefix(imported, module+"/internal/simulator") && !mayKnow {
				t.Errorf("%s imports %s", name, imported)
			}
			if of == "internal/simulator/lifecycle" &&
				slices.Contains([]string{"context", "database/sql", "io", "log", "math/rand", "net", "net/http", "os",
					"path/filepath"}, imported) {
				t.Errorf("the rules import %s", imported)
			}
		}
	}
}

// TestARenewalThatSwallowsMonthsSaysSo: the asset has months of its own beyond its package's end.
func TestARenewalThatSwallowsMonthsSaysSo(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z"))
	w.Write(t, "main.tf", config)
	w.Run(t, "apply", "-auto-approve", "-no-color")
	w.Write(t, "main.tf", strings.Replace(config, "  auto_renew         = true\n", "  auto_renew         = true\n"+
		"  valid_through = \"2029-01-01T00:00:00Z\"\n", 1))
	plan := strings.Join(strings.Fields(w.Run(t, "plan", "-no-color")), " ")
	if !strings.Contains(plan, "overlaps on-shelf months of asset") || !strings.Contains(plan, "paid twice") {
		t.Errorf("the plan does not say so:\n%s", plan)
	}
}

// TestAPlanAddsUpWhatTheAccountLacks: over all resources, against the balance at the beginning.
func TestAPlanAddsUpWhatTheAccountLacks(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := func(balance string) string {
		return fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = %q
  simulator         = { opening_balance = %q }
}
resource "mss_resource_package" "voice" {
  count              = 2
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`, "p"+strings.ReplaceAll(balance, ".", "-"), balance)
	}
	w.Write(t, "main.tf", config("197.99"))
	const lacks = "Charges of 198.00 USD exceed the balance of 197.99 USD"
	if plan := strings.Join(strings.Fields(w.Run(t, "plan", "-no-color")), " "); !strings.Contains(plan, lacks) {
		t.Errorf("the plan does not say so:\n%s", plan)
	}
	w.Write(t, "main.tf", config("198.00"))
	if plan := w.Run(t, "plan", "-no-color"); strings.Contains(plan, "come to") {
		t.Errorf("the plan says that a balance that covers it does not:\n%s", plan)
	}
}
