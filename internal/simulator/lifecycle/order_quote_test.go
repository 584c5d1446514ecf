package lifecycle_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// everySale calls with every product, period type and some numbers that a site sells, each on an account of its own.
func everySale(t *testing.T, check func(k *tester, p site.Product, it lifecycle.OrderRequestItem)) {
	t.Helper()
	for _, site := range []string{"international", "china"} {
		for _, p := range newTesterOn(t, site).Catalog.Products {
			for _, period := range p.PeriodTypes[site] {
				for _, n := range []int32{1, min(2, p.MaxPeriodNum[period]), p.MaxPeriodNum[period]} {
					for _, quantity := range []int32{1, 3, p.MaxQuantity} {
						check(newTesterOn(t, site, "9000000000.00"), p, item(p.ResourceSpecCode, period, n, quantity, false))
					}
				}
			}
		}
	}
}

// TestAQuotedPriceIsWhatOrderingCharges pays what was quoted, by hand without and with every discount on offer.
func TestAQuotedPriceIsWhatOrderingCharges(t *testing.T) {
	t.Parallel()
	everySale(t, func(k *tester, p site.Product, it lifecycle.OrderRequestItem) {
		k.ok(grantTicket(k.World, it.ResourceSpecCode))
		k.discount(lifecycle.Promotion, 33, 30)
		k.discount(lifecycle.Commercial, 7, 30)
		k.discount(lifecycle.Partner, 15, 30)
		facts := len(k.Facts)
		q, err := lifecycle.Quote(&k.View, []lifecycle.OrderRequestItem{it})
		if len(k.Facts) != facts {
			k.t.Fatal("a quotation made facts")
		}
		_, placeErr := place(k.World, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{it}})
		if (placeErr == nil) != (err == nil) {
			k.t.Fatalf("%+v: quoting says %v, ordering says %v", it, err, placeErr)
		}
		if err != nil || p.NewCustomersOnce {
			return
		}
		if len(q.Offers) != 3 {
			k.t.Fatalf("%+v: the offers are %+v", it, q.Offers)
		}
		for _, offer := range append(q.Offers, lifecycle.DiscountOffer{}) {
			k.at(k.Now)
			before := k.Tenant.Balance
			id := k.place(it)
			k.ok(pay(k.World, id, lifecycle.Choice{DiscountID: offer.Discount.ID}))
			want := q.OfficialAmount - offer.Total
			if o := k.Orders[id]; o.OfficialAmount != q.OfficialAmount || o.Amount != want || before-k.Tenant.Balance != want {
				k.t.Errorf("%+v with %d %%: ordered for %s, charged %s, quoted %s", it, offer.Discount.Percent, o.Amount,
					before-k.Tenant.Balance, want)
			}
		}
	})
}

func TestAQuotedListIsPricedLineByLine(t *testing.T) {
	t.Parallel()
	k := newTester(t, "100000.00")
	id := k.discount(lifecycle.Commercial, 7, 30)
	list := []lifecycle.OrderRequestItem{
		item(voice, site.Yearly, 3, 7, true), item(channel, site.Monthly, 11, 1, false),
		item(onShelf, site.Monthly, 5, 3, false), item(image, site.OneOff, 1, 2, false),
	}
	q, err := lifecycle.Quote(&k.View, list)
	k.ok(err)
	order := k.place(list...)
	k.ok(pay(k.World, order, lifecycle.Choice{DiscountID: id}))
	o := k.Orders[order]
	var off money.Amount
	for i, it := range o.Items {
		if it.OfficialAmount != q.Items[i].OfficialAmount || it.OfficialAmount-it.Amount != q.Offers[0].Off[i] {
			t.Errorf("line %d was ordered for %s of %s, quoted %s less %s", i, it.Amount, it.OfficialAmount,
				q.Items[i].OfficialAmount, q.Offers[0].Off[i])
		}
		off += q.Offers[0].Off[i]
	}
	if o.OfficialAmount != q.OfficialAmount || o.Amount != q.OfficialAmount-off || q.Offers[0].Total != off {
		t.Errorf("ordered for %s of %s, quoted %s less %s", o.Amount, o.OfficialAmount, q.OfficialAmount, off)
	}
}

