package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// wallet is automatic renewal on an account with a balance once more, written apart from the engine: every day at 03:00
// it tries every package that is not renewed yet, and keeps nothing of an attempt that failed.
type wallet struct {
	balance  money.Amount
	lead     int
	toExpiry bool // attempts end with the package, not with its retention
	packages []*owned
	day      time.Time
	last     time.Time
	charges  []string
	failed   []string // instants of attempts that the balance did not cover
	declined struct{ from, until time.Time }
}

// owned is a package of a wallet.
type owned struct {
	reference
	id     string
	price  money.Amount
	period int       // months
	unpaid time.Time // before when the order that names it can be paid; zero: there is none
}

func (w *wallet) walk(to time.Time) {
	for ; !w.day.Add(3 * time.Hour).After(to); w.day = w.day.AddDate(0, 0, 1) {
		three := w.day.Add(3 * time.Hour)
		if !three.After(w.last) {
			continue
		}
		queue := slices.DeleteFunc(slices.Clone(w.packages), func(p *owned) bool {
			end := p.end()
			if !w.toExpiry {
				end = end.AddDate(0, 0, 30)
			}
			return !p.auto || p.gone != "" || w.day.Before(p.endDay().AddDate(0, 0, -w.lead)) || !three.Before(end) ||
				!three.After(p.bought)
		})
		slices.SortStableFunc(queue, func(a, b *owned) int { return a.end().Compare(b.end()) })
		for _, p := range queue {
			switch {
			case three.Before(p.unpaid) || !three.Before(w.declined.from) && three.Before(w.declined.until):
			case w.balance < p.price:
				w.failed = append(w.failed, fmt.Sprint(three.Unix(), p.id))
			default:
				w.balance -= p.price
				p.months += p.period
				w.charges = append(w.charges, fmt.Sprint(three.Unix(), p.id))
			}
		}
	}
	w.last = to
}

func (w *wallet) buy(k *tester, item lifecycle.OrderRequestItem, price money.Amount) {
	now := k.at(k.Now).Now.In(east) // another call, whose order has an id of its own
	p := k.buy(item)[0]
	w.packages = append(w.packages, &owned{reference: reference{bought: now, months: p.Months, auto: item.AutoRenew},
		id: p.ID, price: price, period: item.PeriodType.Months()})
	w.balance -= k.Orders[p.OrderID].Amount
}

// deed does something with a package, or with the account, if the engine allows it.
func (w *wallet) deed(t *rapid.T, k *tester) {
	p := rapid.SampledFrom(w.packages).Draw(t, "package")
	unpaid := ""
	for _, o := range k.OrderList() {
		if o.Status(k.Now) == lifecycle.OrderPendingPayment && slices.Contains(o.Resources(), p.id) {
			unpaid = o.ID
		}
	}
	balance := k.Tenant.Balance
	switch rapid.IntRange(0, 9).Draw(t, "deed") {
	case 0, 1, 2:
		amount := money.Amount(rapid.Int64Range(1, 20_000).Draw(t, "amount"))
		k.ok(deposit(k.World, amount))
	case 3:
		period := map[int]site.PeriodType{1: site.Monthly, 12: site.Yearly}[p.period]
		if _, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.id}, PeriodType: period,
			PeriodNum: 1}); err == nil {
			p.unpaid = k.Now.Add(7 * 24 * time.Hour)
		}
	case 4:
		if unpaid != "" {
			k.ok(cancel(k.World, unpaid))
			p.unpaid = time.Time{}
		}
	case 5:
		if unpaid != "" && pay(k.World, unpaid, lifecycle.Choice{}) == nil {
			p.unpaid = time.Time{}
			p.months += p.period
		}
	case 6:
		if on := rapid.Bool().Draw(t, "on"); setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.id, On: on}) == nil {
			p.auto = on
		}
	case 7:
		lead := rapid.IntRange(2, 7).Draw(t, "lead")
		k.ok(configureRenewal(k.World, lifecycle.ConfigureRenewal{Name: "DEDUCTION_DATE", Value: lead}))
		w.lead = lead
	case 8:
		if rapid.IntRange(0, 4).Draw(t, "return") == 0 {
			if _, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.id}}); err == nil {
				p.gone = "returned"
			}
		}
	case 9: // renewals are declined for some time, or no longer
		w.declined.from, w.declined.until = k.Now.Add(time.Second), k.Now
		var declines []lifecycle.RenewalDecline
		if hours := rapid.IntRange(0, 40*24).Draw(t, "hours"); hours > 0 {
			w.declined.until = k.Now.Add(time.Duration(hours) * time.Hour)
			declines = []lifecycle.RenewalDecline{{Until: w.declined.until, Reason: "declined"}}
		}
		k.ok(decline(k.World, declines...))
	}
	w.balance += k.Tenant.Balance - balance // what a deed costs, other tests check
}

