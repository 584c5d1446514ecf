package store

import "time"

// UseSignature records the signature of a request until it no longer holds, and forgets those that do not hold now. It
// reports whether the signature is new. Both instants are real time.
func (t *Tx) UseSignature(tenant, signature string, now, until time.Time) (isNew bool, err error) {
	if err := t.exec("DELETE FROM signatures WHERE tenant = $1 AND until < $2", tenant, now.UnixMilli()); err != nil {
		return false, err
	}
	result, err := t.tx.ExecContext(t.ctx,
		"INSERT INTO signatures (tenant, signature, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		tenant, signature, until.UnixMilli())
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
