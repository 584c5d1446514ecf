package binary_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// once is a workspace whose applies can be held up, and killed, after what they have made was noted.
type once struct {
	binary.Workspace
	store string
}

func newOnce(t *testing.T) once {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	w := binary.NewWorkspace(t)
	w.Write(t, "provider.tf", onceProvider(""))
	return once{w, filepath.Join(w.Dir, ".mss", "simulator.db")}
}

func onceProvider(more string) string {
	return `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = "demo"
  simulator         = { now = "2027-03-01T00:00:00Z" }
` + more + "}\n"
}

func oncePackage(name, more string) string {
	return `resource "mss_resource_package" "` + name + `" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
` + more + "}\n"
}

func onceOrder(name, more string) string {
	return `resource "mss_order" "` + name + `" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 24 }]
  payment = {}
` + more + "}\n"
}

func onceAsset(name, pkg string) string {
	return `resource "mss_asset" "` + name + `" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.` + pkg + ".id\n}\n"
}

func onceRenewal(name, more string) string {
	return `resource "mss_asset_renewal" "` + name + `" {
  renewals   = [{ asset_id = mss_asset.one.id, months = 2 }]
` + more + "}\n"
}

// slow comes after some blocks, and another purchase after it, until a file "fast" is there.
func slow(after ...string) string {
	return `resource "terraform_data" "slow" {
  depends_on = [` + strings.Join(after, ", ") + `]
  provisioner "local-exec" { command = "while ! test -e fast; do sleep 0.1; done" }
}
resource "mss_order" "last" {
  depends_on = [terraform_data.slow]
  items      = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
}
`
}

// killed begins an apply, and kills it when all before the slow block was noted.
func (o once) killed(t *testing.T) {
	t.Helper()
	cmd, _ := applyUntil(t, o.Workspace, "slow: Provisioning")
	time.Sleep(300 * time.Millisecond) // until the state is written
	killGroup(t, cmd)
	o.Write(t, "fast", "")
}

func (o once) apply(t *testing.T, more ...string) string {
	t.Helper()
	return o.Run(t, append([]string{"apply", "-auto-approve", "-no-color", "-lock=false"}, more...)...)
}

// paid is how many orders were paid in all.
func (o once) paid(t *testing.T, want int) {
	t.Helper()
	if got := strings.Count(events(t, o.store), "order paid"); got != want {
		t.Errorf("%d orders were paid, want %d", got, want)
	}
}

// refused is a command that fails and says why.
func (o once) refused(t *testing.T, want []string, args ...string) {
	t.Helper()
	_, err := o.Try(t, append(args, "-no-color")...)
	if err == nil {
		t.Errorf("%v was accepted", args)
		return
	}
	wantSaid(t, err.Error(), want...)
}

// with is the workspace with more variables in its environment.
func (o once) with(more ...string) once {
	o.Env = append(slices.Clone(o.Env), more...)
	return o
}

