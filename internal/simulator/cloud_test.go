package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const (
	voice   = "hws.resource.type.metastudio.modeling.voice.onebasic"
	channel = "hws.resource.type.metastudio.modeling.avatarlive.channel"
)

var (
	ctx  = context.Background()
	day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)
)

type cloud struct {
	*simulator.Cloud
	t    *testing.T
	file string
}

func newCloud(t *testing.T, settings simulator.Settings) cloud {
	t.Helper()
	file := stores.New(t)
	return cloud{simulator.New(stores.Open(t, file),
		simulator.Options{Clock: func() time.Time { return day0 }, Settings: settings}), t, file}
}

func at(when time.Time) simulator.Call { return simulator.Call{Tenant: "demo", At: when} }

func yearly(code string, n int32, autoRenew bool) lifecycle.PlaceOrder {
	return lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
		{ResourceSpecCode: code, PeriodType: site.Yearly, PeriodNum: 1, Quantity: n, AutoRenew: autoRenew}}}
}

// buy orders and pays and returns the packages that were delivered.
func (c cloud) buy(when time.Time, in lifecycle.PlaceOrder) (orderID string, packages []*lifecycle.Package) {
	c.t.Helper()
	id, err := c.PlaceOrder(ctx, at(when), in)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.PayOrder(ctx, at(when), id, lifecycle.Choice{}); err != nil {
		c.t.Fatal(err)
	}
	w := c.look(when, lifecycle.Selection{Orders: []string{id}})
	return id, w.PackageList()
}

func (c cloud) look(when time.Time, want lifecycle.Selection) *lifecycle.View {
	c.t.Helper()
	w, err := c.Look(ctx, at(when), want)
	if err != nil {
		c.t.Fatal(err)
	}
	return w
}

func (c cloud) verify() {
	c.t.Helper()
	v, err := c.Verify(ctx, "demo")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, d := range v.Differences {
		c.t.Error(d)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var r *lifecycle.Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("got %v, want a refusal with %s", err, code)
	}
}

