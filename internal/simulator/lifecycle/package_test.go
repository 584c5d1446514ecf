package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestPackagePassesGraceAndRetention(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	end := dayEnd(2028, 3, 1)
	k.statuses(p, map[time.Time]lifecycle.PackageStatus{
		day0:                                 lifecycle.PackageActive,
		end.Add(-time.Second):                lifecycle.PackageActive,
		end:                                  lifecycle.PackageGrace,
		dayEnd(2028, 3, 16).Add(-1):          lifecycle.PackageGrace,
		dayEnd(2028, 3, 16):                  lifecycle.PackageFrozen,
		dayEnd(2028, 3, 31).Add(-1):          lifecycle.PackageFrozen,
		dayEnd(2028, 3, 31):                  lifecycle.PackageReleased,
		dayEnd(2028, 3, 31).AddDate(9, 0, 0): lifecycle.PackageReleased,
	})
}

func TestProductsThatLapseHaveNoGrace(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	for _, p := range k.buy(item(onShelf, site.Monthly, 12, 1, false), item(voice, site.OneOff, 1, 1, false),
		item(trial, site.OneOff, 1, 1, false)) {
		k.statuses(p, map[time.Time]lifecycle.PackageStatus{
			dayEnd(2028, 3, 1).Add(-1): lifecycle.PackageActive,
			dayEnd(2028, 3, 1):         lifecycle.PackageExpired,
		})
		k.at(k.Now)
		_, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
		k.refused(err, lifecycle.CodeNoSuchPeriod, p.ID)
		k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true}),
			lifecycle.CodeBillingParameter, p.ID)
	}
}

func TestRenewalStartsAtTheOldEnd(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]time.Time{
		"in time":      day0.AddDate(0, 6, 0),
		"in grace":     dayEnd(2028, 3, 10),
		"in retention": dayEnd(2028, 3, 20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
			k.at(when).renew(p, site.Yearly, 1)
			if got, want := p.Expire(), dayEnd(2029, 3, 1); !got.Equal(want) || k.PackageStatus(p) != lifecycle.PackageActive {
				t.Errorf("ends %v and is %s, want %v and active", got, k.PackageStatus(p), want)
			}
			if start := p.Terms[1].Start; !start.Equal(dayEnd(2028, 3, 1)) {
				t.Errorf("the new term starts %v, not at the old end", start)
			}
		})
	}
}

func TestRenewalOfAClampedMonthEndReturnsToItsDay(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.at(time.Date(2027, 3, 31, 2, 0, 0, 0, time.UTC))
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	if !p.Expire().Equal(dayEnd(2027, 4, 30)) {
		t.Errorf("first end %v", p.Expire())
	}
	k.at(dayEnd(2027, 5, 18)).renew(p, site.Monthly, 1)
	if !p.Expire().Equal(dayEnd(2027, 5, 31)) {
		t.Errorf("second end %v, documented is 31 May", p.Expire())
	}
}

func TestRenewalMayEndInThePast(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0] // ends 1 April, released 1 May
	k.at(dayEnd(2027, 4, 30)).renew(p, site.Monthly, 1)     // ends 1 May
	k.at(dayEnd(2027, 5, 31).Add(-time.Hour))               // the last hour of its retention
	k.renew(p, site.Monthly, 1)                             // ends 1 June
	k.statuses(p, map[time.Time]lifecycle.PackageStatus{
		k.Now: lifecycle.PackageActive, dayEnd(2027, 7, 1): lifecycle.PackageReleased})
}

func TestReleasedPackagesCannotBeRenewed(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	k.at(dayEnd(2028, 3, 31).Add(-time.Second))
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
	k.ok(err)
	k.at(dayEnd(2028, 3, 31))
	k.refused(pay(k.World, ids[0], lifecycle.Choice{}), lifecycle.CodeResourceGone, p.ID)
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
	k.refused(err, lifecycle.CodeResourceGone, "released")
}

func TestUnpaidOrderBlocksRenewalAndReturn(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	in := lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1}
	ids, err := renew(k.World, in)
	k.ok(err)
	k.at(k.Now)
	_, err = renew(k.World, in)
	k.refused(err, lifecycle.CodeResourceInOrder, ids[0])
	_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
	k.refused(err, lifecycle.CodeResourceInOrder, ids[0])
	k.at(day0.Add(7 * 24 * time.Hour)) // the order lapses and blocks no more
	if _, err = renew(k.World, in); err != nil {
		t.Error(err)
	}
}

