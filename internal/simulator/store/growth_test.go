package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

// counted is a simulated cloud over a store whose work is counted.
type counted struct {
	*simulator.Cloud
	t     *testing.T
	at    string
	count *counter
}

func newCounted(t *testing.T) counted {
	t.Helper()
	at := stores.File(t)
	c := &counter{Driver: &sqlite.Driver{}}
	st := store.NewWith(c, at)
	t.Cleanup(func() { _ = st.Close() })
	return counted{simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 },
		Alive: func(string) bool { return true }}), t, at, c}
}

func (c counted) do(call simulator.Call, command lifecycle.Command) string {
	c.t.Helper()
	call.Tenant, call.At = "demo", day0
	done, err := c.Do(ctx, call, command)
	if err != nil {
		c.t.Fatal(err)
	}
	return done.ID()
}

// buy places and pays an order for some voices.
func (c counted) buy(call simulator.Call, n int32) (order string) {
	c.t.Helper()
	order = c.do(call, voices(n))
	c.do(simulator.Call{}, lifecycle.PayOrder{OrderID: order})
	return order
}

func voices(n int32) lifecycle.PlaceOrder {
	return lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{ResourceSpecCode: voice, PeriodType: site.Yearly,
		PeriodNum: 1, Quantity: n}}}
}

const voice = "hws.resource.type.metastudio.modeling.voice.onebasic"

// sameWork fails if a bigger account makes more work. The numbers in a tenant's row have more digits there.
func sameWork(t *testing.T, small, big work) {
	t.Helper()
	const digits = 100
	if big.rows != small.rows || big.bytes > small.bytes+digits || big.written != small.written {
		t.Errorf("%d rows and %d bytes are read and %d statements write; in the small account %d, %d and %d", big.rows,
			big.bytes, big.written, small.rows, small.bytes, small.written)
	}
}

// TestAPageReadsItsOwnRows: of 100 packages and of 10,000, and no query goes through a table or sorts one.
func TestAPageReadsItsOwnRows(t *testing.T) {
	t.Parallel()
	page := lifecycle.PackageList{Statuses: lifecycle.NotGone(), Offset: 10, Limit: 20,
		Rows: func(site.Product, site.PeriodType) int { return 1 }}
	reads := map[string]lifecycle.Selection{
		"packages":          {PackageList: &page},
		"packages of any":   {PackageList: &lifecycle.PackageList{Limit: 20}},
		"the last packages": {PackageList: &lifecycle.PackageList{Offset: 80, Limit: 20}},
		"orders":            {OrderList: &lifecycle.OrderList{Limit: 2}},
		"the oldest orders": {OrderList: &lifecycle.OrderList{Limit: 2, OldestFirst: true}},
		"orders to be paid": {OrderList: &lifecycle.OrderList{Limit: 2,
			Statuses: []lifecycle.OrderStatus{lifecycle.OrderPendingPayment}}},
		"sums":   {Tally: &page},
		"assets": {AssetList: &lifecycle.AssetList{Limit: 2}},
		"assets by a name": {AssetList: &lifecycle.AssetList{Limit: 2, Offset: 2, Name: "nn", NewestFirst: true,
			Types: []string{"VOICE_MODEL"}}},
		"assets by their updates": {AssetList: &lifecycle.AssetList{Limit: 2, ByUpdate: true}},
		"jobs":                    {JobList: &lifecycle.JobList{Limit: 2, Types: lifecycle.VoiceJobs()}},
		"the newest jobs of a name": {JobList: &lifecycle.JobList{Limit: 2, Types: lifecycle.VoiceJobs(), Name: "nn",
			NewestFirst: true}},
		"pools":              {Pools: true, PoolSpends: true},
		"nothing but itself": {},
	}
	measure := func(t *testing.T, orders int) map[string]work {
		t.Helper()
		c := newCounted(t)
		c.do(simulator.Call{}, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{
			ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: site.Monthly, PeriodNum: 1, Quantity: 3}}})
		for range orders {
			c.buy(simulator.Call{}, 10)
		}
		w, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, lifecycle.Selection{PackageList: &page})
		if err != nil {
			t.Fatal(err)
		}
		for i := range orders {
			if i < 10 || i%10 == 0 {
				c.do(simulator.Call{}, lifecycle.CreateTrainingJob{Type: lifecycle.BasicVoiceJob,
					Details: lifecycle.JobDetails{Name: "Anna"}})
			}
			if i < 10 {
				c.do(simulator.Call{}, lifecycle.MakeAsset{PackageID: w.Listed.IDs[i], Kind: "voice_clone", Name: "Anna"})
			}
		}
		look := func(want lifecycle.Selection) {
			if _, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, want); err != nil {
				t.Fatal(err)
			}
		}
		look(lifecycle.Selection{}) // the first one also finds out the version of the schema
		made := map[string]work{}
		if _, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, lifecycle.Selection{}); err != nil {
			t.Fatal(err) // the first read opens the file
		}
		for name, want := range reads {
			made[name] = c.count.during(func() { look(want) })
			for _, walk := range made[name].with(t, c.at, "SCAN packages", "SCAN orders", "SCAN renewals",
				"SCAN assets", "SCAN training_jobs", "TEMP B-TREE") {
				t.Errorf("%s: %s", name, walk)
			}
		}
		return made
	}
	var small, big map[string]work
	t.Run("small", func(t *testing.T) { small = measure(t, 10) })
	t.Run("big", func(t *testing.T) { big = measure(t, 1000) })
	for name := range reads {
		t.Run(name, func(t *testing.T) { sameWork(t, small[name], big[name]) })
	}
}

