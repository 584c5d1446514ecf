package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

var errForeign = errors.New("it holds another program's data")

type newerError struct{ have, latest int64 }

func (e *newerError) Error() string {
	return fmt.Sprintf("its schema has version %d, this version knows %d", e.have, e.latest)
}

// racedError is a failed migration, which may have lost a race for creating the tables and is worth another try.
type racedError struct{ error }

func (e *racedError) Unwrap() error { return e.error }

// up makes the tables that are not there yet. The same files serve every engine.
func up(ctx context.Context, dialect goose.Dialect, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, dir,
		goose.WithGoMigrations(
			goose.NewGoMigration(6, &goose.GoFunc{RunTx: textsByHash}, nil),
			goose.NewGoMigration(8, &goose.GoFunc{RunTx: fillColumns}, nil),
			goose.NewGoMigration(12, &goose.GoFunc{RunTx: fillReceipts}, nil),
			goose.NewGoMigration(19, &goose.GoFunc{RunTx: fillAssets}, nil)))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// latest is the newest version of the schema.
const latest = 20

func version(ctx context.Context, db *sql.DB) (v int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v)
	return v, err
}

// known is the schema's version; ErrMissing before the first migration, an error for one that this version does not
// know.
func known(ctx context.Context, db *sql.DB) (have int64, err error) {
	have, err = version(ctx, db)
	switch {
	case err != nil:
		return 0, err
	case have == 0:
		return 0, ErrMissing
	case have > latest:
		return have, &newerError{have, latest}
	}
	return have, nil
}
