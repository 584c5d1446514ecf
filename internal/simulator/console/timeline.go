package console

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/drawing"
)

const (
	timelinePackages = 20 // on a page
	timelineAssets   = 4  // of one package
)

// zooms are the lengths of the timeline in days, by the words of its address.
var zooms = []struct {
	Word, Name string
	Days       int
}{{"week", "Week", 7}, {"month", "Month", 31}, {"quarter", "Quarter", 92}, {"year", "Year", 366},
	{"3years", "3 years", 1096}, {"10years", "10 years", 3653}}

// lane is a row of the timeline.
type lane struct {
	IsAsset            bool
	ID, Name, Sub      string
	Address, Status    string
	Drawing            template.HTML
	MoreAssets, OfMore string // how many assets are not shown, and where they are
}

type timelinePage struct {
	frame
	Search, Filter, Zoom string
	Zooms, Filters       []tab
	Earlier, Later       string
	Window               drawing.Window
	Drawn                drawing.Frame
	Lanes                []lane
	Paging               paging
	// The slider goes from the account's own instant so many days ahead.
	SliderDays, SliderAt int
	Phases               []drawing.Legend
	Marks                []drawing.Legend
}

type tab struct {
	Name, Address string
	Active        bool
}

func showTimeline(v *visit) error {
	zoom := 3
	for i, z := range zooms {
		if z.Word == v.query.Get("zoom") {
			zoom = i
		}
	}
	p := timelinePage{frame: v.frame("Timeline", "Timeline"), Search: strings.TrimSpace(v.query.Get("q")),
		Filter: v.query.Get("status"), Zoom: zooms[zoom].Word, SliderDays: zooms[len(zooms)-1].Days,
		SliderAt: int(v.at.Sub(v.base) / (24 * time.Hour)),
		Phases:   drawing.Phases(), Marks: drawing.Marks()}
	p.Window = v.window(zooms[zoom].Days)
	for i, z := range zooms {
		p.Zooms = append(p.Zooms, tab{z.Name, v.with("zoom", z.Word, "from", ""), i == zoom})
	}
	for _, f := range packageFilters {
		p.Filters = append(p.Filters, tab{f[1], v.with("status", f[0], "page", ""), f[0] == p.Filter})
	}
	half := p.Window.To.Sub(p.Window.From) / 2
	p.Earlier = v.with("from", instant(p.Window.From.Add(-half)))
	p.Later = v.with("from", instant(p.Window.From.Add(half)))
	page, paged := v.paging(timelinePackages)
	packages, err := v.findPackages(p.Search, p.Filter, &page)
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	if p.Lanes, err = v.lanes(packages, p.Window); err != nil {
		return err
	}
	p.Drawn = p.Window.Frame()
	return v.show("timeline", p)
}

// window is what the address asks for. By default it begins a sixth before the account's own instant, so that the
// slider does not move it while the page's instant is in it.
func (v *visit) window(days int) drawing.Window {
	length := time.Duration(days) * 24 * time.Hour
	from := v.base.Add(-length / 6)
	if given, err := readInstant(v.query.Get("from")); err == nil {
		from = given
	} else if v.at.After(from.Add(length)) {
		from = v.at.Add(-length / 2)
	}
	from = calendar.Midnight(from).UTC()
	return drawing.Window{From: from, To: from.Add(length), Now: v.at}
}

// findPackages is a page of the packages that a search finds: by their ids, those of an order, those of assets by name
// or VK, or all.
func (v *visit) findPackages(search, status string, page *mssclient.Page) ([]mssclient.Package, error) {
	f := mssclient.PackageFilter{Status: status, Page: page}
	switch {
	case search == "":
		return v.client.Packages(v.ctx, f)
	case isOrderID(search):
		f.OrderID = search
		return v.client.Packages(v.ctx, f)
	}
	ids := []string{search}
	found, err := v.findAssets(mssclient.AssetFilter{Name: search, Page: &mssclient.Page{Limit: maxFound}})
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		if a.PackageID != "" && !slices.Contains(ids, a.PackageID) {
			ids = append(ids, a.PackageID)
		}
	}
	f.ResourceIDs = ids[:min(len(ids), maxFound)]
	return v.client.Packages(v.ctx, f)
}

