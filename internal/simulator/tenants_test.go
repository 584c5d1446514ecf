package simulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func key(access string) simulator.Key {
	return simulator.Key{AccessKey: access, SecretKey: "a-secret-key", Role: simulator.RoleOwner}
}

// now is a call without an instant.
func now(tenant string) simulator.Call { return simulator.Call{Tenant: tenant} }

func (c cloud) create(id string, in simulator.Settings) {
	c.t.Helper()
	if err := c.CreateTenant(ctx, id, in, key("AK-"+id)); err != nil {
		c.t.Fatal(err)
	}
}

func TestATenantIsMadeWithItsAccountsSettings(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	balance := money.Amount(50_000)
	c.create("demo", simulator.Settings{Site: "china", CustomerLevel: "V5", OpeningBalance: &balance})
	before := c.look(day0, lifecycle.Selection{})
	if before.Policy.Site != "china" || before.Tenant.Balance != balance || before.Policy.GraceDays.Value != 7 {
		t.Errorf("before the first write the account shows %+v", before.Tenant)
	}
	if err := c.SignService(ctx, at(day0)); err != nil {
		t.Fatal(err)
	}
	after := c.look(day0, lifecycle.Selection{})
	if after.Tenant.Site != "china" || after.Tenant.CustomerLevel != "V5" || after.Tenant.Balance != balance {
		t.Errorf("the tenant is %+v", after.Tenant)
	}
	c.verify()
	wantCode(t, c.CreateTenant(ctx, "demo", simulator.Settings{}, key("AK2")), lifecycle.CodeTenantExists)
	wantCode(t, c.CreateTenant(ctx, "demo2", simulator.Settings{}, key("AK-demo")), lifecycle.CodeTenantExists)
	if all, err := c.ListTenants(ctx); err != nil || len(all) != 1 {
		t.Errorf("the refused tenant is listed: %+v, %v", all, err)
	}
}

