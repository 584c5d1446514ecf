package binary_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // for what is done to a store from outside

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// kinds are the resources of a fleet.
var kinds = []string{"mss_resource_package.voice", "mss_asset.narrator", "mss_order.months",
	"mss_asset_renewal.narrator"}

// detached is a fleet whose blocks name one another by id, so that core walks each of them whatever becomes of the
// others.
func detached(t *testing.T, w binary.Workspace, store, now string) string {
	t.Helper()
	ids := regexp.MustCompile(`"((?:CS|sim-)[A-Za-z0-9-]+)"`).FindAllStringSubmatch(w.Output(t, "ids"), -1)
	return strings.NewReplacer("= mss_resource_package.voice.id", fmt.Sprintf("= %q", ids[0][1]),
		"= mss_asset.narrator.id",
		fmt.Sprintf("= %q", ids[1][1]), "depends_on = [mss_order.months]", "").
		Replace(fleet(store, now))
}

// move renames a store with all that belongs to it.
func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// refusedFor checks that a command is an error at every one of the addresses, and that nothing is announced or bought.
func refusedFor(t *testing.T, w binary.Workspace, addresses []string, want []string, args ...string) {
	t.Helper()
	out, err := w.Try(t, append(args, "-no-color")...)
	if err == nil {
		t.Errorf("%v is no error:\n%s", args, out)
		return
	}
	wantSaid(t, err.Error(), want...)
	for _, address := range addresses {
		if !regexp.MustCompile(`with ` + regexp.QuoteMeta(address) + `,`).MatchString(err.Error()) {
			t.Errorf("%v says nothing at %s:\n%s", args, address, err)
		}
	}
	for _, not := range []string{"to add", "Charges ", "Charged ", "leaves the state"} {
		if strings.Contains(err.Error(), not) {
			t.Errorf("%v says %q:\n%s", args, not, err)
		}
	}
}

