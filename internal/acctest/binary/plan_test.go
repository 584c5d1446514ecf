package binary_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// oneLine is what Terraform prints, without its line breaks and frames.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "│", " ")), " ")
}

func wantSaid(t *testing.T, said string, want ...string) {
	t.Helper()
	for _, one := range want {
		if !strings.Contains(oneLine(said), one) {
			t.Errorf("it does not say %q:\n%s", one, said)
		}
	}
}

// Pain 12: the plan shows no cost. Here it does, and whatever is not known yet, the plan does not look as if nothing
// were bought; the apply works, once.
func TestPain12ThePlanSaysWhatItCharges(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	provider, _, _ := strings.Cut(fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")), "resource ")
	w.Write(t, "main.tf", provider+`
variable "through" { default = "2029-01-01T00:00:00Z" }
resource "terraform_data" "later" {
  input = {
    pays    = true
    code    = "hws.resource.type.metastudio.modeling.voice.onebasic"
    years   = 1
    through = var.through
  }
}
resource "mss_order" "auto_pay" {
  items    = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 }]
  auto_pay = terraform_data.later.output.pays
}
resource "mss_order" "payment" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 3 }]
  payment = terraform_data.later.output.pays ? {} : null
}
resource "mss_order" "items" {
  items   = [{ resource_spec_code = terraform_data.later.output.code, period_type = "yearly", period_num = 1 }]
  payment = {}
}
resource "mss_resource_package" "code" {
  resource_spec_code = terraform_data.later.output.code
  period_type        = "yearly"
  period_num         = terraform_data.later.output.years
}
resource "mss_resource_package" "through" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = terraform_data.later.output.through
}
resource "mss_resource_package" "taken_over" {
  resource_id   = mss_order.items.packages[0].resource_id
  valid_through = var.through
  on_destroy    = "retain"
}
`)
	wantSaid(t, w.Run(t, "plan", "-no-color"),
		"onshelf.voice_clone, monthly, 6, if auto_pay or payment, which are not known yet, say so",
		"onshelf.voice_clone, monthly, 3, if auto_pay or payment, which are not known yet, say so",
		"May charge an amount that is not known yet: an order whose items are not all known yet",
		"May charge an amount that is not known yet: a resource package",
		"May charge an amount that is not known yet: renewals of the new package",
		"May charge an amount that is not known yet: the package that resource_id names",
		"171.00 USD", // what is known, together
	)
	wantSaid(t, w.Run(t, "apply", "-auto-approve", "-no-color"), "48.00 USD", "onshelf.voice_clone, monthly, 6 (order CS",
		"This command has charged 567.00 USD so far.")
	w.Run(t, "plan", "-detailed-exitcode")
	// five purchases and two renewals
	if got := strings.Count(events(t, w.Dir+"/.mss/simulator.db"), "order paid"); got != 7 {
		t.Errorf("%d orders were paid, want 7", got)
	}
	// A renewal until an instant that is not known yet.
	out := w.Run(t, "plan", "-no-color", "-var=through=2030-01-01T00:00:00Z")
	wantSaid(t, out, "May charge an amount that is not known yet: renewals of package")
	w.Run(t, "apply", "-auto-approve", "-no-color", "-var=through=2030-01-01T00:00:00Z")
	w.Run(t, "plan", "-detailed-exitcode", "-var=through=2030-01-01T00:00:00Z")
}

// Pain 5: a destroy does not stop the billing, and says nothing. The plan tells what is returned for how much, which
// assets and months go with it, what only lapses and when, and what goes on being charged.
func TestPain05ADestroyTellsWhatEndsAndWhatContinues(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := func(onDestroy string) string {
		provider, _, _ := strings.Cut(fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")), "resource ")
		return provider + `
resource "mss_order" "list" {
  items = [
    { resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",
        period_num = 1, auto_renew = true },
    { resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 },
  ]
  payment    = {}
  on_destroy = "` + onDestroy + `"
}
resource "mss_asset" "anna" {
  kind       = "voice_clone"
  name       = "Anna"
  package_id = mss_order.list.packages[0].resource_id
}
resource "mss_asset_renewal" "anna" {
  renewals = [{ asset_id = mss_asset.anna.id, months = 2 }]
}
`
	}
	w.Write(t, "main.tf", config("unsubscribe"))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	wantSaid(t, w.Run(t, "plan", "-destroy", "-no-color"),
		"Returns 1 package of order CS", "): refunds 89.10 USD, keeps a fee of 9.90 USD",
		"Also permanently deleted: sim-asset-", "(Anna) with 2 on-shelf months, until 2028-05-01T15:59:59Z",
		"cannot be returned and expires",
	)
	for onDestroy, want := range map[string]string{
		"cancel_renewal": "expires 2028-03-01T15:59:59Z", "retain": "is retained and keeps renewing automatically, next " +
			"2028-02-22T19:00:00Z",
	} {
		w.Write(t, "main.tf", config(onDestroy))
		w.Run(t, "apply", "-auto-approve", "-no-color")
		wantSaid(t, w.Run(t, "plan", "-destroy", "-no-color"), want)
	}
}

// Pain 7: an end comes unseen. Every refresh tells of it in time, and only of what is so: automatic renewal that was
// switched on a moment ago has not failed; one that the balance does not cover has.
func TestPain07AnEndIsSeenBeforeItComes(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := func(now string, autoRenew, repurchase bool) string {
		provider, _, _ := strings.Cut(fleet(".mss/simulator.db", at(now)+"\n    opening_balance = \"100.00\""), "resource ")
		return provider + fmt.Sprintf(`
resource "mss_resource_package" "voice" {
  resource_spec_code   = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type          = "yearly"
  period_num           = 1
  auto_renew           = %t
  repurchase_when_gone = %t
}
output "next" { value = mss_resource_package.voice.next_charge_time }
`, autoRenew, repurchase)
	}
	w.Write(t, "main.tf", config("2027-03-01T00:00:00Z", false, false))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	w.Write(t, "main.tf", config("2028-02-10T00:00:00Z", false, false))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "expires 2028-03-01T15:59:59Z and does not renew automatically",
		"Set valid_through to renew it, or set auto_renew to true")
	w.Write(t, "main.tf", config("2028-02-27T00:00:00Z", true, false))
	w.Run(t, "apply", "-auto-approve", "-no-color")
	if next := w.Output(t, "next"); !strings.Contains(next, "2028-02-27T19:00:00Z") {
		t.Errorf("it is charged next %s", next)
	}
	if out := w.Run(t, "plan", "-no-color"); strings.Contains(oneLine(out), "failed at") {
		t.Errorf("an attempt that never was has failed:\n%s", out)
	}
	w.Write(t, "main.tf", config("2028-02-28T00:00:00Z", true, false))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "Automatic renewal of package sim-pkg-",
		"failed at 2028-02-27T19:00:00Z",
		"every day at 03:00 UTC+8")
	w.Write(t, "main.tf", config("2028-03-03T00:00:00Z", true, false))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "Its automatic renewal failed")
	w.Write(t, "main.tf", config("2029-03-03T00:00:00Z", true, false))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "is released, its service ended 2028-03-01T15:59:59Z",
		"nothing is bought to replace it")
	w.Write(t, "main.tf", config("2029-03-03T00:00:00Z", true, true))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "must be replaced", "Charges 99.00 USD: voice.onebasic, yearly, 1, in "+
		"place of package sim-pkg-")
	w.Write(t, "main.tf", config("2029-03-03T00:00:00Z", true, false))
	w.Run(t, "taint", "mss_resource_package.voice")
	wantSaid(t, w.Run(t, "plan", "-no-color"), "must be replaced", "Charges 99.00 USD: voice.onebasic, yearly, 1",
		"exceed the balance of 1.00 USD")
}

