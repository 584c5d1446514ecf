package clone

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// rows are an account's as the rules have them.
type rows struct {
	*account
	notes
	pol     *site.Policy
	catalog *site.Catalog // the built-in one, which knows what products are for

	orders   []lifecycle.Order
	packages []lifecycle.Package
	assets   []lifecycle.Asset
	terms    map[string][]lifecycle.Term // by package
	periods  map[string]site.PeriodType  // of a package's last order
	bought   map[string]place            // by package
	rowOf    map[string]int              // the place of a package in their list
}

// place is the line of an order that bought a package.
type place struct {
	order string
	item  int
}

// makeRows makes the rows of what was read.
func makeRows(a *account, pol *site.Policy, catalog *site.Catalog) *rows {
	r := &rows{account: a, pol: pol, catalog: catalog, terms: map[string][]lifecycle.Term{},
		periods: map[string]site.PeriodType{}, bought: map[string]place{}, rowOf: map[string]int{}}
	all := slices.Clone(a.orders)
	slices.SortStableFunc(all, func(a, b mssclient.Order) int {
		return cmp.Or(a.CreatedTime.Compare(b.CreatedTime), cmp.Compare(a.ID, b.ID))
	})
	for _, o := range all {
		r.addOrder(o)
	}
	for _, p := range a.packages {
		r.addPackage(p)
	}
	r.nameProducts()
	paid := map[string]time.Time{}
	for _, o := range r.orders {
		paid[o.ID] = o.Paid
	}
	slices.SortStableFunc(r.packages, func(a, b lifecycle.Package) int {
		return cmp.Or(paid[a.OrderID].Compare(paid[b.OrderID]), cmp.Compare(a.OrderID, b.OrderID),
			cmp.Compare(a.ItemIndex, b.ItemIndex), cmp.Compare(a.ID, b.ID))
	})
	for i, p := range r.packages {
		r.rowOf[p.ID] = i
	}
	for _, one := range slices.SortedStableFunc(slices.Values(a.assets), func(a, b mssclient.Asset) int {
		return cmp.Or(a.CreatedTime.Compare(b.CreatedTime), cmp.Compare(a.ID, b.ID))
	}) {
		r.addAsset(one)
	}
	r.compareStatuses()
	return r
}

var orderTypes = map[string]lifecycle.OrderType{mssclient.OrderNew: lifecycle.NewPurchase,
	mssclient.OrderRenewal: lifecycle.Renewal, mssclient.OrderUnsubscription: lifecycle.Unsubscription}

func (r *rows) addOrder(o mssclient.Order) {
	kind, known := orderTypes[o.TypeWord()]
	out := lifecycle.Order{ID: o.ID, Type: kind, OfficialAmount: o.OfficialAmount, Amount: o.Amount,
		CouponAmount: o.CouponAmount, Created: o.CreatedTime, PayBy: o.PaymentDeadline}
	if kind == lifecycle.Unsubscription && o.Amount > 0 { // a refund, whatever its sign
		out.Amount, out.OfficialAmount = -o.Amount, -o.OfficialAmount
	}
	switch {
	case !known:
		r.leaveOut("orders of an unknown type", o.ID)
		return
	case o.Status == mssclient.OrderCompleted:
		out.Paid = later(o.PaidTime, o.CreatedTime)
	case o.Status == mssclient.OrderCancelled:
		if out.PayBy.After(r.at) {
			out.Cancelled = r.at
		}
	case o.Status != mssclient.OrderPendingPayment:
		r.leaveOut("orders in processing, with what they deliver", o.ID)
		return
	}
	if out.Items = r.items(&out, o); len(out.Items) == 0 {
		r.leaveOut("orders without a package that billing lists", o.ID)
		return
	}
	balanceItems(&out)
	if flaw := out.Flaw(); flaw != "" {
		r.leaveOut("orders with contradictory amounts", o.ID)
		return
	}
	r.orders = append(r.orders, out)
	if !out.Paid.IsZero() && kind != lifecycle.Unsubscription {
		r.noteTerms(&out, o)
	}
}

// items are the lines of an order with the packages that they are about; none if that cannot be told.
func (r *rows) items(out *lifecycle.Order, o mssclient.Order) (items []lifecycle.OrderItem) {
	resources := slices.DeleteFunc(slices.Clone(r.resources[o.ID]), func(id string) bool { return r.packageOf[id] == nil })
	lines := o.Items
	switch {
	case out.Type != lifecycle.NewPurchase && len(lines) != len(resources): // a line a package
		lines = make([]mssclient.OrderItem, len(resources))
	case len(lines) == 0 && len(resources) > 0:
		lines = make([]mssclient.OrderItem, 1)
	}
	delivered := r.assign(lines, resources, !out.Paid.IsZero())
	for i, it := range lines {
		item := lifecycle.OrderItem{ResourceSpecCode: it.ResourceSpecCode, PeriodType: site.PeriodType(it.PeriodType),
			PeriodNum: it.PeriodNum, Quantity: max(it.SubscriptionNum, 1), OfficialAmount: it.OfficialAmount, Amount: it.Amount,
			Resources: delivered[i]}
		if len(item.Resources) > 0 {
			p := r.packageOf[item.Resources[0]]
			item.ResourceSpecCode = p.ResourceSpecCode
			if item.PeriodType == "" {
				item.PeriodType = r.guessPeriod(p)
			}
		}
		if item.PeriodType == "" || !out.Paid.IsZero() && len(item.Resources) == 0 {
			return nil
		}
		items = append(items, item)
	}
	return items
}

