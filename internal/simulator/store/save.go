package store

import (
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Save appends the World's new facts and writes the rows that they changed.
func (t *Tx) Save(w *lifecycle.World) error {
	if len(w.Facts) == 0 {
		return nil
	}
	tenant := w.Tenant.ID
	for _, f := range w.Facts {
		body, err := json.Marshal(f)
		if err != nil {
			return err
		}
		if err := t.exec("INSERT INTO facts (tenant, seq, at, type, subject, fact) VALUES ($1, $2, $3, $4, $5, $6)",
			tenant, f.Seq, f.At.Unix(), f.Type, f.Subject, seal(body, "facts", tenant)); err != nil {
			return err
		}
	}
	for id := range w.Changed.Orders {
		if err := orders.put(t, tenant, w.Orders[id]); err != nil {
			return err
		}
	}
	for id := range w.Changed.Packages {
		if err := packages.put(t, tenant, w.Packages[id]); err != nil {
			return err
		}
	}
	for id := range w.Changed.Assets {
		a, ok := w.Assets[id]
		if !ok {
			if err := t.exec("DELETE FROM assets WHERE tenant = $1 AND id = $2", tenant, id); err != nil {
				return err
			}
			continue
		}
		if err := assets.put(t, tenant, a); err != nil {
			return err
		}
	}
	for id := range w.Changed.Renewals {
		r, ok := w.Renewals[id]
		if !ok {
			if err := t.exec("DELETE FROM renewals WHERE tenant = $1 AND id = $2", tenant, id); err != nil {
				return err
			}
			continue
		}
		if err := renewals.put(t, tenant, r); err != nil {
			return err
		}
	}
	for id := range w.Changed.Jobs {
		if err := jobs.put(t, tenant, w.Jobs[id]); err != nil {
			return err
		}
	}
	return t.putTenant(w.Tenant)
}

func (t *Tx) putTenant(tenant lifecycle.Tenant) error {
	body, err := json.Marshal(tenant)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO tenants (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body", tenant.ID, seal(body, "tenants", tenant.ID))
}
