package binary_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	cloudsim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// envRandom is how many random configurations are lived through; make test-long asks for more than the few of make
// test.
const envRandom = "MSS_TEST_RANDOM"

// TestRandomConfigurations: random valid configurations are applied, changed and destroyed, by saved plans that are
// applied at once or later, beside somebody who returns and changes things by hand. No apply charges or spends more
// than its plan announced, none fails without a reason, no result is inconsistent, nothing is tainted, and a plan right
// after an apply is empty.
func TestRandomConfigurations(t *testing.T) {
	t.Parallel()
	n := 10
	if s := os.Getenv(envRandom); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	for seed := range n {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			live(t, uint64(seed))
		})
	}
}

func live(t *testing.T, seed uint64) {
	t.Helper()
	f := newFleet(rand.New(rand.NewPCG(seed, 7)))
	w := rehearse(t, "  expiry_warning_days = 0", "", "")
	w.Write(t, "fleet.tf", f.text())
	f.step(w, "the first apply")
	for i := range 3 {
		f.change()
		f.byHand(w)
		f.step(w, fmt.Sprint("change ", i+1))
	}
	f.unprotect()
	f.step(w, "taking off the protection")
	if out, err := w.Try(t, "destroy", "-no-color", "-auto-approve", f.at()); err != nil {
		t.Fatalf("destroy: %v\n%s\n%s", err, out, f.text())
	}
}

func (f *randomFleet) at() string { return "-var=now=" + f.now.Format(time.RFC3339) }

// step plans, applies what was planned, now or later, and compares what was announced with what was charged.
func (f *randomFleet) step(w rehearsal, what string) {
	w.t.Helper()
	w.Write(w.t, "fleet.tf", f.text())
	f.try(w, what, "plan", "-no-color", "-out=p.bin", f.at())
	charges, units := w.savedAnnouncement()
	config := f.text()
	later := time.Duration(0)
	if w.ephemeral && f.r.IntN(3) == 0 {
		later = time.Duration(f.r.IntN(40*24)) * time.Hour
	}
	f.now = f.now.Add(later)
	paid, spent := w.paid(), w.spent()
	args := []string{"apply", "-no-color", "p.bin"}
	if w.ephemeral {
		args = slices.Insert(args, 2, f.at())
	}
	out, err := w.Try(w.t, args...)
	if err != nil && (later == 0 || strings.Contains(err.Error(), "inconsistent")) {
		w.t.Fatalf("%s, %s after its plan: %v\n%s\n%s", what, later, err, out, config)
	}
	if most, known := total(w.t, charges); known && w.paid()-paid > most {
		w.t.Fatalf("%s: %s charged, %s announced: %v\n%s\n%s", what, w.paid()-paid, most, charges, out, config)
	}
	if n := w.spent() - spent; units >= 0 && n > units {
		w.t.Fatalf("%s: %d units spent, %d announced\n%s\n%s", what, n, units, out, config)
	}
	if err != nil { // it was refused with a reason: a new plan says what holds now
		f.applyAnew(w, what)
	}
	out, err = w.Try(w.t, "plan", "-no-color", "-detailed-exitcode", f.at())
	if err != nil && later > 0 && strings.Contains(out, "repurchase_when_gone is set") {
		// A package was released between the plan and its apply, which could not know.
		f.applyAnew(w, what)
		out, err = w.Try(w.t, "plan", "-no-color", "-detailed-exitcode", f.at())
	}
	if err != nil {
		w.t.Fatalf("the plan after %s is not empty: %v\n%s\n%s", what, err, out, config)
	}
	if state := w.Read(w.t, "terraform.tfstate"); strings.Contains(state, `"status": "tainted"`) {
		w.t.Fatalf("after %s something is tainted\n%s", what, config)
	}
}

// applyAnew plans and applies what holds now.
func (f *randomFleet) applyAnew(w rehearsal, what string) {
	w.t.Helper()
	f.try(w, what+", planned anew", "apply", "-no-color", "-auto-approve", f.at())
}

// try runs a command, and once more after it has followed the advice of its errors.
func (f *randomFleet) try(w rehearsal, what string, args ...string) {
	w.t.Helper()
	out, err := w.Try(w.t, args...)
	if err != nil && f.heed(w, err.Error()) {
		out, err = w.Try(w.t, args...)
	}
	if err != nil {
		w.t.Fatalf("%s: %v\n%s\n%s", what, err, out, f.text())
	}
}

// heed does what errors advise: it taints an order whose payment deadline has passed, and leaves automatic renewal off
// for a package that has ended.
func (f *randomFleet) heed(w rehearsal, errors string) (heeded bool) {
	w.t.Helper()
	names := func(kind string, i int) bool {
		return strings.Contains(errors, fmt.Sprintf("with mss_%s%d,", kind, i))
	}
	for i := range f.orders {
		if names("order.o", i) && strings.Contains(errors, "Run `terraform taint` on it and apply") {
			w.Run(w.t, "taint", fmt.Sprint("mss_order.o", i))
			heeded = true
		}
	}
	for i := range f.packages {
		if names("resource_package.p", i) && strings.Contains(errors, "Error: Automatic renewal cannot be") {
			f.packages[i].autoOn, heeded = false, true
		}
	}
	w.Write(w.t, "fleet.tf", f.text())
	return heeded
}

