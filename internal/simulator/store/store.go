// Package store keeps tenants, facts and rows in SQL: an SQLite file that several processes may use at once.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sethvargo/go-retry"
	_ "modernc.org/sqlite" // the driver: pure Go, so that the provider builds for every platform
)

// ErrMissing is returned by Read when the store has not been written yet. Nothing was created.
var ErrMissing = errors.New("the store does not exist yet")

// Store is one SQLite file. It is opened by the first call that needs it; a read never creates it.
type Store struct {
	path string

	mu     sync.Mutex
	opened os.FileInfo // the file behind the handles
	reader *sql.DB
	writer *sql.DB
	ready  bool // migrated, so that writing can begin
}

// New is a Store on a file. Nothing is opened or created yet.
func New(path string) *Store { return &Store{path: path} }

// Path is the file's path as it was given.
func (s *Store) Path() string { return s.path }

// Close closes the file; the next call opens it again.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.close()
}

func (s *Store) close() error {
	var errs []error
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	s.reader, s.writer, s.opened, s.ready = nil, nil, nil, false
	return errors.Join(errs...)
}

// Read runs f in a read transaction, which sees one state of the store and blocks nobody. ErrMissing when there is no store.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	return s.again(ctx, func(ctx context.Context) error {
		db, err := s.open(ctx, false)
		if err != nil {
			return err
		}
		return inTx(ctx, db, f)
	})
}

// Write runs f in the store's only write transaction and commits it; an error of f rolls everything back. f may run more than once.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	return s.again(ctx, func(ctx context.Context) error {
		db, err := s.open(ctx, true)
		if err != nil {
			return err
		}
		return inTx(ctx, db, f)
	})
}

// patience bounds the wait for other processes' transactions. The waits are short and random, because SQLite's own busy handler starves writers.
const patience = 20 * time.Second

func (s *Store) again(ctx context.Context, f func(context.Context) error) error {
	wait := retry.BackoffFunc(func() (time.Duration, bool) {
		return 200*time.Microsecond + rand.N(3*time.Millisecond), false
	})
	err := retry.Do(ctx, retry.WithMaxDuration(patience, wait), func(ctx context.Context) error {
		err := f(ctx)
		if isBusy(err) {
			return retry.RetryableError(err)
		}
		return err
	})
	return s.explain(err)
}

func inTx(ctx context.Context, db *sql.DB, f func(*Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(&Tx{tx: tx, ctx: ctx}); err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return err
	}
	return tx.Commit()
}

// open hands out the reading or the writing handle, and opens the file anew when another one lies at its path.
func (s *Store) open(ctx context.Context, write bool) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info, err := os.Stat(s.path)
	if err == nil && s.opened != nil && !os.SameFile(info, s.opened) || err != nil && s.opened != nil {
		_ = s.close() // its file has gone: nothing of it can be lost any more
	}
	switch {
	case errors.Is(err, os.ErrNotExist) && !write:
		return nil, ErrMissing
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil, err
	case err == nil && info.IsDir():
		return nil, &os.PathError{Op: "open", Path: s.path, Err: errors.New("is a directory")}
	case err == nil && !write && info.Size() == 0:
		return nil, ErrMissing // another process is creating it
	}
	if write && !s.ready {
		if err := s.prepare(ctx); err != nil {
			_ = s.close()
			return nil, err
		}
	}
	if write {
		return s.writer, nil
	}
	return s.readHandle(ctx)
}

func (s *Store) prepare(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o755); err != nil {
		return err
	}
	if s.writer == nil {
		db, err := sql.Open("sqlite", dsn(s.path, "immediate"))
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(1)
		s.writer = db
	}
	if err := s.recognise(ctx, s.writer); err != nil && !errors.Is(err, ErrMissing) {
		return err
	}
	if err := migrate(ctx, s.writer); err != nil {
		return err
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	s.opened, s.ready = info, true
	return nil
}

func (s *Store) readHandle(ctx context.Context) (*sql.DB, error) {
	if s.reader == nil {
		db, err := sql.Open("sqlite", dsn(s.path, "deferred"))
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(4)
		if err := s.recognise(ctx, db); err != nil {
			_ = db.Close()
			return nil, err
		}
		s.reader = db
		if s.opened == nil {
			if s.opened, err = os.Stat(s.path); err != nil {
				return nil, err
			}
		}
	}
	return s.reader, nil
}

// dsn: WAL, so that readers do not wait for writers; NORMAL, which a process's death cannot hurt; no busy handler, see again.
func dsn(path, txlock string) string {
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(0)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(ON)&_txlock=%s", escape(path), txlock)
}
