package store

import (
	"database/sql"
	"encoding/json"
	"errors"

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

// OpenReceipts are the receipts of a state, by any of its names, whose run has not closed.
func (t *Tx) OpenReceipts(tenant string, states ...string) ([]Receipt, error) {
	return t.receipts(tenant, states, "run <> ''")
}

// ClosedReceipts are the receipts of a state, by any of its names, that are closed.
func (t *Tx) ClosedReceipts(tenant string, states ...string) ([]Receipt, error) {
	return t.receipts(tenant, states, "run = ''")
}

// ReceiptsOfRuns are the receipts of a state whose run has not ended in order, as far as that is known, open ones or
// closed ones that the state has shown.
func (t *Tx) ReceiptsOfRuns(tenant, state string) ([]Receipt, error) {
	return t.receipts(tenant, []string{state}, "(run <> '' OR closed_at = 0 AND closed_by <> '')")
}

// ReceiptsClosedSince are the receipts of a state that runs have closed at their orderly ends after a millisecond of
// real time.
func (t *Tx) ReceiptsClosedSince(tenant, state string, after int64) ([]Receipt, error) {
	return t.receipts(tenant, []string{state}, "run = '' AND closed_at > $3", after)
}

// ReceiptsFor are the receipts of all calls that made this and nothing else, for one of the states, or for any if none
// is named.
func (t *Tx) ReceiptsFor(tenant, id string, states ...string) ([]Receipt, error) {
	ids, err := json.Marshal([]string{id})
	if err != nil {
		return nil, err
	}
	if len(states) > 0 {
		return t.receipts(tenant, states, "ids = $3", string(ids))
	}
	return t.scanReceipts("tenant = $1 AND ids = $2", tenant, string(ids))
}

func (t *Tx) receipts(tenant string, states []string, where string, args ...any) (found []Receipt, err error) {
	for _, state := range states {
		some, err := t.receiptsOf(tenant, state, where, args...)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

func (t *Tx) receiptsOf(tenant, state, where string, args ...any) (found []Receipt, err error) {
	return t.scanReceipts("tenant = $1 AND state = $2 AND "+where, append([]any{tenant, state}, args...)...)
}

func (t *Tx) scanReceipts(where string, args ...any) (found []Receipt, err error) {
	//nolint:gosec // of constants
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

// PutReceipt keeps a receipt, in the place of one with the same operation and token.
func (t *Tx) PutReceipt(tenant string, r Receipt) error {
	ids, err := json.Marshal(r.IDs)
	if err != nil {
		return err
	}
	return t.exec(
		`INSERT INTO receipts (tenant, operation, token, content, ids, state, run, closed_by, closed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (tenant, operation, token) DO UPDATE SET content = excluded.content, ids = excluded.ids,
		state = excluded.state, run = excluded.run,
		closed_by = excluded.closed_by, closed_at = excluded.closed_at`,
		tenant, r.Operation, r.Token, r.Content, string(ids), r.State, r.Run, r.ClosedBy, r.ClosedAt)
}

// DropReceipt forgets a receipt: what its call made was withdrawn, or is another call's now.
func (t *Tx) DropReceipt(tenant string, r Receipt) error {
	return t.exec("DELETE FROM receipts WHERE tenant = $1 AND operation = $2 AND token = $3", tenant, r.Operation, r.Token)
}

// CloseReceipts closes the open receipts of a state, by any of its names, for which closing reports true. It may note
// who closes them.
func (t *Tx) CloseReceipts(tenant string, states []string, closing func(*Receipt) bool) error {
	open, err := t.OpenReceipts(tenant, states...)
	if err != nil {
		return err
	}
	for _, r := range open {
		if !closing(&r) {
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
