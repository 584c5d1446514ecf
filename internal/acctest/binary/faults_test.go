package binary_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	cloudsim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// chain is one of each resource, each after the one before.
const chain = `
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 }]
  payment = {}
}
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  depends_on         = [mss_order.months]
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "Narrator"
  package_id = mss_resource_package.voice.id
}
resource "mss_asset_renewal" "narrator" {
  renewals = [{ asset_id = mss_asset.narrator.id, months = 2 }]
}
`

const faultyHead = `
terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
variable "now" { default = "2027-03-01T00:00:00Z" }
`

// TestTerraformUnderFaults is a sample of the cells of internal/acctest/faults under Terraform: whatever has gone
// wrong, the next apply converges, every charge is made once, and nothing is tainted.
func TestTerraformUnderFaults(t *testing.T) {
	t.Parallel()
	const later = "2027-03-04T00:00:00Z"
	for _, c := range []struct {
		name, match, effect string
		now                 string // of the next apply; empty: the same
		says                string // what the apply under the fault prints; empty: it succeeds
	}{
		{"a payment whose answer is lost", "PayOrders, times: 1", "lost_answer: true", "", ""},
		{"payments whose answers are lost", "PayOrders", "lost_answer: true", "", ""},
		{"a declined payment", "PayOrders, times: 1", "decline: expired", "", "declined: expired"},
		{"a declined second payment", "PayOrders, after: 1", "decline: expired", "", "was cancelled"},
		{"a product that is sold out", "CreateMetaStudioOrders, after: 1", "sold_out: true", "", "sold out"},
		{"throttling", "\"*\", times: 2", "throttle: {retry_after: 1}", "", ""},
		{"an outage in the middle", "\"*\", after: 20", "error: {status: 503}", "", "Error: "},
		{"orders that are not received", "CreateMetaStudioOrders", "reset: true", "", "unpaid order may exist"},
		{"orders whose answers break off", "CreateMetaStudioOrders", "truncate: true", "", "unpaid order may exist"},
		{"an asset whose answers are lost", "MakeAsset", "lost_answer: true", "", "the asset may exist"},
		{"a renewal whose answers break off", "RenewAssets", "truncate: true", "", "units may have been spent"},
		{"a package that is delivered days late", "PayOrders, after: 1", "processing: P2D", later, "not delivered yet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Write(t, "main.tf", faultyHead+"provider \"mss\" {\n  accept_agreements = true\n  project_id = \"demo\"\n"+
				"  simulator = {\n    now    = var.now\n    faults = \"faults.yaml\"\n  }\n}\n"+chain)
			w.Write(t, "faults.yaml", "- match: {operation: "+c.match+"}\n  "+c.effect+"\n")
			out, err := w.Try(t, "apply", "-auto-approve", "-no-color")
			if err != nil {
				out = err.Error()
			}
			if c.says == "" && err != nil || !strings.Contains(unbroken(out), c.says) {
				t.Errorf("the apply under the fault prints, want %q:\n%s", c.says, out)
			}
			if strings.Contains(w.Read(t, "terraform.tfstate"), "tainted") {
				t.Errorf("something is tainted:\n%s", out)
			}
			w.Write(t, "faults.yaml", "[]\n")
			now := c.now
			if now == "" {
				now = "2027-03-01T00:00:00Z"
			}
			next := w.Run(t, "apply", "-auto-approve", "-no-color", "-var=now="+now)
			got, _ := told(t, filepath.Join(w.Dir, ".mss", "simulator.db"), "demo")
			want := []string{"order_paid -48.00", "order_paid -99.00", "asset_made 0.00", "assets_renewed 0.00"}
			if !slices.Equal(sorted(got), sorted(want)) {
				t.Errorf("the account has %v, want %v. The apply under the fault printed\n%s\nand the next one\n%s", got, want, out,
					next)
			}
			if n := len(addresses(t, w)); n != 4 {
				t.Errorf("the state has %d objects, want 4:\n%s", n, next)
			}
		})
	}
}

// unbroken is what Terraform prints without the ends of its lines.
func unbroken(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " ")
}

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }

// told is what moved money, units or things on an account, and how many calls faults have hit.
func told(t *testing.T, file, project string) (lines []string, hits int64) {
	t.Helper()
	st := stores.Open(t, file)
	cloud := cloudsim.New(st, cloudsim.Options{Clock: time.Now})
	events, err := cloud.Story(t.Context(), project, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Money != 0 || e.Type == "asset_made" || e.Type == "assets_renewed" {
			lines = append(lines, e.Type+" "+e.Money.String())
		}
	}
	faults, err := cloud.ListFaults(t.Context(), cloudsim.Call{Tenant: project})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		hits += f.Hits
	}
	return lines, hits
}