// total adds up what a plan announced; known is false if it says of one that it cannot tell.
func total(t *testing.T, charges map[string]string) (sum money.Amount, known bool) {
	t.Helper()
	for address, charge := range charges {
		if charge == "?" {
			return 0, false
		}
		amount, err := money.Parse(charge)
		if err != nil {
			t.Fatalf("%s plans a charge of %q", address, charge)
		}
		sum += amount
	}
	return sum, true
}

// byHand is what a colleague does at the console: sets a unified expiration day, or returns renewals that have not
// begun.
func (f *randomFleet) byHand(w rehearsal) {
	w.t.Helper()
	if f.r.IntN(2) == 0 {
		return
	}
	day := pick(f.r, 0, 1, 28, -1) // 0: returns renewals
	w.byHand(f.now.Format(time.RFC3339), func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		if day != 0 {
			_, err := cloud.Do(ctx, call, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: day})
			return err
		}
		world, err := cloud.Look(ctx, call, lifecycle.Selection{AllPackages: true})
		if err != nil {
			return err
		}
		for _, p := range world.PackageList() {
			if _, err := cloud.Do(ctx, call, lifecycle.ReturnPackages{
				PackageIDs: []string{p.ID}, OnlyRenewed: true}); err == nil {
				break
			}
		}
		return nil
	})
}

// randomFleet is a configuration that can be changed in ways that every service allows.
type randomFleet struct {
	r        *rand.Rand
	began    time.Time
	now      time.Time
	packages []randomPackage
	orders   []randomOrder
	months   int // of the renewal of voices; 0: there is none
	until    int // months after the beginning for which a row of the renewal asks instead; 0: none does
	again    int // times that the renewal was triggered
	steps    int // what is not known at plan depends on it
}

type randomPackage struct {
	code, period     string
	num              int
	makes            string
	renews, autoOn   bool
	through          int // months after the beginning; 0: none
	onDestroy        string
	maxAmount        string
	name, text       string
	active, timeouts bool
	protected, again bool
	late             bool // some of its arguments are not known at plan
}

