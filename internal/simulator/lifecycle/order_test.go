package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestOrderIsRefusedForWhatIsNotSold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		items []lifecycle.OrderRequestItem
		want  []string
	}{
		"empty list": {nil, []string{"cloud_services is empty"}},
		"unknown product": {[]lifecycle.OrderRequestItem{item("nothing", site.Yearly, 1, 1, false)},
			[]string{"cloud_services[0].resource_spec_code", `"nothing"`}},
		"billed by use": {[]lifecycle.OrderRequestItem{item(byUse, site.Monthly, 1, 1, false)},
			[]string{"billed by use"}},
		"period type not sold": {[]lifecycle.OrderRequestItem{item(voice, site.Monthly, 1, 1, false)},
			[]string{"cloud_services[0].period_type", "yearly or one_off"}},
		"period number 0": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 0, 1, false)},
			[]string{"cloud_services[0].period_num", "less than 1"}},
		"period number too high": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 4, 1, false)},
			[]string{"cloud_services[0].period_num", "more than 3"}},
		"one-off twice": {[]lifecycle.OrderRequestItem{item(voice, site.OneOff, 2, 1, false)},
			[]string{"cloud_services[0].period_num"}},
		"quantity 0": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 0, false)},
			[]string{"cloud_services[0].subscription_num"}},
		"quantity too high": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 101, false)},
			[]string{"cloud_services[0].subscription_num", "more than 100"}},
		"one-off renewing": {[]lifecycle.OrderRequestItem{item(voice, site.OneOff, 1, 1, true)},
			[]string{"cloud_services[0].is_auto_renew"}},
		"on-shelf renewing": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 1, 1, true)},
			[]string{"cloud_services[0].is_auto_renew"}},
		"second item at fault": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false),
			item(voice, site.Yearly, 0, 1, false)}, []string{"cloud_services[1]"}},
		"too many units": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 120, 1000, false)},
			[]string{"120000 units"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			_, err := place(k.World, lifecycle.PlaceOrder{Items: c.items})
			k.refused(err, lifecycle.CodeBadParameter, c.want...)
			if len(k.Orders) != 0 {
				t.Error("the refused order is there")
			}
		})
	}
}

func TestTrialPackageIsForNewCustomersOnce(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(trial, site.OneOff, 1, 1, false))
	_, err := place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(trial, site.OneOff, 1, 1, false)}})
	k.refused(err, lifecycle.CodeBadParameter, "new customers")
	k = newTester(t)
	_, err = place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(trial, site.OneOff, 1, 1, false), item(voice, site.OneOff, 1, 1, false),
			item(trial, site.OneOff, 1, 1, false)}})
	if k.refused(err, lifecycle.CodeBadParameter, "cloud_services[2].resource_spec_code",
		"stands in this order before"); len(k.Orders) != 0 {
		t.Error("the refused order is there")
	}
}

// TestAnOrderIsAtMostTheMonthsThatAreSold, as renewals are; what lapses has months of its own.
func TestAnOrderIsAtMostTheMonthsThatAreSold(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.MaxTotalMonths.Value = 24
	k.place(item(voice, site.Yearly, 2, 1, false), item(onShelf, site.Monthly, 120, 1, false),
		item(voice, site.OneOff, 1, 1, false))
	_, err := place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 3, 1, false)}})
	k.refused(err, lifecycle.CodeBadParameter, "cloud_services[0].period_num", "36 months, at most 24")
	_, err = lifecycle.Quote(&k.View, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 3, 1, false)})
	k.refused(err, lifecycle.CodeProductUnknown, "at most 24")
}

func TestOrderWaitsSevenDaysForItsPayment(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	deadline := day0.Add(7 * 24 * time.Hour)
	o := k.Orders[id]
	if !o.PayBy.Equal(deadline) {
		t.Errorf("the deadline is %v, want %v", o.PayBy, deadline)
	}
	if got := o.Status(deadline.Add(-time.Second)); got != lifecycle.OrderPendingPayment {
		t.Errorf("a second before the deadline the order is %d", got)
	}
	if got := o.Status(deadline); got != lifecycle.OrderCancelled {
		t.Errorf("at the deadline the order is %d", got)
	}
	k.at(deadline)
	k.refused(pay(k.World, id, lifecycle.Choice{}), lifecycle.CodeOrderTooLate, id)
	k.refused(cancel(k.World, id), lifecycle.CodeOrderNotCancelable, id)
}

