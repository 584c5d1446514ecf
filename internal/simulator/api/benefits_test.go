package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
)

// grant gives the account a coupon or a discount by a control call.
func (w world) grant(instant time.Time, what string, body map[string]any) (id string) {
	w.t.Helper()
	var out map[string]string
	if status := w.raw(instant, "POST", "/_sim/v1/account/"+what+"s", body, &out); status != http.StatusOK {
		w.t.Fatalf("got %d %v", status, out)
	}
	return out[what+"_id"]
}

func (w world) place(c *mssclient.Client, items ...mssclient.OrderItem) string {
	w.t.Helper()
	id, err := c.PlaceOrder(w.t.Context(), mssclient.OrderRequest{Items: items})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestCoupons(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "1000.00")
	c := w.days(0)
	cash := w.grant(day0, "coupon", map[string]any{
		"type": "cash", "face_value": "10.00", "minimum": "50.00", "products": []string{voice}, "with_discount": true,
		"valid_until": "2027-09-01T00:00:00Z",
	})
	off := w.grant(day0, "coupon",
		map[string]any{"type": "discount", "face_value": "5.00", "valid_from": "2027-03-02T00:00:00Z"})
	want := []mssclient.Coupon{
		{
			ID: cash, Type: mssclient.CouponCash, Status: mssclient.CouponToUse, FaceValue: 1000, Currency: "USD",
			ValidTime:  day0,
			ExpireTime: utc(t, "2027-09-01T00:00:00Z"), Products: []string{voice}, Minimum: 5000, WithDiscount: true,
		},
		{
			ID: off, Type: mssclient.CouponDiscount, Status: mssclient.CouponInactive, FaceValue: 500, Currency: "USD",
			ValidTime: utc(t, "2027-03-02T00:00:00Z"), ExpireTime: utc(t, "2028-03-02T00:00:00Z"),
		},
	}
	got, err := c.Coupons(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}

	id := w.place(c, yearly(1))
	w.refused(c.PayOrderWith(t.Context(), id, mssclient.Payment{CouponIDs: []string{off}}), "CBC.99003112")
	w.refused(c.PayOrderWith(t.Context(), id, mssclient.Payment{CouponIDs: []string{"nope"}}), "CBC.99003112")
	if err := c.PayOrderWith(t.Context(), id, mssclient.Payment{CouponIDs: []string{cash}}); err != nil {
		t.Fatal(err)
	}
	o, err := c.Order(t.Context(), id)
	if err != nil || o.Amount != 9900 || o.CouponAmount != 1000 {
		t.Errorf("the paid order is %+v, %v", o, err)
	}
	if tenant, err := c.Tenant(t.Context()); err != nil || tenant.Balance != "911.00" {
		t.Errorf("the tenant is %+v, %v", tenant, err)
	}

	for after, want := range map[time.Duration]string{
		0: cash + " 3 used " + id, 300 * 24 * time.Hour: cash + " 3 used " + id, 366 * 24 * time.Hour: "", // forgotten
	} {
		list, err := w.at(day0.Add(after)).Coupons(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if i := slices.IndexFunc(list, func(c mssclient.Coupon) bool { return c.ID == cash }); i >= 0 {
			got = fmt.Sprint(list[i].ID, " 3 ", list[i].Status, " ", list[i].OrderID)
		}
		if got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}

	b, _ := w.sdk(day0.AddDate(0, 0, 10))
	for name, tt := range map[string]struct {
		filter bssmodel.ListSubCustomerCouponsRequest
		want   []string
	}{
		"all":         {bssmodel.ListSubCustomerCouponsRequest{}, []string{cash, off}},
		"by id":       {bssmodel.ListSubCustomerCouponsRequest{CouponId: &off}, []string{off}},
		"by order":    {bssmodel.ListSubCustomerCouponsRequest{OrderId: &id}, []string{cash}},
		"by no id":    {bssmodel.ListSubCustomerCouponsRequest{CouponId: new("")}, nil},
		"of no order": {bssmodel.ListSubCustomerCouponsRequest{OrderId: new("")}, []string{off}},
		"cash":        {bssmodel.ListSubCustomerCouponsRequest{CouponType: new(int32(1))}, []string{cash}},
		"discount":    {bssmodel.ListSubCustomerCouponsRequest{CouponType: new(int32(2))}, []string{off}},
		"to use":      {bssmodel.ListSubCustomerCouponsRequest{Status: new(int32(2))}, []string{off}},
		"used":        {bssmodel.ListSubCustomerCouponsRequest{Status: new(int32(3))}, []string{cash}},
		"activated":   {bssmodel.ListSubCustomerCouponsRequest{ActiveStartTime: new("2027-03-01T02:00:00Z")}, []string{off}},
		"until":       {bssmodel.ListSubCustomerCouponsRequest{ActiveEndTime: new("2027-03-01T02:00:00Z")}, []string{cash}},
		"second page": {bssmodel.ListSubCustomerCouponsRequest{Offset: new(int32(1)), Limit: new(int32(1))}, []string{off}},
	} {
		resp, err := b.ListSubCustomerCoupons(&tt.filter)
		if err != nil {
			t.Fatal(name, err)
		}
		var ids []string
		for _, c := range *resp.UserCoupons {
			ids = append(ids, *c.CouponId)
		}
		if !slices.Equal(ids, tt.want) {
			t.Errorf("%s: %v, want %v", name, ids, tt.want)
		}
	}
	expired, err := w.at(utc(t, "2028-03-02T00:00:00Z")).Coupons(t.Context())
	if err != nil || len(expired) != 1 || expired[0].Status != mssclient.CouponExpired {
		t.Errorf("in the end the coupons are %+v, %v", expired, err)
	}
}

// TestWhatAnOrderCanBePaidWith follows the lists of an order, pays with both, and reads what they took off.
func TestWhatAnOrderCanBePaidWith(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, api.InChina(t))
	c := w.days(0)
	coupon := w.grant(day0, "coupon", map[string]any{"type": "discount", "face_value": "20.00", "with_discount": true})
	w.grant(day0, "coupon", map[string]any{"type": "cash", "face_value": "20.00", "minimum": "1000.00"})
	discount := w.grant(day0, "discount", map[string]any{"type": "commercial", "percent": "10"})
	id := w.place(c, yearly(2), months(3))
	b, _ := w.sdk(day0)

	coupons, err := b.ListOrderCouponsByOrderId(&bssmodel.ListOrderCouponsByOrderIdRequest{OrderId: id})
	if err != nil {
		t.Fatal(err)
	}
	if list := *coupons.UserCoupons; *coupons.Count != 1 || len(list) != 1 || *list[0].CouponId != coupon ||
		*list[0].CouponType != 2 || *list[0].FaceValue != 20 {
		t.Errorf("the coupons are %v", coupons)
	}
	if most := *coupons.CouponMaxUseQuantity; len(most) != 1 || *most[0].CouponType != 2 ||
		*most[0].UseQuantityValue != 3 {
		t.Errorf("at most %v", most)
	}
	discounts, err := b.ListOrderDiscounts(&bssmodel.ListOrderDiscountsRequest{OrderId: id})
	if err != nil || len(*discounts.Discounts) != 1 {
		t.Fatal(discounts, err)
	}
	d := (*discounts.Discounts)[0]
	if d.DiscountId != discount || d.DiscountValue != "0.90" || d.DiscountType != 2 || len(d.Orders) != 1 ||
		len(d.Orders[0].OrderLineItems) != 2 {
		t.Fatalf("the discount is %v", d)
	}
	if l := d.Orders[0].OrderLineItems[0]; l.DiscountMode != 0 || l.DiscountAmount.String() != "19.8" ||
		l.DiscountRatio.String() != "0.9" {
		t.Errorf("the first line gets %v", l)
	}

	if err := c.PayOrderWith(t.Context(), id,
		mssclient.Payment{CouponIDs: []string{coupon}, DiscountID: discount}); err != nil {
		t.Fatal(err)
	}
	o, err := c.Order(t.Context(), id)
	if err != nil || o.OfficialAmount != 22200 || o.Amount != 19980 || o.CouponAmount != 2000 {
		t.Errorf("the paid order is %+v, %v", o, err)
	}
	details, err := b.ShowCustomerOrderDetails(&bssmodel.ShowCustomerOrderDetailsRequest{OrderId: id})
	if err != nil {
		t.Fatal(err)
	}
	list, err := b.ListCustomerOrders(&bssmodel.ListCustomerOrdersRequest{OrderId: &id})
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range []*bssmodel.AmountInfomationV2{details.OrderInfo.AmountInfo, (*list.OrderInfos)[0].AmountInfo} {
		got := map[string]float64{}
		for _, d := range *info.Discounts {
			got[*d.DiscountType] = *d.DiscountAmount
		}
		if diff := cmp.Diff(map[string]float64{"605": 22.2, "300": 20}, got); diff != "" || *info.CouponAmount != 0 {
			t.Error(diff, *info.CouponAmount)
		}
	}
	if line := (*details.OrderLineItems)[0].AmountInfo; len(*line.Discounts) != 1 ||
		*(*line.Discounts)[0].DiscountAmount != 19.8 || line.CouponAmount != nil {
		t.Errorf("the first line's amounts are %v", line)
	}
	coupons, err = b.ListOrderCouponsByOrderId(&bssmodel.ListOrderCouponsByOrderIdRequest{OrderId: id})
	if err != nil || *coupons.Count != 0 {
		t.Errorf("a paid order can be paid with %v, %v", coupons, err)
	}
}