// TestAQuotedRenewalIsWhatRenewingCharges renews everything that can be renewed, also to a unified expiration day.
func TestAQuotedRenewalIsWhatRenewingCharges(t *testing.T) {
	t.Parallel()
	for _, day := range []int{0, 20, -1} {
		everySale(t, func(k *tester, p site.Product, it lifecycle.OrderRequestItem) {
			if it.PeriodType == site.OneOff || p.Lapses || it.Quantity > 3 {
				return
			}
			k.ok(grantTicket(k.World, it.ResourceSpecCode))
			k.discount(lifecycle.Commercial, 7, 30)
			bought := k.buy(it)
			if day != 0 {
				k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: day}))
			}
			var ids []string
			for _, b := range bought {
				ids = append(ids, b.ID)
			}
			q, err := lifecycle.QuoteRenewal(&k.View, ids, it.PeriodType, it.PeriodNum)
			k.ok(err)
			k.at(k.Now)
			before := k.Tenant.Balance
			orders, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: ids, PeriodType: it.PeriodType,
				PeriodNum: it.PeriodNum})
			k.ok(err)
			for i, id := range orders {
				k.ok(pay(k.World, id, lifecycle.Choice{}))
				if o := k.Orders[id]; o.Amount != q.Items[i].Amount || o.Items[0].Resources[0] != q.Items[i].Resources[0] {
					k.t.Errorf("%+v: renewed for %s, quoted %s", it, o.Amount, q.Items[i].Amount)
				}
			}
			if before-k.Tenant.Balance != q.Amount || len(q.Failed) > 0 {
				k.t.Errorf("%+v: charged %s, quoted %s, failed %v", it, before-k.Tenant.Balance, q.Amount, q.Failed)
			}
		})
	}
}

// TestAQuotedSequenceIsWhatItsOrdersCharge buys a package and renews it again and again, and compares each order and
// each end with one quotation of all.
func TestAQuotedSequenceIsWhatItsOrdersCharge(t *testing.T) {
	t.Parallel()
	for _, day := range []int{0, 20, -1} {
		k := newTester(t)
		if day != 0 {
			k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "EXPIRE_DATE", Value: day}))
		}
		in := lifecycle.OrdersRequest{Items: []lifecycle.OrderRequestItem{item(channel, site.Monthly, 2, 5, false)}}
		for _, n := range []int32{11, 3, 1} {
			in.Renewals = append(in.Renewals, lifecycle.RenewalStep{PeriodType: site.Monthly, PeriodNum: n})
		}
		q := newTester(t)
		q.Tenant.UnifiedDay = k.Tenant.UnifiedDay
		quoted, err := lifecycle.QuoteOrders(q.World, in)
		k.ok(err)
		p := k.buy(in.Items[0])[0]
		first := k.Orders[p.OrderID]
		got := []lifecycle.QuotedOrder{{Amount: first.Amount, Charge: first.Amount, End: p.Expire()}}
		for _, r := range in.Renewals {
			k.at(k.Now)
			before := k.Tenant.Balance
			k.renew(p, r.PeriodType, r.PeriodNum)
			charge := before - k.Tenant.Balance
			got = append(got, lifecycle.QuotedOrder{Amount: charge, Charge: charge, End: p.Expire()})
		}
		if diff := cmp.Diff(got, quoted); diff != "" {
			t.Errorf("unified day %d: quoted (+), charged (-):\n%s", day, diff)
		}
	}
}

func TestAQuotedSequenceRefusesWhatOrderingRefuses(t *testing.T) {
	t.Parallel()
	step := lifecycle.RenewalStep{PeriodType: site.Monthly, PeriodNum: 1}
	for name, c := range map[string]struct {
		items    []lifecycle.OrderRequestItem
		renewals []lifecycle.RenewalStep
		code     string
	}{
		"a renewal of what lapses": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 5, 1, false)},
			[]lifecycle.RenewalStep{step}, lifecycle.CodeNoSuchPeriod},
		"a renewal of one of two": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 2, false)},
			[]lifecycle.RenewalStep{step}, lifecycle.CodeBadParameter},
		"a renewal of nothing": {
			nil, []lifecycle.RenewalStep{{PackageID: "sim-pkg-0", PeriodType: site.Monthly, PeriodNum: 1}},
			lifecycle.CodeResourceGone},
		"automatic renewal of what ends": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 5, 1, true)}, nil,
			lifecycle.CodeBadParameter},
		"too many units": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 120, 100, false)}, nil,
			lifecycle.CodeBadParameter},
	} {
		k := newTester(t)
		if _, err := lifecycle.QuoteOrders(k.World,
			lifecycle.OrdersRequest{Items: c.items, Renewals: c.renewals}); err == nil {
			t.Errorf("%s: quoted", name)
		} else {
			k.refused(err, c.code)
		}
	}
}