// assign shares packages out over the lines of their order. Billing names them in the order of the lines.
func (r *rows) assign(lines []mssclient.OrderItem, resources []string, paid bool) [][]string {
	out := make([][]string, len(lines))
	if len(lines) == 0 || len(resources) == 0 {
		return out
	}
	for i, it := range lines {
		n := int(max(it.SubscriptionNum, 1))
		if product, known := r.catalog.Product(r.packageOf[resources[0]].ResourceSpecCode); known && isOne(product) {
			n = 1
		}
		switch rest := len(lines) - 1 - i; {
		case i == len(lines)-1 && paid:
			n = len(resources)
		default:
			n = min(n, len(resources)-rest)
		}
		n = max(min(n, len(resources)), 0)
		out[i], resources = resources[:n], resources[n:]
		if len(resources) == 0 {
			break
		}
	}
	return out
}

// isOne reports whether any quantity of a product is one package.
func isOne(p site.Product) bool { return len(p.Makes) == 0 && len(p.SubResources) == 0 }

// balanceItems lets the lines of an order come to its amounts: billing rounds lines by themselves.
func balanceItems(o *lifecycle.Order) {
	var amount, official money.Amount
	for _, it := range o.Items {
		amount, official = amount+it.Amount, official+it.OfficialAmount
	}
	last := &o.Items[len(o.Items)-1]
	last.Amount += o.Amount - amount
	last.OfficialAmount += o.OfficialAmount - official
}

// noteTerms notes the terms that a paid order has brought.
func (r *rows) noteTerms(out *lifecycle.Order, o mssclient.Order) {
	for i, it := range out.Items {
		var begin, end time.Time
		if i < len(o.Items) {
			begin, end = o.Items[i].Begin, o.Items[i].End
		}
		for _, id := range it.Resources {
			if out.Type == lifecycle.NewPurchase {
				r.bought[id] = place{out.ID, i}
			}
			r.periods[id] = it.PeriodType
			r.terms[id] = append(r.terms[id], lifecycle.Term{OrderID: out.ID, Start: begin, End: end,
				Months: it.PeriodType.Months() * int(max(it.PeriodNum, 1))})
		}
	}
}

// guessPeriod is a package's period type where no order tells it.
func (r *rows) guessPeriod(p *mssclient.Package) site.PeriodType {
	if known, ok := r.periods[p.ResourceID]; ok {
		return known
	}
	r.assume("packages: period type from the length of their term, because no order tells it", p.ResourceID)
	months, err := calendar.MonthsUntil(p.EffectiveTime, p.ExpireTime)
	product, known := r.catalog.Product(p.ResourceSpecCode)
	switch {
	case p.Lapses && !(known && product.Lapses):
		return site.OneOff
	case err == nil && months%12 == 0:
		return site.Yearly
	default:
		return site.Monthly
	}
}

func (r *rows) addPackage(p mssclient.Package) {
	at, ok := r.bought[p.ResourceID]
	if at.order = cmp.Or(p.OrderID, at.order); at.order == "" {
		r.leaveOut("packages without a listed order", p.ResourceID)
		return
	}
	if !ok {
		r.assume("packages: nothing paid, because their purchase is not listed", p.ResourceID)
	}
	product, _ := r.catalog.Product(p.ResourceSpecCode)
	out := lifecycle.Package{ID: p.ResourceID, OrderID: at.order, ItemIndex: at.item, ResourceSpecCode: p.ResourceSpecCode,
		PeriodType: r.guessPeriod(&p), Units: p.Units, Used: p.Used, Effective: p.EffectiveTime, Lapses: p.Lapses,
		Pool: product.Pool, AutoRenew: p.AutoRenew}
	if p.Status == mssclient.PackageReturned {
		out.Returned = p.ClosedTime
	}
	r.bindAsset(&out, &p)
	r.countFrom(&out, &p)
	out.Terms = r.termsOf(&out, p.ExpireTime)
	if flaw := out.Flaw(); flaw != "" {
		r.leaveOut("packages with contradictory data", p.ResourceID)
		return
	}
	r.packages = append(r.packages, out)
}

