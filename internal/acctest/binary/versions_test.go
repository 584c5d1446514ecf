package binary_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// Identities, list resources and actions are served to every core; one that does not know them says nothing about it.
// Here the socket between Terraform and its provider is encrypted, as users have it.
func TestNoCoreWarnsAboutTheSchema(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Env = append(w.Env, "TF_DISABLE_PLUGIN_TLS=")
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	var validated struct {
		Valid       bool              `json:"valid"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "validate", "-json")), &validated); err != nil {
		t.Fatal(err)
	}
	if !validated.Valid || len(validated.Diagnostics) > 0 {
		t.Errorf("validate says: %s", validated.Diagnostics)
	}
	w.Run(t, "apply", "-no-color", "-auto-approve")
	for _, args := range [][]string{{"plan"}, {"refresh"}, {"show"}, {"providers", "schema", "-json"}} {
		if out := w.Run(t, append(args, "-no-color")...); strings.Contains(out, "Warning:") {
			t.Errorf("%v warns:\n%s", args, out)
		}
	}
}

type identity struct {
	ProjectID *string `json:"project_id"`
	ID        *string `json:"id"`
}

// identities are what the state holds, by address.
func identities(t *testing.T, w binary.Workspace) map[string]identity {
	t.Helper()
	var state struct {
		Resources []struct {
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				Identity identity `json:"identity"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "state", "pull")), &state); err != nil {
		t.Fatal(err)
	}
	all := map[string]identity{}
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			all[r.Type+"."+r.Name] = i.Identity
		}
	}
	return all
}

func (i identity) String() string {
	text := func(s *string) string {
		if s == nil {
			return "null"
		}
		return *s
	}
	return text(i.ProjectID) + "/" + text(i.ID)
}

// A state that was written without identities gets them by the next apply, with a refresh and without one.
func TestOldStatesGetIdentities(t *testing.T) {
	t.Parallel()
	for _, refresh := range []bool{true, false} {
		t.Run(fmt.Sprintf("refresh=%t", refresh), func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Need(t, binary.Identity)
			if err := os.Mkdir(filepath.Join(w.Dir, ".mss"), 0o750); err != nil {
				t.Fatal(err)
			}
			copyFile(t, "testdata/state-v0.json", filepath.Join(w.Dir, "terraform.tfstate"))
			copyFile(t, "testdata/store-v0.db", filepath.Join(w.Dir, ".mss", "simulator.db"))
			config := fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z"))
			w.Write(t, "main.tf", config)
			if refresh {
				w.Run(t, "apply", "-auto-approve", "-refresh-only")
			} else {
				w.Write(t, "main.tf", strings.Replace(strings.Replace(config, `name       = "narrator"`,
					`name       = "teller"`, 1),
					"auto_renew         = true", "auto_renew = false", 1))
				w.Run(t, "apply", "-auto-approve", "-refresh=false")
			}
			got := identities(t, w)
			for _, address := range []string{"mss_resource_package.voice", "mss_asset.narrator"} {
				if i := got[address]; i.ID == nil || i.ProjectID == nil || *i.ProjectID != "demo" {
					t.Errorf("%s is %s", address, i)
				}
			}
			w.Run(t, "destroy", "-auto-approve", "-refresh=false")
		})
	}
}

// A purchase whose answers are lost stays in the state without an id, and without an error: the identity is partly null
// until a refresh has found its package.
func TestInterruptedPurchaseHasAnIdentity(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	server := binary.Serve(t, filepath.Join(w.Dir, "server.db"))
	command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team", "--endpoint",
		server.URL)
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var deaf, lossy atomic.Bool
	lossy.Store(true)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host }, // the host is signed
		ModifyResponse: func(resp *http.Response) error {
			if lossy.Load() && strings.HasSuffix(resp.Request.URL.Path, "/pay") {
				deaf.Store(true)
				panic(http.ErrAbortHandler)
			}
			return nil
		},
	}
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if deaf.Load() {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(rw, req)
	}))
	defer front.Close()
	config, _, _ := strings.Cut(team(front.URL, "secret-of-the-team", ""), `resource "mss_asset"`)
	w.Write(t, "main.tf", config)
	if out := w.Run(t, "apply", "-no-color", "-auto-approve"); !strings.Contains(out, "Unknown whether order") {
		t.Errorf("the apply does not tell about the payment:\n%s", out)
	}
	deaf.Store(false)
	lossy.Store(false)
	const address = "mss_resource_package.voice"
	knows := w.Knows(t, binary.Identity)
	if i := identities(t, w)[address]; knows && i.String() != "team/null" {
		t.Errorf("after the lost answers the identity is %s", i)
	}
	w.Run(t, "apply", "-no-color", "-auto-approve")
	if i := identities(t, w)[address]; knows && (i.ID == nil || !strings.HasPrefix(*i.ID, "sim-pkg-")) {
		t.Errorf("after the next refresh the identity is %s", i)
	}
	w.Run(t, "plan", "-no-color", "-detailed-exitcode")
}