func TestPaymentDeliversEveryItemAtItsInstant(t *testing.T) {
	t.Parallel()
	k := newTester(t, "5000.00")
	id := k.place(item(voice, site.Yearly, 1, 3, false), item(channel, site.Monthly, 2, 4, false),
		item(onShelf, site.Monthly, 12, 2, false))
	if got, want := k.Orders[id].Amount.String(), "1089.00"; got != want { // 3 × 99 + 4 × 2 × 75 + 24 × 8
		t.Errorf("the order costs %s, want %s", got, want)
	}
	paid := day0.Add(time.Hour)
	k.at(paid)
	k.ok(pay(k.World, id, lifecycle.Choice{}))
	units := map[string][]int64{}
	for _, p := range k.Orders[id].Resources() {
		pkg := k.Packages[p]
		units[pkg.ResourceSpecCode] = append(units[pkg.ResourceSpecCode], pkg.Units)
		if !pkg.Effective.Equal(paid) {
			t.Errorf("%s begins at %v, not at the payment", p, pkg.Effective)
		}
	}
	if len(units[voice]) != 3 || len(units[channel]) != 1 || units[channel][0] != 4 || len(units[onShelf]) != 1 ||
		units[onShelf][0] != 24 {
		t.Errorf("delivered %v, want 3 voices of one unit, a channel package of 4, an on-shelf package of 24", units)
	}
	if got := k.Tenant.Balance.String(); got != "3911.00" {
		t.Errorf("the balance is %s", got)
	}
	k.refused(pay(k.World, id, lifecycle.Choice{}), lifecycle.CodeOrderChanged, id)
}

func TestPaymentWithoutFundsMovesNothing(t *testing.T) {
	t.Parallel()
	k := newTester(t, "98.99")
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	k.refused(pay(k.World, id, lifecycle.Choice{}), lifecycle.CodeNoFunds, "98.99", "99.00", id)
	if k.Tenant.Balance != 9899 || len(k.Packages) != 0 {
		t.Error("the refused payment moved something")
	}
	k.ok(cancel(k.World, id))
	k.refused(pay(k.World, id, lifecycle.Choice{}), lifecycle.CodeOrderChanged)
	k.refused(pay(k.World, "CS0", lifecycle.Choice{}), lifecycle.CodeOrderUnknown, "CS0")
	k.refused(cancel(k.World, "CS0"), lifecycle.CodeOrderUnknown, "CS0")
}

func TestAutomaticPayment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		balance string
		signed  bool
		want    lifecycle.OrderStatus
	}{
		"signed and covered": {"99.00", true, lifecycle.OrderCompleted},
		"not signed":         {"99.00", false, lifecycle.OrderPendingPayment},
		"not covered":        {"98.99", true, lifecycle.OrderPendingPayment},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t, c.balance)
			signAutoPay(k.World, c.signed)
			id, err := place(k.World, lifecycle.PlaceOrder{
				AutoPay: true, Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)}})
			k.ok(err)
			o := k.Orders[id]
			if o.Status(k.Now) != c.want || (o.PaymentFailure == "") != (c.want == lifecycle.OrderCompleted) {
				t.Errorf("status %d, failure %q", o.Status(k.Now), o.PaymentFailure)
			}
			if o.Amount != 9900 {
				t.Errorf("amount %s", o.Amount)
			}
		})
	}
}

func TestChinaSellsModellingOneOffOnly(t *testing.T) {
	t.Parallel()
	k := newTesterOn(t, "china")
	_, err := place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)}})
	k.refused(err, lifecycle.CodeBadParameter, "period_type", "one_off")
	if k.buy(item(trial, site.OneOff, 1, 1, false)); k.Tenant.Balance != -1990 {
		t.Errorf("the trial package costs %s, documented are 19.90", -k.Tenant.Balance)
	}
}
