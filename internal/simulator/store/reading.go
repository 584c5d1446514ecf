package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

// triesInSteps is how often a read begins again because a write came between two of its transactions.
const triesInSteps = 3

// errWritten ends a read in steps whose tenant was written to.
var errWritten = errors.New("the tenant was written to while it was read")

// reading is a read with its place. In steps, it is several transactions: each sees the same newest fact of the tenant,
// and so the same rows.
type reading struct {
	s       *Store
	tenant  string
	inSteps bool
	release func() // nil: it has no place
	tx      *sql.Tx
}

func (r *reading) run(ctx context.Context, f func(*Tx) error) error {
	defer func() { _ = r.end(context.Canceled) }() // of one that panics
	if err := r.begin(ctx); err != nil {
		return err
	}
	t := &Tx{tx: r.tx, ctx: ctx, engine: r.s.engine}
	if r.inSteps {
		t.pause = func(decode func() error) error { return r.pause(t, decode) }
	}
	err := f(t)
	return r.end(err)
}

// begin takes a place, unless the reading has one, and begins a transaction.
func (r *reading) begin(ctx context.Context) (err error) {
	if r.release == nil {
		if r.release, err = r.s.readers.Take(ctx, r.tenant); err != nil {
			r.release = nil
			return err
		}
	}
	db, err := r.s.engine.Handle(ctx, false)
	if err != nil {
		return err
	}
	r.tx, err = db.BeginTx(ctx, r.s.engine.Options(false))
	return err
}

// end ends the transaction. The first error is the one to tell.
func (r *reading) end(err error) error {
	tx := r.tx
	r.tx = nil
	switch {
	case tx == nil:
		return err
	case err != nil:
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return &engine.CommitError{Err: err}
	}
	return nil
}

func (r *reading) leave() {
	if r.release != nil {
		r.release()
		r.release = nil
	}
}

// pause decodes without a transaction and without a place, and goes on if nothing was written meanwhile.
func (r *reading) pause(t *Tx, decode func() error) error {
	err := r.end(nil)
	r.leave()
	t.tx = nil
	if err == nil {
		err = decode()
	}
	if err == nil {
		err = r.begin(t.ctx)
	}
	if err != nil {
		return err
	}
	t.tx = r.tx
	var newest sql.NullString
	err = t.tx.QueryRowContext(t.ctx, "SELECT (SELECT fact FROM facts WHERE tenant = $1 ORDER BY seq DESC LIMIT 1)",
		r.tenant).Scan(&newest)
	if err == nil && digest(newest.String, "facts", r.tenant) != t.newest {
		err = errWritten
	}
	return err
}

// decode runs f, which decodes some rows. Who has decoded a page of rows under its transaction ends it, so that
// others can read meanwhile. Writes and short reads keep theirs.
func (t *Tx) decode(rows int, f func() error) error {
	t.decoded += rows
	if t.pause == nil || t.newest == "" || t.decoded <= chunk {
		return f()
	}
	t.decoded = 0
	return t.pause(f)
}
