package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Receipt is what an accepted call with a client token made.
type Receipt struct {
	Operation, Token string
	Content          string // hash of the request
	IDs              []string
	State            string // the Terraform state that it was made for; empty: none was named
	Run              string // the process that made it; empty: the receipt is closed
	ClosedBy         string // of a closed one: the process that made it; empty: not known
	// when that process ended in order, in milliseconds of real time; 0: it has not, but the state has shown what it made
	ClosedAt int64
}

const receiptColumns = "operation, token, content, ids, state, run, closed_by, closed_at"

func scanReceipt(scan func(...any) error) (r Receipt, err error) {
	var ids string
	if err := scan(&r.Operation, &r.Token, &r.Content, &ids, &r.State, &r.Run, &r.ClosedBy, &r.ClosedAt); err != nil {
		return Receipt{}, err
	}
	if err := json.Unmarshal([]byte(ids), &r.IDs); err != nil {
		return Receipt{}, lifecycle.Damaged("the receipt of %s with the token %s cannot be read: %v", r.Operation,
			r.Token, err)
	}
	return r, nil
}

// Receipt looks a client token up.
func (t *Tx) Receipt(tenant, operation, token string) (r Receipt, ok bool, err error) {
	row := t.tx.QueryRowContext(t.ctx, "SELECT "+receiptColumns+" FROM receipts WHERE tenant = $1 AND operation = $2 "+
		"AND token = $3", tenant, operation, token)
	r, err = scanReceipt(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, false, nil
	}
	return r, err == nil, err
}

// unended are receipts of runs that have not ended in order, as far as that is known: open ones, and closed ones that
// the state has shown. An index has these alone, and is used where a query says the same.
const unended = "(run <> '' OR closed_at = 0 AND closed_by <> '')"

// OpenReceipts are the receipts of a state, by any of its names, whose run has not closed.
func (t *Tx) OpenReceipts(tenant string, states ...string) ([]Receipt, error) {
	return t.receipts(tenant, states, unended+" AND run <> ''")
}

// OpenReceiptsOf are those of OpenReceipts that a run made.
func (t *Tx) OpenReceiptsOf(run, tenant string, states ...string) ([]Receipt, error) {
	return t.receipts(tenant, states, unended+" AND command = $3 AND run = $4", CommandOf(run), run)
}

// OpenReceiptsOfOthers are those of OpenReceipts that other commands than a run's made.
func (t *Tx) OpenReceiptsOfOthers(run, tenant string, states ...string) ([]Receipt, error) {
	return t.others(run, tenant, states, unended+" AND run <> ''")
}

// ReceiptsOfOtherRuns are the receipts of a state whose run is of another command than a run, and has not ended in
// order as far as that is known, open ones or closed ones that the state has shown.
func (t *Tx) ReceiptsOfOtherRuns(run, tenant, state string) ([]Receipt, error) {
	return t.others(run, tenant, []string{state}, unended)
}

// others looks on both sides of a command for those of the others: between them, all of its own are passed over.
func (t *Tx) others(run, tenant string, states []string, where string) (found []Receipt, err error) {
	for _, side := range []string{"<", ">"} {
		some, err := t.receipts(tenant, states, where+" AND command "+side+" $3", CommandOf(run))
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b Receipt) int {
		return cmp.Or(cmp.Compare(slices.Index(states, a.State), slices.Index(states, b.State)),
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Token, b.Token))
	})
	return found, nil
}

// CommandOf is what the runs of one Terraform command have in common, as those of provider aliases are: their names
// begin with it, up to a point. A run without one is a command of its own.
func CommandOf(run string) string {
	if command, _, ok := strings.Cut(run, "."); ok {
		return command + "."
	}
	return run
}

// ClosedReceipts are the receipts of a state, by any of its names, that are closed.
func (t *Tx) ClosedReceipts(tenant string, states ...string) ([]Receipt, error) {
	return t.receipts(tenant, states, "run = ''")
}

// ReceiptsClosedSince are the receipts of a state that runs have closed at their orderly ends after a millisecond of
// real time.
func (t *Tx) ReceiptsClosedSince(tenant, state string, after int64) ([]Receipt, error) {
	return t.receipts(tenant, []string{state}, "run = '' AND closed_at > $3", after)
}

// ReceiptsFor are the receipts of all calls that made this and nothing else, for one of the states, or for any if none
// is named.
func (t *Tx) ReceiptsFor(tenant, id string, states ...string) ([]Receipt, error) {
	found, err := t.scanReceipts("tenant = $1 AND id = $2", tenant, id)
	return slices.DeleteFunc(found, func(r Receipt) bool {
		return id == "" || len(states) > 0 && !slices.Contains(states, r.State)
	}), err
}

