package lifecycle_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestAutoRenewalStopsAfterItsTimes(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, Times: 100}),
		lifecycle.CodeBillingParameter, "100")
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, Times: 2}))
	k.at(day0.AddDate(1, 0, 0))
	if len(p.Terms) != 3 || p.AutoRenew || !p.NextCharge.IsZero() {
		t.Errorf("%d terms, automatic renewal %v", len(p.Terms), p.AutoRenew)
	}
}

func TestLimitsAreResetOnlyWhereTheyAreGiven(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, Times: 2}))
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, KeepLimits: true}))
	if p.RenewTimes != 2 {
		t.Errorf("switching on again without limits left %d times", p.RenewTimes)
	}
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, Times: 5}))
	if p.RenewTimes != 5 {
		t.Errorf("the new limit left %d times", p.RenewTimes)
	}
}

func TestAutoRenewalInAnotherPeriod(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(channel, site.Monthly, 1, 1, false), item(voice, site.Yearly, 1, 1, false))
	p := packages[0]
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: packages[1].ID, On: true, Period: site.Monthly}),
		lifecycle.CodeBillingParameter, "monthly")
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, Period: site.Yearly}))
	if k.at(p.NextCharge); !p.Expire().Equal(dayEnd(2028, 4, 1)) {
		t.Errorf("after a yearly renewal it ends %v", p.Expire())
	}
}

func TestDayOfDeductionMovesEveryCharge(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	for _, bad := range []lifecycle.ConfigureRenewal{
		{Name: "DEDUCTION_DATE", Value: 1}, {Name: "DEDUCTION_DATE", Value: 8},
		{Name: "EXPIRE_DATE", Value: 29}, {Name: "EXPIRE_DATE", Value: 0}, {Name: "EXPIRE_DATE", Value: -2},
		{Name: "x", Value: 1}} {
		k.refused(configureRenewal(k.World, bad), lifecycle.CodeBillingParameter)
	}
	k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "DEDUCTION_DATE", Value: 2}))
	if want := time.Date(2028, 2, 28, 3, 0, 0, 0, calendar.Zone); !p.NextCharge.Equal(want) {
		t.Errorf("the charge is due %v, want %v", p.NextCharge, want)
	}
}

func TestUnifiedExpirationDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  int
		want []time.Time // the ends after one and two monthly renewals of a package that ends 2027-04-01
		cost string      // of the first
	}{
		{1, []time.Time{dayEnd(2027, 5, 1), dayEnd(2027, 6, 1)}, "75.00"},
		{10, []time.Time{dayEnd(2027, 5, 10), dayEnd(2027, 6, 10)}, "97.50"}, // 9 days more: 9/30 of 75.00
		{-1, []time.Time{dayEnd(2027, 5, 31), dayEnd(2027, 6, 30)}, "150.00"},
	} {
		k := newTester(t)
		p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
		k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: c.day}))
		before := k.Tenant.Balance
		for i, want := range c.want {
			k.at(k.Now.Add(time.Hour)).renew(p, site.Monthly, 1)
			if !p.Expire().Equal(want) {
				t.Errorf("day %d: after renewal %d it ends %v, want %v", c.day, i+1, p.Expire(), want)
			}
			if cost := (before - k.Tenant.Balance).String(); i == 0 && cost != c.cost {
				t.Errorf("day %d: the renewal cost %s, want %s", c.day, cost, c.cost)
			}
		}
		k.at(k.Now.Add(time.Hour))
		_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: true})
		k.ok(err)
		if !p.Expire().Equal(dayEnd(2027, 4, 1)) {
			t.Errorf("day %d: without its renewals it ends %v", c.day, p.Expire())
		}
	}
}

// TestOneCallSettlesSoMuch: a look ahead at which more falls due than a rehearsal needs is refused before it costs
// anything.
func TestOneCallSettlesSoMuch(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	far := day0.AddDate(60, 0, 0)
	for i := range 100 {
		k.Packages[fmt.Sprint(i)] = &lifecycle.Package{ID: fmt.Sprint(i), PeriodType: site.Monthly, Months: 1,
			NextCharge: day0}
	}
	refused := func(until time.Time) bool {
		var r *lifecycle.Refusal
		return errors.As(lifecycle.CheckDue(k.World, until), &r) && r.Code == lifecycle.CodeTooMuchDue
	}
	if !refused(far) || refused(day0.AddDate(10, 0, 0)) || refused(day0.Add(-time.Second)) {
		t.Errorf("sixty years: %t, ten: %t", refused(far), refused(day0.AddDate(10, 0, 0)))
	}
	k.Tenant.Limited = true // with nothing to pay from, each fails once
	for _, p := range k.Packages {
		p.ResourceSpecCode = channel
	}
	if refused(far) {
		t.Error("sixty years without money are refused")
	}
	k.Tenant.Balance = 60_000 * 75_00
	if !refused(far) {
		t.Error("sixty years with money are not refused")
	}
	k.Tenant.Limited = false
	for _, p := range k.Packages {
		p.PeriodType = site.Yearly
	}
	if refused(far) {
		t.Error("sixty years of yearly renewals are refused")
	}
}