// maxFound bounds a search by names: billing takes so many ids in one call.
const maxFound = 50

// isOrderID reports whether a text looks like an order's id.
func isOrderID(s string) bool { return strings.HasPrefix(strings.ToUpper(s), "CS") && len(s) > 10 }

// findAssets are those whose VK is the name that is looked for, else those with the name.
func (v *visit) findAssets(f mssclient.AssetFilter) ([]mssclient.Asset, error) {
	if f.Name != "" && !strings.ContainsAny(f.Name, ",:") {
		byKey := f
		byKey.Name, byKey.VK = "", f.Name
		if found, err := v.client.AssetsOf(v.ctx, byKey); err != nil || len(found) > 0 {
			if f.Page != nil {
				*f.Page = *byKey.Page
			}
			return found, err
		}
	}
	return v.client.AssetsOf(v.ctx, f)
}

// lanes are packages, each followed by the assets made from it.
func (v *visit) lanes(packages []mssclient.Package, w drawing.Window) ([]lane, error) {
	if len(packages) == 0 {
		return nil, nil
	}
	products, err := v.products()
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(packages))
	for _, p := range packages {
		ids = append(ids, p.ResourceID)
	}
	until := w.To
	if v.account.Head.After(until) {
		until = v.account.Head
	}
	events, err := v.events(time.Time{}, until, ids...)
	if err != nil {
		return nil, err
	}
	assets := map[string]mssclient.Asset{}
	if of := drawing.Made(events); len(of) > 0 {
		if events, err = v.events(time.Time{}, until, append(ids, of...)...); err != nil {
			return nil, err
		}
		for some := range slices.Chunk(of, maxFound) {
			found, err := v.client.AssetsOf(v.ctx, mssclient.AssetFilter{IDs: some})
			if err != nil {
				return nil, err
			}
			for _, a := range found {
				assets[a.ID] = a
			}
		}
	}
	h := drawing.ReadHistory(packages, events, until)
	var all []lane
	for _, p := range packages {
		l := lane{ID: p.ResourceID, Name: products.name(p.ResourceSpecCode), Sub: short(p.ResourceSpecCode),
			Address: v.link("/packages/" + p.ResourceID), Status: p.Status}
		l.Drawing = w.Lane(*h.Package(p.ResourceID), l.Name+", package "+p.ResourceID, false)
		all = append(all, l)
		shown, more := h.AssetsOf(p.ResourceID), 0
		if len(shown) > timelineAssets {
			shown, more = shown[:timelineAssets], len(shown)-timelineAssets
		}
		for _, one := range shown {
			a := assets[one.ID]
			l := lane{IsAsset: true, ID: one.ID, Name: cmp.Or(a.Name, one.ID), Sub: words(a.Kind),
				Address: v.link("/assets/" + one.ID), Status: a.Status}
			l.Drawing = w.Lane(*one, l.Name+", asset "+one.ID, true)
			all = append(all, l)
		}
		if more > 0 {
			all[len(all)-1].MoreAssets = fmt.Sprintf("%d more of this package", more)
			all[len(all)-1].OfMore = v.link("/assets", "package", p.ResourceID)
		}
	}
	return all, nil
}

// catalogue is the products by code.
type catalogue map[string]mssclient.Product

func (v *visit) products() (catalogue, error) {
	list, err := v.client.Products(v.ctx)
	return catalogueOf(list), err
}

func catalogueOf(list []mssclient.Product) catalogue {
	all := catalogue{}
	for _, p := range list {
		all[p.ResourceSpecCode] = p
	}
	return all
}

// name of a product; of one that is not sold, its code.
func (c catalogue) name(code string) string {
	if p, ok := c[code]; ok {
		return p.Name
	}
	return short(code)
}
