package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/prepared"
)

// sqlite is a store in one file.
type sqlite struct {
	path    string
	noPath  error // why the path cannot be a file's
	driver  driver.Driver
	schema  Schema
	writers *share.Places
	others  courtesy

	mu     sync.Mutex
	opened os.FileInfo // the file behind the handles
	reader *sql.DB
	writer *sql.DB
	ready  bool // migrated, so that writing can begin

	version int64 // SQLite's data_version when it was last read; zero if it was not
}

// SQLite is a store in the file at a path, opened by an SQLite driver.
func SQLite(path string, d driver.Driver, schema Schema) Engine {
	return &sqlite{path: path, noPath: CheckFile(path), driver: d, schema: schema, writers: share.New(1, 1)}
}

// applicationID marks the file as a store of the simulator: "MSS1".
const applicationID = 0x4d535331

func (s *sqlite) Options(bool) *sql.TxOptions { return nil } // every write transaction begins immediate, see dsn

const readConnections = 4

// Readers: who reads also decodes, so that a tenant has half of the connections, and of a small machine's processors.
func (s *sqlite) Readers() (total, each int) { return readConnections, readConnections / 2 }

// Clock: who uses the file is on its machine.
func (s *sqlite) Clock(context.Context, Statements) (time.Time, bool, error) {
	return time.Time{}, false, nil
}

// Turn: a file has one write transaction at a time. Tenants take turns, and so do processes.
func (s *sqlite) Turn(ctx context.Context, tenant string) (func(error), error) {
	release, err := s.writers.Take(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if s.others.wait(ctx) && s.othersWrote(ctx) {
		s.others.met()
	}
	return func(err error) {
		s.others.end(err != nil && s.Transient(err))
		release()
	}, nil
}

// othersWrote reports whether another process has written since the last call.
func (s *sqlite) othersWrote(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writer == nil || !s.ready {
		return false
	}
	before := s.version
	if err := s.writer.QueryRowContext(ctx, "PRAGMA data_version").Scan(&s.version); err != nil {
		return false // the write will say what is wrong
	}
	return before != 0 && before != s.version
}

// Claim has nothing to do.
func (s *sqlite) Claim(context.Context, *sql.Tx, string) error { return nil }

func (s *sqlite) Name() string { return s.path }

func (s *sqlite) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shut()
}

func (s *sqlite) shut() error {
	var errs []error
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	s.reader, s.writer, s.opened, s.ready, s.version = nil, nil, nil, false, 0
	return errors.Join(errs...)
}

// Handle opens the file again when another one lies at its path.
func (s *sqlite) Handle(ctx context.Context, write bool) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noPath != nil {
		return nil, &lifecycle.Refusal{Code: lifecycle.CodeStoreUnusable, Message: "a store must be named by the path of " +
			"a file: " + s.noPath.Error()}
	}
	info, err := os.Stat(s.path)
	if err == nil && s.opened != nil && !os.SameFile(info, s.opened) || err != nil && s.opened != nil {
		_ = s.shut() // its file has gone: nothing of it can be lost
	}
	if err := usable(s.path, info, err); err != nil {
		return nil, err
	}
	switch {
	case err != nil && !write:
		return nil, ErrMissing
	case err == nil && !write && info.Size() == 0:
		return nil, ErrMissing // another process is creating it
	}
	if write && !s.ready {
		if err := s.prepare(ctx); err != nil {
			_ = s.shut()
			return nil, err
		}
	}
	if write {
		return s.writer, nil
	}
	return s.readHandle(ctx)
}

func (s *sqlite) prepare(ctx context.Context) error {
	if err := s.touch(); err != nil {
		return err
	}
	if s.writer == nil {
		db := sql.OpenDB(prepared.Connector{Of: s.driver, Name: dsn(s.path, "immediate")})
		db.SetMaxOpenConns(1)
		s.writer = db
	}
	if _, err := s.recognise(ctx, s.writer); err != nil && !errors.Is(err, ErrMissing) {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	s.opened, s.ready = info, true
	return nil
}

// touch creates an empty file if Create could not link one. Only its user can read it, because it can hold secret keys.
// An existing file stays as it is.
func (s *sqlite) touch() error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrPermission) {
		return nil // SQLite says better what cannot be done with it
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *sqlite) readHandle(ctx context.Context) (*sql.DB, error) {
	if s.reader == nil {
		db := sql.OpenDB(prepared.Connector{Of: s.driver, Name: dsn(s.path, "deferred")})
		db.SetMaxOpenConns(readConnections)
		have, err := s.recognise(ctx, db)
		if err != nil {
			_ = db.Close()
			return nil, err
		}
		s.reader = db
		if s.opened == nil {
			if s.opened, err = os.Stat(s.path); err != nil {
				return nil, err
			}
		}
		if have < s.schema.Latest { // an older version's file: no fact changes, but what reads look for must be there
			if err := s.prepare(ctx); err != nil {
				_ = s.shut()
				return nil, err
			}
		}
	}
	return s.reader, nil
}

// dsn: WAL, so that readers do not wait for writers; NORMAL, which a process's death cannot hurt; no busy handler, see
// store.Store.again; temporary pages in memory, because each statement of many rows keeps what it changes there.
func dsn(path, txlock string) string {
	return fmt.Sprintf("%s?_pragma=busy_timeout(0)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(ON)&"+
		"_pragma=temp_store(MEMORY)&_txlock=%s", address(path), txlock)
}

// address returns the SQLite address of a path, with the characters escaped that have a meaning in addresses.
func address(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// migrate brings the schema to this version. Several processes may try at once: the loser's error is a busy one, or it
// finds the tables there and tries again.
func (s *sqlite) migrate(ctx context.Context) error {
	db := s.writer
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
			return err
		}
	}
	if have, err := version(ctx, db); err == nil && have == s.schema.Latest {
		return nil
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if err := s.schema.Up(ctx, goose.DialectSQLite3, db); err != nil {
		if have, e := version(ctx, db); e == nil && have == s.schema.Latest {
			return nil // another process was faster
		}
		return &racedError{err}
	}
	return nil
}

// recognise refuses a file that is not a store of the simulator, or one of a newer version. ErrMissing: it is still
// empty.
func (s *sqlite) recognise(ctx context.Context, db *sql.DB) (have int64, err error) {
	var id, tables, registry int64
	// The mark is written before the first table, so it is read after them: another process may be creating the store.
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*), COUNT(CASE WHEN name = 'goose_db_version' THEN 1 END) FROM "+
		"sqlite_master").
		Scan(&tables, &registry); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, err
	}
	switch {
	case tables == 0 && (id == 0 || id == applicationID):
		return 0, ErrMissing
	case id != applicationID:
		return 0, errForeign
	case registry == 0:
		return 0, ErrMissing // another process is creating it
	}
	return s.schema.known(ctx, db)
}
