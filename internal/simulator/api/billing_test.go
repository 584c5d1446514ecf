package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bss "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2"
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

const (
	channel   = "hws.resource.type.metastudio.modeling.avatarlive.channel"
	payPerUse = "mss.payperuse.video_minutes"
)

func monthly(code string, n, quantity int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: code, PeriodType: mssclient.Monthly, PeriodNum: n,
		SubscriptionNum: quantity}
}

// refunds are an order's refunds as "order amount".
func refunds(t *testing.T, b *bss.BssClient, id string) (out []string) {
	t.Helper()
	resp, err := b.ShowRefundOrderDetails(&bssmodel.ShowRefundOrderDetailsRequest{OrderId: id})
	if err != nil {
		t.Fatal(err)
	}
	if int(*resp.TotalCount) != len(*resp.RefundInfos) {
		t.Errorf("counted %d of %d", *resp.TotalCount, len(*resp.RefundInfos))
	}
	for _, r := range *resp.RefundInfos {
		if r.CustomerId != "demo" || r.ResourceTypeCode != channel || r.MeasureId != "1" {
			t.Errorf("the refund is %v", r)
		}
		out = append(out, fmt.Sprint(*r.BaseOrderId, " ", r.Amount.StringFixed(2)))
	}
	return out
}

func TestRefundsNameTheOrdersThatTheyGiveBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	orderID, packages := w.buy(c, monthly(channel, 1, 1))
	id := packages[0].ResourceID
	var renewals []string
	for n := int32(1); n <= 2; n++ {
		renewal, err := c.RenewPackage(t.Context(), id, mssclient.Monthly, n, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.PayOrder(t.Context(), renewal); err != nil {
			t.Fatal(err)
		}
		renewals = append(renewals, renewal)
	}
	b, _ := w.sdk(day0.AddDate(0, 0, 1))
	returned, err := b.CancelResourcesSubscription(&bssmodel.CancelResourcesSubscriptionRequest{
		Body: &bssmodel.UnsubscribeResourcesReq{
			ResourceIds: []string{id}, UnsubscribeType: 2,
		}})
	if err != nil {
		t.Fatal(err)
	}
	if got := refunds(t, b, (*returned.OrderIds)[0]); !slices.Equal(got,
		[]string{renewals[0] + " -75.00", renewals[1] + " -150.00"}) {
		t.Errorf("the renewed periods give back %v", got)
	}
	whole, err := w.days(1).ReturnPackage(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	o, err := c.Order(t.Context(), whole)
	if err == nil {
		t.Errorf("a read before the newest fact answers %v", o)
	}
	if o, err = w.days(1).Order(t.Context(), whole); err != nil || o.Amount >= 0 {
		t.Fatal(o, err)
	}
	if got := refunds(t, b, whole); !slices.Equal(got, []string{orderID + " " + o.Amount.String()}) {
		t.Errorf("the package gives back %v, want %s", got, o.Amount)
	}
	if got := refunds(t, b, orderID); got != nil {
		t.Errorf("a purchase gives back %v", got)
	}
}

func TestRenewalConfiguration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), monthly(channel, 1, 1))
	id := packages[0].ResourceID
	b, _ := w.sdk(day0)
	names := bssmodel.GetRenewResourceConfigReqConfigNameEnum()
	for _, in := range []bssmodel.RenewResourceConfigReq{
		{ConfigName: names.EXPIRE_DATE, ConfigValue: "-1"}, {ConfigName: names.DEDUCTION_DATE, ConfigValue: "2"},
	} {
		resp, err := b.SetResourcesRenewConfig(&bssmodel.SetResourcesRenewConfigRequest{Body: &in})
		if err != nil || *resp.ErrorCode != "CBC.0000" {
			t.Fatal(resp, err)
		}
	}
	c := w.days(0)
	renewal, err := c.RenewPackage(t.Context(), id, mssclient.Monthly, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PayOrder(t.Context(), renewal); err != nil {
		t.Fatal(err)
	}
	if p := w.status(c, id, mssclient.PackageActive); !p.ExpireTime.Equal(utc(t, "2027-05-31T15:59:59Z")) {
		t.Errorf("renewed until %v, not to the month's last day", p.ExpireTime)
	}
}

