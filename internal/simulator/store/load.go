package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Want says which rows a call needs. Every asset comes with its package.
type Want struct {
	Orders      []string // ids, with the packages they name
	Packages    []string // ids, with their bound assets
	Assets      []string // ids, with their packages
	Renewals    []string // ids
	Jobs        []string // ids, with their assets and the packages that these were made from
	OrderMates  bool     // with the wanted Packages, all others that their orders delivered
	AllOrders   bool
	AllPackages bool
	AllAssets   bool
	AllRenewals bool
	AllJobs     bool
	Pools       bool // all on-shelf packages
}

// LoadDue fills a World with what is due up to an instant, and with the unpaid orders, which may stand in its way.
func (t *Tx) LoadDue(w *lifecycle.World, until time.Time) error {
	l := loader{t, w}
	if err := l.packages("next_charge <= $2", until.Unix()); err != nil {
		return err
	}
	return l.orders("unpaid = 1 AND pay_by > $2", w.Tenant.Head.Unix())
}

// Load adds the wanted rows to a World; those that it has already stay as they are.
func (t *Tx) Load(w *lifecycle.World, want Want) error {
	l := loader{t, w}
	for _, step := range []func(Want) error{l.wantedRenewals, l.wantedJobs, l.wantedOrders, l.wantedPackages, l.wantedAssets} {
		if err := step(want); err != nil {
			return err
		}
	}
	return l.complete()
}

type loader struct {
	*Tx
	w *lifecycle.World
}

func (l loader) wantedRenewals(want Want) error {
	if want.AllRenewals {
		return read(l, "renewals", "1 = 1", nil, l.w.Renewals, func(r *lifecycle.AssetRenewal) string { return r.ID })
	}
	return l.byIDs(want.Renewals, func(where string, args []any) error {
		return read(l, "renewals", where, args, l.w.Renewals, func(r *lifecycle.AssetRenewal) string { return r.ID })
	})
}

func (l loader) wantedJobs(want Want) error {
	load := func(where string, args []any) error {
		return read(l, "training_jobs", where, args, l.w.Jobs, func(j *lifecycle.TrainingJob) string { return j.ID })
	}
	if want.AllJobs {
		if err := load("1 = 1", nil); err != nil {
			return err
		}
	} else if err := l.byIDs(want.Jobs, load); err != nil {
		return err
	}
	var made Want
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

func (l loader) wantedOrders(want Want) error {
	if want.AllOrders {
		return l.orders("1 = 1")
	}
	return l.byIDs(want.Orders, func(where string, args []any) error { return l.orders(where, args...) })
}

func (l loader) wantedPackages(want Want) error {
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

func (l loader) wantedAssets(want Want) error {
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
	return read(l, "orders", where, args, l.w.Orders, func(o *lifecycle.Order) string { return o.ID })
}

func (l loader) packages(where string, args ...any) error {
	return read(l, "packages", where, args, l.w.Packages, func(p *lifecycle.Package) string { return p.ID })
}

func (l loader) assets(where string, args ...any) error {
	return read(l, "assets", where, args, l.w.Assets, func(a *lifecycle.Asset) string { return a.ID })
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

// read loads rows of one table into the World's map; rows that are there already stay. The condition's arguments begin at $2, after the tenant.
func read[T any](l loader, table, where string, args []any, into map[string]*T, id func(*T) string) error {
	query := "SELECT body FROM " + table + " WHERE tenant = $1 AND " + where
	return l.each(query, append([]any{l.w.Tenant.ID}, args...), func(body string) error {
		row := new(T)
		if err := json.Unmarshal([]byte(body), row); err != nil {
			return err
		}
		if _, there := into[id(row)]; !there {
			into[id(row)] = row
		}
		return nil
	})
}
