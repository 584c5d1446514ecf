package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// OrderType is billing's order_type.
type OrderType int

// The order types that the simulated cloud knows (documented).
const (
	NewPurchase    OrderType = 1
	Renewal        OrderType = 2
	Unsubscription OrderType = 4
)

// OrderStatus is billing's status of an order.
type OrderStatus int

// The statuses that the simulated cloud's orders have (documented). Processing takes the policy's hours, 0 by default.
const (
	OrderProcessing     OrderStatus = 3
	OrderCancelled      OrderStatus = 4
	OrderCompleted      OrderStatus = 5
	OrderPendingPayment OrderStatus = 6
)

// Order is the row of an order. Times that did not happen are zero.
type Order struct {
	ID             string       `json:"id"`
	Seq            int64        `json:"seq"` // purchase sequence: the number of the fact that placed it
	Type           OrderType    `json:"type"`
	BySystem       bool         `json:"by_system,omitempty"` // an automatic renewal
	Items          []OrderItem  `json:"items"`
	OfficialAmount money.Amount `json:"official_amount"`
	Amount         money.Amount `json:"amount"` // after discounts; of an unsubscription the refund, negative
	DiscountID     string       `json:"discount_id,omitempty"`
	CouponIDs      []string     `json:"coupon_ids,omitempty"` // chosen; locked while the order is payable
	CouponAmount   money.Amount `json:"coupon_amount,omitempty"`
	Created        time.Time    `json:"created"`
	PayBy          time.Time    `json:"pay_by,omitzero"`
	Paid           time.Time    `json:"paid,omitzero"`
	// Completed is when a paid order's processing ends and it delivers what was bought; zero: with the payment.
	Completed time.Time `json:"completed,omitzero"`
	Cancelled time.Time `json:"cancelled,omitzero"`
	// PaymentFailure says why the automatic payment of a still unpaid order did not work.
	PaymentFailure string `json:"payment_failure,omitempty"`
}

// OrderItem is one line of an order. Resources are the packages that it delivered, renews or returns.
type OrderItem struct {
	ResourceSpecCode string          `json:"resource_spec_code"`
	PeriodType       site.PeriodType `json:"period_type"`
	PeriodNum        int32           `json:"period_num"`
	Quantity         int32           `json:"quantity"`
	AutoRenew        bool            `json:"auto_renew,omitempty"`
	OfficialAmount   money.Amount    `json:"official_amount"`
	Amount           money.Amount    `json:"amount"`
	Resources        []string        `json:"resources,omitempty"`
	// Delivers is what the payment brings, fixed with the price. Orders of older stores have none.
	Delivers *Delivery `json:"delivers,omitempty"`
}

// Delivery is what an item of an order was priced for.
type Delivery struct {
	// Of a purchase: so many packages, of so many units and months each.
	Packages int64  `json:"packages,omitempty"`
	Units    int64  `json:"units,omitempty"`
	Lapses   bool   `json:"lapses,omitempty"`
	Pool     string `json:"pool,omitempty"`

	Months int `json:"months"`

	// Of a renewal: what the end is counted from afterwards, and how many months.
	Anchor time.Time `json:"anchor,omitzero"`
	Total  int       `json:"total,omitempty"`
}

// Status of the order at an instant. From its payment deadline on, an unpaid order is cancelled (documented).
func (o *Order) Status(at time.Time) OrderStatus {
	switch {
	case !o.Paid.IsZero() && at.Before(o.Completed):
		return OrderProcessing
	case !o.Paid.IsZero():
		return OrderCompleted
	case !o.Cancelled.IsZero() || !at.Before(o.PayBy):
		return OrderCancelled
	default:
		return OrderPendingPayment
	}
}

// Resources are the packages of all items, in the items' order.
func (o *Order) Resources() []string {
	var ids []string
	for _, it := range o.Items {
		ids = append(ids, it.Resources...)
	}
	return ids
}
