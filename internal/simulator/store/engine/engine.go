// Package engine is SQLite and PostgreSQL as the store needs them: how each is opened, locked and migrated, and what
// its errors mean.
//
// # What the engines do
//
//   - SQLite: the first creation raced by several processes fails with "database is locked" in spite of a busy
//     timeout, so a new store is written to a temporary file and linked into place. A transaction that reads before
//     it writes fails at once unless it began immediate. The store retries by itself and begins every write
//     immediate.
//   - PostgreSQL refuses what SQLite takes: NUL and broken UTF-8 in texts, booleans in number columns. Ids from
//     requests go through loader.byIDs, which drops what cannot be stored. SQL is written with $1, which both
//     drivers read, and without functions that only one of them has.
//   - A tenant's writers queue up in the process, before they take a connection: waiting inside the database would
//     let one busy tenant take all connections.
//   - A commit whose connection broke is neither yes nor no. The store tries again only what failed before the
//     commit. The wire answers such a commit with an internal error, never with a refusal, so that clients look
//     before they send again.
//   - SQLite takes more than paths. CheckFile is asked by everything that opens a store.
package engine

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ErrMissing is a store that has not been written yet.
var ErrMissing = errors.New("the store does not exist yet")

// Patience bounds the wait for other processes' transactions.
const Patience = 20 * time.Second

// Engine is what differs between the kinds of SQL.
type Engine interface {
	// Handle opens the database for reading or for writing. Only writing creates what is not there; reading then is
	// ErrMissing.
	Handle(ctx context.Context, write bool) (*sql.DB, error)
	// Readers is how many reads run at once, and how many of one tenant.
	Readers() (total, each int)
	// Options of a transaction. A read sees one state of the store.
	Options(write bool) *sql.TxOptions
	// Create creates the store with its first write, if there is none and the engine creates stores. A refused write
	// creates none. If created is false, the write has not been made yet.
	Create(ctx context.Context, f func(*sql.Tx) error) (created bool, err error)
	// Turn waits until this process has no other write for the tenant. Release takes the error of the write.
	Turn(ctx context.Context, tenant string) (release func(error), err error)
	// Claim makes a write transaction the only one of a tenant.
	Claim(ctx context.Context, tx *sql.Tx, tenant string) error
	// Clock is the time of the database if several machines share it.
	Clock(ctx context.Context, tx Statements) (now time.Time, shared bool, err error)
	// Transient reports whether an error will pass and nothing has happened, so that the transaction is worth another try.
	Transient(err error) bool
	// Explain turns the engine's own errors into refusals that name the store and what to do; everything else passes as it
	// is.
	Explain(err error) error
	// Name is the store's place without secrets.
	Name() string
	// Close closes the database; the next Handle opens it again.
	Close() error
}

// Statements is what can be run in a transaction, and without one.
type Statements interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// CommitError is a commit that failed: where the line to the database broke, it is unknown whether it took effect.
type CommitError struct{ Err error }

func (e *CommitError) Error() string { return "commit: " + e.Err.Error() }
func (e *CommitError) Unwrap() error { return e.Err }
