package simulator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestForecastOfAStoreIsWhatHappens from several instants on, with an unpaid order that names a package at its charge.
// Nothing is written, and the same is told again.
func TestForecastOfAStoreIsWhatHappens(t *testing.T) {
	t.Parallel()
	balance := money.Amount(100_000)
	c := newCloud(t, simulator.Settings{OpeningBalance: &balance})
	_, packages := c.buy(day0, yearly(voice, 2, true))
	_, channels := c.buy(day0, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{ResourceSpecCode: channel,
		PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1, AutoRenew: true}}})
	unpaid := lifecycle.RenewPackages{PackageIDs: []string{channels[0].ID}, PeriodType: site.Monthly, PeriodNum: 1}
	if _, err := c.Do(ctx, at(day0.AddDate(0, 0, 20)), unpaid); err != nil {
		t.Fatal(err)
	}
	facts := c.look(day0.AddDate(0, 0, 20), lifecycle.Selection{}).Tenant.Seq
	until := day0.AddDate(3, 0, 0)
	for _, from := range []time.Time{day0.AddDate(0, 0, 20), day0.AddDate(0, 0, 26), day0.AddDate(0, 7, 0),
		day0.AddDate(2, 0, 0)} {
		got, err := c.Forecast(ctx, at(from), lifecycle.ForecastRequest{Until: until})
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Forecast(ctx, at(from), lifecycle.ForecastRequest{Until: until})
		if err != nil || len(again.Charges) != len(got.Charges) || again.Balance != got.Balance {
			t.Errorf("from %s on, told again, the balance is %s after %d charges: %v", from, again.Balance,
				len(again.Charges), err)
		}
		story, err := c.StoryAfter(ctx, "demo", from, until)
		if err != nil {
			t.Fatal(err)
		}
		var charges []lifecycle.Event
		var failed *lifecycle.Event
		for _, e := range story {
			if e.Type == "auto_renewal_charged" {
				charges = append(charges, e)
			}
			if e.Type == "auto_renewal_failed" && failed == nil && from.After(day0.AddDate(0, 1, 0)) {
				failed = &e
			}
		}
		same := slices.EqualFunc(got.Charges, charges, func(a lifecycle.ForecastCharge, b lifecycle.Event) bool {
			return a.At.Equal(b.At) && a.Amount == -b.Money && a.PackageID == b.Subject
		})
		if !same {
			t.Errorf("from %s on: forecast %v, told %v", from, got.Charges, charges)
		}
		if failed != nil && (got.Failure == nil || !got.Failure.At.Equal(failed.At) ||
			got.Failure.PackageID != failed.Subject) {
			t.Errorf("from %s on, %v fails, told is %v", from, got.Failure, failed)
		}
		if then := c.look(until, lifecycle.Selection{}).Tenant.Balance; then != got.Balance {
			t.Errorf("from %s on, the balance is forecast to be %s, and is %s", from, got.Balance, then)
		}
	}
	if after := c.look(day0.AddDate(0, 0, 20), lifecycle.Selection{}).Tenant.Seq; after != facts || len(packages) != 2 {
		t.Errorf("the forecasts have made %d facts of %d", after, facts)
	}
	_, err := c.Forecast(ctx, simulator.Call{Tenant: "nobody", At: day0}, lifecycle.ForecastRequest{Months: 1})
	if err != nil { // an account that nothing was written to
		t.Error(err)
	}
}
