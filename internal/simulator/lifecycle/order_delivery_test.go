package lifecycle_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func (k *tester) statement(from, until time.Time) lifecycle.Statement {
	k.t.Helper()
	s, err := lifecycle.State(k.emptied(), k.reread(), from, until)
	k.ok(err)
	return s
}

// unpaidRenewal places a monthly renewal of a package under the account's present rules.
func (k *tester) unpaidRenewal(p *lifecycle.Package) *lifecycle.Order {
	k.t.Helper()
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
	k.ok(err)
	return k.Orders[ids[0]]
}

// product is a product of the tester's own catalogue.
func (k *tester) product(code string) *site.Product {
	for i := range k.Catalog.Products {
		if k.Catalog.Products[i].ResourceSpecCode == code {
			return &k.Catalog.Products[i]
		}
	}
	k.t.Fatalf("there is no product %s", code)
	return nil
}

// older takes from an order what stores of older versions did not have.
func older(o *lifecycle.Order) {
	for i := range o.Items {
		o.Items[i].Delivers = nil
	}
}

// TestAnOrderDeliversWhatItWasPricedFor changes the rules between the order and its payment.
func TestAnOrderDeliversWhatItWasPricedFor(t *testing.T) {
	t.Parallel()
	day := func(n int) func(*tester) {
		return func(k *tester) {
			k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: n}))
		}
	}
	dearer := func(k *tester) {
		k.product(channel).Prices[k.Policy.Currency][site.Monthly] = "1000.00"
		k.product(channel).PeriodTypes[k.Policy.Site] = []site.PeriodType{site.Yearly}
		k.product(channel).Lapses = true
	}
	for name, c := range map[string]struct {
		before, between func(*tester)
		cost            string
		end             time.Time
	}{
		"a day is set":            {nil, day(10), "75.00", dayEnd(2027, 5, 1)},
		"another day is set":      {day(10), day(20), "97.50", dayEnd(2027, 5, 10)},
		"the day is the last one": {day(-1), day(1), "150.00", dayEnd(2027, 5, 31)},
		"the catalogue is other":  {nil, dearer, "75.00", dayEnd(2027, 5, 1)},
	} {
		for _, old := range []bool{false, true} {
			k := newTester(t, "1000.00")
			p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
			if c.before != nil {
				c.before(k)
			}
			o := k.at(day0.Add(time.Hour)).unpaidRenewal(p)
			if old {
				older(o)
			}
			c.between(k)
			before, end := k.Tenant.Balance, p.Expire()
			err := pay(k.at(day0.Add(2*time.Hour)).World, o.ID, lifecycle.Choice{})
			if old { // what it was priced for is no longer known, and nothing is charged for something else
				k.refused(err, lifecycle.CodeOrderChanged, "rules that have changed", p.ID)
				if !k.Packages[p.ID].Expire().Equal(end) || k.Tenant.Balance != before {
					t.Errorf("%s: the refused order moved something", name)
				}
				continue
			}
			k.ok(err)
			p = k.Packages[p.ID]
			if cost := (before - k.Tenant.Balance).String(); cost != c.cost || !p.Expire().Equal(c.end) {
				t.Errorf("%s: %s was charged and it ends %v, want %s and %v", name, cost, p.Expire(), c.cost, c.end)
			}
			if last := p.Terms[len(p.Terms)-1]; !last.End.Equal(p.Expire()) || last.Paid.String() != c.cost {
				t.Errorf("%s: the term is %+v", name, last)
			}
		}
	}
}

// TestAnOlderRenewalOrderIsPaidUnderTheSameRules: the price tells that nothing has changed.
func TestAnOlderRenewalOrderIsPaidUnderTheSameRules(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: 10}))
	o := k.at(day0.Add(time.Hour)).unpaidRenewal(p)
	older(o)
	k.ok(pay(k.World, o.ID, lifecycle.Choice{}))
	if end := k.Packages[p.ID].Expire(); !end.Equal(dayEnd(2027, 5, 10)) {
		t.Errorf("it ends %v", end)
	}
}

// TestAPurchaseDeliversWhatItWasPricedFor changes the catalogue and the policy between the order and its payment.
func TestAPurchaseDeliversWhatItWasPricedFor(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	id := k.place(item(onShelf, site.Monthly, 6, 2, false), item(voice, site.Yearly, 2, 2, false),
		item(voice, site.OneOff, 1, 1, false))
	data, err := json.Marshal(k.Orders[id])
	k.ok(err)
	k.product(onShelf).Units, k.product(onShelf).Pool, k.product(onShelf).Lapses = 50, "another", false
	k.product(voice).Makes, k.product(voice).Units = nil, 7
	k.Policy.LapseMonths.Value = 1
	k.ok(pay(k.World, id, lifecycle.Choice{}))
	var got []string
	for _, pkg := range k.Orders[id].Resources() {
		p := k.Packages[pkg]
		got = append(got, strings.Join([]string{string(p.PeriodType), p.Pool, p.Expire().Format("2006-01-02")}, " "))
		if want := map[string]int64{"voice_clone": 12, "": 1}[p.Pool]; p.Units != want ||
			p.Lapses != (p.Pool != "" || p.PeriodType == site.OneOff) {
			t.Errorf("the package is %+v, want %d units", p, want)
		}
	}
	if want := "monthly voice_clone 2028-03-01, yearly  2029-03-01, yearly  2029-03-01, one_off  " +
		"2028-03-01"; strings.Join(got, ", ") != want {
		t.Errorf("it delivered %v, want %s; the order was %s", got, want, data)
	}
}

