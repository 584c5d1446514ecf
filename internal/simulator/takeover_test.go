package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const image = "hws.resource.type.metastudio.avatarmodeling.number"

// command is one Terraform command of a run: each of its calls has a token of its own.
type command struct {
	runs
	run         string
	calls, left *int // left until it is killed; nil: it is not
}

func (r runs) command(run string) command { return command{r, run, new(int), nil} }

func (c command) next() simulator.Call {
	if c.left != nil {
		if *c.left == 0 {
			panic(killed{})
		}
		*c.left--
	}
	*c.calls++
	return c.call(c.run, "here", fmt.Sprintf("%s-%d", c.run, *c.calls))
}

// buyFor orders and pays as a block with that purpose does, and names the packages.
func (c command) buyFor(in lifecycle.PlaceOrder, why lifecycle.Purpose) []string {
	c.t.Helper()
	call := c.next()
	call.Purpose = why
	id, err := c.PlaceOrder(ctx, call, in)
	c.ok(err)
	if w := c.look(day0, lifecycle.Selection{Orders: []string{id}}); w.Orders[id].Paid.IsZero() {
		c.ok(c.PayOrder(ctx, c.next(), id, lifecycle.Choice{CouponIDs: why.Coupons}))
	}
	return c.look(day0, lifecycle.Selection{Orders: []string{id}}).Orders[id].Resources()
}

var byHand = lifecycle.Purpose{Given: true, Pays: true, ByHand: true}

func (c command) pkgs(code string, n int32) []string {
	c.t.Helper()
	return c.buyFor(yearly(code, n, false), byHand)
}

func (c command) pkg(code string) string {
	c.t.Helper()
	return c.pkgs(code, 1)[0]
}

func (c command) oneOff(code string) string {
	c.t.Helper()
	in := yearly(code, 1, false)
	in.Items[0].PeriodType = site.OneOff
	return c.buyFor(in, byHand)[0]
}

// pkgUntil renews it as well, by the year, as long as it ends too early.
func (c command) pkgUntil(code string, through time.Time) string {
	c.t.Helper()
	why := byHand
	why.Until = through
	id := c.buyFor(yearly(code, 1, false), why)[0]
	for {
		p := c.look(day0, lifecycle.Selection{Packages: []string{id}}).Packages[id]
		years := int32(0)
		for calendar.End(p.Anchor, p.Months+12*int(years)).Before(through) {
			years++
		}
		if years == 0 {
			return id
		}
		call := c.next()
		call.Token = fmt.Sprint("renew ", id, p.Expire().Unix(), years) // a renewal's token follows from what it does
		orders, err := c.RenewPackages(ctx, call, lifecycle.RenewPackages{PackageIDs: []string{id}, PeriodType: site.Yearly,
			PeriodNum: years})
		c.ok(err)
		c.ok(c.PayOrder(ctx, c.next(), orders[0], lifecycle.Choice{}))
	}
}

func (c command) asset(packageID, kind, name string) string {
	c.t.Helper()
	id, err := c.MakeAsset(ctx, c.next(), lifecycle.MakeAsset{PackageID: packageID, Kind: kind, Name: name})
	c.ok(err)
	return id
}

func (c command) renew(rows ...lifecycle.RenewalRow) string {
	c.t.Helper()
	id, _, err := c.RenewAssets(ctx, c.next(), lifecycle.RenewAssets{Rows: rows})
	c.ok(err)
	return id
}

func (r runs) months(n int32) {
	r.t.Helper()
	r.buy(day0, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{
			{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: site.Monthly, PeriodNum: n, Quantity: 1}}})
}