// TestAutomaticRenewalTakesLimits: how often, and by which period; a call without terms leaves them.
func TestAutomaticRenewalTakesLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), monthly(channel, 1, 1), monthly(channel, 1, 1), monthly(channel, 1, 1))
	once, yearlyOnce, endless := packages[0].ResourceID, packages[1].ResourceID, packages[2].ResourceID
	b, _ := w.sdk(day0)
	periods := bssmodel.GetAutoRenewalResourcesReqPeriodTypeEnum()
	for _, step := range []struct {
		id   string
		body *bssmodel.AutoRenewalResourcesReq
	}{
		{once, &bssmodel.AutoRenewalResourcesReq{AutoRenewTimes: new(int32(1))}},
		{once, nil},
		{yearlyOnce, &bssmodel.AutoRenewalResourcesReq{AutoRenewTimes: new(int32(1))}},
		{yearlyOnce, &bssmodel.AutoRenewalResourcesReq{PeriodType: &periods.YEAR}},
		{endless, nil},
	} {
		if _, err := b.AutoRenewalResources(&bssmodel.AutoRenewalResourcesRequest{
			ResourceId: step.id, Body: step.body}); err != nil {
			t.Fatal(err)
		}
	}
	later := w.at(utc(t, "2027-05-20T00:00:00Z"))
	for id, want := range map[string]string{once: "2027-05-01T15:59:59Z", yearlyOnce: "2028-04-01T15:59:59Z",
		endless: "2027-06-01T15:59:59Z"} {
		p, err := later.Package(t.Context(), id)
		if err != nil || !p.ExpireTime.Equal(utc(t, want)) || p.AutoRenew != (id == endless) {
			t.Errorf("got %+v, %v, want an end on %s", p, err, want)
		}
	}
}

func TestBinding(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(3))
	first, second, third := packages[0].ResourceID, packages[1].ResourceID, packages[2].ResourceID
	id := w.make(c, first, "Ann")
	if err := c.BindAsset(t.Context(), id, second); err != nil {
		t.Fatal(err)
	}
	if a, err := c.Asset(t.Context(), id); err != nil || a.PackageID != second {
		t.Errorf("the asset is %+v, %v", a, err)
	}
	w.refused(c.BindAsset(t.Context(), id, first), "SIM.1001")
	w.refused(c.BindAsset(t.Context(), "nope", third), "MSS.10001001")
	_, m := w.sdk(day0)
	for businessType, wantErr := range map[string]bool{"MODELING_2D": true, "VOICE_CLONE": false} {
		_, err := m.BindUserAssetResource(&mssmodel.BindUserAssetResourceRequest{
			Body: &mssmodel.BindAssetResourceReq{AssetId: &id, BusinessType: &businessType}})
		if (err != nil) != wantErr {
			t.Errorf("%s: %v", businessType, err)
		}
	}
	if a, err := c.Asset(t.Context(), id); err != nil || a.PackageID != third {
		t.Errorf("the asset is %+v, %v", a, err)
	}
	w.refused(c.BindAsset(t.Context(), id, ""), "SIM.1001")
}

