package store

import (
	"fmt"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// listed reads which rows are on the wanted pages, and them alone.
func (l loader) listed(want lifecycle.Selection) (err error) {
	if want.Tally != nil {
		if l.w.Tallies, err = l.tally(want.Tally); err != nil {
			return err
		}
	}
	if want.PackageList != nil {
		if l.w.Listed, err = l.packagePage(want.PackageList); err != nil {
			return err
		}
		if err := packages.selected(l, false, l.w.Listed.IDs, l.w.Packages); err != nil {
			return err
		}
	}
	if want.AssetList != nil {
		if l.w.Listed, err = l.assetPage(want.AssetList); err != nil {
			return err
		}
		return assets.selected(l, false, l.w.Listed.IDs, l.w.Assets)
	}
	if want.JobList != nil {
		if l.w.Listed, err = l.jobPage(want.JobList); err != nil {
			return err
		}
		return l.wantedJobs(lifecycle.Selection{Jobs: l.w.Listed.IDs})
	}
	if want.OrderList == nil {
		return nil
	}
	if l.w.Listed, err = l.orderPage(want.OrderList); err != nil {
		return err
	}
	return orders.selected(l, false, l.w.Listed.IDs, l.w.Orders)
}

// query is the text of a query and its arguments. They are added together, so that they cannot get out of step.
type query struct {
	text []byte
	args []any
}

func (q *query) String() string { return string(q.text) }

// add appends text, with an argument for each question mark.
func (q *query) add(text string, args ...any) {
	for _, arg := range args {
		before, after, _ := strings.Cut(text, "?")
		q.args = append(q.args, arg)
		q.text = fmt.Appendf(q.text, "%s$%d", before, len(q.args))
		text = after
	}
	q.text = append(q.text, text...)
}

// in appends a list of values.
func in[S ~string](q *query, values []S) {
	for i, v := range values {
		q.add([]string{" IN (?", ", ?"}[min(i, 1)], string(v))
	}
	q.add(")")
}

// page is the part of a list in which rows of the page are looked for.
type page struct {
	offset, limit int // in rows
	listed        lifecycle.Listed
	before        int
}

// take puts a thing of so many rows to the page, or passes over it; more reports whether the page goes on.
func (p *page) take(id string, rows int) (more bool) {
	from := p.before
	p.before += rows
	if p.before > p.offset && from < p.offset+p.limit {
		if len(p.listed.IDs) == 0 {
			p.listed.Skip = max(p.offset-from, 0)
		}
		p.listed.IDs = append(p.listed.IDs, id)
	}
	return p.before < p.offset+p.limit
}