// all is what the account has, whatever its ids: each package's end, with its asset and that one's end, and the pool.
func (r runs) all() string {
	r.t.Helper()
	w := r.look(day0, lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true, AllRenewals: true})
	var lines []string
	for _, p := range w.PackageList() {
		line := fmt.Sprintf("%s until %s, %d of %d used", p.ResourceSpecCode, p.Expire().Format(time.DateOnly),
			p.Used, p.Units)
		if a, ok := w.Assets[p.AssetID]; ok {
			line += fmt.Sprintf(", %s %s, active %t, until %s", a.Kind, a.Name, a.Active, w.AssetEnd(a).Format(time.DateOnly))
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s\n%d assets, paid %s", strings.Join(lines, "\n"), len(w.Assets), -w.Tenant.Balance)
}

// blocks is a configuration: what its first and its second package, of one kind, ask for, and what depends on both. A
// run applies either first.
type blocks func(c command) (first, second, both func())

func (b blocks) apply(c command, secondFirst bool) {
	first, second, both := b(c)
	if secondFirst {
		first, second = second, first
	}
	first()
	second()
	both()
}

// killed is how a command ends before one of its calls.
type killed struct{}

// applyUntil is apply, killed before a call; it reports whether it was.
func (b blocks) applyUntil(c command, calls int, secondFirst bool) (dead bool) {
	defer func() {
		if end := recover(); end != nil {
			if _, dead = end.(killed); !dead {
				panic(end)
			}
		}
	}()
	c.left = &calls
	b.apply(c, secondFirst)
	return false
}

func row(id string, months int64) lifecycle.RenewalRow {
	return lifecycle.RenewalRow{AssetID: id, Months: months}
}

func until(id string, months int) lifecycle.RenewalRow {
	return lifecycle.RenewalRow{AssetID: id, ValidThrough: day0.AddDate(0, months, 0)}
}

var configurations = map[string]blocks{
	"names": func(c command) (_, _, _ func()) {
		return func() { c.asset(c.pkg(voice), "voice_clone", "anna") },
			func() { c.asset(c.pkg(voice), "voice_clone", "bob") },
			func() {}
	},
	"names and months": func(c command) (_, _, _ func()) {
		return func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "anna"), 3)) },
			func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "bob"), 2)) }, func() {}
	},
	"months": func(c command) (_, _, _ func()) {
		return func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "n"), 4)) },
			func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "n"), 1)) }, func() {}
	},
	"instants": func(c command) (_, _, _ func()) {
		return func() { c.renew(until(c.asset(c.pkg(voice), "voice_clone", "n"), 14)) },
			func() { c.renew(until(c.asset(c.pkg(voice), "voice_clone", "n"), 15)) }, func() {}
	},
	"the same": func(c command) (_, _, _ func()) {
		same := func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "n"), 2)) }
		return same, same, func() {}
	},
	"one renewal of both": func(c command) (_, _, _ func()) {
		var a, b string
		return func() { a = c.asset(c.pkg(voice), "voice_clone", "n") },
			func() { b = c.asset(c.pkg(voice), "voice_clone", "n") }, func() { c.renew(row(a, 2), row(b, 3)) }
	},
	"two renewals of one": func(c command) (_, _, _ func()) {
		return func() {
			a := c.asset(c.pkg(voice), "voice_clone", "n")
			c.renew(row(a, 1))
			c.renew(row(a, 2))
		}, func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "n"), 2)) }, func() {}
	},
	"crossing renewals": func(c command) (_, _, _ func()) {
		var a, b string
		return func() {
			a = c.asset(c.pkg(voice), "voice_clone", "n")
			c.renew(row(a, 2))
		}, func() { b = c.asset(c.pkg(voice), "voice_clone", "n") }, func() { c.renew(row(a, 1), row(b, 2)) }
	},
	"one without an asset": func(c command) (_, _, _ func()) {
		return func() { c.renew(row(c.asset(c.pkg(voice), "voice_clone", "anna"), 5)) }, func() { c.pkg(voice) }, func() {}
	},
	"kinds": func(c command) (_, _, _ func()) {
		return func() { c.asset(c.pkg(image), "studio_2d", "anna") }, func() { c.asset(c.pkg(image), "studio_4k", "bob") },
			func() {}
	},
	"renewed packages": func(c command) (_, _, _ func()) {
		return func() { c.asset(c.pkgUntil(voice, day0.AddDate(1, 6, 0)), "voice_clone", "anna") },
			func() { c.asset(c.pkg(voice), "voice_clone", "bob") }, func() {}
	},
	"packages renewed differently": func(c command) (_, _, _ func()) {
		return func() { c.pkgUntil(voice, day0.AddDate(3, 6, 0)) }, func() { c.pkgUntil(voice, day0.AddDate(1, 6, 0)) },
			func() {}
	},
	"orders of two": func(c command) (_, _, _ func()) {
		of := func(names ...string) func() {
			return func() {
				for i, id := range c.pkgs(voice, int32(len(names))) {
					c.asset(id, "voice_clone", names[i])
				}
			}
		}
		return of("anna", "bob"), of("cleo", "dora"), func() {}
	},
	"one-off units": func(c command) (_, _, _ func()) {
		return func() { c.asset(c.oneOff(voice), "voice_clone", "anna") }, func() { c.oneOff(voice) }, func() {}
	},
	"paid and unpaid": func(c command) (_, _, _ func()) {
		return func() { c.pkg(voice) }, func() {
			call := c.next()
			call.Purpose = lifecycle.Purpose{Given: true}
			_, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
			c.ok(err)
		}, func() {}
	},
}

