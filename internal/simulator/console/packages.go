package console

import (
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/drawing"
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
		p.Rows = append(p.Rows, v.packageRow(one, products))
	}
	return v.show("packages", p)
}

func (v *visit) packageRow(one mssclient.Package, products catalogue) packageRow {
	return packageRow{one, products.name(one.ResourceSpecCode), v.link("/packages/" + one.ResourceID),
		left(v.at, one.ExpireTime)}
}

type packagePage struct {
	frame
	Package  mssclient.Package
	Name     string
	Product  mssclient.Product
	Lanes    []lane
	Window   drawing.Window
	Drawn    drawing.Frame
	Terms    []packageTerm
	Events   []control.Event
	Assets   []mssclient.Asset
	Refund   *mssclient.ReturnQuote
	NoReturn string // why it cannot be returned now
	Left     string
	Periods  []pair // by which it can be renewed
}

// packageTerm is a term that was paid for.
type packageTerm struct {
	control.Event

	Until      time.Time
	Address    string // of the order
	Packages   int    // that the amount is for
	IsAutoPaid bool
}

// terms are the events by which a package was paid for.
func (v *visit) terms(id string, events []control.Event) (all []packageTerm) {
	for _, e := range events {
		t := packageTerm{Event: e, IsAutoPaid: e.Type == "auto_renewal_charged", Address: v.link("/orders/" + e.Subject)}
		for _, c := range e.About {
			if t.Packages++; c.ID == id && c.ExpireTime != nil {
				t.Until = *c.ExpireTime
			}
		}
		if (t.IsAutoPaid || e.Type == "order_paid") && !t.Until.IsZero() {
			all = append(all, t)
		}
	}
	return all
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
		Name: products.name(one.ResourceSpecCode), Product: products[one.ResourceSpecCode],
		Left: left(v.at, one.ExpireTime)}
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
	p.Drawn = p.Window.Frame()
	until := v.at
	if p.Events, err = v.events(time.Time{}, until, one.ResourceID); err != nil {
		return err
	}
	p.Terms = v.terms(one.ResourceID, p.Events)
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

// windowAround shows a life from its beginning until some time after its end.
func windowAround(from, to, now time.Time) drawing.Window {
	if from.IsZero() {
		from = now
	}
	if now.After(to) {
		to = now
	}
	const least = 120 * 24 * time.Hour
	margin := max(to.Sub(from)/12, least/2)
	return drawing.Window{From: from.Add(-margin / 3), To: to.Add(margin), Now: now}
}
