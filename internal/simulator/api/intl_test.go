package api_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	bssintl "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bssintl/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bssintl/v2/model"
)

// intl is the official client of the international site's billing.
func (w world) intl(instant time.Time) *bssintl.BssintlClient {
	w.t.Helper()
	account, err := global.NewCredentialsBuilder().WithAk("demo").WithSk("sk").WithDomainId("demo").SafeBuild()
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := bssintl.BssintlClientBuilder().WithEndpoint(endpoint).WithCredential(account).
		WithHttpConfig(config.DefaultHttpConfig().WithHttpRoundTripper(w.transport).WithUserAgent("conformance")).SafeBuild()
	if err != nil {
		w.t.Fatal(err)
	}
	return bssintl.NewBssintlClient(
		c.WithExtraHeaders(map[string]string{"X-Simulator-Time": instant.Format(time.RFC3339)}))
}

// rated is a line of a price query.
func rated(id, code string, period, n, quantity int32) model.PeriodProductInfo {
	return model.PeriodProductInfo{
		Id: id, CloudServiceType: "hws.service.type.metastudio", ResourceType: code, ResourceSpec: code,
		Region:     "ap-southeast-3",
		PeriodType: period, PeriodNum: n, SubscriptionNum: quantity,
	}
}

// words are values with spaces between them.
func words(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

// TestTheInternationalClient makes every call that both sites' clients share, one after the other, on one account.
func TestTheInternationalClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "5000.00")
	discount := w.grant(day0, "discount", map[string]any{"type": "partner", "percent": 10})
	c := w.days(0)
	orderID := w.place(c, yearly(2), monthly(payPerUse, 1, 1))
	withdrawn := w.place(c, yearly(1))
	b := w.intl(day0)
	var packages []string
	var renewal, refund, free string
	one := int32(1)

	for _, step := range []struct {
		name string
		call func() (string, error)
		want string
	}{
		{"ListServiceTypes", func() (string, error) {
			r, err := b.ListServiceTypes(&model.ListServiceTypesRequest{
				XLanguage: new("en_US"), Limit: &one, ServiceTypeName: new("studio")})
			if err != nil {
				return "", err
			}
			s := (*r.ServiceTypes)[0]
			return words(*r.TotalCount, *s.ServiceTypeName, *s.ServiceTypeCode, *s.Abbreviation), nil
		}, "1 MetaStudio hws.service.type.metastudio MSS"},
		{"ListServiceTypes of another", func() (string, error) {
			r, err := b.ListServiceTypes(&model.ListServiceTypesRequest{ServiceTypeName: new("Elastic")})
			if err != nil {
				return "", err
			}
			return words(*r.TotalCount, len(*r.ServiceTypes)), nil
		}, "0 0"},
		{"ListRateOnPeriodDetail", func() (string, error) {
			r, err := b.ListRateOnPeriodDetail(&model.ListRateOnPeriodDetailRequest{Body: &model.RateOnPeriodReq{
				ProjectId: "demo", ProductInfos: []model.PeriodProductInfo{
					rated("a", voice, 3, 1, 2), rated("b", payPerUse, 2, 1, 1)},
			}})
			if err != nil {
				return "", err
			}
			o := r.OfficialWebsiteRatingResult
			out := fmt.Sprint(*r.Currency, " ", o.OfficialWebsiteAmount, " ", *o.MeasureId)
			for _, p := range *o.ProductRatingResults {
				out += fmt.Sprint(" ", *p.Id, "=", *p.ProductId, ":", p.OfficialWebsiteAmount)
			}
			d := (*r.OptionalDiscountRatingResults)[0]
			if *d.DiscountId != discount {
				return "", fmt.Errorf("the discount is %v", d)
			}
			out += fmt.Sprint(" ", *d.DiscountType, " ", *d.DiscountName, " ", d.Amount, "=", d.OfficialWebsiteAmount, "-",
				d.DiscountAmount, " ", *d.BestOffer)
			for _, p := range *d.ProductRatingResults {
				out += fmt.Sprint(" ", *p.Id, ":", p.Amount, "=", p.OfficialWebsiteAmount, "-", p.DiscountAmount)
			}
			return out, nil
		}, "USD 378 1 a=" + voice + ":198 b=" + payPerUse + ":180 607 10% off 340.2=378-37.8 1 a:178.2=198-19.8 " +
			"b:162=180-18"},
		{"ListCustomerOrders", func() (string, error) {
			r, err := b.ListCustomerOrders(&model.ListCustomerOrdersRequest{Status: new(int32(6)), OrderBy: new("createTime"),
				ServiceTypeCode: new("HWS.service.type.metastudio")})
			if err != nil {
				return "", err
			}
			return words(*r.TotalCount, *(*r.OrderInfos)[0].OrderId == orderID, *(*r.OrderInfos)[0].AmountAfterDiscount), nil
		}, "2 true 378"},
		{"ListOrderDiscounts", func() (string, error) {
			r, err := b.ListOrderDiscounts(&model.ListOrderDiscountsRequest{OrderId: orderID})
			if err != nil {
				return "", err
			}
			return words((*r.Discounts)[0].DiscountValue, (*r.Discounts)[0].DiscountType), nil
		}, "0.90 3"},
		{"PayOrders", func() (string, error) {
			r, err := b.PayOrders(&model.PayOrdersRequest{Body: &model.PayCustomerOrderV3Req{
				OrderId: orderID, UseCoupon: "NO", UseDiscount: "YES", DiscountInfos: &[]model.DiscountSimpleInfoV3{
					{Id: discount, Type: 3}},
			}})
			if err != nil {
				return "", err
			}
			return words(r.HttpStatusCode), nil
		}, "204"},
		{"ShowCustomerOrderDetails", func() (string, error) {
			r, err := b.ShowCustomerOrderDetails(&model.ShowCustomerOrderDetailsRequest{
				OrderId: orderID, XLanguage: new("en_US"),
				Limit: &one})
			if err != nil {
				return "", err
			}
			o, l := r.OrderInfo, (*r.OrderLineItems)[0]
			return words(*r.TotalCount, *o.Status, *o.AmountAfterDiscount, *o.UserName, *l.EffectiveTime, *l.ExpireTime,
				*l.PeriodType, *l.CommercialResource), nil
		}, "2 5 340.2 demo 2027-03-01T01:00:00Z 2028-03-01T15:59:59Z 3 " + voice},
		{"CancelCustomerOrder", func() (string, error) {
			r, err := b.CancelCustomerOrder(&model.CancelCustomerOrderRequest{
				Body: &model.CancelCustomerOrderReq{OrderId: withdrawn}})
			if err != nil {
				return "", err
			}
			return words(r.HttpStatusCode), nil
		}, "204"},
		{"ListPayPerUseCustomerResources", func() (string, error) {
			r, err := b.ListPayPerUseCustomerResources(&model.ListPayPerUseCustomerResourcesRequest{
				Body: &model.QueryResourcesReq{
					OrderId: &orderID, OnlyMainResource: &one, StatusList: &[]int32{2}, Limit: new(int32(500)),
				}})
			if err != nil {
				return "", err
			}
			out := fmt.Sprint(*r.TotalCount)
			for _, p := range *r.Data {
				packages = append(packages, *p.ResourceId)
				out += fmt.Sprint(" ", *p.Status, *p.ExpirePolicy, *p.IsMainResource)
			}
			return out, nil
		}, "3 2 0 1 2 0 1 2 2 1"},
		{"ListRenewRateOnPeriod", func() (string, error) {
			r, err := b.ListRenewRateOnPeriod(&model.ListRenewRateOnPeriodRequest{Body: &model.ListRenewRateOnPeriodReq{
				ResourceIds: packages, PeriodType: 3, PeriodNum: 2, IncludeRelativeResources: new(true),
			}})
			if err != nil {
				return "", err
			}
			out := fmt.Sprint(*r.Currency, " ", *r.OfficialWebsiteRatingResult.OfficialWebsiteAmount, " ",
				r.OptionalDiscountRatingResults == nil)
			for _, p := range *r.RenewInquiryResults {
				out += fmt.Sprint(" ", *p.ResourceId == packages[0], *p.Amount)
			}
			for _, p := range *r.FailResourceInfos {
				out += fmt.Sprint(" ", *p.ResourceId == packages[2], *p.ErrorCode)
			}
			return out, nil
		}, "USD 396.00 true true198.00 false198.00 trueCBC.30050013"},
		{"RenewalResources", func() (string, error) {
			r, err := b.RenewalResources(&model.RenewalResourcesRequest{
				Body: &model.RenewalResourcesReq{ResourceIds: packages[:1], PeriodType: 3, PeriodNum: 2}})
			if err != nil {
				return "", err
			}
			renewal = (*r.OrderIds)[0]
			o, err := w.days(0).Order(w.t.Context(), renewal)
			return words(o.Amount, len(*r.FailResourceInfos)), err
		}, "198.00 0"},
		{"RenewalResources paid by itself", func() (string, error) {
			_, err := b.RenewalResources(&model.RenewalResourcesRequest{
				Body: &model.RenewalResourcesReq{ResourceIds: packages[1:2], PeriodType: 3, PeriodNum: 1, IsAutoPay: &one}})
			var refused *sdkerr.ServiceResponseError
			if !errors.As(err, &refused) {
				return "", err
			}
			_, rest, _ := strings.Cut(refused.ErrorMessage, "order ")
			id, why, _ := strings.Cut(rest, " ")
			o, err := w.days(0).Order(w.t.Context(), id)
			if err == nil {
				err = w.days(0).CancelOrder(w.t.Context(), id)
			}
			return words(refused.StatusCode, refused.ErrorCode, o.Status, strings.Contains(why, "AUTO_PAY")), err
		}, "400 CBC.30050006 pending_payment true"},
		{"ListOrderCouponsByOrderId, which its SDK does not have", func() (string, error) {
			var refused struct {
				Code string `json:"error_code"`
			}
			status := w.raw(day0, "GET", "/v2/orders/customer-orders/order-coupons?order_id="+renewal, nil, &refused)
			return words(status, refused.Code), nil
		}, "400 CBC.0100"},
		{"SetResourcesRenewConfig", func() (string, error) {
			r, err := b.SetResourcesRenewConfig(&model.SetResourcesRenewConfigRequest{Body: &model.RenewResourceConfigReq{
				ConfigName: model.GetRenewResourceConfigReqConfigNameEnum().DEDUCTION_DATE, ConfigValue: "3",
			}})
			if err != nil {
				return "", err
			}
			return *r.ErrorCode, nil
		}, "CBC.0000"},
		{"AutoRenewalResources", func() (string, error) {
			r, err := b.AutoRenewalResources(&model.AutoRenewalResourcesRequest{ResourceId: packages[1]})
			if err != nil {
				return "", err
			}
			return words(r.HttpStatusCode), nil
		}, "204"},
		{"CancelAutoRenewalResources", func() (string, error) {
			r, err := b.CancelAutoRenewalResources(&model.CancelAutoRenewalResourcesRequest{ResourceId: packages[1]})
			if err != nil {
				return "", err
			}
			return words(r.HttpStatusCode), nil
		}, "204"},
		{"CancelResourcesSubscription", func() (string, error) {
			r, err := b.CancelResourcesSubscription(&model.CancelResourcesSubscriptionRequest{
				Body: &model.UnsubscribeResourcesReq{
					ResourceIds: packages[1:2], UnsubscribeType: 1, UnsubscribeReasonType: new(int32(5)),
					UnsubscribeReason: new("rehearsal"),
				}})
			if err != nil {
				return "", err
			}
			refund = (*r.OrderIds)[0]
			return words(len(*r.OrderIds), len(*r.FailResourceInfos)), nil
		}, "1 0"},
		{"ShowRefundOrderDetails", func() (string, error) {
			r, err := b.ShowRefundOrderDetails(&model.ShowRefundOrderDetailsRequest{OrderId: refund})
			if err != nil {
				return "", err
			}
			i := (*r.RefundInfos)[0]
			return words(*r.TotalCount, *i.BaseOrderId == orderID, i.MeasureId, i.Amount.IsNegative()), nil
		}, "1 true 1 true"},
		{"ShowCustomerAccountBalances", func() (string, error) {
			r, err := b.ShowCustomerAccountBalances(&model.ShowCustomerAccountBalancesRequest{})
			if err != nil {
				return "", err
			}
			a := (*r.AccountBalances)[0]
			tenant, err := w.days(0).Tenant(w.t.Context())
			return words(a.AccountType, a.Amount.StringFixed(2) == tenant.Balance, *r.MeasureId, r.DebtAmount), err
		}, "1 true 1 0"},
		{"ListSubCustomerCoupons", func() (string, error) {
			w.grant(day0, "coupon", map[string]any{"type": "cash", "face_value": "10.00"})
			all, err := b.ListSubCustomerCoupons(&model.ListSubCustomerCouponsRequest{})
			if err != nil {
				return "", err
			}
			issued, err := b.ListSubCustomerCoupons(&model.ListSubCustomerCouponsRequest{SourceId: new("partner")})
			if err != nil {
				return "", err
			}
			return words(*all.Count, *(*all.UserCoupons)[0].FaceValue, *issued.Count), nil
		}, "1 10 0"},
		{"ListFreeResourceInfos", func() (string, error) {
			r, err := b.ListFreeResourceInfos(&model.ListFreeResourceInfosRequest{
				Body: &model.ListFreeResourceInfosReq{OrderId: &orderID}})
			if err != nil {
				return "", err
			}
			free = *(*(*r.FreeResourcePackages)[0].FreeResources)[0].FreeResourceId
			return words(*r.TotalCount), nil
		}, "1"},
		{"ListFreeResourceUsages", func() (string, error) {
			r, err := b.ListFreeResourceUsages(&model.ListFreeResourceUsagesRequest{
				Body: &model.ListFreeResourceUsagesReq{FreeResourceIds: []string{free}}})
			if err != nil {
				return "", err
			}
			return words((*r.FreeResources)[0].Amount), nil
		}, "600"},
	} {
		got, err := step.call()
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got != step.want {
			t.Errorf("%s: got %s, want %s", step.name, got, step.want)
		}
	}
}

