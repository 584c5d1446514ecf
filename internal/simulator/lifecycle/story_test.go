package lifecycle_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/tenantfile"
)

// emptied is the tester's World before its first fact.
func (k *tester) emptied() *lifecycle.World {
	w := lifecycle.NewWorld(lifecycle.Tenant{ID: k.Tenant.ID}, k.Policy, k.Catalog, k.Now)
	w.Names = k.Names
	return w
}

// reread is the facts as a store gives them back.
func (k *tester) reread() []lifecycle.Fact {
	k.t.Helper()
	data, err := json.Marshal(k.Facts)
	k.ok(err)
	var facts []lifecycle.Fact
	k.ok(json.Unmarshal(data, &facts))
	return facts
}

func TestStoryTellsEveryTransitionInOrder(t *testing.T) {
	t.Parallel()
	k := newTester(t, "200.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	k.make(p, "voice_clone")
	k.place(item(voice, site.Yearly, 1, 1, false))
	k.at(dayEnd(2028, 3, 20)).renew(p, site.Yearly, 1)
	var got []string
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), dayEnd(2030, 1, 1)) {
		got = append(got, e.At.In(time.UTC).Format("2006-01-02")+" "+e.Type)
	}
	want := `2027-03-01 tenant_opened
2027-03-01 order_placed
2027-03-01 order_paid
2027-03-01 asset_made
2027-03-01 order_placed
2027-03-08 order_lapsed
2028-02-23 package_expires_soon
2028-03-01 package_in_grace
2028-03-16 package_frozen
2028-03-16 asset_frozen
2028-03-20 order_placed
2028-03-20 order_paid
2029-02-22 package_expires_soon
2029-03-01 package_in_grace
2029-03-16 package_frozen
2029-03-16 asset_frozen
2029-03-31 package_released
2029-03-31 asset_deleted`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("the story is\n%s\nwant\n%s", s, want)
	}
}

// TestRandomHistories walks random calls at random instants and checks the laws that every history keeps.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := newTester(t, rapid.SampledFrom([]string{"500.00", "5000.00", "90000000.00"}).Draw(rt, "balance"))
		k.Policy.TrainingDays.Value = rapid.IntRange(0, 40).Draw(rt, "training days")
		ends, seen := map[string]time.Time{}, map[string]sighting{}
		for range rapid.IntRange(1, 40).Draw(rt, "calls") {
			k.at(k.Now.Add(time.Duration(rapid.Int64Range(0, 60*24*3600).Draw(rt, "seconds")) * time.Second))
			before := len(k.Facts)
			if err := k.anything(rt); err != nil && len(k.Facts) != before {
				rt.Fatalf("the refused call (%v) made %d facts", err, len(k.Facts)-before)
			}
			k.laws(rt, ends)
			k.changesAreTold(rt, seen)
		}
		k.noStatusSkipped(rt)
		k.jobsMadeTheirAssets(rt)
		for _, d := range lifecycle.Verify(k.emptied(), k.reread(), k.World) {
			rt.Error(d)
		}
		k.fileIsTheSame(rt)
		k.branchGoesOnAlike(rt)
		k.aheadIsTheRest(rt)
	})
}

// fileIsTheSame: what a file makes of the facts are the same rows, and the same file again.
func (k *tester) fileIsTheSame(t *rapid.T) {
	rows, err := lifecycle.RowsDigest(k.folded())
	if err != nil {
		t.Fatal(err)
	}
	f := tenantfile.File{Head: tenantfile.Head{Project: "demo"}, Facts: k.reread(), Rows: rows}
	lines, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := tenantfile.Decode(lines)
	if err != nil {
		t.Fatal(err)
	}
	w := k.emptied()
	if found := lifecycle.Restore(w, read.Facts); len(found) > 0 {
		t.Fatalf("restored: %v", found)
	}
	again, err := lifecycle.RowsDigest(w)
	if err != nil || again != rows || read.Rows != rows {
		t.Fatalf("the file makes the rows %s of %s, which it says are %s (%v)", again, rows, read.Rows, err)
	}
	if second, err := read.Encode(); err != nil || !slices.Equal(lines, second) {
		t.Fatalf("written again, the file is another one: %v", err)
	}
}

