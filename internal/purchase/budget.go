package purchase

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Budget bounds what the apply of one object may charge: by max_amount each of its orders, and by planned_charge all of
// them together.
type Budget struct {
	perOrder *money.Amount
	left     *money.Amount // of planned_charge; nil: it was unknown at plan
	spent    money.Amount
	order    *mssclient.Order // that was compared last
}

// Compared is an order as it was read before it was paid; nil if another one was read last.
func (b *Budget) Compared(orderID string) *mssclient.Order {
	if b.order == nil || b.order.ID != orderID {
		return nil
	}
	return b.order
}

// NewBudget reads the two attributes.
func NewBudget(maxAmount, planned types.String) *Budget {
	return &Budget{perOrder: ledger.Limit(maxAmount), left: ledger.Limit(planned)}
}

// Charged is planned_charge after the apply: as it was planned, or what was charged if no plan could tell.
func (b *Budget) Charged(planned types.String) types.String {
	if tfconv.Known(planned) {
		return planned
	}
	return types.StringValue(b.spent.String())
}

// check compares what costs a sum, with the dearest of its orders.
func (b *Budget) check(sum, dearest money.Amount, what string) error {
	switch {
	case b.perOrder != nil && dearest > *b.perOrder:
		if dearest < sum {
			what = "one of the orders of " + what
		}
		return &ledger.LimitError{Text: fmt.Sprintf("%s costs %s, and max_amount is %s", what, dearest, *b.perOrder)}
	case b.left != nil && sum > *b.left:
		return &ledger.LimitError{
			Text: fmt.Sprintf("%s costs %s, and the plan announced %s for it: prices or the object have changed since the plan",
				what, sum, *b.left),
			Next: "Plan again to see the new amount, then apply.",
		}
	}
	return nil
}

// take reserves the amount of an order; giveBack returns it if the order was not paid.
func (b *Budget) take(amount money.Amount, what string) (giveBack func(), err error) {
	if err := b.check(amount, amount, what); err != nil {
		return nil, err
	}
	spent, err := b.spent.Add(amount)
	if err != nil {
		return nil, &ledger.LimitError{Text: fmt.Sprintf("%s: %s", what, err)}
	}
	b.spent = spent
	if b.left != nil {
		*b.left -= amount
	}
	return func() {
		b.spent -= amount
		if b.left != nil {
			*b.left += amount
		}
	}, nil
}

// within reserves what an order costs before it is paid; the returned function gives it back if the payment did not
// happen.
func (b *Buyer) within(ctx context.Context, orderID string, budget *Budget) (giveBack func(), err error) {
	o, err := b.session.Client.Order(ctx, orderID)
	if err != nil { // a read that failed has paid nothing
		return nil, &ledger.LimitError{Text: fmt.Sprintf("the amount of order %s could not be read: %v", orderID, err),
			Next: "Apply again."}
	}
	budget.order = o
	return b.reserve(budget, o.Amount, "order "+orderID)
}

func (b *Buyer) reserve(budget *Budget, amount money.Amount, what string) (giveBack func(), err error) {
	untake, err := budget.take(amount, what)
	if err != nil {
		return nil, err
	}
	uncount, err := b.ledger.Charge(amount, what)
	if err != nil {
		untake()
		return nil, err
	}
	return func() { untake(); uncount() }, nil
}

// Covers refuses orders that cannot all be paid within the limits, before the first of them is placed. Each is compared
// again before it is paid.
func (b *Buyer) Covers(budget *Budget, q ledger.Quote, what string) error {
	sum, err := q.Sum()
	if err != nil {
		return &ledger.LimitError{Text: fmt.Sprintf("%s: %s", what, err)}
	}
	if !q.Known || len(q.Orders) == 0 {
		return nil
	}
	if err := budget.check(sum, slices.Max(q.Orders), what); err != nil {
		return err
	}
	return b.ledger.Fits(sum, what)
}

// AllowAutomatic reserves what the service will charge by itself as soon as it is ordered: by a quote, since there is
// no order to look at. The returned function gives it back if nothing was charged.
func (b *Buyer) AllowAutomatic(ctx context.Context, budget *Budget, items ...mssclient.OrderItem) (giveBack func(),
	err error) {
	q, err := b.Quote(ctx, items, nil)
	if err != nil {
		return nil, err
	}
	if !q.Known {
		if budget.perOrder == nil && budget.left == nil && b.session.MaxCharge == nil {
			return func() {}, nil
		}
		return nil, &ledger.LimitError{
			Text: "the service has no price for it, so it cannot be compared with a limit before it is charged; use payment " +
				"= {} instead of auto_pay"}
	}
	sum, err := q.Sum()
	if err != nil {
		return nil, &ledger.LimitError{Text: err.Error()}
	}
	return b.reserve(budget, sum, "the order")
}
