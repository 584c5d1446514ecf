package billing

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Billing's names for the service (assumed: by the convention of other services) and its measure of whole currency
// units (documented).
const (
	serviceTypeCode = "hws.service.type.metastudio"
	// Names come in English, whatever X-Language asks for: the catalogue has no others.
	serviceTypeName     = "MetaStudio"
	serviceAbbreviation = "MSS"
	measureMajor        = 1
)

const (
	sourceCustomer = 1
	sourceSystem   = 8 // orders that the service makes by itself (assumed for automatic renewal)
)

// billingPeriods are the period types of billing's line items (documented: one-off is 5 here).
var billingPeriods = map[site.PeriodType]int32{site.Monthly: 2, site.Yearly: 3, site.OneOff: 5}

func major(a money.Amount) *float64 { return new(a.Float()) }

func sourceType(o *lifecycle.Order) *int32 {
	if o.BySystem {
		return new(int32(sourceSystem))
	}
	return new(int32(sourceCustomer))
}

// orderFilter is the query of ListCustomerOrders.
type orderFilter struct {
	id, service   string // in any case (documented)
	customer      string
	types, status call.List
	created, paid lifecycle.Window
	paidForOthers bool // orders that the account pays for others: it has none
}

func readOrderFilter(r *call.Request) (f orderFilter, err error) {
	q := r.Query
	f = orderFilter{
		id: q.Get("order_id"), service: q.Get("service_type_code"), customer: q.Get("customer_id"),
		types: q.List("order_type"), status: q.List("status"),
	}
	if f.created, err = readYear(r, "create_time_begin", "create_time_end"); err != nil {
		return f, err
	}
	f.paid, err = readYear(r, "payment_time_begin", "payment_time_end")
	f.paidForOthers = q.Get("method") == "sub_customer" && f.customer != "" // documented: counts only with a customer
	return f, err
}

// readYear reads a pair of instants that may be at most a year apart.
func readYear(r *call.Request, from, to string) (lifecycle.Window, error) {
	w := r.Query.Window(from, to)
	if !w.From.IsZero() && !w.To.IsZero() && w.To.After(w.From.AddDate(1, 0, 0)) {
		return w, r.Bad("%s and %s are more than a year apart", from, to)
	}
	return w, nil
}

// list is the orders that the filter allows; none reports whether it allows none at all, whatever else is wanted.
func (f orderFilter) list(tenant string) (list lifecycle.OrderList, none bool) {
	list = lifecycle.OrderList{Created: f.created, Paid: f.paid}
	for _, s := range f.status {
		n, err := strconv.Atoi(s)
		list.Statuses, none = append(list.Statuses, lifecycle.OrderStatus(n)), none || err != nil
	}
	for _, s := range f.types {
		n, err := strconv.Atoi(s)
		list.Types, none = append(list.Types, lifecycle.OrderType(n)), none || err != nil
	}
	return list, none || f.paidForOthers || f.service != "" && !strings.EqualFold(f.service, serviceTypeCode) ||
		f.customer != "" && f.customer != tenant
}

// listOrders is ListCustomerOrders. Newest first unless asked otherwise (assumed).
func listOrders(r *call.Request) (any, error) {
	f, err := readOrderFilter(r)
	if err != nil {
		return nil, err
	}
	order := r.Query.Get("order_by")
	if order != "" && !strings.EqualFold(order, "createTime") && !strings.EqualFold(order, "-createTime") {
		return nil, r.Bad("order_by is %.40q, must be createTime or -createTime", order)
	}
	list, none := f.list(r.Call.Tenant)
	list.OldestFirst = strings.EqualFold(order, "createTime")
	list.Offset, list.Limit = r.Query.Bounds()
	want := lifecycle.Selection{OrderList: &list}
	switch {
	case none:
		want = lifecycle.Selection{}
	case f.id != "":
		want = lifecycle.Selection{Orders: []string{f.id, strings.ToUpper(f.id), strings.ToLower(f.id)}}
	}
	w, err := r.Look(want)
	if err != nil {
		return nil, err
	}
	listed := w.Listed
	if f.id != "" && !none {
		listed = list.Cut(w, slices.DeleteFunc(w.OrderList(), func(o *lifecycle.Order) bool {
			return !strings.EqualFold(f.id, o.ID)
		}))
	}
	infos := []bssmodel.CustomerOrderV2{}
	for _, id := range listed.IDs {
		o := w.Orders[id]
		infos = append(infos, bssmodel.CustomerOrderV2{
			OrderId: &o.ID, CustomerId: &w.Tenant.ID, ServiceTypeCode: new(serviceTypeCode),
			ServiceTypeName: new(serviceTypeName),
			SourceType:      sourceType(o), Status: new(int32(o.Status(w.Now))), OrderType: new(int32(o.Type)),
			AmountAfterDiscount: major(o.Amount), OfficialAmount: major(o.OfficialAmount), MeasureId: new(int32(measureMajor)),
			CreateTime: new(call.Instant(o.Created)), PaymentTime: call.OptionalInstant(o.Paid), Currency: new(w.Currency()),
			AmountInfo: amountInfo(w, o),
		})
	}
	return bssmodel.ListCustomerOrdersResponse{TotalCount: new(int32(listed.Rows)), OrderInfos: &infos}, nil
}