// branchGoesOnAlike: the same happens to a branch and to its ancestor until one of them is written to.
func (k *tester) branchGoesOnAlike(t *rapid.T) {
	until := k.Now.AddDate(3, 0, 0)
	branch := k.folded()
	lifecycle.Branch(branch, "demo", "another")
	if diff := cmp.Diff(lifecycle.StoryAhead(k.folded(), until), lifecycle.StoryAhead(branch, until),
		cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("the ancestor (-) and the branch (+):\n%s", diff)
	}
}

// aheadIsTheRest: what rows tell of the time after the newest fact is what the whole story ends with. It uses the rows
// up.
func (k *tester) aheadIsTheRest(t *rapid.T) {
	until := k.Now.AddDate(3, 0, 0)
	all := lifecycle.Story(k.emptied(), k.reread(), until)
	head := k.Tenant.Head
	rest := all[slices.IndexFunc(append(slices.Clone(all), lifecycle.Event{At: until.AddDate(1, 0, 0)}),
		func(e lifecycle.Event) bool { return e.At.After(head) }):]
	if diff := cmp.Diff(rest, lifecycle.StoryAhead(k.World, until), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the story after %s (-whole, +ahead):\n%s", head, diff)
	}
}

// noStatusSkipped: however far the instants of a history lie apart, its story tells grace before frozen and frozen
// before released.
func (k *tester) noStatusSkipped(t *rapid.T) {
	stage := map[string]string{}
	before := map[string]string{"package_frozen": "package_in_grace", "package_released": "package_frozen"}
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), k.Now.AddDate(3, 0, 0)) {
		if want, ok := before[e.Type]; ok && stage[e.Subject] != want {
			t.Fatalf("%s: %s is told after %q", e.Subject, e.Type, stage[e.Subject])
		}
		if strings.HasPrefix(e.Type, "package_in_") || e.Type == "package_frozen" || e.Type == "package_released" {
			stage[e.Subject] = e.Type
		}
	}
}

// jobsMadeTheirAssets: a submitted job has an asset of its kind that no other job has, and is done only when the
// training is over.
func (k *tester) jobsMadeTheirAssets(t *rapid.T) {
	of := map[string]string{}
	for id, j := range k.Jobs {
		if j.Submitted.IsZero() {
			continue
		}
		if a, ok := k.Assets[j.AssetID]; !ok || a.Kind != j.Type.Kind() || of[a.ID] != "" {
			t.Fatalf("the job %s has the asset %s of %q", id, j.AssetID, of[j.AssetID])
		}
		of[j.AssetID] = id
		if k.JobStatus(j) == lifecycle.JobDone && k.Now.Before(j.Ready) {
			t.Fatalf("the job %s is done before %v", id, j.Ready)
		}
	}
}

