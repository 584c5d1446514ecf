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
	s.closeDeleted()
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
	defer func() { _ = tx.Rollback() }() // unless it is committed
	if err := f(tx); err != nil {
		return false, err
	}
	if err := tx.Commit(); err != nil {
		return false, err
	}
	return s.publish(context.WithoutCancel(ctx), db) // half of it would be an empty store
}

// closeDeleted closes the handles on a file that is there no more.
func (s *sqlite) closeDeleted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != nil {
		_ = s.shut() // nothing of it can be lost
	}
}

// publish makes the database the file at the path. If it does not, because another process was faster, the file system
// has no links or a journal lies there, the write is made in place, which says what is wrong if it does not work
// either. A process that is killed meanwhile leaves the other name behind.
func (s *sqlite) publish(ctx context.Context, db *sql.DB) (done bool, err error) {
	dir, name := filepath.Split(s.path)
	if os.MkdirAll(filepath.Dir(s.path), 0o755) != nil {
		return false, nil
	}
	empty, err := os.CreateTemp(filepath.Clean(dir), "."+name+".new-*") // readable for its user only: it can hold secrets
	if err != nil {
		return false, nil // in place, the same has a better message
	}
	beside := empty.Name()
	defer func() {
		for _, suffix := range append(journals(), "") {
			_ = os.Remove(beside + suffix)
		}
	}()
	if err := empty.Close(); err != nil {
		return false, err
	}
	if err := s.copyTo(ctx, db, beside); err != nil {
		return false, err
	}
	for _, suffix := range journals() {
		if _, err := os.Lstat(s.path + suffix); !errors.Is(err, os.ErrNotExist) {
			return false, nil // of a deleted store. SQLite would apply it to this one, and discards it only if that is empty.
		}
	}
	linked := os.Link(beside, s.path)
	if linked == nil {
		return true, nil
	}
	made, e1 := os.Stat(beside)
	there, e2 := os.Stat(s.path)
	// A link over a network may be made and its answer lost.
	return e1 == nil && e2 == nil && os.SameFile(made, there), nil
}

// journals are what SQLite appends to a file's name for those of its changes that are not in the file yet, or may be
// undone.
func journals() []string { return []string{"-wal", "-journal", "-shm"} }

// copyTo fills an empty file. Its journal is a WAL from the beginning: only one process could switch to that.
func (s *sqlite) copyTo(ctx context.Context, db *sql.DB, file string) (err error) {
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", address(file)); err != nil {
		return err
	}
	copied := sql.OpenDB(prepared.Connector{Of: s.driver, Name: dsn(file, "immediate")})
	defer func() { err = errors.Join(err, copied.Close()) }()
	_, err = copied.ExecContext(ctx, "PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = WAL")
	return err
}
