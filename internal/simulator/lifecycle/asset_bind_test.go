package lifecycle_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestAssetIsBoundToAnotherPackage(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	old := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	a := k.make(old, "voice_clone")
	k.at(dayEnd(2028, 3, 20)) // the package and its asset are frozen
	next := k.buy(item(voice, site.Yearly, 1, 1, false), item(image, site.Yearly, 1, 1, false))
	_, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: next[1].ID})
	k.refused(err, lifecycle.CodeBadParameter, "voice_clone")
	id, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, BusinessType: "VOICE_CLONE"})
	if k.ok(err); id != next[0].ID || k.AssetStatus(a) != lifecycle.AssetActive ||
		!k.AssetEnd(a).Equal(dayEnd(2029, 3, 20)) {
		t.Errorf("bound to %s, %s until %v", id, k.AssetStatus(a), k.AssetEnd(a))
	}
	for p, want := range map[*lifecycle.Package]string{old: "", next[0]: a.ID, next[1]: ""} {
		if bound, _ := k.BoundAsset(p); bound != want {
			t.Errorf("the package %s is bound to %q, want %q", p.ID, bound, want)
		}
	}
	if old.FreeUnits() != 0 || next[0].FreeUnits() != 0 {
		t.Errorf("free units: old %d, new %d", old.FreeUnits(), next[0].FreeUnits())
	}
	k.at(dayEnd(2028, 3, 31)) // the old package is released and takes nothing with it
	if k.PackageStatus(old) != lifecycle.PackageReleased || k.AssetStatus(a) != lifecycle.AssetActive {
		t.Errorf("package %s, asset %s", k.PackageStatus(old), k.AssetStatus(a))
	}
}

func TestReturningThePackageThatAnAssetHasLeftKeepsTheAsset(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false))
	a := k.make(packages[0], "voice_clone")
	_, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: packages[1].ID})
	k.ok(err)
	_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{packages[0].ID}})
	if k.ok(err); k.AssetStatus(a) != lifecycle.AssetActive {
		t.Errorf("the asset is %s", k.AssetStatus(a))
	}
}

// The unit that an asset has left does not restore it: it would come back under another package than the one that was
// asked for.
func TestAssetIsRestoredFromThePackageThatItMovedTo(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false))
	a := k.make(packages[0], "voice_clone")
	_, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: packages[1].ID})
	k.ok(err)
	k.ok(deleteAsset(k.World, a.ID, false))
	again := lifecycle.MakeAsset{Name: a.Name, Kind: a.Kind, PackageID: packages[0].ID}
	_, err = makeAsset(k.World, again)
	k.refused(err, lifecycle.CodeUnitTaken)
	again.PackageID = packages[1].ID
	if id, err := makeAsset(k.World, again); err != nil || id != a.ID || k.AssetStatus(a) != lifecycle.AssetActive {
		t.Errorf("restored %q, %s, %v", id, k.AssetStatus(a), err)
	}
}

func TestBindingIsRefused(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false))
	a := k.make(packages[0], "voice_clone")
	k.at(k.Now)
	b := k.make(packages[1], "voice_clone")
	_, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: packages[1].ID})
	k.refused(err, lifecycle.CodeUnitTaken, b.ID)
	_, err = bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID})
	k.refused(err, lifecycle.CodeUnitTaken, "no active package")
	_, err = bindAsset(k.World, lifecycle.BindAsset{AssetID: "x"})
	k.refused(err, lifecycle.CodeAssetNotFound)
	if id, err := bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: packages[0].ID}); err != nil ||
		id != packages[0].ID {
		t.Errorf("binding to its own package: %s, %v", id, err)
	}
	k.ok(deleteAsset(k.World, a.ID, false))
	_, err = bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: packages[1].ID})
	k.refused(err, lifecycle.CodeAssetState, "recycled")
}

func TestMonthsStayWhereTheyWereWhenAnAssetIsBoundAgain(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false))
	a := k.make(packages[0], "voice_clone")
	_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 10})
	k.ok(err) // until 2029-01-01
	k.at(day0.AddDate(0, 0, 9))
	next := k.buy(item(voice, site.Yearly, 1, 1, false))[0] // until 2028-03-10
	_, err = bindAsset(k.World, lifecycle.BindAsset{AssetID: a.ID, PackageID: next.ID})
	if k.ok(err); !k.AssetEnd(a).Equal(dayEnd(2029, 1, 1)) {
		t.Errorf("bound anew it ends %v", k.AssetEnd(a))
	}
	k.at(k.Now).renew(next, site.Yearly, 1) // until 2029-03-10, which swallows the months
	_, err = k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 2})
	if k.ok(err); !k.AssetEnd(a).Equal(dayEnd(2029, 5, 10)) {
		t.Errorf("two months more end %v", k.AssetEnd(a))
	}
}

func TestServiceTicketOpensAProduct(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	for i := range k.Catalog.Products {
		if k.Catalog.Products[i].ResourceSpecCode == voice {
			k.Catalog.Products[i].NeedsTicket = true
		}
	}
	in := lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)}}
	_, err := place(k.World, in)
	k.refused(err, lifecycle.CodeBadParameter, "service ticket")
	k.refused(grantTicket(k.World, "x"), lifecycle.CodeBillingParameter)
	k.ok(grantTicket(k.World, voice))
	_, err = place(k.World, in)
	k.ok(err)
}

func TestDepositAddsToABalance(t *testing.T) {
	t.Parallel()
	k := newTester(t, "10.00")
	k.refused(deposit(k.World, 0), lifecycle.CodeBillingParameter, "not more than 0")
	k.refused(deposit(k.World, 1<<63-1), lifecycle.CodeBillingParameter)
	k.ok(deposit(k.World, 9_000))
	k.buy(item(voice, site.Yearly, 1, 1, false))
	if s := k.statement(day0, k.Now.AddDate(1, 0, 0)); k.Tenant.Balance != 100 || s.Deposited != 9_000 || s.Paid != 9_900 {
		t.Errorf("balance %s, statement %+v", k.Tenant.Balance, s)
	}
	k.refused(deposit(newTester(t).World, 1), lifecycle.CodeBillingParameter, "unlimited")
}

func TestStatementAddsUp(t *testing.T) {
	t.Parallel()
	k := newTester(t, "1000.00")
	coupon := k.coupon(lifecycle.CashCoupon, 900, nil)
	id := k.place(item(voice, site.Yearly, 1, 2, false))
	k.ok(pay(k.World, id, lifecycle.Choice{CouponIDs: []string{coupon}}))
	k.at(day0.AddDate(0, 2, 0))
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: k.Orders[id].Resources()[:1]})
	k.ok(err)
	all := k.statement(k.Tenant.Head.AddDate(-9, 0, 0), k.Now.AddDate(9, 0, 0))
	if len(all.Lines) != 3 || all.Closing != k.Tenant.Balance || all.Paid != 18_900 || all.Lines[1].Coupons != 900 {
		t.Errorf("the statement is %+v", all)
	}
	later := k.statement(day0.Add(1), k.Now.AddDate(9, 0, 0))
	if later.Opening != 81_100 || later.Opening+later.Refunded-later.Paid != later.Closing || len(later.Lines) != 1 {
		t.Errorf("the later statement is %+v", later)
	}
}