// accountsOf are the accounts that the objects of a state belong to.
func accountsOf(t *testing.T, state string) map[string]int {
	t.Helper()
	var s struct {
		Resources []struct {
			Instances []struct {
				Private []byte `json:"private"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(state), &s); err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, r := range s.Resources {
		for _, i := range r.Instances {
			var kept struct {
				Origin []byte `json:"origin"`
			}
			var origin session.Origin
			if err := json.Unmarshal(i.Private, &kept); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(kept.Origin, &origin); err != nil {
				t.Fatal(err)
			}
			found[origin.Identity]++
		}
	}
	return found
}

// TestAStateBelongsToItsAccount: not to the path of its store. A first apply with parallel creates keeps one account
// for all; a moved store keeps its state, and so do a server of that store and another server; a missing, replaced or
// older store is an error at every object, and nothing is bought again.
func TestAStateBelongsToItsAccount(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	now := at("2027-03-01T00:00:00Z")
	store, moved, kept := filepath.Join(w.Dir, ".mss", "simulator.db"), filepath.Join(w.Dir, "elsewhere", "team.db"),
		filepath.Join(w.Dir, "kept", "old.db")
	more := `resource "mss_order" "more" {
  count = 6
  items = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
}
`
	w.Write(t, "main.tf", fleet(".mss/simulator.db", now)+more)
	w.Run(t, "apply", "-auto-approve", "-no-color")
	accounts := accountsOf(t, w.Read(t, "terraform.tfstate"))
	if len(accounts) != 1 || accounts[""] > 0 {
		t.Fatalf("the objects of one apply belong to %v", accounts)
	}
	for account := range accounts {
		wantSaid(t, simulator(t, "tenant", "list", "--store", store), account[:8])
	}

	alone := detached(t, w, ".mss/simulator.db", now)
	w.Write(t, "main.tf", alone+more)
	w.Run(t, "apply", "-auto-approve", "-no-color")
	// A failed apply forgets outputs, and the next one of a saved plan would be stale.
	state := w.Read(t, "terraform.tfstate")
	refusedSaved := func(addresses, want []string, plan string) {
		t.Helper()
		refusedFor(t, w, addresses, want, "apply", plan)
		w.Write(t, "terraform.tfstate", state)
	}

	// Missing, with and without a refresh; plans of a destroy were made before.
	w.Run(t, "plan", "-destroy", "-out=destroy.plan")
	w.Write(t, "main.tf", strings.NewReplacer(`= "narrator"`, `= "speaker"`, "months = 2", "months = 3",
		"auto_renew         = true", "auto_renew         = false", "count = 6", "count = 6\n  payment = {}").
		Replace(alone+more))
	w.Run(t, "plan", "-out=update.plan")
	updated := []string{"mss_resource_package.voice", "mss_asset.narrator", "mss_order.more[5]",
		"mss_asset_renewal.narrator"}
	move(t, store, kept)
	gone := []string{"Account of the state is missing", "no such account: its store was removed or moved",
		"no money moved",
		"Restore the store", "terraform state rm"}
	refusedFor(t, w, kinds, gone, "plan")
	refusedFor(t, w, kinds, gone, "plan", "-refresh=false")
	refusedFor(t, w, kinds, gone, "destroy", "-auto-approve", "-refresh=false")
	refusedSaved(nil, gone, "destroy.plan") // core names no address there
	refusedSaved(updated, gone, "update.plan")
	if _, err := os.Stat(store); !os.IsNotExist(err) {
		t.Errorf("a store was made anew: %v", err)
	}

	// Replaced by one with the same project.
	other := binary.NewWorkspace(t)
	other.Write(t, "main.tf", fleet(store, now))
	other.Run(t, "apply", "-auto-approve", "-no-color", "-target=mss_order.months")
	before := events(t, store)
	another := []string{"State belongs to another origin", "(account ", "Restore the old store", "no money moved"}
	refusedFor(t, w, kinds, another, "plan")
	refusedFor(t, w, kinds, another, "apply", "-auto-approve")
	refusedFor(t, w, kinds, another, "destroy", "-auto-approve", "-refresh=false")
	refusedSaved(nil, another, "destroy.plan")
	refusedSaved(updated, another, "update.plan")
	// Of tainted objects core hands no private data to their destroy.
	w.Run(t, "taint", "mss_order.more[0]")
	if out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-refresh=false",
		"-target=mss_order.more[0]"); err == nil {
		t.Errorf("an order that is not there was replaced:\n%s", out)
	} else {
		wantSaid(t, err.Error(), "Order is missing from its account", "nothing is bought again")
	}
	w.Write(t, "terraform.tfstate", state)
	if after := events(t, store); after != before {
		t.Errorf("the other store was written:\n%s", after)
	}

	// Moved.
	move(t, kept, moved)
	w.Write(t, "main.tf", fleet("elsewhere/team.db", now)+more)
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")

	// Served, and served elsewhere.
	command(t, "tenant", "key", "create", "demo", "--access-key", "AKDEMO", "--secret-key", "secret-of-demo",
		"--store", moved)
	for range 2 {
		server := binary.Serve(t, moved)
		w.Write(t, "main.tf", strings.Replace(fleet("", now), `store = ""`, "", 1)+more)
		w.Write(t, "main.tf", strings.Replace(w.Read(t, "main.tf"), "  simulator = {",
			fmt.Sprintf("  endpoint = %q\n  access_key = \"AKDEMO\"\n  secret_key = \"secret-of-demo\"\n  simulator = {",
				server.URL), 1))
		w.Run(t, "plan", "-detailed-exitcode", "-no-color")
		server.Kill()
	}

	// An older copy of the store.
	w.Write(t, "main.tf", fleet("elsewhere/team.db", now)+more)
	copyFile(t, moved, filepath.Join(w.Dir, "copy.db")) // every process has closed it: nothing of it is in another file
	w.Write(t, "main.tf", fleet("elsewhere/team.db", now)+strings.Replace(more, "6", "7", 1))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	w.Write(t, "main.tf", fleet("copy.db", now)+strings.Replace(more, "6", "7", 1))
	refusedFor(t, w, []string{"mss_order.more[6]"},
		[]string{"Order is missing from its account", "replaced by an older copy", "nothing is bought again"}, "plan")
}

// TestAStateWithoutPrivateDataIsOfUnknownOrigin: until it is imported.
func TestAStateWithoutPrivateDataIsOfUnknownOrigin(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	now := at("2027-03-01T00:00:00Z")
	w.Write(t, "main.tf", fleet(".mss/simulator.db", now))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	w.Write(t, "main.tf", detached(t, w, ".mss/simulator.db", now))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	w.Write(t, "terraform.tfstate", regexp.MustCompile(`,\n\s*"private": "[^"]*"`).
		ReplaceAllString(w.Read(t, "terraform.tfstate"), ""))
	unknown := []string{"State of unknown origin", "no money moved", "`terraform state rm`", "import it by its id"}
	refusedFor(t, w, kinds, unknown, "plan")
	refusedFor(t, w, kinds, unknown, "plan", "-refresh=false")
	refusedFor(t, w, kinds, unknown, "destroy", "-auto-approve", "-refresh=false")

	ids := regexp.MustCompile(`"((?:CS|sim-)[A-Za-z0-9-]+)"`).FindAllStringSubmatch(w.Output(t, "ids"), -1)
	w.Run(t, append([]string{"state", "rm"}, kinds...)...)
	for i, address := range kinds {
		w.Run(t, "import", "-no-color", address, ids[i][1])
	}
	w.Run(t, "apply", "-auto-approve", "-no-color") // an import guesses what no service records
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")
	move(t, filepath.Join(w.Dir, ".mss", "simulator.db"), filepath.Join(w.Dir, "moved.db"))
	w.Write(t, "main.tf", fleet("moved.db", now))
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")

	// There is nothing to import from where nothing was ever written.
	w.Write(t, "main.tf", fleet("new.db", now))
	w.Run(t, "state", "rm", kinds[0])
	refusedFor(t, w, nil, []string{"Unable to import", "no such account", "Nothing was imported, nothing was bought"},
		"import", kinds[0], ids[0][1])
}

// TestAStateOfTheFirstVersionTakesItsAccountOver at its first refresh from the old path, and only from there.
func TestAStateOfTheFirstVersionTakesItsAccountOver(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	now := at("2027-03-01T00:00:00Z")
	store, moved := filepath.Join(w.Dir, ".mss", "simulator.db"), filepath.Join(w.Dir, "moved.db")
	if err := os.Mkdir(filepath.Dir(store), 0o750); err != nil {
		t.Fatal(err)
	}
	copyFile(t, "testdata/state-v0.json", filepath.Join(w.Dir, "terraform.tfstate"))
	copyFile(t, "testdata/store-v0.db", moved)
	w.Write(t, "main.tf", fleet("moved.db", now))
	w.Write(t, "main.tf", detached(t, w, "moved.db", now))
	refusedFor(t, w, kinds, []string{
		"State belongs to another origin", "move it back, run `terraform apply -refresh-only`"}, "plan")
	w.Write(t, "main.tf", detached(t, w, ".mss/simulator.db", now))
	refusedFor(t, w, kinds, []string{"Account of the state is missing"}, "plan")
	move(t, moved, store)
	w.Run(t, "apply", "-auto-approve", "-no-color", "-refresh-only")
	if accounts := accountsOf(t, w.Read(t, "terraform.tfstate")); len(accounts) != 1 || accounts[""] > 0 {
		t.Fatalf("the objects belong to %v", accounts)
	}
	move(t, store, moved)
	w.Write(t, "main.tf", fleet("moved.db", now))
	w.Run(t, "plan", "-detailed-exitcode", "-no-color")
	w.Run(t, "destroy", "-auto-approve", "-no-color")
}

// TestAnAccountCreatedAgainIsAnother, at the same address and under the same name.
func TestAnAccountCreatedAgainIsAnother(t *testing.T) {
	t.Parallel()
	_, url := teamServer(t)
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", team(url, "secret-of-the-team", ""))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	command(t, "tenant", "delete", "team", "--yes", "--endpoint", url)
	command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team",
		"--endpoint", url)
	first := []string{"mss_resource_package.voice"} // the asset depends on it
	refusedFor(t, w, first, []string{"Account of the state is missing", "or never written"}, "plan")
	command(t, "account", "ticket", "--project", "team", "--product",
		"hws.resource.type.metastudio.modeling.voice.onebasic", "--endpoint", url)
	refusedFor(t, w, first, []string{"State belongs to another origin", "its account was deleted and created again"},
		"plan")
	refusedFor(t, w, first, []string{"State belongs to another origin"}, "apply", "-auto-approve", "-refresh=false")
}

