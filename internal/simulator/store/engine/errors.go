package engine

import (
	"context"
	"errors"
	"fmt"
	"os"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func sqliteCode(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

func (s *sqlite) Transient(err error) bool {
	var raced *racedError
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED || errors.As(err, &raced) &&
		code != sqlite3.SQLITE_FULL && code != sqlite3.SQLITE_IOERR
}

// asItIs reports whether an error needs no explanation by the engine.
func asItIs(err error) bool {
	var refusal *lifecycle.Refusal
	return err == nil || errors.As(err, &refusal) || errors.Is(err, ErrMissing) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}

func refuse(name, code, format string, args ...any) error {
	return &lifecycle.Refusal{Code: code, Message: fmt.Sprintf("the store %s "+format, append([]any{name}, args...)...)}
}

// explainAny explains what every engine can meet; nil if it is something else.
func explainAny(name string, err error) error {
	var newer *newerError
	switch {
	case errors.Is(err, errForeign):
		return refuse(name, lifecycle.CodeStoreForeign, "is not a store of the simulator (%v); choose another path", err)
	case errors.As(err, &newer):
		return refuse(name, lifecycle.CodeStoreNewer, "was written by a newer version (%v); update the provider or choose "+
			"another path", err)
	}
	return nil
}

func (s *sqlite) Explain(err error) error {
	if asItIs(err) {
		return err
	}
	if known := explainAny(s.path, err); known != nil {
		return known
	}
	var path *os.PathError
	switch {
	case errors.As(err, &path):
		return refuse(s.path, lifecycle.CodeStoreUnusable, "cannot be used: %v", path.Err)
	case s.Transient(err):
		return refuse(s.path, lifecycle.CodeStoreBusy, "stayed locked by other processes for %s; nothing was stored, try "+
			"again", Patience)
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_NOTADB:
		return refuse(s.path, lifecycle.CodeStoreForeign, "is not a store of the simulator (not an SQLite file); choose "+
			"another path")
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return refuse(s.path, lifecycle.CodeStoreFull, "cannot grow (%v): the disk is full or files are limited in size; "+
			"nothing was stored", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_AUTH:
		return refuse(s.path, lifecycle.CodeStoreUnusable, "cannot be used: %v", err)
	}
	return err
}