// TestACreateReadsItsOwnReceipts: by a run that has made 10 things for its state, and by one that has made 1,000; and
// no query passes over all receipts of an account or of a state.
func TestACreateReadsItsOwnReceipts(t *testing.T) {
	t.Parallel()
	whole := []string{"SCAN receipts", "receipts (tenant=?)", "receipts_of_runs (tenant=? AND state=?)",
		"receipts_closed (tenant=? AND state=?)"}
	measure := func(t *testing.T, before int) (order, asset work) {
		t.Helper()
		c := newCounted(t)
		call := func(token string) simulator.Call {
			return simulator.Call{Token: token, State: "here", Run: "command.1",
				Command: simulator.Command{Unlocked: time.Minute}}
		}
		for i := range before {
			c.buy(call(fmt.Sprint("before ", i)), 1)
		}
		last := ""
		order = c.count.during(func() { last = c.buy(call("now"), 1) })
		w, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, lifecycle.Selection{Orders: []string{last}})
		if err != nil {
			t.Fatal(err)
		}
		make1 := lifecycle.MakeAsset{PackageID: w.Orders[last].Resources()[0], Kind: "voice_clone", Name: "Anna"}
		asset = c.count.during(func() { c.do(call("and now"), make1) })
		for _, walk := range append(order.with(t, c.at, whole...), asset.with(t, c.at, whole...)...) {
			t.Error(walk)
		}
		return order, asset
	}
	var small, big [2]work
	t.Run("small", func(t *testing.T) { small[0], small[1] = measure(t, 10) })
	t.Run("big", func(t *testing.T) { big[0], big[1] = measure(t, 1000) })
	for i, name := range []string{"order", "asset"} {
		t.Run(name, func(t *testing.T) { sameWork(t, small[i], big[i]) })
	}
}

// TestNothingAheadIsNotLookedFor: a read asks for its account and its rows, and for what is due or unpaid only if the
// account has something of the kind.
func TestNothingAheadIsNotLookedFor(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	order := c.buy(simulator.Call{}, 1)
	queries := func(at time.Time) int {
		t.Helper()
		done := c.count.during(func() {
			w, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: at}, lifecycle.Selection{Orders: []string{order}})
			if err != nil || len(w.Packages) != 1 {
				t.Fatal(err, w)
			}
		})
		return len(done.queries)
	}
	queries(day0) // the first read opens the file
	if n := queries(day0); n != 3 {
		t.Errorf("%d queries, want those for the account, the order and its package", n)
	}
	c.do(simulator.Call{}, voices(1))
	if n := queries(day0); n != 4 {
		t.Errorf("%d queries with an unpaid order, want one more", n)
	}
	w, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, lifecycle.Selection{Orders: []string{order}})
	if err != nil {
		t.Fatal(err)
	}
	id := w.Orders[order].Resources()[0]
	c.do(simulator.Call{}, lifecycle.SetAutoRenew{PackageID: id, On: true})
	w, err = c.Look(ctx, simulator.Call{Tenant: "demo", At: day0.AddDate(2, 0, 0)}, lifecycle.Selection{
		Packages: []string{id}})
	if err != nil || len(w.Packages[id].Terms) != 3 {
		t.Fatal(err, w)
	}
}

