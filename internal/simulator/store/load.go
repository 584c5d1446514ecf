package store

import (
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// LoadDue fills a World with what is due up to an instant, and with the unpaid orders, which may stand in its way. More
// than one call settles is refused unread.
func (t *Tx) LoadDue(w *lifecycle.World, until time.Time) error {
	n, err := t.CountDue(w, until)
	if err == nil {
		err = lifecycle.CheckDuePackages(n, until)
	}
	if err != nil {
		return err
	}
	w.Due = w.DueBy(until)
	l := t.strict(w)
	if n > 0 {
		if err := packages.read(l, "next_charge <= $2", []any{until.Unix()}, w.Packages); err != nil {
			return err
		}
		if retry := w.Due.Retry; !retry.IsZero() {
			if err := packages.read(l, "retry_until > $2 AND retry_amount <= $3",
				[]any{retry.Unix(), int64(w.Due.Covers)}, w.Packages); err != nil {
				return err
			}
		}
	}
	return t.LoadUnpaid(w)
}

// LoadUnpaid fills a World with the unpaid orders.
func (t *Tx) LoadUnpaid(w *lifecycle.World) error {
	if t.knows(w) && (!t.ahead.payBy.Valid || t.ahead.payBy.Int64 <= w.Tenant.Head.Unix()) {
		return nil
	}
	return orders.read(t.strict(w), "unpaid = 1 AND pay_by > $2", []any{w.Tenant.Head.Unix()}, w.Orders)
}

// CountDue is how many packages are due up to an instant. It reads none of them.
func (t *Tx) CountDue(w *lifecycle.World, until time.Time) (n int64, err error) {
	due := w.DueBy(until)
	if t.knows(w) && !t.ahead.isDue(due) {
		return 0, nil
	}
	var q query
	q.add("SELECT (SELECT COUNT(*) FROM packages WHERE tenant = ? AND next_charge <= ?)", w.Tenant.ID, until.Unix())
	if !due.Retry.IsZero() {
		q.add(" + (SELECT COUNT(*) FROM packages WHERE tenant = ? AND retry_until > ? AND retry_amount <= ?)", w.Tenant.ID,
			due.Retry.Unix(), int64(due.Covers))
	}
	err = t.tx.QueryRowContext(t.ctx, q.String(), q.args...).Scan(&n)
	return n, err
}

// knows reports whether the transaction has seen what lies ahead of a World's tenant, and has written nothing since.
func (t *Tx) knows(w *lifecycle.World) bool { return t.ahead != nil && t.ahead.tenant == w.Tenant.ID }

func (a ahead) isDue(due lifecycle.Due) bool {
	return a.nextCharge.Valid && a.nextCharge.Int64 <= due.Until.Unix() ||
		a.retryUntil.Valid && !due.Retry.IsZero() && a.retryUntil.Int64 > due.Retry.Unix()
}

// Load adds the wanted rows to a World; those that it has already stay as they are.
func (t *Tx) Load(w *lifecycle.World, want lifecycle.Selection) error {
	l := t.strict(w)
	for _, step := range []func(lifecycle.Selection) error{l.listed, l.wantedRenewals, l.wantedJobs, l.wantedOrders,
		l.wantedPackages, l.wantedAssets, l.poolSpends} {
		if err := step(want); err != nil {
			return err
		}
	}
	if err := l.complete(); err != nil {
		return err
	}
	return l.referred(want)
}

// referred refuses what names a row that is not there.
func (l loader) referred(want lifecycle.Selection) error {
	missing := func(what, id, other, otherID string) error {
		return lifecycle.Damaged("%s %s of the project %s names %s %s, which is not there", what, id, l.w.Tenant.ID,
			other, otherID)
	}
	for _, o := range l.w.Orders {
		if !slices.Contains(want.Orders, o.ID) && !(want.AllOrders && want.AllPackages) {
			continue
		}
		for _, id := range o.Resources() {
			if l.w.Packages[id] == nil {
				return missing("order", o.ID, "package", id)
			}
		}
	}
	for _, p := range l.w.Packages {
		if p.AssetID != "" && l.w.Assets[p.AssetID] == nil {
			return missing("package", p.ID, "asset", p.AssetID)
		}
		if want.AllOrders && l.w.Orders[p.OrderID] == nil {
			return missing("package", p.ID, "order", p.OrderID)
		}
	}
	for _, a := range l.w.Assets {
		if l.w.Packages[a.PackageID] == nil {
			return missing("asset", a.ID, "package", a.PackageID)
		}
	}
	for _, j := range l.w.Jobs {
		if j.AssetID != "" && l.w.Assets[j.AssetID] == nil {
			return missing("training job", j.ID, "asset", j.AssetID)
		}
	}
	return nil
}

type loader struct {
	*Tx
	w *lifecycle.World
	// damage takes a row that cannot be what was written; what it returns ends the reading.
	damage func(error) error
}

// strict ends reading at the first damaged row.
func (t *Tx) strict(w *lifecycle.World) loader {
	return loader{t, w, func(err error) error { return err }}
}

func (l loader) wantedRenewals(want lifecycle.Selection) error {
	return renewals.selected(l, want.AllRenewals, want.Renewals, l.w.Renewals)
}

func (l loader) wantedJobs(want lifecycle.Selection) error {
	if err := jobs.selected(l, want.AllJobs, want.Jobs, l.w.Jobs); err != nil {
		return err
	}
	var made lifecycle.Selection
	for _, j := range l.w.Jobs {
		if j.AssetID != "" {
			made.Assets, made.Packages = append(made.Assets, j.AssetID), append(made.Packages, j.PackageID)
		}
	}
	if err := l.wantedPackages(made); err != nil {
		return err
	}
	return l.wantedAssets(made)
}

func (l loader) wantedOrders(want lifecycle.Selection) error {
	return orders.selected(l, want.AllOrders, want.Orders, l.w.Orders)
}

func (l loader) wantedPackages(want lifecycle.Selection) error {
	if want.Pools && !want.AllPackages {
		if err := l.pools(); err != nil {
			return err
		}
	}
	ids := want.Packages
	for _, id := range want.Orders {
		if o, ok := l.w.Orders[id]; ok {
			ids = append(ids, o.Resources()...)
		}
	}
	if err := packages.selected(l, want.AllPackages, ids, l.w.Packages); err != nil || !want.OrderMates ||
		want.AllPackages {
		return err
	}
	for _, id := range want.Packages {
		if p, ok := l.w.Packages[id]; ok {
			if err := packages.read(l, "order_id = $2", []any{p.OrderID}, l.w.Packages); err != nil {
				return err
			}
		}
	}
	return nil
}

// pools loads the on-shelf packages that still exist.
func (l loader) pools() error {
	list := lifecycle.PackageList{Statuses: lifecycle.NotGone()}
	ranges, _, _ := list.Ranges(l.w.Now, l.w.Policies)
	q := query{args: []any{l.w.Tenant.ID}}
	q.add("pool <> '' AND (1 = 0")
	for _, r := range ranges {
		q.add(" OR expires > ? AND expires <= ? AND lapses = ? AND returned = 0", r.After, r.Until, flag(r.Lapses))
	}
	q.add(")")
	return packages.read(l, q.String(), q.args[1:], l.w.Packages)
}

// poolSpends loads the renewals that may have spent units of the on-shelf packages, and few others.
func (l loader) poolSpends(want lifecycle.Selection) error {
	since, ok := l.w.PoolsSince()
	if !want.PoolSpends || !ok {
		return nil
	}
	return renewals.read(l, "latest >= $2", []any{since.Unix()}, l.w.Renewals)
}

func (l loader) wantedAssets(want lifecycle.Selection) error {
	return assets.selected(l, want.AllAssets, want.Assets, l.w.Assets)
}

// complete brings every loaded package's bound asset, and then every loaded asset's package, which may be another one.
func (l loader) complete() error {
	var bound, homes []string
	for _, p := range l.w.Packages {
		if p.AssetID != "" && l.w.Assets[p.AssetID] == nil {
			bound = append(bound, p.AssetID)
		}
	}
	if err := assets.selected(l, false, bound, l.w.Assets); err != nil {
		return err
	}
	for _, a := range l.w.Assets {
		if l.w.Packages[a.PackageID] == nil {
			homes = append(homes, a.PackageID)
		}
	}
	return packages.selected(l, false, homes, l.w.Packages)
}
