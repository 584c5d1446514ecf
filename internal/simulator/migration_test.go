package simulator_test

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

// oldStore puts a store of schema 4 at a place: two tenants with policies of their own, one of them changed, and an
// account that has not been written to.
func oldStore(t *testing.T, place string) {
	t.Helper()
	file := place
	if engine.IsURL(place) {
		file = stores.File(t)
	}
	unpack(t, "testdata/store-v4.db.gz", file)
	if !engine.IsURL(place) {
		return
	}
	if err := simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }}).
		Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	from, to := outside(t, file), outside(t, place)
	for undo := range strings.SplitSeq(
		`DROP TABLE texts; DROP TABLE signatures; DROP TABLE faults; DROP TABLE fault_hits;
		ALTER TABLE access_keys DROP COLUMN edition; ALTER TABLE runs DROP COLUMN access_key;
		DELETE FROM goose_db_version WHERE version_id > 4; ALTER TABLE packages DROP COLUMN effective;
		ALTER TABLE receipts DROP COLUMN command; ALTER TABLE receipts DROP COLUMN id; DROP INDEX receipts_closed;
		CREATE INDEX receipts_open ON receipts (tenant, state, run); ALTER TABLE facts ADD COLUMN at BIGINT;
		ALTER TABLE facts ADD COLUMN type TEXT;
		ALTER TABLE facts ADD COLUMN subject TEXT; ALTER TABLE orders DROP COLUMN type;
		ALTER TABLE orders DROP COLUMN created; ALTER TABLE orders DROP COLUMN paid;
		ALTER TABLE orders DROP COLUMN completed; ALTER TABLE packages DROP COLUMN item;
		ALTER TABLE packages DROP COLUMN retry_amount; ALTER TABLE packages DROP COLUMN retry_until;
		ALTER TABLE packages DROP COLUMN code; ALTER TABLE packages DROP COLUMN period;
		ALTER TABLE packages DROP COLUMN lapses; ALTER TABLE packages DROP COLUMN returned;
		ALTER TABLE packages DROP COLUMN expires; ALTER TABLE packages DROP COLUMN units;
		ALTER TABLE packages DROP COLUMN used; ALTER TABLE packages ADD COLUMN expires_at BIGINT;
		CREATE INDEX packages_pool ON packages (tenant, pool);
		ALTER TABLE assets DROP COLUMN type; ALTER TABLE assets DROP COLUMN created;
		ALTER TABLE assets DROP COLUMN updated; ALTER TABLE assets DROP COLUMN name;
		ALTER TABLE assets DROP COLUMN app_user; ALTER TABLE training_jobs DROP COLUMN type;
		ALTER TABLE training_jobs DROP COLUMN deleted; ALTER TABLE training_jobs DROP COLUMN created;
		ALTER TABLE training_jobs DROP COLUMN name; ALTER TABLE training_jobs DROP COLUMN batch;
		ALTER TABLE assets ADD COLUMN package_id TEXT;
		CREATE INDEX assets_package ON assets (tenant, package_id);
		ALTER TABLE renewals DROP COLUMN latest;
		ALTER TABLE renewals ADD COLUMN seq BIGINT`, ";") {
		if _, err := to.Exec(undo); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"tenants", "facts", "orders", "packages", "assets", "renewals", "training_jobs",
		"receipts", "accounts", "access_keys", "runs"} {
		copyRows(t, from, to, table)
	}
}