// TestIdenticalPackagesAreAdoptedInAnyOrder: what hangs on a package follows its unit, so that each block gets what it
// asks for, and nothing is made, bought or spent beside what an undisturbed apply would have: wherever the first run is
// killed, and the second one.
func TestIdenticalPackagesAreAdoptedInAnyOrder(t *testing.T) {
	t.Parallel()
	for name, config := range configurations {
		for _, pool := range []int32{5, 12} { // what is spent in all, and more, so that too much can be spent
			t.Run(fmt.Sprintf("%s, pool of %d", name, pool), func(t *testing.T) {
				t.Parallel()
				config.isAdopted(t, pool)
			})
		}
	}
}

func (b blocks) isAdopted(t *testing.T, pool int32) {
	t.Helper()
	undisturbed := newRuns(t)
	undisturbed.months(pool)
	live := undisturbed.command("run 0")
	b.apply(live, false)
	want, calls := undisturbed.all(), *live.calls
	for first := range calls + 1 {
		if first%2 == int(pool%2) {
			continue // the other pool's half
		}
		second := (first*7 + 3) % (calls + 1)
		r := newRuns(t)
		r.months(pool)
		b.applyUntil(r.command("run 0"), first, false)
		r.dead["run 0"] = true
		b.applyUntil(r.command("run 1"), second, true)
		r.dead["run 1"] = true
		b.apply(r.command("run 2"), first%4 < 2)
		r.ok(r.CloseRun(ctx, r.call("run 2", "here", "")))
		if got := r.all(); got != want {
			t.Errorf("killed before call %d, and then %d: there is\n%s\nwant\n%s\n%s", first+1, second+1, got, want,
				r.story(time.Time{}))
		}
		r.verify()
	}
}

// A renewal whose asset has stood in a state is certain: an identical request adopts it, and no other one, nor the end
// of a run, touches it.
func TestALostRenewalOfAKnownAssetStays(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	r.months(9)
	c := r.command("run 0")
	p := c.pkg(voice)
	a := c.asset(p, "voice_clone", "anna")
	lost := c.renew(row(a, 2))
	r.dead["run 0"] = true
	order := r.look(day0, lifecycle.Selection{Packages: []string{p}}).Packages[p].OrderID
	r.ok(r.Receive(ctx, r.call("run 1", "here", ""), []string{order, a}))
	next := r.command("run 1")
	if got := next.renew(row(a, 3)); got == lost {
		t.Errorf("other months adopted %s", got)
	}
	r.ok(r.CloseRun(ctx, r.call("run 1", "here", "")))
	if got := r.command("run 2").renew(row(a, 2)); got != lost {
		t.Errorf("the same months made %s, and did not adopt %s", got, lost)
	}
	if w := r.look(day0, lifecycle.Selection{Pools: true}); w.Quota("voice_clone").Used != 5 {
		t.Errorf("%d units are used, want 5", w.Quota("voice_clone").Used)
	}
	r.verify()
}

