package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// TestPackages follows packages through their lives, as the wire shows them.
func TestPackages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	orderID, bought := w.buy(w.days(0), yearly(4))
	if len(bought) != 4 {
		t.Fatalf("bought %d packages", len(bought))
	}
	want := mssclient.Package{
		ResourceID: bought[0].ResourceID, OrderID: orderID, ResourceSpecCode: voice, Status: mssclient.PackageActive,
		BusinessType: "VOICE_CLONE",
		ChargingMode: "PERIODIC", Unit: "NUM", Units: 1, EffectiveTime: day0, ExpireTime: utc(t, "2028-03-01T15:59:59Z"),
		Listed: true,
	}
	if diff := cmp.Diff(want, bought[0]); diff != "" {
		t.Error(diff)
	}
	lapsing, kept, renewed, returned := bought[0].ResourceID, bought[1].ResourceID, bought[2].ResourceID,
		bought[3].ResourceID

	c := w.days(10)
	for _, on := range []bool{true, false, false} {
		if err := c.SetAutoRenew(t.Context(), kept, on); err != nil {
			t.Fatal(err)
		}
		if p := w.status(c, kept, mssclient.PackageActive); p.AutoRenew != on {
			t.Errorf("automatic renewal is %t", p.AutoRenew)
		}
	}
	if err := c.SetAutoRenew(t.Context(), kept, true); err != nil {
		t.Fatal(err)
	}
	renewal, err := c.RenewPackage(t.Context(), renewed, mssclient.Yearly, 2, "renew-1")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.RenewPackage(t.Context(), renewed, mssclient.Yearly, 2, "renew-1"); again != renewal || err != nil {
		t.Errorf("the same token: got %s, %v", again, err)
	}
	if p := w.status(c, renewed, mssclient.PackageActive); !p.ExpireTime.Equal(want.ExpireTime) {
		t.Errorf("renewed before payment: %v", p.ExpireTime)
	}
	_, err = c.ReturnPackage(t.Context(), renewed)
	w.refused(err, "CBC.99003100")
	if err := c.PayOrder(t.Context(), renewal); err != nil {
		t.Fatal(err)
	}
	if p := w.status(c, renewed, mssclient.PackageActive); !p.ExpireTime.Equal(utc(t, "2030-03-01T15:59:59Z")) {
		t.Errorf("renewed until %v", p.ExpireTime)
	}
	byRenewal, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: renewal})
	if err != nil || len(byRenewal) != 1 || byRenewal[0].ResourceID != renewed || !byRenewal[0].Listed {
		t.Errorf("the renewal order's packages are %+v, %v", byRenewal, err)
	}

	refund, err := c.ReturnPackage(t.Context(), returned)
	if err != nil {
		t.Fatal(err)
	}
	if o, err := c.Order(t.Context(), refund); err != nil || o.Type != 4 || o.Amount >= 0 || o.Items != nil {
		t.Errorf("the return is %+v, %v", o, err)
	}
	if p := w.status(c, returned, mssclient.PackageReturned); p.Listed || p.ResourceSpecCode != voice {
		t.Errorf("the returned package is %+v", p)
	}
	if _, err := c.ReturnPackage(t.Context(), returned); err == nil || mssclient.MayHaveTakenEffect(err) {
		t.Errorf("returned twice: %v", err)
	}

	end := want.ExpireTime
	for _, step := range []struct {
		after  time.Duration
		status string
		listed bool
	}{
		{-time.Second, mssclient.PackageActive, true},
		{0, mssclient.PackageGrace, true},
		{15 * 24 * time.Hour, mssclient.PackageFrozen, true},
		{30 * 24 * time.Hour, mssclient.PackageReleased, false},
	} {
		if p := w.status(w.at(end.Add(step.after)), lapsing, step.status); p.Listed != step.listed {
			t.Errorf("%s: listed %t", step.status, p.Listed)
		}
	}
	later := w.at(end.AddDate(0, 2, 0))
	if p := w.status(later, kept, mssclient.PackageActive); !p.ExpireTime.Equal(utc(t, "2029-03-01T15:59:59Z")) {
		t.Errorf("renewed by itself until %v", p.ExpireTime)
	}
	w.status(later, returned, mssclient.PackageReturned)
	all, err := later.Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil || len(all) != 4 {
		t.Errorf("%d packages are known, %v", len(all), err)
	}

	_, err = later.Package(t.Context(), "nope")
	if !mssclient.IsNotFound(err) {
		t.Errorf("an unknown package: %v", err)
	}
	w.refused(later.SetAutoRenew(t.Context(), "nope", true), "CBC.99003012")
	_, err = later.RenewPackage(t.Context(), lapsing, mssclient.Yearly, 1, "")
	w.refused(err, "CBC.99003016")
}

func TestManyPackagesComeInItemOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), yearly(100), months(3), yearly(30))
	if len(packages) != 131 {
		t.Fatalf("%d packages", len(packages))
	}
	for i, p := range packages {
		want := voice
		if i == 100 {
			want = onShelf
		}
		if p.ResourceSpecCode != want || !p.Listed {
			t.Errorf("package %d is %+v", i, p)
		}
	}
	all, err := w.days(0).Packages(t.Context(), mssclient.PackageFilter{})
	for _, list := range [][]mssclient.Package{packages, all} {
		slices.SortFunc(list, func(a, b mssclient.Package) int { return strings.Compare(a.ResourceID, b.ResourceID) })
	}
	if diff := cmp.Diff(packages, all); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestBundlesShowTheirParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), mssclient.OrderItem{ResourceSpecCode: flexus, PeriodType: mssclient.OneOff,
		PeriodNum: 1, SubscriptionNum: 1})
	want := []mssclient.SubResource{
		{SubResourceType: "modeling_count_2d_model_flexus", BusinessType: "FLEXUS_2D", Unit: "NUM", Amount: 1},
		{SubResourceType: "voice_clone_flexus", BusinessType: "FLEXUS_2D", Unit: "NUM", Amount: 1},
		{SubResourceType: "video_time_flexus_2d_model", BusinessType: "FLEXUS_2D", Unit: "MIN", Amount: 120},
	}
	if diff := cmp.Diff(want, packages[0].SubResources); diff != "" || packages[0].ChargingMode != "ONE_TIME" {
		t.Errorf("%+v\n%s", packages[0], diff)
	}
}

// TestAPackageOfItsOrderIsThePackage of its id: what a purchase reads back is what every later read shows.
func TestAPackageOfItsOrderIsThePackage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "1000000.00")
	c := w.days(0)
	products, err := c.Products(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, p := range products {
		if p.BilledByUse {
			continue
		}
		for _, period := range p.PeriodTypes {
			order, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{{
				ResourceSpecCode: p.ResourceSpecCode, PeriodType: period, PeriodNum: 1, SubscriptionNum: 1}}})
			if p.NewCustomersOnce && err != nil {
				continue
			}
			if err == nil {
				err = c.PayOrder(t.Context(), order)
			}
			if err != nil {
				t.Fatal(p.ResourceSpecCode, period, err)
			}
			of, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: order})
			if err != nil || len(of) != 1 {
				t.Fatalf("%s: %d packages, %v", p.ResourceSpecCode, len(of), err)
			}
			by, err := c.Package(t.Context(), of[0].ResourceID)
			if diff := cmp.Diff(by, &of[0]); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", p.ResourceSpecCode, err, diff)
			}
			compared++
		}
	}
	if compared < 20 {
		t.Errorf("%d compared", compared)
	}
}