func (k *tester) anything(t *rapid.T) error {
	anyOf := func(what string, ids []string) string {
		if len(ids) == 0 {
			return "none"
		}
		return rapid.SampledFrom(slices.Sorted(slices.Values(ids))).Draw(t, what)
	}
	order := func() string { return anyOf("order", slices.Collect(maps.Keys(k.Orders))) }
	pkg := func() string { return anyOf("package", slices.Collect(maps.Keys(k.Packages))) }
	job := func() string { return anyOf("job", slices.Collect(maps.Keys(k.Jobs))) }
	asset := func() string { return anyOf("asset", slices.Collect(maps.Keys(k.Assets))) }
	period := rapid.SampledFrom([]site.PeriodType{site.Monthly, site.Yearly, site.OneOff})
	var err error
	switch rapid.IntRange(0, 23).Draw(t, "call") {
	case 0, 1, 2:
		code := rapid.SampledFrom([]string{voice, image, channel, onShelf, trial}).Draw(t, "code")
		var id string
		id, err = place(k.World, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
			item(code, period.Draw(t, "period"), rapid.Int32Range(1, 3).Draw(t, "num"),
				rapid.Int32Range(1, 3).Draw(t, "quantity"), rapid.Bool().Draw(t, "renew")),
		}})
		if err == nil && rapid.Bool().Draw(t, "pay") && k.Tenant.Balance >= k.Orders[id].Amount {
			err = pay(k.World, id, lifecycle.Choice{})
		}
	case 3:
		var choice lifecycle.Choice
		for _, c := range k.Tenant.Coupons {
			if len(choice.CouponIDs) < 3 && rapid.Bool().Draw(t, "coupon") {
				choice.CouponIDs = append(choice.CouponIDs, c.ID)
			}
		}
		if len(k.Tenant.Discounts) > 0 && rapid.Bool().Draw(t, "discount") {
			choice.DiscountID = k.Tenant.Discounts[0].ID
		}
		err = pay(k.World, order(), choice)
	case 4:
		err = cancel(k.World, order())
	case 5:
		_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{pkg()}, PeriodType: period.Draw(t, "period"),
			PeriodNum: 1, AutoPay: rapid.Bool().Draw(t, "auto")})
	case 6:
		err = setAutoRenew(k.World, lifecycle.SetAutoRenew{
			PackageID: pkg(), On: rapid.Bool().Draw(t, "on"), Times: rapid.IntRange(0, 2).Draw(t, "times"),
			KeepLimits: rapid.Bool().Draw(t, "keep"),
		})
	case 7:
		_, err = giveBack(k.World, lifecycle.ReturnPackages{
			PackageIDs: []string{pkg()}, OnlyRenewed: rapid.Bool().Draw(t, "only renewed")})
	case 8, 9:
		_, err = makeAsset(k.World, lifecycle.MakeAsset{
			PackageID: pkg(), Kind: rapid.SampledFrom([]string{"voice_clone", "studio_4k"}).Draw(t, "kind"), Name: "a"})
	case 10:
		err = deleteAsset(k.World, asset(), rapid.Bool().Draw(t, "force"))
	case 11:
		_, err = renewAssets(k.World, lifecycle.RenewAssets{
			Rows: []lifecycle.RenewalRow{{AssetID: asset(), Months: rapid.Int64Range(0, 5).Draw(t, "months")}}})
	case 12:
		signAutoPay(k.World, rapid.Bool().Draw(t, "sign"))
	case 13:
		_, err = place(k.World, lifecycle.PlaceOrder{
			AutoPay: true, Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false),
				item(image, site.Yearly, 1, 2, false)}})
	case 16:
		_, err = bindAsset(k.World, lifecycle.BindAsset{
			AssetID: asset(), PackageID: rapid.SampledFrom([]string{"", pkg()}).Draw(t, "to")})
	case 17:
		err = configureRenewal(k.World, lifecycle.ConfigureRenewal{
			Name:  rapid.SampledFrom([]string{"DEDUCTION_DATE", "EXPIRE_DATE"}).Draw(t, "name"),
			Value: rapid.IntRange(-1, 28).Draw(t, "value"),
		})
	case 18:
		_, err = createTrainingJob(k.World, lifecycle.CreateTrainingJob{
			Type:    rapid.SampledFrom([]lifecycle.JobType{lifecycle.ImageJob, lifecycle.BasicVoiceJob}).Draw(t, "type"),
			Details: lifecycle.JobDetails{Name: "j"},
		})
	case 19, 20:
		_, err = submitTrainingJob(k.World, lifecycle.JobChange{JobID: job(), Image: rapid.Bool().Draw(t, "image"),
			Name: new("k")})
	case 21:
		err = deleteTrainingJob(k.World, lifecycle.JobChange{JobID: job(), Image: rapid.Bool().Draw(t, "image")})
	case 22:
		err = updateAsset(k.World, asset(), lifecycle.AssetChange{
			Active: new(rapid.Bool().Draw(t, "active")), Leaving: new(rapid.Bool().Draw(t, "leaving")),
			Order: new(rapid.Int32Range(-1, 1).Draw(t, "order")),
			Tags:  &[]string{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "tag")},
		})
	case 23:
		k.killedRun(t, anyOf)
	case 14:
		_, err = grantCoupon(k.World, lifecycle.Coupon{
			Type:      rapid.SampledFrom([]lifecycle.CouponType{lifecycle.CashCoupon, lifecycle.DiscountCoupon}).Draw(t, "type"),
			FaceValue: money.Amount(rapid.Int64Range(1, 200_000).Draw(t, "face")),
			Minimum:   money.Amount(rapid.Int64Range(0, 20_000).Draw(t, "minimum")), ValidFrom: k.Now,
			ValidUntil: k.Now.AddDate(0, 3, 0), WithDiscount: rapid.Bool().Draw(t, "with discount"),
		})
	case 15:
		_, err = grantDiscount(k.World,
			lifecycle.Discount{Type: lifecycle.Promotion, Percent: rapid.IntRange(1, 99).Draw(t, "percent"), ValidFrom: k.Now,
				ValidUntil: k.Now.AddDate(0, 0, 3)})
	}
	return err
}

