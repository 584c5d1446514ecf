package order

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const wayOut = "Change it back, add a new resource block for another order, or run `terraform taint` on this one " +
	"and apply. That releases its packages according to on_destroy and orders again. (-replace does not help: " +
	"Terraform plans the change first.)"

// ValidateConfig checks what the attributes mean together, as far as they are known.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest,
	resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(tfconv.Get(ctx, req.Config, &config)...); resp.Diagnostics.HasError() {
		return
	}
	for i, v := range config.Items.Elements() {
		o, ok := v.(types.Object)
		if !ok || !tfconv.Known(o) {
			continue
		}
		period, _ := o.Attributes()["period_type"].(types.String)
		if period.ValueString() != string(mssclient.OneOff) {
			continue
		}
		at := path.Root("items").AtListIndex(i)
		if n, ok := o.Attributes()["period_num"].(types.Int64); ok && tfconv.Known(n) && n.ValueInt64() != 1 {
			resp.Diagnostics.Append(message.Wrong(at.AtName("period_num"), "Invalid combination of attributes",
				"period_num must be 1 with one_off. For more units use subscription_num."))
		}
		if on, ok := o.Attributes()["auto_renew"].(types.Bool); ok && on.ValueBool() {
			resp.Diagnostics.Append(message.Wrong(at.AtName("auto_renew"), "Invalid combination of attributes",
				"auto_renew must be false with one_off, because one-off units cannot be renewed."))
		}
	}
}

// ModifyPlan tells what an apply is going to order, pay or release, refuses changes of what was ordered, and plans the
// payment that an order still waits for.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, config, state model
	d := &resp.Diagnostics
	if !r.BeginPlan(ctx, req, resp, &config, &plan, &state) {
		return
	}
	defer func() { *d = r.Session.Planned(*d) }()
	if req.Plan.Raw.IsNull() {
		d.Append(r.planDestroy(ctx, &state)...)
		return
	}
	// Once an order is paid the two say the same; an imported one has both, since how it was paid is not recorded.
	if config.AutoPay.ValueBool() && tfconv.Known(config.Payment) && (req.State.Raw.IsNull() || state.pending()) {
		d.Append(message.Wrong(path.Root("payment"), "Invalid combination of attributes",
			"With auto_pay = true the service pays the order, with payment the provider does: set only one of them. A "+
				"configuration generated for a paid order has both; remove one."))
		return
	}
	if config.OnDestroy.IsNull() {
		acquired := ""
		_, more := tfconv.GetPrivate(ctx, req.Private, acquiredKey, &acquired)
		d.Append(more...)
		plan.OnDestroy = types.StringValue(purchase.DefaultOnDestroy(req.State.Raw.IsNull() || acquired != imported))
	}
	b, more := r.Ledger.Book(ctx, req.State.Raw.IsNull(), req.Private)
	d.Append(more...)
	if req.State.Raw.IsNull() {
		d.Append(r.Buyer.PlanToken(ctx, req.Private, mssclient.OrderTokens, plan.ClientToken)...)
		d.Append(r.planCreate(ctx, b, &plan, &config)...)
	} else {
		d.Append(r.Buyer.KeepsObject(ctx, resp.Private, state.ID.ValueString())...)
		fresh := false
		_, more := tfconv.GetPrivate(ctx, req.Private, importedKey, &fresh)
		d.Append(more...)
		d.Append(message.StillDestroyable(r.planUpdate(ctx, b, &plan, &config, &state, fresh))...)
	}
	items, _ := plan.orderItems()
	d.Append(ledger.Conclude(ctx, b, "mss_order", fmt.Sprint(plan.ID.ValueString(), items), req.State.Raw.IsNull(), &plan,
		(*model).plannedCharge, resp)...)
	if !d.HasError() {
		d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
	}
}

func (r *Resource) planDestroy(ctx context.Context, state *model) (d diag.Diagnostics) {
	id := state.ID.ValueString()
	n := len(state.Packages.Elements())
	switch {
	case state.pending():
		d.Append(message.Note("Cancels unpaid order "+id, "No money moves."))
	case n == 0:
	case state.OnDestroy.ValueString() == purchase.Unsubscribe:
		d.Append(r.Buyer.AnnounceReturn(ctx, id, state.packageIDs()...)...)
	default:
		all, err := r.Session.Client.Packages(ctx, mssclient.PackageFilter{OrderID: id})
		if err != nil {
			tflog.Debug(ctx, "plan check skipped: packages could not be read", map[string]any{"error": err.Error()})
			return d
		}
		if state.OnDestroy.ValueString() == purchase.Retain {
			return r.Buyer.AnnounceRetention(all...)
		}
		d.Append(r.Buyer.AnnounceLapse("", all...)...)
	}
	return d
}

