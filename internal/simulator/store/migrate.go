package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as a store of the simulator: "MSS1".
const applicationID = 0x4d535331

func escape(path string) string {
	return (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// migrate brings the schema to this version. Several processes may try at once: the loser's error is a busy one, or it finds the tables there
// and tries again.
func migrate(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
			return err
		}
	}
	if have, err := version(ctx, db); err == nil && have == latest() {
		return nil
	}
	provider, err := newGoose(db)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		if have, e := version(ctx, db); e == nil && have == latest() {
			return nil // another process was faster
		}
		return &racedError{err}
	}
	return nil
}

// racedError is a failed migration, which may have lost a race for creating the tables and is worth another try.
type racedError struct{ error }

func (e *racedError) Unwrap() error { return e.error }

func newGoose(db *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, dir)
}

func latest() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0
	}
	return int64(len(names))
}

func version(ctx context.Context, db *sql.DB) (v int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v)
	return v, err
}

// recognise refuses a file that is not a store of the simulator, or one of a newer version. ErrMissing: it is still empty.
func (s *Store) recognise(ctx context.Context, db *sql.DB) error {
	var id, tables, registry int64
	// The mark is written before the first table, so it is read after them: another process may be creating the store.
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*), COUNT(CASE WHEN name = 'goose_db_version' THEN 1 END) FROM sqlite_master").
		Scan(&tables, &registry); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	switch {
	case tables == 0 && (id == 0 || id == applicationID):
		return ErrMissing
	case id != applicationID:
		return errForeign
	}
	if registry == 0 {
		return ErrMissing // another process is creating it
	}
	have, err := version(ctx, db)
	switch {
	case err != nil:
		return err
	case have == 0:
		return ErrMissing
	case have > latest():
		return &newerError{have, latest()}
	}
	return nil
}
