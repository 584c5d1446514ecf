package order

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ crud.PlannedAction = (*PayAction)(nil)

// PayAction is the action mss_order_pay.
type PayAction struct{ crud.Action }

// NewPayAction makes the action for registration.
func NewPayAction() action.Action { return &PayAction{crud.Action{Name: "order_pay"}} }

type payModel struct {
	OrderID   types.String `tfsdk:"order_id"`
	CouponIDs types.Set    `tfsdk:"coupon_ids"`
	MaxAmount types.String `tfsdk:"max_amount"`
}

var atOrderID = path.Root("order_id")

// Schema is the contract with action blocks.
func (a *PayAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Pays an unpaid order, managed here or not. An order is paid once; if it is already paid, " +
			"nothing is charged. The state of an `mss_order` shows the payment after the next refresh.\n\n" +
			message.HowToAct,
		Attributes: map[string]schema.Attribute{
			"order_id": tfconv.ActionIDAttribute("Id of the order."),
			"coupon_ids": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Coupons to pay with, at most three, all of them cash coupons or all discount coupons. The " +
					"balance pays the rest.",
				Validators: []validator.Set{setvalidator.SizeBetween(1, 3), setvalidator.NoNullValues(),
					setvalidator.ValueStringsAre(stringvalidator.LengthBetween(1, 64))},
			},
			"max_amount": tfconv.ActionLimitAttribute("The most that the order may cost after discounts and before coupons, " +
				"such as `120.00`, in the account's currency. Above it nothing is charged, and the order goes on waiting."),
		},
	}
}

// ModifyPlan tells what the payment charges, and refuses one that cannot be made. An order that this plan places is not
// known yet.
func (a *PayAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var m payModel
	if !a.BeginPlan(ctx, req, resp, &m) {
		return
	}
	if !a.Session.AcceptAgreements {
		resp.Diagnostics.Append(message.AgreementsNeeded(atOrderID, m.what()))
		return
	}
	if m.OrderID.IsUnknown() {
		resp.Diagnostics.Append(message.MayCharge(m.what(), "The order determines the amount."))
		return
	}
	o, d := a.payable(ctx, m.OrderID.ValueString())
	if resp.Diagnostics.Append(d...); d.HasError() || o.IsPaid() {
		return
	}
	if m.CouponIDs.IsNull() || tfconv.FullyKnown(m.CouponIDs) { //nolint:contextcheck // it does no I/O
		if err := a.Buyer.CheckCoupons(ctx, nil, o.ID, tfconv.SetStrings(m.CouponIDs)); err != nil {
			resp.Diagnostics.Append(couponsRefused(path.Root(couponIDs), err))
			return
		}
	}
	b, _ := a.Ledger.Book(ctx, false, nil)
	resp.Diagnostics.Append(b.Charge(m.MaxAmount, m.what(), ledger.QuoteOf(o), message.WillPay)...)
	b.Buy(ctx, o.Items...)
}

func (m *payModel) what() string {
	if m.OrderID.IsUnknown() {
		return "the payment of an order that is not known yet"
	}
	return "the payment of order " + m.OrderID.ValueString()
}

// payable is the order, unless it can never be paid.
func (a *PayAction) payable(ctx context.Context, id string) (o *mssclient.Order, d diag.Diagnostics) {
	o, err := a.Session.Client.Order(ctx, id)
	switch {
	case err != nil:
		d.Append(message.UnableAt(atOrderID, "read order", err, message.NoMoney))
	case o.IsPaid():
		d.Append(message.Note("Order "+id+" is already paid", "Nothing is charged."))
	case o.Status != mssclient.OrderPendingPayment:
		d.Append(message.Wrong(atOrderID, "Order cannot be paid", "Order %s is %s and cannot be paid. No money moved. "+
			"Place a new order.", id, o.Status))
	}
	return o, d
}

// Invoke pays the order.
func (a *PayAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m payModel
	ctx, tell, ok := a.BeginInvoke(ctx, req, resp, &m)
	if !ok {
		return
	}
	if !a.Session.AcceptAgreements {
		resp.Diagnostics.Append(message.AgreementsNeeded(atOrderID, m.what()))
		return
	}
	id := m.OrderID.ValueString()
	o, d := a.payable(ctx, id)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	if o.IsPaid() {
		tell("Order %s is already paid: nothing is charged", id)
		return
	}
	what := message.Lines(o.Items)
	tell("Paying order %s: %s, %s", id, message.Sum(o.Amount, o.Currency), what)
	for _, it := range o.Items {
		defer a.Ledger.Purchased(ctx, it)
	}
	before, err := a.Buyer.Pay(ctx, id, purchase.NewBudget(m.MaxAmount, types.StringNull()),
		tfconv.SetStrings(m.CouponIDs)...)
	switch {
	case err != nil && mssclient.MayHaveTakenEffect(err):
		resp.Diagnostics.Append(message.Unable("pay order", err, "It is unknown whether order "+id+
			" was paid. Run the action again; an order is never paid twice."))
		return
	case errors.Is(err, purchase.ErrCancelled):
		resp.Diagnostics.Append(message.Wrong(atOrderID, "Order cannot be paid",
			"Order %s has been cancelled and cannot be paid. No money moved. Place a new order.", id))
		return
	case err != nil:
		resp.Diagnostics.Append(message.Unable("pay order", err, message.NoMoney, "Order "+id+" can still be paid until "+
			message.Instant(o.PaymentDeadline)+". "+purchase.AfterRefusal(err)))
		return
	}
	paid, err := a.Session.Client.Order(ctx, id)
	if err != nil {
		resp.Diagnostics.Append(message.Note("Paid order "+id+": "+what, "It could not be read back.", message.Explain(err)))
		return
	}
	told := diag.Diagnostics{message.Found(paid, what)}
	if !before {
		told = nil
		a.Ledger.Begin()
		a.Ledger.Charged(paid, what)
		a.Ledger.End(ctx, &told)
	}
	for _, one := range told {
		tell("%s", one.Summary())
	}
	resp.Diagnostics.Append(told...)
}
