// Package order is mss_order, a purchase list, paid automatically, by hand, or not yet, and the data sources of orders.
package order

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ crud.ManagedResource                = (*Resource)(nil)
	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
)

// Resource is mss_order.
type Resource struct{ crud.Resource }

// NewResource makes the resource for registration.
func NewResource() resource.Resource { return &Resource{crud.Resource{Name: "order"}} }

// Create places the order and pays it if the configuration says so. Once an order exists, nothing is an error:
// it is in the state, paid or unpaid, and a warning tells what is missing.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	ctx, cancel, ok := r.BeginCreate(ctx, req, resp, &plan)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
	items, known := plan.orderItems()
	if !known {
		resp.Diagnostics.Append(message.Wrong(path.Root("items"), "Unknown items",
			"The items are unknown even at apply. Nothing was ordered."))
		return
	}
	b := purchase.NewBudget(plan.MaxAmount, plan.PlannedCharge)
	orderID, d := r.place(ctx, b, &plan, items)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	answer := plan
	answer.ID = types.StringValue(orderID)
	p := payment{wanted: plan.pays()}
	if tfconv.Known(plan.Payment) {
		p.before, p.refused = r.Buyer.Pay(ctx, orderID, b, plan.coupons()...)
		if _, limited := errors.AsType[*ledger.LimitError](p.refused); limited {
			resp.Diagnostics.Append(message.Unable("pay order", p.refused, message.NoMoney, r.Buyer.Withdraw(ctx, orderID),
				purchase.AfterRefusal(p.refused)))
			return
		}
	}
	answer.PlannedCharge = b.Charged(plan.PlannedCharge)
	resp.Diagnostics.Append(r.readBack(ctx, &answer, items, p)...)
	crud.Finish(ctx, &resp.Diagnostics, "Order "+orderID, nil, &plan, &answer)
	r.Save(ctx, crud.Created(resp), plan.ID, plan)
}

func (r *Resource) place(ctx context.Context, b *purchase.Budget, m *model,
	items []mssclient.OrderItem) (orderID string,
	d diag.Diagnostics) {
	lost := false
	if m.pays() {
		defer func() {
			for _, it := range items {
				r.Ledger.Purchased(ctx, it)
			}
		}()
	}
	if m.AutoPay.ValueBool() {
		giveBack, err := r.Buyer.AllowAutomatic(ctx, b, items...)
		if err != nil {
			d.Append(message.Unable("place order", err, "Nothing was ordered.", message.NoMoney, purchase.AfterRefusal(err)))
			return "", d
		}
		defer func() {
			if d.HasError() && !lost {
				giveBack()
			}
		}()
		if err := r.Session.Client.SignAutoPay(ctx); err != nil {
			d.Append(message.UnableAt(path.Root("auto_pay"), "sign the automatic payment agreement", err, "Nothing was ordered.",
				message.NoMoney))
			return "", d
		}
	}
	token, instead, more := r.Buyer.UseToken(ctx, mssclient.OrderTokens, m.ClientToken, "place order",
		"Nothing was ordered. "+message.NoMoney)
	if d.Append(more...); d.HasError() {
		return "", d
	}
	orderID, err := r.Buyer.PlaceOrder(ctx, mssclient.OrderRequest{Items: items, AutoPay: m.AutoPay.ValueBool(),
		Token: token, Instead: instead, Purpose: m.purpose()})
	r.Buyer.Took(orderID)
	lost = mssclient.MayHaveTakenEffect(err)
	switch {
	case err == nil:
	case lost && m.AutoPay.ValueBool() && r.Session.Client.IsReal():
		d.Append(message.Unable("place order", err, "The response was lost: the order may exist and be paid. The next "+
			"apply looks for it before it orders anything; if it finds the order, import it."))
	case lost && m.AutoPay.ValueBool():
		d.Append(message.Unable("place order", err, "The response was lost: the order may exist and be paid. "+
			message.ApplyAgain))
	case lost:
		d.Append(message.Unable("place order", err, message.NoMoney, "The response was lost: an unpaid order may exist. "+
			"It charges nothing and is cancelled at its payment deadline."))
	default:
		d.Append(message.Unable("place order", err, "Nothing was ordered.", message.NoMoney, purchase.AfterDuplicate(err)))
	}
	return orderID, d
}

// forever is later than any renewal: a resource of its own may renew a package of the order, and it is unknown until
// when.
var forever = time.Date(9900, 1, 1, 0, 0, 0, 0, time.UTC)

