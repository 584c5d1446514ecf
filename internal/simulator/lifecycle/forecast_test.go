package lifecycle_test

import (
	order "cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// folded is a copy of the tester's World, made of its facts.
func (k *tester) folded() *lifecycle.World {
	w := k.emptied()
	for _, f := range k.reread() {
		w.Apply(f)
	}
	return w
}

func (k *tester) foresee(in lifecycle.ForecastRequest) lifecycle.Forecast {
	k.t.Helper()
	f, err := lifecycle.Foresee(k.folded(), in)
	k.ok(err)
	return f
}

func TestForecastTellsChargesBalanceAndEnds(t *testing.T) {
	t.Parallel()
	k := newTester(t, "250.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	a := k.make(p, "voice_clone")
	q := k.at(k.Now).buy(item(onShelf, site.Monthly, 3, 1, false))[0]
	got := k.foresee(lifecycle.ForecastRequest{Months: 25})

	first := calendar.At(dayEnd(2028, 3, 1), -7, 3)
	second := calendar.At(dayEnd(2029, 3, 1), -7, 3)
	balance := k.Tenant.Balance
	if got.Total != 9900 || got.Balance != balance-9900 || !got.Limited || got.Currency != "USD" {
		t.Errorf("total %s, balance %s of %s, limited %v, %s", got.Total, got.Balance, balance, got.Limited, got.Currency)
	}
	charge := lifecycle.ForecastCharge{At: first, Amount: 9900, PackageID: p.ID, ResourceSpecCode: voice,
		Cause: "automatic renewal"}
	if diff := cmp.Diff([]lifecycle.ForecastCharge{charge}, got.Charges); diff != "" {
		t.Errorf("charges: %s", diff)
	}
	failure := &lifecycle.ForecastFailure{At: second, PackageID: p.ID, ResourceSpecCode: voice, Amount: 9900,
		Balance: balance - 9900}
	if diff := cmp.Diff(failure, got.Failure); diff != "" {
		t.Errorf("failure: %s", diff)
	}
	if n := len(got.Months); n != 26 || got.Months[0].Month != "2027-03" || got.Months[25].Month != "2029-04" {
		t.Errorf("%d months, %v", n, got.Months)
	}
	for _, m := range got.Months {
		want := lifecycle.ForecastMonth{Month: m.Month, Balance: balance}
		if m.Month == "2028-02" {
			want.Charged = 9900
		}
		if m.Month >= "2028-02" {
			want.Balance -= 9900
		}
		if m != want {
			t.Errorf("month %+v, want %+v", m, want)
		}
	}
	name := func(code string) string {
		product, _ := k.Catalog.Product(code)
		return product.Name
	}
	end := func(at time.Time, kind lifecycle.EndKind) lifecycle.ForecastEnd {
		return lifecycle.ForecastEnd{At: at, Kind: kind, What: "package", ID: p.ID, Name: name(voice), PackageID: p.ID,
			ResourceSpecCode: voice, Expire: dayEnd(2029, 3, 1)}
	}
	lost := end(dayEnd(2029, 3, 16), lifecycle.EndFrozen)
	lost.What, lost.ID, lost.Name = "asset", a.ID, a.Name
	deleted := lost
	deleted.At, deleted.Kind = dayEnd(2029, 3, 31), lifecycle.EndDeleted
	want := []lifecycle.ForecastEnd{
		{At: q.Expire(), Kind: lifecycle.EndVoid, What: "package", ID: q.ID, Name: name(onShelf), PackageID: q.ID,
			ResourceSpecCode: onShelf, Units: 3, Expire: q.Expire()},
		end(dayEnd(2029, 3, 1), lifecycle.EndGrace), end(dayEnd(2029, 3, 16), lifecycle.EndFrozen), lost,
		end(dayEnd(2029, 3, 31), lifecycle.EndReleased), deleted,
	}
	if diff := cmp.Diff(want, got.Ends); diff != "" {
		t.Errorf("ends: %s", diff)
	}
}

func TestForecastFiltersLeaveTheAccountsMoneyAlone(t *testing.T) {
	t.Parallel()
	k := newTester(t, "4000.00")
	bought := k.buy(item(voice, site.Yearly, 1, 2, true), item(channel, site.Monthly, 1, 1, true))
	all := k.foresee(lifecycle.ForecastRequest{Months: 24})
	for name, in := range map[string]lifecycle.ForecastRequest{
		"package": {Packages: []string{bought[0].ID}}, "product": {Products: []string{channel}},
		"both": {Packages: []string{bought[0].ID}, Products: []string{channel}},
	} {
		in.Months = 24
		got := k.foresee(in)
		covered := func(id, code string) bool {
			return (in.Packages == nil || slices.Contains(in.Packages, id)) &&
				(in.Products == nil || slices.Contains(in.Products, code))
		}
		want := all
		want.Charges = slices.DeleteFunc(slices.Clone(all.Charges), func(c lifecycle.ForecastCharge) bool {
			return !covered(c.PackageID, c.ResourceSpecCode)
		})
		want.Ends = slices.DeleteFunc(slices.Clone(all.Ends), func(e lifecycle.ForecastEnd) bool {
			return !covered(e.PackageID, e.ResourceSpecCode)
		})
		want.Total, want.Months = 0, slices.Clone(all.Months)
		for i := range want.Months {
			want.Months[i].Charged = 0
			for _, c := range want.Charges {
				if c.At.In(calendar.Zone).Format("2006-01") == want.Months[i].Month {
					want.Months[i].Charged += c.Amount
				}
			}
			want.Total += want.Months[i].Charged
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name != "both" && (len(got.Charges) == 0 || len(got.Charges) == len(all.Charges)) {
			t.Errorf("%s: %d of %d charges", name, len(got.Charges), len(all.Charges))
		}
	}
}

func TestForecastOfUnlimitedCreditNeverFails(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(channel, site.Monthly, 1, 1, true))
	got := k.foresee(lifecycle.ForecastRequest{Months: 12})
	if got.Limited || got.Failure != nil || len(got.Charges) != 12 {
		t.Errorf("limited %v, failure %v, %d charges", got.Limited, got.Failure, len(got.Charges))
	}
}

// TestForecastNamesTheNextAttemptOnceNothingElseHindersIt: what waits for money fails for another reason while an
// unpaid order names it or a fault declines it, and for the balance after that.
func TestForecastNamesTheNextAttemptOnceNothingElseHindersIt(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		hinder func(k *tester, p *lifecycle.Package) error
		after  time.Duration // the failure, after the first attempt; 0: none is left
	}{
		"nothing": {func(*tester, *lifecycle.Package) error { return nil }, day},
		"an unpaid order": {func(k *tester, p *lifecycle.Package) error {
			_, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
			return err
		}, 8 * day},
		"a cancelled order": {func(k *tester, p *lifecycle.Package) error {
			ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly,
				PeriodNum: 1})
			k.ok(err)
			return cancel(k.World, ids[0])
		}, day},
		"a decline": {func(k *tester, p *lifecycle.Package) error {
			return decline(k.World, lifecycle.RenewalDecline{Until: k.Now.Add(50 * time.Hour), Reason: "no"})
		}, 3 * day},
		"a decline until within the second of an attempt": {func(k *tester, p *lifecycle.Package) error {
			until := k.Now.Truncate(time.Hour).Add(23*time.Hour + time.Second/2)
			return decline(k.World, lifecycle.RenewalDecline{Until: until, Reason: "no"})
		}, 2 * day},
		"a decline of another product": {func(k *tester, p *lifecycle.Package) error {
			return decline(k.World, lifecycle.RenewalDecline{ResourceSpecCode: channel, Reason: "no"})
		}, day},
		"a decline that never ends": {func(k *tester, p *lifecycle.Package) error {
			return decline(k.World, lifecycle.RenewalDecline{Reason: "no"})
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t, "100.00")
			p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
			first := p.NextCharge
			k.at(first.Add(time.Hour))
			k.ok(c.hinder(k, p))
			got := k.foresee(lifecycle.ForecastRequest{Months: 2}).Failure
			switch {
			case c.after == 0 && got == nil:
			case c.after == 0 || got == nil || !got.At.Equal(first.Add(c.after)):
				t.Errorf("the failure is %+v, the first attempt was at %v", got, first)
			}
		})
	}
}

