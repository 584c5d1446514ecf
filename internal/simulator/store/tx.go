package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Tx is one transaction.
type Tx struct {
	tx  *sql.Tx
	ctx context.Context
}

// Tenant reads a tenant's row; ok is false when it was never written.
func (t *Tx) Tenant(id string) (tenant lifecycle.Tenant, ok bool, err error) {
	var body string
	err = t.tx.QueryRowContext(t.ctx, "SELECT body FROM tenants WHERE id = $1", id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return lifecycle.Tenant{ID: id}, false, nil
	}
	if err != nil {
		return lifecycle.Tenant{}, false, err
	}
	return tenant, true, json.Unmarshal([]byte(body), &tenant)
}

// Tenants are the ids of all tenants.
func (t *Tx) Tenants() (ids []string, err error) {
	err = t.each("SELECT id FROM tenants ORDER BY id", nil, func(id string) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// Facts are a tenant's facts from a sequence number on, in order.
func (t *Tx) Facts(tenant string, from int64) (facts []lifecycle.Fact, err error) {
	err = t.each("SELECT fact FROM facts WHERE tenant = $1 AND seq >= $2 ORDER BY seq", []any{tenant, from}, func(body string) error {
		var f lifecycle.Fact
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return err
		}
		facts = append(facts, f)
		return nil
	})
	return facts, err
}

// each calls f with the only column of each row.
func (t *Tx) each(query string, args []any, f func(string) error) error {
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if err := f(s); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *Tx) exec(query string, args ...any) error {
	_, err := t.tx.ExecContext(t.ctx, query, args...)
	return err
}

// storable says whether every engine can hold and compare a text. Nothing that is stored is named otherwise.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func unix(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.Unix()
}

// Ping asks the database for an answer.
func (t *Tx) Ping() error {
	var one int
	return t.tx.QueryRowContext(t.ctx, "SELECT 1").Scan(&one)
}