// purpose decides which of several identical orders that a killed run lost is adopted: none that was paid where this
// one is not, or with other coupons.
func (m *model) purpose() mssclient.Purpose {
	return mssclient.Purpose{Pays: m.pays(), ByHand: tfconv.Known(m.Payment), Coupons: m.coupons(), Until: forever}
}

// payment is what came of paying an order: whether it was wanted, had been done before, or was refused.
type payment struct {
	wanted, before bool
	refused        error
}

// readBack fills in what the services say about an order, and tells about its payment. Only warnings: the order exists.
func (r *Resource) readBack(ctx context.Context, m *model, items []mssclient.OrderItem,
	p payment) (d diag.Diagnostics) {
	id := m.ID.ValueString()
	o, err := r.Session.Client.Order(ctx, id)
	if err != nil {
		if p.refused != nil {
			d.Append(message.Note("Order "+id+" may not be paid", message.Explain(p.refused),
				"The next plan or apply checks it."))
		}
		d.Append(message.Unfinished("Order "+id, err, nil))
		return d
	}
	m.fromOrder(o)
	switch {
	case o.Status == mssclient.OrderPendingPayment && !p.wanted:
		d.Append(message.Unpaid(o, "The configuration has neither auto_pay nor payment.", false))
	case o.Status == mssclient.OrderPendingPayment && p.refused != nil:
		why := "The payment was refused. "
		if mssclient.MayHaveTakenEffect(p.refused) {
			why = "The payment was not confirmed, and the order is still unpaid. "
		}
		d.Append(message.Unpaid(o, why+message.Explain(p.refused), true))
	case o.Status == mssclient.OrderPendingPayment:
		d.Append(message.Unpaid(o, "The automatic payment failed because of the balance or a missing agreement. Coupons "+
			"that it selected stay locked for this order and pay first when you apply again with auto_pay.", true))
	case o.Status == mssclient.OrderCancelled && p.wanted:
		d.Append(message.Note("Order "+id+" was cancelled before it was paid", message.NoMoney,
			"To order again, run `terraform taint` on it; the next plan shows the charge."))
	case !o.IsPaid():
	case p.before:
		d.Append(message.Found(o, message.Lines(items)))
	case p.wanted:
		r.Ledger.Charged(o, message.Lines(items))
	}
	if err := readPackages(ctx, r.Session, m, items); err != nil {
		d.Append(message.Unfinished("Order "+id, err, nil))
	}
	return d
}

func readPackages(ctx context.Context, s *session.Session, m *model, items []mssclient.OrderItem) error {
	all, err := s.Client.Packages(ctx, mssclient.PackageFilter{OrderID: m.ID.ValueString()})
	if err == nil {
		m.fromPackages(items, all)
	}
	return err
}

// Read refreshes the state. A cancelled order stays; only an id that the service never knew is removed.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if !r.BeginRead(ctx, req, resp, &state) {
		return
	}
	o, err := r.Session.Client.Order(ctx, state.ID.ValueString())
	if err != nil {
		r.FailRead(ctx, resp, err, state.ID, state.Items.IsNull())
		return
	}
	if state.Items.IsNull() && len(o.Items) == 0 {
		resp.Diagnostics.Append(message.Wrong(path.Root("id"), "Order buys nothing",
			"Order %s is of the type %s, so mss_order has nothing to manage. Nothing was imported. Use the data source "+
				"mss_order to read it.", o.ID, o.TypeWord()))
		return
	}
	if err := refresh(ctx, r.Session, &state, o); err != nil {
		resp.Diagnostics.Append(message.Unable("read packages of order", err, "The state is unchanged."))
		return
	}
	switch o.Status {
	case mssclient.OrderPendingPayment:
		resp.Diagnostics.Append(r.Session.Found(diag.Diagnostics{message.Unpaid(o, "", state.pays())})...)
	case mssclient.OrderCancelled:
		if r.Session.Notices >= session.ChangesOnly {
			break
		}
		next := "To order again, run `terraform taint` on it; the next plan shows the charge. Or remove the block."
		if deadlinePassed(o, r.Session.Now()) {
			next = "It was not paid before " + message.Instant(o.PaymentDeadline) + ". " + next
		}
		resp.Diagnostics.Append(crud.TellOnce(ctx, resp.Private, o.Status, diag.Diagnostics{
			message.Note("Order "+o.ID+" is cancelled", "It stays in the state and is not ordered again.", next)})...)
	}
	r.Hold(ctx, req.Private, o.ID)
	r.Save(ctx, crud.Refreshed(resp), state.ID, state)
}