// TestAFailedAutomaticPaymentLocksItsCoupon shows the lock on the wire.
func TestAFailedAutomaticPaymentLocksItsCoupon(t *testing.T) {
	t.Parallel()
	settings := api.InChina(t)
	settings.OpeningBalance = new(money.Amount(1_00))
	w := newWorldWith(t, settings)
	c := w.days(0)
	coupon := w.grant(day0, "coupon", map[string]any{"type": "cash", "face_value": "20.00"})
	if err := c.SignAutoPay(t.Context()); err != nil {
		t.Fatal(err)
	}
	id, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(1)}, AutoPay: true})
	if err != nil {
		t.Fatal(err)
	}
	coupons, err := c.Coupons(t.Context())
	if err != nil || len(coupons) != 1 || coupons[0].LockOrderID != id || coupons[0].Status != mssclient.CouponToUse {
		t.Errorf("the coupons are %+v, %v", coupons, err)
	}
	other := w.place(c, yearly(1))
	b, _ := w.sdk(day0)
	for order, want := range map[string]int32{id: 1, other: 0} {
		usable, err := b.ListOrderCouponsByOrderId(&bssmodel.ListOrderCouponsByOrderIdRequest{OrderId: order})
		if err != nil || *usable.Count != want {
			t.Errorf("%s can be paid with %v, %v, want %d", order, usable, err, want)
		}
		if err == nil && want == 1 && *(*usable.UserCoupons)[0].UsedByOrderId != order {
			t.Errorf("the coupon %s is not shown as locked", coupon)
		}
	}
}

