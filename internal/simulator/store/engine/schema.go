package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

// Schema is the tables of a store, and how they are made.
type Schema struct {
	Latest int64  // version
	Tables string // SQL that creates those of the latest version in an empty SQLite database, faster than Up
	Up     func(ctx context.Context, dialect goose.Dialect, db *sql.DB) error
}

var errForeign = errors.New("it holds another program's data")

type newerError struct{ have, latest int64 }

func (e *newerError) Error() string {
	return fmt.Sprintf("its schema has version %d, this version knows %d", e.have, e.latest)
}

// racedError is a failed migration, which may have lost a race for creating the tables and is worth another try.
type racedError struct{ error }

func (e *racedError) Unwrap() error { return e.error }

func version(ctx context.Context, db *sql.DB) (v int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v)
	return v, err
}

// known is the version of a database; ErrMissing before the first migration, an error for one that this version does
// not know.
func (s Schema) known(ctx context.Context, db *sql.DB) (have int64, err error) {
	have, err = version(ctx, db)
	switch {
	case err != nil:
		return 0, err
	case have == 0:
		return 0, ErrMissing
	case have > s.Latest:
		return have, &newerError{have, s.Latest}
	}
	return have, nil
}
