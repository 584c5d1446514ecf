// Package store keeps tenants, facts and rows in SQL: an SQLite file that several processes may use at once, or a
// PostgreSQL database that several servers share.
//
// What SQLite and PostgreSQL do is told in package engine.
package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/sethvargo/go-retry"
	modernc "modernc.org/sqlite" // pure Go, so that the provider builds for every platform

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/prepared"
)

// ErrMissing is returned by Read when the store has not been written yet. Nothing was created.
var ErrMissing = engine.ErrMissing

// Store is one SQLite file or one PostgreSQL schema. It is opened by the first call that needs it; a read never creates
// it.
type Store struct {
	at      string
	engine  engine.Engine
	readers *share.Places
}

// newStore lets each tenant hold some of the places for reading, so that the others find one.
func newStore(at string, e engine.Engine) *Store {
	total, each := e.Readers()
	return &Store{at, e, share.New(total, each)}
}

// New is a Store on a file or, by an address that begins with postgres://, on a PostgreSQL database. Nothing is opened
// or created yet.
func New(at string) *Store {
	if engine.IsURL(at) {
		return newStore(at, engine.Postgres(at, schema()))
	}
	return newStore(at, engine.SQLite(at, prepared.Driver{Driver: &modernc.Driver{}}, schema()))
}

// Path is the file's path or the database's address, as it was given.
func (s *Store) Path() string { return s.at }

// Name is the store's place without secrets, for logs and errors.
func (s *Store) Name() string { return s.engine.Name() }

// Close closes the store; the next call opens it again.
func (s *Store) Close() error { return s.engine.Close() }

// Read runs f in read transactions, which see one state of the tenant and block no write. The reads of a tenant leave
// places to those of others, and a long one gives its place back while it decodes, see Tx.decode. f may run more than
// once. ErrMissing when there is no store.
func (s *Store) Read(ctx context.Context, tenant string, f func(*Tx) error) error {
	for range triesInSteps {
		if err := s.read(ctx, tenant, tenant != "", f); !errors.Is(err, errWritten) {
			return err
		}
	}
	return s.read(ctx, tenant, false, f) // a tenant that is written to all the time is read in one transaction
}

func (s *Store) read(ctx context.Context, tenant string, inSteps bool, f func(*Tx) error) error {
	r := reading{s: s, tenant: tenant, inSteps: inSteps}
	defer r.leave()
	return s.again(ctx, func(ctx context.Context) error { return r.run(ctx, f) })
}

// ReadRow is Read for an f that reads one row with a single statement. That needs no transaction and nobody who watches
// whether the caller leaves, which would cost more than the statement.
func (s *Store) ReadRow(ctx context.Context, tenant string, f func(*Tx) error) error {
	release, err := s.readers.Take(ctx, tenant)
	if err != nil {
		return err
	}
	defer release()
	return s.again(ctx, func(ctx context.Context) error {
		db, err := s.engine.Handle(ctx, false)
		if err != nil {
			return err
		}
		return f(&Tx{tx: db, ctx: context.WithoutCancel(ctx), engine: s.engine})
	})
}

// Write runs f in the only write transaction of a tenant and commits it; an error of f rolls everything back, and makes
// no store. f may run more than once. Different tenants run side by side where the engine can.
func (s *Store) Write(ctx context.Context, tenant string, f func(*Tx) error) error {
	return s.again(ctx, func(ctx context.Context) (err error) {
		release, err := s.engine.Turn(ctx, tenant)
		if err != nil {
			return err
		}
		defer func() { release(err) }()
		created, err := s.engine.Create(ctx, func(tx *sql.Tx) error {
			return f(&Tx{tx: tx, ctx: ctx, engine: s.engine})
		})
		if created || err != nil {
			return err
		}
		return s.write(ctx, tenant, f)
	})
}

// again tries what is transient again.
func (s *Store) again(ctx context.Context, f func(context.Context) error) error {
	wait := retry.BackoffFunc(func() (time.Duration, bool) {
		return engine.Pause(), false
	})
	err := retry.Do(ctx, retry.WithMaxDuration(engine.Patience, wait), func(ctx context.Context) error {
		err := f(ctx)
		if err != nil && s.engine.Transient(err) {
			return retry.RetryableError(err)
		}
		return err
	})
	return s.engine.Explain(err)
}

func (s *Store) write(ctx context.Context, tenant string, f func(*Tx) error) error {
	db, err := s.engine.Handle(ctx, true)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, s.engine.Options(true))
	if err != nil {
		return err
	}
	if err = s.engine.Claim(ctx, tx, tenant); err == nil {
		err = f(&Tx{tx: tx, ctx: ctx, engine: s.engine})
	}
	if err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return err
	}
	if err := tx.Commit(); err != nil {
		return &engine.CommitError{Err: err}
	}
	return nil
}
