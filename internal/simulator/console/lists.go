package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

const listSize = 25 // rows of a page

// packageFilters are the statuses by which packages are filtered, with the words of the page.
var packageFilters = [][2]string{{"", "All"}, {mssclient.PackageActive, "Active"}, {mssclient.PackageGrace, "In grace"},
	{mssclient.PackageFrozen, "Frozen"}, {mssclient.PackageReleased, "Gone"}}

type packageRow struct {
	mssclient.Package

	Name, Address, Left string
}

type packagesPage struct {
	frame
	Search, Filter string
	Filters        []tab
	Rows           []packageRow
	Paging         paging
}

func listPackages(v *visit) error {
	p := packagesPage{frame: v.frame("Packages", "Packages"), Search: strings.TrimSpace(v.query.Get("q")),
		Filter: v.query.Get("status")}
	for _, f := range packageFilters {
		p.Filters = append(p.Filters, tab{f[1], v.with("status", f[0], "page", ""), f[0] == p.Filter})
	}
	products, err := v.products()
	if err != nil {
		return err
	}
	page, paged := v.paging(listSize)
	found, err := v.findPackages(p.Search, p.Filter, &page)
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	for _, one := range found {
		row := packageRow{Package: one, Name: products.name(one.ResourceSpecCode),
			Address: v.link("/packages/" + one.ResourceID)}
		if one.ExpireTime.After(v.at) {
			row.Left = left(v.at, one.ExpireTime)
		}
		p.Rows = append(p.Rows, row)
	}
	return v.show("packages", p)
}

type packagePage struct {
	frame
	Package  mssclient.Package
	Name     string
	Product  mssclient.Product
	Lanes    []lane
	Window   window
	Drawn    drawn
	Terms    []control.Event
	Events   []control.Event
	Assets   []mssclient.Asset
	Refund   *mssclient.ReturnQuote
	NoReturn string // why it cannot be returned now
	Left     string
	Periods  []pair // by which it can be renewed
}

