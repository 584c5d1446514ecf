package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestAPackageIsUpdatedWhenItChanges: by a call, by its renewal and by time alone, and not by what billing does not
// show.
func TestAPackageIsUpdatedWhenItChanges(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	is := func(step string, want time.Time) {
		t.Helper()
		if got := p.Updated(k.Now, k.Policies); !got.Equal(want) {
			t.Errorf("%s: updated at %v, want %v", step, got, want)
		}
	}
	bought := k.Now
	is("bought", bought)
	k.at(bought.AddDate(0, 0, 1))
	a := k.make(p, "voice_clone")
	k.ok(updateAsset(k.World, a.ID, lifecycle.AssetChange{Name: new("two")}))
	is("an asset made, which is MetaStudio's", bought)
	switched := bought.AddDate(0, 0, 2)
	k.at(switched)
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true}))
	is("switched on", switched)
	k.at(bought.AddDate(0, 0, 3))
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true, KeepLimits: true}))
	is("switched on again", switched)
	k.at(p.NextCharge)
	charged := k.Now
	is("renewed by itself", charged)
	k.at(charged.AddDate(0, 0, 1))
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID}))
	k.at(charged.AddDate(0, 0, 2))
	k.renew(p, site.Yearly, 1)
	is("renewed by hand", k.Now)
	k.at(charged.AddDate(0, 0, 3))
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: true})
	k.ok(err)
	is("its renewed terms returned", k.Now)

	end := p.Expire()
	k.at(end.Add(time.Hour))
	is("in grace", end)
	frozen := p.GraceEnd(k.Policies)
	k.at(frozen)
	is("frozen", frozen)
	k.at(frozen.Add(time.Hour))
	k.renew(p, site.Yearly, 1)
	is("unfrozen", frozen.Add(time.Hour))
	k.at(p.RetentionEnd(k.Policies).AddDate(1, 0, 0))
	is("released", p.RetentionEnd(k.Policies))

	q := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	returned := k.Now.Add(time.Hour)
	k.at(returned)
	_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{q.ID}})
	k.ok(err)
	p = q
	k.at(returned.AddDate(0, 0, 1))
	is("returned", returned)
	unit := k.buy(item(voice, site.OneOff, 1, 1, false))[0]
	k.at(k.Now.Add(time.Hour))
	k.make(unit, "voice_clone")
	p = unit
	is("a one-off unit used, whose end moved", k.Now)
}

// TestRefusalsNameTheInstantThatTheyMean.
func TestRefusalsNameTheInstantThatTheyMean(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false))
	frozen, returned := packages[0], packages[1]
	back := k.Now.AddDate(0, 0, 10)
	k.at(back)
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{returned.ID}})
	k.ok(err)
	on := func(p *lifecycle.Package) error {
		return setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true})
	}
	used := func(p *lifecycle.Package) error {
		_, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "x"})
		return err
	}
	says := func(when time.Time) string { return when.UTC().Format(time.RFC3339) }
	k.refused(on(returned), lifecycle.CodeAutoRenewTooLate, "returned since "+says(back))
	k.refused(used(returned), lifecycle.CodePackageState, "returned since "+says(back))
	for _, step := range []struct{ at, since time.Time }{
		{frozen.Expire().Add(time.Hour), frozen.Expire()},
		{frozen.GraceEnd(k.Policies).Add(time.Hour), frozen.GraceEnd(k.Policies)},
		{frozen.RetentionEnd(k.Policies).Add(time.Hour), frozen.RetentionEnd(k.Policies)},
	} {
		k.at(step.at)
		since := string(k.PackageStatus(frozen)) + " since " + says(step.since)
		k.refused(on(frozen), lifecycle.CodeAutoRenewTooLate, since)
		k.refused(used(frozen), lifecycle.CodePackageState, since)
	}
}