// TestFullRefundsPlannedBeforeCountAgainstTheYearsQuota: eleven returns of one plan are not each quoted as the first.
func TestFullRefundsPlannedBeforeCountAgainstTheYearsQuota(t *testing.T) {
	t.Parallel()
	k := newTesterOn(t, "china")
	p := k.buy(item(channel, site.Monthly, 1, 1, false))[0]
	quota := k.Policy.FullRefundQuota.Value
	for before, full := range map[int]bool{0: true, quota - 1: true, quota: false, quota + 1: false} {
		q, err := lifecycle.QuoteReturn(k.World, p.ID, before)
		k.ok(err)
		if q.Full != full || full == (q.Fee > 0) {
			t.Errorf("after %d of %d full refunds: %+v", before, quota, q)
		}
	}
}

func TestQuotationsAreRefused(t *testing.T) {
	t.Parallel()
	many := make([]lifecycle.OrderRequestItem, 51)
	for i := range many {
		many[i] = item(voice, site.Yearly, 1, 1, false)
	}
	for name, c := range map[string]struct {
		items []lifecycle.OrderRequestItem
		code  string
		want  string
	}{
		"empty":    {nil, lifecycle.CodeBillingParameter, "product_infos is empty"},
		"too many": {many, lifecycle.CodeBillingParameter, "at most 50"},
		"unknown": {[]lifecycle.OrderRequestItem{item("nothing", site.Yearly, 1, 1, false)},
			lifecycle.CodeProductUnknown, "product_infos[0].resource_spec:"},
		"billed by use": {[]lifecycle.OrderRequestItem{item(byUse, site.Monthly, 1, 1, false)}, lifecycle.CodeProductUnknown,
			"billed by use"},
		"not so": {[]lifecycle.OrderRequestItem{item(voice, site.Monthly, 1, 1, false)}, lifecycle.CodeProductUnknown,
			"product_infos[0].period_type:"},
		"too long": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 4, 1, false)}, lifecycle.CodeProductUnknown,
			"more than 3"},
		"no period": {[]lifecycle.OrderRequestItem{many[0], item(voice, site.Yearly, 0, 1, false)},
			lifecycle.CodeBillingParameter, "product_infos[1].period_num:"},
		"no quantity": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 0, false)}, lifecycle.CodeBillingParameter,
			"subscription_num"},
		"too much": {[]lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 101, false)},
			lifecycle.CodeBillingParameter, "more than 100"},
		"units": {[]lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 120, 1000, false)},
			lifecycle.CodeBillingParameter, "120000 units"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			_, err := lifecycle.Quote(&k.View, c.items)
			k.refused(err, c.code, c.want)
		})
	}
	k := newTester(t)
	for code, ids := range map[string][]string{
		lifecycle.CodeBillingParameter: {}, lifecycle.CodeQuoteDoubled: {"a", "b", "a"},
	} {
		_, err := lifecycle.QuoteRenewal(&k.View, ids, site.Yearly, 1)
		k.refused(err, code)
	}
	eleven := make([]string, 11)
	for i := range eleven {
		eleven[i] = fmt.Sprint(i)
	}
	_, err := lifecycle.QuoteRenewal(&k.View, eleven, site.Yearly, 1)
	k.refused(err, lifecycle.CodeBillingParameter, "1 to 10")
}

