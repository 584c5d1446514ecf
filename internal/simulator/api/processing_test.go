package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestAnOrderInProcessingShowsNoPackage: until the order is completed, no call lists, counts or takes its packages.
func TestAnOrderInProcessingShowsNoPackage(t *testing.T) {
	t.Parallel()
	policy, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldWith(t, simulator.Settings{
		Policy: strings.Replace(policy, "processing_hours: {value: 0,", "processing_hours: {value: 5,", 1)})
	ctx := t.Context()
	months := mssclient.OrderItem{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: mssclient.Monthly, PeriodNum: 6,
		SubscriptionNum: 1}
	paid := w.at(day0)
	id, err := paid.PlaceOrder(ctx, mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(1), months}})
	if err != nil {
		t.Fatal(err)
	}
	if err := paid.PayOrder(ctx, id); err != nil {
		t.Fatal(err)
	}
	completed := day0.Add(5 * time.Hour)
	var packageID string
	for _, c := range []struct {
		when     time.Time
		status   string
		packages int
		units    int64
	}{
		{day0, mssclient.OrderProcessing, 0, 0},
		{completed.Add(-time.Second), mssclient.OrderProcessing, 0, 0},
		{completed, mssclient.OrderCompleted, 2, 6},
	} {
		now := w.at(c.when)
		o, err := now.Order(ctx, id)
		if err != nil || o.Status != c.status {
			t.Errorf("at %v the order is %+v, %v", c.when, o, err)
		}
		for _, f := range []mssclient.PackageFilter{{}, {OrderID: id}} {
			all, err := now.Packages(ctx, f)
			if err != nil || len(all) != c.packages {
				t.Errorf("at %v the list %+v has %d packages, want %d: %v", c.when, f, len(all), c.packages, err)
			}
			for _, p := range all {
				if p.ResourceSpecCode == voice {
					packageID = p.ResourceID
					if !p.EffectiveTime.Equal(completed) {
						t.Errorf("the package begins at %v, want %v", p.EffectiveTime, completed)
					}
				}
			}
		}
		quotas, err := now.Quotas(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range quotas {
			if q.Pool == "voice_clone" && q.Total != c.units {
				t.Errorf("at %v the pool has %d units, want %d", c.when, q.Total, c.units)
			}
		}
	}
	early := w.at(completed.Add(-time.Second))
	_, made := early.MakeAsset(ctx, mssclient.AssetRequest{PackageID: packageID, Kind: "voice_clone", Name: "one"})
	_, returned := early.ReturnPackage(ctx, packageID)
	_, renewed := early.RenewPackage(ctx, packageID, mssclient.Yearly, 1, "")
	_, read := early.Package(ctx, packageID)
	for call, err := range map[string]error{"making an asset": made, "returning": returned, "renewing": renewed,
		"reading": read, "setting auto-renewal": early.SetAutoRenew(ctx, packageID, true)} {
		if mssclient.Code(err) == "" && !mssclient.IsNotFound(err) {
			t.Errorf("%s: got %v, want a refusal", call, err)
		}
	}
}
