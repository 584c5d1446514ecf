package store

import (
	"encoding/json"
	"fmt"

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
			tenant, f.Seq, f.At.Unix(), f.Type, f.Subject, string(body)); err != nil {
			return err
		}
	}
	for id := range w.Changed.Orders {
		o := w.Orders[id]
		unpaid := 0
		if o.Paid.IsZero() && o.Cancelled.IsZero() {
			unpaid = 1
		}
		if err := t.put(o, "orders", []string{"tenant", "id", "seq", "unpaid", "pay_by"}, tenant, id, o.Seq, unpaid, o.PayBy.Unix()); err != nil {
			return err
		}
	}
	for id := range w.Changed.Packages {
		p := w.Packages[id]
		if err := t.put(p, "packages", []string{"tenant", "id", "seq", "order_id", "pool", "expires_at", "next_charge"},
			tenant, id, p.Seq, p.OrderID, p.Pool, p.Expire().Unix(), unix(p.NextCharge)); err != nil {
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
		if err := t.put(a, "assets", []string{"tenant", "id", "seq", "package_id"}, tenant, id, a.Seq, a.PackageID); err != nil {
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
		if err := t.put(r, "renewals", []string{"tenant", "id", "seq"}, tenant, id, r.Seq); err != nil {
			return err
		}
	}
	for id := range w.Changed.Jobs {
		j := w.Jobs[id]
		if err := t.put(j, "training_jobs", []string{"tenant", "id", "seq"}, tenant, id, j.Seq); err != nil {
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
	return t.exec("INSERT INTO tenants (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body", tenant.ID, string(body))
}

// put writes a row: its body as JSON and the columns that SQL selects by. Both kinds of SQL know this form of insert-or-update.
func (t *Tx) put(row any, table string, columns []string, values ...any) error {
	body, err := json.Marshal(row)
	if err != nil {
		return err
	}
	names, marks, sets := "", "", ""
	for i, c := range columns {
		names += c + ", "
		marks += fmt.Sprintf("$%d, ", i+1)
		if c != "tenant" && c != "id" {
			sets += c + " = excluded." + c + ", "
		}
	}
	return t.exec("INSERT INTO "+table+" ("+names+"body) VALUES ("+marks+fmt.Sprintf("$%d", len(values)+1)+") ON CONFLICT (tenant, id) DO UPDATE SET "+sets+"body = excluded.body",
		append(values, string(body))...)
}
