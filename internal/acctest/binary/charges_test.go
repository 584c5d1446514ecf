package binary_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	cloudsim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const voicePackage = `
resource "mss_resource_package" "v" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
`

// F01: a package of five channels renews at the price of five, in the plan as in the apply; limits and automatic
// renewal count the same.
func TestARenewalOfSeveralUnitsIsAnnouncedAtTheirPrice(t *testing.T) {
	t.Parallel()
	w := rehearse(t, `max_charge_per_run = "4500.00"`, "", `
variable "through" { default = null }
variable "auto" { default = null }
variable "limit" { default = null }
resource "mss_order" "o" {
  items      = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel",
      period_type = "yearly", period_num = 1, subscription_num = 5 }]
  payment    = {}
  on_destroy = "retain"
}
resource "mss_resource_package" "p" {
  resource_id   = mss_order.o.packages[0].resource_id
  valid_through = var.through
  auto_renew    = var.auto
  max_amount    = var.limit
}
`)
	first := w.announced()
	wantAnnounced(t, first, "mss_order.o", "4000.00")
	w.apply("p.bin")
	w.refused([]string{"plan", "-var=through=2029-01-01T00:00:00Z", "-var=limit=1000.00"},
		"costs 4000.00 USD, and max_amount is 1000.00")
	w.refused([]string{"plan", "-var=through=2030-01-01T00:00:00Z"},
		"this command charges 8000.00 USD, and the provider's "+
			"max_charge_per_run is 4500.00")
	wantSaid(t, w.Run(t, "plan", "-no-color", "-var=auto=true"), "at 4000.00 USD a period")
	wantAnnounced(t, w.announced("-var=through=2029-01-01T00:00:00Z"), "mss_resource_package.p", "4000.00")
	wantSaid(t, w.apply("p.bin"), "Charged 4000.00 USD")
	w.converged("-var=through=2029-01-01T00:00:00Z")
	w.wantPaid("8000.00")
}

