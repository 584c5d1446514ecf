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
	for _, id := range o.Resources() {
		if p := w.Packages[id]; p.Failed != nil && p.Failed.Code == CodeResourceInOrder {
			w.rearm(p, f.At)
		}
	}
}

func (*OrderWithdrawn) describe(*World) string { return "cancelled by its owner, nothing paid" }

// CancelOrder withdraws an order that waits for its payment.
type CancelOrder struct{ OrderID string }

// Spec of a Command.
func (in CancelOrder) Spec() Spec {
	return Spec{Operation: "CancelOrder", Content: in.OrderID, Rows: Selection{Orders: []string{in.OrderID}}}
}

// Decide is the rule.
func (in CancelOrder) Decide(w *World) ([]string, error) {
	o, ok := w.Orders[in.OrderID]
	if !ok {
		return nil, Refuse(CodeOrderUnknown, "the order %s does not exist", in.OrderID)
	}
	if s := o.Status(w.Now); s != OrderPendingPayment {
		return nil, Refuse(CodeOrderNotCancelable, "the order %s is %s and cannot be cancelled", in.OrderID, statusWord(s))
	}
	w.record(w.Now, in.OrderID, "customer-orders/cancel", nil, &OrderWithdrawn{OrderID: in.OrderID})
	return nil, nil
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