// addresses are those of a state.
func addresses(t *testing.T, w binary.Workspace) (all []string) {
	t.Helper()
	var state struct {
		Resources []struct {
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				Key any `json:"index_key"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(w.Read(t, "terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			all = append(all, fmt.Sprint(r.Type, ".", r.Name, i.Key))
		}
	}
	slices.Sort(all)
	return all
}

// listening is a server in the test's process, which tells what it hears.
type listening struct {
	t     *testing.T
	cloud *cloudsim.Cloud
	file  string
	url   string

	mu    sync.Mutex
	heard map[string][]string // operations by project; those that a fault has hit with its kind; no signs of life
}

func listen(t *testing.T) *listening {
	t.Helper()
	l := &listening{t: t, file: stores.File(t), heard: map[string][]string{}}
	st := store.New(l.file)
	t.Cleanup(func() { _ = st.Close() })
	l.cloud = cloudsim.New(st, cloudsim.Options{Clock: time.Now, Lease: 30 * time.Second})
	server := httptest.NewServer(api.New(l.cloud, (&auth.Verifier{Keys: l.cloud, Off: true}).Believe,
		api.WithObserver(time.Now, func(o api.Observation) {
			if o.Operation == "KeepRun" { // every few seconds of real time
				return
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			l.heard[o.Tenant] = append(l.heard[o.Tenant], strings.TrimSpace(o.Operation+" "+o.Fault))
		})))
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

// workspace is one whose account has faults.
func (l *listening) workspace(t *testing.T, project, blocks, rules string) binary.Workspace {
	t.Helper()
	read, err := fault.Read(rules, api.Operations())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.cloud.SetFaults(context.Background(), cloudsim.Call{Tenant: project}, read); err != nil {
		t.Fatal(err)
	}
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", faultyHead+fmt.Sprintf("provider \"mss\" {\n  accept_agreements = true\n  project_id = %q\n"+
		"  endpoint = %q\n  access_key = %q\n  secret_key = \"secret-of-it\"\n  simulator = { now = var.now }\n}\n", project,
		l.url, project)+blocks)
	return w
}

// TestFaultsHitTheSameCalls: one command at a time hits the same call each time; another account sees nothing of it.
func TestFaultsHitTheSameCalls(t *testing.T) {
	t.Parallel()
	l := listen(t)
	const times = 10
	var wait sync.WaitGroup
	for i := range times + 1 {
		rules := "- match: {operation: \"*\", after: 25, times: 2}\n  error: {status: 503}\n" +
			"- match: {operation: \"*Order*\", after: 6, times: 1}\n  lost_answer: true\n"
		project := fmt.Sprintf("same%d", i)
		if i == times {
			project, rules = "none", "[]"
		}
		w := l.workspace(t, project, chain, rules)
		wait.Go(func() {
			if out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-parallelism=1"); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	want := l.heard["same0"]
	if n := len(slices.DeleteFunc(slices.Clone(want), func(s string) bool { return !strings.Contains(s, " ") })); n != 3 {
		t.Errorf("%d calls were hit, want 3:\n%s", n, strings.Join(want, "\n"))
	}
	for i := range times {
		if got := l.heard[fmt.Sprintf("same%d", i)]; !slices.Equal(got, want) {
			t.Errorf("run %d heard\n%s\nwant\n%s", i, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for _, s := range l.heard["none"] {
		if strings.Contains(s, " ") {
			t.Errorf("an account without faults was hit: %s", s)
		}
	}
}

// TestFaultsInParallelHitAsMany: with 20 at once the number of hits is the same and, after the next apply, so are the
// charges and the objects.
func TestFaultsInParallelHitAsMany(t *testing.T) {
	t.Parallel()
	l := listen(t)
	const blocks = `
resource "mss_resource_package" "voice" {
  for_each           = toset([for n in range(16) : tostring(n)])
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`
	const rules = "- match: {operation: CreateMetaStudioOrders, after: 3, times: 2}\n  sold_out: true\n" +
		"- match: {operation: PayOrders, after: 2, times: 3}\n  lost_answer: true\n" +
		"- match: {operation: ListTenantResources, after: 4, times: 4}\n  truncate: true\n"
	const times = 3
	workspaces := make([]binary.Workspace, times)
	var wait sync.WaitGroup
	for i := range workspaces {
		w := l.workspace(t, fmt.Sprintf("many%d", i), blocks, rules)
		workspaces[i] = w
		wait.Go(func() {
			if out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-parallelism=20"); err == nil {
				t.Errorf("an apply of what is sold out succeeds:\n%s", out)
			}
			if out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-parallelism=20"); err != nil {
				t.Errorf("the next apply fails: %v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	for i, w := range workspaces {
		charged, hits := told(t, l.file, fmt.Sprintf("many%d", i))
		if want := slices.Repeat([]string{"order_paid -99.00"}, 16); !slices.Equal(charged, want) || hits != 9 {
			t.Errorf("run %d: %d calls were hit, want 9, and the account has %v", i, hits, charged)
		}
		if got := addresses(t, w); len(got) != 16 || !slices.Equal(got, addresses(t, workspaces[0])) {
			t.Errorf("run %d: the state has %v", i, got)
		}
	}
}