// TestNoReadHoldsATransactionWhileItDecodesMoreThanAPage: whatever reads all of an account, or much of it, lets others
// read while it decodes.
func TestNoReadHoldsATransactionWhileItDecodesMoreThanAPage(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	const many = 12 // times 50: more than a page of each kind
	for i := range many {
		order := c.do(simulator.Call{}, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
			{ResourceSpecCode: voice, PeriodType: site.Yearly, PeriodNum: 1, Quantity: 50},
			{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: site.Monthly, PeriodNum: 1, Quantity: 50},
			{ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly,
				PeriodNum: 1, Quantity: 50, AutoRenew: true}}})
		c.do(simulator.Call{}, lifecycle.PayOrder{OrderID: order})
		w, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0}, lifecycle.Selection{Orders: []string{order}})
		if err != nil {
			t.Fatal(err)
		}
		for j, p := range w.PackageList()[:50] {
			c.do(simulator.Call{}, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: fmt.Sprint(i, " ", j)})
			c.do(simulator.Call{}, lifecycle.CreateTrainingJob{Type: lifecycle.BasicVoiceJob,
				Details: lifecycle.JobDetails{Name: fmt.Sprint(i, " ", j)}})
			c.do(simulator.Call{}, voices(1))
		}
	}
	// A page is decoded in a transaction, another one is fetched and decoded afterwards, with one more row to see whether
	// there are more. The tenant and its newest fact are JSON, too.
	const most = 2*500 + 1 + 2
	now := simulator.Call{Tenant: "demo", At: day0}
	later := simulator.Call{Tenant: "demo", At: day0.AddDate(0, 2, 0)}
	look := func(call simulator.Call, want lifecycle.Selection) func() error {
		return func() error {
			_, err := c.Look(ctx, call, want)
			return err
		}
	}
	for name, read := range map[string]func() error{
		"packages": look(now, lifecycle.Selection{AllPackages: true}),
		"assets":   look(now, lifecycle.Selection{AllAssets: true}),
		"jobs":     look(now, lifecycle.Selection{AllJobs: true}),
		"pools":    look(now, lifecycle.Selection{Pools: true}), // and unpaid orders
		"settled":  look(later, lifecycle.Selection{Pools: true}),
		"events": func() error {
			_, err := c.Story(ctx, "demo", later.At)
			return err
		},
		"what comes": func() error {
			_, err := c.StoryAfter(ctx, "demo", day0, later.At)
			return err
		},
		"statement": func() error {
			_, err := c.Statement(ctx, "demo", time.Time{}, time.Time{})
			return err
		},
		"verification": func() error {
			_, err := c.Verify(ctx, "demo")
			return err
		},
		"forecast": func() error {
			_, err := c.Forecast(ctx, now, lifecycle.ForecastRequest{Until: day0.AddDate(0, 2, 0)})
			return err
		},
		"file": func() error {
			_, err := c.ExportTenant(ctx, "demo")
			return err
		},
	} {
		var err error
		made := c.count.during(func() { err = read() })
		t.Logf("%s: %d rows, at most %d of JSON in a transaction", name, made.rows, made.atOnce)
		if err != nil || made.atOnce > most {
			t.Errorf("%s: a transaction fetches %d rows, must be at most %d, %v", name, made.atOnce, most, err)
		}
	}
}

// TestListsOfAnAccountAreReadOneAtATime: however many are asked for at once, each counts along an index, and takes a
// processor for it.
func TestListsOfAnAccountAreReadOneAtATime(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.buy(simulator.Call{}, 1)
	var atWork, most, lists atomic.Int64
	c.count.asked = func(query string) {
		if strings.HasPrefix(query, "SELECT COUNT(*) FROM orders") {
			lists.Add(1)
			most.Store(max(most.Load(), atWork.Add(1)))
			time.Sleep(2 * time.Millisecond)
			atWork.Add(-1)
		}
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := c.Look(ctx, simulator.Call{Tenant: "demo", At: day0},
				lifecycle.Selection{OrderList: &lifecycle.OrderList{Limit: 2}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 1 || lists.Load() != 10 {
		t.Errorf("%d of %d lists were read at once", most.Load(), lists.Load())
	}
}
