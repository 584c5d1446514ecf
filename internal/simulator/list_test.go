package simulator_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const (
	bundle  = "hws.resource.type.metastudio.modeling.enterpriselivepackage"
	minutes = "mss.payperuse.video_minutes"
	onShelf = "mss.onshelf.voice_clone"
)

// fleet buys a bit of everything over half a year, in which the rules change: some renews by itself, some is returned,
// some orders are not paid or are cancelled.
func (c cloud) fleet() {
	c.t.Helper()
	line := func(code string, period site.PeriodType, n int32, auto bool) lifecycle.OrderRequestItem {
		return lifecycle.OrderRequestItem{
			ResourceSpecCode: code, PeriodType: period, PeriodNum: 1, Quantity: n, AutoRenew: auto}
	}
	for month := range 6 {
		when := day0.AddDate(0, month, 0)
		_, packages := c.buy(when, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{
			line(channel, site.Monthly, 3, month%2 == 0), line(bundle, site.Yearly, 1, true), line(voice, site.Yearly, 2, false),
			line(minutes, site.Monthly, 1, false), line(onShelf, site.Monthly, 4, false),
		}})
		if month == 2 {
			c.ok(c.ChangeRules(ctx, at(when.Add(time.Hour)), lifecycle.RuleSet{OwnPolicy: ownPolicy(c.t)}))
		}
		when = when.Add(2 * time.Hour)
		if month == 1 || month == 2 {
			i := slices.IndexFunc(packages, func(p *lifecycle.Package) bool { return p.ResourceSpecCode == channel })
			_, err := c.ReturnPackages(ctx, at(when), lifecycle.ReturnPackages{PackageIDs: []string{packages[i].ID}})
			c.ok(err)
		}
		for n := range 2 {
			id, err := c.PlaceOrder(ctx, at(when), yearly(voice, 1, false))
			if c.ok(err); n == 0 {
				c.ok(c.CancelOrder(ctx, at(when), id))
			}
		}
	}
}

// ownPolicy is the international policy with other periods after the end, and orders that take four days.
func ownPolicy(t *testing.T) string {
	t.Helper()
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("grace_days: {value: 15,", "grace_days: {value: 2,",
		"retention_days: {value: 15,", "retention_days: {value: 40,",
		"processing_hours: {value: 0,", "processing_hours: {value: 96,").Replace(text)
}

// TestAPageIsWhatItWouldBeOfAllRows: whatever a list asks for, the page and the number of rows that SQL finds are those
// that the rules find among all rows, now and at instants that time alone has to bring about.
func TestAPageIsWhatItWouldBeOfAllRows(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		c := cloud{simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }}), t, place}
		c.fleet()
		head := day0.AddDate(0, 5, 0).Add(2 * time.Hour)
		random := rand.New(rand.NewPCG(1, 2))
		for _, days := range []int{0, 1, 9, 35, 200, 400, 1500} {
			now := head.AddDate(0, 0, days)
			all := c.look(now, lifecycle.Selection{AllPackages: true, AllOrders: true})
			for range 60 {
				packages := somePackages(random, all)
				got := c.look(now, lifecycle.Selection{PackageList: &packages, Tally: &packages})
				if diff := cmp.Diff(packages.Cut(all, all.PackageList()), got.Listed); diff != "" {
					t.Fatalf("packages after %d days, %+v: %s", days, packages, diff)
				}
				for _, id := range got.Listed.IDs {
					if diff := cmp.Diff(all.Packages[id], got.Packages[id]); diff != "" {
						t.Fatalf("package %s after %d days: %s", id, days, diff)
					}
				}
				if diff := cmp.Diff(tallied(all, &packages), got.Tallies); diff != "" {
					t.Fatalf("tallies after %d days, %+v: %s", days, packages, diff)
				}
				orders := someOrders(random, all)
				got = c.look(now, lifecycle.Selection{OrderList: &orders})
				if diff := cmp.Diff(orders.Cut(all, all.OrderList()), got.Listed); diff != "" {
					t.Fatalf("orders after %d days, %+v: %s", days, orders, diff)
				}
			}
		}
	})
}

