package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

// Tx is one transaction.
type Tx struct {
	engine engine.Engine
	tx     engine.Statements
	ctx    context.Context
	texts  map[string]string // those that it has met, by their hashes

	newest string // digest of the newest fact of the tenant that was read last
	ahead  *ahead // of the same tenant, until something is written

	decoded int                             // rows, in this transaction
	pause   func(decode func() error) error // ends the transaction for a while; nil: it is kept
}

// ahead is up to when a tenant has something that time will make something of; null: nothing. It saves most calls the
// look for it.
type ahead struct {
	tenant     string
	nextCharge sql.NullInt64 // the first of all packages
	retryUntil sql.NullInt64 // the last of all packages that wait for money
	payBy      sql.NullInt64 // the last of all unpaid orders
}

// Tenant reads a tenant's row; ok is false when it was never written.
func (t *Tx) Tenant(id string) (tenant lifecycle.Tenant, ok bool, err error) {
	var text sql.NullString
	var newest sql.NullInt64 // fact
	var fact sql.NullString
	next := ahead{tenant: id}
	err = t.tx.QueryRowContext(t.ctx, "SELECT (SELECT body FROM tenants WHERE id = $1), (SELECT seq FROM facts WHERE "+
		"tenant = $1 ORDER BY seq DESC LIMIT 1), (SELECT fact FROM facts WHERE tenant = $1 ORDER BY seq DESC LIMIT 1), "+
		"(SELECT MIN(next_charge) FROM packages WHERE tenant = $1 AND next_charge IS NOT NULL), "+
		"(SELECT MAX(retry_until) FROM packages WHERE tenant = $1 AND retry_until IS NOT NULL), "+
		"(SELECT MAX(pay_by) FROM orders WHERE tenant = $1 AND unpaid = 1)",
		id).Scan(&text, &newest, &fact, &next.nextCharge, &next.retryUntil, &next.payBy)
	t.newest, t.ahead = digest(fact.String, "facts", id), &next
	switch {
	case err != nil:
		return lifecycle.Tenant{}, false, err
	case !text.Valid && !newest.Valid:
		return lifecycle.Tenant{ID: id}, false, nil
	case !text.Valid:
		return lifecycle.Tenant{}, false, lifecycle.Damaged("the project %s has %d facts and no row of its own", id,
			newest.Int64)
	}
	body, changed := unseal(text.String, "tenants", id)
	if err := json.Unmarshal([]byte(body), &tenant); err != nil {
		return lifecycle.Tenant{}, false, lifecycle.Damaged("the row of the project %s cannot be read: %v", id, err)
	}
	switch {
	case changed != nil:
		return lifecycle.Tenant{}, false, lifecycle.Damaged("the row of the project %s: %v", id, changed)
	case tenant.ID != id:
		return lifecycle.Tenant{}, false, lifecycle.Damaged("the row of the project %s is that of %s", id, tenant.ID)
	case tenant.Flaw() != "":
		return lifecycle.Tenant{}, false, lifecycle.Damaged("the project %s: %s", id, tenant.Flaw())
	case tenant.Seq != newest.Int64:
		return lifecycle.Tenant{}, false,
			lifecycle.Damaged("the newest fact of the project %s is number %d, and its row says %d", id, newest.Int64,
				tenant.Seq)
	}
	file, failed := swapping(t.Text)
	tenant = tenant.WithFiles(file)
	return tenant, *failed == nil, *failed
}

// Clock is the time of the database if several machines share it, whose own clocks may differ.
func (t *Tx) Clock() (now time.Time, shared bool, err error) { return t.engine.Clock(t.ctx, t.tx) }

// Err is why the transaction's caller no longer waits, if so.
func (t *Tx) Err() error { return t.ctx.Err() }

// NewestFact tells the newest fact of the tenant that was read last apart from all others.
func (t *Tx) NewestFact() string { return t.newest }

// Tenants are the ids of all tenants.
func (t *Tx) Tenants() (ids []string, err error) {
	err = t.each("SELECT id FROM tenants ORDER BY id", nil, func(id string) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// Facts are a tenant's facts from a sequence number on, in order. What is wrong with them is an error.
func (t *Tx) Facts(tenant string, from int64) ([]lifecycle.Fact, error) {
	facts, found, err := t.ReadableFacts(tenant, from)
	if err == nil && len(found) > 0 {
		err = lifecycle.Damaged("%s", found[0])
	}
	for i, f := range facts {
		if want := max(from, 1) + int64(i); err == nil && f.Seq != want {
			err = lifecycle.Damaged("fact %d of the project %s stands where fact %d belongs", f.Seq, tenant, want)
		}
	}
	return facts, err
}

// ReadableFacts are a tenant's facts that can be read, from a sequence number on, and what is wrong with the others.
func (t *Tx) ReadableFacts(tenant string, from int64) (facts []lifecycle.Fact, found []string, err error) {
	for {
		some, err := t.factsFrom(tenant, from)
		if err != nil {
			return nil, nil, err
		}
		if len(some) > 0 {
			from = some[len(some)-1].seq + 1
		}
		err = t.decode(len(some), func() error {
			for _, one := range some {
				f, flaw, ok := one.fact(tenant)
				if flaw != "" {
					found = append(found, flaw)
				}
				if ok {
					facts = append(facts, f)
				}
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		if len(some) < chunk {
			break
		}
	}
	file, failed := swapping(t.Text)
	for i := range facts {
		facts[i] = facts[i].WithFiles(file)
	}
	return facts, found, *failed
}

// storedFact is a fact as it is stored.
type storedFact struct {
	seq  int64
	text string
}

// factsFrom are the next facts from a sequence number on.
func (t *Tx) factsFrom(tenant string, from int64) (some []storedFact, err error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT seq, fact FROM facts WHERE tenant = $1 AND seq >= $2 ORDER BY seq "+
		"LIMIT $3", tenant, from, chunk)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var one storedFact
		if err := rows.Scan(&one.seq, &one.text); err != nil {
			return nil, err
		}
		some = append(some, one)
	}
	return some, rows.Err()
}

// fact reads it, if it can be read, and says what is wrong with it.
func (s storedFact) fact(tenant string) (f lifecycle.Fact, flaw string, ok bool) {
	body, changed := unseal(s.text, "facts", tenant)
	unreadable := json.Unmarshal([]byte(body), &f)
	switch {
	case unreadable != nil:
		return f, fmt.Sprintf("fact %d of the project %s cannot be read: %v", s.seq, tenant, unreadable), false
	case changed != nil:
		flaw = fmt.Sprintf("fact %d of the project %s: %v", s.seq, tenant, changed)
	case f.Seq != s.seq:
		flaw = fmt.Sprintf("fact %d of the project %s is listed as number %d", f.Seq, tenant, s.seq)
	}
	return f, flaw, true
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
	t.ahead = nil
	_, err := t.tx.ExecContext(t.ctx, query, args...)
	return err
}

// storable reports whether every engine can hold and compare a text. Nothing that is stored is named otherwise.
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
