package lifecycle_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// flawed checks that a row is sound, and no more once it is damaged. Each damage gets a copy.
func flawed[T any, R interface {
	*T
	Flaw() string
}](t *testing.T, sound *T, damages map[string]func(*T)) {
	t.Helper()
	if flaw := R(sound).Flaw(); flaw != "" {
		t.Errorf("%T: a sound row has a flaw: %s", sound, flaw)
	}
	data, err := json.Marshal(sound)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range damages {
		one := new(T)
		if err := json.Unmarshal(data, one); err != nil {
			t.Fatal(err)
		}
		damage(one)
		if R(one).Flaw() == "" {
			t.Errorf("%T: %s is no flaw", sound, name)
		}
	}
}

// TestWhatIsImpossibleIsAFlaw: TestRandomHistories holds the other half, that nothing which the rules write is one.
func TestWhatIsImpossibleIsAFlaw(t *testing.T) {
	t.Parallel()
	k := newTester(t, "5000.00")
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	a := k.make(p, "voice_clone")
	k.buy(item(onShelf, site.Monthly, 6, 1, false))
	id, err := renewAssets(k.World, lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: a.ID, Months: 2}}})
	k.ok(err)
	k.buy(item(image, site.Yearly, 1, 1, false))
	j := k.job(lifecycle.ImageJob, "Ann")
	k.submit(j)
	early := day0.AddDate(-1, 0, 0)

	flawed(t, k.Orders[p.OrderID], map[string]func(*lifecycle.Order){
		"an unknown type":    func(o *lifecycle.Order) { o.Type = 3 },
		"no items":           func(o *lifecycle.Order) { o.Items, o.Amount, o.OfficialAmount = nil, 0, 0 },
		"another amount":     func(o *lifecycle.Order) { o.Amount++ },
		"another list price": func(o *lifecycle.Order) { o.OfficialAmount-- },
		"an item's amount":   func(o *lifecycle.Order) { o.Items[0].Amount++ },
		"amounts that overflow": func(o *lifecycle.Order) {
			o.Items = append(o.Items, o.Items[0])
			o.Items[1].Amount = 1<<63 - 1
		},
		"a negative amount":         func(o *lifecycle.Order) { o.Amount, o.Items[0].Amount = -o.Amount, -o.Amount },
		"too much of coupons":       func(o *lifecycle.Order) { o.CouponAmount = o.Amount + 1 },
		"a negative coupon":         func(o *lifecycle.Order) { o.CouponAmount = -1 },
		"no quantity":               func(o *lifecycle.Order) { o.Items[0].Quantity = 0 },
		"negative periods":          func(o *lifecycle.Order) { o.Items[0].PeriodNum = -1 },
		"an unknown period":         func(o *lifecycle.Order) { o.Items[0].PeriodType = "weekly" },
		"never created":             func(o *lifecycle.Order) { o.Created = time.Time{} },
		"paid before it was placed": func(o *lifecycle.Order) { o.Paid = early },
		"paid and cancelled":        func(o *lifecycle.Order) { o.Cancelled = o.Paid },
		"paid and nothing there":    func(o *lifecycle.Order) { o.Items[0].Resources = nil },
		"a renewal of two": func(o *lifecycle.Order) {
			o.Type = lifecycle.Renewal
			o.Items[0].Resources = []string{"a", "b"}
		},
	})
	flawed(t, p, map[string]func(*lifecycle.Package){
		"no order":            func(p *lifecycle.Package) { p.OrderID = "" },
		"no product":          func(p *lifecycle.Package) { p.ResourceSpecCode = "" },
		"negative units":      func(p *lifecycle.Package) { p.Units = -1 },
		"negative use":        func(p *lifecycle.Package) { p.Used = -1 },
		"more used than sold": func(p *lifecycle.Package) { p.Used = p.Units + 1 },
		"an unknown period":   func(p *lifecycle.Package) { p.PeriodType = "" },
		"an unknown renewal":  func(p *lifecycle.Package) { p.RenewPeriod = "daily" },
		"negative renewals":   func(p *lifecycle.Package) { p.RenewTimes = -1 },
		"a negative item":     func(p *lifecycle.Package) { p.ItemIndex = -1 },
		"no term":             func(p *lifecycle.Package) { p.Terms = nil },
		"a term of nothing":   func(p *lifecycle.Package) { p.Terms[0].OrderID = "" },
		"a term backwards": func(p *lifecycle.Package) {
			p.Terms[0].Start, p.Terms[0].End = p.Terms[0].End,
				p.Terms[0].Start
		},
		"a negative price":   func(p *lifecycle.Package) { p.Terms[0].Paid = -1 },
		"negative months":    func(p *lifecycle.Package) { p.Months = -1 },
		"months without end": func(p *lifecycle.Package) { p.Months = 1 << 40 },
		"it never began":     func(p *lifecycle.Package) { p.Effective = time.Time{} },
		"no anchor":          func(p *lifecycle.Package) { p.Anchor = time.Time{} },
		"an end before":      func(p *lifecycle.Package) { p.Anchor = p.Anchor.AddDate(-5, 0, 0) },
		"returned before":    func(p *lifecycle.Package) { p.Returned = early },
	})
	flawed(t, a, map[string]func(*lifecycle.Asset){
		"no package":      func(a *lifecycle.Asset) { a.PackageID = "" },
		"no kind":         func(a *lifecycle.Asset) { a.Kind = "" },
		"no name":         func(a *lifecycle.Asset) { a.Name = "" },
		"negative months": func(a *lifecycle.Asset) { a.OnShelfMonths = -1 },
		"never made":      func(a *lifecycle.Asset) { a.Created, a.Updated = time.Time{}, time.Time{} },
		"changed before":  func(a *lifecycle.Asset) { a.Updated = early },
		"recycled before": func(a *lifecycle.Asset) { a.Recycled = early },
		"deleted before":  func(a *lifecycle.Asset) { a.Deleted = early },
	})
	flawed(t, k.Renewals[id], map[string]func(*lifecycle.AssetRenewal){
		"no operation":       func(r *lifecycle.AssetRenewal) { r.Operations = nil },
		"an unknown outcome": func(r *lifecycle.AssetRenewal) { r.Operations[0].Results[0].Outcome = "perhaps" },
		"months unpaid":      func(r *lifecycle.AssetRenewal) { r.Operations[0].Results[0].Months++ },
		"negative units":     func(r *lifecycle.AssetRenewal) { r.Operations[0].Results[0].Debits[0].Units = -2 },
		"no package":         func(r *lifecycle.AssetRenewal) { r.Operations[0].Results[0].Debits[0].ResourceID = "" },
	})
	flawed(t, j, map[string]func(*lifecycle.TrainingJob){
		"an unknown type":      func(j *lifecycle.TrainingJob) { j.Type = "SONG" },
		"no asset":             func(j *lifecycle.TrainingJob) { j.AssetID = "" },
		"no package":           func(j *lifecycle.TrainingJob) { j.PackageID = "" },
		"never submitted":      func(j *lifecycle.TrainingJob) { j.Submitted = time.Time{} },
		"ready before":         func(j *lifecycle.TrainingJob) { j.Ready = early },
		"updated before birth": func(j *lifecycle.TrainingJob) { j.Updated = early },
	})
	coupon := lifecycle.Coupon{ID: "c", Type: lifecycle.CashCoupon, FaceValue: money.Amount(1), ValidFrom: early,
		ValidUntil: day0}
	flawed(t, &k.Tenant, map[string]func(*lifecycle.Tenant){
		"no seed":                 func(t *lifecycle.Tenant) { t.Seed = "" },
		"no facts":                func(t *lifecycle.Tenant) { t.Seq = 0 },
		"an unknown clock":        func(t *lifecycle.Tenant) { t.Clock = "sundial" },
		"a balance below nothing": func(t *lifecycle.Tenant) { t.Balance = -1 },
		"an unknown day":          func(t *lifecycle.Tenant) { t.UnifiedDay = 31 },
		"an unknown lead":         func(t *lifecycle.Tenant) { t.DeductionDays = 8 },
		"a worthless coupon": func(t *lifecycle.Tenant) {
			c := coupon
			c.FaceValue = 0
			t.Coupons = []lifecycle.Coupon{c}
		},
		"a coupon of no type": func(t *lifecycle.Tenant) { c := coupon; c.Type = 0; t.Coupons = []lifecycle.Coupon{c} },
		"a discount of everything": func(t *lifecycle.Tenant) {
			t.Discounts = []lifecycle.Discount{{Percent: 100, ValidFrom: early, ValidUntil: day0}}
		},
	})
}

// TestVerifyTellsWhatCannotBeFolded instead of failing at it.
func TestVerifyTellsWhatCannotBeFolded(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.make(k.buy(item(voice, site.Yearly, 1, 1, true))[0], "voice_clone")
	facts := k.reread()
	for i := 1; i < len(facts); i++ { // the first is the tenant's
		without := append(append([]lifecycle.Fact{}, facts[:i]...), facts[i+1:]...)
		if found := lifecycle.Verify(k.emptied(), without, k.World); len(found) == 0 {
			t.Errorf("without fact %d (%s) all is well", i+1, facts[i].Type)
		}
	}
	p := k.PackageList()[0]
	p.Used = 9
	if found := lifecycle.Verify(k.emptied(), facts, k.World); len(found) != 2 {
		t.Errorf("a flaw that is a difference, too: %v", found)
	}
}
