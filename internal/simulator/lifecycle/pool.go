package lifecycle

import (
	"cmp"
	"slices"
	"time"
)

// poolPackages are a pool's on-shelf packages that have not ended, earliest end first.
func (w *View) poolPackages(pool string) []*Package {
	var list []*Package
	for _, p := range w.PackageList() {
		if p.Pool == pool && !p.Gone(w.Now, w.Policies) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b *Package) int {
		return cmp.Or(a.Expire().Compare(b.Expire()), ByPurchase(a, b))
	})
	return list
}

// PoolsSince is when the first of the World's on-shelf packages that still exist was delivered: nothing was spent of
// them before; ok is false if there is none.
func (w *View) PoolsSince() (first time.Time, ok bool) {
	for _, p := range w.Packages {
		if p.Pool != "" && !p.Gone(w.Now, w.Policies) && (!ok || p.Effective.Before(first)) {
			first, ok = p.Effective, true
		}
	}
	return first, ok
}

// Quota is a renewal pool at the World's instant, over the packages that have not ended.
type Quota struct {
	Pool                   string
	Total, Used, Available int64
	Packages               []*Package
}

// Quota of a pool.
func (w *View) Quota(pool string) Quota {
	q := Quota{Pool: pool, Packages: w.poolPackages(pool)}
	for _, p := range q.Packages {
		q.Total += p.Units
		q.Used += p.Used
	}
	q.Available = q.Total - q.Used
	return q
}