func unpack(t *testing.T, from, file string) {
	t.Helper()
	packed, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyRows(t *testing.T, from, to *sql.DB, table string) {
	t.Helper()
	rows, err := from.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	cells, at, marks := make([]any, len(columns)), make([]any, len(columns)), make([]string, len(columns))
	for i := range cells {
		at[i], marks[i] = &cells[i], fmt.Sprint("$", i+1)
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")",
			cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestAStoreOfBeforeIsCarriedOver: its rules, rows and facts say what they said, each text stands once, and what no
// query reads is no column.
func TestAStoreOfBeforeIsCarriedOver(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		oldStore(t, place)
		c := cloud{simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }}), t, place}
		for tenant, facts := range map[string]int{"demo": 33, "held": 3} {
			v, err := c.Verify(ctx, tenant)
			if c.ok(err); len(v.Differences) > 0 || v.Facts != facts {
				t.Errorf("%s: %d facts, %v", tenant, v.Facts, v.Differences)
			}
		}
		w := c.look(day0, lifecycle.Selection{AllPackages: true, AllOrders: true, AllAssets: true, AllRenewals: true,
			AllJobs: true})
		if w.Policy.Version != "own 2" || w.Policies[0].Policy.Version != "own 1" || w.Policy.TrainingDays.Value != 3 ||
			len(w.Packages) != 4 || len(w.Assets) != 2 || len(w.Renewals) != 1 || len(w.Jobs) != 2 {
			t.Errorf("the tenant has the policies %q and %q, %d packages, %d assets, %d renewals, %d jobs",
				w.Policies[0].Policy.Version, w.Policy.Version, len(w.Packages), len(w.Assets), len(w.Renewals), len(w.Jobs))
		}
		assets := lifecycle.AssetList{Limit: 9}
		jobs := lifecycle.JobList{Limit: 9, Types: append(lifecycle.VoiceJobs(), lifecycle.ImageJob)} // one was deleted
		for _, list := range []struct{ got, want lifecycle.Listed }{
			{c.look(day0, lifecycle.Selection{AssetList: &assets}).Listed, assets.Cut(w.AssetList())},
			{c.look(day0, lifecycle.Selection{JobList: &jobs}).Listed, jobs.Cut(w.JobList())},
		} {
			if diff := cmp.Diff(list.want, list.got); diff != "" || list.got.Rows == 0 {
				t.Error("a list of rows of before:", diff)
			}
		}
		c.ok(c.SignService(ctx, simulator.Call{Tenant: "waiting", At: day0}))
		if w, err := c.Look(ctx, simulator.Call{Tenant: "waiting", At: day0}, lifecycle.Selection{}); err != nil ||
			w.Policy.Version != "own 1" {
			t.Errorf("the account that nobody had written to got other rules: %v", err)
		}
		db := outside(t, place)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM texts":                                          2,
			"SELECT COUNT(*) FROM tenants WHERE body LIKE '%grace_days:%'":        0,
			"SELECT COUNT(*) FROM accounts WHERE body LIKE '%grace_days:%'":       0,
			"SELECT COUNT(*) FROM facts WHERE fact LIKE '%grace_days:%'":          0,
			"SELECT COUNT(*) FROM tenants WHERE body LIKE '%own_policy%sha256:%'": 3,
		} {
			var n int
			if err := db.QueryRow(query).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d, want %d, %v", query, n, want, err)
			}
		}
		if _, err := db.Exec("SELECT expires_at FROM packages"); err == nil {
			t.Error("packages still has the column expires_at")
		}
	})
}

// TestDailyAttemptsOfAStoreOfBeforeGoOnAsRetries: a store in which every failed attempt was a fact is read as it is.
// What still fails in it becomes one more fact, and a deposit is heeded at the next charge hour.
func TestDailyAttemptsOfAStoreOfBeforeGoOnAsRetries(t *testing.T) {
	t.Parallel()
	file := stores.File(t)
	unpack(t, "testdata/store-v14.db.gz", file)
	c := cloud{simulator.New(stores.Open(t, file), simulator.Options{Clock: func() time.Time { return day0 }}), t, file}
	c.verify()
	w := c.look(day0.AddDate(2, 0, 0), lifecycle.Selection{AllPackages: true})
	head := w.Tenant.Head
	if len(w.Packages) != 3 {
		t.Fatalf("the store has %d packages", len(w.Packages))
	}
	before := c.story(head)
	c.ok(c.SignAutoPay(ctx, at(head.AddDate(0, 0, 5)), false))
	after := strings.TrimPrefix(c.story(time.Time{}), before)
	if strings.Count(after, "auto_renewal_failed") != 2 || strings.Count(after, "4 more attempts failed, daily") != 2 {
		t.Errorf("in five days the two packages made\n%s", after)
	}
	c.ok(c.Deposit(ctx, at(head.AddDate(0, 0, 5)), 500_00))
	w = c.look(head.AddDate(0, 0, 6), lifecycle.Selection{AllPackages: true})
	for _, p := range w.PackageList() {
		if p.ResourceSpecCode == voice && (len(p.Terms) != 2 || p.Failed != nil) {
			t.Errorf("a day after the deposit %s has %d terms", p.ID, len(p.Terms))
		}
	}
	c.ok(c.SignAutoPay(ctx, at(head.AddDate(0, 0, 6)), true))
	c.verify()
}
