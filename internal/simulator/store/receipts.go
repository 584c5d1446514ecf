package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
)

// Receipt is what an accepted call with a client token made.
type Receipt struct {
	Operation, Token string
	Content          string // hash of the request
	IDs              []string
	State            string // the Terraform state that it was made for; empty: none was named
	Run              string // the process that made it; empty: the receipt is closed
}

const receiptColumns = "operation, token, content, ids, state, run"

func scanReceipt(scan func(...any) error) (r Receipt, err error) {
	var ids string
	if err := scan(&r.Operation, &r.Token, &r.Content, &ids, &r.State, &r.Run); err != nil {
		return Receipt{}, err
	}
	return r, json.Unmarshal([]byte(ids), &r.IDs)
}

// Receipt looks a client token up.
func (t *Tx) Receipt(tenant, operation, token string) (r Receipt, ok bool, err error) {
	row := t.tx.QueryRowContext(t.ctx, "SELECT "+receiptColumns+" FROM receipts WHERE tenant = $1 AND operation = $2 AND token = $3", tenant, operation, token)
	r, err = scanReceipt(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, false, nil
	}
	return r, err == nil, err
}

// OpenReceipts are a state's receipts whose run has not closed.
func (t *Tx) OpenReceipts(tenant, state string) (open []Receipt, err error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT "+receiptColumns+" FROM receipts WHERE tenant = $1 AND state = $2 AND run <> '' ORDER BY operation, token", tenant, state)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		r, err := scanReceipt(rows.Scan)
		if err != nil {
			return nil, err
		}
		open = append(open, r)
	}
	return open, rows.Err()
}

// PutReceipt keeps a receipt, in the place of one with the same operation and token.
func (t *Tx) PutReceipt(tenant string, r Receipt) error {
	ids, err := json.Marshal(r.IDs)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO receipts (tenant, operation, token, content, ids, state, run) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (tenant, operation, token) DO UPDATE SET content = excluded.content, ids = excluded.ids, state = excluded.state, run = excluded.run`,
		tenant, r.Operation, r.Token, r.Content, string(ids), r.State, r.Run)
}

// DropReceipt forgets a receipt: what its call made was withdrawn, or is another call's now.
func (t *Tx) DropReceipt(tenant string, r Receipt) error {
	return t.exec("DELETE FROM receipts WHERE tenant = $1 AND operation = $2 AND token = $3", tenant, r.Operation, r.Token)
}

// CloseReceipts closes a state's open receipts that match.
func (t *Tx) CloseReceipts(tenant, state string, match func(Receipt) bool) error {
	open, err := t.OpenReceipts(tenant, state)
	if err != nil {
		return err
	}
	for _, r := range slices.DeleteFunc(open, func(r Receipt) bool { return !match(r) }) {
		r.Run = ""
		if err := t.PutReceipt(tenant, r); err != nil {
			return err
		}
	}
	return nil
}
