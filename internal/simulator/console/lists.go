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

// endOf is the end of an event's subject or of what it is about.
func endOf(e control.Event, id string) (end time.Time) {
	for _, c := range e.About {
		if c.ID == id && c.ExpireTime != nil {
			end = *c.ExpireTime
		}
	}
	return end
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
	for _, q := range p.Quotas {
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
	Order    mssclient.Order
	Items    []orderItem
	Packages []packageRow
	Events   []control.Event
	Waits    bool
	Left     string
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
	p = orderPage{frame: v.frame("Order "+o.ID, "Orders"), Order: *o, Waits: o.Status == mssclient.OrderPendingPayment}
	if p.Waits {
		p.Left = left(v.at, o.PaymentDeadline)
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
	var ids []string
	if strings.ContainsAny(p.Search, "-0123456789") && !strings.Contains(p.Search, " ") {
		ids = []string{p.Search}
	}
	all, err := v.events(time.Time{}, v.at, ids...)
	if err == nil && len(all) == 0 && len(ids) > 0 {
		all, err = v.events(time.Time{}, v.at)
	} else if len(all) > 0 && len(ids) > 0 {
		ids = nil
		p.Search = ""
	}
	if err != nil {
		return err
	}
	kinds := map[string]int{}
	rows := all[:0:0]
	for _, e := range all {
		if p.Search != "" && !strings.Contains(strings.ToLower(e.Text+" "+e.Subject+" "+e.Cause),
			strings.ToLower(p.Search)) {
			continue
		}
		kinds[e.Type]++
		money := p.Kind == "money" && e.Amount != ""
		if p.Kind == "" || p.Kind == e.Type || money {
			rows = append(rows, e)
		}
	}
	p.Search = strings.TrimSpace(v.query.Get("q"))
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