// killedRun buys a unit, makes an asset of it and renews that, as far as it can. Some of this and of what there was is
// what it has lost: no state has shown it. The next apply adopts some of that, makes or renews something with it, and
// when it has ended the rest is withdrawn.
func (k *tester) killedRun(t *rapid.T, anyOf func(what string, ids []string) string) {
	trained := map[string]bool{}
	for _, j := range k.Jobs {
		trained[j.AssetID] = true
	}
	period := rapid.SampledFrom([]site.PeriodType{site.Yearly, site.OneOff}).Draw(t, "period")
	id, err := place(k.World, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
		item(voice, period, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false)}})
	if err == nil && pay(k.World, id, lifecycle.Choice{}) == nil {
		id, err = makeAsset(k.World, lifecycle.MakeAsset{PackageID: k.Orders[id].Resources()[0], Kind: "voice_clone",
			Name: "a"})
		if err == nil {
			_, _ = renewAssets(k.World, lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: id, Months: 1}}})
		}
	}
	k.Lost = map[string]bool{}
	defer func() { k.Lost = nil }()
	var orders, packages, assets []string
	lose := func(id string) bool {
		k.Lost[id] = rapid.IntRange(0, 3).Draw(t, "lost") > 0
		return k.Lost[id]
	}
	for _, o := range k.OrderList() {
		if o.Type == lifecycle.NewPurchase && lose(o.ID) {
			orders = append(orders, o.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.Renewals)) {
		lose(id)
	}
	for _, a := range k.AssetList() {
		if !trained[a.ID] && lose(a.ID) {
			assets, packages = append(assets, a.ID), append(packages, a.PackageID)
		}
	}
	if len(orders) > 0 {
		k.ok(lifecycle.AdoptOrder(k.World, anyOf("order", orders)))
	}
	if len(packages) > 0 && rapid.Bool().Draw(t, "make") {
		_, _ = makeAsset(k.World, lifecycle.MakeAsset{PackageID: anyOf("package", packages),
			Kind: rapid.SampledFrom([]string{"voice_clone", "studio_4k"}).Draw(t, "kind"), Name: "b"})
	}
	if len(assets) > 0 && rapid.Bool().Draw(t, "renew") {
		_, _ = renewAssets(k.World, lifecycle.RenewAssets{
			Rows: []lifecycle.RenewalRow{{AssetID: anyOf("asset", assets), Months: rapid.Int64Range(0, 5).Draw(t, "months")}}})
	}
	lifecycle.WithdrawRest(k.World)
}

// sighting is what billing showed of a package, and when.
type sighting struct {
	shown string
	at    time.Time
}