func (r *Resource) planCreate(ctx context.Context, b *ledger.Booking, plan, config *model) (d diag.Diagnostics) {
	plan.paysAs(config)
	items, known := plan.orderItems()
	what := message.Lines(items)
	if !known {
		what = "an order whose items are not all known yet"
	}
	if !r.Session.AcceptAgreements {
		d.Append(message.AgreementsNeeded(path.Root("items"), what))
		return d
	}
	if d.Append(r.checkCatalogue(ctx, plan.Items)...); d.HasError() {
		return d
	}
	if d.Append(r.Buyer.MayCreate(ctx, r.unclaimed(plan, items, known))...); d.HasError() {
		return d
	}
	if !known {
		if plan.mayPay() {
			b.MayCharge = true
			d.Append(message.MayCharge(what, "Its items determine the amount."))
		}
		return d
	}
	if i := b.Claim(ctx, items); i >= 0 {
		d.Append(message.SoldOnce(atItem(i, "resource_spec_code"), items[i].ResourceSpecCode))
		return d
	}
	q, err := r.Buyer.Quote(ctx, items, nil)
	if err != nil {
		d.Append(refused(err))
		return d
	}
	if d.Append(r.checkCoupons(ctx, b, plan, items, "")...); d.HasError() {
		return d
	}
	// The real cloud's currency is its answer: a price list is no promise of it.
	if q.Known && !r.Session.Client.IsReal() {
		plan.Currency = types.StringValue(q.Currency)
	}
	if !plan.mayPay() {
		d.Append(message.WillOrder(sumOf(q), what))
		return d
	}
	if !plan.pays() {
		what += ", if auto_pay or payment, which are not known yet, say so"
		b.MayCharge = true
	}
	d.Append(b.Charge(plan.MaxAmount, what, q, message.WillCharge)...)
	b.Buy(ctx, items...)
	return d
}

// checkCoupons refuses coupons that cannot pay the order, or pay another one of this plan. A client_token whose order
// exists brings that one, paid as it was.
func (r *Resource) checkCoupons(ctx context.Context, b *ledger.Booking, plan *model, items []mssclient.OrderItem,
	orderID string) (d diag.Diagnostics) {
	coupons := plan.coupons()
	if len(coupons) == 0 || orderID == "" && r.Buyer.Answers(ctx, mssclient.OrderTokens, plan.ClientToken) {
		return d
	}
	at := path.Root("payment").AtName(couponIDs)
	if id := b.ClaimCoupons(coupons); id != "" {
		d.Append(message.Wrong(at, "Coupon is used twice", "Another order of this plan uses coupon %s, and a coupon can "+
			"be used once. No money moved. Remove it from one of them.", id))
		return d
	}
	if err := r.Buyer.CheckCoupons(ctx, items, orderID, coupons); err != nil {
		d.Append(couponsRefused(at, err))
	}
	return d
}

func couponsRefused(at path.Path, err error) diag.Diagnostic {
	return message.UnableAt(at, "use coupons", err, message.NoMoney, "Use different coupons, or remove them.")
}

// unclaimed asks for orders of interrupted applies like this one; nil while it is not known as a whole.
func (r *Resource) unclaimed(plan *model, items []mssclient.OrderItem,
	known bool) func(context.Context) ([]mssclient.Made, error) {
	if !known || plan.AutoPay.IsUnknown() || plan.ClientToken.IsUnknown() {
		return nil
	}
	return func(ctx context.Context) ([]mssclient.Made, error) {
		return r.Session.Client.UnclaimedOrder(ctx, mssclient.OrderRequest{Items: items, AutoPay: plan.AutoPay.ValueBool(),
			Token: plan.ClientToken.ValueString()})
	}
}

func sumOf(q ledger.Quote) string {
	sum, err := q.Sum()
	if err != nil || !q.Known {
		return ""
	}
	return message.Sum(sum, q.Currency)
}

func atItem(i int, attribute string) path.Path {
	return path.Root("items").AtListIndex(i).AtName(attribute)
}

// refused is an error of the plan for what the service will not sell.
func refused(err error) diag.Diagnostic {
	const summary = "Product not available with these settings"
	i, attribute, why := purchase.RefusedItem(err)
	if i < 0 {
		return message.UnableAt(path.Root("items"), "place order", err, "Nothing was ordered.", message.NoMoney)
	}
	return message.Wrong(atItem(i, attribute), summary, "%s. Nothing was ordered, no money moved.",
		strings.TrimSuffix(why, "."))
}

// checkCatalogue refuses at plan what the service would refuse at apply, as far as the items are known.
func (r *Resource) checkCatalogue(ctx context.Context, items types.List) (d diag.Diagnostics) {
	for i, v := range items.Elements() {
		o, ok := v.(types.Object)
		if !ok || !tfconv.Known(o) {
			continue
		}
		if at, why := r.Session.CheckItem(ctx, item(o.Attributes())); at != "" {
			d.Append(message.Wrong(path.Root("items").AtListIndex(i).AtName(at), "Product not available with these settings",
				"%s Nothing was ordered, no money moved.", why))
		}
	}
	return d
}

