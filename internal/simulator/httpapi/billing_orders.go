package httpapi

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Billing's names for the service (assumed: by the convention of other services) and its measure of whole currency units (documented).
const (
	serviceTypeCode = "hws.service.type.metastudio"
	serviceTypeName = "MetaStudio"
	regionCode      = "simulated"
	measureMajor    = 1
)

const (
	sourceCustomer = 1
	sourceSystem   = 8 // orders that the service makes by itself (assumed for automatic renewal)
)

// billingPeriods are the period types of billing's line items (documented: one-off is 5 here).
var billingPeriods = map[catalog.PeriodType]int32{catalog.Monthly: 2, catalog.Yearly: 3, catalog.OneOff: 5}

func major(a money.Amount) *float64 { return new(a.Float()) }

func sourceType(o *lifecycle.Order) *int32 {
	if o.BySystem {
		return new(int32(sourceSystem))
	}
	return new(int32(sourceCustomer))
}

// listOrders is ListCustomerOrders. Newest first unless asked otherwise (assumed).
func listOrders(r *request) (int, any, error) {
	offset, limit, err := r.queryPage()
	if err != nil {
		return 0, nil, err
	}
	status, err := r.queryInt("status", 0, 1, 13)
	if err != nil {
		return 0, nil, err
	}
	created, err := r.queryWindow("create_time_begin", "create_time_end")
	if err != nil {
		return 0, nil, err
	}
	paid, err := r.queryWindow("payment_time_begin", "payment_time_end")
	if err != nil {
		return 0, nil, err
	}
	order := r.URL.Query().Get("order_by")
	if order != "" && !strings.EqualFold(order, "createTime") && !strings.EqualFold(order, "-createTime") {
		return 0, nil, r.bad("order_by is %.40q, must be createTime or -createTime", order)
	}
	id, types := r.URL.Query().Get("order_id"), r.queryList("order_type")
	want := store.Want{AllOrders: true}
	if id != "" {
		want = store.Want{Orders: []string{id, strings.ToUpper(id), strings.ToLower(id)}} // documented: in any case
	}
	w, err := r.look(want)
	if err != nil {
		return 0, nil, err
	}
	var found []*lifecycle.Order
	for _, o := range w.OrderList() {
		if (id == "" || strings.EqualFold(id, o.ID)) && (status == 0 || status == int(o.Status(w.Now))) &&
			types.allows(fmt.Sprint(int(o.Type))) && created.holds(o.Created) && paid.holds(o.Paid) {
			found = append(found, o)
		}
	}
	slices.SortStableFunc(found, func(a, b *lifecycle.Order) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Seq, b.Seq))
	})
	if !strings.EqualFold(order, "createTime") {
		slices.Reverse(found)
	}
	infos := []bssmodel.CustomerOrderV2{}
	for _, o := range page(found, offset, limit) {
		infos = append(infos, bssmodel.CustomerOrderV2{
			OrderId: &o.ID, CustomerId: &w.Tenant.ID, ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName),
			SourceType: sourceType(o), Status: new(int32(o.Status(w.Now))), OrderType: new(int32(o.Type)),
			AmountAfterDiscount: major(o.Amount), OfficialAmount: major(o.OfficialAmount), MeasureId: new(int32(measureMajor)),
			CreateTime: new(wireTime(o.Created)), PaymentTime: optionalTime(o.Paid), Currency: new(w.Currency()), AmountInfo: amountInfo(w, o),
		})
	}
	return http.StatusOK, bssmodel.ListCustomerOrdersResponse{TotalCount: new(int32(len(found))), OrderInfos: &infos}, nil
}