// TestARefusedFirstPurchaseLeavesNothing of a store behind, nor its folder.
func TestARefusedFirstPurchaseLeavesNothing(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	head, _, _ := strings.Cut(fleet(".mss/simulator.db", ""), "resource ")
	w.Write(t, "main.tf", head+`resource "terraform_data" "package" { input = "sim-pkg-0000000000000000" }
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = terraform_data.package.output
}
`)
	if out, err := w.Try(t, "apply", "-auto-approve", "-no-color"); err == nil ||
		!strings.Contains(err.Error(), "Unable to create asset") {
		t.Errorf("got %v\n%s", err, out)
	}
	if left, err := filepath.Glob(filepath.Join(w.Dir, ".mss*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestADamagedStoreIsAnError of whatever reads what is damaged, with the command that tells more.
func TestADamagedStoreIsAnError(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	store := filepath.Join(w.Dir, ".mss", "simulator.db")
	db, err := sql.Open("sqlite", "file:"+store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE packages SET body = json_set(body, '$.units', -1) WHERE pool = `+
		`''`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	refusedFor(t, w, kinds[:1], []string{"SIM.3007", "the store is damaged: package sim-pkg-",
		"changed by something else than the simulator", "`terraform-provider-mss simulator verify`"}, "plan")
	out, err := exec.CommandContext(t.Context(), binary.Provider(t), "simulator", "verify", "--store", store).
		CombinedOutput()
	if err == nil || !strings.Contains(string(out), "it was changed by something else") ||
		!strings.Contains(string(out), "-1 units are used") {
		t.Errorf("verify: %v\n%s", err, out)
	}
}

// TestNoStoreInMemory: what Terraform's processes would each have for themselves is refused, at the plan and before.
func TestNoStoreInMemory(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", fleet(":memory:", ""))
	for _, args := range [][]string{{"validate"}, {"plan"}, {"apply", "-auto-approve"}} {
		refusedFor(t, w, nil, []string{"Store is not a file path", "simulator.store must be the path of a file",
			`lifetime = "command"`, "Nothing was opened or created"}, args...)
	}
	w.Write(t, "main.tf", strings.Replace(fleet("x", ""), `"x"`, "var.store", 1)+"variable \"store\" {}\n")
	refusedFor(t, w, nil, []string{"Store is not a file path", "simulator serve --store"}, "plan",
		"-var=store=postgres://user:hunter2@db/mss")
	if left, err := filepath.Glob(filepath.Join(w.Dir, "*memory*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
