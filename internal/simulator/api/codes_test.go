package api_test

import (
	"testing"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// TestRefusalsOfRenewalsAndReturns: the documented code of each failure, as the official client reads it.
func TestRefusalsOfRenewalsAndReturns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(5))
	plain, ordered, ended, returned, long := packages[0].ResourceID, packages[1].ResourceID, packages[2].ResourceID,
		packages[3].ResourceID, packages[4].ResourceID
	_, others := w.buy(c, once(voice, 1), months(1),
		mssclient.OrderItem{ResourceSpecCode: payPerUse, PeriodType: mssclient.Monthly, PeriodNum: 1, SubscriptionNum: 1})
	oneOff, lapsing, byUse := others[0].ResourceID, others[1].ResourceID, others[2].ResourceID
	for range 16 {
		order, err := c.RenewPackage(t.Context(), long, mssclient.Yearly, 3, "")
		if err == nil {
			err = c.PayOrder(t.Context(), order)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.ReturnPackage(t.Context(), returned); err != nil {
		t.Fatal(err)
	}
	unpaid := w.place(c, yearly(1))
	if _, err := c.RenewPackage(t.Context(), ordered, mssclient.Yearly, 1, ""); err != nil {
		t.Fatal(err)
	}
	b, _ := w.sdk(day0)
	renew := func(kind, n int32, ids ...string) error {
		_, err := b.RenewalResources(&bssmodel.RenewalResourcesRequest{
			Body: &bssmodel.RenewalResourcesReq{ResourceIds: ids, PeriodType: kind, PeriodNum: n}})
		return err
	}
	unsubscribe := func(kind int32, ids ...string) error {
		_, err := b.CancelResourcesSubscription(&bssmodel.CancelResourcesSubscriptionRequest{
			Body: &bssmodel.UnsubscribeResourcesReq{ResourceIds: ids, UnsubscribeType: kind}})
		return err
	}
	on := func(id string, body *bssmodel.AutoRenewalResourcesReq) error {
		_, err := b.AutoRenewalResources(&bssmodel.AutoRenewalResourcesRequest{ResourceId: id, Body: body})
		return err
	}
	off := func(id string) error {
		_, err := b.CancelAutoRenewalResources(&bssmodel.CancelAutoRenewalResourcesRequest{ResourceId: id})
		return err
	}
	configure := func(name bssmodel.RenewResourceConfigReqConfigName, value string) error {
		_, err := b.SetResourcesRenewConfig(&bssmodel.SetResourcesRenewConfigRequest{
			Body: &bssmodel.RenewResourceConfigReq{ConfigName: name, ConfigValue: value}})
		return err
	}
	quoted := func(kind, n int32, id string) string {
		t.Helper()
		resp := must(b.ListRenewRateOnPeriod(&bssmodel.ListRenewRateOnPeriodRequest{
			Body: &bssmodel.ListRenewRateOnPeriodReq{ResourceIds: []string{id}, PeriodType: kind, PeriodNum: n}}))(t)
		if len(*resp.FailResourceInfos) != 1 || len(*resp.RenewInquiryResults) != 0 {
			t.Errorf("the price of %s is %v", id, resp)
			return ""
		}
		return *(*resp.FailResourceInfos)[0].ErrorCode
	}
	_, err := b.CancelCustomerOrder(&bssmodel.CancelCustomerOrderRequest{
		Body: &bssmodel.CancelCustomerOrderReq{OrderId: unpaid}})
	if err != nil {
		t.Fatal(err)
	}
	names := bssmodel.GetRenewResourceConfigReqConfigNameEnum()
	periods := bssmodel.GetAutoRenewalResourcesReqPeriodTypeEnum()
	_, cancelled := b.CancelCustomerOrder(&bssmodel.CancelCustomerOrderRequest{
		Body: &bssmodel.CancelCustomerOrderReq{OrderId: unpaid}})
	_, unknown := b.ShowCustomerOrderDetails(&bssmodel.ShowCustomerOrderDetailsRequest{OrderId: "CS1"})
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"an order that does not exist": {unknown, "400 CBC.30000010"},
		"cancelled twice":              {cancelled, "400 CBC.99005010"},
		"renewed by months":            {renew(2, 1, plain), "400 CBC.30010069"},
		"renewed by four years":        {renew(3, 4, plain), "400 CBC.30010069"},
		"renewed one-off":              {renew(3, 1, oneOff), "400 CBC.30010069"},
		"renewed on-shelf months":      {renew(2, 1, lapsing), "400 CBC.30010069"},
		"renewed what is unknown":      {renew(3, 1, "nope"), "400 CBC.99003016"},
		"renewed what was returned":    {renew(3, 1, returned), "400 CBC.99003016"},
		"renewed in an unpaid order":   {renew(3, 1, ordered), "400 CBC.99003100"},
		"renewed too far":              {renew(3, 2, long), "400 CBC.99003154"},
		"renewed twice at once":        {renew(3, 1, plain, plain), "400 CBC.0100"},
		"renewed by weeks":             {renew(1, 1, plain), "400 CBC.0100"},
		"on what is unknown":           {on("nope", nil), "400 CBC.99003012"},
		"on one-off":                   {on(oneOff, nil), "400 CBC.0100"},
		"on by months": {on(plain, &bssmodel.AutoRenewalResourcesReq{PeriodType: &periods.MONTH}),
			"400 CBC.0100"},
		"on a hundred times": {on(plain, &bssmodel.AutoRenewalResourcesReq{AutoRenewTimes: new(int32(100))}),
			"400 CBC.0100"},
		"off what is off":                {off(plain), "400 CBC.99003605"},
		"off what is unknown":            {off("nope"), "400 CBC.99003012"},
		"returned what is unknown":       {unsubscribe(1, "nope"), "400 CBC.99003012"},
		"returned twice":                 {unsubscribe(1, returned), "400 CBC.30000067"},
		"returned in an unpaid order":    {unsubscribe(1, ordered), "400 CBC.99003100"},
		"returned one-off":               {unsubscribe(1, oneOff), "400 CBC.99003647"},
		"returned pay-per-use":           {unsubscribe(1, byUse), "400 CBC.99003647"},
		"returned no renewed period":     {unsubscribe(2, plain), "400 CBC.99003128"},
		"returned in a way that is none": {unsubscribe(3, plain), "400 CBC.0100"},
		"deducted on the day":            {configure(names.DEDUCTION_DATE, "1"), "400 CBC.0100"},
		"deducted eight days before":     {configure(names.DEDUCTION_DATE, "8"), "400 CBC.0100"},
		"ended on no day":                {configure(names.EXPIRE_DATE, "0"), "400 CBC.0100"},
		"ended on the 29th":              {configure(names.EXPIRE_DATE, "29"), "400 CBC.0100"},
	} {
		if got := sdkCode(tt.err); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
	for name, tt := range map[string]struct{ got, want string }{
		"unsold period": {quoted(2, 1, plain), "CBC.30050008"},
		"too far":       {quoted(3, 2, long), "CBC.30050008"},
		"unknown":       {quoted(3, 1, "nope"), "CBC.30050009"},
		"returned":      {quoted(3, 1, returned), "CBC.30050009"},
		"unpaid order":  {quoted(3, 1, ordered), "CBC.30050010"},
		"one-off":       {quoted(3, 1, oneOff), "CBC.30050013"},
		"on-shelf":      {quoted(2, 1, lapsing), "CBC.30050013"},
		"billed by use": {quoted(2, 1, byUse), "CBC.30050013"},
	} {
		if tt.got != tt.want {
			t.Errorf("the price of a renewal, %s: got %s, want %s", name, tt.got, tt.want)
		}
	}

	end := w.status(c, ended, mssclient.PackageActive).ExpireTime
	b, _ = w.sdk(end)
	if got := sdkCode(on(ended, nil)); got != "400 CBC.99003602" {
		t.Errorf("on in grace: %s", got)
	}
	b, _ = w.sdk(end.AddDate(0, 0, 15))
	if got := sdkCode(on(ended, nil)); got != "400 CBC.99003602" {
		t.Errorf("on when frozen: %s", got)
	}
	if got := sdkCode(unsubscribe(1, ended)); got != "400 CBC.30000052" {
		t.Errorf("returned when frozen: %s", got)
	}
	b, _ = w.sdk(end.AddDate(0, 0, 30))
	if got := sdkCode(renew(3, 1, ended)); got != "400 CBC.99003016" {
		t.Errorf("renewed when released: %s", got)
	}
	if got := sdkCode(unsubscribe(1, ended)); got != "400 CBC.30000067" {
		t.Errorf("returned when released: %s", got)
	}
}

// TestRefusalsOfMetaStudio: the documented codes of its calls, as the official client reads them.
func TestRefusalsOfMetaStudio(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, m := w.sdk(day0)
	_, unknown := m.ShowAsset(&mssmodel.ShowAssetRequest{AssetId: "nope"})
	_, deleted := m.DeleteAsset(&mssmodel.DeleteAssetRequest{AssetId: "nope"})
	_, restored := m.RestoreAsset(&mssmodel.RestoreAssetRequest{AssetId: "nope"})
	_, bound := m.BindUserAssetResource(&mssmodel.BindUserAssetResourceRequest{
		Body: &mssmodel.BindAssetResourceReq{AssetId: new("nope")}})
	_, unsold := m.CreateMetaStudioOrders(&mssmodel.CreateMetaStudioOrdersRequest{
		Body: &mssmodel.CreateMetaStudioOrdersReq{CloudServices: &[]mssmodel.PublicCloudServiceOrder{
			{PeriodType: 2, PeriodNum: 1, SubscriptionNum: 1, ResourceSpecCode: "nope"},
		}}})
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"shown": {unknown, "400 MSS.10001001"}, "deleted": {deleted, "400 MSS.10001001"},
		"restored": {restored, "400 MSS.10001001"},
		"bound":    {bound, "400 MSS.10001001"}, "unsold": {unsold, "400 MSS.00000003"},
	} {
		if got := sdkCode(tt.err); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}
