package binary_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	cloudsim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// rehearsal is a workspace whose provider takes its instant from the variable now, and further arguments from the test.
type rehearsal struct {
	binary.Workspace
	t         *testing.T
	ephemeral bool // whether a saved plan can be applied at another instant
}

const rehearsed = `
terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
variable "now" {
  type      = string
  default   = "2027-03-01T00:00:00Z"
  ephemeral = true
}
`

// rehearse writes the provider block with further arguments, and of simulator, then the configuration.
func rehearse(t *testing.T, arguments, cloud, config string) rehearsal {
	t.Helper()
	w := rehearsal{binary.NewWorkspace(t), t, true}
	text := rehearsed
	if !w.Knows(t, binary.Ephemeral) {
		w.ephemeral = false
		text = strings.ReplaceAll(text, "  ephemeral = true\n", "")
	}
	w.Write(t, "main.tf", text+"provider \"mss\" {\n  accept_agreements = true\n"+arguments+"\n  simulator = {\n"+
		"    now = var.now\n"+cloud+"\n  }\n}\n"+config)
	return w
}

func (w rehearsal) apply(args ...string) string {
	w.t.Helper()
	return w.Run(w.t, append([]string{"apply", "-auto-approve", "-no-color"}, args...)...)
}

// converged wants an empty plan.
func (w rehearsal) converged(args ...string) {
	w.t.Helper()
	if out, err := w.Try(w.t, append([]string{"plan", "-no-color", "-detailed-exitcode"}, args...)...); err != nil {
		w.t.Errorf("the plan after the apply is not empty: %v\n%s", err, out)
	}
}

// refused wants a command to fail with these words, and nothing more to be paid.
func (w rehearsal) refused(args []string, words ...string) {
	w.t.Helper()
	before := w.paid()
	_, err := w.Try(w.t, append(args, "-no-color")...)
	if err == nil {
		w.t.Fatalf("%v succeeded", args)
	}
	wantSaid(w.t, err.Error(), words...)
	if strings.Contains(err.Error(), "inconsistent") {
		w.t.Errorf("it blames the provider: %v", err)
	}
	if after := w.paid(); after != before {
		w.t.Errorf("%v paid %s", args, after-before)
	}
}

// announced makes a saved plan, and returns planned_charge of what it changes by address; "?" if it is not known.
func (w rehearsal) announced(args ...string) map[string]string {
	w.t.Helper()
	charges, _ := w.announcement(args...)
	return charges
}

// announcement is announced with the units of planned_units, all pools together; -1 if they are not known.
func (w rehearsal) announcement(args ...string) (charges map[string]string, units int64) {
	w.t.Helper()
	w.Run(w.t, append([]string{"plan", "-no-color", "-out=p.bin"}, args...)...)
	return w.savedAnnouncement()
}

// savedAnnouncement is what the saved plan p.bin announces.
func (w rehearsal) savedAnnouncement() (charges map[string]string, units int64) {
	w.t.Helper()
	var plan struct {
		ResourceChanges []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string `json:"actions"`
				After   struct {
					PlannedCharge string           `json:"planned_charge"`
					PlannedUnits  map[string]int64 `json:"planned_units"`
				} `json:"after"`
				AfterUnknown map[string]any `json:"after_unknown"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(w.Run(w.t, "show", "-json", "p.bin")), &plan); err != nil {
		w.t.Fatal(err)
	}
	charges = map[string]string{}
	for _, c := range plan.ResourceChanges {
		if c.Change.Actions[0] == "no-op" {
			continue
		}
		if charge := c.Change.After.PlannedCharge; charge != "" {
			charges[c.Address] = charge
		}
		if c.Change.AfterUnknown["planned_charge"] == true {
			charges[c.Address] = "?"
		}
		for _, n := range c.Change.After.PlannedUnits {
			units += n
		}
		if unknown := c.Change.AfterUnknown["planned_units"]; unknown != nil && unknown != false {
			units = -1 << 40
		}
	}
	return charges, max(units, -1)
}

// byHand does something on the account, as a colleague at the console does.
func (w rehearsal) byHand(now string, do func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error) {
	w.t.Helper()
	st := store.New(filepath.Join(w.Dir, ".mss", "simulator.db"))
	defer func() { _ = st.Close() }()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		w.t.Fatal(err)
	}
	cloud := cloudsim.New(st, cloudsim.Options{Clock: func() time.Time { return at }})
	if err := do(w.t.Context(), cloud, cloudsim.Call{Tenant: "default", At: at}); err != nil {
		w.t.Fatal(err)
	}
}

// unify sets the day of the month on which renewed terms end.
func (w rehearsal) unify(now string, day int) {
	w.t.Helper()
	w.byHand(now, func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		_, err := cloud.Do(ctx, call, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: day})
		return err
	})
}

// paid is what purchases and renewals have cost so far, in all.
func (w rehearsal) paid() (sum money.Amount) {
	w.t.Helper()
	w.byHand("9000-01-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		world, err := cloud.Look(ctx, call, lifecycle.Selection{AllOrders: true})
		if err != nil {
			return err
		}
		for _, o := range world.OrderList() {
			if !o.Paid.IsZero() && o.Type != lifecycle.Unsubscription && !o.BySystem {
				sum += o.Amount
			}
		}
		return nil
	})
	return sum
}

// spent is how many units asset renewals have spent so far.
func (w rehearsal) spent() (units int64) {
	w.t.Helper()
	w.byHand("9000-01-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		world, err := cloud.Look(ctx, call, lifecycle.Selection{AllRenewals: true})
		if err != nil {
			return err
		}
		for _, r := range world.Renewals {
			units += r.UnitsSpent()
		}
		return nil
	})
	return units
}

func (w rehearsal) wantPaid(want string) {
	w.t.Helper()
	if got := w.paid().String(); got != want {
		w.t.Errorf("%s were paid in all, want %s", got, want)
	}
}

func wantAnnounced(t *testing.T, got map[string]string, address, want string) {
	t.Helper()
	if got[address] != want {
		t.Errorf("%s plans a charge of %q, want %q (%v)", address, got[address], want, got)
	}
}