// TestAnEndIsToldUntilAnApplyHasRecordedIt: a package that was released, its asset, and an order that nobody paid warn
// in each plan before that and in the apply; after it they are silent until the plan would act on them.
func TestAnEndIsToldUntilAnApplyHasRecordedIt(t *testing.T) {
	t.Parallel()
	fleet := func(more string) string {
		return `
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
` + more + `}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "Narrator"
  package_id = mss_resource_package.voice.id
}
resource "mss_order" "unpaid" {
  items = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
}
`
	}
	w := rehearse(t, "", "", "")
	w.Write(t, "fleet.tf", fleet(""))
	begin, later := "-var=now=2027-03-01T00:00:00Z", "-var=now=2029-06-01T00:00:00Z"
	w.Run(t, "apply", "-no-color", "-auto-approve", begin)
	ends := []string{"is released, its service ended", "is deleted", "is cancelled"}
	told := func(out string) (n int) {
		for _, end := range ends {
			if strings.Contains(oneLine(out), end) {
				n++
			}
		}
		return n
	}
	for range 2 {
		if out := w.Run(t, "plan", "-no-color", later); told(out) != len(ends) {
			t.Errorf("a plan tells %d of %v:\n%s", told(out), ends, out)
		}
	}
	provider := w.Read(t, "main.tf")
	w.Write(t, "main.tf", strings.Replace(provider, "accept_agreements = true\n",
		"accept_agreements = true\n  notices = \"changes\"\n", 1))
	if out := w.Run(t, "plan", "-no-color", later); told(out) != 1 || !strings.Contains(oneLine(out), "is deleted") {
		t.Errorf("with notices of changes only a plan tells of more or less than the deleted asset:\n%s", out)
	}
	w.Write(t, "main.tf", provider)
	if out := w.Run(t, "apply", "-no-color", "-auto-approve", later); told(out) != len(ends) {
		t.Errorf("the apply tells %d of %v:\n%s", told(out), ends, out)
	}
	if out := w.Run(t, "plan", "-no-color", later); told(out) != 0 {
		t.Errorf("after the apply a plan still tells %d of %v:\n%s", told(out), ends, out)
	}
	w.Write(t, "fleet.tf", fleet("  repurchase_when_gone = true\n"))
	wantSaid(t, w.Run(t, "plan", "-no-color", later), "Charges 99.00 USD", "in place of package sim-pkg-",
		"which is released")
}
