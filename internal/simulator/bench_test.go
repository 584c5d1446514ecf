package simulator_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// bareStore is the peer: an SQLite file with the same settings and one table.
func bareStore(b *testing.B) *sql.DB {
	b.Helper()
	file := filepath.Join(b.TempDir(), "bare.db")
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = db.Close() })
	if _, err := db.Exec("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)"); err != nil {
		b.Fatal(err)
	}
	return db
}

// perPeer reports how many times as long an operation took as the peer's, which runs as often in the same benchmark.
func perPeer(b *testing.B, unit string, peer func(i int)) {
	b.Helper()
	b.StopTimer()
	own := b.Elapsed()
	start := time.Now()
	for i := range b.N {
		peer(i)
	}
	b.ReportMetric(float64(own)/float64(time.Since(start)), unit)
}

// BenchmarkOrderAndPay is two writes of the simulated cloud, against two bare transactions that insert a row.
func BenchmarkOrderAndPay(b *testing.B) {
	st := store.New(filepath.Join(b.TempDir(), "simulator.db"))
	b.Cleanup(func() { _ = st.Close() })
	c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
	for b.Loop() {
		id, err := c.PlaceOrder(ctx, at(day0), yearly(voice, 1, false))
		if err == nil {
			err = c.PayOrder(ctx, at(day0), id, lifecycle.Choice{})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	db := bareStore(b)
	perPeer(b, "×two-bare-inserts", func(i int) {
		for range 2 {
			if _, err := db.Exec("INSERT INTO t (body) VALUES (?)", fmt.Sprintf("%01000d", i)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLookTwoYearsOn reads one of 100 packages that renew automatically every month, two years after the newest
// fact, against a bare SELECT.
func BenchmarkLookTwoYearsOn(b *testing.B) {
	st := store.New(filepath.Join(b.TempDir(), "simulator.db"))
	b.Cleanup(func() { _ = st.Close() })
	c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
	var items []lifecycle.OrderRequestItem
	for range 50 {
		items = append(items, lifecycle.OrderRequestItem{
			ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly, PeriodNum: 1,
			Quantity: 1, AutoRenew: true,
		})
	}
	var id string
	for range 2 {
		var err error
		if id, err = c.PlaceOrder(ctx, at(day0), lifecycle.PlaceOrder{Items: items}); err == nil {
			err = c.PayOrder(ctx, at(day0), id, lifecycle.Choice{})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	w, err := c.Look(ctx, at(day0), lifecycle.Selection{Orders: []string{id}})
	if err != nil {
		b.Fatal(err)
	}
	pkg := w.PackageList()[0].ID
	for b.Loop() {
		if _, err := c.Look(ctx, at(day0.AddDate(2, 0, 0)), lifecycle.Selection{Packages: []string{pkg}}); err != nil {
			b.Fatal(err)
		}
	}
	db := bareStore(b)
	if _, err := db.Exec("INSERT INTO t (body) VALUES ('x')"); err != nil {
		b.Fatal(err)
	}
	perPeer(b, "×bare-select", func(int) {
		var body string
		if err := db.QueryRow("SELECT body FROM t WHERE id = 1").Scan(&body); err != nil {
			b.Fatal(err)
		}
	})
}

// fleetOf is a cloud in which so many packages were bought.
func fleetOf(b *testing.B, packages int) cloud {
	b.Helper()
	st := store.New(filepath.Join(b.TempDir(), "simulator.db"))
	b.Cleanup(func() { _ = st.Close() })
	c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
	some := lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
		{ResourceSpecCode: voice, PeriodType: site.Yearly, PeriodNum: 1, Quantity: 100}}}
	for range packages / 100 {
		buy(b, c, at(day0), some)
	}
	return c
}

func buy(b *testing.B, c cloud, call simulator.Call, in lifecycle.PlaceOrder) {
	b.Helper()
	id, err := c.PlaceOrder(ctx, call, in)
	if err == nil {
		err = c.PayOrder(ctx, at(day0), id, lifecycle.Choice{})
	}
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkListPage reads the first page of 100 packages with their exact number, the newest 10 orders, what is used
// and the pools, of 100,000 packages and of 1,000.
func BenchmarkListPage(b *testing.B) {
	big, small := fleetOf(b, 100_000), fleetOf(b, 1000)
	page := lifecycle.PackageList{Statuses: lifecycle.NotGone(), Limit: 100,
		Rows: func(site.Product, site.PeriodType) int { return 1 }}
	for name, want := range map[string]lifecycle.Selection{
		"packages": {PackageList: &page}, "orders": {OrderList: &lifecycle.OrderList{Limit: 10}}, "usage": {Tally: &page},
		"quota": {Pools: true, PoolSpends: true},
	} {
		b.Run(name, func(b *testing.B) {
			read := func(c cloud) {
				if _, err := c.Look(ctx, at(day0), want); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				read(big)
			}
			perPeer(b, "×1000-packages", func(int) { read(small) })
		})
	}
}

// BenchmarkCreateAfterThousands orders and pays in the name of a run that has made 3,000 things for its state, and of
// one that has made ten.
func BenchmarkCreateAfterThousands(b *testing.B) {
	after := func(made int) func(i int) {
		st := store.New(filepath.Join(b.TempDir(), "simulator.db"))
		b.Cleanup(func() { _ = st.Close() })
		c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 },
			Alive: func(string) bool { return true }})}
		create := func(i int) {
			buy(b, c, simulator.Call{Tenant: "demo", At: day0, Token: fmt.Sprint("token-", i), State: "here", Run: "command.1"},
				yearly(voice, 1, false))
		}
		for i := range made {
			create(-i - 1)
		}
		return create
	}
	many, few := after(3000), after(10)
	for i := 0; b.Loop(); i++ {
		many(i)
	}
	perPeer(b, "×after-ten", few)
}

// envWriter tells a process of the benchmark's which store it writes to.
const envWriter = "MSS_BENCH_WRITER"

const writers, ordersOfWriter = 10, 100

// BenchmarkTenWriters lets ten processes order and pay in one file at once, each for its own account.
func BenchmarkTenWriters(b *testing.B) {
	if file := os.Getenv(envWriter); file != "" {
		writeOrders(b, file)
		return
	}
	var took []float64
	for b.Loop() {
		file := filepath.Join(b.TempDir(), "simulator.db")
		out := make([][]byte, writers)
		var wg sync.WaitGroup
		for n := range writers {
			wg.Go(func() {
				cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkTenWriters$",
					"-test.benchtime=1x", "-test.count=1")
				cmd.Env = append(os.Environ(), envWriter+"="+file, fmt.Sprint("MSS_BENCH_TENANT=tenant-", n))
				var err error
				if out[n], err = cmd.CombinedOutput(); err != nil {
					b.Errorf("%v\n%s", err, out[n])
				}
			})
		}
		wg.Wait()
		for _, found := range regexp.MustCompile(`took=(\S+)`).FindAllSubmatch(bytes.Join(out, nil), -1) {
			ms, err := strconv.ParseFloat(string(found[1]), 64)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, ms)
		}
	}
	if len(took) != b.N*writers*ordersOfWriter {
		b.Fatalf("%d orders were made", len(took))
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)*99/100], "ms-p99")
	b.ReportMetric(took[len(took)-1], "ms-worst")
}