// sdkCode is the status and the code of a refusal, as the official SDK reads them.
func sdkCode(err error) string {
	var refused *sdkerr.ServiceResponseError
	if !errors.As(err, &refused) {
		return fmt.Sprint(err)
	}
	if refused.ErrorMessage == "" || refused.RequestId == "" {
		return "no message or no request id"
	}
	return fmt.Sprint(refused.StatusCode, " ", refused.ErrorCode)
}

// TestRefusalsOfPrices: the documented codes of price queries, as the official client reads them.
func TestRefusalsOfPrices(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), yearly(1))
	b := w.intl(day0)
	rate := func(change func(*model.RateOnPeriodReq)) error {
		body := model.RateOnPeriodReq{ProjectId: "demo", ProductInfos: []model.PeriodProductInfo{rated("a", voice, 3, 1, 1)}}
		change(&body)
		_, err := b.ListRateOnPeriodDetail(&model.ListRateOnPeriodDetailRequest{Body: &body})
		return err
	}
	line := func(change func(*model.PeriodProductInfo)) error {
		return rate(func(body *model.RateOnPeriodReq) { change(&body.ProductInfos[0]) })
	}
	renew := func(period, n int32, ids ...string) error {
		_, err := b.ListRenewRateOnPeriod(&model.ListRenewRateOnPeriodRequest{
			Body: &model.ListRenewRateOnPeriodReq{ResourceIds: ids, PeriodType: period, PeriodNum: n}})
		return err
	}
	id := packages[0].ResourceID
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"other project": {rate(func(r *model.RateOnPeriodReq) { r.ProjectId = "other" }), "400 CBC.0100"},
		"no project":    {rate(func(r *model.RateOnPeriodReq) { r.ProjectId = "" }), "400 CBC.0100"},
		"nothing":       {rate(func(r *model.RateOnPeriodReq) { r.ProductInfos = nil }), "400 CBC.0100"},
		"an id twice": {
			rate(func(r *model.RateOnPeriodReq) { r.ProductInfos = append(r.ProductInfos, r.ProductInfos[0]) }), "400 CBC.0100"},
		"no id":       {line(func(p *model.PeriodProductInfo) { p.Id = "" }), "400 CBC.0100"},
		"no region":   {line(func(p *model.PeriodProductInfo) { p.Region = "" }), "400 CBC.0100"},
		"weekly":      {line(func(p *model.PeriodProductInfo) { p.PeriodType = 1 }), "400 CBC.0100"},
		"one-off":     {line(func(p *model.PeriodProductInfo) { p.PeriodType = 5 }), "400 CBC.0100"},
		"no period":   {line(func(p *model.PeriodProductInfo) { p.PeriodNum = 0 }), "400 CBC.0100"},
		"no quantity": {line(func(p *model.PeriodProductInfo) { p.SubscriptionNum = -1 }), "400 CBC.0100"},
		"too much":    {line(func(p *model.PeriodProductInfo) { p.SubscriptionNum = 2147483647 }), "400 CBC.0100"},
		"daily":       {line(func(p *model.PeriodProductInfo) { p.PeriodType = 0 }), "400 CBC.99006006"},
		"hourly":      {line(func(p *model.PeriodProductInfo) { p.PeriodType = 4 }), "400 CBC.99006006"},
		"monthly":     {line(func(p *model.PeriodProductInfo) { p.PeriodType = 2 }), "400 CBC.99006006"},
		"four years":  {line(func(p *model.PeriodProductInfo) { p.PeriodNum = 4 }), "400 CBC.99006006"},
		"unknown": {line(func(p *model.PeriodProductInfo) { p.ResourceSpec, p.ResourceType = "x", "x" }),
			"400 CBC.99006006"},
		"unknown type": {line(func(p *model.PeriodProductInfo) { p.ResourceType = "x" }), "400 CBC.99006006"},
		"unknown service": {line(func(p *model.PeriodProductInfo) { p.CloudServiceType = "hws.service.type.ec2" }),
			"400 CBC.99006006"},

		"renew nothing":     {renew(3, 1), "400 CBC.0100"},
		"renew too many":    {renew(3, 1, strings.Split("a b c d e f g h i j k", " ")...), "400 CBC.0100"},
		"renew twice":       {renew(3, 1, id, id), "400 CBC.30050012"},
		"renew one-off":     {renew(6, 1, id), "400 CBC.0100"},
		"renew, no problem": {renew(3, 1, id, "nope"), "<nil>"},
	} {
		if got := sdkCode(tt.err); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

// TestRefusalsOfPayments: the documented codes of both forms of the payment call.
func TestRefusalsOfPayments(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "100.00")
	c := w.days(0)
	coupon := func(kind string, more map[string]any) string {
		body := map[string]any{"type": kind, "face_value": "1.00"}
		maps.Copy(body, more)
		return w.grant(day0, "coupon", body)
	}
	cash, off := coupon("cash", nil), coupon("discount", nil)
	dear := coupon("cash", map[string]any{"minimum": "1000.00"})
	spent := coupon("cash", nil)
	discount := w.grant(day0, "discount", map[string]any{"type": "commercial", "percent": 10})
	foreign := w.grant(day0, "discount",
		map[string]any{"type": "commercial", "percent": 10, "products": []string{onShelf}})
	small, large, lapsed := w.place(c, months(1)), w.place(c, yearly(2)), w.place(c, yearly(1))
	paid := w.place(c, months(1))
	ids := func(list ...string) []map[string]any {
		var out []map[string]any
		for _, id := range list {
			out = append(out, map[string]any{"id": id, "type": 301})
		}
		return out
	}
	typed := func(id string, kind any) []map[string]any { return []map[string]any{{"id": id, "type": kind}} }
	for _, form := range []string{"v2", "v3"} {
		pay := func(instant time.Time, order string, coupons, discounts []map[string]any) string {
			t.Helper()
			body := map[string]any{"order_id": order}
			if coupons != nil {
				body["coupon_infos"] = coupons
			}
			if discounts != nil {
				body["discount_infos"] = discounts
			}
			if form == "v3" {
				body["use_coupon"], body["use_discount"] = "NO", "NO"
				if coupons != nil {
					body["use_coupon"] = "YES"
				}
				if discounts != nil {
					body["use_discount"] = "YES"
				}
			}
			var e struct {
				Code string `json:"error_code"`
			}
			return fmt.Sprint(w.raw(instant, "POST", "/"+form+"/orders/customer-orders/pay", body, &e), " ", e.Code)
		}
		if form == "v2" { // the first form pays, the second finds it paid
			if got := pay(day0, paid, ids(spent), nil); got != "204 " {
				t.Fatalf("paid: %s", got)
			}
		}
		for name, tt := range map[string]struct{ got, want string }{
			"no order":            {pay(day0, "", nil, nil), "400 CBC.0100"},
			"unknown order":       {pay(day0, "CS1", nil, nil), "400 CBC.30000010"},
			"paid already":        {pay(day0, paid, nil, nil), "400 CBC.99003106"},
			"unknown discount":    {pay(day0, small, nil, typed("nope", 0)), "400 CBC.99003108"},
			"foreign discount":    {pay(day0, large, nil, typed(foreign, "2")), "400 CBC.99003108"},
			"two discounts":       {pay(day0, small, nil, ids(discount, foreign)), "400 CBC.0100"},
			"past the deadline":   {pay(day0.AddDate(0, 0, 7), lapsed, nil, nil), "400 CBC.99003110"},
			"unknown coupon":      {pay(day0, small, ids("nope"), nil), "400 CBC.99003112"},
			"used coupon":         {pay(day0, small, ids(spent), nil), "400 CBC.99003112"},
			"with a discount":     {pay(day0, small, ids(cash), typed(discount, 2)), "400 CBC.99003116"},
			"below the minimum":   {pay(day0, small, ids(dear), nil), "400 CBC.99003117"},
			"both kinds":          {pay(day0, small, ids(cash, off), nil), "400 CBC.99003147"},
			"four coupons":        {pay(day0, small, ids(cash, off, dear, spent), nil), "400 CBC.0100"},
			"a coupon twice":      {pay(day0, small, ids(cash, cash), nil), "400 CBC.0100"},
			"a coupon without id": {pay(day0, small, ids(""), nil), "400 CBC.0100"},
			"no such type":        {pay(day0, small, typed(cash, 299), nil), "400 CBC.0100"},
			"adjusted price":      {pay(day0, small, nil, typed(discount, 609)), "400 CBC.0100"},
			"cash as discount":    {pay(day0, small, typed(cash, 300), nil), "400 CBC.99003112"},
			"a cash voucher":      {pay(day0, small, typed(cash, 302), nil), "400 CBC.99003112"},
			"a stored-value card": {pay(day0, small, typed(cash, 303), nil), "400 CBC.99003112"},
			"another discount":    {pay(day0, small, nil, typed(discount, 0)), "400 CBC.99003108"},
			"without funds":       {pay(day0, large, nil, nil), "400 CBC.99005003"},
		} {
			if tt.got != tt.want {
				t.Errorf("%s, %s: got %s, want %s", form, name, tt.got, tt.want)
			}
		}
		if form == "v3" { // which cannot do without types
			for name, got := range map[string]string{
				"coupon":   pay(day0, small, []map[string]any{{"id": cash}}, nil),
				"discount": pay(day0, small, nil, []map[string]any{{"id": discount}}),
			} {
				if got != "400 CBC.0100" {
					t.Errorf("a %s without a type: got %s", name, got)
				}
			}
		}
	}
}
