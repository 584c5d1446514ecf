package lifecycle

import (
	"fmt"
)

// OrderWithdrawn is an unpaid order cancelled by its owner.
type OrderWithdrawn struct {
	OrderID string `json:"order_id"`
}

func (b *OrderWithdrawn) apply(w *World, f *Fact) {
	o := w.order(b.OrderID)
	o.Cancelled = f.At
	if o.CouponIDs != nil {
		o.CouponIDs, o.CouponAmount = nil, 0
		w.holdCoupons(o, false)
	}
}

func (*OrderWithdrawn) describe(*World) string { return "cancelled by its owner, nothing paid" }

// Cancel withdraws an order that waits for its payment.
func Cancel(w *World, orderID string) error {
	o, ok := w.Orders[orderID]
	if !ok {
		return refuse(CodeOrderUnknown, "the order %s does not exist", orderID)
	}
	if s := o.Status(w.Now); s != OrderPendingPayment {
		return refuse(CodeOrderNotCancelable, "the order %s is %s and cannot be cancelled", orderID, statusWord(s))
	}
	w.record(w.Now, orderID, "customer-orders/cancel", nil, &OrderWithdrawn{OrderID: orderID})
	return nil
}

func statusWord(s OrderStatus) string {
	switch s {
	case OrderProcessing:
		return "processing"
	case OrderCompleted:
		return "completed"
	case OrderCancelled:
		return "cancelled"
	case OrderPendingPayment:
		return "pending payment"
	default:
		return fmt.Sprintf("in status %d", int(s))
	}
}