// showOrder is ShowCustomerOrderDetails.
func showOrder(r *call.Request) (any, error) {
	w, o, err := order(r, r.PathValue("order_id"), lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	info := bssmodel.CustomerOrderV3{
		OrderId: &o.ID, CustomerId: &w.Tenant.ID, ServiceTypeCode: new(serviceTypeCode),
		ServiceTypeName: new(serviceTypeName),
		SourceType:      sourceType(o), Status: new(int32(o.Status(w.Now))), OrderType: new(int32(o.Type)),
		AmountAfterDiscount: major(o.Amount), OfficialAmount: major(o.OfficialAmount), MeasureId: new(int32(measureMajor)),
		CreateTime: new(call.Instant(o.Created)), PaymentTime: call.OptionalInstant(o.Paid), Currency: new(w.Currency()),
		AmountInfo:            amountInfo(w, o),
		PendingPaymentEndTime: call.OptionalInstant(o.PayBy), UserName: new(userName(w, o)),
	}
	if o.Type == lifecycle.Unsubscription { // nothing waits to be paid
		info.PendingPaymentEndTime = nil
	}
	lines := []bssmodel.OrderLineItemEntityV2{}
	for i, it := range o.Items {
		lines = append(lines, lineItem(w, o, i, it))
	}
	return bssmodel.ShowCustomerOrderDetailsResponse{
		TotalCount: new(int32(len(lines))), OrderInfo: &info, OrderLineItems: new(call.Page(r.Query, lines)),
	}, nil
}

// userName is who placed an order: the account itself (assumed: it has no users), or billing's name for its own system
// (documented).
func userName(w *lifecycle.View, o *lifecycle.Order) string {
	if o.BySystem {
		return "运营系统"
	}
	return w.Tenant.ID
}

func lineItemID(o *lifecycle.Order, i int) string { return fmt.Sprintf("%s-%06d", o.ID, i+1) }

func lineItem(w *lifecycle.View, o *lifecycle.Order, i int, it lifecycle.OrderItem) bssmodel.OrderLineItemEntityV2 {
	product, _ := w.Catalog.Product(it.ResourceSpecCode)
	line := bssmodel.OrderLineItemEntityV2{
		OrderLineItemId: new(lineItemID(o, i)), OrderId: &o.ID,
		ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName),
		// Billing has no field for the code; the real service has a number of its own here.
		ProductId: &it.ResourceSpecCode, ProductSpecDesc: &product.Name,
		SubscriptionNum: &it.Quantity, AmountAfterDiscount: major(it.Amount), OfficialAmount: major(it.OfficialAmount),
		Currency:   new(w.Currency()),
		AmountInfo: lineAmountInfo(w, o, it), ProductOwnerService: new(serviceTypeCode),
		CommercialResource: &it.ResourceSpecCode,
	}
	begin, end := lineTerm(w, o, it)
	line.EffectiveTime, line.ExpireTime = call.OptionalInstant(begin), call.OptionalInstant(end)
	if o.Type != lifecycle.Unsubscription { // documented: null for unsubscriptions
		line.PeriodType, line.PeriodNum = new(billingPeriods[it.PeriodType]), &it.PeriodNum
	}
	return line
}

// lineTerm is the period that a line has brought; zero if it has brought none. It is the same for all of the line's
// packages.
func lineTerm(w *lifecycle.View, o *lifecycle.Order, it lifecycle.OrderItem) (begin, end time.Time) {
	for _, id := range it.Resources {
		p, ok := w.Delivered(id)
		if !ok {
			continue
		}
		for _, t := range p.Terms {
			if t.OrderID == o.ID {
				return t.Start, t.End
			}
		}
	}
	return begin, end
}

// benefit is a coupon or a discount chosen at payment. Its type says again what the id says; the newer call cannot do
// without it.
type benefit struct {
	ID   string      `json:"id"`
	Type call.Number `json:"type,omitzero"`
}

