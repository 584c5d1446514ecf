package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// fillColumns is the migration of rows that were stored before lists had columns. A damaged row stays as it is, for
// verify to tell.
func fillColumns(ctx context.Context, tx *sql.Tx) error {
	t := &Tx{tx: tx, ctx: ctx}
	if err := packages.fill(t); err != nil {
		return err
	}
	if err := orders.fill(t); err != nil {
		return err
	}
	return renewals.fill(t)
}

// fillAssets is the migration of assets and training jobs that were stored before their lists had columns.
func fillAssets(ctx context.Context, tx *sql.Tx) error {
	t := &Tx{tx: tx, ctx: ctx}
	if err := assets.fill(t); err != nil {
		return err
	}
	return jobs.fill(t)
}

// fill writes all columns that there were then of all rows again, some rows at a time.
func (k table[T, R]) fill(t *Tx) error {
	columns := k.columns[:len(k.columns)-k.later]
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = fmt.Sprint(c, " = $", i+1)
	}
	update := fmt.Sprintf("UPDATE %s SET %s WHERE tenant = $%d AND id = $%d", k.name, strings.Join(sets, ", "),
		len(sets)+1, len(sets)+2)
	for tenant, id := "", ""; ; {
		some, err := k.after(t, tenant, id)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, one := range some {
			tenant, id = one[0], one[1]
			body, changed := unseal(one[2], k.name, tenant)
			row, why := k.decode(body)
			if changed != nil || why != "" {
				continue
			}
			if named, values := k.of(row); named == id {
				if err := t.exec(update, append(values[:len(columns)], tenant, id)...); err != nil {
					return err
				}
			}
		}
	}
}

// after are the next rows, as tenant, id and body.
func (k table[T, R]) after(t *Tx, tenant, id string) (some [][3]string, err error) {
	query := "SELECT tenant, id, body FROM " + k.name + " WHERE (tenant, id) > ($1, $2) ORDER BY tenant, id LIMIT $3"
	rows, err := t.tx.QueryContext(t.ctx, query, tenant, id, chunk)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var one [3]string
		if err := rows.Scan(&one[0], &one[1], &one[2]); err != nil {
			return nil, err
		}
		some = append(some, one)
	}
	return some, rows.Err()
}