// changesAreTold: what billing shows of a package does not change without its time of update, which is never ahead.
func (k *tester) changesAreTold(t *rapid.T, seen map[string]sighting) {
	for id, p := range k.Packages {
		status := k.PackageStatus(p)
		if status == lifecycle.PackageUsedUp { // which billing does not tell from active
			status = lifecycle.PackageActive
		}
		now := sighting{fmt.Sprint(status, " ", p.Expire(), " ", p.AutoRenew, " ", p.Lapses), k.Now}
		updated := p.Updated(k.Now, k.Policies)
		if before, ok := seen[id]; ok && before.shown != now.shown && updated.Before(before.at) {
			t.Fatalf("%s was %s at %v, is %s at %v, and was updated at %v", id, before.shown, before.at, now.shown,
				now.at, updated)
		}
		if updated.After(k.Now) || updated.Before(p.Effective) {
			t.Fatalf("%s, of %v, was updated at %v, and it is %v", id, p.Effective, updated, k.Now)
		}
		seen[id] = now
	}
}

// laws: the balance never goes below zero, nothing that was not returned got shorter (a one-off unit's end moves when
// it is used, and back only if its asset is withdrawn), no package is used beyond its units, and units spent are units
// debited.
func (k *tester) laws(t *rapid.T, ends map[string]time.Time) {
	if k.Tenant.Balance < 0 {
		t.Fatalf("the balance is %s", k.Tenant.Balance)
	}
	for _, o := range k.Orders {
		if o.Type != lifecycle.Unsubscription &&
			(o.CouponAmount < 0 || o.CouponAmount > o.Amount || o.Amount > o.OfficialAmount) {
			t.Fatalf("order %s costs %s of %s, coupons pay %s", o.ID, o.Amount, o.OfficialAmount, o.CouponAmount)
		}
	}
	debited, used := map[string]int64{}, map[string]int64{}
	for _, r := range k.Renewals {
		for _, op := range r.Operations {
			for _, row := range op.Results {
				for _, d := range row.Debits {
					debited[d.ResourceID] += d.Units
				}
			}
		}
	}
	shortened := map[string]bool{}
	for _, o := range k.Orders {
		if o.Type == lifecycle.Unsubscription {
			shortened[o.Resources()[0]] = true
		}
	}
	for i := range k.Facts {
		if b, ok := k.Facts[i].Body.(*lifecycle.AssetWithdrawn); ok {
			shortened[b.PackageID] = true
		}
	}
	for id, p := range k.Packages {
		if p.Used > p.Units || p.Used < 0 {
			t.Fatalf("%s has used %d of %d units", id, p.Used, p.Units)
		}
		if p.Pool != "" && p.Used > 0 {
			used[id] = p.Used
		}
		if !shortened[id] && p.Expire().Before(ends[id]) {
			t.Fatalf("%s ended %v and ends %v now", id, ends[id], p.Expire())
		}
		ends[id] = p.Expire()
	}
	if !maps.Equal(debited, used) {
		t.Fatalf("debited %v, used %v", debited, used)
	}
}

func TestSettleToAAndThenToBEqualsSettleToB(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		history := func(stop bool, a, b time.Duration) []lifecycle.Fact {
			k := newTester(t, "900.00")
			k.buy(item(voice, site.Yearly, 1, 1, true), item(channel, site.Monthly, 1, 1, true))
			if stop {
				lifecycle.Settle(k.World, day0.Add(a))
			}
			lifecycle.Settle(k.World, day0.Add(a+b))
			return k.reread()
		}
		a := time.Duration(rapid.Int64Range(0, 500*24).Draw(rt, "a")) * time.Hour
		b := time.Duration(rapid.Int64Range(0, 500*24).Draw(rt, "b")) * time.Hour
		one, two := history(false, a, b), history(true, a, b)
		if x, y := marshal(rt, one), marshal(rt, two); x != y {
			rt.Fatalf("settled at once\n%s\nand in two steps\n%s", x, y)
		}
	})
}

func marshal(t *rapid.T, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
