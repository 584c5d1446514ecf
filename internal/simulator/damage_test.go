package simulator_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the store's own driver, for what is done to it from outside
	_ "modernc.org/sqlite"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

// outside is the store's database in the hands of somebody else.
func outside(t *testing.T, at string) *sql.DB {
	t.Helper()
	driver, address := "sqlite", "file:"+at
	if engine.IsURL(at) {
		driver, address = "pgx", at
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// edit changes the JSON of a row as somebody with an editor would, and drops its digest as rows of earlier versions
// have none.
func edit(t *testing.T, db *sql.DB, table, column string, change func(map[string]any)) {
	t.Helper()
	var text string
	if err := db.QueryRow("SELECT MAX(" + column + ") FROM " + table).Scan(&text); err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		t.Fatal(err)
	}
	delete(body, "digest")
	change(body)
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, "UPDATE "+table+" SET "+column+" = $1 WHERE "+column+" = $2", string(data), text)
}

func run(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	result, err := db.Exec(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s changed %d rows (%v)", query, n, err)
	}
}

// TestDamageIsTold by the calls that read the row, and by verify; calls that read others go on, and nothing panics.
func TestDamageIsTold(t *testing.T) {
	t.Parallel()
	var (
		all  = lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true, AllRenewals: true, AllJobs: true}
		text = func(table, was, is string) string {
			return "UPDATE " + table + " SET body = REPLACE(body, '" + was + "', '" + is + "')"
		}
		changing = func(change func(map[string]any)) func(*testing.T, *sql.DB, string) {
			//nolint:thelper // it is the test itself
			return func(t *testing.T, db *sql.DB, table string) { edit(t, db, table, "body", change) }
		}
		sentence = func(query string) func(*testing.T, *sql.DB, string) {
			return func(t *testing.T, db *sql.DB, _ string) { run(t, db, query) } //nolint:thelper // it is the test itself
		}
	)
	for name, tt := range map[string]struct {
		table  string
		damage func(*testing.T, *sql.DB, string)
		says   string
		whole  bool // whether every call of the project reads it
	}{
		"no JSON": {"packages", sentence("UPDATE packages SET body = 'x' || body"), "cannot be read", false},
		"half a row": {"assets", sentence("UPDATE assets SET body = SUBSTR(body, 1, 40)"),
			"cannot be read", false},
		"an empty row": {"orders", sentence("UPDATE orders SET body = ''"), "cannot be read", false},
		"another type": {"renewals", changing(func(b map[string]any) { b["operations"] = "none" }),
			"cannot be read", false},
		"a number changed": {"packages", sentence(text("packages", `"units":1,`, `"units":7,`)),
			"changed by something else", false},
		"a price changed": {"orders", sentence(text("orders", `"amount":9900`, `"amount":1`)),
			"changed by something else", false},
		"a name changed": {"assets", sentence(text("assets", `"Anna"`, `"Bob"`)),
			"changed by something else", false},
		"written anew": {"assets", sentence(text("assets", `"digest":`, `"digest": `)),
			"changed by something else", false},
		"negative units": {"packages", changing(func(b map[string]any) { b["units"], b["used"] = -1, -2 }),
			"-2 of its -1 units are used", false},
		"an end before the begin": {"packages", changing(func(b map[string]any) { b["months"] = -1 }),
			"it lasts -1 months", false},
		"sums": {"orders", changing(func(b map[string]any) { b["amount"] = 5 }),
			"and its amount is 0.05", false},
		"a word": {"renewals", changing(func(b map[string]any) { b["created"] = "0001-01-01T00:00:00Z" }),
			"it has no operation", false},
		"another column": {"packages", sentence("UPDATE packages SET pool = pool || 'x'"),
			"listed under the pool", false},
		"another owner": {"packages", sentence("UPDATE packages SET order_id = 'CS0'"),
			"listed under the order_id", false},
		"another id":            {"assets", sentence("UPDATE assets SET id = 'sim-asset-0'"), "its row is that of", false},
		"an asset missing":      {"assets", sentence("DELETE FROM assets"), "which is not there", false},
		"packages missing":      {"packages", sentence("DELETE FROM packages"), "which is not there", false},
		"orders missing":        {"orders", sentence("DELETE FROM orders"), "which is not there", false},
		"the tenant missing":    {"tenants", sentence("DELETE FROM tenants"), "no row of its own", true},
		"the tenant unreadable": {"tenants", sentence("UPDATE tenants SET body = '{'"), "cannot be read", true},
		"the tenant's balance": {"tenants", sentence(text("tenants", `"balance":-`, `"balance":-1`)),
			"changed by something else", true},
		"the tenant's clock": {"tenants", changing(func(b map[string]any) { b["clock"] = "sundial" }),
			`it has the clock "sundial"`, true},
		"the tenant's site": {"tenants", changing(func(b map[string]any) { b["site"] = "moon" }),
			"rules of the project demo cannot be read", true},
		"the tenant's policy": {"tenants", changing(func(b map[string]any) { b["own_policy"] = "grace: [" }),
			"rules of the project demo cannot be read", true},
		"the last fact missing": {"facts", sentence("DELETE FROM facts WHERE seq = (SELECT MAX(seq) FROM facts)"),
			"newest fact", true},
		"all facts missing": {"facts", sentence("DELETE FROM facts"), "newest fact", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, simulator.Settings{})
			_, bought := c.buy(day0, yearly(voice, 1, false))
			asset, err := c.MakeAsset(ctx, at(day0), lifecycle.MakeAsset{PackageID: bought[0].ID, Kind: "voice_clone",
				Name: "Anna"})
			if err != nil {
				t.Fatal(err)
			}
			_, months := c.buy(day0, lifecycle.PlaceOrder{
				Items: []lifecycle.OrderRequestItem{
					{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1}}})
			if _, _, err := c.RenewAssets(ctx, at(day0),
				lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 1}}}); err != nil {
				t.Fatal(err)
			}
			c.look(day0, all)
			c.verify()
			db := outside(t, c.file)
			tt.damage(t, db, tt.table)
			fresh := cloud{Cloud: simulator.New(stores.Open(t, c.file),
				simulator.Options{Clock: func() time.Time { return day0 }})}

			_, err = fresh.Look(ctx, at(day0), all)
			told(t, err, tt.says)
			_, err = fresh.Look(ctx, at(day0), lifecycle.Selection{})
			if tt.whole {
				told(t, err, tt.says)
			} else if err != nil {
				t.Errorf("a call that does not read it: %v", err)
			}
			if tt.table == "packages" || tt.table == "assets" || tt.whole {
				_, _, err = fresh.RenewAssets(ctx, at(day0),
					lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 1}}})
				if tt.says == "its row is that of" || tt.says == "which is not there" && tt.table == "assets" {
					wantCode(t, err, lifecycle.CodeAssetNotFound)
				} else {
					told(t, err, "")
				}
			}
			if _, err := fresh.ReturnPackages(ctx, at(day0), lifecycle.ReturnPackages{
				PackageIDs: []string{months[0].ID}}); err == nil {
				t.Error("a spent package was returned")
			}
			v, err := fresh.Verify(ctx, "demo")
			if err != nil {
				told(t, err, "")
			} else if len(v.Differences) == 0 {
				t.Error("verify finds nothing")
			}
		})
	}
}