// ReceiptsWith are the receipts of all calls that made one of these, and maybe more, for one of the states.
func (t *Tx) ReceiptsWith(tenant string, ids, states []string) (found []Receipt, err error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" || !storable(id) })
	for some := range slices.Chunk(ids, chunk) {
		q := query{args: []any{tenant}}
		q.add("tenant = $1 AND id")
		in(&q, some)
		of, err := t.scanReceipts(q.String(), q.args...)
		if err != nil {
			return nil, err
		}
		found = append(found, of...)
	}
	several, err := t.scanReceipts("tenant = $1 AND id = ''", tenant)
	for _, r := range several {
		if slices.ContainsFunc(r.IDs, func(id string) bool { return slices.Contains(ids, id) }) {
			found = append(found, r)
		}
	}
	return slices.DeleteFunc(found, func(r Receipt) bool { return !slices.Contains(states, r.State) }), err
}

func (t *Tx) receipts(tenant string, states []string, where string, args ...any) (found []Receipt, err error) {
	for _, state := range states {
		some, err := t.scanReceipts("tenant = $1 AND state = $2 AND "+where, append([]any{tenant, state}, args...)...)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

func (t *Tx) scanReceipts(where string, args ...any) (found []Receipt, err error) {
	query := "SELECT " + receiptColumns + " FROM receipts WHERE " + where + " ORDER BY operation, token"
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		r, err := scanReceipt(rows.Scan)
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// columns are what a receipt is looked up by that follows from the rest of it.
func (r Receipt) columns() (command, id string) {
	if len(r.IDs) == 1 {
		id = r.IDs[0]
	}
	return CommandOf(cmp.Or(r.Run, r.ClosedBy)), id
}

// PutReceipt keeps a receipt, in the place of one with the same operation and token.
func (t *Tx) PutReceipt(tenant string, r Receipt) error {
	ids, err := json.Marshal(r.IDs)
	if err != nil {
		return err
	}
	command, id := r.columns()
	return t.exec(
		`INSERT INTO receipts (tenant, operation, token, content, ids, state, run, closed_by, closed_at, command, id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (tenant, operation, token) DO UPDATE SET content = excluded.content, ids = excluded.ids,
		state = excluded.state, run = excluded.run, closed_by = excluded.closed_by, closed_at = excluded.closed_at,
		command = excluded.command, id = excluded.id`,
		tenant, r.Operation, r.Token, r.Content, string(ids), r.State, r.Run, r.ClosedBy, r.ClosedAt, command, id)
}

// DropReceipt forgets a receipt: what its call made was withdrawn, or is another call's now.
func (t *Tx) DropReceipt(tenant string, r Receipt) error {
	return t.exec("DELETE FROM receipts WHERE tenant = $1 AND operation = $2 AND token = $3", tenant, r.Operation, r.Token)
}

// CloseReceipts closes those of some open receipts for which closing reports true. It may note who closes them.
func (t *Tx) CloseReceipts(tenant string, open []Receipt, closing func(*Receipt) bool) error {
	for _, r := range open {
		if r.Run == "" || !closing(&r) {
			continue
		}
		r.Run = ""
		if err := t.PutReceipt(tenant, r); err != nil {
			return err
		}
	}
	return nil
}

// RunEnded notes when a run ended in order at what it made and the state had shown before.
func (t *Tx) RunEnded(tenant, state, run string, at int64) error {
	return t.exec("UPDATE receipts SET closed_at = $1 WHERE tenant = $2 AND state = $3 AND run = '' AND closed_by = $4 "+
		"AND closed_at = 0", at, tenant, state, run)
}

// fillReceipts is the migration of receipts that were stored before they had columns for what they are looked up by.
func fillReceipts(ctx context.Context, tx *sql.Tx) error {
	t := &Tx{tx: tx, ctx: ctx}
	type key struct{ tenant, operation, token string }
	type columns struct{ command, id string }
	all := map[key]columns{}
	rows, err := tx.QueryContext(ctx, "SELECT tenant, operation, token, ids, run, closed_by FROM receipts")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var k key
		var ids string
		var r Receipt
		if err := rows.Scan(&k.tenant, &k.operation, &k.token, &ids, &r.Run, &r.ClosedBy); err != nil {
			return err
		}
		if json.Unmarshal([]byte(ids), &r.IDs) == nil { // a damaged one is told when it is read
			command, id := r.columns()
			all[k] = columns{command, id}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for k, c := range all {
		if err := t.exec("UPDATE receipts SET command = $1, id = $2 WHERE tenant = $3 AND operation = $4 AND token = $5",
			c.command, c.id, k.tenant, k.operation, k.token); err != nil {
			return err
		}
	}
	return nil
}
