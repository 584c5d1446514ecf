package lifecycle

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// PackageList is a page of delivered packages by purchase sequence. What it asks for is told apart by stored columns
// alone, so that no row outside of the page need be read.
type PackageList struct {
	// Rows is how many rows of the list a package of a product is; 0: it is not in the list. Without it every package is
	// one row.
	Rows     func(product site.Product, period site.PeriodType) int
	Statuses []PackageStatus // one of these, active and used_up together; empty: any
	Ends     Window
	Spent    *bool // whether all units are used; nil: either

	Offset, Limit int // in rows
}

// Window is a pair of instants, both included; a zero one is no bound.
type Window struct{ From, To time.Time }

// Holds reports whether an instant lies within.
func (w Window) Holds(t time.Time) bool {
	return !t.Before(w.From) && (w.To.IsZero() || !t.After(w.To))
}

// Seconds are the first and the last whole second within.
func (w Window) Seconds() (from, to int64) {
	from, to = w.From.Unix(), math.MaxInt64
	if w.From.Nanosecond() > 0 {
		from++
	}
	if !w.To.IsZero() {
		to = w.To.Unix()
	}
	return from, to
}

// Listed is what a World was asked to list: the ids of a page in their order, and how many rows the whole list has.
type Listed struct {
	IDs  []string
	Rows int64
	Skip int // rows of the first one that lie before the page
}

// PackageTally is the packages of a PackageList that were bought as one product and last renewed by one period.
type PackageTally struct {
	ResourceSpecCode   string
	PeriodType         site.PeriodType
	First              int64 // orders tallies by their first package
	Count, Units, Used int64
}

// Place orders packages of different orders and items by purchase sequence. An order has at most a thousand items.
func (p *Package) Place() int64 { return p.Seq*1000 + int64(p.ItemIndex) }

// NotGone are the statuses of a package that still exists.
func NotGone() []PackageStatus {
	return []PackageStatus{PackageActive, PackageUsedUp, PackageGrace, PackageFrozen}
}

// Gone are the statuses of a package that does not exist any longer.
func Gone() []PackageStatus { return []PackageStatus{PackageExpired, PackageReleased, PackageReturned} }

// RowsOf a package in the list, 0 if it is not in it, or not delivered yet.
func (l *PackageList) RowsOf(w *View, p *Package) int {
	if !p.delivered(w.Now) || len(l.Statuses) > 0 && !slices.Contains(l.Statuses, w.PackageStatus(p)) ||
		!l.Ends.Holds(p.Expire()) || l.Spent != nil && *l.Spent != (p.FreeUnits() <= 0) {
		return 0
	}
	if l.Rows == nil {
		return 1
	}
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	return l.Rows(product, p.PeriodType)
}

// Cut is the page of the list among packages that were read already, as Listed tells it.
func (l *PackageList) Cut(w *View, packages []*Package) (out Listed) {
	taken := 0
	for _, p := range packages {
		rows := l.RowsOf(w, p)
		from := int(out.Rows)
		out.Rows += int64(rows)
		if rows == 0 || from+rows <= l.Offset || from >= l.Offset+l.Limit {
			continue
		}
		if taken == 0 {
			out.Skip = max(l.Offset-from, 0)
		}
		taken++
		out.IDs = append(out.IDs, p.ID)
	}
	return out
}

// PackageKind is packages of products that were last ordered by certain periods, and how many rows each of them is.
type PackageKind struct {
	Codes   []string
	Periods []site.PeriodType
	Rows    int
}

// Kinds are the kinds of packages in the list, no package in two; all reports whether every package is in it, as a
// row.
func (l *PackageList) Kinds(catalog *site.Catalog) (kinds []PackageKind, all bool) {
	if l.Rows == nil {
		return nil, true
	}
	for _, product := range catalog.Products {
		periods := map[int][]site.PeriodType{}
		for _, t := range site.PeriodTypes() {
			if n := l.Rows(product, t); n > 0 {
				periods[n] = append(periods[n], t)
			}
		}
		for _, n := range slices.Sorted(maps.Keys(periods)) {
			i := slices.IndexFunc(kinds, func(k PackageKind) bool { return k.Rows == n && slices.Equal(k.Periods, periods[n]) })
			if i < 0 {
				kinds, i = append(kinds, PackageKind{Periods: periods[n], Rows: n}), len(kinds)
			}
			kinds[i].Codes = append(kinds[i].Codes, product.ResourceSpecCode)
		}
	}
	return kinds, false
}

// EndRange is packages that were not returned by their ends, in seconds: after After, and at the latest at Until.
type EndRange struct {
	Lapses       bool
	After, Until int64
}

const (
	secondsOfADay = 24 * 60 * 60
	always        = math.MinInt64
	never         = math.MaxInt64
)

// Ranges are the list's statuses at an instant as ranges of ends, no end in two, and whether returned packages are in
// the list as well; all reports whether it has packages of every status.
func (l *PackageList) Ranges(at time.Time, pol Policies) (ranges []EndRange, returned, all bool) {
	if len(l.Statuses) == 0 {
		return nil, true, true
	}
	add := func(lapses bool, after, until int64, of ...PackageStatus) {
		if after >= until || !slices.ContainsFunc(of, func(s PackageStatus) bool { return slices.Contains(l.Statuses, s) }) {
			return
		}
		if n := len(ranges) - 1; n >= 0 && ranges[n].Lapses == lapses && ranges[n].Until == after {
			ranges[n].Until = until
			return
		}
		ranges = append(ranges, EndRange{lapses, after, until})
	}
	now := at.Unix()
	add(true, always, now, PackageExpired)
	add(true, now, never, PackageActive, PackageUsedUp)
	for i, one := range pol { // the one in force at the end governs what follows it
		from, to := int64(always), int64(never)
		if i > 0 {
			from = one.From.Unix() - 1
		}
		if i+1 < len(pol) {
			to = pol[i+1].From.Unix() - 1
		}
		grace := now - int64(one.Policy.GraceDays.Value)*secondsOfADay
		gone := now - int64(one.Policy.DaysAfterEnd())*secondsOfADay
		add(false, from, min(to, gone), PackageReleased)
		add(false, max(from, gone), min(to, grace), PackageFrozen)
		add(false, max(from, grace), min(to, now), PackageGrace)
		add(false, max(from, now), to, PackageActive, PackageUsedUp)
	}
	return ranges, slices.Contains(l.Statuses, PackageReturned), false
}