// TestForecastWithoutGraceOrRetention tells no phase that lasts no time: nothing is usable or frozen in it.
func TestForecastWithoutGraceOrRetention(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		grace, retention int
		want             []string
	}{
		"neither":   {0, 0, []string{"package released", "asset deleted"}},
		"grace":     {3, 0, []string{"package grace", "package released", "asset deleted"}},
		"retention": {0, 3, []string{"package frozen", "asset frozen", "package released", "asset deleted"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t, "500.00")
			k.Policy.GraceDays.Value, k.Policy.RetentionDays.Value = c.grace, c.retention
			k.make(k.buy(item(voice, site.Yearly, 1, 1, false))[0], "voice_clone")
			var got []string
			for _, e := range k.foresee(lifecycle.ForecastRequest{Months: 14}).Ends {
				got = append(got, e.What+" "+string(e.Kind))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v end, want %v", got, c.want)
			}
		})
	}
}

func TestForecastRefusesWhatItCannotTell(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(voice, site.Yearly, 1, 1, false))
	for name, c := range map[string]struct {
		in   lifecycle.ForecastRequest
		code string
		has  string
	}{
		"no length": {lifecycle.ForecastRequest{}, lifecycle.CodeBadParameter, "months is 0"},
		"too long":  {lifecycle.ForecastRequest{Months: 121}, lifecycle.CodeBadParameter, "months is 121"},
		"past":      {lifecycle.ForecastRequest{Until: day0.Add(-1)}, lifecycle.CodeBadParameter, "must be after"},
		"now":       {lifecycle.ForecastRequest{Until: day0}, lifecycle.CodeBadParameter, "must be after"},
		"too late":  {lifecycle.ForecastRequest{Until: day0.AddDate(10, 0, 1)}, lifecycle.CodeBadParameter, "120"},
		"unknown package": {lifecycle.ForecastRequest{Months: 1, Packages: []string{"x"}}, lifecycle.CodeResourceUnknown,
			"x"},
		"unknown product": {lifecycle.ForecastRequest{Months: 1, Products: []string{"y"}}, lifecycle.CodeProductUnknown, "y"},
	} {
		t.Run(name, func(t *testing.T) {
			w := k.folded()
			_, err := lifecycle.Foresee(w, c.in)
			k.refused(err, c.code, c.has)
		})
	}
	k.foresee(lifecycle.ForecastRequest{Until: day0.AddDate(10, 0, 0), Products: []string{channel}}) // sold, not bought
}