func TestBadTenantsAreRefused(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	for name, tt := range map[string]struct {
		id string
		in simulator.Settings
		k  simulator.Key
	}{
		"no id":           {"", simulator.Settings{}, key("AK")},
		"id":              {"a b", simulator.Settings{}, key("AK")},
		"NUL":             {"a\x00", simulator.Settings{}, key("AK")},
		"no key":          {"a", simulator.Settings{}, key("")},
		"key with commas": {"a", simulator.Settings{}, key("a,b")},
		"short secret": {"a", simulator.Settings{},
			simulator.Key{AccessKey: "AK", SecretKey: "1234567", Role: simulator.RoleOwner}},
		"role":   {"a", simulator.Settings{}, simulator.Key{AccessKey: "AK", SecretKey: "12345678", Role: "root"}},
		"site":   {"a", simulator.Settings{Site: "moon"}, key("AK")},
		"level":  {"a", simulator.Settings{CustomerLevel: "V1"}, key("AK")},
		"policy": {"a", simulator.Settings{Policy: "x: y"}, key("AK")},
		"clock":  {"a", simulator.Settings{Clock: "sundial"}, key("AK")},
		"start":  {"a", simulator.Settings{Start: day0}, key("AK")},
	} {
		if err := c.CreateTenant(ctx, tt.id, tt.in, tt.k); err == nil || strings.Contains(err.Error(), tt.k.SecretKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := c.ListTenants(ctx); err != nil || len(all) != 0 {
		t.Errorf("refused tenants are listed: %+v, %v", all, err)
	}
	wantCode(t, c.PutKey(ctx, "nobody", key("AK")), lifecycle.CodeTenantUnknown)
}

func TestKeysOpenUntilTheyAreDeleted(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	if _, ok, err := c.Key(ctx, "AK-demo"); ok || err != nil {
		t.Errorf("a key of no store: %t, %v", ok, err)
	}
	c.create("demo", simulator.Settings{})
	c.create("other", simulator.Settings{})
	reader := simulator.Key{AccessKey: "READER", SecretKey: "reads-only-it", Role: simulator.RoleReadOnly}
	if err := c.PutKey(ctx, "demo", reader); err != nil {
		t.Fatal(err)
	}
	wantCode(t, c.PutKey(ctx, "other", reader), lifecycle.CodeTenantExists)
	k, ok, err := c.Key(ctx, "READER")
	reader.Tenant, reader.Edition = "demo", k.Edition
	if err != nil || !ok || k != reader || k.Edition == "" {
		t.Errorf("got %+v, %t, %v", k, ok, err)
	}
	all, err := c.ListTenants(ctx)
	if err != nil || len(all) != 2 || len(all[0].Keys) != 2 ||
		slices.ContainsFunc(all[0].Keys, func(k simulator.Key) bool { return k.SecretKey != "" }) {
		t.Errorf("got %+v, %v", all, err)
	}
	wantCode(t, c.DeleteKey(ctx, "other", "READER"), lifecycle.CodeTenantUnknown)
	if err := c.DeleteKey(ctx, "demo", "READER"); err != nil {
		t.Error(err)
	}
	if _, ok, err := c.Key(ctx, "READER"); ok || err != nil {
		t.Errorf("the deleted key is there: %v", err)
	}
}

func TestADeletedTenantLeavesNothing(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	wantCode(t, c.DeleteTenant(ctx, "bad id"), lifecycle.CodeTenantUnknown)
	c.create("demo", simulator.Settings{})
	c.create("other", simulator.Settings{})
	call := at(day0)
	call.Token, call.Run, call.State = "token", "run", "state"
	id, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PayOrder(ctx, at(day0), id, lifecycle.Choice{}); err != nil {
		t.Fatal(err)
	}
	if err := c.SignService(ctx, now("other")); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteTenant(ctx, "demo"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, c.DeleteTenant(ctx, "demo"), lifecycle.CodeTenantUnknown)
	if w := c.look(day0.AddDate(-1, 0, 0), lifecycle.Selection{AllOrders: true, AllPackages: true}); w.Tenant.Seq != 0 ||
		len(w.Orders)+len(w.Packages) != 0 {
		t.Errorf("left are %+v", w)
	}
	if _, ok, err := c.Key(ctx, "AK-demo"); ok || err != nil {
		t.Errorf("its key opens still: %v", err)
	}
	again, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
	if err != nil || again == id {
		t.Errorf("the same token made %s again, or %v: ids are never used twice", again, err)
	}
	if all, err := c.ListTenants(ctx); err != nil || len(all) != 2 || all[1].ID != "other" || all[1].Facts == 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}

func monthlyAuto() lifecycle.PlaceOrder {
	return lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{
		ResourceSpecCode: channel, PeriodType: site.Monthly, PeriodNum: 1, Quantity: 1, AutoRenew: true,
	}}}
}

