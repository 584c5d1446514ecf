package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Want is the rules' own type.
type Want = lifecycle.Selection

// LoadDue fills a World with what is due up to an instant, and with the unpaid orders, which may stand in its way.
func (t *Tx) LoadDue(w *lifecycle.World, until time.Time) error {
	l := t.strict(w)
	if err := l.packages("next_charge <= $2", until.Unix()); err != nil {
		return err
	}
	return l.orders("unpaid = 1 AND pay_by > $2", w.Tenant.Head.Unix())
}

// Load adds the wanted rows to a World; those that it has already stay as they are.
func (t *Tx) Load(w *lifecycle.World, want lifecycle.Selection) error {
	l := t.strict(w)
	for _, step := range []func(lifecycle.Selection) error{l.wantedRenewals, l.wantedJobs, l.wantedOrders, l.wantedPackages, l.wantedAssets} {
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
		return lifecycle.Damaged("%s %s of the project %s names %s %s, which is not there", what, id, l.w.Tenant.ID, other, otherID)
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
	if want.AllRenewals {
		return renewals.read(l, "1 = 1", nil, l.w.Renewals)
	}
	return l.byIDs(want.Renewals, func(where string, args []any) error {
		return renewals.read(l, where, args, l.w.Renewals)
	})
}

func (l loader) wantedJobs(want lifecycle.Selection) error {
	load := func(where string, args []any) error {
		return jobs.read(l, where, args, l.w.Jobs)
	}
	if want.AllJobs {
		if err := load("1 = 1", nil); err != nil {
			return err
		}
	} else if err := l.byIDs(want.Jobs, load); err != nil {
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
	if want.AllOrders {
		return l.orders("1 = 1")
	}
	return l.byIDs(want.Orders, func(where string, args []any) error { return l.orders(where, args...) })
}

func (l loader) wantedPackages(want lifecycle.Selection) error {
	if want.AllPackages {
		return l.packages("1 = 1")
	}
	if want.Pools {
		if err := l.packages("pool <> ''"); err != nil {
			return err
		}
	}
	ids := want.Packages
	for _, id := range want.Orders {
		if o, ok := l.w.Orders[id]; ok {
			ids = append(ids, o.Resources()...)
		}
	}
	if err := l.byIDs(ids, func(where string, args []any) error { return l.packages(where, args...) }); err != nil || !want.OrderMates {
		return err
	}
	for _, id := range want.Packages {
		if p, ok := l.w.Packages[id]; ok {
			if err := l.packages("order_id = $2", p.OrderID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l loader) wantedAssets(want lifecycle.Selection) error {
	if want.AllAssets {
		return l.assets("1 = 1")
	}
	return l.byIDs(want.Assets, func(where string, args []any) error { return l.assets(where, args...) })
}

// complete brings every loaded package's bound asset, and then every loaded asset's package, which may be another one.
func (l loader) complete() error {
	var assets, packages []string
	for _, p := range l.w.Packages {
		if p.AssetID != "" && l.w.Assets[p.AssetID] == nil {
			assets = append(assets, p.AssetID)
		}
	}
	if err := l.byIDs(assets, func(where string, args []any) error { return l.assets(where, args...) }); err != nil {
		return err
	}
	for _, a := range l.w.Assets {
		if l.w.Packages[a.PackageID] == nil {
			packages = append(packages, a.PackageID)
		}
	}
	return l.byIDs(packages, func(where string, args []any) error { return l.packages(where, args...) })
}

func (l loader) orders(where string, args ...any) error {
	return orders.read(l, where, args, l.w.Orders)
}

func (l loader) packages(where string, args ...any) error {
	return packages.read(l, where, args, l.w.Packages)
}

func (l loader) assets(where string, args ...any) error {
	return assets.read(l, where, args, l.w.Assets)
}

// chunk keeps the number of placeholders below every engine's limit.
const chunk = 500

func (l loader) byIDs(ids []string, query func(where string, args []any) error) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !storable(id) })
	for len(ids) > 0 {
		n := min(len(ids), chunk)
		args, marks := make([]any, n), make([]string, n)
		for i, id := range ids[:n] {
			args[i], marks[i] = id, fmt.Sprint("$", i+2)
		}
		if err := query("id IN ("+strings.Join(marks, ", ")+")", args); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
