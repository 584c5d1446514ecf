package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/prepared"
)

// Create makes the first write in memory, so that one that is refused leaves nothing, and the file beside its place, so
// that processes which create it at once find no store or a whole one.
func (s *sqlite) Create(ctx context.Context, f func(*sql.Tx) error) (created bool, err error) {
	if _, err := os.Stat(s.path); !errors.Is(err, os.ErrNotExist) || s.noPath != nil {
		return false, nil // opening it says better what is wrong with it
	}
	db := sql.OpenDB(prepared.Connector{Of: s.driver, Name: ":memory:"})
	db.SetMaxOpenConns(1) // each has a store of its own
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d;\n%s", applicationID,
		s.schema.Tables)); err != nil {
		return false, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return false, err
	}
	if err := tx.Commit(); err != nil {
		return false, err
	}
	return s.publish(ctx, db), nil
}

// publish reports whether the file at the path is now the database. If another process was faster, or the file system
// has no links, the write is made in place, which says what is wrong if it does not work either. A process that is
// killed meanwhile leaves the other name behind.
func (s *sqlite) publish(ctx context.Context, db *sql.DB) bool {
	dir, name := filepath.Split(s.path)
	if os.MkdirAll(filepath.Dir(s.path), 0o755) != nil {
		return false
	}
	empty, err := os.CreateTemp(filepath.Clean(dir), "."+name+".new-*") // readable for its user only: it can hold secrets
	if err != nil {
		return false
	}
	beside := empty.Name()
	defer func() { _ = os.Remove(beside) }()
	if empty.Close() != nil || s.copyTo(ctx, db, beside) != nil {
		return false
	}
	err = os.Link(beside, s.path)
	if err == nil {
		return true
	}
	made, err := os.Stat(beside)
	at, e := os.Stat(s.path)
	return err == nil && e == nil && os.SameFile(made, at) // a link over a network may be made and its answer lost
}

// copyTo fills an empty file. Its journal is a WAL from the beginning: only one process could switch to that.
func (s *sqlite) copyTo(ctx context.Context, db *sql.DB, file string) (err error) {
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", address(file)); err != nil {
		return err
	}
	copied := sql.OpenDB(prepared.Connector{Of: s.driver, Name: dsn(file, "immediate")})
	defer func() { err = errors.Join(err, copied.Close()) }()
	_, err = copied.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}
