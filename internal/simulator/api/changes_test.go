package api_test

import (
	"testing"
	"time"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"
)

// TestBillingSaysWhenAResourceChanged, and MetaStudio to which package an asset is bound now.
func TestBillingSaysWhenAResourceChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), yearly(2))
	left, right := packages[0].ResourceID, packages[1].ResourceID
	asset := w.make(w.days(1), left, "Ann")
	updated := func(at time.Time, id string) string {
		t.Helper()
		b, _ := w.sdk(at)
		resp, err := b.ListPayPerUseCustomerResources(&bssmodel.ListPayPerUseCustomerResourcesRequest{
			Body: &bssmodel.QueryResourcesReq{ResourceIds: &[]string{id}}})
		if err != nil || len(*resp.Data) != 1 {
			t.Fatal(resp, err)
		}
		return *(*resp.Data)[0].UpdateTime
	}
	bound := func(at time.Time, id string) string {
		t.Helper()
		_, m := w.sdk(at)
		resp, err := m.ListTenantResources(&mssmodel.ListTenantResourcesRequest{ResourceSource: "PURCHASED", ResourceId: &id})
		if err != nil || len(*resp.Resources) != 1 {
			t.Fatal(resp, err)
		}
		quotas, err := m.ShowVoiceTrainingQuotas(&mssmodel.ShowVoiceTrainingQuotasRequest{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if a := (*resp.Resources)[0].BoundAsset; a != nil {
			got = *a.AssetId + " " + *a.AssetName
		}
		for _, q := range *quotas.Resources {
			if *q.ResourceId == id && (q.AssetId != nil) != (got != "") {
				t.Errorf("the quota of %s names %v, the resource %q", id, q.AssetId, got)
			}
			if *q.ResourceId == right && (q.OperationType.Value() == "REBIND") != (q.AssetId != nil) {
				t.Errorf("the last operation on %s was %s, bound to %v", right, q.OperationType.Value(), q.AssetId)
			}
		}
		return got
	}
	day := func(n int) time.Time { return day0.AddDate(0, 0, n) }
	if got := updated(day(2), left); got != "2027-03-01T01:00:00Z" {
		t.Errorf("bought, and updated at %s", got)
	}
	if err := w.days(3).SetAutoRenew(t.Context(), left, true); err != nil {
		t.Fatal(err)
	}
	if got := updated(day(4), left); got != "2027-03-04T01:00:00Z" {
		t.Errorf("switched, and updated at %s", got)
	}
	if got := updated(utc(t, "2028-03-05T00:00:00Z"), right); got != "2028-03-01T15:59:59Z" {
		t.Errorf("in grace, and updated at %s", got)
	}
	if got := bound(day(5), left) + "/" + bound(day(5), right); got != asset+" Ann/" {
		t.Errorf("bound to %s", got)
	}
	_, m := w.sdk(day(5))
	if _, err := m.BindUserAssetResource(&mssmodel.BindUserAssetResourceRequest{
		Body: &mssmodel.BindAssetResourceReq{AssetId: &asset}}); err != nil {
		t.Fatal(err)
	}
	if got := bound(day(6), left) + "/" + bound(day(6), right); got != "/"+asset+" Ann" {
		t.Errorf("after it was bound anew: bound to %s", got)
	}

	// An unsubscription waits for no payment, as a purchase does.
	id, err := w.days(7).ReturnPackage(t.Context(), right)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := w.sdk(day(7))
	for order, want := range map[string]bool{id: false, w.place(w.days(7), yearly(1)): true} {
		resp, err := b.ShowCustomerOrderDetails(&bssmodel.ShowCustomerOrderDetailsRequest{OrderId: order})
		if err != nil {
			t.Fatal(err)
		}
		if got := resp.OrderInfo.PendingPaymentEndTime; (got != nil) != want {
			t.Errorf("the order of type %d has the deadline %v", *resp.OrderInfo.OrderType, got)
		}
	}
}
