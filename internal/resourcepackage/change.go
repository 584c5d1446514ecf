package resourcepackage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Update renews where the plan announced it, and switches automatic renewal.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	ctx, cancel, ok := r.BeginUpdate(ctx, req, resp, &plan, &state)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
	if plan.ID.IsUnknown() { // the plan announces a payment
		r.payLate(ctx, &plan, resp)
		return
	}
	p, err := r.find(ctx, &state)
	if err != nil {
		resp.Diagnostics.Append(message.Unable("read resource package", err, message.NoMoney, "Nothing was changed."))
		return
	}
	answer := plan
	answer.OrderIDs = state.OrderIDs
	d := r.change(ctx, p, &answer)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	if answer.AutoRenew.ValueBool() && !state.AutoRenew.ValueBool() {
		resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, renewsKey, r.Session.Now())...)
	}
	crud.Finish(ctx, &resp.Diagnostics, "Package "+plan.ID.ValueString(), nil, &plan, &answer)
	r.Save(ctx, crud.Updated(resp), plan.ID, plan)
}

// payLate pays the order of a purchase whose payment never arrived.
func (r *Resource) payLate(ctx context.Context, plan *model, resp *resource.UpdateResponse) {
	defer r.Ledger.Purchased(ctx, plan.item())
	answer := *plan
	b := purchase.NewBudget(plan.MaxAmount, plan.PlannedCharge)
	if resp.Diagnostics.Append(r.coversFirst(ctx, plan, b, plan.item())...); resp.Diagnostics.HasError() {
		return
	}
	d := r.payFor(ctx, &answer, b)
	answer.PlannedCharge = b.Charged(plan.PlannedCharge)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	crud.Finish(ctx, &resp.Diagnostics, "Package of order "+answer.OrderID.ValueString(), nil, plan, &answer)
	saved := crud.Updated(resp)
	saved.Private(ctx, renewsKey, r.Session.Now())
	r.Save(ctx, saved, plan.ID, plan)
}

// change does what the plan asks of a package and fills in what came of it. It returns an error only while no money has
// moved.
func (r *Resource) change(ctx context.Context, p *mssclient.Package, m *model) (d diag.Diagnostics) {
	paid, b := false, purchase.NewBudget(m.MaxAmount, m.PlannedCharge)
	defer func() { m.PlannedCharge = b.Charged(m.PlannedCharge) }()
	// The plan marks the end unknown when it announces a renewal; without that nothing is spent, whatever the clock says
	// meanwhile.
	if through, ok := m.ValidThrough.Second(); ok && m.ExpireTime.IsUnknown() {
		after, orders, more := r.renew(ctx, p, b, m.periodType(), through)
		if paid = len(orders) > 0; !paid && more.HasError() {
			return more
		}
		p = after
		d.Append(message.AsWarning(more)...)
		m.OrderIDs = tfconv.Strings(append(tfconv.GoStrings(m.OrderIDs), orders...))
	}
	if on := m.AutoRenew; tfconv.Known(on) && on.ValueBool() != p.AutoRenew && !purchase.Gone(p.Status) {
		after, more := r.setAutoRenew(ctx, p, on.ValueBool())
		if more.HasError() && !paid {
			d.Append(more...)
			return d
		}
		p = after
		d.Append(message.AsWarning(more)...)
	}
	m.fromPackage(r.Session, p)
	return d
}

// renew extends a package by the fewest periods that keep it valid through an instant: one order after the other, each
// unpaid first. The orders are those that were paid; further errors concern what could not be done after that.
func (r *Resource) renew(ctx context.Context, p *mssclient.Package, b *purchase.Budget, period mssclient.PeriodType,
	through time.Time) (_ *mssclient.Package, orders []string, d diag.Diagnostics) {
	at := path.Root("valid_through")
	if d = r.covers(ctx, p, b, period, through); d.HasError() {
		return p, nil, d
	}
	for {
		n, err := purchase.Periods(p.EffectiveTime, p.ExpireTime, through, period)
		if err != nil {
			d.Append(message.UnableAt(at, "renew resource package", err, message.NoMoney))
			return p, orders, d
		}
		if n == 0 {
			return p, orders, d
		}
		after, orderID, more := r.renewOnce(ctx, p, b, period, min(n, purchase.MaxPeriods(period)), at)
		d.Append(more...)
		if orderID != "" {
			orders = append(orders, orderID)
		}
		moved := after != nil && after.ExpireTime.After(p.ExpireTime)
		if after != nil {
			p = after
		}
		if !moved {
			return p, orders, d
		}
	}
}

// covers refuses a renewal that is within the limits only in part, before any of its orders is placed.
func (r *Resource) covers(ctx context.Context, p *mssclient.Package, b *purchase.Budget, period mssclient.PeriodType,
	through time.Time) (d diag.Diagnostics) {
	if !p.ExpireTime.Before(through) {
		return d
	}
	item := mssclient.OrderItem{ResourceSpecCode: p.ResourceSpecCode, PeriodType: period, SubscriptionNum: 1}
	q, err := r.Buyer.Quote(ctx, nil, &purchase.RenewalTerm{PackageID: p.ResourceID, Item: item, Begin: p.EffectiveTime,
		End: p.ExpireTime, Through: through})
	if err != nil {
		d.Append(refused(err, false))
		return d
	}
	if err := r.Buyer.Covers(b, q, "the renewal of "+p.ResourceID+" until "+message.Instant(through)); err != nil {
		d.Append(message.UnableAt(path.Root("valid_through"), "renew resource package", err,
			"This renewal was not ordered, and no money moved for it.", purchase.AfterRefusal(err)))
	}
	return d
}

