package run

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// maxAmount is the attribute of an object that bounds each of its orders.
var maxAmount = path.Root("max_amount")

const (
	maxPerRun     = "max_charge_per_run"
	raiseTheLimit = "Raise the limit if this is wanted."
)

// LimitError is an order that costs more than may be charged. Nothing was paid.
type LimitError struct{ text, next string }

func (e *LimitError) Error() string { return e.text }

// Limit reads an amount of the configuration or the plan; nil if it says nothing.
func Limit(v types.String) *money.Amount {
	if !tfconv.Known(v) {
		return nil
	}
	a, err := money.Parse(v.ValueString()) // the schema has checked its form
	if err != nil {
		return nil
	}
	return &a
}

// within reserves what an order costs before it is paid; the returned function gives it back if the payment did not happen.
func (r *Run) within(ctx context.Context, orderID string, b *Budget) (giveBack func(), err error) {
	o, err := r.Client.Order(ctx, orderID)
	if err != nil { // a read that failed has paid nothing
		return nil, &LimitError{text: fmt.Sprintf("the amount of order %s could not be read: %v", orderID, err), next: "Apply again."}
	}
	b.order = o
	return r.reserveCharge(b, o.Amount, "order "+orderID)
}

func (r *Run) reserveCharge(b *Budget, amount money.Amount, what string) (giveBack func(), err error) {
	untake, err := b.take(amount, what)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	charged, err := r.charged.Add(amount)
	if err != nil || r.MaxCharge != nil && charged > *r.MaxCharge {
		untake()
		return nil, r.aboveMaxCharge(amount, what)
	}
	r.charged = charged
	return func() {
		untake()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.charged -= amount
	}, nil
}

// Covers refuses orders that cannot all be paid within the limits, before the first of them is placed. Each is compared again before it is paid.
func (r *Run) Covers(b *Budget, q Quote, what string) error {
	sum, err := q.Sum()
	if err != nil {
		return &LimitError{text: fmt.Sprintf("%s: %s", what, err)}
	}
	if !q.Known || len(q.Orders) == 0 {
		return nil
	}
	if err := b.check(sum, slices.Max(q.Orders), what); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if charged, err := r.charged.Add(sum); err != nil || r.MaxCharge != nil && charged > *r.MaxCharge {
		return r.aboveMaxCharge(sum, what)
	}
	return nil
}

// aboveMaxCharge says so of what costs an amount. The caller holds mu.
func (r *Run) aboveMaxCharge(amount money.Amount, what string) error {
	return &LimitError{text: fmt.Sprintf("%s costs %s, %s were charged before in this run, and the provider's %s is %s", what, amount, r.charged, maxPerRun, limitText(r.MaxCharge))}
}

func limitText(a *money.Amount) string {
	if a == nil {
		return "not set"
	}
	return a.String()
}

// AllowAutomatic reserves what the service will charge by itself as soon as it is ordered: by a quote, since there is no order to look at. The returned
// function gives it back if nothing was charged.
func (r *Run) AllowAutomatic(ctx context.Context, b *Budget, items ...mssclient.OrderItem) (giveBack func(), err error) {
	q, err := r.Quote(ctx, items, nil)
	if err != nil {
		return nil, err
	}
	if !q.Known {
		if b.perOrder == nil && b.left == nil && r.MaxCharge == nil {
			return func() {}, nil
		}
		return nil, &LimitError{text: "the service names no price for it, so that it cannot be compared with a limit before it is charged; pay with payment = {} instead of auto_pay"}
	}
	sum, err := q.Sum()
	if err != nil {
		return nil, &LimitError{text: err.Error()}
	}
	return r.reserveCharge(b, sum, "the order")
}