// TestSumsThatCannotBeCountedAreRefused has accounts at the edges of 64 bits: nothing wraps around.
func TestSumsThatCannotBeCountedAreRefused(t *testing.T) {
	t.Parallel()
	const most = "92233720368547758.07"
	k := newTester(t, most)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	k.ok(deposit(k.World, 99_00))
	k.refused(deposit(k.World, 1), lifecycle.CodeBillingParameter, "too large")
	_, err := giveBack(k.at(day0.Add(time.Hour)).World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
	k.refused(err, lifecycle.CodeBillingParameter, "the refund of 89.08", most)
	if !k.Packages[p.ID].Returned.IsZero() || k.Tenant.Balance != math.MaxInt64 {
		t.Errorf("the refused return left the balance %s", k.Tenant.Balance)
	}

	// Unlimited credit ends where it cannot be counted: an order waits, and an automatic renewal fails.
	k = newTester(t)
	p = k.buy(item(channel, site.Monthly, 1, 1, true))[0]
	k.Tenant.Balance = math.MinInt64 + 10_00
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	k.refused(pay(k.World, id, lifecycle.Choice{}), lifecycle.CodeNoFunds, "does not cover")
	k.at(p.NextCharge)
	if got := k.Facts[len(k.Facts)-1].Type; got != "auto_renewal_failed" || k.Tenant.Balance != math.MinInt64+10_00 {
		t.Errorf("the renewal ended in %s with the balance %s", got, k.Tenant.Balance)
	}

	// A statement names the sum that cannot be counted; a shorter period can be told.
	k = newTester(t, "90000000000000000.00")
	for range 2 {
		k.at(k.Now.Add(time.Hour))
		id := k.place(item(voice, site.Yearly, 1, 1, false))
		k.Orders[id].Amount, k.Orders[id].OfficialAmount = 60_000_000_000_000_000_00, 60_000_000_000_000_000_00
		k.Orders[id].Items[0].Amount = k.Orders[id].Amount
		k.ok(pay(k.World, id, lifecycle.Choice{}))
		k.ok(deposit(k.World, 60_000_000_000_000_000_00))
	}
	_, err = lifecycle.State(k.emptied(), k.reread(), time.Time{}, time.Time{})
	k.refused(err, lifecycle.CodeBillingParameter, "shorter period")
	if s := k.statement(k.Now, time.Time{}); s.Paid != 60_000_000_000_000_000_00 || s.Deposited != s.Paid {
		t.Errorf("the later statement is %+v", s)
	}
}

// TestVerifyFindsAnOverflow in facts that somebody wrote.
func TestVerifyFindsAnOverflow(t *testing.T) {
	t.Parallel()
	k := newTester(t, "92233720368547758.07")
	facts := k.reread()
	facts[0].Entries = append(facts[0].Entries, lifecycle.Entry{Account: lifecycle.AccountCustomer, Amount: 1},
		lifecycle.Entry{Account: lifecycle.AccountFunding, Amount: math.MinInt64},
		lifecycle.Entry{Account: lifecycle.AccountFunding, Amount: math.MinInt64})
	found := strings.Join(lifecycle.Verify(k.emptied(), facts, k.World), "\n")
	for _, want := range []string{"too large to be counted", "not to zero"} {
		if !strings.Contains(found, want) {
			t.Errorf("verify does not say %q:\n%s", want, found)
		}
	}
}

// TestOrdersAreAtMostWhatBillingCanTell: amounts of orders are floating-point numbers on the wire.
func TestOrdersAreAtMostWhatBillingCanTell(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.product(channel).Prices[k.Policy.Currency][site.Monthly] = "1000000000.00"
	k.product(channel).MaxQuantity = 10_000
	_, err := place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(channel, site.Monthly, 1, 9_999, false)}})
	k.ok(err)
	_, err = place(k.World, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{item(channel, site.Monthly, 1, 10_000, false)}})
	k.refused(err, lifecycle.CodeBadParameter, "too large")
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	p.Terms[0].Paid = money.MostInFloat - 100
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly, PeriodNum: 1})
	k.refused(err, lifecycle.CodeNoSuchPeriod, "too large")
}