func TestRenewalIsRefused(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	// Billing's own limits hold whatever a catalogue sells.
	own := *k.Catalog
	own.Products = slices.Clone(own.Products)
	for i := range own.Products {
		own.Products[i].MaxPeriodNum = map[site.PeriodType]int32{site.Monthly: 60, site.Yearly: 10}
	}
	k.Catalog = &own
	bought := k.buy(item(voice, site.Yearly, 1, 1, false), item(channel, site.Monthly, 1, 1, false))
	p, live := bought[0], bought[1]
	for name, c := range map[string]struct {
		in   lifecycle.RenewPackages
		code string
	}{
		"no ids": {lifecycle.RenewPackages{PeriodType: site.Yearly, PeriodNum: 1}, lifecycle.CodeBillingParameter},
		"an id twice": {lifecycle.RenewPackages{PackageIDs: []string{p.ID, p.ID}, PeriodType: site.Yearly, PeriodNum: 1},
			lifecycle.CodeBillingParameter},
		"an unknown id": {lifecycle.RenewPackages{PackageIDs: []string{"x"}, PeriodType: site.Yearly, PeriodNum: 1},
			lifecycle.CodeResourceGone},
		"a period unsold": {lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1},
			lifecycle.CodeNoSuchPeriod},
		"no period": {lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly},
			lifecycle.CodeNoSuchPeriod},
		"too many years": {lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 4},
			lifecycle.CodeNoSuchPeriod},
		"too many months": {lifecycle.RenewPackages{PackageIDs: []string{live.ID}, PeriodType: site.Monthly, PeriodNum: 12},
			lifecycle.CodeNoSuchPeriod},
		"eleven ids": {lifecycle.RenewPackages{PackageIDs: strings.Split("a b c d e f g h i j k", " "),
			PeriodType: site.Yearly, PeriodNum: 1}, lifecycle.CodeBillingParameter},
	} {
		_, err := renew(k.World, c.in)
		var none = err == nil
		if none {
			t.Errorf("%s: not refused", name)
			continue
		}
		k.refused(err, c.code)
	}
}

func TestAutoRenewalChargesSevenDaysBeforeTheEnd(t *testing.T) {
	t.Parallel()
	k := newTester(t, "198.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	due := time.Date(2028, 2, 23, 3, 0, 0, 0, calendar.Zone)
	if !p.NextCharge.Equal(due) {
		t.Fatalf("the first charge is due %v, want %v", p.NextCharge, due)
	}
	if k.at(due.Add(-time.Second)); len(p.Terms) != 1 {
		t.Error("charged too early")
	}
	if k.at(due); len(p.Terms) != 2 || !p.Expire().Equal(dayEnd(2029, 3, 1)) || k.Tenant.Balance != 0 {
		t.Errorf("%d terms, end %v, balance %s", len(p.Terms), p.Expire(), k.Tenant.Balance)
	}
	order := k.Orders[p.Terms[1].OrderID]
	if !order.BySystem || order.Type != lifecycle.Renewal || order.Status(due) != lifecycle.OrderCompleted ||
		!order.Paid.Equal(due) {
		t.Errorf("its order is %+v", order)
	}
}

func TestFailedAutoRenewalIsTriedDailyUntilTheRetentionEnds(t *testing.T) {
	t.Parallel()
	k := newTester(t, "99.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.at(dayEnd(2028, 3, 31))
	if failed := strings.Count(k.types(), "auto_renewal_failed"); failed != 1 {
		t.Errorf("%d failed attempts are facts, want the first", failed)
	}
	// From 23 February on, then every day of March.
	k.tells("2028-03-31T15:59:59Z auto_renewal_retried "+p.ID+" 37 more attempts failed, daily from 2028-02-23T19:00:00Z "+
		"to 2028-03-30T19:00:00Z; no further attempt", "2028-03-31T15:59:59Z package_released")
	if !p.NextCharge.IsZero() || len(p.Terms) != 1 {
		t.Errorf("after the retention the next charge is %v with %d terms", p.NextCharge, len(p.Terms))
	}
}

func TestAutoRenewalThatSucceedsInRetentionUnfreezes(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(channel, site.Monthly, 1, 1, true))[0]
	k.at(day0.Add(time.Hour))
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
	k.ok(err)
	k.ok(cancel(k.World, ids[0]))
	// The order of 24 March names the package until it lapses on the 31st; the attempts of 25 to 30 March fail with it.
	k.at(time.Date(2027, 3, 24, 0, 0, 0, 0, time.UTC))
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
	k.ok(err)
	k.at(dayEnd(2027, 4, 1))
	if got := strings.Count(k.types(), "auto_renewal_failed"); got != 1 {
		t.Errorf("%d failed attempts are facts, want the first", got)
	}
	k.tells("2027-03-31T19:00:00Z auto_renewal_retried "+p.ID+" 6 more attempts failed, daily from 2027-03-25T19:00:00Z "+
		"to 2027-03-30T19:00:00Z", "2027-03-31T19:00:00Z auto_renewal_charged")
	if len(p.Terms) != 2 || k.PackageStatus(p) != lifecycle.PackageActive || !p.Expire().Equal(dayEnd(2027, 5, 1)) {
		t.Errorf("%d terms, %s until %v", len(p.Terms), k.PackageStatus(p), p.Expire())
	}
}

// tells checks that the story tells one event right before another.
func (k *tester) tells(first, second string) {
	k.t.Helper()
	var before string
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), k.Now) {
		line := fmt.Sprintf("%s %s %s %s", e.At.Format(time.RFC3339), e.Type, e.Subject, e.Text)
		if before == first && strings.HasPrefix(line, second) {
			return
		}
		before = line
	}
	k.t.Errorf("the story does not tell %q right before %q", first, second)
}

