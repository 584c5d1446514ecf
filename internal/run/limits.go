package run

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

// maxAmount is the attribute of an object that bounds each of its orders.
var maxAmount = path.Root("max_amount")

const (
	maxPerRun     = "max_charge_per_run"
	raiseTheLimit = "Raise the limit if this is wanted."
)

// LimitError is an order that costs more than may be charged. Nothing was paid.
type LimitError struct{ text string }

func (e *LimitError) Error() string { return e.text }

// Limit reads max_amount; nil where it says nothing.
func Limit(v types.String) *money.Amount {
	if !tftypes.Known(v) {
		return nil
	}
	a, err := money.Parse(v.ValueString()) // the schema has checked its form
	if err != nil {
		return nil
	}
	return &a
}

// PlanCharge announces a charge, counts it towards the limit of the run, and refuses what is above a limit. What the catalogue has no price for is
// left to the apply, which compares the order itself before it pays.
func (r *Run) PlanCharge(ctx context.Context, limit types.String, what string, items ...mssclient.OrderItem) diag.Diagnostics {
	sum, currency, ok := r.Price(ctx, items...)
	if !ok {
		return diag.Diagnostics{diags.WillCharge("", what)}
	}
	return r.planAmounts(limit, sum, sum, currency, what, diags.WillCharge)
}

// PlanOrders is PlanCharge for several orders, one for each item: max_amount bounds each of them.
func (r *Run) PlanOrders(ctx context.Context, limit types.String, what string, orders ...mssclient.OrderItem) diag.Diagnostics {
	sum, currency, ok := r.Price(ctx, orders...)
	if !ok {
		return diag.Diagnostics{diags.WillCharge("", what)}
	}
	var dearest money.Amount
	for _, it := range orders {
		if one, _, ok := r.Price(ctx, it); ok {
			dearest = max(dearest, one)
		}
	}
	return r.planAmounts(limit, dearest, sum, currency, what, diags.WillCharge)
}

// PlanAmount is PlanCharge for the amount of an order that waits.
func (r *Run) PlanAmount(limit types.String, sum money.Amount, currency, what string) diag.Diagnostics {
	return r.planAmounts(limit, sum, sum, currency, what, diags.WillPay)
}

func (r *Run) planAmounts(limit types.String, dearest, sum money.Amount, currency, what string, announce func(sum, what string) diag.Diagnostic) (d diag.Diagnostics) {
	if most := Limit(limit); most != nil && dearest > *most {
		one := what
		if dearest < sum {
			one = "One of the orders that this takes (" + what + ")"
		}
		d.Append(diags.Wrong(maxAmount, "Charge is above max_amount", "%s costs %s, and max_amount is %s. No money moved. %s",
			one, diags.Sum(dearest, currency), *most, raiseTheLimit))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	planned, err := r.planned.Add(sum)
	if err != nil {
		d.AddError("Charges are too large", fmt.Sprintf("The charges of this run add up to more than can be counted: %s. No money moved.", err))
		return d
	}
	told := what
	if planned > sum { // Terraform folds warnings of equal summary into one, and shows no sum of them
		told += fmt.Sprintf(" (%s in this run so far)", diags.Sum(planned, currency))
	}
	d.Append(announce(diags.Sum(sum, currency), told))
	if r.Balance != nil && planned > *r.Balance {
		d.Append(diags.Note(fmt.Sprintf("Charges of this run come to %s, and the account has %s", diags.Sum(planned, currency), diags.Sum(*r.Balance, currency)),
			"Discounts and coupons may lower them, and returns in the same run add to it. A payment that is not covered is refused and moves nothing.", TopUp))
	}
	if r.planned = planned; r.MaxCharge != nil && planned > *r.MaxCharge {
		d.AddError("Charges are above max_charge_per_run", fmt.Sprintf("With %s for %s this run charges %s, and the provider's %s is %s. No money moved for it. %s",
			diags.Sum(sum, currency), what, diags.Sum(planned, currency), maxPerRun, *r.MaxCharge, raiseTheLimit))
	}
	return d
}

// within reserves what an order costs before it is paid; the returned function gives it back where the payment did not happen.
func (r *Run) within(ctx context.Context, orderID string, limit *money.Amount) (giveBack func(), err error) {
	if limit == nil && r.MaxCharge == nil {
		return func() {}, nil
	}
	o, err := r.Client.Order(ctx, orderID)
	if err != nil {
		return nil, err
	}
	return r.reserveCharge(limit, o.Amount, "order "+orderID)
}

func (r *Run) reserveCharge(limit *money.Amount, amount money.Amount, what string) (giveBack func(), err error) {
	if limit != nil && amount > *limit {
		return nil, &LimitError{fmt.Sprintf("%s costs %s, and max_amount is %s", what, amount, *limit)}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	charged, err := r.charged.Add(amount)
	if err != nil || r.MaxCharge != nil && charged > *r.MaxCharge {
		return nil, &LimitError{fmt.Sprintf("%s costs %s, %s were charged before in this run, and the provider's %s is %s", what, amount, r.charged, maxPerRun, *r.MaxCharge)}
	}
	r.charged = charged
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.charged -= amount
	}, nil
}

// AllowAutomatic reserves what the service will charge by itself as soon as it is ordered: by the catalogue's price, since there is no order to look at.
// The returned function gives it back where nothing was charged.
func (r *Run) AllowAutomatic(ctx context.Context, limit types.String, items ...mssclient.OrderItem) (giveBack func(), err error) {
	most := Limit(limit)
	if most == nil && r.MaxCharge == nil {
		return func() {}, nil
	}
	sum, _, ok := r.Price(ctx, items...)
	if !ok {
		return nil, &LimitError{"the catalogue shows no price for it, so that it cannot be compared with a limit before the service charges it; pay with payment = {} instead of auto_pay"}
	}
	return r.reserveCharge(most, sum, "the order")
}