// What a query finds can be imported with the configuration that it writes.
func TestQueriedConfigurationPlansEmpty(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Need(t, binary.Query)
	var made []object
	for _, life := range []string{"orders", "packages", "assets"} {
		for i := range lives[life] {
			w.Write(t, life+".tf", strings.NewReplacer(`"a"`, `"`+life+`_a"`, `"b"`, `"`+life+`_b"`, ".a.id", "."+life+"_a.id",
				".b.id", "."+life+"_b.id").Replace(lives[life][i].blocks))
		}
	}
	const now = "2027-03-01T00:00:00Z"
	w.Write(t, "main.tf", providerAt(now))
	w.Run(t, "apply", "-no-color", "-auto-approve")
	for _, o := range objects(t, w) {
		if !strings.HasSuffix(o.address, "taken_over") { // its package is listed once
			made = append(made, o)
		}
	}
	q := binary.NewWorkspace(t)
	store := filepath.ToSlash(filepath.Join(w.Dir, ".mss", "simulator.db"))
	q.Write(t, "main.tf", strings.Replace(providerAt(now), "simulator         = {",
		fmt.Sprintf("simulator         = { store = %q,", store), 1))
	var lists strings.Builder
	for _, kind := range []string{"mss_order", "mss_resource_package", "mss_asset"} {
		fmt.Fprintf(&lists, "list %q \"all\" {\n  provider = mss\n}\n", kind)
	}
	q.Write(t, "all.tfquery.hcl", lists.String())
	out := q.Run(t, "query", "-no-color", "-generate-config-out=found.tf")
	for _, o := range made {
		if !strings.Contains(out, o.id) {
			t.Errorf("the query does not list %s %s:\n%s", o.address, o.id, out)
		}
	}
	plan := q.Run(t, "plan", "-no-color")
	if !strings.Contains(plan, " to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("%s\n%s", q.Read(t, "found.tf"), plan)
	}
	q.Run(t, "apply", "-no-color", "-auto-approve")
	q.Run(t, "plan", "-no-color", "-detailed-exitcode")
}

// An action can be run by itself; what it does shows up in the next refresh and changes nothing in the plan.
func TestInvokedActions(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Need(t, binary.Actions)
	w.Write(t, "main.tf", strings.Replace(fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")),
		`resource "mss_asset_renewal"`, `resource "mss_order" "waiting" {
  items = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 }]
}
action "mss_order_pay" "waiting" {
  config {
    order_id   = mss_order.waiting.id
    max_amount = "1000"
  }
}
action "mss_resource_package_renew" "voice" {
  config {
    resource_id = mss_resource_package.voice.id
    period_num  = 1
  }
}
action "mss_asset_renew" "narrator" {
  config {
    asset_id = mss_asset.narrator.id
    months   = 1
  }
}
resource "mss_asset_renewal"`, 1))
	w.Run(t, "apply", "-no-color", "-auto-approve")
	for action, want := range map[string][]string{
		"mss_order_pay.waiting": {"Paying order CS", "Charged "},
		"mss_resource_package_renew.voice": {
			"Renewing package sim-pkg-", "Charged 99.00 USD: voice.onebasic, yearly, 1, renewal of sim-pkg-",
			"ends 2029-03-01T15:59:59Z now"},
		"mss_asset_renew.narrator": {"Renewing asset sim-asset-", "got 1 month: ",
			"Spent 1 unit of pool voice_clone"},
	} {
		out := w.Run(t, "apply", "-no-color", "-auto-approve", "-invoke=action."+action)
		out = strings.Join(strings.Fields(out), " ") // cores break lines at different places
		for _, part := range want {
			if !strings.Contains(out, part) {
				t.Errorf("%s does not say %q:\n%s", action, part, out)
			}
		}
	}
	w.Run(t, "apply", "-no-color", "-auto-approve", "-refresh-only")
	w.Run(t, "plan", "-no-color", "-detailed-exitcode")
}