// bindAsset finds the asset that was made of a package's unit.
func (r *rows) bindAsset(out *lifecycle.Package, p *mssclient.Package) {
	if len(p.AssetIDs) > 0 {
		out.AssetID = p.AssetIDs[0]
	}
	a := r.firstOf[p.ResourceID]
	if out.AssetID != "" {
		a = r.assetOf[out.AssetID]
	}
	if a != nil {
		a.PackageID = p.ResourceID
		out.AssetID, out.AssetName, out.AssetKind = a.ID, a.Name, r.kindOf(a, p.ResourceSpecCode).Name
	}
	if out.AssetID != "" {
		out.Used = max(out.Used, 1)
	}
	out.Units = max(out.Units, out.Used)
}

// countFrom finds what the ends of a package count from: its beginning, or the making of its asset, with which a
// one-off unit begins again. Otherwise they count from its present end.
func (r *rows) countFrom(out *lifecycle.Package, p *mssclient.Package) {
	from := []time.Time{p.EffectiveTime}
	if a := r.assetOf[out.AssetID]; a != nil {
		from = append(from, a.CreatedTime)
	}
	for _, anchor := range from {
		if n, err := calendar.MonthsUntil(anchor, p.ExpireTime); err == nil && calendar.End(anchor, n).Equal(p.ExpireTime) {
			out.Anchor, out.Months = anchor, n
			return
		}
	}
	out.Anchor, out.Months = p.ExpireTime, 0
	r.assume("packages: further terms count from their present end, not from their beginning", p.ResourceID)
	if !out.Expire().Equal(p.ExpireTime) {
		r.assume("packages: end at the end of their day (UTC+8), not at the time that billing names", p.ResourceID)
	}
}

// termsOf are a package's paid terms. One that was returned begins after the end.
func (r *rows) termsOf(out *lifecycle.Package, expire time.Time) (terms []lifecycle.Term) {
	start, months := out.Effective, 0
	for _, t := range r.terms[out.ID] {
		months += t.Months
		if t.Start.IsZero() {
			t.Start = start
		}
		if t.End.IsZero() {
			t.End = calendar.End(out.Effective, months)
		}
		if t.Start.Before(expire) {
			terms = append(terms, t)
			start = t.End
		}
	}
	if len(terms) == 0 {
		terms = []lifecycle.Term{{OrderID: out.OrderID, Start: out.Effective, End: expire, Months: out.Months}}
	}
	return terms
}

// nameProducts gives lines of unpaid orders, of which nothing tells the product, that of the only one with such a
// price.
func (r *rows) nameProducts() {
	r.orders = slices.DeleteFunc(r.orders, func(o lifecycle.Order) bool {
		for i := range o.Items {
			if o.Items[i].ResourceSpecCode == "" {
				o.Items[i].ResourceSpecCode = r.productAt(o.Items[i])
			}
		}
		waits := o.Status(r.at) == lifecycle.OrderPendingPayment
		unnamed := slices.ContainsFunc(o.Items, func(it lifecycle.OrderItem) bool { return it.ResourceSpecCode == "" })
		if waits && unnamed {
			r.leaveOut("unpaid orders for a product that billing does not name", o.ID)
		}
		return waits && unnamed
	})
}

// productAt is the only product with a line's price; empty if there is none, or several have it.
func (r *rows) productAt(it lifecycle.OrderItem) (code string) {
	for _, p := range r.catalog.Products {
		price, ok := p.Price(r.pol.Currency, it.PeriodType)
		if !ok {
			continue
		}
		if sum, err := price.Times(int64(it.PeriodNum) * int64(it.Quantity)); err != nil || sum != it.OfficialAmount {
			continue
		}
		if code != "" {
			return ""
		}
		code = p.ResourceSpecCode
	}
	return code
}

// compareStatuses counts what the rules derive otherwise than the account says.
func (r *rows) compareStatuses() {
	rules := lifecycle.Policies{{Policy: r.pol}}
	here := map[string]*lifecycle.Package{}
	for i := range r.packages {
		p := &r.packages[i]
		here[p.ID] = p
		if said := r.packageOf[p.ID].Status; string(p.Status(r.at, rules)) != said {
			r.differ("packages", p.ID, said, string(p.Status(r.at, rules)))
		}
	}
	for i := range r.assets {
		a := &r.assets[i]
		said := r.assetOf[a.ID]
		is := string(a.Status(here[a.PackageID], r.at, rules))
		// that an asset is in grace the library does not tell
		if is != said.Status && !(is == mssclient.AssetGrace && said.Status == mssclient.AssetActive) {
			r.differ("assets", a.ID, said.Status, is)
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// codes are the products of all packages, sorted.
func (r *rows) codes() []string {
	all := map[string]bool{}
	for _, p := range r.packages {
		all[p.ResourceSpecCode] = true
	}
	return slices.Sorted(maps.Keys(all))
}