// TestAPriceBeyondAllBoundsIsRefused takes a catalogue of the tenant's own: the built-in one sells nothing so dear.
func TestAPriceBeyondAllBoundsIsRefused(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Catalog = &site.Catalog{Products: []site.Product{{
		ResourceSpecCode: "dear", PeriodTypes: map[string][]site.PeriodType{"international": {site.Yearly}}, Units: 1,
		Lapses:       true,
		MaxPeriodNum: map[site.PeriodType]int32{site.Yearly: 1_000_000}, MaxQuantity: 1_000_000,
		Prices: map[string]map[site.PeriodType]site.PriceString{"USD": {site.Yearly: "1000000000.00"}},
	}}}
	dear := item("dear", site.Yearly, 1_000_000, 1_000_000, false)
	_, err := lifecycle.Quote(&k.View, []lifecycle.OrderRequestItem{dear})
	k.refused(err, lifecycle.CodeTooDear, "product_infos[0]")
	dear.Quantity = 50
	_, err = lifecycle.Quote(&k.View, []lifecycle.OrderRequestItem{dear, dear})
	k.refused(err, lifecycle.CodeTooDear, "product_infos:")
	_, err = place(k.World, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{dear, dear}})
	k.refused(err, lifecycle.CodeBadParameter, "cloud_services:")
}

// TestARenewalThatCannotBeQuotedFailsByItself: the others are priced.
func TestARenewalThatCannotBeQuotedFailsByItself(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	bought := k.buy(item(voice, site.Yearly, 1, 3, false), item(onShelf, site.Monthly, 1, 1, false),
		item(channel, site.Monthly, 1, 1, false))
	fine, ordered, returned, lapsing, short := bought[0], bought[1], bought[2], bought[3], bought[4]
	k.at(k.Now)
	pending, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{ordered.ID}, PeriodType: site.Yearly,
		PeriodNum: 1})
	k.ok(err)
	k.at(k.Now)
	_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{returned.ID}})
	k.ok(err)
	q, err := lifecycle.QuoteRenewal(&k.View, []string{ordered.ID, fine.ID, returned.ID, lapsing.ID, "nope"},
		site.Yearly, 1)
	k.ok(err)
	if len(q.Items) != 1 || q.Items[0].Resources[0] != fine.ID || q.Amount != 9_900 || q.Items[0].Amount != 9_900 {
		t.Errorf("priced are %+v, %s in all", q.Items, q.Amount)
	}
	want := map[string]string{
		ordered.ID: lifecycle.CodeQuoteInOrder, returned.ID: lifecycle.CodeQuoteGone, lapsing.ID: lifecycle.CodeNotRenewable,
		"nope": lifecycle.CodeQuoteGone,
	}
	for _, f := range q.Failed {
		if f.Refusal.Code != want[f.PackageID] || f.Refusal.Message == "" {
			t.Errorf("%s failed with %v, want %s", f.PackageID, f.Refusal, want[f.PackageID])
		}
		delete(want, f.PackageID)
	}
	if len(want) > 0 {
		t.Errorf("%v did not fail", want)
	}
	for _, n := range []int32{0, 12} {
		if q, err = lifecycle.QuoteRenewal(&k.View, []string{short.ID}, site.Monthly, n); err != nil || len(q.Failed) != 1 ||
			q.Failed[0].Refusal.Code != lifecycle.CodeQuoteNoPeriod {
			t.Errorf("%d months: %+v, %v", n, q, err)
		}
	}
	k.ok(cancel(k.World, pending[0]))
	if q, err = lifecycle.QuoteRenewal(&k.View, []string{ordered.ID}, site.Yearly, 3); err != nil || q.Amount != 29_700 {
		t.Errorf("after the order was cancelled: %+v, %v", q, err)
	}
}

func TestTheBestOfferIsTheGreatestOfACommercialOrPartnerDiscount(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	quote := func() (best string) {
		t.Helper()
		q, err := lifecycle.Quote(&k.View, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)})
		k.ok(err)
		for _, o := range q.Offers {
			if o.Best {
				best += o.Discount.ID
			}
		}
		return best
	}
	k.discount(lifecycle.Promotion, 90, 30)
	if got := quote(); got != "" {
		t.Errorf("a promotion is the best offer: %s", got)
	}
	partner := k.discount(lifecycle.Partner, 10, 30)
	if got := quote(); got != partner {
		t.Errorf("the best offer is %q, want the partner's", got)
	}
	equal := k.discount(lifecycle.Commercial, 10, 30)
	if got := quote(); got != equal {
		t.Errorf("of equal ones the best is %q, want the commercial one", got)
	}
	greater := k.discount(lifecycle.Partner, 11, 30)
	if got := quote(); got != greater {
		t.Errorf("the best offer is %q, want the greatest", got)
	}
}