func TestAReadMakesNoFactAndNoFile(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	if w := c.look(day0.AddDate(2, 0, 0), lifecycle.Selection{AllOrders: true, Pools: true}); len(w.Orders) != 0 {
		t.Errorf("an empty cloud shows %d orders", len(w.Orders))
	}
	if _, err := os.Stat(filepath.Dir(c.file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made the store's folder: %v", err)
	}
	_, packages := c.buy(day0, yearly(voice, 1, true))
	before := c.story(time.Time{})
	w := c.look(day0.AddDate(2, 0, 0), lifecycle.Selection{AllPackages: true, AllOrders: true})
	if got := len(w.Packages[packages[0].ID].Terms); got != 3 {
		t.Errorf("two years on the package has %d terms, want 3", got)
	}
	if after := c.story(time.Time{}); after != before {
		t.Errorf("a read at a later instant changed the events:\n%s\nto\n%s", before, after)
	}
	c.verify()
}

func (c cloud) story(until time.Time) string {
	c.t.Helper()
	events, err := c.Story(ctx, "demo", until)
	if err != nil {
		c.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range events {
		b.WriteString(e.At.Format(time.RFC3339) + " " + e.Type + " " + e.Subject + " " + e.Text + "\n")
	}
	return b.String()
}

func TestAReadAtAnInstantEqualsTheStateAfterAWriteAtIt(t *testing.T) {
	t.Parallel()
	balance := money.Amount(100_000)
	c := newCloud(t, simulator.Settings{OpeningBalance: &balance})
	c.buy(day0, yearly(voice, 3, true))
	for _, when := range []time.Time{day0.AddDate(0, 11, 25), day0.AddDate(1, 0, 20), day0.AddDate(2, 11, 25),
		day0.AddDate(3, 1, 0), day0.AddDate(9, 0, 0)} {
		want := lifecycle.Selection{AllOrders: true, AllPackages: true}
		before := c.look(when, want)
		if err := c.SignAutoPay(ctx, at(when), !before.Tenant.AutoPaySigned); err != nil {
			t.Fatal(err)
		}
		after := c.look(when, want)
		if before.Tenant.Balance != after.Tenant.Balance || rows(t, before.Packages) != rows(t, after.Packages) ||
			rows(t, before.Orders) != rows(t, after.Orders) {
			t.Errorf("at %v a read shows\n%s\nand after a write\n%s", when, rows(t, before.Packages), rows(t, after.Packages))
		}
	}
	c.verify()
}

func rows(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFactsAreOnlyEverAppended(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	_, packages := c.buy(day0, yearly(voice, 2, true))
	story := c.story(time.Time{})
	for name, deed := range map[string]func(when time.Time) error{
		"renew": func(when time.Time) error {
			_, err := c.RenewPackages(ctx, at(when), lifecycle.RenewPackages{PackageIDs: []string{packages[0].ID},
				PeriodType: site.Yearly, PeriodNum: 1})
			return err
		},
		"return": func(when time.Time) error {
			_, err := c.ReturnPackages(ctx, at(when), lifecycle.ReturnPackages{PackageIDs: []string{packages[1].ID}})
			return err
		},
		"refused": func(when time.Time) error {
			_ = c.PayOrder(ctx, at(when), "CS0", lifecycle.Choice{})
			return nil
		},
	} {
		w := c.look(day0.AddDate(0, 0, 1), lifecycle.Selection{})
		if err := deed(w.Now); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		next := c.story(time.Time{})
		if !strings.HasPrefix(next, story) {
			t.Errorf("%s changed what had happened:\n%s\nto\n%s", name, story, next)
		}
		story = next
	}
}

func TestSettlingTwiceEqualsSettlingOnce(t *testing.T) {
	t.Parallel()
	later := day0.AddDate(3, 0, 0)
	twice, once := newCloud(t, simulator.Settings{}), newCloud(t, simulator.Settings{})
	for _, c := range []cloud{twice, once} {
		c.buy(day0, yearly(voice, 3, true))
	}
	if err := twice.SignAutoPay(ctx, at(day0.AddDate(1, 6, 0)), true); err != nil {
		t.Fatal(err)
	}
	for _, c := range []cloud{twice, once} {
		if err := c.SignAutoPay(ctx, at(later), true); err != nil {
			t.Fatal(err)
		}
	}
	a, b := twice.look(later, lifecycle.Selection{AllPackages: true}),
		once.look(later, lifecycle.Selection{AllPackages: true})
	if a.Tenant.Balance != b.Tenant.Balance || a.Tenant.Balance == 0 {
		t.Errorf("balances differ: %s and %s", a.Tenant.Balance, b.Tenant.Balance)
	}
	for i, p := range a.PackageList() {
		if q := b.PackageList()[i]; !p.Expire().Equal(q.Expire()) || len(p.Terms) != 4 || len(q.Terms) != 4 {
			t.Errorf("package %d: %v with %d terms and %v with %d terms", i, p.Expire(), len(p.Terms), q.Expire(), len(q.Terms))
		}
	}
	twice.verify()
	once.verify()
}

func TestAnInstantBeforeTheNewestFactIsRefused(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.buy(day0, yearly(voice, 1, false))
	_, err := c.Look(ctx, at(day0.Add(-time.Second)), lifecycle.Selection{})
	wantCode(t, err, lifecycle.CodeBeforeHead)
	for _, part := range []string{"2027-03-01T00:59:59Z", "2027-03-01T01:00:00Z", "order paid"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not name %s", err, part)
		}
	}
	_, err = c.PlaceOrder(ctx, at(day0.Add(-time.Second)), yearly(voice, 1, false))
	wantCode(t, err, lifecycle.CodeBeforeHead)
	if _, err := c.PlaceOrder(ctx, at(day0), yearly(voice, 1, false)); err != nil {
		t.Errorf("an equal instant: %v", err)
	}
	if _, err := c.PlaceOrder(ctx, simulator.Call{Tenant: "demo"}, yearly(voice, 1, false)); err != nil {
		t.Errorf("a call without an instant: %v", err)
	}
}

func TestTenantSettingsStay(t *testing.T) {
	t.Parallel()
	balance := money.Amount(10_000)
	c := newCloud(t, simulator.Settings{Site: "international", OpeningBalance: &balance})
	c.buy(day0, yearly(voice, 1, false))
	other := money.Amount(20_000)
	for name, s := range map[string]simulator.Settings{
		"site": {Site: "china"}, "opening_balance": {OpeningBalance: &other}} {
		st := store.New(c.file)
		_, err := simulator.New(st, simulator.Options{Clock: time.Now, Settings: s}).
			Look(ctx, at(day0), lifecycle.Selection{})
		wantCode(t, err, lifecycle.CodeTenantDiffers)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestATenantKeepsTheFilesThatItWasMadeWith(t *testing.T) {
	t.Parallel()
	text, err := site.PolicyText("china")
	if err != nil {
		t.Fatal(err)
	}
	guide := strings.NewReplacer(`version: "1"`, `version: "guide"`, "grace_days: {value: 1,", "grace_days: {value: 0,",
		"retention_days: {value: 1,", "retention_days: {value: 30,").Replace(text)
	const catalogText = `version: "mine"
limits: {provenance: assumed, source: a test}
prices: {provenance: assumed, source: a test}
products:
  - resource_spec_code: mine
    units: 1
    max_quantity: 1
    period_types: {china: [yearly]}
    max_period_num: {yearly: 1}
    prices: {CNY: {yearly: "1.00"}}
    provenance: assumed
    source: a test
`
	settings := simulator.Settings{Policy: guide, Catalog: catalogText}
	if _, err := settings.Check(); err != nil {
		t.Fatal(err)
	}
	// whoever looks at it looks at it in a terminal
	for _, bad := range []string{`name: "a\e[31mb"`, `business_type: "two\nlines"`, `unit: "\u202e"`} {
		controlled := strings.Replace(catalogText, "    units: 1\n", "    units: 1\n    "+bad+"\n", 1)
		if at, err := (simulator.Settings{Policy: guide, Catalog: controlled}).Check(); at != "catalog" ||
			!strings.Contains(err.Error(), "line 7") || !strings.Contains(err.Error(), "control character") {
			t.Errorf("%s: at %q, %v", bad, at, err)
		}
	}
	c := newCloud(t, settings)
	_, packages := c.buy(day0, yearly("mine", 1, false))
	st := store.New(c.file)
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	other := cloud{simulator.New(st, simulator.Options{Clock: time.Now}), t, c.file} // knows nothing of the files
	w := other.look(time.Date(2028, 3, 20, 0, 0, 0, 0, time.UTC), lifecycle.Selection{AllPackages: true})
	if got := w.PackageStatus(w.Packages[packages[0].ID]); got != lifecycle.PackageFrozen || w.Tenant.Site != "china" {
		t.Errorf("on %s the package is %s, want china and frozen at once", w.Tenant.Site, got)
	}
	other.verify()
	if story := other.story(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)); !strings.Contains(story,
		"2028-03-31T15:59:59Z package_released") {
		t.Errorf("the story does not follow the tenant's own policy:\n%s", story)
	}
	for what, s := range map[string]simulator.Settings{
		"policy": {Policy: text}, "catalog": {Catalog: strings.Replace(catalogText, `"1.00"`, `"2.00"`, 1)}} {
		_, err := simulator.New(st, simulator.Options{Clock: time.Now, Settings: s}).
			Look(ctx, at(day0), lifecycle.Selection{})
		wantCode(t, err, lifecycle.CodeTenantDiffers)
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v does not name the %s", err, what)
		}
	}
}

// The policy in force at a package's end governs its grace and retention, whatever it was at its purchase and becomes
// later.
func TestThePolicyInForceAtAnEndGovernsIt(t *testing.T) {
	t.Parallel()
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	graceless := strings.NewReplacer(`version: "1"`, `version: "graceless"`, "grace_days: {value: 15,",
		"grace_days: {value: 0,").Replace(text)
	c := newCloud(t, simulator.Settings{})
	_, early := c.buy(day0, yearly(voice, 1, false)) // ends 2028-03-01 under the graceless policy
	c.ok(c.ChangeRules(ctx, at(day0.AddDate(0, 6, 0)), lifecycle.RuleSet{OwnPolicy: graceless}))
	_, late := c.buy(day0.AddDate(0, 7, 0), yearly(voice, 1, true)) // ends 2028-10-01 under the built-in one again
	c.ok(c.ChangeRules(ctx, at(time.Date(2028, 3, 5, 0, 0, 0, 0, time.UTC)), lifecycle.RuleSet{}))
	w := c.look(time.Date(2028, 3, 6, 0, 0, 0, 0, time.UTC), lifecycle.Selection{AllPackages: true})
	if got := w.PackageStatus(w.Packages[early[0].ID]); got != lifecycle.PackageFrozen {
		t.Errorf("without grace at its end the package is %s", got)
	}
	c.ok(c.SetAutoRenew(ctx, at(time.Date(2028, 3, 6, 0, 0, 0, 0, time.UTC)),
		lifecycle.SetAutoRenew{PackageID: late[0].ID}))
	w = c.look(time.Date(2028, 10, 5, 0, 0, 0, 0, time.UTC), lifecycle.Selection{AllPackages: true})
	if got := w.PackageStatus(w.Packages[late[0].ID]); got != lifecycle.PackageGrace {
		t.Errorf("with grace at its end the package is %s", got)
	}
	c.verify()
	if story := c.story(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)); !strings.Contains(story,
		"2028-03-16T15:59:59Z package_released "+early[0].ID) ||
		!strings.Contains(story, "2028-10-16T15:59:59Z package_frozen "+late[0].ID) {
		t.Errorf("the story is\n%s", story)
	}
	for name, bad := range map[string]lifecycle.RuleSet{
		"another site":       {OwnPolicy: strings.NewReplacer("site: international", "site: china").Replace(text)},
		"no policy":          {OwnPolicy: "site: ["},
		"control characters": {OwnPolicy: strings.Replace(text, `version: "1"`, `version: "1\a"`, 1)},
		"unknown level":      {CustomerLevel: "V9"}, "a catalogue without what exists": {
			OwnCatalog: "version: x\nlimits: {provenance: assumed, source: x}\nprices: {provenance: assumed, source: x}"},
	} {
		if err := c.ChangeRules(ctx, at(time.Date(2028, 4, 1, 0, 0, 0, 0, time.UTC)), bad); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestCustomerLevelIsThePolicyOfItsTenant(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{Site: "china", CustomerLevel: "V5"})
	_, packages := c.buy(day0, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{
		ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly, PeriodNum: 1,
		Quantity: 1,
	}}})
	w := c.look(time.Date(2027, 4, 8, 0, 0, 0, 0, time.UTC), lifecycle.Selection{AllPackages: true})
	if got := w.PackageStatus(w.Packages[packages[0].ID]); got != lifecycle.PackageGrace {
		t.Errorf("a week after its end a V5 customer's package is %s", got)
	}
	c.verify()
	for at, s := range map[string]simulator.Settings{
		"customer_level": {CustomerLevel: "V5"}, "site": {Site: "moon"}, "policy": {Policy: "site: ["},
		"catalog": {Catalog: "products: 1"},
	} {
		if got, err := s.Check(); err == nil || got != at {
			t.Errorf("%+v: %q, %v", s, got, err)
		}
	}
}