// writeOrders is one of the processes: it prints how long each order took, in milliseconds.
func writeOrders(b *testing.B, file string) {
	b.Helper()
	st := store.New(file)
	b.Cleanup(func() { _ = st.Close() })
	c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
	call := simulator.Call{Tenant: os.Getenv("MSS_BENCH_TENANT"), At: day0}
	for range ordersOfWriter {
		begun := time.Now()
		id, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
		if err == nil {
			err = c.PayOrder(ctx, call, id, lifecycle.Choice{})
		}
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("took=%.3f\n", float64(time.Since(begun).Microseconds())/1000)
	}
}

// BenchmarkSettleAYear folds a year of monthly renewals of 1,000 packages in memory, against writing as many rows of
// JSON in one transaction.
func BenchmarkSettleAYear(b *testing.B) {
	st := store.New(filepath.Join(b.TempDir(), "simulator.db"))
	b.Cleanup(func() { _ = st.Close() })
	c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
	channels := lifecycle.PlaceOrder{}
	for range 50 {
		channels.Items = append(channels.Items, lifecycle.OrderRequestItem{
			ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly, PeriodNum: 1,
			Quantity: 1, AutoRenew: true,
		})
	}
	for range 20 {
		id, err := c.PlaceOrder(ctx, at(day0), channels)
		if err == nil {
			err = c.PayOrder(ctx, at(day0), id, lifecycle.Choice{})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	charges := 0
	i := 0
	for b.Loop() {
		i++ // another instant each time, so that nothing is remembered
		w, err := c.Look(ctx, at(day0.AddDate(1, 0, 0).Add(time.Duration(i)*time.Second)),
			lifecycle.Selection{AllOrders: true})
		if err != nil {
			b.Fatal(err)
		}
		charges = len(w.Orders)
	}
	db := bareStore(b)
	perPeer(b, "×bare-bulk-insert", func(int) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for range charges {
			if _, err := tx.Exec("INSERT INTO t (body) VALUES (?)", fmt.Sprintf("%0500d", i)); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	})
	b.ReportMetric(float64(charges), "charges/op")
}

// BenchmarkStoreAYear stores a year of monthly renewals of 1,000 packages, against inserting the same rows into a bare
// table by a prepared statement in one transaction.
func BenchmarkStoreAYear(b *testing.B) {
	dir := b.TempDir()
	begun := filepath.Join(dir, "begun.db")
	open := func(file string) (cloud, *store.Store) {
		st := store.New(file)
		return cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}, st
	}
	c, st := open(begun)
	channels := lifecycle.PlaceOrder{}
	for range 50 {
		channels.Items = append(channels.Items, lifecycle.OrderRequestItem{
			ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly,
			PeriodNum: 1, Quantity: 1, AutoRenew: true,
		})
	}
	for range 20 {
		id, err := c.PlaceOrder(ctx, at(day0), channels)
		if err == nil {
			err = c.PayOrder(ctx, at(day0), id, lifecycle.Choice{})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	content, err := os.ReadFile(begun)
	if err != nil {
		b.Fatal(err)
	}
	var last string
	i := 0
	for b.Loop() {
		b.StopTimer()
		i++
		last = filepath.Join(dir, fmt.Sprint(i, ".db"))
		if err := os.WriteFile(last, content, 0o600); err != nil {
			b.Fatal(err)
		}
		c, st := open(last)
		b.StartTimer()
		if _, err := c.PlaceOrder(ctx, at(day0.AddDate(1, 0, 0)), channels); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	var rows []string
	stored, err := sql.Open("sqlite", "file:"+last)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = stored.Close() }()
	for _, query := range []string{"SELECT fact FROM facts", "SELECT body FROM orders", "SELECT body FROM packages"} {
		rows = append(rows, texts(b, stored, query)...)
	}
	db := bareStore(b)
	perPeer(b, "×bare-bulk-insert", func(int) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		insert, err := tx.Prepare("INSERT INTO t (body) VALUES (?)")
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = insert.Close() }()
		for _, row := range rows {
			if _, err := insert.Exec(row); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	})
	b.ReportMetric(float64(len(rows)), "rows/op")
}

// texts are the only column of a query's rows.
func texts(b *testing.B, db *sql.DB, query string) (all []string) {
	b.Helper()
	found, err := db.Query(query)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var one string
		if err := found.Scan(&one); err != nil {
			b.Fatal(err)
		}
		all = append(all, one)
	}
	if err := found.Err(); err != nil {
		b.Fatal(err)
	}
	return all
}

// BenchmarkForecastFleet forecasts a year of 20,000 packages, and of 1,000.
func BenchmarkForecastFleet(b *testing.B) {
	big, small := fleetOf(b, 20_000), fleetOf(b, 1000)
	forecast := func(c cloud, want int) {
		f, err := c.Forecast(ctx, at(day0), lifecycle.ForecastRequest{Months: 14})
		if err != nil || len(f.Ends) != want {
			b.Fatal(len(f.Ends), err)
		}
	}
	for b.Loop() {
		forecast(big, 60_000) // grace, frozen and released of each
	}
	perPeer(b, "×1000-packages", func(int) { forecast(small, 3000) })
}