// some are a part of what there is, or nothing, which asks for no part.
func some[T any](random *rand.Rand, of []T) (part []T) {
	if random.IntN(3) == 0 {
		return nil
	}
	for _, one := range of {
		if random.IntN(2) == 0 {
			part = append(part, one)
		}
	}
	return part
}

// someWindow is open on both sides, or on one, or on none, with its ends on and beside those of rows.
func someWindow(random *rand.Rand, instants []time.Time) (w lifecycle.Window) {
	near := func() time.Time {
		beside := []time.Duration{-time.Second, -time.Second / 2, 0, time.Second / 2, time.Second}
		return instants[random.IntN(len(instants))].Add(beside[random.IntN(len(beside))])
	}
	if random.IntN(3) == 0 {
		w.From = near()
	}
	if random.IntN(3) == 0 {
		w.To = near()
	}
	return w
}

func somePackages(random *rand.Rand, all *lifecycle.View) (list lifecycle.PackageList) {
	var ends []time.Time
	for _, p := range all.PackageList() {
		ends = append(ends, p.Expire())
	}
	list.Ends = someWindow(random, ends)
	list.Statuses = some(random, []lifecycle.PackageStatus{lifecycle.PackageGrace, lifecycle.PackageFrozen,
		lifecycle.PackageExpired, lifecycle.PackageReleased, lifecycle.PackageReturned})
	if len(list.Statuses) > 0 && random.IntN(2) == 0 {
		list.Statuses = append(list.Statuses, lifecycle.PackageActive, lifecycle.PackageUsedUp)
	}
	if codes := some(random, []string{channel, bundle, voice, minutes, onShelf}); codes != nil {
		parts := random.IntN(2) == 0
		list.Rows = func(product site.Product, period site.PeriodType) int {
			switch {
			case !slices.Contains(codes, product.ResourceSpecCode):
				return 0
			case parts:
				return 1 + len(product.SubResources)
			default:
				return 1
			}
		}
	}
	if random.IntN(4) == 0 {
		list.Spent = new(random.IntN(2) == 0)
	}
	list.Offset, list.Limit = random.IntN(80), 1+random.IntN(60)
	if random.IntN(2) == 0 {
		list.Offset = 0
	}
	return list
}

func someOrders(random *rand.Rand, all *lifecycle.View) (list lifecycle.OrderList) {
	var created, paid []time.Time
	for _, o := range all.OrderList() {
		created = append(created, o.Created)
		if !o.Paid.IsZero() {
			paid = append(paid, o.Paid)
		}
	}
	return lifecycle.OrderList{
		Types: some(random, []lifecycle.OrderType{lifecycle.NewPurchase, lifecycle.Renewal, lifecycle.Unsubscription}),
		Statuses: some(random, []lifecycle.OrderStatus{lifecycle.OrderProcessing, lifecycle.OrderCancelled,
			lifecycle.OrderCompleted, lifecycle.OrderPendingPayment}),
		Created: someWindow(random, created), Paid: someWindow(random, paid), OldestFirst: random.IntN(2) == 0,
		Offset: random.IntN(40), Limit: 1 + random.IntN(40),
	}
}

func tallied(w *lifecycle.View, list *lifecycle.PackageList) (sums []lifecycle.PackageTally) {
	at := map[string]int{}
	for _, p := range w.PackageList() {
		if list.RowsOf(w, p) == 0 {
			continue
		}
		key := fmt.Sprint(p.ResourceSpecCode, p.PeriodType)
		i, ok := at[key]
		if !ok {
			i, at[key] = len(sums), len(sums)
			sums = append(sums, lifecycle.PackageTally{ResourceSpecCode: p.ResourceSpecCode, PeriodType: p.PeriodType,
				First: p.Place()})
		}
		sums[i].Count, sums[i].Units, sums[i].Used = sums[i].Count+1, sums[i].Units+p.Units, sums[i].Used+p.Used
	}
	return sums
}