// TestRetriesAreAsIfEachHadBeenMade: an account whose failed attempts are facts only once is charged as one that tries
// every day, however often it is settled in between. Its story and its forecast tell the same attempts.
func TestRetriesAreAsIfEachHadBeenMade(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		opening := rapid.SampledFrom([]money.Amount{250_00, 330_00, 700_00}).Draw(rt, "opening balance")
		k, often := newTester(t, opening.String()), newTester(t, opening.String())
		toExpiry := rapid.Bool().Draw(rt, "only to the end")
		start := day0.In(east)
		w := &wallet{balance: opening, lead: 7, toExpiry: toExpiry, last: start,
			day: time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, east)}
		if toExpiry {
			k.Policy.RetryUntil.Value, often.Policy.RetryUntil.Value = "expire_time", "expire_time"
		}
		channels := rapid.IntRange(0, 2).Draw(rt, "channels")
		for range channels {
			w.buy(k, item(channel, site.Monthly, 1, 1, true), 75_00)
		}
		if channels == 0 || rapid.Bool().Draw(rt, "a voice") {
			w.buy(k, item(voice, site.Yearly, 1, 1, true), 99_00)
		}
		replay := func() { // the same deeds on an account that is settled more often
			for _, f := range k.Facts[len(often.Facts):] {
				lifecycle.Settle(often.World, f.At)
				if len(often.Facts) < int(f.Seq) {
					often.Facts = append(often.Facts, f)
					often.Apply(f)
				}
			}
		}
		replay()
		now := day0
		for range rapid.IntRange(1, 25).Draw(rt, "deeds") {
			next := now.Add(time.Duration(rapid.Int64Range(0, 20*24*3600).Draw(rt, "seconds")) * time.Second)
			if rapid.IntRange(0, 3).Draw(rt, "at a charge hour") == 0 {
				next = next.Truncate(24 * time.Hour).Add(19 * time.Hour)
			}
			for now.Before(next) {
				now = now.Add(max(next.Sub(now)/3, time.Hour)).Truncate(time.Second)
				lifecycle.Settle(often.World, now)
			}
			k.at(now)
			w.walk(now.In(east))
			w.compare(rt, k)
			w.deed(rt, k)
			w.compare(rt, k)
			replay()
		}
		if a, b := marshal(rt, k.reread()), marshal(rt, often.reread()); a != b {
			rt.Fatalf("settled seldom\n%s\nand often\n%s", a, b)
		}
		w.retriesAreTold(rt, k, now)
		w.forecastIsKept(rt, k, now)
	})
}

func (w *wallet) compare(t *rapid.T, k *tester) {
	if k.Tenant.Balance != w.balance {
		t.Fatalf("at %v the balance is %s, the reference says %s", k.Now, k.Tenant.Balance, w.balance)
	}
	for _, p := range w.packages {
		if got := k.Packages[p.id]; p.gone == "" && !got.Expire().Equal(p.end()) {
			t.Fatalf("at %v %s ends %v, the reference says %v", k.Now, p.id, got.Expire(), p.end().UTC())
		}
	}
	var charges []string
	for _, f := range k.Facts {
		if f.Type == "auto_renewal_charged" {
			charges = append(charges, fmt.Sprint(f.At.Unix(), f.Subject))
		}
	}
	if !slices.Equal(charges, w.charges) {
		t.Fatalf("charged is %v, the reference says %v", charges, w.charges)
	}
}

// retriesAreTold: the story counts the attempts that the balance did not cover, and those that an unpaid order stopped.
func (w *wallet) retriesAreTold(t *rapid.T, k *tester, until time.Time) {
	told := map[string]int{}
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), until) {
		switch n := 0; e.Type {
		case "auto_renewal_failed":
			told[e.Subject]++
		case "auto_renewal_retried":
			if _, err := fmt.Sscanf(e.Text, "%d more attempt", &n); err != nil {
				t.Fatalf("%s: %v", e.Text, err)
			}
			told[e.Subject] += n
		}
	}
	for _, p := range w.packages {
		noFunds, facts := 0, 0
		for _, f := range w.failed {
			if strings.HasSuffix(f, p.id) {
				noFunds++
			}
		}
		for _, f := range k.Facts {
			if b, ok := f.Body.(*lifecycle.AutoRenewalFailed); ok && b.PackageID == p.id {
				facts++
			}
		}
		if told[p.id] < noFunds || noFunds > 40 && facts > noFunds {
			t.Fatalf("%s: %d attempts are told, %d of them as facts, and %d were not covered", p.id, told[p.id], facts, noFunds)
		}
	}
}

// forecastIsKept: the forecast names the next attempt that the balance will not cover, retries included.
func (w *wallet) forecastIsKept(t *rapid.T, k *tester, now time.Time) {
	ahead := k.folded()
	ahead.Now = now
	got, err := lifecycle.Foresee(ahead, lifecycle.ForecastRequest{Months: 14})
	if err != nil {
		t.Fatal(err)
	}
	before, charges := len(w.failed), len(w.charges)
	w.walk(got.Until.In(east))
	want, failure := "", ""
	if len(w.failed) > before {
		want = w.failed[before]
	}
	if f := got.Failure; f != nil {
		failure = fmt.Sprint(f.At.Unix(), f.PackageID)
	}
	if failure != want || got.Balance != w.balance || len(got.Charges) != len(w.charges)-charges {
		t.Fatalf("from %v on the forecast is %q, %s after %d charges, the reference says %q, %s, %d", now, failure,
			got.Balance, len(got.Charges), want, w.balance, len(w.charges)-charges)
	}
}
