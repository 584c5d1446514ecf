package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

var errForeign = errors.New("it holds another program's data")

type newerError struct{ have, latest int64 }

func (e *newerError) Error() string {
	return fmt.Sprintf("its schema has version %d, this version knows %d", e.have, e.latest)
}

func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

func isBusy(err error) bool {
	var raced *racedError
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED || errors.As(err, &raced) && code != sqlite3.SQLITE_FULL && code != sqlite3.SQLITE_IOERR
}

// explain turns the store's own errors into refusals that name the file and what to do; everything else passes as it is.
func (s *Store) explain(err error) error {
	var refusal *lifecycle.Refusal
	var newer *newerError
	var path *os.PathError
	refuse := func(code, format string, args ...any) error {
		return &lifecycle.Refusal{Code: code, Message: fmt.Sprintf("the store %s "+format, append([]any{s.path}, args...)...)}
	}
	switch {
	case err == nil, errors.As(err, &refusal), errors.Is(err, ErrMissing), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errForeign):
		return refuse(lifecycle.CodeStoreForeign, "is not a store of the simulator (%v); choose another path", err)
	case errors.As(err, &newer):
		return refuse(lifecycle.CodeStoreNewer, "was written by a newer version (%v); update the provider or choose another path", err)
	case errors.As(err, &path):
		return refuse(lifecycle.CodeStoreUnusable, "cannot be used: %v", path.Err)
	case isBusy(err):
		return refuse(lifecycle.CodeStoreBusy, "stayed locked by other processes for %s; nothing was stored, try again", patience)
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_NOTADB:
		return refuse(lifecycle.CodeStoreForeign, "is not a store of the simulator (not an SQLite file); choose another path")
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return refuse(lifecycle.CodeStoreFull, "cannot grow (%v): the disk is full or files are limited in size; nothing was stored", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_AUTH:
		return refuse(lifecycle.CodeStoreUnusable, "cannot be used: %v", err)
	}
	return err
}