func TestARefusedWriteStoresNothing(t *testing.T) {
	t.Parallel()
	balance := money.Amount(100)
	c := newCloud(t, simulator.Settings{OpeningBalance: &balance})
	_, err := c.PlaceOrder(ctx, at(day0), yearly("no.such.product", 1, false))
	wantCode(t, err, lifecycle.CodeBadParameter)
	if w := c.look(day0, lifecycle.Selection{}); w.Tenant.Seq != 0 {
		t.Errorf("the refused write left %d facts", w.Tenant.Seq)
	}
	id, err := c.PlaceOrder(ctx, at(day0), yearly(voice, 1, false))
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, c.PayOrder(ctx, at(day0.AddDate(0, 0, 1)), id, lifecycle.Choice{}), lifecycle.CodeNoFunds)
	if w := c.look(day0, lifecycle.Selection{}); !w.Tenant.Head.Equal(day0) {
		t.Errorf("the refused payment moved the newest fact to %v", w.Tenant.Head)
	}
}

func TestSameTokenSameAnswer(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	call := at(day0)
	call.Token = "mine"
	first, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false)); err != nil || again != first {
		t.Errorf("the same call made %s (%v), not %s", again, err, first)
	}
	_, err = c.PlaceOrder(ctx, call, yearly(voice, 2, false))
	wantCode(t, err, lifecycle.CodeTokenReused)
	if err := c.CancelOrder(ctx, at(day0), first); err != nil {
		t.Fatal(err)
	}
	if next, err := c.PlaceOrder(ctx, call, yearly(voice, 2, false)); err != nil || next == first {
		t.Errorf("the freed token made %s (%v)", next, err)
	}
	c.verify()
}

