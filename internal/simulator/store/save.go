package store

import (
	"cmp"
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Save appends the World's new facts and writes the rows that they changed.
func (t *Tx) Save(w *lifecycle.World) error {
	if len(w.Facts) == 0 {
		return nil
	}
	tenant := w.Tenant.ID
	put, failed := swapping(t.PutText)
	facts := bulk{t: t, head: "INSERT INTO facts (tenant, seq, fact) VALUES "}
	for _, f := range w.Facts {
		body, err := json.Marshal(f.WithFiles(put))
		if err := cmp.Or(err, *failed); err != nil {
			return err
		}
		if err := facts.add(tenant, f.Seq, seal(body, "facts", tenant)); err != nil {
			return err
		}
	}
	if err := facts.flush(); err != nil {
		return err
	}
	for _, save := range []func() error{
		func() error { return orders.save(t, tenant, w.Changed.Orders, w.Orders) },
		func() error { return packages.save(t, tenant, w.Changed.Packages, w.Packages) },
		func() error { return assets.save(t, tenant, w.Changed.Assets, w.Assets) },
		func() error { return renewals.save(t, tenant, w.Changed.Renewals, w.Renewals) },
		func() error { return jobs.save(t, tenant, w.Changed.Jobs, w.Jobs) },
	} {
		if err := save(); err != nil {
			return err
		}
	}
	body, err := json.Marshal(w.Tenant.WithFiles(put))
	if err := cmp.Or(err, *failed); err != nil {
		return err
	}
	return t.exec("INSERT INTO tenants (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
		tenant, seal(body, "tenants", tenant))
}
