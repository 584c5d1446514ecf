// Package store keeps tenants, facts and rows in SQL: an SQLite file that several processes may use at once, or a
// PostgreSQL database that several servers share.
//
// # What the engines do
//
//   - SQLite: the first creation raced by several processes fails with "database is locked" in spite of a busy
//     timeout. A transaction that reads before it writes fails at once unless it began immediate. The store
//     retries by itself and begins every write immediate.
//   - PostgreSQL refuses what SQLite takes: NUL and broken UTF-8 in texts, booleans in number columns. Ids from
//     requests go through loader.byIDs, which drops what cannot be stored. SQL is written with $1, which both
//     drivers read, and without functions that only one of them has.
//   - A tenant's writers queue up in the process, before they take a connection: waiting inside the database would
//     let one busy tenant take all connections.
//   - A commit whose connection broke is neither yes nor no. The store tries again only what failed before the
//     commit. The wire answers such a commit with an internal error, never with a refusal, so that clients look
//     before they send again.
//   - SQLite takes more than paths. store.CheckFile is asked by everything that opens a store.
package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/sethvargo/go-retry"
	modernc "modernc.org/sqlite" // pure Go, so that the provider builds for every platform

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/prepared"
)

// ErrMissing is returned by Read when the store has not been written yet. Nothing was created.
var ErrMissing = errors.New("the store does not exist yet")

// Store is one SQLite file or one PostgreSQL schema. It is opened by the first call that needs it; a read never creates
// it.
type Store struct {
	at string
	engine
	readers *share.Places
}

// newStore lets each tenant hold some of the places for reading, so that the others find one.
func newStore(at string, e engine) *Store {
	total, each := e.readers()
	return &Store{at, e, share.New(total, each)}
}

// engine is what differs between the kinds of SQL.
type engine interface {
	// handle opens the database for reading or for writing. Only writing creates what is not there; reading then is
	// ErrMissing.
	handle(ctx context.Context, write bool) (*sql.DB, error)
	// readers is how many reads run at once, and how many of one tenant.
	readers() (total, each int)
	// options of a transaction. A read sees one state of the store.
	options(write bool) *sql.TxOptions
	// rehearse runs a write on an empty store that nothing keeps, where there is none yet and making it would leave
	// something behind.
	rehearse(ctx context.Context, f func(*Tx) error) error
	// turn waits until no other write of this process is for the tenant.
	turn(ctx context.Context, tenant string) (release func(), err error)
	// claim makes a write transaction the only one of a tenant.
	claim(ctx context.Context, tx *sql.Tx, tenant string) error
	// clock is the time of the database if several machines share it.
	clock(ctx context.Context, tx statements) (now time.Time, shared bool, err error)
	// transient reports whether an error will pass and nothing has happened, so that the transaction is worth another try.
	transient(err error) bool
	// explain turns the engine's own errors into refusals that name the store and what to do; everything else passes as it
	// is.
	explain(err error) error
	// called is the store's place without secrets.
	called() string
	close() error
}

// New is a Store on a file or, by an address that begins with postgres://, on a PostgreSQL database. Nothing is opened
// or created yet.
func New(at string) *Store {
	if IsURL(at) {
		return newStore(at, newPostgres(at))
	}
	return newStore(at, newSQLite(at, prepared.Driver{Driver: &modernc.Driver{}}))
}

// IsURL reports whether a store is named by a database's address and not by a file's path.
func IsURL(at string) bool {
	at = strings.ToLower(at)
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://") ||
		strings.Contains(at, "password=") && strings.Contains(at, "host=")
}

// Path is the file's path or the database's address, as it was given.
func (s *Store) Path() string { return s.at }

// Name is the store's place without secrets, for logs and errors.
func (s *Store) Name() string { return s.called() }

// Close closes the store; the next call opens it again.
func (s *Store) Close() error { return s.close() }

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
		db, err := s.handle(ctx, false)
		if err != nil {
			return err
		}
		return f(&Tx{tx: db, ctx: context.WithoutCancel(ctx), engine: s.engine})
	})
}

// Write runs f in the only write transaction of a tenant and commits it; an error of f rolls everything back, and makes
// no store. f may run more than once. Different tenants run side by side where the engine can.
func (s *Store) Write(ctx context.Context, tenant string, f func(*Tx) error) error {
	return s.again(ctx, func(ctx context.Context) error {
		release, err := s.turn(ctx, tenant)
		if err != nil {
			return err
		}
		defer release()
		if err := s.rehearse(ctx, f); err != nil {
			return err
		}
		return s.write(ctx, tenant, f)
	})
}

// patience bounds the wait for other processes' transactions. The waits are short and random, because SQLite's own busy
// handler starves writers.
const patience = 20 * time.Second

func (s *Store) again(ctx context.Context, f func(context.Context) error) error {
	wait := retry.BackoffFunc(func() (time.Duration, bool) {
		return 200*time.Microsecond + rand.N(3*time.Millisecond), false
	})
	err := retry.Do(ctx, retry.WithMaxDuration(patience, wait), func(ctx context.Context) error {
		err := f(ctx)
		if err != nil && s.transient(err) {
			return retry.RetryableError(err)
		}
		return err
	})
	return s.explain(err)
}

func (s *Store) write(ctx context.Context, tenant string, f func(*Tx) error) error {
	db, err := s.handle(ctx, true)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, s.options(true))
	if err != nil {
		return err
	}
	if err = s.claim(ctx, tx, tenant); err == nil {
		err = f(&Tx{tx: tx, ctx: ctx, engine: s.engine})
	}
	if err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return err
	}
	if err := tx.Commit(); err != nil {
		return &commitError{err}
	}
	return nil
}

// commitError is a commit that failed: where the line to the database broke, it is unknown whether it took effect.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }
