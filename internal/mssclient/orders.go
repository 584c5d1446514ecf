package mssclient

import (
	"context"
	"fmt"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const (
	orderTypeUnsubscription = 4
	discountByCoupon        = "300" // discount_type
)

// wirePeriod is the order API's period_type.
var wirePeriod = map[PeriodType]int32{Monthly: 2, Yearly: 3, OneOff: 6}

// billedPeriod reads the period_type of billing's line items, where one-off is 5.
var billedPeriod = map[int32]PeriodType{2: Monthly, 3: Yearly, 5: OneOff}

var orderStatus = map[int32]string{
	2: OrderPendingRefund,
	3: OrderProcessing,
	4: OrderCancelled,
	5: OrderCompleted,
	6: OrderPendingPayment,
}

// PlaceOrder places an order. With AutoPay the service pays it, or leaves it unpaid if it cannot.
func (c *Client) PlaceOrder(ctx context.Context, in OrderRequest) (orderID string, err error) {
	const operation = "place the order"
	headers := map[string]string{wire.HeaderPurpose: in.Purpose.header(), wire.HeaderInstead: in.Instead}
	resp, err := do(ctx, c, call{operation: operation, creates: true, token: in.Token, headers: headers,
		spends: in.AutoPay},
		func(s *services) (*mssmodel.CreateMetaStudioOrdersResponse, error) {
			return s.mss.CreateMetaStudioOrders(&mssmodel.CreateMetaStudioOrdersRequest{Body: in.body()})
		})
	if err != nil {
		return "", err
	}
	if answer.Value(resp.OrderId) == "" {
		return "", incomplete(operation, "order_id")
	}
	return *resp.OrderId, nil
}

func (in OrderRequest) body() *mssmodel.CreateMetaStudioOrdersReq {
	items := make([]mssmodel.PublicCloudServiceOrder, 0, len(in.Items))
	for _, it := range in.Items {
		items = append(items, mssmodel.PublicCloudServiceOrder{
			IsAutoPay: flag(in.AutoPay), IsAutoRenew: flag(it.AutoRenew), PeriodType: wirePeriod[it.PeriodType],
			PeriodNum:       it.PeriodNum,
			SubscriptionNum: it.SubscriptionNum, ResourceSpecCode: it.ResourceSpecCode,
		})
	}
	return &mssmodel.CreateMetaStudioOrdersReq{CloudServices: &items}
}

func flag(on bool) *int32 {
	var n int32
	if on {
		n = 1
	}
	return &n
}

// Order reads an order with all its line items.
func (c *Client) Order(ctx context.Context, id string) (*Order, error) {
	operation := "read the order " + id
	if err := checkID(operation, id); err != nil {
		return nil, err
	}
	var info *bssmodel.CustomerOrderV3
	var lines []bssmodel.OrderLineItemEntityV2
	for {
		limit, offset := int32(pageSize), int32(len(lines))
		resp, err := do(ctx, c, call{operation: operation, read: true},
			func(s *services) (*bssmodel.ShowCustomerOrderDetailsResponse, error) {
				return s.bss.ShowCustomerOrderDetails(&bssmodel.ShowCustomerOrderDetailsRequest{
					OrderId: id, Limit: &limit, Offset: &offset})
			})
		if err != nil {
			return nil, err
		}
		if resp.OrderInfo == nil {
			return nil, incomplete(operation, "order_info")
		}
		info = resp.OrderInfo
		page := answer.Value(resp.OrderLineItems)
		lines = append(lines, page...)
		if len(page) == 0 || len(lines) >= int(answer.Value(resp.TotalCount)) {
			break
		}
	}
	o, err := orderOf(info, lines)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	return o, nil
}

func orderOf(info *bssmodel.CustomerOrderV3, lines []bssmodel.OrderLineItemEntityV2) (*Order, error) {
	var read answer.Reader
	o := &Order{
		ID: answer.Value(info.OrderId), Type: answer.Value(info.OrderType),
		Status:          answer.Word(orderStatus, answer.Value(info.Status)),
		Currency:        answer.Value(info.Currency),
		OfficialAmount:  read.Float("official_amount", info.OfficialAmount),
		Amount:          read.Float("amount_after_discount", info.AmountAfterDiscount),
		CouponAmount:    couponAmount(&read, answer.Value(info.AmountInfo)),
		CreatedTime:     read.Instant("create_time", answer.Value(info.CreateTime)),
		PaidTime:        read.Instant("payment_time", answer.Value(info.PaymentTime)),
		PaymentDeadline: read.Instant("pending_payment_end_time", answer.Value(info.PendingPaymentEndTime)),
	}
	for _, l := range lines {
		if o.Type == orderTypeUnsubscription {
			break
		}
		o.Items = append(o.Items, OrderItem{
			ResourceSpecCode: specCode(l), PeriodType: billedPeriod[answer.Value(l.PeriodType)],
			PeriodNum:       answer.Value(l.PeriodNum),
			SubscriptionNum: answer.Value(l.SubscriptionNum),
			OfficialAmount:  read.Float("official_amount", l.OfficialAmount),
			Amount:          read.Float("amount_after_discount", l.AmountAfterDiscount),
			Begin:           read.Instant("effective_time", answer.Value(l.EffectiveTime)),
			End:             read.Instant("expire_time", answer.Value(l.ExpireTime)),
		})
	}
	return o, read.Err
}

// couponAmount is what coupons pay: cash coupons have a field of their own, discount coupons stand among the discounts.
func couponAmount(read *answer.Reader, info bssmodel.AmountInfomationV2) money.Amount {
	all := []money.Amount{read.Float("coupon_amount", info.CouponAmount),
		read.Float("flexipurchase_coupon_amount", info.FlexipurchaseCouponAmount)}
	for _, d := range answer.Value(info.Discounts) {
		if answer.Value(d.DiscountType) == discountByCoupon {
			all = append(all, read.Float("discount_amount", d.DiscountAmount))
		}
	}
	return read.Sum("coupons", all)
}

// specCode is a line item's resource_spec_code. Billing has no field for it: the simulated cloud gives it as
// product_id, where the real one has a number of its own.
func specCode(l bssmodel.OrderLineItemEntityV2) string {
	if id := answer.Value(l.ProductId); strings.Contains(id, ".") {
		return id
	}
	return ""
}

// CancelOrder cancels an order that waits for payment.
func (c *Client) CancelOrder(ctx context.Context, id string) error {
	_, err := do(ctx, c, call{operation: "cancel the order " + id},
		func(s *services) (*bssmodel.CancelCustomerOrderResponse, error) {
			return s.bss.CancelCustomerOrder(&bssmodel.CancelCustomerOrderRequest{
				Body: &bssmodel.CancelCustomerOrderReq{OrderId: id}})
		})
	return err
}

// Order types, in the words that data sources show.
const (
	OrderNew            = "new"            // billing 1
	OrderRenewal        = "renewal"        // billing 2
	OrderUnsubscription = "unsubscription" // billing 4
)

var orderTypes = map[int32]string{1: OrderNew, 2: OrderRenewal, orderTypeUnsubscription: OrderUnsubscription}

// TypeWord is the order's type in words.
func (o *Order) TypeWord() string { return answer.Word(orderTypes, o.Type) }

// Orders lists the account's orders, oldest first. The list says neither what was ordered nor until when it can be
// paid: Order does.
func (c *Client) Orders(ctx context.Context) ([]Order, error) { return c.OrdersOf(ctx, OrderFilter{}) }

// OrdersOf is Orders for those that a filter lets through.
func (c *Client) OrdersOf(ctx context.Context, f OrderFilter) ([]Order, error) {
	// Oldest first, so that what is ordered meanwhile comes last and moves no row to another page.
	query := bssmodel.ListCustomerOrdersRequest{OrderBy: new("createTime")}
	if f.NewestFirst {
		query.OrderBy = new("-createTime")
	}
	if !f.Since.IsZero() {
		query.CreateTimeBegin = new(f.Since.UTC().Format("2006-01-02T15:04:05Z"))
	}
	for n, word := range orderStatus {
		if word == f.Status {
			query.Status = &n
		}
	}
	const operation = "list the orders"
	var all []Order
	for r, err := range pages(ctx, c, operation, f.Page,
		func(s *services, offset, limit *int32) (*bssmodel.ListCustomerOrdersResponse, error) {
			query.Limit, query.Offset = limit, offset
			return s.bss.ListCustomerOrders(&query)
		},
		func(resp *bssmodel.ListCustomerOrdersResponse) ([]bssmodel.CustomerOrderV2, int32) {
			return answer.Value(resp.OrderInfos), answer.Value(resp.TotalCount)
		},
		func(r bssmodel.CustomerOrderV2) string { return answer.Value(r.OrderId) },
	) {
		if err != nil {
			return nil, err
		}
		if !isMetaStudio(r.ServiceTypeCode) {
			continue
		}
		// Both of the SDK's types of an order have the fields that are read here; only details have a deadline.
		o, err := orderOf(&bssmodel.CustomerOrderV3{
			OrderId: r.OrderId, OrderType: r.OrderType, Status: r.Status, Currency: r.Currency, OfficialAmount: r.OfficialAmount,
			AmountAfterDiscount: r.AmountAfterDiscount, AmountInfo: r.AmountInfo, CreateTime: r.CreateTime,
			PaymentTime: r.PaymentTime,
		}, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", operation, answer.Value(r.OrderId), err)
		}
		all = append(all, *o)
	}
	return all, nil
}