// TestAPageOfAssetsIsWhatItWouldBeOfAllRows, and one of training jobs: names in other forms of Unicode, with characters
// that a database does not take, and some that mean something to SQL.
func TestAPageOfAssetsIsWhatItWouldBeOfAllRows(t *testing.T) {
	t.Parallel()
	labels := []string{"Zoe\u0301", "Zoé", "zoé", "100%_'\\", "An\x00n", "安娜", "Anna"}
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		c := cloud{simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }}), t, place}
		random := rand.New(rand.NewPCG(1, 2))
		c.library(labels)
		now := day0.AddDate(0, 1, 0)
		all := c.look(now, lifecycle.Selection{AllAssets: true, AllJobs: true})
		for range 200 {
			part := labels[random.IntN(len(labels))]
			part = string([]rune(part)[random.IntN(2):])
			window := someWindow(random, []time.Time{day0, day0.AddDate(0, 0, 3), day0.AddDate(0, 0, 7)})
			assets := lifecycle.AssetList{Types: some(random, []string{"VOICE_MODEL", "HUMAN_MODEL_2D", "OTHER"}),
				Created: window, ByUpdate: random.IntN(2) == 0, NewestFirst: random.IntN(2) == 0,
				Offset: random.IntN(5), Limit: 1 + random.IntN(9)}
			jobs := lifecycle.JobList{Types: append(some(random, lifecycle.VoiceJobs()), lifecycle.ImageJob),
				Created: window, NewestFirst: random.IntN(2) == 0, Offset: random.IntN(5), Limit: 1 + random.IntN(9)}
			if random.IntN(2) == 0 && lifecycle.CanBeListed(part) {
				assets.Name, jobs.Name = part, part
				assets.Exactly = random.IntN(2) == 0
			}
			if random.IntN(4) == 0 {
				assets.AppUser, jobs.Batch = "ann", "Zoé"
			}
			got := c.look(now, lifecycle.Selection{AssetList: &assets}).Listed
			if diff := cmp.Diff(assets.Cut(all.AssetList()), got); diff != "" {
				t.Fatalf("assets %+v: %s", assets, diff)
			}
			got = c.look(now, lifecycle.Selection{JobList: &jobs}).Listed
			if diff := cmp.Diff(jobs.Cut(all.JobList()), got); diff != "" {
				t.Fatalf("jobs %+v: %s", jobs, diff)
			}
		}
	})
}

// library makes assets and training jobs with all names, some of which are changed or deleted later.
func (c cloud) library(labels []string) {
	c.t.Helper()
	for i, label := range labels {
		when := day0.AddDate(0, 0, i)
		_, packages := c.buy(when, yearly(voice, 3, false))
		for _, p := range packages[:2] {
			_, err := c.Do(ctx, at(when), lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: label})
			c.ok(err)
		}
		for n, kind := range append(lifecycle.VoiceJobs(), lifecycle.ImageJob) {
			id, err := c.CreateTrainingJob(ctx, at(when), lifecycle.CreateTrainingJob{Type: kind,
				Details: lifecycle.JobDetails{Name: label, BatchName: labels[n], AppUserID: "ann"}})
			c.ok(err)
			switch {
			case kind == lifecycle.BasicVoiceJob:
				c.ok(c.SubmitTrainingJob(ctx, at(when), lifecycle.JobChange{JobID: id}))
			case (i+n)%4 == 0:
				c.ok(c.DeleteTrainingJob(ctx, at(when), lifecycle.JobChange{JobID: id, Image: kind == lifecycle.ImageJob}))
			}
		}
	}
	last := day0.AddDate(0, 0, len(labels))
	for i, a := range c.look(last, lifecycle.Selection{AllAssets: true}).AssetList() {
		if i%3 == 0 {
			_, err := c.Do(ctx, at(last), lifecycle.UpdateAsset{AssetID: a.ID, Change: lifecycle.AssetChange{Name: new("Zoé")}})
			c.ok(err)
		}
	}
}