// showOrder is ShowCustomerOrderDetails.
func showOrder(r *request) (int, any, error) {
	offset, limit, err := r.queryPage()
	if err != nil {
		return 0, nil, err
	}
	w, o, err := r.order(r.PathValue("order_id"), store.Want{})
	if err != nil {
		return 0, nil, err
	}
	info := bssmodel.CustomerOrderV3{
		OrderId: &o.ID, CustomerId: &w.Tenant.ID, ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName),
		SourceType: sourceType(o), Status: new(int32(o.Status(w.Now))), OrderType: new(int32(o.Type)),
		AmountAfterDiscount: major(o.Amount), OfficialAmount: major(o.OfficialAmount), MeasureId: new(int32(measureMajor)),
		CreateTime: new(wireTime(o.Created)), PaymentTime: optionalTime(o.Paid), Currency: new(w.Currency()), AmountInfo: amountInfo(w, o),
		PendingPaymentEndTime: optionalTime(o.PayBy),
	}
	lines := []bssmodel.OrderLineItemEntityV2{}
	for i, it := range o.Items {
		lines = append(lines, lineItem(w, o, i, it))
	}
	return http.StatusOK, bssmodel.ShowCustomerOrderDetailsResponse{
		TotalCount: new(int32(len(lines))), OrderInfo: &info, OrderLineItems: new(page(lines, offset, limit)),
	}, nil
}

func lineItemID(o *lifecycle.Order, i int) string { return fmt.Sprintf("%s-%06d", o.ID, i+1) }

func lineItem(w *lifecycle.World, o *lifecycle.Order, i int, it lifecycle.OrderItem) bssmodel.OrderLineItemEntityV2 {
	product, _ := w.Catalog.Product(it.ResourceSpecCode)
	line := bssmodel.OrderLineItemEntityV2{
		OrderLineItemId: new(lineItemID(o, i)), OrderId: &o.ID,
		ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName),
		// Billing has no field for the code; the real service has a number of its own here.
		ProductId: &it.ResourceSpecCode, ProductSpecDesc: &product.Name,
		SubscriptionNum: &it.Quantity, AmountAfterDiscount: major(it.Amount), OfficialAmount: major(it.OfficialAmount), Currency: new(w.Currency()),
		AmountInfo: lineAmountInfo(w, o, it),
	}
	if o.Type != lifecycle.Unsubscription { // documented: null for unsubscriptions
		line.PeriodType, line.PeriodNum = new(billingPeriods[it.PeriodType]), &it.PeriodNum
	}
	return line
}

// benefit is a coupon or a discount chosen at payment. Its type only says again what the id says.
type benefit struct {
	ID   string `json:"id"`
	Type number `json:"type"`
}

// payOrder is PayOrders (v3).
func payOrder(r *request) (int, any, error) {
	var in struct {
		OrderID       string    `json:"order_id"`
		UseCoupon     string    `json:"use_coupon"`
		UseDiscount   string    `json:"use_discount"`
		CouponInfos   []benefit `json:"coupon_infos"`
		DiscountInfos []benefit `json:"discount_infos"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.OrderID == "" {
		return 0, nil, r.bad("order_id is missing")
	}
	var choice lifecycle.Choice
	var err error
	if choice.CouponIDs, err = r.chosen("use_coupon", in.UseCoupon, "coupon_infos", in.CouponInfos); err != nil {
		return 0, nil, err
	}
	discounts, err := r.chosen("use_discount", in.UseDiscount, "discount_infos", in.DiscountInfos)
	if err != nil {
		return 0, nil, err
	}
	if len(discounts) > 1 {
		return 0, nil, r.bad("discount_infos has %d discounts, at most one can be used", len(discounts))
	}
	if len(discounts) == 1 {
		choice.DiscountID = discounts[0]
	}
	if err := r.cloud.PayOrder(r.Context(), r.call, in.OrderID, choice); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusNoContent, nil, nil
}

// chosen reads a choice: what is used must be named, and what is not used must not be (documented).
func (r *request) chosen(useName, use, listName string, list []benefit) (ids []string, err error) {
	switch {
	case use != "YES" && use != "NO":
		return nil, r.bad("%s is %.40q, must be YES or NO", useName, use)
	case (use == "YES") != (len(list) > 0):
		return nil, r.bad("%s is %s and %s has %d entries", useName, use, listName, len(list))
	}
	for _, b := range list {
		ids = append(ids, b.ID)
	}
	return ids, nil
}

// cancelOrder is CancelCustomerOrder.
func cancelOrder(r *request) (int, any, error) {
	var in struct {
		OrderID string `json:"order_id"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.OrderID == "" {
		return 0, nil, r.bad("order_id is missing")
	}
	if err := r.cloud.CancelOrder(r.Context(), r.call, in.OrderID); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusNoContent, nil, nil
}