func TestARetryIsAnsweredAfterLaterWrites(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	call := at(day0)
	call.Token = "mine"
	first, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
	if err != nil {
		t.Fatal(err)
	}
	c.buy(day0.AddDate(0, 0, 1), yearly(voice, 1, false))
	if again, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false)); err != nil || again != first {
		t.Errorf("the retry made %s (%v), not %s", again, err, first)
	}
}

func TestTenCloudsOnOneFileLoseNothing(t *testing.T) {
	t.Parallel()
	file := stores.New(t)
	const clouds, orders = 10, 8
	var wg sync.WaitGroup
	for range clouds {
		wg.Go(func() {
			st := store.New(file)
			defer func() {
				if err := st.Close(); err != nil {
					t.Error(err)
				}
			}()
			c := cloud{Cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})}
			for range orders {
				if _, err := c.PlaceOrder(ctx, simulator.Call{Tenant: "demo"}, yearly(voice, 1, false)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c := cloud{simulator.New(stores.Open(t, file), simulator.Options{Clock: func() time.Time { return day0 }}), t, file}
	if w := c.look(day0, lifecycle.Selection{AllOrders: true}); len(w.Orders) != clouds*orders {
		t.Errorf("%d orders are stored, want %d", len(w.Orders), clouds*orders)
	}
	c.verify()
}

// A return looks at the other packages of the order, which the store has to bring along.
func TestACouponComesBackWithTheLastPackageOfItsOrder(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{Site: "china"})
	coupon, err := c.GrantCoupon(ctx, at(day0), lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 100,
		ValidFrom: day0, ValidUntil: day0.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	order, err := c.PlaceOrder(ctx, at(day0), lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
		{ResourceSpecCode: channel, PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1},
		{ResourceSpecCode: channel, PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PayOrder(ctx, at(day0), order, lifecycle.Choice{CouponIDs: []string{coupon}}); err != nil {
		t.Fatal(err)
	}
	for i, p := range c.look(day0, lifecycle.Selection{Orders: []string{order}}).PackageList() {
		if _, err := c.ReturnPackages(ctx, at(day0), lifecycle.ReturnPackages{PackageIDs: []string{p.ID}}); err != nil {
			t.Fatal(err)
		}
		if free := c.look(day0, lifecycle.Selection{}).Tenant.Coupons[0].UsedBy == ""; free != (i == 1) {
			t.Errorf("after %d of 2 returns the coupon is free: %t", i+1, free)
		}
	}
}

// TestWhatCannotBePaidFailsOnce: packages that the balance does not cover make one fact each and are not read again,
// until a deposit covers some of them.
func TestWhatCannotBePaidFailsOnce(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		balance := money.Amount(50 * 75_00)
		c := cloud{simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 },
			Settings: simulator.Settings{OpeningBalance: &balance}}), t, place}
		items := make([]lifecycle.OrderRequestItem, 50)
		for i := range items {
			items[i] = lifecycle.OrderRequestItem{ResourceSpecCode: channel, PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1,
				AutoRenew: true}
		}
		_, packages := c.buy(day0, lifecycle.PlaceOrder{Items: items})
		facts := c.look(day0, lifecycle.Selection{}).Tenant.Seq
		for days := range 20 { // from the first attempts, on 25 March, into grace
			c.ok(c.SignAutoPay(ctx, at(day0.AddDate(0, 0, 24+days)), days%2 == 0))
		}
		if made := c.look(day0.AddDate(0, 0, 43), lifecycle.Selection{}).Tenant.Seq - facts - 20; made != 50 {
			t.Errorf("20 days of attempts that cannot be paid made %d facts of 50 packages", made)
		}
		if n := strings.Count(c.story(time.Time{}), "auto_renewal_retried"); n != 50 {
			t.Errorf("the retries are told in %d lines of 50 packages", n)
		}
		c.ok(c.Deposit(ctx, at(day0.AddDate(0, 0, 43)), 2*75_00+74_99))
		for _, when := range []time.Time{day0.AddDate(0, 0, 44), day0.AddDate(0, 0, 44)} { // ahead, and then written
			w := c.look(when, lifecycle.Selection{PackageList: &lifecycle.PackageList{Limit: 100}, AllPackages: true})
			renewed := 0
			for _, p := range w.Packages {
				renewed += len(p.Terms) - 1
			}
			if renewed != 2 || w.Tenant.Balance != 74_99 || w.Listed.Rows != int64(len(packages)) {
				t.Errorf("the deposit has renewed %d packages, %s are left, %d are listed", renewed, w.Tenant.Balance,
					w.Listed.Rows)
			}
			c.ok(c.SignService(ctx, at(when)))
		}
		c.verify()
	})
}