// TestADepositIsHeededAtTheNextChargeHour, also beside one that is too small, and by no package that has ended by then.
func TestADepositIsHeededAtTheNextChargeHour(t *testing.T) {
	t.Parallel()
	k := newTester(t, "99.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.at(dayEnd(2028, 3, 2))
	k.ok(deposit(k.World, 98_99))
	k.at(dayEnd(2028, 3, 10))
	k.ok(deposit(k.World, 1))
	facts := len(k.Facts)
	if amount, _, waits := p.Unfunded(); !waits || amount != 99_00 || len(p.Terms) != 1 {
		t.Errorf("the package waits for %s: %t", amount, waits)
	}
	k.at(dayEnd(2028, 3, 11))
	if got := k.Facts[facts:]; len(got) != 1 || got[0].Type != "auto_renewal_charged" ||
		!got[0].At.Equal(time.Date(2028, 3, 11, 3, 0, 0, 0, calendar.Zone)) || p.Failed != nil {
		t.Errorf("the deposit was followed by %+v", got)
	}
	k.at(dayEnd(2029, 3, 31))
	k.ok(deposit(k.World, 99_00))
	k.at(dayEnd(2029, 4, 30))
	if k.PackageStatus(p) != lifecycle.PackageReleased || k.Tenant.Balance != 99_00 {
		t.Errorf("after the retention a deposit of 99.00 left %s, and the package %s", k.Tenant.Balance, k.PackageStatus(p))
	}
}

func TestAutoRenewalIsSwitchedOnBeforeTheEndOnly(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: false}), lifecycle.CodeAutoRenewOff, p.ID)
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: "x", On: true}), lifecycle.CodeResourceUnknown, "x")
	k.at(time.Date(2028, 2, 28, 12, 0, 0, 0, time.UTC)) // past the first charge's instant
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true}))
	if want := time.Date(2028, 2, 29, 3, 0, 0, 0, calendar.Zone); !p.NextCharge.Equal(want) {
		t.Errorf("the charge is due %v, want the next 03:00, %v", p.NextCharge, want)
	}
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: false}))
	k.at(dayEnd(2028, 3, 1))
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true}),
		lifecycle.CodeAutoRenewTooLate, "grace")
}

func TestManualRenewalMovesTheAutomaticOne(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.at(day0.AddDate(0, 1, 0)).renew(p, site.Yearly, 1)
	if want := time.Date(2029, 2, 22, 3, 0, 0, 0, calendar.Zone); !p.AutoRenew || !p.NextCharge.Equal(want) {
		t.Errorf("the next charge is due %v, want %v", p.NextCharge, want)
	}
}

func TestDueChargesAreOrderedByInstantThenEndThenPurchase(t *testing.T) {
	t.Parallel()
	k := newTester(t, "1000.00") // three purchases and two renewals of 99.00 are covered when two are bought first
	first := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.at(day0.Add(time.Minute))
	second := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.Tenant.Balance = 9900
	k.at(first.NextCharge)
	if len(first.Terms) != 2 || len(second.Terms) != 1 {
		t.Errorf("the first bought has %d terms, the second %d: the balance covered one", len(first.Terms), len(second.Terms))
	}
}

func TestOneOffUnitLivesAYearFromItsUse(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.OneOff, 1, 1, false))[0]
	k.at(day0.AddDate(0, 10, 0))
	a := k.make(p, "voice_clone")
	if want := dayEnd(2029, 1, 1); !p.Expire().Equal(want) || !k.AssetEnd(a).Equal(want) {
		t.Errorf("the used unit ends %v and its asset %v, want %v", p.Expire(), k.AssetEnd(a), want)
	}
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
	k.refused(err, lifecycle.CodeNotReturnable, "one-off")
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
	k.refused(err, lifecycle.CodeNoSuchPeriod)
}

// TestAWithdrawalIsAnUpdateOfAClosedPackage: a one-off package whose asset is withdrawn after the year in which it had
// to be used is expired since the end of that year, and updated now.
func TestAWithdrawalIsAnUpdateOfAClosedPackage(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.OneOff, 1, 1, false))[0]
	end := p.Expire()
	a := k.make(p, "voice_clone")
	k.at(end.Add(48 * time.Hour))
	k.Lost = map[string]bool{p.OrderID: true, a.ID: true}
	k.ok(lifecycle.AdoptOrder(k.World, p.OrderID))
	lifecycle.WithdrawRest(k.World)
	if got := k.PackageStatus(p); got != lifecycle.PackageExpired || !p.Expire().Equal(end) {
		t.Errorf("it is %v and ends %v", got, p.Expire())
	}
	if got := p.Updated(k.Now, k.Policies); !got.Equal(k.Now) {
		t.Errorf("it was updated %v, and withdrawn %v", got, k.Now)
	}
}