func TestCountsAndUsage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	flexusItem := mssclient.OrderItem{ResourceSpecCode: flexus, PeriodType: mssclient.OneOff, PeriodNum: 1,
		SubscriptionNum: 2}
	_, packages := w.buy(c, yearly(2), months(3), flexusItem, monthly(channel, 1, 1), monthly(payPerUse, 1, 1))
	w.make(c, packages[0].ResourceID, "Ann")
	_, m := w.sdk(day0)
	for name, tt := range map[string]struct {
		in   mssmodel.CountTenantResourcesRequest
		want string
	}{
		"all": {mssmodel.CountTenantResourcesRequest{}, "VOICE_CLONE PERIODIC 2, ASSET_MANAGER ONE_TIME 1, " +
			"FLEXUS_2D ONE_TIME 2, LIVE_2D PERIODIC 1"},
		"by business": {mssmodel.CountTenantResourcesRequest{Business: new("LIVE_2D,FLEXUS_2D")},
			"FLEXUS_2D ONE_TIME 2, LIVE_2D PERIODIC 1"},
		"by end": {
			mssmodel.CountTenantResourcesRequest{ResourceExpireStartTime: new("2027-03-25T00:00:00Z"),
				ResourceExpireEndTime: new("2027-04-05T00:00:00Z")},
			"LIVE_2D PERIODIC 1",
		},
	} {
		resp, err := m.CountTenantResources(&tt.in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range *resp.ResourcesCount {
			got = append(got, fmt.Sprint(*n.BusinessType, " ", *n.ChargingMode, " ", n.Count))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %s, want %s", name, s, tt.want)
		}
	}
	for name, tt := range map[string]struct {
		in   mssmodel.ShowResourceUsageRequest
		want []string
	}{
		"one": {mssmodel.ShowResourceUsageRequest{Resource: new(voice)}, []string{voice + " VOICE_CLONE  1/2 NUM"}},
		"parts": {mssmodel.ShowResourceUsageRequest{Business: new("FLEXUS_2D")}, []string{
			flexus + " FLEXUS_2D  0/2 NUM", flexus + " FLEXUS_2D modeling_count_2d_model_flexus 0/2 NUM",
			flexus + " FLEXUS_2D voice_clone_flexus 0/2 NUM",
			flexus + " FLEXUS_2D video_time_flexus_2d_model 0/240 MIN",
		}},
		"not listed": {mssmodel.ShowResourceUsageRequest{Resource: new(payPerUse)}, nil},
	} {
		resp, err := m.ShowResourceUsage(&tt.in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range *resp.Resources {
			part := ""
			if *u.IsSubResource {
				part = *u.SubResourceType
			}
			got = append(got, fmt.Sprint(*u.ResourceType, " ", u.BusinessType.Value(), " ", part, " ", *u.Usage, "/", *u.Amount,
				" ", u.Unit.Value()))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestPayPerUsePackages: MetaStudio does not list them, billing's free resources do.
func TestPayPerUsePackages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	orderID, packages := w.buy(c, yearly(1), monthly(payPerUse, 3, 2))
	end := utc(t, "2027-06-01T15:59:59Z")
	want := mssclient.Package{
		ResourceID: packages[1].ResourceID, OrderID: orderID, ResourceSpecCode: payPerUse, Status: mssclient.PackageActive,
		ChargingMode: "ON_DEMAND",
		Unit:         "MIN", Units: 1200, EffectiveTime: day0, ExpireTime: end, Listed: true, Lapses: true,
	}
	if diff := cmp.Diff(want, packages[1]); diff != "" {
		t.Error(diff)
	}
	b, m := w.sdk(day0)
	listed, err := m.ListTenantResources(&mssmodel.ListTenantResourcesRequest{ResourceSource: "PURCHASED"})
	if err != nil || listed.Count != 1 || *(*listed.Resources)[0].ResourceType != voice {
		t.Errorf("MetaStudio lists %v, %v", listed, err)
	}

	query := func(in bssmodel.ListFreeResourceInfosReq) []bssmodel.FreeResourcePackageV3 {
		t.Helper()
		resp, err := b.ListFreeResourceInfos(&bssmodel.ListFreeResourceInfosRequest{Body: &in})
		if err != nil || int(*resp.TotalCount) != len(*resp.FreeResourcePackages) {
			t.Fatal(resp, err)
		}
		return *resp.FreeResourcePackages
	}
	all := query(bssmodel.ListFreeResourceInfosReq{})
	if len(all) != 1 || *all[0].OrderInstanceId != want.ResourceID || *all[0].Status != 1 || *all[0].QuotaReuseMode != 2 ||
		len(*all[0].FreeResources) != 1 {
		t.Fatalf("the free resources are %v", all)
	}
	item := (*all[0].FreeResources)[0]
	if *item.Amount != "1200" || *item.OriginalAmount != "1200" {
		t.Errorf("its item is %v", item)
	}
	for name, tt := range map[string]struct {
		in   bssmodel.ListFreeResourceInfosReq
		want int
	}{
		"order":         {bssmodel.ListFreeResourceInfosReq{OrderId: &orderID}, 1},
		"other order":   {bssmodel.ListFreeResourceInfosReq{OrderId: new("CS1")}, 0},
		"product":       {bssmodel.ListFreeResourceInfosReq{ProductId: new(payPerUse)}, 1},
		"other product": {bssmodel.ListFreeResourceInfosReq{ProductId: new(voice)}, 0},
		"name":          {bssmodel.ListFreeResourceInfosReq{ProductName: all[0].ProductName, RegionCode: new("")}, 1},
		"effective":     {bssmodel.ListFreeResourceInfosReq{Status: new(int32(1))}, 1},
		"used up":       {bssmodel.ListFreeResourceInfosReq{Status: new(int32(2))}, 0},
		"not begun":     {bssmodel.ListFreeResourceInfosReq{Status: new(int32(0))}, 0},
		"service": {bssmodel.ListFreeResourceInfosReq{ServiceTypeCodeList: &[]string{"HWS.service.type.metastudio"}},
			1},
		"other service": {bssmodel.ListFreeResourceInfosReq{ServiceTypeCodeList: &[]string{"hws.service.type.obs"}}, 0},
		"elsewhere":     {bssmodel.ListFreeResourceInfosReq{RegionCode: new("cn-north-4")}, 0},
	} {
		if got := query(tt.in); len(got) != tt.want {
			t.Errorf("%s: %v, want %d", name, got, tt.want)
		}
	}
	details, err := b.ListFreeResourceUsages(&bssmodel.ListFreeResourceUsagesRequest{
		Body: &bssmodel.ListFreeResourceUsagesReq{
			FreeResourceIds: []string{*item.FreeResourceId, "nope", packages[0].ResourceID},
		}})
	if err != nil || len(*details.FreeResources) != 1 {
		t.Fatal(details, err)
	}
	if d := (*details.FreeResources)[0]; d.OriginalAmount.String() != "1200" || *d.StartTime != "2027-03-01T01:00:00Z" ||
		*d.EndTime != "2027-06-01T15:59:59Z" {
		t.Errorf("the details are %v", d)
	}

	_, err = c.ReturnPackage(t.Context(), want.ResourceID)
	w.refused(err, "CBC.99003647")
	w.refused(c.SetAutoRenew(t.Context(), want.ResourceID, true), "CBC.0100")
	b, _ = w.sdk(end)
	if got := query(bssmodel.ListFreeResourceInfosReq{Status: new(int32(3))}); len(got) != 1 {
		t.Errorf("expired are %v", got)
	}
	if p := w.status(w.at(end), want.ResourceID, mssclient.PackageExpired); p.Listed {
		t.Errorf("the expired package is %+v", p)
	}
}