func (r *Resource) planUpdate(ctx context.Context, b *ledger.Booking, plan, config, state *model,
	imported bool) (d diag.Diagnostics) {
	tfconv.Keep(plan, config, state)
	checkItems(&d, state.Items, plan.Items, imported)
	//nolint:contextcheck // it does no I/O
	if !state.pending() && !imported && tfconv.Known(state.Payment) && !plan.Payment.IsNull() &&
		tfconv.FullyKnown(plan.Payment) &&
		!plan.Payment.Equal(state.Payment) {
		d.Append(message.Wrong(path.Root("payment").AtName(couponIDs), "Coupons cannot be changed",
			"Order %s is %s and was paid with the coupons %v, which cannot be changed. No money moved. Restore them.",
			state.ID.ValueString(), state.Status.ValueString(), state.coupons()))
	}
	if d.HasError() {
		return d
	}
	if !state.pending() {
		if !imported {
			d.Append(tooLate(plan, config, state)...)
		}
		return d
	}
	plan.paysAs(config)
	if !plan.mayPay() {
		return d
	}
	what := "the payment of order " + state.ID.ValueString()
	if !plan.pays() {
		what += ", if auto_pay or payment, which are not known yet, say so"
		b.MayCharge = true
	}
	if !r.Session.AcceptAgreements {
		d.Append(message.AgreementsNeeded(path.Root("items"), what))
		return d
	}
	if d.Append(r.checkCoupons(ctx, b, plan, nil, state.ID.ValueString())...); d.HasError() {
		return d
	}
	plan.Status = types.StringUnknown()
	plan.OfficialAmount = types.StringUnknown()
	plan.Amount = types.StringUnknown()
	plan.PaidTime = tfconv.UnknownInstant()
	plan.PaymentDeadline = tfconv.UnknownInstant()
	plan.Packages = types.ListUnknown(packageType)
	d.Append(b.Charge(plan.MaxAmount, what, quoteOf(state), message.WillPay)...)
	items, _ := state.orderItems()
	b.Buy(ctx, items...)
	return d
}

// tooLate refuses to begin paying an order that is cancelled: nothing would happen.
func tooLate(plan, config, state *model) (d diag.Diagnostics) {
	if state.Status.ValueString() != mssclient.OrderCancelled || state.pays() || !plan.pays() {
		return d
	}
	d.Append(cancelledSince(path.Root(config.paidBy()), state.ID.ValueString()))
	return d
}

func cancelledSince(at path.Path, id string) diag.Diagnostic {
	return message.Wrong(at, "Order cannot be paid", "Order %s is cancelled and cannot be paid. No money moved. Run "+
		"`terraform taint` on it and apply to order again, or add a new resource block.", id)
}

// quoteOf is what an order that waits for its payment costs; unknown if the state was written without an answer.
func quoteOf(state *model) ledger.Quote {
	amount, err := money.Parse(state.Amount.ValueString())
	return ledger.Quote{Orders: []money.Amount{amount}, Currency: state.Currency.ValueString(), Known: err == nil}
}

// checkItems refuses changes of what was ordered, at the attribute that changed. Of an imported order auto_renew is not
// known, but guessed: until its first update the configuration may say otherwise, which changes nothing at the service.
func checkItems(d *diag.Diagnostics, prior, planned types.List, imported bool) {
	if prior.IsNull() || !tfconv.Known(planned) {
		return
	}
	was, will := prior.Elements(), planned.Elements()
	if len(was) != len(will) {
		d.Append(message.Wrong(path.Root("items"), "Order cannot be changed",
			"The order was placed with %s, and the configuration has %d. Nothing is bought or replaced without your request. %s",
			message.Count(int64(len(was)), "item"), len(will), wayOut))
		return
	}
	for i := range was {
		a, okA := was[i].(types.Object)
		b, okB := will[i].(types.Object)
		if !okA || !okB || !tfconv.Known(b) {
			continue
		}
		for name, before := range a.Attributes() {
			if imported && name == "auto_renew" {
				if after := b.Attributes()[name]; !after.IsUnknown() && !after.Equal(before) {
					d.Append(message.Note(fmt.Sprintf("Records `auto_renew = %s` for item %d of the imported order", after, i),
						"Billing does not report it, so the import assumed a value. Automatic renewal of the packages does not change."))
				}
				continue
			}
			message.CreateOnly(d, path.Root("items").AtListIndex(i).AtName(name), before, b.Attributes()[name], wayOut)
		}
	}
}