// TestForecastIsWhatHappens forecasts random tenants and then lets the time pass: the charges and the balance are those
// of the settlement, the ends are the changes of the statuses.
func TestForecastIsWhatHappens(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"one", "two", "three"} { // each with as many cases as a check has
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			forecastRandomTenants(t)
		})
	}
}

func forecastRandomTenants(t *testing.T) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		k := newTester(t, rapid.SampledFrom([]string{"500.00", "5000.00", "90000000.00"}).Draw(rt, "balance"))
		k.Policy.TrainingDays.Value = rapid.IntRange(0, 40).Draw(rt, "training days")
		k.Policy.ProcessingHours.Value = rapid.SampledFrom([]int{0, 1, 30, 2000}).Draw(rt, "processing hours")
		k.Policy.GraceDays.Value = rapid.SampledFrom([]int{0, 3, 15}).Draw(rt, "grace days")
		k.Policy.RetentionDays.Value = rapid.SampledFrom([]int{0, 3, 15}).Draw(rt, "retention days")
		k.Policy.RecycleDays.Value = rapid.SampledFrom([]int{0, 3, 30}).Draw(rt, "recycle days")
		k.Policy.ChargeLeadDays.Value = rapid.IntRange(0, 9).Draw(rt, "lead days")
		for range rapid.IntRange(1, 40).Draw(rt, "calls") {
			k.at(k.Now.Add(time.Duration(rapid.Int64Range(0, 60*24*3600).Draw(rt, "seconds")) * time.Second))
			_ = k.anything(rt)
		}
		until := k.Now.Add(time.Duration(rapid.Int64Range(1, 500*24*3600).Draw(rt, "ahead")) * time.Second)
		got, err := lifecycle.Foresee(k.folded(), lifecycle.ForecastRequest{Until: until})
		if err != nil {
			rt.Fatal(err)
		}
		want := k.pass(until)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(),
			cmpopts.SortSlices(func(a, b lifecycle.ForecastEnd) bool { return fmt.Sprint(a) < fmt.Sprint(b) }),
			cmpopts.IgnoreFields(lifecycle.ForecastEnd{}, "Name")); diff != "" {
			rt.Fatalf("what happened (-) and was forecast (+):\n%s", diff)
		}
	})
}

