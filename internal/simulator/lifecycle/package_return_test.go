package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func in8(y int, m time.Month, d, hh, mm int) time.Time {
	return time.Date(y, m, d, hh, mm, 0, 0, calendar.Zone)
}

func TestRefundGoldenCase(t *testing.T) {
	t.Parallel()
	// Documented: bought 2024-01-01 10:30 until 2024-02-01 23:59:59, returned 01-15 18:40: 344 of 758 hours are used. Fee
	// 10 %.
	k := newTester(t)
	p := &lifecycle.Package{
		Anchor: in8(2024, 1, 1, 10, 30), Effective: in8(2024, 1, 1, 10, 30), Months: 1,
		Terms: []lifecycle.Term{{Start: in8(2024, 1, 1, 10, 30), End: dayEnd(2024, 2, 1), Months: 1, Paid: 75_800}},
	}
	k.Now = in8(2024, 1, 15, 18, 40).UTC()
	got, full := k.Refund(p)
	if want := money.Amount(75_800 - 34_400 - 7_580); got != want || full {
		t.Errorf("the refund is %s (%v), want %s", got, full, want)
	}
}

// TestTheFeeOfATermsNextYearBeginsAtItsLastSecond: a year of a term is half open, as the term is.
func TestTheFeeOfATermsNextYearBeginsAtItsLastSecond(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]money.Amount{-1: 6_909, 0: 7_898, 1: 7_898} {
		k := newTester(t)
		p := k.buy(item(voice, site.Yearly, 2, 1, false))[0]
		k.at(dayEnd(2028, 3, 1).Add(time.Duration(seconds) * time.Second))
		if refund, full := k.Refund(p); refund != want || full {
			t.Errorf("%+d seconds from the end of its first year %s are paid back, want %s", seconds, refund, want)
		}
	}
}

func TestRefundByTerm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		terms int32
		when  time.Time
		want  money.Amount
	}{
		{"at once: a tenth is the fee", 1, day0, 8_910},
		{"renewed terms that have not begun are paid back whole", 3, day0, 8_910 + 2*9_900},
		{"the last hour pays nothing: the fee takes more than is left", 1, dayEnd(2028, 3, 1).Add(-time.Hour), 0},
		{"a past term pays nothing", 2, dayEnd(2028, 3, 1).Add(time.Second), 8_910},
		{"in grace nothing is left", 1, dayEnd(2028, 3, 2), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
			for range c.terms - 1 {
				k.at(day0)
				k.renew(p, site.Yearly, 1)
			}
			k.at(c.when)
			before := k.Tenant.Balance
			quoted, err := lifecycle.QuoteReturn(k.World, p.ID, 0)
			k.ok(err)
			if quoted.Refund != c.want || quoted.Fee < 0 || quoted.Refund+quoted.Fee > money.Amount(c.terms)*9_900 {
				t.Errorf("quoted are %s and a fee of %s, want %s", quoted.Refund, quoted.Fee, c.want)
			}
			ids, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
			k.ok(err)
			if got := k.Tenant.Balance - before; got != c.want || k.Orders[ids[0]].Amount != -c.want {
				t.Errorf("paid back %s, order %s, want %s", got, k.Orders[ids[0]].Amount, c.want)
			}
			if k.PackageStatus(p) != lifecycle.PackageReturned {
				t.Errorf("the package is %s", k.PackageStatus(p))
			}
		})
	}
}

func TestFiveDayFullRefundWithinTheYearsQuota(t *testing.T) {
	t.Parallel()
	k := newTesterOn(t, "china")
	k.Policy.FullRefundQuota.Value = 1
	packages := k.buy(item(channel, site.Monthly, 1, 1, false), item(channel, site.Monthly, 1, 1, false))
	k.at(day0.Add(5 * 24 * time.Hour))
	if got, full := k.Refund(packages[0]); got != 50_000 || !full {
		t.Errorf("five days after delivery: %s, full %v", got, full)
	}
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{packages[0].ID}})
	k.ok(err)
	if got, full := k.Refund(packages[1]); full || got >= 50_000 {
		t.Errorf("beyond the quota: %s, full %v", got, full)
	}
	k.Policy.FullRefundQuota.Value = 2
	k.at(k.Now.Add(time.Second))
	if _, full := k.Refund(packages[1]); full {
		t.Error("a second after the five days it is still a full refund")
	}
}

// A coupon pays a share of every package of its order: it comes back with the last of them, not whole with the first.
func TestCashCouponComesBackWhenTheWholeOrderIsRefunded(t *testing.T) {
	t.Parallel()
	k := newTesterOn(t, "china")
	cash := k.coupon(lifecycle.CashCoupon, 40_000, nil)
	order := k.place(item(channel, site.Monthly, 1, 1, false), item(channel, site.Monthly, 1, 1, false))
	k.ok(pay(k.World, order, lifecycle.Choice{CouponIDs: []string{cash}}))
	for i, usedBy := range []string{order, ""} {
		_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{k.Orders[order].Items[i].Resources[0]}})
		k.ok(err)
		if got := k.Tenant.Coupons[0].UsedBy; got != usedBy {
			t.Errorf("after %d of 2 packages were returned the coupon is used by %q, not %q", i+1, got, usedBy)
		}
	}
	if k.Tenant.Balance != 0 {
		t.Errorf("with everything refunded the balance is %s", k.Tenant.Balance)
	}
}

func TestOnlyRenewedTermsAreReturned(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: true})
	k.refused(err, lifecycle.CodeNoRenewedPeriod, p.ID)
	k.renew(p, site.Yearly, 2)
	k.at(day0.AddDate(0, 6, 0))
	before := k.Tenant.Balance
	_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: true})
	k.ok(err)
	if got := k.Tenant.Balance - before; got != 19_800 || !p.Expire().Equal(dayEnd(2028, 3, 1)) ||
		k.PackageStatus(p) != lifecycle.PackageActive {
		t.Errorf("paid back %s, ends %v, %s", got, p.Expire(), k.PackageStatus(p))
	}
}

func TestReturnIsRefused(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 2, 1, false),
		item(voice, site.OneOff, 1, 1, false))
	year, shelf, oneOff := packages[0], packages[1], packages[2]
	a := k.make(year, "voice_clone")
	k.at(k.Now)
	_, err := renewAssets(k.World, lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: a.ID, Months: 1}}})
	k.ok(err)
	back := func(p *lifecycle.Package) error {
		_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
		return err
	}
	k.refused(back(shelf), lifecycle.CodeNotReturnable, "1 of the 2 units")
	k.refused(back(oneOff), lifecycle.CodeNotReturnable, "one-off")
	k.refused(back(&lifecycle.Package{ID: "x"}), lifecycle.CodeResourceUnknown, "x")
	k.at(dayEnd(2028, 3, 20))
	k.refused(back(year), lifecycle.CodeFrozen, year.ID)
	k.at(dayEnd(2028, 4, 20))
	k.refused(back(year), lifecycle.CodeDeleted, "released")
}

func TestReturningAPackageDeletesItsAssetAtOnce(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	a := k.make(p, "voice_clone")
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
	k.ok(err)
	if k.AssetStatus(a) != lifecycle.AssetDeleted || p.AutoRenew || !p.NextCharge.IsZero() {
		t.Errorf("the asset is %s, auto-renewal %v until %v", k.AssetStatus(a), p.AutoRenew, p.NextCharge)
	}
}