func TestAHeldClockStandsUntilItIsMoved(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	start := day0.AddDate(1, 0, 0)
	c.create("demo", simulator.Settings{Clock: lifecycle.ClockHeld, Start: start})
	at := func() time.Time {
		t.Helper()
		w, err := c.Look(ctx, now("demo"), lifecycle.Selection{})
		if err != nil {
			t.Fatal(err)
		}
		return w.Now
	}
	if at() != start {
		t.Errorf("it begins at %s", at())
	}
	call := now("demo")
	call.At = start.AddDate(0, 0, 1)
	wantCode(t, c.SignService(ctx, call), lifecycle.CodeClock)
	if w, err := c.Look(ctx, call, lifecycle.Selection{}); err != nil || w.Now != call.At {
		t.Errorf("a look ahead: %v", err)
	}
	id, err := c.PlaceOrder(ctx, now("demo"), monthlyAuto())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PayOrder(ctx, now("demo"), id, lifecycle.Choice{}); err != nil {
		t.Fatal(err)
	}
	if at() != start {
		t.Errorf("after a purchase it is %s", at())
	}

	year := lifecycle.MoveClock{By: lifecycle.Duration{Months: 3}}
	events, to, err := c.Outlook(ctx, now("demo"), year)
	if err != nil || to != time.Date(2028, 6, 1, 1, 0, 0, 0, time.UTC) || at() != start {
		t.Fatalf("the outlook ends at %s (%v) and left the clock at %s", to, err, at())
	}
	moved, err := c.MoveClock(ctx, now("demo"), year)
	if err != nil || moved != to || at() != to {
		t.Fatalf("moved to %s (%v), now %s", moved, err, at())
	}
	charged := func(events []lifecycle.Event) (n int, sum money.Amount) {
		for _, e := range events {
			if e.Type == "auto_renewal_charged" {
				n++
				sum += e.Money
			}
		}
		return n, sum
	}
	story, err := c.Story(ctx, "demo", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	foretold, sum := charged(events)
	happened, paid := charged(story)
	if foretold != 3 || happened != 3 || sum != paid || sum >= 0 {
		t.Errorf("foretold were %d charges of %s, there were %d of %s", foretold, sum, happened, paid)
	}
	_, err = c.MoveClock(ctx, now("demo"), lifecycle.MoveClock{To: start})
	wantCode(t, err, lifecycle.CodeBeforeHead)
	_, _, err = c.Outlook(ctx, now("demo"), lifecycle.MoveClock{To: start})
	wantCode(t, err, lifecycle.CodeBeforeHead)
	c.verify()
}

func TestARealClockIsNotMovedAndTakesNoInstant(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.create("demo", simulator.Settings{Clock: lifecycle.ClockReal})
	wantCode(t, c.SignService(ctx, at(day0)), lifecycle.CodeClock)
	if err := c.SignService(ctx, now("demo")); err != nil {
		t.Error(err)
	}
	_, err := c.MoveClock(ctx, now("demo"), lifecycle.MoveClock{To: day0.AddDate(1, 0, 0)})
	wantCode(t, err, lifecycle.CodeClock)
	_, _, err = c.Outlook(ctx, now("demo"), lifecycle.MoveClock{To: day0.AddDate(1, 0, 0)})
	wantCode(t, err, lifecycle.CodeClock)
}

func TestAClientsClockIsMovedToo(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.buy(day0, monthlyAuto())
	to := day0.AddDate(0, 6, 0)
	if got, err := c.MoveClock(ctx, now("demo"), lifecycle.MoveClock{To: to}); err != nil || got != to {
		t.Fatalf("got %s, %v", got, err)
	}
	wantCode(t, c.SignService(ctx, at(day0)), lifecycle.CodeBeforeHead)
	if err := c.SignService(ctx, at(to)); err != nil {
		t.Error(err)
	}
	c.verify()
}

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"P1M": "2027-02-28T15:59:59Z", "P2M": "2027-03-31T15:59:59Z", "P1Y": "2028-01-31T15:59:59Z",
		"P1Y1M": "2028-02-29T15:59:59Z",
		"P1W":   "2027-02-07T15:59:59Z", "P10DT12H": "2027-02-11T03:59:59Z", "PT1H30M": "2027-01-31T17:29:59Z",
		"P1MT1S": "2027-02-28T16:00:00Z",
	} {
		d, err := lifecycle.ParseDuration(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		got, err := d.After(time.Date(2027, 1, 31, 15, 59, 59, 0, time.UTC))
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s after the last second of January is %s (%v), want %s", in, got.Format(time.RFC3339), err, want)
		}
	}
	for in, want := range map[string]time.Duration{
		"PT8.2H": 8*time.Hour + 12*time.Minute, "PT8,2H": 8*time.Hour + 12*time.Minute, "PT0.1H": 6 * time.Minute,
		"PT1.1M":  66 * time.Second,
		"PT0.29H": 1044 * time.Second, "PT0.7M": 42 * time.Second, "PT1.005H": 3618 * time.Second,
		"PT1000000H": 1_000_000 * time.Hour, "PT1.9S": time.Second,
		"PT0.33333333333333333333333333333333333333333333333333H": 1199 * time.Second, "PT0.5H0.5M": 1830 * time.Second,
		"P1.0D": 0,
	} {
		if d, err := lifecycle.ParseDuration(in); err != nil || d.Time != want {
			t.Errorf("%s is %s (%v), want %s", in, d.Time, err, want)
		}
	}
	for _, in := range []string{"PT1000000H1S", "PT99999999999999999999H", "PT0.9S", "PT1M1H", "P1D1M", "P1MT", "PT.5H",
		"PT5.H", "PT1.2.3H", "PT1,2.3H", "p1m", "P1m", "+P1M", " P1M", "P١M", "P1DT1D",
		"P1000001M", "PT" + strings.Repeat("0", 99) + "1H", "P1Y-1M", "PT0x10H", "PT1_0H", "PT1/2H",
	} {
		if d, err := lifecycle.ParseDuration(in); err == nil {
			t.Errorf("%q was read as %+v", in, d)
		}
	}
	for _, in := range []string{"", "1M", "P", "PT", "-P1M", "P-1M", "P1.5M", "P0.5D", "P0M", "PT0S", "P9999999Y", "P1H",
		"PT1e9H", "month", "P1M1M1M\x00"} {
		if d, err := lifecycle.ParseDuration(in); err == nil {
			t.Errorf("%q was read as %+v", in, d)
		}
	}
	far := lifecycle.Duration{Months: 12 * 1000}
	if got, err := far.After(time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
		t.Errorf("got %s", got)
	}
}