// F02: a unified expiration day adds days to a renewal, and its plan their price; also to one of a package that the
// same apply buys.
func TestARenewalToAUnifiedDayIsAnnouncedWithItsDays(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", voicePackage+`
  valid_through = var.through
  max_amount    = var.limit
}
variable "limit" { default = null }
variable "more" { default = 0 }
variable "through" { default = null }
resource "mss_resource_package" "more" {
  count              = var.more
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
  valid_through      = "2028-12-31T00:00:00Z"
}
`)
	w.apply()
	w.unify("2027-03-02T00:00:00Z", 28)
	later := []string{"-var=now=2027-04-01T00:00:00Z", "-var=through=2028-12-31T00:00:00Z"}
	w.refused(append([]string{"plan", "-var=limit=100.00"}, later...), "costs 106.43 USD, and max_amount is 100.00")
	later = append(later, "-var=more=1")
	got := w.announced(later...)
	wantAnnounced(t, got, "mss_resource_package.v", "106.43")
	before := w.paid()
	w.apply(later...)
	w.converged(later...)
	var sum money.Amount
	for _, one := range got {
		amount, err := money.Parse(one)
		if err != nil {
			t.Fatalf("%v: %v", got, err)
		}
		sum += amount
	}
	if charged := w.paid() - before; charged != sum {
		t.Errorf("%s charged, %s announced: %v", charged, sum, got)
	}
}

// F04: a renewal whose term was returned is made again, as often as that happens.
func TestARenewalThatWasReturnedIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", voicePackage+`
  valid_through = var.through
}
variable "through" { default = null }
output "id" { value = mss_resource_package.v.id }
output "orders" { value = length(distinct(mss_resource_package.v.order_ids)) }
output "end" { value = mss_resource_package.v.expire_time }
`)
	w.apply()
	for i, month := range []string{"04", "06"} {
		renew := []string{"-var=through=2028-12-31T00:00:00Z", "-var=now=2027-" + month + "-01T00:00:00Z"}
		wantAnnounced(t, w.announced(renew...), "mss_resource_package.v", "99.00")
		wantSaid(t, w.apply(renew...), "Charged 99.00 USD")
		w.converged(renew...)
		if i > 0 {
			break
		}
		id := w.Output(t, "id")
		w.byHand("2027-05-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
			_, err := cloud.Do(ctx, call, lifecycle.ReturnPackages{PackageIDs: []string{id}, OnlyRenewed: true})
			return err
		})
	}
	if end, n := w.Output(t, "end"), w.Output(t, "orders"); end != "2029-03-01T15:59:59Z" || n != "3" {
		t.Errorf("it ends %s after %s orders", end, n)
	}
	w.wantPaid("297.00")
}

// F07: the next attempt of an automatic renewal moves on with the clock, also between a saved plan and its apply.
func TestASavedPlanSwitchesAutomaticRenewalOnLater(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", voicePackage+"  auto_renew = var.auto\n}\nvariable \"auto\" { default = null }\n")
	w.Need(t, binary.Ephemeral)
	w.apply()
	w.announced("-var=auto=true", "-var=now=2028-02-26T18:00:00Z")
	w.apply("-var=now=2028-02-27T00:00:00Z", "p.bin")
	w.converged("-var=auto=true", "-var=now=2028-02-27T00:00:00Z")
}

// F13, F22: what the service never takes, the plan refuses, and nothing is ordered.
func TestThePlanRefusesWhatTheServiceRefuses(t *testing.T) {
	t.Parallel()
	const minutes, voice = "mss.payperuse.video_minutes", "hws.resource.type.metastudio.modeling.voice.onebasic"
	pkg := func(code, more string) string {
		return "resource \"mss_resource_package\" \"m\" {\n  resource_spec_code = \"" + code +
			"\"\n  period_type = \"monthly\"\n  period_num = 1\n" + more + "\n}\n"
	}
	order := func(items, more string) string {
		return "resource \"mss_order\" \"o\" {\n  items = [" + items + "]\n" + more + "\n}\n"
	}
	item := func(code, period, more string) string {
		return `{ resource_spec_code = "` + code + `", period_type = "` + period + `", ` + more + " }"
	}
	trial := item("hws.resource.type.metastudio.modeling.avatarvideo.smb.duration60", "one_off", "period_num = 1")
	w := rehearse(t, "", "", "")
	for name, c := range map[string]struct {
		config string
		words  []string
	}{
		"a pay-per-use package until an instant": {pkg(minutes, `valid_through = "2027-06-01T00:00:00Z"`),
			[]string{"valid_through", "cannot be renewed. No money moved"}},
		"a pay-per-use package that renews": {
			pkg(minutes, "auto_renew = true"), []string{"auto_renew = true", "cannot be renewed"}},
		"an item of a pay-per-use package renews": {
			order(item(minutes, "monthly", "period_num = 1, auto_renew = true"), "payment = {}"),
			[]string{"cannot be renewed", "Nothing was ordered"}},
		"more units than fit into an order": {
			order(item("mss.onshelf.voice_clone", "monthly", "period_num = 120, subscription_num = 100"), "payment = {}"),
			[]string{"at most 10000 fit into one order", "Nothing was ordered"}},
		"more items than fit into an order": {
			order(strings.Repeat(item(voice, "yearly", "period_num = 1")+",", 51), "payment = {}"),
			[]string{"an order takes at most 50", "Nothing was ordered"}},
		"units of an order that waits for payment": {
			order(item("mss.onshelf.voice_clone", "monthly", "period_num = 120, subscription_num = 100"), ""),
			[]string{"at most 10000 fit into one order"}},
		"a null coupon": {
			order(item(voice, "yearly", "period_num = 1"), "payment = { coupon_ids = [null] }"),
			[]string{"contains a null value"}},
		"a null item": {order("null", "payment = {}"), []string{"null value"}},
		"a product for new customers twice": {
			order(trial, "payment = {}") + strings.Replace(order(trial, ""), `"o"`, `"p"`, 1),
			[]string{"can be bought once, and this plan already buys it"}},
	} {
		w.Write(t, "case.tf", c.config)
		if _, err := w.Try(t, "plan", "-no-color"); err == nil {
			t.Errorf("%s: the plan accepts it", name)
		} else {
			wantSaid(t, err.Error(), c.words...)
		}
	}
	// What was bought once cannot be bought again, also not by a later plan.
	w.Write(t, "case.tf", order(trial, "payment = {}"))
	w.apply()
	w.converged()
	w.Write(t, "more.tf", strings.Replace(order(trial, ""), `"o"`, `"p"`, 1))
	w.refused([]string{"plan"}, "is for new customers, once, and this account has ordered it")
}

// F14: a change that is due is not counted beside the purchase that replaces the object.
func TestAReplacementCountsItsChargeOnce(t *testing.T) {
	t.Parallel()
	w := rehearse(t, `max_charge_per_run = "250.00"`, "", `
variable "pay" { default = false }
resource "mss_order" "o" {
  items   = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",
      period_num = 1, subscription_num = 2 }]
  payment = var.pay ? {} : null
}
`)
	wantAnnounced(t, w.announced(), "mss_order.o", "0.00")
	w.apply()
	wantAnnounced(t, w.announced("-var=pay=true", "-replace=mss_order.o"), "mss_order.o", "198.00")
	w.apply("p.bin")
	w.wantPaid("198.00")
	w.converged("-var=pay=true")
	// The neighbour: a package with a renewal due.
	p := rehearse(t, `max_charge_per_run = "200.00"`, "", voicePackage+"  valid_through = var.through\n"+
		"  lifecycle { create_before_destroy = true }\n}\nvariable \"through\" { default = null }\n")
	p.apply()
	wantAnnounced(t, p.announced("-var=through=2028-12-31T00:00:00Z", "-replace=mss_resource_package.v"),
		"mss_resource_package.v", "198.00")
	p.apply("p.bin")
	p.wantPaid("297.00")
	p.converged("-var=through=2028-12-31T00:00:00Z")
}

// F15: coupons that are not known yet are compared when they are.
func TestCouponsThatAreNotKnownYetAreDecidedAtTheApply(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "v" { default = "1" }
resource "terraform_data" "u" {
  triggers_replace = var.v
  input            = { coupons = null, pays = true }
}
resource "mss_order" "o" {
  items   = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",
      period_num = 1 }]
  payment = { coupon_ids = terraform_data.u.output.coupons }
}
resource "mss_order" "p" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
  payment = terraform_data.u.output.pays ? {} : null
}
`)
	w.apply()
	w.converged()
	w.apply("-var=v=2")
	w.converged("-var=v=2")
	w.wantPaid("107.00")
}

