package store

import (
	"cmp"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// packageList is a list of packages as SQL sees it: stored rows, but for those that were settled, of which the list has
// its own.
type packageList struct {
	l       loader
	list    *lifecycle.PackageList
	kinds   []lifecycle.PackageKind
	all     bool                 // every kind
	settled []*lifecycle.Package // in the list, by purchase sequence
	due     *lifecycle.Due       // which stored rows are left out, if any
}

func (l loader) packageList(list *lifecycle.PackageList) packageList {
	p := packageList{l: l, list: list}
	p.kinds, p.all = list.Kinds(l.w.Catalog)
	settled, due := l.w.Settled()
	if !due {
		return p
	}
	p.due = &settled.Due
	for _, one := range settled.Packages {
		if list.RowsOf(&l.w.View, one) > 0 {
			p.settled = append(p.settled, one)
		}
	}
	slices.SortFunc(p.settled, lifecycle.ByPurchase)
	return p
}

// packagePage is which packages are on a page, and how many rows the whole list has.
func (l loader) packagePage(list *lifecycle.PackageList) (lifecycle.Listed, error) {
	p := l.packageList(list)
	rows, err := p.count()
	if err != nil || rows <= int64(list.Offset) {
		return lifecycle.Listed{Rows: rows}, err
	}
	listed, err := p.walk()
	listed.Rows = rows
	return listed, err
}

// count adds up the rows of each kind and range by themselves: each is one range of an index, which alone is read.
func (p *packageList) count() (rows int64, err error) {
	for _, one := range p.settled {
		rows += int64(p.list.RowsOf(&p.l.w.View, one))
	}
	var q query
	tenant := p.l.w.Tenant.ID
	q.add("SELECT 0")
	kinds := p.kinds
	if p.all {
		kinds = []lifecycle.PackageKind{{Rows: 1}}
	}
	for _, kind := range kinds {
		p.eachRange(func(r *lifecycle.EndRange, returned string) {
			q.add(" + ? * (SELECT COUNT(*) FROM packages WHERE tenant = ?"+returned, kind.Rows, tenant)
			if len(kind.Codes) > 0 {
				q.add(" AND code")
				in(&q, kind.Codes)
				q.add(" AND period")
				in(&q, kind.Periods)
			}
			if r != nil {
				q.add(" AND expires > ? AND expires <= ?", r.After, r.Until)
			}
			p.rest(&q)
			q.add(")")
		})
	}
	var stored int64
	err = p.l.tx.QueryRowContext(p.l.ctx, q.String(), q.args...).Scan(&stored)
	return rows + stored, err
}

// eachRange calls f with each range of the list's statuses, and with what says in which column it lies.
func (p *packageList) eachRange(f func(r *lifecycle.EndRange, stored string)) {
	ranges, returned, all := p.list.Ranges(p.l.w.Now, p.l.w.Policies)
	if all {
		f(nil, " AND returned IN (0, 1) AND lapses IN (0, 1)")
		return
	}
	for _, r := range ranges {
		f(&r, map[bool]string{false: " AND returned = 0 AND lapses = 0", true: " AND returned = 0 AND lapses = 1"}[r.Lapses])
	}
	if returned {
		f(nil, " AND returned = 1 AND lapses IN (0, 1)")
	}
}

// rest is the part of the condition that is the same for all ranges and kinds.
func (p *packageList) rest(q *query) {
	q.add(" AND effective <= ?", p.l.w.Now.Unix())
	if (p.list.Ends != lifecycle.Window{}) {
		from, to := p.list.Ends.Seconds()
		q.add(" AND expires >= ? AND expires <= ?", from, to)
	}
	switch spent := p.list.Spent; {
	case spent == nil:
	case *spent:
		q.add(" AND used >= units")
	default:
		q.add(" AND used < units")
	}
	if p.due != nil {
		q.add(" AND (next_charge IS NULL OR next_charge > ?)", p.due.Until.Unix())
		if !p.due.Retry.IsZero() {
			q.add(" AND (retry_until IS NULL OR retry_until <= ? OR retry_amount > ?)", p.due.Retry.Unix(),
				int64(p.due.Covers))
		}
	}
}

// where is the whole condition, for a walk along packages in another order. No engine can look its columns up, so that
// none takes another index and sorts what it finds there.
func (p *packageList) where(q *query) {
	q.add(" FROM packages WHERE tenant = ? AND (1 = 0", p.l.w.Tenant.ID)
	p.eachRange(func(r *lifecycle.EndRange, _ string) {
		switch {
		case r != nil:
			q.add(" OR returned + 0 = 0 AND lapses + 0 = ? AND expires + 0 > ? AND expires + 0 <= ?", flag(r.Lapses), r.After,
				r.Until)
		case len(p.list.Statuses) > 0:
			q.add(" OR returned + 0 = 1")
		default:
			q.add(" OR 1 = 1")
		}
	})
	q.add(")")
	if !p.all {
		q.add(" AND (1 = 0")
		for _, kind := range p.kinds {
			q.add(" OR code || ''")
			in(q, kind.Codes)
			q.add(" AND period || ''")
			in(q, kind.Periods)
		}
		q.add(")")
	}
	p.rest(q)
}

// walk goes along the packages of the list by purchase sequence up to the end of the page. If each is as many rows as
// any other, the engine skips those before it.
func (p *packageList) walk() (lifecycle.Listed, error) {
	to := page{offset: p.list.Offset, limit: p.list.Limit}
	offset, limit := 0, to.offset+to.limit
	if uniform := p.uniform(); uniform > 0 && len(p.settled) == 0 {
		offset = to.offset / uniform
		to.before = offset * uniform
		limit = (to.offset+to.limit+uniform-1)/uniform - offset
	}
	var q query
	q.add("SELECT seq, item, id, code, period")
	p.where(&q)
	q.add(" ORDER BY tenant, seq, item, id LIMIT ? OFFSET ?", limit, offset)
	found, err := p.l.tx.QueryContext(p.l.ctx, q.String(), q.args...)
	if err != nil {
		return lifecycle.Listed{}, err
	}
	defer func() { _ = found.Close() }() // closing a read tells nothing that rows.Err does not
	settled, more := p.settled, true
	for more && found.Next() {
		var one lifecycle.Package
		if err := found.Scan(&one.Seq, &one.ItemIndex, &one.ID, &one.ResourceSpecCode, &one.PeriodType); err != nil {
			return lifecycle.Listed{}, err
		}
		for more && len(settled) > 0 && lifecycle.ByPurchase(settled[0], &one) < 0 {
			more = to.take(settled[0].ID, p.list.RowsOf(&p.l.w.View, settled[0]))
			settled = settled[1:]
		}
		if more {
			more = to.take(one.ID, p.rowsOfKind(one.ResourceSpecCode, one.PeriodType))
		}
	}
	for ; more && len(settled) > 0; settled = settled[1:] {
		more = to.take(settled[0].ID, p.list.RowsOf(&p.l.w.View, settled[0]))
	}
	return to.listed, found.Err()
}

// uniform is how many rows each package of the list is; 0 if that differs.
func (p *packageList) uniform() int {
	switch {
	case p.all:
		return 1
	case len(p.kinds) == 0:
		return 0
	}
	rows := p.kinds[0].Rows
	if slices.ContainsFunc(p.kinds, func(k lifecycle.PackageKind) bool { return k.Rows != rows }) {
		return 0
	}
	return rows
}

func (p *packageList) rowsOfKind(code string, period site.PeriodType) int {
	if p.all {
		return 1
	}
	for _, kind := range p.kinds {
		if slices.Contains(kind.Periods, period) && slices.Contains(kind.Codes, code) {
			return kind.Rows
		}
	}
	return 0
}

// tally sums a list up by product and period, from an index alone.
func (l loader) tally(list *lifecycle.PackageList) (sums []lifecycle.PackageTally, err error) {
	p := l.packageList(list)
	if len(p.kinds) == 0 && !p.all {
		return nil, nil
	}
	type key struct {
		code   string
		period site.PeriodType
	}
	by := map[key]*lifecycle.PackageTally{}
	add := func(one lifecycle.PackageTally) {
		k := key{one.ResourceSpecCode, one.PeriodType}
		sum := by[k]
		if sum == nil {
			by[k] = &one
			return
		}
		sum.First = min(sum.First, one.First)
		sum.Count, sum.Units, sum.Used = sum.Count+one.Count, sum.Units+one.Units, sum.Used+one.Used
	}
	for _, one := range p.settled {
		add(lifecycle.PackageTally{ResourceSpecCode: one.ResourceSpecCode, PeriodType: one.PeriodType, First: one.Place(),
			Count: 1, Units: one.Units, Used: one.Used})
	}
	p.eachRange(func(r *lifecycle.EndRange, stored string) {
		if err == nil {
			err = p.tallyRange(r, stored, add)
		}
	})
	for _, sum := range by {
		sums = append(sums, *sum)
	}
	slices.SortFunc(sums, func(a, b lifecycle.PackageTally) int { return cmp.Compare(a.First, b.First) })
	return sums, err
}

func (p *packageList) tallyRange(r *lifecycle.EndRange, stored string, add func(lifecycle.PackageTally)) error {
	var q query
	q.add("SELECT code, period, MIN(seq * 1000 + item), COUNT(*), SUM(units), SUM(used) FROM packages WHERE tenant = ?"+
		stored, p.l.w.Tenant.ID)
	if r != nil {
		q.add(" AND expires > ? AND expires <= ?", r.After, r.Until)
	}
	p.rest(&q)
	q.add(" GROUP BY code, period")
	found, err := p.l.tx.QueryContext(p.l.ctx, q.String(), q.args...)
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }() // closing a read tells nothing that rows.Err does not
	for found.Next() {
		var one lifecycle.PackageTally
		if err := found.Scan(&one.ResourceSpecCode, &one.PeriodType, &one.First, &one.Count, &one.Units,
			&one.Used); err != nil {
			return err
		}
		if p.rowsOfKind(one.ResourceSpecCode, one.PeriodType) > 0 {
			add(one)
		}
	}
	return found.Err()
}
