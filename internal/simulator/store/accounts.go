package store

import (
	"database/sql"
	"errors"
)

// AccessKey is a row of a key. Its secret must not be shown or logged.
type AccessKey struct {
	AccessKey, SecretKey, Tenant, Role string
	Edition                            string // differs from that of a deleted key of the same name
	HasFaults                          bool   // whether its tenant has any; set by Key
}

// Account is what a tenant will be made with, as its owner wrote it down; ok is false if none has.
func (t *Tx) Account(tenant string) (body string, ok bool, err error) {
	err = t.tx.QueryRowContext(t.ctx, "SELECT body FROM accounts WHERE tenant = $1", tenant).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return body, err == nil, err
}

// Accounts are the ids of all tenants with an account that was created for them.
func (t *Tx) Accounts() (ids []string, err error) {
	err = t.each("SELECT tenant FROM accounts", nil, func(id string) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// PutAccount writes down what a tenant will be made with.
func (t *Tx) PutAccount(tenant, body string) error {
	return t.exec("INSERT INTO accounts (tenant, body) VALUES ($1, $2)", tenant, body)
}

const keyColumns = "access_key, secret_key, tenant, role, edition"

// Key looks an access key up.
func (t *Tx) Key(accessKey string) (k AccessKey, ok bool, err error) {
	if !storable(accessKey) {
		return AccessKey{}, false, nil
	}
	err = t.tx.QueryRowContext(t.ctx, "SELECT "+keyColumns+", EXISTS (SELECT 1 FROM faults WHERE faults.tenant = "+
		"access_keys.tenant) FROM access_keys WHERE access_key = $1", accessKey).
		Scan(&k.AccessKey, &k.SecretKey, &k.Tenant, &k.Role, &k.Edition, &k.HasFaults)
	if errors.Is(err, sql.ErrNoRows) {
		return AccessKey{}, false, nil
	}
	return k, err == nil, err
}

// Keys are a tenant's access keys.
func (t *Tx) Keys(tenant string) (keys []AccessKey, err error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT "+keyColumns+" FROM access_keys WHERE tenant = $1", tenant)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var k AccessKey
		if err := rows.Scan(&k.AccessKey, &k.SecretKey, &k.Tenant, &k.Role, &k.Edition); err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// PutKey keeps a key. It reports whether the access key was free: another tenant, or another process at the same time,
// may have it.
func (t *Tx) PutKey(k AccessKey) (free bool, err error) {
	result, err := t.tx.ExecContext(t.ctx, "INSERT INTO access_keys ("+keyColumns+") VALUES ($1, $2, $3, $4, $5) "+
		"ON CONFLICT (access_key) DO NOTHING",
		k.AccessKey, k.SecretKey, k.Tenant, k.Role, k.Edition)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// DeleteKey removes a tenant's key.
func (t *Tx) DeleteKey(tenant, accessKey string) error {
	return t.exec("DELETE FROM access_keys WHERE tenant = $1 AND access_key = $2", tenant, accessKey)
}

// DeleteTenant removes everything of a tenant.
func (t *Tx) DeleteTenant(tenant string) error {
	for _, table := range []string{"facts", "orders", "packages", "assets", "renewals", "training_jobs",
		"receipts", "runs",
		"accounts", "access_keys", "signatures", "faults", "fault_hits"} {
		if err := t.exec("DELETE FROM "+table+" WHERE tenant = $1", tenant); err != nil {
			return err
		}
	}
	return t.exec("DELETE FROM tenants WHERE id = $1", tenant)
}

// SeeRun notes that a run was heard of, at a second of real time, by a caller with an access key.
func (t *Tx) SeeRun(tenant, run, accessKey string, at int64) error {
	return t.exec("INSERT INTO runs (tenant, run, access_key, seen) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, run) DO "+
		"UPDATE SET seen = excluded.seen, access_key = excluded.access_key", tenant, run, accessKey, at)
}

// RunSeen is when a run was last heard of, and with which access key; 0: never, or it has closed; negative: since when
// it has ended without having closed.
func (t *Tx) RunSeen(tenant, run string) (at int64, accessKey string, err error) {
	err = t.tx.QueryRowContext(t.ctx, "SELECT seen, access_key FROM runs WHERE tenant = $1 AND run = $2", tenant, run).
		Scan(&at, &accessKey)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return at, accessKey, err
}

// ForgetRun removes a run that has closed.
func (t *Tx) ForgetRun(tenant, run string) error {
	return t.exec("DELETE FROM runs WHERE tenant = $1 AND run = $2", tenant, run)
}

// EndRun notes that a run has ended without having closed, at a second of real time; RunSeen answers that second's
// negative from then on.
func (t *Tx) EndRun(tenant, run string, at int64) error {
	return t.exec("INSERT INTO runs (tenant, run, seen) VALUES ($1, $2, $3) ON CONFLICT (tenant, run) DO UPDATE SET "+
		"seen = excluded.seen", tenant, run, -at)
}

// ForgetOldRuns removes what was last heard of, or ended, before a second of real time.
func (t *Tx) ForgetOldRuns(tenant string, before int64) error {
	return t.exec("DELETE FROM runs WHERE tenant = $1 AND seen > $2 AND seen < $3", tenant, -before, before)
}