// F21: of eleven returns of one plan, ten are full refunds.
func TestPlannedReturnsUseUpTheYearsFullRefunds(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", `site = "china"`, `
resource "mss_resource_package" "c" {
  count              = 11
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
}
`)
	w.apply()
	out := oneLine(w.Run(t, "plan", "-destroy", "-no-color", "-var=now=2027-03-03T00:00:00Z"))
	if full := strings.Count(out, "refunds 500.00 CNY, keeps a fee of 0.00 CNY"); full != 10 {
		t.Errorf("%d full refunds are announced:\n%s", full, out)
	}
	wantSaid(t, out, "refunds 418.42 CNY")
}

// F24: an order that was cancelled between a saved plan and its apply is told as what it is.
func TestASavedPlanOfACancelledOrderIsRefused(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "pay" { default = false }
resource "mss_order" "o" {
  items   = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",
      period_num = 1 }]
  payment = var.pay ? {} : null
}
output "id" { value = mss_order.o.id }
`)
	w.apply()
	wantAnnounced(t, w.announced("-var=pay=true"), "mss_order.o", "99.00")
	id := w.Output(t, "id")
	w.byHand("2027-03-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		_, err := cloud.Do(ctx, call, lifecycle.CancelOrder{OrderID: id})
		return err
	})
	_, err := w.Try(t, "apply", "-no-color", "p.bin")
	if err == nil {
		t.Fatal("a cancelled order was paid")
	}
	wantSaid(t, err.Error(), "is cancelled and cannot be paid. No money moved. Run `terraform taint`")
	if strings.Contains(err.Error(), "waits for payment") {
		t.Errorf("it contradicts itself: %v", err)
	}
}

