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

// Create runs the first write on a database in memory, so that a refused write leaves nothing behind. Then it publishes
// that database, so that other processes see either no store or a complete one.
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
	return s.publish(ctx, db)
}

// closeDeleted closes the handles on a file that was deleted.
func (s *sqlite) closeDeleted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != nil {
		_ = s.shut() // nothing of it can be lost
	}
}

// publish copies the database to a temporary file and links that to the path. It is not done if another process was
// faster, the file system has no links, or a journal of a deleted store is there. The caller then writes in place. A
// process that is killed meanwhile leaves the temporary file behind.
func (s *sqlite) publish(ctx context.Context, db *sql.DB) (done bool, err error) {
	dir, name := filepath.Split(s.path)
	if os.MkdirAll(filepath.Dir(s.path), 0o755) != nil {
		return false, nil
	}
	temporary, err := os.CreateTemp(filepath.Clean(dir), "."+name+".new-*") // mode 0600, for secret keys
	if err != nil {
		return false, nil // writing in place tells what is wrong
	}
	file := temporary.Name()
	defer func() {
		for _, suffix := range append(journals(), "") {
			_ = os.Remove(file + suffix)
		}
	}()
	if err := temporary.Close(); err != nil {
		return false, err
	}
	if err := s.copyTo(ctx, db, file); err != nil {
		return false, err
	}
	for _, suffix := range journals() {
		if _, err := os.Lstat(s.path + suffix); !errors.Is(err, os.ErrNotExist) {
			return false, nil // SQLite discards a deleted store's journal only if the new file is empty
		}
	}
	linked := os.Link(file, s.path)
	if linked == nil {
		return true, nil
	}
	made, e1 := os.Stat(file)
	there, e2 := os.Stat(s.path)
	// A network file system can create the link and lose the answer.
	return e1 == nil && e2 == nil && os.SameFile(made, there), nil
}

// journals returns the suffixes of the files in which SQLite keeps changes that are not in the database file yet.
func journals() []string { return []string{"-wal", "-journal", "-shm"} }

// copyTo copies the database to an empty file and switches that to WAL mode, which fails once several processes use it.
func (s *sqlite) copyTo(ctx context.Context, db *sql.DB, file string) (err error) {
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", address(file)); err != nil {
		return err
	}
	copied := sql.OpenDB(prepared.Connector{Of: s.driver, Name: dsn(file, "immediate")})
	defer func() { err = errors.Join(err, copied.Close()) }()
	_, err = copied.ExecContext(ctx, "PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = WAL")
	return err
}
