package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestRecycleBinEmptiesItselfAfterItsDays(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	a := k.make(p, "voice_clone")
	k.ok(deleteAsset(k.World, a.ID, false))
	end := day0.AddDate(0, 0, 30)
	if got := a.Status(p, end.Add(-time.Second), k.Policies); got != lifecycle.AssetRecycled {
		t.Errorf("a second before the thirtieth day ends it is %s", got)
	}
	k.at(end)
	k.refused(restoreAsset(k.World, a.ID), lifecycle.CodeAssetState, "deleted")
	var told []string
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), dayEnd(2030, 1, 1)) {
		if e.Subject == a.ID {
			told = append(told, e.At.Format("2006-01-02")+" "+e.Type)
		}
	}
	if got := strings.Join(told, ", "); got != "2027-03-01 asset_made, 2027-03-01 asset_recycled, 2027-03-31 "+
		"asset_deleted" {
		t.Errorf("its story: %s", got)
	}
}

func TestDeletionGuardCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.DeletionGuard.Value = "off"
	a := k.make(k.buy(item(voice, site.Yearly, 1, 1, true))[0], "voice_clone")
	k.ok(deleteAsset(k.World, a.ID, true))
}

func TestMonthsOfAnEndedAssetMayCountFromNow(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]time.Time{"end": dayEnd(2028, 4, 1), "now": dayEnd(2028, 4, 20)} {
		k := newTester(t)
		k.Policy.RenewPastFrom.Value = from
		a := k.make(k.buy(item(voice, site.Yearly, 1, 1, false))[0], "voice_clone")
		k.at(time.Date(2028, 3, 20, 3, 0, 0, 0, time.UTC)) // nineteen days after its end
		k.buy(item(onShelf, site.Monthly, 2, 1, false))
		k.at(k.Now)
		_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 1})
		if k.ok(err); !k.AssetEnd(a).Equal(want) {
			t.Errorf("from %s: it ends %v, want %v", from, k.AssetEnd(a), want)
		}
	}
}

func TestOrdersMayNeedTheServiceAgreement(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.RequireServiceAgreement.Value = "on"
	in := lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)}}
	_, err := place(k.World, in)
	k.refused(err, lifecycle.CodeForbidden, "not signed")
	signService(k.World)
	_, err = place(k.World, in)
	k.ok(err)
}

func TestProcessingDeliversNothingBeforeItEnds(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.ProcessingHours.Value = 5
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	k.at(day0).buy(item(onShelf, site.Monthly, 6, 1, false))
	o := k.Orders[p.OrderID]
	completed := day0.Add(5 * time.Hour)
	k.at(completed.Add(-time.Second))
	if got := o.Status(k.Now); got != lifecycle.OrderProcessing {
		t.Errorf("in the fifth hour the order is %d", got)
	}
	if all := k.PackageList(); len(all) != 0 {
		t.Errorf("in the fifth hour %d packages are listed", len(all))
	}
	if q := k.Quota("voice_clone"); q.Total != 0 {
		t.Errorf("in the fifth hour the pool has %d units", q.Total)
	}
	k.refused(cancel(k.World, o.ID), lifecycle.CodeOrderNotCancelable, "processing")
	_, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "one"})
	k.refused(err, lifecycle.CodeResourceUnknown, "does not exist")
	_, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
	k.refused(err, lifecycle.CodeResourceGone, "does not exist")
	_, err = (lifecycle.SetAutoRenew{PackageID: p.ID}).Decide(k.World)
	k.refused(err, lifecycle.CodeResourceUnknown, "does not exist")
	_, err = (lifecycle.ReturnPackages{PackageIDs: []string{p.ID}}).Decide(k.World)
	k.refused(err, lifecycle.CodeResourceUnknown, "does not exist")

	k.at(completed)
	if got := o.Status(k.Now); got != lifecycle.OrderCompleted || len(k.PackageList()) != 2 ||
		k.Quota("voice_clone").Total != 6 {
		t.Errorf("after five hours the order is %d, with %d packages", got, len(k.PackageList()))
	}
	if p.Effective != completed || p.Expire() != calendar.End(completed, 12) || p.Terms[0].Start != completed {
		t.Errorf("the term is %v to %v", p.Effective, p.Expire())
	}
	k.make(p, "voice_clone")
	k.renew(p, site.Yearly, 1)
	if got := k.OrderList()[2].Status(k.Now); got != lifecycle.OrderCompleted {
		t.Errorf("the renewal is %d", got)
	}
}

func TestTrainingTakesThePolicysDays(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.TrainingDays.Value = 3
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	a := k.make(p, "voice_clone")
	for when, want := range map[time.Time]lifecycle.AssetStatus{
		day0: lifecycle.AssetCreating, day0.AddDate(0, 0, 3).Add(-time.Second): lifecycle.AssetCreating,
		day0.AddDate(0, 0, 3): lifecycle.AssetActive,
	} {
		if got := a.Status(p, when, k.Policies); got != want {
			t.Errorf("at %v it is %s, want %s", when, got, want)
		}
	}
}

// kinds adds kinds of assets that no built-in product makes.
func (k *tester) kinds(kinds ...site.Kind) {
	k.Catalog.Kinds = append(k.Catalog.Kinds, kinds...)
	for i := range k.Catalog.Products {
		if p := &k.Catalog.Products[i]; p.ResourceSpecCode == voice {
			for _, kind := range kinds {
				p.Makes = append(p.Makes, kind.Name)
			}
		}
	}
}

func TestKindsInNoPoolAreNotRenewed(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.kinds(site.Kind{Name: "photo_2d", AssetType: "HUMAN_MODEL_2D"})
	a := k.make(k.buy(item(voice, site.Yearly, 1, 1, false))[0], "photo_2d")
	_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 1})
	k.refused(err, lifecycle.CodeNotInPool, "photo_2d")
}

func TestAPermanentVoiceHasNoEndAndIsNeverRenewed(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.kinds(site.Kind{Name: "boutique_voice", AssetType: "VOICE_MODEL", Permanent: true})
	a := k.make(k.buy(item(voice, site.Yearly, 1, 1, false))[0], "boutique_voice")
	k.at(day0.AddDate(20, 0, 0))
	if got := k.AssetStatus(a); got != lifecycle.AssetActive || !k.AssetEnd(a).IsZero() {
		t.Errorf("twenty years on it is %s and ends %v", got, k.AssetEnd(a))
	}
	_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 1})
	k.refused(err, lifecycle.CodeNotInPool, "permanent")
}