// stateIDs are the ids of a state's objects by their addresses.
func stateIDs(t *testing.T, w binary.Workspace, file string) map[string]string {
	t.Helper()
	var state struct {
		Resources []struct {
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				Attributes struct {
					ID string `json:"id"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(w.Read(t, file)), &state); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, r := range state.Resources {
		if strings.HasPrefix(r.Type, "mss_") {
			ids[r.Type+"."+r.Name] = r.Instances[0].Attributes.ID
		}
	}
	return ids
}

// TestAPartialPlanAdoptsNothing: the state may hold what a killed apply has made, and a plan with -target does not show
// it. Its creates are refused with the ids, in every way in which a plan is partial; a full plan gives each block its
// own.
func TestAPartialPlanAdoptsNothing(t *testing.T) {
	t.Parallel()
	o := newOnce(t)
	o.Need(t, binary.StateAsItGoes)
	o.Write(t, "main.tf", oncePackage("one", "")+onceAsset("one", "one")+onceOrder("one", "")+
		onceRenewal("one", "  depends_on = [mss_order.one]\n")+
		slow("mss_asset_renewal.one", "mss_resource_package.one"))
	o.killed(t)
	ids := stateIDs(t, o.Workspace, "terraform.tfstate")
	const full = "Run a full plan first"
	// What no plan could compare is refused by the apply, also that of a saved plan, whose arguments do not tell.
	o.Write(t, "three.tf", `resource "terraform_data" "n" { input = 1 }
`+strings.Replace(oncePackage("three", ""), "period_num         = 1",
		"period_num         = terraform_data.n.output", 1))
	o.Run(t, "plan", "-no-color", "-lock=false", "-target=mss_resource_package.three", "-out=three.bin")
	o.refused(t, []string{ids["mss_resource_package.one"], full, "no money moved"}, "apply", "-lock=false", "three.bin")
	o.Write(t, "two.tf", oncePackage("two", "")+onceOrder("two", "")+onceAsset("two", "one")+onceRenewal("two", ""))
	o.refused(t, []string{ids["mss_resource_package.one"], full}, "plan", "-target=mss_resource_package.two")
	o.refused(t, []string{ids["mss_order.one"], full, "no money moved"}, "apply", "-auto-approve",
		"-lock=false", "-target",
		"mss_order.two")
	o.refused(t, []string{ids["mss_asset.one"], full}, "plan", "-target=mss_asset.two")
	o.refused(t, []string{ids["mss_asset_renewal.one"], full}, "plan", "-target=mss_asset_renewal.two")
	o.with("TF_CLI_ARGS_plan=-target=mss_order.two").refused(t, []string{full}, "plan")
	o.with("TF_CLI_ARGS=-no-color '-target=mss_order.two'").refused(t, []string{full}, "plan")
	if o.Knows(t, binary.Exclude) {
		o.refused(t, []string{full}, "plan", "-exclude=mss_order.one")
	}
	o.paid(t, 2)
	// Other content is bought in part, too.
	o.Write(t, "four.tf", strings.Replace(oncePackage("four", ""), "period_num         = 1", "period_num         = 2", 1))
	o.apply(t, "-target=mss_resource_package.four")
	o.paid(t, 3)
	o.Write(t, "two.tf", oncePackage("two", "")+onceOrder("two", "")+onceAsset("two", "two")+onceRenewal("two", ""))
	out := o.apply(t, "-refresh=false")
	if strings.Contains(out, "Already charged") {
		t.Errorf("a block was given what the state has:\n%s", out)
	}
	o.paid(t, 6)
	o.Run(t, "plan", "-detailed-exitcode", "-lock=false")
	blocks := map[string]string{}
	for address, id := range stateIDs(t, o.Workspace, "terraform.tfstate") {
		if other := blocks[id]; other != "" {
			t.Errorf("%s and %s have one id, %s", address, other, id)
		}
		blocks[id] = address
	}
}

// TestAPlanPromisesNoAdoptionThatTheStateForbids: the first block can be planned before the one that has the renewal in
// the state was shown. Terraform chooses which comes first, so that the plan says how much it spends, or up to how
// much.
func TestAPlanPromisesNoAdoptionThatTheStateForbids(t *testing.T) {
	t.Parallel()
	o := newOnce(t)
	o.Need(t, binary.StateAsItGoes)
	o.Write(t, "main.tf", oncePackage("one", "")+onceAsset("one", "one")+onceOrder("months", "")+
		onceRenewal("z", "  depends_on = [mss_order.months]\n")+slow("mss_asset_renewal.z"))
	o.killed(t)
	o.Write(t, "a.tf", onceRenewal("a", ""))
	for _, more := range [][]string{{"-parallelism=1"}, {"-parallelism=1", "-refresh=false"}} {
		plan := o.Run(t, append([]string{"plan", "-no-color", "-lock=false", "-out=p.bin"}, more...)...)
		wantSaid(t, strings.Replace(plan, "Spends up to 2 units", "Spends 2 units", 1), "Spends 2 units of pool")
		if strings.Contains(oneLine(plan), "nothing is spent again") {
			t.Errorf("the plan promises that nothing is spent:\n%s", plan)
		}
	}
	wantSaid(t, o.Run(t, "apply", "-no-color", "-lock=false", "p.bin"), "Spent 2 units of on-shelf months")
	o.Run(t, "plan", "-detailed-exitcode", "-lock=false")
	if n := strings.Count(events(t, o.store), "assets renewed"); n != 2 {
		t.Errorf("assets were renewed %d times, want 2", n)
	}
}

// TestALostPurchaseIsFoundUnderEveryNameOfItsState: however its folder and its workspace are called, and by the name
// that the first version gave it.
func TestALostPurchaseIsFoundUnderEveryNameOfItsState(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(t *testing.T, o once) once{
		"TF_WORKSPACE": func(_ *testing.T, o once) once { return o.with("TF_WORKSPACE=default") },
		"selected": func(t *testing.T, o once) once {
			t.Helper()
			o.Run(t, "workspace", "new", "other")
			o.Run(t, "workspace", "select", "default")
			return o
		},
		"a link": func(t *testing.T, o once) once {
			t.Helper()
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(o.Dir, link); err != nil {
				t.Fatal(err)
			}
			o.Dir = link
			return o.with("PWD=" + link)
		},
		"-chdir": func(t *testing.T, o once) once {
			t.Helper()
			o.Dir = filepath.Dir(o.Dir)
			return o.with("PWD=" + o.Dir)
		},
		"the first version": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOnce(t)
			o.Write(t, "main.tf", oncePackage("one", "")+slow("mss_resource_package.one"))
			if again == nil {
				sum := sha256.Sum256([]byte(o.Dir + "\x00"))
				o.Write(t, "provider.tf", strings.Replace(onceProvider(""), "now =",
					fmt.Sprintf("state_id = %q, now =", hex.EncodeToString(sum[:16])), 1))
			}
			o.killed(t)
			// as if it was killed before it was written, as OpenTofu's was
			err := os.Remove(filepath.Join(o.Dir, "terraform.tfstate"))
			if err != nil && (!errors.Is(err, os.ErrNotExist) || o.Knows(t, binary.StateAsItGoes)) {
				t.Fatal(err)
			}
			o.Write(t, "provider.tf", onceProvider(""))
			args := []string{"apply", "-auto-approve", "-no-color", "-lock=false"}
			if again != nil {
				o = again(t, o)
			}
			if name == "-chdir" {
				args = append([]string{"-chdir=" + filepath.Base(filepath.Dir(filepath.Dir(o.store)))}, args...)
			}
			wantSaid(t, o.Run(t, args...), "nothing was charged again")
			o.paid(t, 1)
		})
	}
}

// TestAStateThatWasEmptiedIsNotBoughtAgain: Terraform writes a local state in place, and leaves an empty file when it
// is killed then. What was made for it is named at the next create, wherever the file is, and the ways out lead out.
func TestAStateThatWasEmptiedIsNotBoughtAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file    string
		args    []string
		prepare func(t *testing.T, o *once)
	}{
		"default": {file: "terraform.tfstate"},
		"-state":  {file: "own.tfstate", args: []string{"-state=own.tfstate"}},
		"a workspace": {file: "terraform.tfstate.d/blue/terraform.tfstate", prepare: func(t *testing.T, o *once) {
			t.Helper()
			o.Run(t, "workspace", "new", "blue")
		}},
		"a backend's path": {file: "kept/here.tfstate", prepare: func(t *testing.T, o *once) {
			t.Helper()
			o.Write(t, "backend.tf", "terraform {\n  backend \"local\" { path = \"kept/here.tfstate\" }\n}\n")
			*o = o.with("TF_DATA_DIR=.elsewhere")
			o.Run(t, "init")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOnce(t)
			if c.prepare != nil {
				c.prepare(t, &o)
			}
			run := func(name string, more ...string) (string, error) {
				return o.Try(t, slices.Concat([]string{name, "-no-color"}, c.args, more)...)
			}
			must := func(name string, more ...string) {
				t.Helper()
				if out, err := run(name, more...); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			config := oncePackage("one", "") + onceAsset("one", "one") + onceOrder("months", "") +
				onceRenewal("one", "  depends_on = [mss_order.months]\n")
			o.Write(t, "main.tf", config)
			must("apply", "-auto-approve") // with locks, and a state that does not exist
			o.Write(t, "main.tf", strings.Replace(config, `"narrator"`, "\"narrator\"\n  description = \"New\"", 1))
			must("apply", "-auto-approve") // which leaves a backup
			ids := stateIDs(t, o.Workspace, c.file)
			empty := func() {
				t.Helper()
				o.Write(t, c.file, "")
			}
			empty()
			_, err := run("apply", "-auto-approve")
			if err == nil {
				t.Fatal("the empty state was bought again")
			}
			wantSaid(t, err.Error(), "State is empty, but its objects exist", c.file+".backup", "allow_duplicate_order = true",
				"no money moved")
			for _, id := range ids {
				if !strings.Contains(err.Error(), id) {
					t.Errorf("it does not name %s: %v", id, err)
				}
			}
			if n := strings.Count(err.Error(), "State is empty"); n != 1 {
				t.Errorf("it says so %d times", n)
			}
			o.paid(t, 2)
			if err := os.Remove(filepath.Join(o.Dir, c.file)); err != nil {
				t.Fatal(err)
			}
			if _, err := run("plan"); err == nil {
				t.Error("a missing state is planned")
			}
			// The backup knows all but the last change.
			o.Write(t, c.file, o.Read(t, c.file+".backup"))
			must("apply", "-auto-approve")
			must("plan", "-detailed-exitcode")
			o.paid(t, 2)
			if name != "default" {
				return
			}
			empty()
			for address, id := range ids {
				must("import", address, id)
			}
			must("apply", "-auto-approve")
			o.paid(t, 2)
			empty()
			o.Write(t, "provider.tf", onceProvider("  allow_duplicate_order = true\n"))
			must("apply", "-auto-approve")
			o.paid(t, 4)
		})
	}
}

// TestAStateThatIsGoneWithAllItHeld is a new one, as are states of a store that ends with its command.
func TestAStateThatIsGoneWithAllItHeld(t *testing.T) {
	t.Parallel()
	o := newOnce(t)
	o.Write(t, "main.tf", oncePackage("one", ""))
	o.apply(t)
	o.Run(t, "destroy", "-auto-approve", "-lock=false")
	for _, name := range []string{"terraform.tfstate", "terraform.tfstate.backup"} {
		if err := os.Remove(filepath.Join(o.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	o.apply(t)
	o.paid(t, 2)
	// Another state of the folder holds nothing of this one.
	o.apply(t, "-state=other.tfstate")
	o.paid(t, 3)
	o.Write(t, "terraform.tfstate", "")
	o.Write(t, "once.tftest.hcl", "run \"buys\" {\n  command = apply\n}\n")
	o.Run(t, "test", "-no-color")
	o.paid(t, 4)
	o.Write(t, "provider.tf", strings.Replace(onceProvider(""), "now =", "lifetime = \"command\", now =", 1))
	o.apply(t, "-state=third.tfstate")
}

// TestAnApplyDuringAnotherOneBuysNothing: it has not locked the state, waits for the first one, and then knows that its
// plan is outdated: also of what the first one has not bought, since the two would overwrite each other's state.
func TestAnApplyDuringAnotherOneBuysNothing(t *testing.T) {
	t.Parallel()
	for _, on := range []string{"embedded", "server"} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			o := newOnce(t)
			story := func() string { return events(t, o.store) }
			if on == "server" {
				at, url := teamServer(t)
				provider, _, _ := strings.Cut(team(url, "secret-of-the-team", ""), "resource ")
				o.Write(t, "provider.tf", provider)
				story = func() string { return command(t, "events", "--project", "team", "--store", at) }
			}
			o.Write(t, "main.tf", `variable "gate" { default = "open" }
variable "years" { default = 1 }
resource "terraform_data" "gate" {
  provisioner "local-exec" { command = "while ! test -e ${var.gate}; do sleep 0.1; done" }
}
`+strings.Replace(oncePackage("one", "  depends_on = [terraform_data.gate]\n"), "period_num         = 1",
				"period_num         = var.years", 1)+slow("mss_resource_package.one"))
			o.Write(t, "open", "")
			// Two that have read the state before the first one writes it: with the same block, and with another one.
			beside := make(chan error, 2)
			for _, years := range []string{"1", "2"} {
				cmd, out := begun(t, o.Workspace, "gate: Provisioning", "-var=gate=shut", "-var=years="+years,
					"-state-out=terraform.tfstate")
				go func() {
					said, _ := io.ReadAll(out)
					if err := cmd.Wait(); err == nil {
						beside <- nil
						return
					}
					beside <- errors.New(string(said))
				}()
			}
			first, out := begun(t, o.Workspace, "slow: Provisioning")
			o.Write(t, "shut", "")
			// And one that finds in the state what the first one has made so far.
			o.Write(t, "other.tf", strings.Replace(oncePackage("other", ""), "period_num         = 1",
				"period_num         = 3", 1))
			late := make(chan error, 1)
			go func() {
				_, err := o.Try(t, "apply", "-auto-approve", "-no-color", "-lock=false", "-target=mss_resource_package.other")
				late <- err
			}()
			time.Sleep(2 * time.Second) // until all have begun to wait
			o.Write(t, "fast", "")
			_, _ = io.Copy(io.Discard, out)
			if err := first.Wait(); err != nil {
				t.Errorf("the first apply says %v", err)
			}
			// A state that two write at once, unlocked, can be one that Terraform cannot read, so that it ends earlier.
			refused := 0
			for _, err := range []error{<-beside, <-beside, <-late} {
				switch {
				case err != nil && strings.Contains(oneLine(err.Error()), "another apply of the same state has made"):
					refused++
				case err == nil || !strings.Contains(err.Error(), "Unsupported state file format"):
					t.Errorf("an apply beside the first one says %v", err)
				}
			}
			if refused == 0 {
				t.Error("no apply beside the first one says why it buys nothing")
			}
			if n := strings.Count(story(), "order paid"); n != 1 {
				t.Errorf("%d orders were paid, want 1", n)
			}
		})
	}
}