// A saved plan never charges more than it announced, whatever happened since: it applies, or says why not.
func TestASavedPlanChargesNoMoreThanItAnnounced(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", voicePackage+`
  valid_through = var.through
}
variable "through" { default = null }
variable "n" { default = 0 }
resource "mss_resource_package" "n" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
  valid_through      = "2027-09-15T00:00:00Z"
}
`)
	w.Need(t, binary.Ephemeral)
	w.apply()
	planned := w.announced("-var=through=2028-12-31T00:00:00Z", "-var=n=1", "-var=now=2027-03-01T01:00:00Z")
	w.unify("2027-03-02T00:00:00Z", 28)
	_, err := w.Try(t, "apply", "-no-color", "-var=now=2027-03-02T00:00:00Z", "p.bin")
	if err == nil {
		t.Fatal("renewals that became dearer were paid")
	}
	wantSaid(t, err.Error(), "costs 106.43, and the plan announced 99.00 for it", "no money moved for it", "Plan again")
	if strings.Contains(err.Error(), "inconsistent") {
		t.Errorf("it blames the provider: %v", err)
	}
	wantAnnounced(t, planned, "mss_resource_package.v", "99.00")
	later := []string{"-var=through=2028-12-31T00:00:00Z", "-var=n=1", "-var=now=2027-03-02T00:00:00Z"}
	w.apply(later...)
	w.converged(later...)
}

// Blocks of equal content are told apart when a saved plan is applied: one is bought and renewed, the other only
// renewed.
func TestASavedPlanTellsBlocksOfEqualContentApart(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "n" { default = 1 }
variable "pay" { default = false }
variable "through" { default = null }
resource "mss_resource_package" "p" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = var.through
}
resource "mss_order" "o" {
  count   = var.n
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
  payment = var.pay ? {} : null
}
`)
	w.apply()
	more := []string{"-var=n=2", "-var=pay=true", "-var=through=2030-01-01T00:00:00Z"}
	got := w.announced(more...)
	wantAnnounced(t, got, "mss_resource_package.p[0]", "198.00")
	wantAnnounced(t, got, "mss_resource_package.p[1]", "297.00")
	w.apply("p.bin")
	w.converged(more...)
	w.wantPaid("610.00")
	// The neighbour: one is replaced, the other renewed.
	w.Run(t, "taint", "mss_resource_package.p[1]")
	more[2] = "-var=through=2031-01-01T00:00:00Z"
	got = w.announced(more...)
	wantAnnounced(t, got, "mss_resource_package.p[0]", "99.00")
	wantAnnounced(t, got, "mss_resource_package.p[1]", "396.00")
	w.apply("p.bin")
	w.converged(more...)
}

// A package that a saved plan adopts and renews was renewed by somebody else since: nothing more is charged, and the
// plan's amount stays.
func TestASavedPlanOfAnAdoptionOutlivesARenewalByHand(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "adopt" { default = 0 }
resource "mss_order" "o" {
  items      = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic",
      period_type = "yearly", period_num = 1 }]
  payment    = {}
  on_destroy = "retain"
}
resource "mss_resource_package" "p" {
  count         = var.adopt
  resource_id   = mss_order.o.packages[0].resource_id
  valid_through = "2028-12-31T00:00:00Z"
}
output "id" { value = mss_order.o.packages[0].resource_id }
`)
	w.apply()
	wantAnnounced(t, w.announced("-var=adopt=1"), "mss_resource_package.p[0]", "99.00")
	id := w.Output(t, "id")
	w.byHand("2027-03-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		placed, err := cloud.Do(ctx, call, lifecycle.RenewPackages{PackageIDs: []string{id}, PeriodType: "yearly",
			PeriodNum: 1})
		if err == nil {
			_, err = cloud.Do(ctx, call, lifecycle.PayOrder{OrderID: placed.ID()})
		}
		return err
	})
	w.apply("p.bin")
	w.converged("-var=adopt=1")
	w.wantPaid("198.00")
}

// Blocks that buy the same in another way are told apart by the apply of one command: each charges what was announced
// for it.
func TestBlocksOfEqualContentAreChargedAsAnnounced(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
variable "n" { default = 0 }
locals { items = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic",
    period_type = "yearly", period_num = 1 }] }
resource "mss_resource_package" "first" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_order" "unpaid" {
  count = var.n
  items = local.items
}
resource "mss_order" "auto" {
  count    = var.n
  items    = local.items
  auto_pay = true
}
resource "mss_order" "bounded" {
  count      = var.n
  items      = local.items
  payment    = {}
  max_amount = "99.00"
}
resource "mss_resource_package" "longer" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = "2029-01-01T00:00:00Z"
}
resource "mss_resource_package" "plain" {
  count              = var.n
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`)
	w.apply()
	for n := 1; n <= 3; n++ {
		more := fmt.Sprintf("-var=n=%d", n)
		w.apply(more)
		w.converged(more)
	}
}
