package lifecycle

import (
	"cmp"
	"slices"
	"time"
)

// OrderList is a page of orders by their creation, the newest first. What it asks for is told apart by stored columns
// alone.
type OrderList struct {
	Types         []OrderType   // one of these; empty: any
	Statuses      []OrderStatus // one of these; empty: any
	Created, Paid Window        // what was not paid was paid at no time
	OldestFirst   bool

	Offset, Limit int
}

// Allows reports whether an order is in the list.
func (l *OrderList) Allows(o *Order, at time.Time) bool {
	return (len(l.Types) == 0 || slices.Contains(l.Types, o.Type)) &&
		(len(l.Statuses) == 0 || slices.Contains(l.Statuses, o.Status(at))) && l.Created.Holds(o.Created) &&
		(l.Paid == Window{} || !o.Paid.IsZero() && l.Paid.Holds(o.Paid))
}

// Compare is the order of the list.
func (l *OrderList) Compare(a, b *Order) int {
	if !l.OldestFirst {
		a, b = b, a
	}
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Seq, b.Seq))
}

// Cut is the page of the list among orders that were read already, as Listed tells it.
func (l *OrderList) Cut(w *View, orders []*Order) (out Listed) {
	found := slices.DeleteFunc(slices.Clone(orders), func(o *Order) bool { return !l.Allows(o, w.Now) })
	slices.SortStableFunc(found, l.Compare)
	return cutTo(found, l.Offset, l.Limit, func(o *Order) string { return o.ID })
}

// OrderStage is what has been done with an order, whatever time has made of it.
type OrderStage int

// Stages of an order.
const (
	StageWaiting   OrderStage = iota // neither paid nor withdrawn
	StagePaid                        // completed now or later
	StageWithdrawn                   // by its owner
)

// OrderRange is orders of a stage by an instant in seconds, after After and at the latest at Until: the payment
// deadline of an order that waits, the completion of one that was paid.
type OrderRange struct {
	Stage        OrderStage
	After, Until int64
}

// Ranges are the list's statuses at an instant as ranges of orders, no order in two; all reports whether it has orders
// of every status.
func (l *OrderList) Ranges(at time.Time) (ranges []OrderRange, all bool) {
	now := at.Unix()
	for _, s := range l.Statuses {
		switch s {
		case OrderProcessing:
			ranges = append(ranges, OrderRange{StagePaid, now, never})
		case OrderCompleted:
			ranges = append(ranges, OrderRange{StagePaid, always, now})
		case OrderCancelled:
			ranges = append(ranges, OrderRange{StageWithdrawn, always, never}, OrderRange{StageWaiting, always, now})
		case OrderPendingPayment:
			ranges = append(ranges, OrderRange{StageWaiting, now, never})
		}
	}
	return ranges, len(l.Statuses) == 0
}