// pass lets time pass and says what has happened, as a forecast would say it. It looks at facts and statuses only.
func (k *tester) pass(until time.Time) lifecycle.Forecast {
	w := k.folded()
	f := lifecycle.Forecast{From: k.Now, Until: until, Currency: w.Currency(), Limited: w.Tenant.Limited}
	f.Failure = k.firstFailure(until)
	known := k.statusesOf(w, k.Now)
	for _, at := range k.candidates(w, until) {
		seen := len(w.Facts)
		before := w.Tenant.Balance
		lifecycle.Settle(w, at)
		for _, fact := range w.Facts[seen:] {
			switch b := fact.Body.(type) {
			case *lifecycle.AutoRenewalCharged:
				f.Charges = append(f.Charges, lifecycle.ForecastCharge{At: fact.At, Amount: b.Order.Amount,
					PackageID: b.Renewed.PackageID, ResourceSpecCode: b.Order.Items[0].ResourceSpecCode, Cause: fact.Cause})
				before -= b.Order.Amount
			case *lifecycle.AutoRenewalFailed:
				if b.Code == lifecycle.CodeNoFunds && f.Failure == nil {
					f.Failure = &lifecycle.ForecastFailure{At: fact.At, PackageID: b.PackageID, Amount: b.Amount, Balance: before,
						ResourceSpecCode: w.Packages[b.PackageID].ResourceSpecCode}
				}
			}
		}
		now := k.statusesOf(w, at)
		for id, s := range now {
			if s != known[id] {
				f.Ends = append(f.Ends, k.ending(w, id, s, at)...)
			}
		}
		known = now
	}
	f.Balance = w.Tenant.Balance
	balance := k.Tenant.Balance
	for m := k.Now.In(calendar.Zone); ; m = time.Date(m.Year(), m.Month()+1, 1, 0, 0, 0, 0, calendar.Zone) {
		month := lifecycle.ForecastMonth{Month: m.Format("2006-01")}
		for _, c := range f.Charges {
			if c.At.In(calendar.Zone).Format("2006-01") == month.Month {
				month.Charged += c.Amount
			}
		}
		if !m.Before(until) && month.Charged == 0 {
			break
		}
		balance -= month.Charged
		f.Total += month.Charged
		month.Balance = balance
		f.Months = append(f.Months, month)
	}
	return f
}

// firstFailure is the first retry that the balance does not cover if that is at the next charge hour: what is retried
// makes no fact.
func (k *tester) firstFailure(until time.Time) *lifecycle.ForecastFailure {
	three := calendar.At(k.Now, 0, k.Policy.ChargeHour.Value)
	if !three.After(k.Now) {
		three = calendar.At(k.Now, 1, k.Policy.ChargeHour.Value)
	}
	w := k.folded()
	if three.After(until) {
		return nil
	}
	lifecycle.Settle(w, three.Add(-time.Second))
	var queue []*lifecycle.Package
	for _, p := range w.Packages {
		if _, end, waits := p.Unfunded(); waits && three.Before(end) || p.NextCharge.Equal(three) {
			queue = append(queue, p)
		}
	}
	slices.SortFunc(queue, func(a, b *lifecycle.Package) int {
		return order.Or(a.Expire().Compare(b.Expire()), lifecycle.ByPurchase(a, b))
	})
	balance, seen := w.Tenant.Balance, len(w.Facts)
	lifecycle.Settle(w, three)
	charged := map[string]money.Amount{}
	for _, fact := range w.Facts[seen:] {
		charged[fact.Subject] = -fact.Money()
	}
	for _, p := range queue {
		if amount, _, waits := p.Unfunded(); waits {
			return &lifecycle.ForecastFailure{At: three, PackageID: p.ID, Amount: amount, Balance: balance,
				ResourceSpecCode: p.ResourceSpecCode}
		}
		balance -= charged[p.ID]
	}
	return nil
}