// leased is a cloud that knows runs by their leases, and real time of its own.
func leased(t *testing.T) (c cloud, pass func(time.Duration)) {
	t.Helper()
	c = newCloud(t, simulator.Settings{})
	at := day0
	c.Cloud = simulator.New(stores.Open(t, c.file),
		simulator.Options{Clock: func() time.Time { return at }, LeaseClock: func() time.Time { return at },
			Lease: 30 * time.Second})
	return c, func(d time.Duration) { at = at.Add(d) }
}

func TestARunWhoseLeaseHasEndedIsBroken(t *testing.T) {
	t.Parallel()
	c, pass := leased(t)
	call := func(run, token string) simulator.Call {
		return simulator.Call{Tenant: "demo", At: day0, Token: token, State: "here", Run: run}
	}
	order := func(run, token string) string {
		t.Helper()
		id, err := c.PlaceOrder(ctx, call(run, token), yearly(voice, 1, false))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	lost := func(to string) int {
		t.Helper()
		ids, err := c.Lost(ctx, call(to, ""))
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
	ended := func(run string) {
		t.Helper()
		if err := c.CloseRun(ctx, call(run, "")); err != nil {
			t.Fatal(err)
		}
	}
	first := order("first.a", "a")
	pass(25 * time.Second)
	if err := c.KeepRun(ctx, call("first.a", "")); err != nil {
		t.Fatal(err)
	}
	pass(25 * time.Second)
	if lost("first.b") != 0 || lost("next.a") != 1 {
		t.Error("what another command may have lost is not told it alone")
	}
	// Until that is known, the same is neither bought again nor adopted; but another process of the same command has
	// its own.
	_, err := c.PlaceOrder(ctx, call("next.a", "b"), yearly(voice, 1, false))
	wantCode(t, err, lifecycle.CodeRunUnderWay)
	if own := order("first.b", "x"); own == first {
		t.Error("it was adopted by the same command")
	}
	ended("first.b")
	pass(10 * time.Second)
	if lost("first.b") != 0 || lost("next.a") != 1 {
		t.Error("what a run that was silent for 35 s may have lost is not told another command alone")
	}
	if got := order("next.a", "b"); got != first {
		t.Errorf("the next run ordered %s, and did not take %s over", got, first)
	}
	ended("next.a")
	closed := order("third.a", "c")
	ended("third.a")
	pass(time.Minute)
	if got := order("fourth.a", "d"); got == closed {
		t.Error("what a run bought that ended in order was adopted")
	}
}

// TestACallThatIsUnderWayDoesNotBringADeletedTenantBack: its caller was recognised before.
func TestACallThatIsUnderWayDoesNotBringADeletedTenantBack(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.Cloud = simulator.New(stores.Open(t, c.file),
		simulator.Options{Clock: func() time.Time { return day0 }, OnlyAccounts: true})
	wantCode(t, c.SignService(ctx, at(day0)), lifecycle.CodeTenantUnknown)
	_, err := c.Look(ctx, at(day0), lifecycle.Selection{})
	wantCode(t, err, lifecycle.CodeTenantUnknown)
	c.create("demo", simulator.Settings{})
	if err := c.SignService(ctx, at(day0)); err != nil {
		t.Error(err)
	}
	if err := c.DeleteTenant(ctx, "demo"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, c.SignService(ctx, at(day0)), lifecycle.CodeTenantUnknown)
	if all, err := c.ListTenants(ctx); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}