// renewOnce extends a package by one order. The order is empty where it was not paid, and the package nil where it is
// not known how it is now.
func (r *Resource) renewOnce(ctx context.Context, p *mssclient.Package, b *purchase.Budget, period mssclient.PeriodType,
	n int32, at path.Path) (after *mssclient.Package, orderID string, d diag.Diagnostics) {
	orderID, err := r.Buyer.RenewPackage(ctx, p, period, n)
	if err != nil {
		d.Append(message.UnableAt(at, "renew resource package", err, "This renewal was not paid.", afterUnknownOrder(err)))
		return nil, "", d
	}
	what := message.Line(p.ResourceSpecCode, period, int64(n), 1) + ", renewal of " + p.ResourceID
	before, err := r.Buyer.Pay(ctx, orderID, b)
	if err != nil && !mssclient.MayHaveTakenEffect(err) {
		d.Append(message.UnableAt(at, "pay for renewal of resource package", err,
			"This renewal was not paid, no money moved for it.", r.Buyer.Withdraw(ctx, orderID),
			purchase.AfterRefusal(err)))
		return nil, "", d
	}
	if err != nil {
		d.Append(message.Note("Unknown whether order "+orderID+" was paid: "+what, message.Explain(err),
			"The next plan or apply reads the package's end before it buys anything."))
		return nil, orderID, d
	}
	d.Append(r.charged(ctx, b, orderID, what, before)...)
	after, err = r.Session.Client.Package(ctx, p.ResourceID)
	if err != nil {
		d.Append(message.Unfinished("Renewal of package "+p.ResourceID, err, nil))
		return nil, orderID, d
	}
	if !after.ExpireTime.After(p.ExpireTime) {
		d.Append(message.Note("Package "+p.ResourceID+" still ends "+message.Instant(after.ExpireTime)+" after its renewal",
			"Nothing more is bought in this apply."))
	}
	return after, orderID, d
}

// charged tells what was paid. The charge itself is told when the operations that run at the same time have ended.
func (r *Resource) charged(ctx context.Context, b *purchase.Budget, orderID, what string, before bool) (
	d diag.Diagnostics) {
	o := b.Compared(orderID) // it was paid as it was compared: without coupons
	if o == nil || before {
		var err error
		if o, err = r.Session.Client.Order(ctx, orderID); err != nil {
			d.Append(message.Note("Paid order "+orderID+": "+what, "Its amount could not be read.", message.Explain(err)))
			return d
		}
	}
	if before {
		d.Append(message.Found(o, what))
		return d
	}
	r.Ledger.Charged(o, what)
	return d
}

func (r *Resource) setAutoRenew(ctx context.Context, p *mssclient.Package, on bool) (*mssclient.Package,
	diag.Diagnostics) {
	var d diag.Diagnostics
	if err := r.Session.Client.SetAutoRenew(ctx, p.ResourceID, on); err != nil {
		is := "is still " + onOff(!on)
		if mssclient.MayHaveTakenEffect(err) {
			is = "may be " + onOff(on) + " already"
		}
		d.Append(message.UnableAt(path.Root("auto_renew"), "switch automatic renewal", err,
			fmt.Sprintf("Automatic renewal of package %s %s; no money moved. The next plan shows it.", p.ResourceID, is)))
		return p, d
	}
	after, err := r.Session.Client.Package(ctx, p.ResourceID)
	if err != nil {
		d.Append(message.Unfinished("Switch of automatic renewal of package "+p.ResourceID, err, nil))
		return p, d
	}
	return after, d
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func lineOf(it mssclient.OrderItem) string {
	return message.Line(it.ResourceSpecCode, it.PeriodType, int64(it.PeriodNum), 1)
}

var (
	errNotYet    = errors.New("the order is paid, but its package is not delivered yet")
	errUnpaid    = errors.New("the order is not paid and has delivered nothing")
	errCancelled = errors.New("the order was cancelled unpaid and delivered nothing")
)

// notDelivered tells that a package comes later than its payment.
func notDelivered(orderID string) diag.Diagnostic {
	return message.Note("Package of order "+orderID+" is not delivered yet", "The order is paid and in processing. A "+
		"refresh after it is completed adds the package to the state; nothing is ordered again. Until then leave out "+
		"blocks that use its id, such as mss_asset: they fail, also on destroy.")
}

// undelivered explains an order without a package.
func undelivered(o *mssclient.Order) error {
	switch o.Status {
	case mssclient.OrderPendingPayment:
		return errUnpaid
	case mssclient.OrderCancelled:
		return errCancelled
	default:
		return errNotYet
	}
}