// candidates are the instants at which something can end: ends of days, and ends in the recycle bin.
func (k *tester) candidates(w *lifecycle.World, until time.Time) (all []time.Time) {
	add := func(at time.Time) {
		if at.After(k.Now) && !at.After(until) {
			all = append(all, at)
		}
	}
	for day := calendar.Midnight(k.Now); !day.After(until); day = day.AddDate(0, 0, 1) {
		add(day.Add(24*time.Hour - time.Second))
	}
	for _, a := range w.Assets {
		if !a.Recycled.IsZero() {
			add(a.Recycled.AddDate(0, 0, w.Policy.RecycleDays.Value))
		}
	}
	add(until)
	slices.SortFunc(all, time.Time.Compare)
	return slices.Compact(all)
}

func (k *tester) statusesOf(w *lifecycle.World, at time.Time) map[string]string {
	all := map[string]string{}
	for id, p := range w.Packages {
		all[id] = string(p.Status(at, w.Policies))
	}
	for id, a := range w.Assets {
		all[id] = string(a.Status(w.Packages[a.PackageID], at, w.Policies))
	}
	return all
}

// ending is what a new status of a package or an asset ends, if anything.
func (k *tester) ending(w *lifecycle.World, id, status string, at time.Time) []lifecycle.ForecastEnd {
	if a := w.Assets[id]; a != nil {
		if status != "frozen" && status != "deleted" {
			return nil
		}
		p := w.Packages[a.PackageID]
		return []lifecycle.ForecastEnd{{At: at, Kind: lifecycle.EndKind(status), What: "asset", ID: id, PackageID: p.ID,
			ResourceSpecCode: p.ResourceSpecCode, Expire: a.End(p)}}
	}
	p := w.Packages[id]
	end := lifecycle.ForecastEnd{At: at, Kind: lifecycle.EndKind(status), What: "package", ID: id, PackageID: id,
		ResourceSpecCode: p.ResourceSpecCode, Expire: p.Expire()}
	switch status {
	case "active", "used_up":
		return nil
	case "expired":
		end.Kind = lifecycle.EndExpires
		if n := p.Units - p.Used; n > 0 && p.ResourceSpecCode != trial {
			end.Kind, end.Units = lifecycle.EndVoid, n
		}
	}
	return []lifecycle.ForecastEnd{end}
}

// forecastAgrees compares a forecast with the reference's own walk through the days.
func (r *reference) forecastAgrees(t *rapid.T, k *tester, p *lifecycle.Package) {
	months := rapid.IntRange(1, 24).Draw(t, "months ahead")
	got, err := lifecycle.Foresee(k.folded(), lifecycle.ForecastRequest{Months: months})
	if err != nil {
		t.Fatal(err)
	}
	product, _ := k.Catalog.Product(channel)
	price, _ := product.Price("USD", site.Monthly)
	var charges, ends []string
	now, until := r.last, got.Until.In(east)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, east)
	for day := midnight; !day.After(until); day = day.AddDate(0, 0, 1) {
		if three := day.Add(3 * time.Hour); three.After(now) && !three.After(until) {
			months := r.months
			if r.walk(three); r.months > months {
				charges = append(charges, fmt.Sprint(three.Unix(), price))
			}
		}
		if night := day.Add(24*time.Hour - time.Second); r.gone == "" && night.After(now) && !night.After(until) {
			for kind, days := range map[string]int{"grace": 0, "frozen": 15, "released": 30} {
				if night.Equal(r.end().AddDate(0, 0, days)) {
					ends = append(ends, fmt.Sprint(night.Unix(), kind))
				}
			}
		}
	}
	var gotCharges, gotEnds []string
	for _, c := range got.Charges {
		gotCharges = append(gotCharges, fmt.Sprint(c.At.Unix(), c.Amount))
	}
	for _, e := range got.Ends {
		gotEnds = append(gotEnds, fmt.Sprint(e.At.Unix(), e.Kind))
	}
	if !slices.Equal(charges, gotCharges) || !slices.Equal(ends, gotEnds) {
		t.Fatalf("from %v on (%+v) the forecast says %v and %v of %s, the reference %v and %v", now, r, gotCharges, gotEnds,
			p.ID, charges, ends)
	}
}