// Update pays an order that waits for payment. Nothing else of an order changes.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	ctx, cancel, ok := r.BeginUpdate(ctx, req, resp, &plan, &state)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
	answer := plan
	items, _ := plan.orderItems()
	// The plan marks the status unknown when it announces the payment.
	if plan.Status.IsUnknown() && plan.pays() {
		id := state.ID.ValueString()
		defer func() {
			for _, it := range items {
				r.Ledger.Purchased(ctx, it)
			}
		}()
		coupons := plan.coupons()
		if plan.AutoPay.ValueBool() {
			var err error
			if coupons, err = r.Session.Client.LockedCoupons(ctx, id); err != nil {
				resp.Diagnostics.Append(message.Unable("pay order", err, message.NoMoney))
				return
			}
		}
		b := purchase.NewBudget(plan.MaxAmount, plan.PlannedCharge)
		before, err := r.Buyer.Pay(ctx, id, b, coupons...)
		if errors.Is(err, purchase.ErrCancelled) {
			resp.Diagnostics.Append(cancelledSince(path.Root(plan.paidBy()), id))
			return
		}
		if err != nil && !mssclient.MayHaveTakenEffect(err) {
			resp.Diagnostics.Append(message.Unable("pay order", err, message.NoMoney, "Order "+id+" can still be paid until "+
				state.PaymentDeadline.ValueString()+". "+purchase.AfterRefusal(err)))
			return
		}
		answer.PlannedCharge = b.Charged(plan.PlannedCharge)
		answer.Packages = state.Packages
		resp.Diagnostics.Append(r.readBack(ctx, &answer, items, payment{wanted: true, before: before, refused: err})...)
	}
	crud.Finish(ctx, &resp.Diagnostics, "Order "+plan.ID.ValueString(), nil, &plan, &answer)
	saved := crud.Updated(resp)
	saved.Private(ctx, importedKey, false)
	r.Save(ctx, saved, plan.ID, plan)
}

// Delete cancels an unpaid order, and lets the packages of a paid one go as on_destroy says.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	ctx, cancel, ok := r.BeginDelete(ctx, req, resp, &state)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
	r.Session.Acknowledge(ctx, state.ID.ValueString())
	id := state.ID.ValueString()
	o, err := r.Session.Client.Order(ctx, id)
	switch {
	case mssclient.IsNotFound(err):
		resp.Diagnostics.Append(r.Session.Missing("Order", id)...)
		return
	case err != nil:
		resp.Diagnostics.Append(message.Unable("read order", err, message.NoMoney,
			"Nothing was changed. Run the destroy again."))
		return
	case o.Status == mssclient.OrderPendingPayment:
		if err := r.Buyer.Cancel(ctx, id); err != nil {
			resp.Diagnostics.Append(message.Unable("cancel order", err, message.NoMoney, "The order is unpaid and is cancelled "+
				message.Instant(o.PaymentDeadline)+"."))
		}
		return
	}
	all, err := r.Session.Client.Packages(ctx, mssclient.PackageFilter{OrderID: id})
	if err != nil {
		resp.Diagnostics.Append(message.Unable("read packages of order", err, message.NoMoney,
			"Nothing was changed. Run the destroy again."))
		return
	}
	ids := state.packageIDs()
	for _, p := range all {
		if !slices.Contains(ids, p.ResourceID) {
			ids = append(ids, p.ResourceID)
		}
	}
	if o.IsPaid() && len(ids) == 0 {
		resp.Diagnostics.AddError("Packages of order "+id+" are not known yet",
			"The order is paid, but the service lists none of its packages yet: they may still be delivered and renew. "+
				"Nothing was changed. Run the destroy again later, or remove the order from state with `terraform state rm`.")
		return
	}
	someLive := false
	for _, packageID := range ids {
		lives, d := r.Buyer.Release(ctx, packageID, state.OnDestroy.ValueString())
		resp.Diagnostics.Append(d...)
		someLive = someLive || lives
	}
	if someLive && !resp.Diagnostics.HasError() {
		r.Session.Disown(ctx, id)
	}
}

const couponIDs = "coupon_ids"

var paymentType = map[string]attr.Type{couponIDs: types.SetType{ElemType: types.StringType}}

func emptyPayment() types.Object {
	return types.ObjectValueMust(paymentType, map[string]attr.Value{couponIDs: types.SetNull(types.StringType)})
}

func noPayment() types.Object { return types.ObjectNull(paymentType) }

// coupons are those that the payment names; nil while they are not all known.
func (m *model) coupons() []string {
	set, _ := m.Payment.Attributes()[couponIDs].(types.Set)
	var ids []string
	for _, v := range set.Elements() {
		id, ok := v.(types.String)
		if !ok || id.IsUnknown() {
			return nil
		}
		ids = append(ids, id.ValueString())
	}
	slices.Sort(ids)
	return ids
}