// A client token of a renewal names what a block asks for, whichever asset the block was given since. Of a known asset
// it is refused for other months.
func TestTheTokenOfALostRenewalFollowsItsBlock(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	r.months(5)
	renew := func(c command, token, asset string, months int64) error {
		call := c.next()
		call.Token = token
		_, _, err := c.RenewAssets(ctx, call, lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{row(asset, months)}})
		return err
	}
	c := r.command("run 0")
	p, q := c.pkg(voice), c.pkg(voice)
	r.ok(renew(c, "one", c.asset(p, "voice_clone", "n"), 2))
	r.ok(renew(c, "two", c.asset(q, "voice_clone", "n"), 3))
	want := r.all()
	r.dead["run 0"] = true
	c = r.command("run 1")
	c.pkg(voice)
	c.pkg(voice)
	r.ok(renew(c, "one", c.asset(q, "voice_clone", "n"), 2))
	r.ok(renew(c, "two", c.asset(p, "voice_clone", "n"), 3))
	r.ok(r.CloseRun(ctx, r.call("run 1", "here", "")))
	if got := r.all(); got != want {
		t.Errorf("there is\n%s\nwant\n%s", got, want)
	}
	// The same again is the same: nothing is spent, and it is nobody else's when the run has ended.
	r.months(1)
	c = r.command("run 2")
	c.pkg(image)
	a := c.asset(c.pkg(voice), "voice_clone", "n")
	r.ok(renew(c, "three", a, 1))
	want = r.all()
	r.dead["run 2"] = true
	c = r.command("run 3")
	c.pkg(image)
	a = c.asset(c.pkg(voice), "voice_clone", "n")
	r.ok(renew(c, "three", a, 1))
	r.ok(r.CloseRun(ctx, r.call("run 3", "here", "")))
	if got := r.all(); got != want {
		t.Errorf("there is\n%s\nwant\n%s", got, want)
	}
	wantCode(t, renew(r.command("run 4"), "three", a, 2), lifecycle.CodeTokenReused)
	// Another block adopts what a token made: the token is its own block's again.
	r.months(4)
	c = r.command("run 5")
	p, q = c.pkg(voice), c.pkg(voice)
	r.ok(renew(c, "four", c.asset(p, "voice_clone", "four"), 2))
	c.renew(row(c.asset(q, "voice_clone", "five"), 2))
	want = r.all()
	r.dead["run 5"] = true
	c = r.command("run 6")
	c.pkg(voice)
	c.pkg(voice)
	c.renew(row(c.asset(p, "voice_clone", "five"), 2))
	r.ok(renew(c, "four", c.asset(q, "voice_clone", "four"), 2))
	r.ok(r.CloseRun(ctx, r.call("run 6", "here", "")))
	if got := r.all(); got != want {
		t.Errorf("there is\n%s\nwant\n%s", got, want)
	}
	r.verify()
}

// Coupons belong to the block that names them: an order that was paid with others is not adopted.
func TestAnOrderPaidWithOtherCouponsIsNotAdopted(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	coupon, err := r.GrantCoupon(ctx, at(day0), lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 1000,
		ValidUntil: day0.AddDate(1, 0, 0)})
	r.ok(err)
	with := byHand
	with.Coupons = []string{coupon}
	c := r.command("run 0")
	lost := c.buyFor(yearly(voice, 1, false), with)[0]
	r.dead["run 0"] = true
	c = r.command("run 1")
	if got := c.pkg(voice); got == lost {
		t.Errorf("%s was adopted without its coupon", got)
	}
	if got := c.buyFor(yearly(voice, 1, false), with)[0]; got != lost {
		t.Errorf("%s was bought, and %s not adopted", got, lost)
	}
}

// TestAWithdrawnAssetIsToldOf: its row is gone, and nothing happens to it afterwards.
func TestAWithdrawnAssetIsToldOf(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	r.months(3)
	first := r.command("run 1")
	asset := first.asset(first.pkg(voice), "voice_clone", "Anna")
	renewal := first.renew(lifecycle.RenewalRow{AssetID: asset, Months: 2})
	r.dead["run 1"] = true
	r.command("run 2").pkg(voice) // adopts the package, and has no block for the asset
	r.ok(r.CloseRun(ctx, r.call("run 2", "here", "")))
	story := r.story(day0.AddDate(3, 0, 0))
	for _, happened := range []string{"asset_withdrawn " + asset, "renewal_withdrawn " + renewal, "package_released"} {
		if !strings.Contains(story, happened) {
			t.Errorf("nothing tells of %s:\n%s", happened, story)
		}
	}
	for _, never := range []string{"asset_frozen", "asset_deleted"} {
		if strings.Contains(story, never) {
			t.Errorf("%s, after it was withdrawn:\n%s", never, story)
		}
	}
	r.verify()
	if _, err := r.Forecast(ctx, at(day0), lifecycle.ForecastRequest{Months: 36}); err != nil {
		t.Error(err)
	}
}
