// Package stores gives tests a store of each kind: an SQLite file, and a schema of a PostgreSQL server that the tests
// start by themselves.
package stores

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Each runs a test on an empty store of each kind.
func Each(t *testing.T, f func(t *testing.T, at string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, File(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t))
	})
}

// envKind runs every test that takes a New store on a kind of store: sqlite, which is the default, or postgres.
const envKind = "MSS_TEST_STORE"

// New is the place of a store that is not there yet, of the kind that the environment says.
func New(t testing.TB) string {
	t.Helper()
	switch kind := os.Getenv(envKind); kind {
	case "", "sqlite":
		return File(t)
	case "postgres":
		return Postgres(t)
	default:
		t.Fatalf("%s is %q, must be sqlite or postgres", envKind, kind)
		return ""
	}
}

// File is the path of an SQLite store that is not there yet.
func File(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), ".mss", "simulator.db")
}

// Postgres is the address of a store of its own on a PostgreSQL server, which the first caller starts. Without
// PostgreSQL's programs the test is skipped, and says so.
func Postgres(t testing.TB) string {
	t.Helper()
	socket, err := server()
	if err != nil {
		t.Fatalf("PostgreSQL does not start: %v", err)
	}
	if socket == "" {
		t.Skip("PostgreSQL's initdb and postgres are neither on the PATH nor where Debian puts them: this test needs them " +
			"(apt-get install postgresql)")
	}
	return address(socket) + fmt.Sprintf("&search_path=t%x", rand.Uint64())
}

func address(socket string) string {
	return fmt.Sprintf("postgres:///postgres?host=%s&port=5432&user=postgres&sslmode=disable", socket)
}

// Open opens a store, and closes it when the test ends.
func Open(t testing.TB, at string) *store.Store {
	t.Helper()
	st := store.New(at)
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}