// Payment pays an order. The newer call cannot do without use_coupon and use_discount.
type Payment struct {
	OrderID       string    `json:"order_id"`
	UseCoupon     string    `json:"use_coupon,omitempty"`   // YES or NO
	UseDiscount   string    `json:"use_discount,omitempty"` // YES or NO
	CouponInfos   []benefit `json:"coupon_infos,omitempty"`
	DiscountInfos []benefit `json:"discount_infos,omitempty"`
}

// payOrder is PayOrders (v3).
func payOrder(r *call.Request, in Payment) (any, error) { return pay(r, in, false) }

// payOrderV2 is the older form of it, which no SDK has: what is chosen says by itself that it is used. Clients
// that send the newer form's answers along are held to them.
func payOrderV2(r *call.Request, in Payment) (any, error) { return pay(r, in, true) }

func pay(r *call.Request, in Payment, older bool) (any, error) {
	if in.OrderID == "" {
		return nil, r.Bad("order_id is missing")
	}
	if older {
		in.UseCoupon = cmp.Or(in.UseCoupon, used(in.CouponInfos))
		in.UseDiscount = cmp.Or(in.UseDiscount, used(in.DiscountInfos))
	}
	choice, err := choice(r, in, older)
	if err != nil {
		return nil, err
	}
	return r.Done(lifecycle.PayOrder{OrderID: in.OrderID, Choice: choice})
}

// Types of coupons and discounts at payment (documented). Cash vouchers (302), stored-value cards (303) and adjusted
// prices (609) do not exist here.
var (
	PaidCoupons   = []int64{int64(lifecycle.DiscountCoupon), int64(lifecycle.CashCoupon), 302, 303}
	PaidDiscounts = []int64{int64(lifecycle.Promotion), int64(lifecycle.Commercial), int64(lifecycle.Partner)}
)

func choice(r *call.Request, in Payment, older bool) (choice lifecycle.Choice, err error) {
	if choice.CouponIDs, err = chosen(r, "use_coupon", in.UseCoupon, "coupon_infos", in.CouponInfos); err != nil {
		return choice, err
	}
	discounts, err := chosen(r, "use_discount", in.UseDiscount, "discount_infos", in.DiscountInfos)
	if err != nil {
		return choice, err
	}
	if len(discounts) > 1 {
		return choice, r.Bad("discount_infos has %d discounts, at most one can be used", len(discounts))
	}
	if err := benefitTypes(r, "coupon_infos", in.CouponInfos, older, PaidCoupons); err != nil {
		return choice, err
	}
	if err := benefitTypes(r, "discount_infos", in.DiscountInfos, older, PaidDiscounts); err != nil {
		return choice, err
	}
	for _, c := range in.CouponInfos {
		choice.CouponTypes = append(choice.CouponTypes, lifecycle.CouponType(c.Type.Value))
	}
	if len(discounts) == 1 {
		choice.DiscountID = discounts[0]
		if t := in.DiscountInfos[0].Type; t.Given {
			choice.DiscountType = new(lifecycle.DiscountType(t.Value))
		}
	}
	return choice, nil
}

func benefitTypes(r *call.Request, name string, list []benefit, older bool, known []int64) error {
	for i, b := range list {
		switch {
		case !b.Type.Given && older:
		case !b.Type.Given:
			return r.Bad("%s[%d].type is missing", name, i)
		case !slices.Contains(known, b.Type.Value):
			return r.Bad("%s[%d].type is %d, must be one of %v", name, i, b.Type.Value, known)
		}
	}
	return nil
}

// used says of a list that is there that it is used.
func used(list []benefit) string {
	if len(list) > 0 {
		return "YES"
	}
	return "NO"
}

// chosen reads a choice: what is used must be named, and what is not used must not be (documented).
func chosen(r *call.Request, useName, use, listName string, list []benefit) (ids []string, err error) {
	switch {
	case use != "YES" && use != "NO":
		return nil, r.Bad("%s is %.40q, must be YES or NO", useName, use)
	case (use == "YES") != (len(list) > 0):
		return nil, r.Bad("%s is %s and %s has %d entries", useName, use, listName, len(list))
	}
	for i, b := range list {
		if b.ID == "" {
			return nil, r.Bad("%s[%d].id is missing", listName, i)
		}
		ids = append(ids, b.ID)
	}
	return ids, nil
}

type cancelOrderBody struct {
	OrderID string `json:"order_id"`
}

// cancelOrder is CancelCustomerOrder.
func cancelOrder(r *call.Request, in cancelOrderBody) (any, error) {
	if in.OrderID == "" {
		return nil, r.Bad("order_id is missing")
	}
	return r.Done(lifecycle.CancelOrder{OrderID: in.OrderID})
}