// told checks that a call was refused for damage, and says which.
func told(t *testing.T, err error, says string) {
	t.Helper()
	var r *lifecycle.Refusal
	if !errors.As(err, &r) || r.Code != lifecycle.CodeStoreDamaged || !strings.Contains(r.Message, says) ||
		!strings.Contains(r.Message, "simulator verify") {
		t.Errorf("got %v, want damage: %s", err, says)
	}
}

// TestDamagedFactsAreTold by what reads them.
func TestDamagedFactsAreTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ query, says string }{
		"unreadable":   {"UPDATE facts SET fact = '{' WHERE seq = 2", "fact 2 of the project demo cannot be read"},
		"unknown type": {"UPDATE facts SET fact = REPLACE(fact, 'order_placed', 'order_lost')", "cannot be read"},
		"changed":      {"UPDATE facts SET fact = REPLACE(fact, '9900', '9901')", "changed by something else"},
		"missing":      {"DELETE FROM facts WHERE seq = 2", "fact 3 of the project demo stands where fact 2 belongs"},
		"the first":    {"DELETE FROM facts WHERE seq = 1", "fact 2 of the project demo stands where fact 1 belongs"},
		"moved":        {"UPDATE facts SET seq = 0 WHERE seq = 1", "fact 1 of the project demo is listed as number 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, simulator.Settings{})
			c.buy(day0, yearly(voice, 1, false))
			run(t, outside(t, c.file), tt.query)
			_, err := c.Story(ctx, "demo", day0)
			told(t, err, tt.says)
			if v, err := c.Verify(ctx, "demo"); err != nil || len(v.Differences) == 0 {
				t.Errorf("verify finds %v (%v)", v.Differences, err)
			}
		})
	}
}

// TestRowsOfEarlierVersionsAreRead: they have no digest.
func TestRowsOfEarlierVersionsAreRead(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.buy(day0, yearly(voice, 1, false))
	db := outside(t, c.file)
	for table, column := range map[string]string{"orders": "body", "packages": "body", "tenants": "body",
		"facts": "fact"} {
		edit(t, db, table, column, func(map[string]any) {})
	}
	c.buy(day0, yearly(voice, 1, false))
	c.verify()
	c.story(day0.AddDate(2, 0, 0))
}
