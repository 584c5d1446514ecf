package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// admin is a connection to the database beside the store.
func admin(t *testing.T, at string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func sqlExec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(ctx, query); err != nil {
		t.Fatal(err)
	}
}

// TestWritersOfATenantTakeTurnsAndTenantsRunSideBySide: two stores on one database stand for two servers.
func TestWritersOfATenantTakeTurnsAndTenantsRunSideBySide(t *testing.T) {
	t.Parallel()
	at := stores.Postgres(t)
	servers := []*store.Store{open(t, at), open(t, at)}
	if err := writeTenant(servers[0], "busy", 1); err != nil {
		t.Fatal(err)
	}
	holding, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := servers[0].Write(ctx, "busy", func(tx *store.Tx) error {
			close(holding)
			<-release
			return tx.PutReceipt("busy", store.Receipt{Operation: "o", Token: "first"})
		}); err != nil {
			t.Error(err)
		}
	})
	<-holding
	second := make(chan bool)
	go func() {
		var seen bool
		if err := servers[1].Write(ctx, "busy", func(tx *store.Tx) (err error) {
			_, seen, err = tx.Receipt("busy", "o", "first")
			return err
		}); err != nil {
			t.Error(err)
		}
		second <- seen
	}()
	// While one tenant's writers wait, another tenant is written to and everybody can read.
	if err := writeTenant(servers[1], "idle", 1); err != nil {
		t.Error(err)
	}
	if err := servers[1].Read(ctx, "demo", func(tx *store.Tx) error {
		_, seen, err := tx.Receipt("busy", "o", "first")
		if seen {
			t.Error("a reader sees what is not committed")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	select {
	case <-second:
		t.Error("two writers were inside one tenant at once")
	default:
	}
	close(release)
	if !<-second {
		t.Error("the second writer does not see what the first one committed")
	}
	wg.Wait()
}

// TestALongLineOfOneTenantLeavesConnectionsToOthers: more writers than a process has connections wait for one tenant.
func TestALongLineOfOneTenantLeavesConnectionsToOthers(t *testing.T) {
	t.Parallel()
	st := open(t, stores.Postgres(t))
	holding, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			if err := st.Write(ctx, "busy", func(*store.Tx) error {
				once.Do(func() { close(holding); <-release })
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	<-holding
	if err := writeTenant(st, "other", 1); err != nil {
		t.Error(err)
	}
	close(release)
	wg.Wait()
}

// TestABrokenConnectionBeforeTheCommitIsTriedAgain: nothing was stored by the first try.
func TestABrokenConnectionBeforeTheCommitIsTriedAgain(t *testing.T) {
	t.Parallel()
	at := stores.Postgres(t)
	st, db := open(t, at), admin(t, at)
	if err := writeTenant(st, "demo", 1); err != nil {
		t.Fatal(err)
	}
	tries := 0
	if err := st.Write(ctx, "demo", func(tx *store.Tx) error {
		if tries++; tries == 1 {
			if err := tx.PutReceipt("demo", store.Receipt{Operation: "o", Token: "lost"}); err != nil {
				return err
			}
			sqlExec(t, db, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = "+
				"(SELECT oid FROM pg_database WHERE datname = current_database()) AND objid = "+
				"(hashtextextended(current_schema() || '/demo', 0) & 4294967295)::oid")
		}
		return tx.PutReceipt("demo", store.Receipt{Operation: "o", Token: "kept"})
	}); err != nil || tries != 2 {
		t.Fatalf("%d tries, %v", tries, err)
	}
	if err := st.Read(ctx, "demo", func(tx *store.Tx) error {
		_, lost, err := tx.Receipt("demo", "o", "lost")
		_, kept, err2 := tx.Receipt("demo", "o", "kept")
		if lost || !kept {
			t.Errorf("the lost try's receipt is there: %t, the second one's: %t", lost, kept)
		}
		return errors.Join(err, err2)
	}); err != nil {
		t.Error(err)
	}
}

func TestPostgresRefusals(t *testing.T) {
	t.Parallel()
	at := stores.Postgres(t)
	read := func(at string) error {
		return open(t, at).Read(ctx, "demo", func(*store.Tx) error { return nil })
	}
	wantCode(t, read("postgres://us:secret@127.0.0.1:notaport/db"), lifecycle.CodeStoreUnusable,
		"postgres://user:password@host")
	wantCode(t, read("postgres://us:secret@127.0.0.1:1/db"), lifecycle.CodeStoreUnreachable, "us@127.0.0.1:1/db",
		"nothing was stored")
	wantCode(t, read(strings.Replace(at, "postgres:///postgres", "postgres:///nothere", 1)),
		lifecycle.CodeStoreUnusable, "3D000")
	for _, schema := range []string{`"$user",public`, "Team-A", "a;drop schema b", "pg_catalog", "a b", ""} {
		wantCode(t, read("postgres://us@127.0.0.1:1/db?search_path="+url.QueryEscape(schema)),
			map[bool]string{true: lifecycle.CodeStoreUnreachable, false: lifecycle.CodeStoreUnusable}[schema == ""])
	}
	wantCode(t, read("POSTGRES://us:secret@127.0.0.1:1/db"), lifecycle.CodeStoreUnreachable)
	for _, url := range []string{"postgres://us:secret@127.0.0.1:notaport/db", "postgres://us:secret@127.0.0.1:1/db",
		"postgres://127.0.0.1:1/db?password=secret&user=us"} {
		if err := read(url); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}

	db := admin(t, at)
	if err := writeTenant(open(t, at), "demo", 1); err != nil {
		t.Fatal(err)
	}
	sqlExec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)")
	wantCode(t, read(at), lifecycle.CodeStoreNewer, "version 99")
	sqlExec(t, db, "DELETE FROM goose_db_version WHERE version_id = 99")

	st := open(t, at)
	tenants := func() error {
		return st.Read(ctx, "demo", func(tx *store.Tx) error { _, err := tx.Tenants(); return err })
	}
	if err := tenants(); err != nil {
		t.Fatal(err)
	}
	sqlExec(t, db, "ALTER TABLE facts RENAME TO gone; ALTER TABLE tenants RENAME TO gone2")
	wantCode(t, tenants(), lifecycle.CodeStoreUnusable, "lost its tables")
	wantCode(t, tenants(), lifecycle.CodeStoreForeign)
}

// TestIdsThatNoEngineCanHoldAreUnknown: PostgreSQL has no NUL and no broken UTF-8, and SQLite would take both.
func TestIdsThatNoEngineCanHoldAreUnknown(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) { //nolint:thelper // it is the test itself
		st := open(t, at)
		if err := writeTenant(st, "demo", 1); err != nil {
			t.Fatal(err)
		}
		if err := st.Read(ctx, "demo", func(tx *store.Tx) error {
			w := lifecycle.NewWorld(lifecycle.Tenant{ID: "demo"}, nil, nil, time.Time{})
			for _, id := range []string{"\x00", "a\xffb", "'; DROP TABLE facts; --", strings.Repeat("x", 10_000)} {
				want := lifecycle.Selection{Orders: []string{id}, Packages: []string{id}, Assets: []string{id},
					Renewals: []string{id}, Jobs: []string{id}}
				if err := tx.Load(w, want); err != nil {
					return fmt.Errorf("%q: %w", id, err)
				}
				if _, known, err := tx.Key(id); known || err != nil {
					return fmt.Errorf("key %q: %t, %w", id, known, err)
				}
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}

// TestRowsOfAnOlderVersionAreReadAfterItsMigration: the file of the first version knows no accounts.
func TestRowsOfAnOlderVersionAreReadAfterItsMigration(t *testing.T) {
	t.Parallel()
	at := stores.File(t)
	if err := writeTenant(open(t, at), "demo", 1); err != nil {
		t.Fatal(err)
	}
	exec1(t, at, "ALTER TABLE facts ADD COLUMN at BIGINT; ALTER TABLE facts ADD COLUMN type TEXT; "+
		"ALTER TABLE facts ADD COLUMN subject TEXT; DROP TABLE orders; "+
		"CREATE TABLE orders (tenant TEXT, id TEXT, seq BIGINT, unpaid INTEGER, pay_by BIGINT, body TEXT, PRIMARY "+
		"KEY (tenant, id)); "+
		"CREATE INDEX orders_unpaid ON orders (tenant, unpaid, pay_by); "+
		"DROP TABLE packages; "+
		"CREATE TABLE packages (tenant TEXT, id TEXT, seq BIGINT, order_id TEXT, pool TEXT, expires_at BIGINT, "+
		"next_charge BIGINT, body TEXT, PRIMARY KEY (tenant, id)); "+
		"CREATE INDEX packages_pool ON packages (tenant, pool); "+
		"CREATE INDEX packages_next_charge ON packages (tenant, next_charge); "+
		"DROP TABLE assets; CREATE TABLE assets (tenant TEXT, id TEXT, seq BIGINT, package_id TEXT, body TEXT, "+
		"PRIMARY KEY (tenant, id)); "+
		"CREATE INDEX assets_package ON assets (tenant, package_id); DROP INDEX renewals_latest; "+
		"ALTER TABLE renewals DROP COLUMN latest; ALTER TABLE renewals ADD COLUMN seq BIGINT; DROP TABLE texts; "+
		"DROP INDEX receipts_of_runs; DROP INDEX receipts_closed; DROP INDEX receipts_id; "+
		"CREATE INDEX receipts_open ON receipts (tenant, state, run); ALTER TABLE receipts DROP COLUMN command; "+
		"ALTER TABLE receipts DROP COLUMN id; ALTER TABLE receipts DROP COLUMN closed_by; ALTER TABLE receipts "+
		"DROP COLUMN closed_at; "+
		"DROP TABLE training_jobs; DROP TABLE accounts; DROP TABLE access_keys; DROP TABLE runs; "+
		"DROP TABLE signatures; DROP TABLE faults; DROP TABLE fault_hits; "+
		"DELETE FROM goose_db_version WHERE version_id > 1")
	if err := open(t, at).Read(ctx, "demo", func(tx *store.Tx) error {
		_, there, err := tx.Tenant("demo")
		if !there {
			t.Error("the tenant has gone")
		}
		_, _, err2 := tx.Account("demo")
		return errors.Join(err, err2)
	}); err != nil {
		t.Error(err)
	}
}