type randomOrder struct {
	items   int
	pays    string
	taken   bool // a package of it is managed by a resource of its own
	through int  // months after the beginning, of that package
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func newFleet(r *rand.Rand) *randomFleet {
	f := &randomFleet{r: r, now: time.Date(2027, 3, 1+r.IntN(31), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC)}
	f.began = f.now
	for range 1 + r.IntN(3) {
		p := pick(r,
			randomPackage{code: "hws.resource.type.metastudio.modeling.voice.onebasic", period: "yearly", num: 1 + r.IntN(3),
				makes: "voice_clone", renews: true},
			randomPackage{code: "hws.resource.type.metastudio.modeling.voice.onebasic", period: "one_off", num: 1,
				makes: "voice_clone"},
			randomPackage{code: "hws.resource.type.metastudio.avatarmodeling.number", period: "yearly", num: 1,
				makes: "studio_2d", renews: true},
			randomPackage{code: "hws.resource.type.metastudio.modeling.avatarlive.channel", period: "monthly",
				num:    1 + r.IntN(6),
				renews: true},
			randomPackage{code: "mss.modeling.cartoon_3d", period: "yearly", num: 1, makes: "cartoon_3d", renews: true},
		)
		p.protected, p.again, p.late = r.IntN(3) == 0, r.IntN(3) == 0, r.IntN(3) == 0
		p.name, p.active = pick(r, "Ada", "ünï cödé", "a \\\"quoted\\\" name"), true
		f.packages = append(f.packages, p)
	}
	for range r.IntN(3) {
		o := randomOrder{items: 1 + r.IntN(2),
			pays: pick(r, "", "payment = {}", "auto_pay = true", "payment = terraform_data.late.output.yes ? {} : null",
				"auto_pay = terraform_data.late.output.yes")}
		o.taken = o.pays != "" && r.IntN(2) == 0
		f.orders = append(f.orders, o)
	}
	if r.IntN(2) == 0 {
		f.months = 1 + r.IntN(3)
	}
	return f
}

// change moves what can be moved in place.
func (f *randomFleet) change() {
	r := f.r
	f.steps++
	f.now = f.now.Add(time.Duration(r.IntN(20*24)) * time.Hour)
	for i := range f.packages {
		p := &f.packages[i]
		switch r.IntN(8) {
		case 0:
			p.autoOn = p.renews && !p.autoOn
		case 1:
			if p.renews {
				p.through += 1 + r.IntN(20)
			}
		case 2:
			p.onDestroy = pick(r, "", "unsubscribe", "cancel_renewal", "retain")
		case 3:
			p.name, p.text = pick(r, "Ben", "Cleo"), pick(r, "", "a description", "line\\nbreak")
		case 4:
			p.active = !p.active
		case 5:
			p.maxAmount, p.timeouts = pick(r, "", "100000", "100000.00"), !p.timeouts
		case 6:
			p.protected, p.again = !p.protected, !p.again
		case 7:
			p.late = !p.late
		}
	}
	for i := range f.orders {
		if o := &f.orders[i]; o.pays == "" && f.now.Before(f.began.AddDate(0, 0, 7)) { // later it is cancelled
			o.pays = pick(r, "", "payment = {}", "auto_pay = true")
		} else if o.taken && r.IntN(3) == 0 {
			o.through += 1 + r.IntN(20)
		}
	}
	if f.months > 0 {
		f.months += r.IntN(2)
		f.again += r.IntN(2)
		if f.until > 0 || r.IntN(2) == 0 {
			f.until += r.IntN(15)
		}
	}
}

func (f *randomFleet) unprotect() {
	for i := range f.packages {
		f.packages[i].protected = false
	}
}

func (f *randomFleet) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "resource \"terraform_data\" \"late\" {\n  input = { step = %d, yes = true }\n}\n", f.steps)
	begin := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	instant := func(months int) string { return begin.AddDate(0, months, 0).Format(time.RFC3339) }
	var voices []string
	for i, p := range f.packages {
		late := ""
		if p.late {
			late = "${terraform_data.late.output.yes ? \"\" : \"never\"}"
		}
		fmt.Fprintf(&b, "resource \"mss_resource_package\" \"p%d\" {\n  resource_spec_code = \"%s%s\"\n"+
			"  period_type = %q\n  period_num = %d\n", i, p.code, late, p.period, p.num)
		fmt.Fprintf(&b, "  deletion_protection = %t\n  repurchase_when_gone = %t\n", p.protected, p.again)
		if p.autoOn {
			b.WriteString("  auto_renew = true\n")
		}
		if p.through > 0 {
			fmt.Fprintf(&b, "  valid_through = \"%s%s\"\n", instant(p.through), late)
		}
		if p.onDestroy != "" {
			fmt.Fprintf(&b, "  on_destroy = %q\n", p.onDestroy)
		}
		if p.maxAmount != "" {
			fmt.Fprintf(&b, "  max_amount = %q\n", p.maxAmount)
		}
		if p.timeouts {
			b.WriteString("  timeouts = { create = \"5m\", delete = \"1h\" }\n")
		}
		b.WriteString("}\n")
		if p.makes == "" {
			continue
		}
		fmt.Fprintf(&b, "resource \"mss_asset\" \"a%d\" {\n  kind = %q\n  name = \"%s %d%s\"\n"+
			"  package_id = mss_resource_package.p%d.id\n  active = %t\n", i, p.makes, p.name, i, late, i, p.active)
		if p.text != "" {
			fmt.Fprintf(&b, "  description = \"%s\"\n", p.text)
		}
		b.WriteString("}\n")
		if p.makes == "voice_clone" {
			row := fmt.Sprintf("months = %d", f.months)
			if f.until > 0 && i > 0 {
				row = fmt.Sprintf("valid_through = \"%s%s\"", instant(f.until), late)
			}
			voices = append(voices, fmt.Sprintf("{ asset_id = mss_asset.a%d.id, %s }", i, row))
		}
	}
	for i, o := range f.orders {
		item := `{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",` +
			` period_num = 1, subscription_num = 2 }, `
		fmt.Fprintf(&b, "resource \"mss_order\" \"o%d\" {\n  items = [%s]\n  %s\n  on_destroy = %q\n}\n", i,
			strings.Repeat(item, o.items), o.pays, map[bool]string{true: "retain", false: "unsubscribe"}[o.taken])
		if o.taken {
			fmt.Fprintf(&b, "resource \"mss_resource_package\" \"t%d\" {\n"+
				"  resource_id = mss_order.o%d.packages[0].resource_id\n  on_destroy = \"unsubscribe\"\n", i, i)
			if o.through > 0 {
				fmt.Fprintf(&b, "  valid_through = %q\n", instant(o.through))
			}
			b.WriteString("}\n")
		}
	}
	if f.months > 0 && len(voices) > 0 {
		fmt.Fprintf(&b, "resource \"mss_order\" \"months\" {\n  items = [{ resource_spec_code = "+
			"\"mss.onshelf.voice_clone\", period_type = \"monthly\", period_num = 40, subscription_num = 5 }]\n"+
			"  payment = {}\n}\nresource \"mss_asset_renewal\" \"r\" {\n  renewals = [%s]\n  triggers = { again = %d }\n"+
			"  depends_on = [mss_order.months]\n}\n", strings.Join(voices, ", "), f.again)
	}
	return b.String()
}
