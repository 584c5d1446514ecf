package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const payPerUse = "mss.payperuse.video_minutes"

func TestPayPerUsePackageIsValidForItsOwnPeriod(t *testing.T) {
	t.Parallel()
	for period, end := range map[site.PeriodType]time.Time{
		site.Monthly: dayEnd(2027, 6, 1), site.Yearly: dayEnd(2030, 3, 1)} {
		k := newTester(t)
		packages := k.buy(item(payPerUse, period, 3, 2, false))
		p := packages[0]
		if len(packages) != 1 || p.Units != 1200 || !p.Expire().Equal(end) || !p.Terms[0].End.Equal(end) {
			t.Errorf("%s: %d packages, the first of %d units until %v, want one of 1200 until %v", period,
				len(packages), p.Units,
				p.Expire(), end)
		}
		k.statuses(p, map[time.Time]lifecycle.PackageStatus{end.Add(-time.Second): lifecycle.PackageActive,
			end: lifecycle.PackageExpired})
	}
}

func TestPayPerUsePackageIsNeitherRenewedNorReturned(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	_, err := place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(payPerUse, site.Monthly, 1, 1, true)}})
	k.refused(err, lifecycle.CodeBadParameter, "is_auto_renew")
	p := k.buy(item(payPerUse, site.Monthly, 1, 1, false))[0]
	k.at(k.Now)
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
	k.refused(err, lifecycle.CodeNoSuchPeriod, p.ID)
	k.refused(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true}),
		lifecycle.CodeBillingParameter, p.ID)
	for _, renewed := range []bool{false, true} {
		_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: renewed})
		k.refused(err, lifecycle.CodeNotReturnable, p.ID, "pay-per-use")
	}
}