func TestTicketsAndStatement(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "500.00")
	if status := w.raw(day0, "POST", "/_sim/v1/account/tickets", map[string]any{"resource_spec_code": voice},
		nil); status != http.StatusNoContent {
		t.Errorf("a ticket: %d", status)
	}
	coupon := w.grant(day0, "coupon", map[string]any{"type": "cash", "face_value": "9.00"})
	c := w.days(1)
	id := w.place(c, yearly(1))
	if err := c.PayOrderWith(t.Context(), id, mssclient.Payment{CouponIDs: []string{coupon}}); err != nil {
		t.Fatal(err)
	}
	type line struct{ At, Type, Subject, Amount, Coupons, Balance string }
	type statement struct {
		Currency string
		Opening  string `json:"opening_balance"`
		Closing  string `json:"closing_balance"`
		Paid     string
		Refunded string
		Lines    []line
	}
	opened := line{"2027-03-01T01:00:00Z", "tenant_opened", "demo", "500.00", "0.00", "500.00"}
	paid := line{"2027-03-02T01:00:00Z", "order_paid", id, "-90.00", "9.00", "410.00"}
	for query, want := range map[string]statement{
		"":                            {"USD", "0.00", "410.00", "90.00", "0.00", []line{opened, paid}},
		"?from=2027-03-02T00:00:00Z":  {"USD", "500.00", "410.00", "90.00", "0.00", []line{paid}},
		"?until=2027-03-02T01:00:00Z": {"USD", "0.00", "500.00", "0.00", "0.00", []line{opened}},
	} {
		var got statement
		if status := w.raw(day0, "GET", "/_sim/v1/account/statement"+query, nil, &got); status != http.StatusOK {
			t.Fatal(query, status)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(query, diff)
		}
	}
}