func showPackage(v *visit) error {
	one, err := v.client.Package(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	products, err := v.products()
	if err != nil {
		return err
	}
	p := packagePage{frame: v.frame(products.name(one.ResourceSpecCode), "Packages"), Package: *one,
		Name: products.name(one.ResourceSpecCode), Product: products[one.ResourceSpecCode]}
	if one.ExpireTime.After(v.at) {
		p.Left = left(v.at, one.ExpireTime)
	}
	for _, t := range p.Product.PeriodTypes {
		if t != mssclient.OneOff && !p.Product.Lapses {
			p.Periods = append(p.Periods, pair{string(t), map[mssclient.PeriodType]string{mssclient.Monthly: "months",
				mssclient.Yearly: "years"}[t]})
		}
	}
	p.Window = windowAround(one.EffectiveTime, one.ExpireTime, v.at)
	if p.Lanes, err = v.lanes([]mssclient.Package{*one}, p.Window); err != nil {
		return err
	}
	p.Drawn = p.Window.drawn()
	until := v.at
	if p.Events, err = v.events(time.Time{}, until, one.ResourceID); err != nil {
		return err
	}
	for _, e := range p.Events {
		if e.Type == "order_paid" || e.Type == "auto_renewal_charged" {
			p.Terms = append(p.Terms, e)
		}
	}
	slices.Reverse(p.Events)
	if p.Assets, err = v.client.AssetsOf(v.ctx, mssclient.AssetFilter{PackageID: one.ResourceID,
		Page: &mssclient.Page{Limit: listSize}}); err != nil {
		return err
	}
	if p.Refund, err = v.client.QuoteReturn(v.ctx, one.ResourceID, 0); err != nil {
		p.NoReturn = message(err)
	}
	return v.show("package", p)
}

// drawn is what stands around lanes.
type drawn struct{ Defs, Axis, Grid any }

func (w window) drawn() drawn { return drawn{definitions(), w.axis(), w.grid()} }

// windowAround shows a life from its beginning until some time after its end.
func windowAround(from, to, now time.Time) window {
	if from.IsZero() {
		from = now
	}
	if now.After(to) {
		to = now
	}
	const least = 120 * 24 * time.Hour
	margin := max(to.Sub(from)/12, least/2)
	return window{From: from.Add(-margin / 3), To: to.Add(margin), Now: now}
}

type assetRow struct {
	mssclient.Asset

	Address, Package, Left string
}

type assetsPage struct {
	frame
	Search, Pool, Status, Package string
	Pools, Statuses               []tab
	Rows                          []assetRow
	Quotas                        []card
	Paging                        paging
	Renewable                     map[string]bool // pools that have a month left
}

var assetStatuses = []string{"", mssclient.AssetActive, mssclient.AssetInactive, mssclient.AssetGrace,
	mssclient.AssetFrozen, mssclient.AssetRecycled, mssclient.AssetDeleted}

func listAssets(v *visit) error {
	p := assetsPage{frame: v.frame("Assets", "Assets"), Search: strings.TrimSpace(v.query.Get("q")),
		Pool: v.query.Get("pool"), Status: v.query.Get("status"), Package: v.query.Get("package")}
	var err error
	if p.Quotas, err = v.pools(); err != nil {
		return err
	}
	p.Pools = []tab{{"All", v.with("pool", "", "page", ""), p.Pool == ""}}
	p.Renewable = map[string]bool{}
	for _, q := range p.Quotas {
		p.Renewable[q.Code] = q.Available > 0
		p.Pools = append(p.Pools, tab{q.Name, v.with("pool", q.Code, "page", ""), p.Pool == q.Code})
	}
	for _, s := range assetStatuses {
		name := words(s)
		if s == "" {
			name = "any status"
		}
		p.Statuses = append(p.Statuses, tab{name, s, s == p.Status})
	}
	page, paged := v.paging(listSize)
	found, err := v.findAssets(mssclient.AssetFilter{Name: p.Search, Pool: p.Pool, Status: p.Status,
		PackageID: p.Package, Page: &page})
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	for _, a := range found {
		row := assetRow{Asset: a, Address: v.link("/assets/" + a.ID), Package: v.link("/packages/" + a.PackageID)}
		if a.ExpireTime.After(v.at) {
			row.Left = left(v.at, a.ExpireTime)
		}
		p.Rows = append(p.Rows, row)
	}
	return v.show("assets", p)
}

type assetPage struct {
	frame
	Asset   mssclient.Asset
	Pool    string
	Package string // address
	Lanes   []lane
	Drawn   drawn
	Events  []control.Event
	Left    string
	NoUnit  string // why it cannot be renewed now
}

func showAsset(v *visit) error {
	a, err := v.client.Asset(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := assetPage{frame: v.frame(a.Name, "Assets"), Asset: *a, Pool: poolNames[a.Pool],
		Package: v.link("/packages/" + a.PackageID)}
	if a.ExpireTime.After(v.at) {
		p.Left = left(v.at, a.ExpireTime)
	}
	if p.NoUnit, err = v.noUnit(*a); err != nil {
		return err
	}
	of, err := v.client.Package(v.ctx, a.PackageID)
	if err != nil {
		return err
	}
	end := of.ExpireTime
	if a.ExpireTime.After(end) {
		end = a.ExpireTime
	}
	w := windowAround(of.EffectiveTime, end, v.at)
	if p.Lanes, err = v.lanes([]mssclient.Package{*of}, w); err != nil {
		return err
	}
	p.Lanes = slices.DeleteFunc(p.Lanes, func(l lane) bool { return l.IsAsset && l.ID != a.ID })
	p.Drawn = w.drawn()
	if p.Events, err = v.events(time.Time{}, v.at, a.ID); err != nil {
		return err
	}
	slices.Reverse(p.Events)
	return v.show("asset", p)
}

// noUnit is why an asset is not offered to be renewed; empty if it is.
func (v *visit) noUnit(a mssclient.Asset) (string, error) {
	if a.ExpireTime.IsZero() {
		return "It is permanent.", nil
	}
	quotas, err := v.client.Quotas(v.ctx)
	for _, q := range quotas {
		if q.Pool == a.Pool && q.Available > 0 {
			return "", err
		}
	}
	return fmt.Sprintf("No on-shelf month for %s is left. Buy some first.", poolNames[a.Pool]), err
}

type orderRow struct {
	mssclient.Order

	Address string
}

type ordersPage struct {
	frame
	Filters []tab
	Rows    []orderRow
	Paging  paging
}

var orderFilters = [][2]string{{"", "All"}, {mssclient.OrderPendingPayment, "To be paid"},
	{mssclient.OrderProcessing, "Processing"}, {mssclient.OrderCompleted, "Completed"},
	{mssclient.OrderCancelled, "Cancelled"}}

func listOrders(v *visit) error {
	p := ordersPage{frame: v.frame("Orders", "Orders")}
	filter := v.query.Get("status")
	for _, f := range orderFilters {
		p.Filters = append(p.Filters, tab{f[1], v.with("status", f[0], "page", ""), f[0] == filter})
	}
	page, paged := v.paging(listSize)
	found, err := v.client.NewestOrders(v.ctx, filter, &page)
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	for _, o := range found {
		p.Rows = append(p.Rows, orderRow{o, v.link("/orders/" + o.ID)})
	}
	return v.show("orders", p)
}

type orderPage struct {
	frame
	Order    *mssclient.Order
	Items    []orderItem
	Packages []packageRow
	Events   []control.Event
	Waits    bool
	Left     string
	Coupons  []mssclient.Coupon // that it could be paid with
	acting
}

type orderItem struct {
	mssclient.OrderItem

	Name string
}

func showOrder(v *visit) error {
	p, err := v.order()
	if err != nil {
		return err
	}
	return v.show("order", p)
}

func (v *visit) order() (p orderPage, err error) {
	o, err := v.client.Order(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return p, err
	}
	products, err := v.products()
	if err != nil {
		return p, err
	}
	p = orderPage{frame: v.frame("Order "+o.ID, "Orders"), Order: o, Waits: o.Status == mssclient.OrderPendingPayment}
	if p.acting = v.acting(); p.Waits {
		p.Left = left(v.at, o.PaymentDeadline)
		if p.Coupons, err = v.coupons(o.ID); err != nil {
			return p, err
		}
	}
	for _, it := range o.Items {
		p.Items = append(p.Items, orderItem{it, products.name(it.ResourceSpecCode)})
	}
	delivered, err := v.client.Packages(v.ctx, mssclient.PackageFilter{OrderID: o.ID,
		Page: &mssclient.Page{Limit: maxFound}})
	if err != nil {
		return p, err
	}
	for _, one := range delivered {
		p.Packages = append(p.Packages, packageRow{Package: one, Name: products.name(one.ResourceSpecCode),
			Address: v.link("/packages/" + one.ResourceID)})
	}
	p.Events, err = v.events(time.Time{}, v.at, o.ID)
	return p, err
}

// coupons are those that an order could be paid with; the service decides.
func (v *visit) coupons(orderID string) ([]mssclient.Coupon, error) {
	all, err := v.client.Coupons(v.ctx)
	return slices.DeleteFunc(all, func(c mssclient.Coupon) bool {
		return c.Status != mssclient.CouponToUse || c.LockOrderID != "" && c.LockOrderID != orderID
	}), err
}

type eventsPage struct {
	frame
	Kind, Search string
	Kinds        []tab
	Rows         []eventRow
	Paging       paging
	Until        time.Time
}

type eventRow struct {
	control.Event

	Address string // of what the event is about
	Coming  bool   // after the account's own instant
}

const eventSize = 50

func listEvents(v *visit) error {
	p := eventsPage{frame: v.frame("Events", "Events"), Kind: v.query.Get("type"),
		Search: strings.TrimSpace(v.query.Get("q")), Until: v.at}
	all, err := v.searchEvents(p.Search)
	if err != nil {
		return err
	}
	kinds := map[string]int{}
	rows := all[:0:0]
	for _, e := range all {
		kinds[e.Type]++
		money := p.Kind == "money" && e.Amount != ""
		if p.Kind == "" || p.Kind == e.Type || money {
			rows = append(rows, e)
		}
	}
	p.Kinds = []tab{{"everything", "", p.Kind == ""}, {"everything that moved money", "money", p.Kind == "money"}}
	for _, kind := range sortedKeys(kinds) {
		p.Kinds = append(p.Kinds, tab{fmt.Sprintf("%s (%d)", words(kind), kinds[kind]), kind, p.Kind == kind})
	}
	slices.Reverse(rows)
	page, paged := v.paging(eventSize)
	p.Paging = paged(len(rows))
	first := min(int(page.Offset), len(rows))
	for _, e := range rows[first:min(first+eventSize, len(rows))] {
		p.Rows = append(p.Rows, eventRow{e, v.aboutAddress(e), e.At.After(v.base)})
	}
	return v.show("events", p)
}

// searchEvents are the events about an id; of none, those with a text in them.
func (v *visit) searchEvents(search string) ([]control.Event, error) {
	if search == "" {
		return v.events(time.Time{}, v.at)
	}
	all, err := v.events(time.Time{}, v.at, search)
	if err != nil || len(all) > 0 {
		return all, err
	}
	all, err = v.events(time.Time{}, v.at)
	text := strings.ToLower(search)
	return slices.DeleteFunc(all, func(e control.Event) bool {
		return !strings.Contains(strings.ToLower(e.Text+" "+e.Subject+" "+e.Cause), text)
	}), err
}

// aboutAddress is the page of what an event is about; empty if it has none.
func (v *visit) aboutAddress(e control.Event) string {
	kind, _, _ := strings.Cut(e.Type, "_")
	switch {
	case kind == "order" || kind == "payment":
		return v.link("/orders/" + e.Subject)
	case kind == "package" || strings.HasPrefix(e.Type, "auto_renew"):
		return v.link("/packages/" + e.Subject)
	case kind == "asset":
		return v.link("/assets/" + e.Subject)
	default:
		return ""
	}
}
