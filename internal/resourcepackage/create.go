package resourcepackage

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// buy orders unpaid, then pays by the order's id. Up to the payment every failure is an error without effect; from then
// on nothing is.
func (r *Resource) buy(ctx context.Context, m *model) (d diag.Diagnostics) {
	b := purchase.NewBudget(m.MaxAmount, m.PlannedCharge)
	defer func() { m.PlannedCharge = b.Charged(m.PlannedCharge) }()
	item := m.item()
	defer r.Ledger.Purchased(ctx, item)
	if d = r.coversFirst(ctx, m, b, item); d.HasError() {
		return d
	}
	token, instead, d := r.Buyer.UseToken(ctx, mssclient.OrderTokens, m.ClientToken, "order resource package",
		message.NoMoney)
	if d.HasError() {
		return d
	}
	orderID, err := r.Buyer.PlaceOrder(ctx, mssclient.OrderRequest{
		Items: []mssclient.OrderItem{item}, Token: token, Instead: instead, Purpose: m.purpose(),
	})
	if err != nil {
		d.Append(message.Unable("order resource package", err, message.NoMoney, afterUnknownOrder(err),
			purchase.AfterDuplicate(err)))
		return d
	}
	r.Buyer.Took(orderID)
	m.OrderID = types.StringValue(orderID)
	m.OrderIDs = tfconv.Strings([]string{orderID})
	return r.payFor(ctx, m, b)
}

// coversFirst refuses a purchase that is within the limits only without its renewals, before anything is ordered.
func (r *Resource) coversFirst(ctx context.Context, m *model, b *purchase.Budget,
	item mssclient.OrderItem) (d diag.Diagnostics) {
	t := r.firstTerm(m, item)
	if t == nil {
		return d
	}
	q, err := r.Buyer.Quote(ctx, []mssclient.OrderItem{item}, t)
	if err != nil {
		d.Append(refused(err, true))
		return d
	}
	if err := r.Buyer.Covers(b, q, lineOf(item)+" and its renewal"); err != nil {
		d.Append(message.UnableAt(path.Root("valid_through"), "order resource package", err,
			"Nothing was ordered, and no money moved for it.", purchase.AfterRefusal(err)))
	}
	return d
}

// purpose decides which of several identical packages that a killed run lost is adopted: none of which more was paid
// than this block asks for.
func (m *model) purpose() mssclient.Purpose {
	through, _ := m.ValidThrough.Second()
	return mssclient.Purpose{Pays: true, ByHand: true, Until: through}
}

// payFor pays the order of a purchase. One that is refused is cancelled.
func (r *Resource) payFor(ctx context.Context, m *model, b *purchase.Budget) (d diag.Diagnostics) {
	orderID, item := m.OrderID.ValueString(), m.item()
	before, err := r.Buyer.Pay(ctx, orderID, b)
	if err != nil && !mssclient.MayHaveTakenEffect(err) {
		d.Append(message.Unable("pay for resource package", err, message.NoMoney, r.Buyer.Withdraw(ctx, orderID),
			purchase.AfterRefusal(err)))
		return d
	}
	if err != nil {
		d.Append(message.Note("Unknown whether order "+orderID+" was paid: "+lineOf(item), message.Explain(err),
			"The next plan or apply looks the package up by the order, before it buys anything."))
		return d
	}
	d.Append(r.charged(ctx, b, orderID, lineOf(item), before)...)
	d.Append(r.complete(ctx, m, item, b)...)
	return d
}

func afterUnknownOrder(err error) string {
	if mssclient.MayHaveTakenEffect(err) {
		return "The response was lost: an unpaid order may exist. It charges nothing and is cancelled at its " +
			"payment deadline."
	}
	return ""
}

// complete reads back what a paid order delivered, and renews it where valid_through asks for more. Money has moved:
// only warnings.
func (r *Resource) complete(ctx context.Context, m *model, item mssclient.OrderItem,
	b *purchase.Budget) (d diag.Diagnostics) {
	orderID := m.OrderID.ValueString()
	p, err := r.delivered(ctx, orderID)
	if errors.Is(err, errNotYet) {
		d.Append(notDelivered(orderID))
		return d
	}
	if err != nil {
		d.Append(message.Unfinished("Package of order "+orderID, err, nil))
		return d
	}
	through, ok := m.ValidThrough.Second()
	if ok && p.ExpireTime.Before(through) {
		var orders []string
		var more diag.Diagnostics
		p, orders, more = r.renew(ctx, p, b, item.PeriodType, through)
		m.OrderIDs = tfconv.Strings(append([]string{orderID}, orders...))
		d.Append(message.AsWarning(more)...)
	}
	m.fromPackage(r.Session, p)
	return d
}

// delivered is the package of an order. A cancelled or unpaid order has none, and never will have one without a payment
// by hand.
func (r *Resource) delivered(ctx context.Context, orderID string) (*mssclient.Package, error) {
	all, err := r.Session.Client.Packages(ctx, mssclient.PackageFilter{OrderID: orderID})
	if err != nil {
		return nil, err
	}
	if len(all) > 0 {
		return &all[0], nil
	}
	o, err := r.Session.Client.Order(ctx, orderID)
	if err != nil {
		return nil, err
	}
	return nil, undelivered(o)
}

// takeOver brings an existing package under management: renewed if valid_through asks for it, then automatic renewal as
// configured.
func (r *Resource) takeOver(ctx context.Context, m *model) (d diag.Diagnostics) {
	id := m.ResourceID.ValueString()
	p, err := r.Session.Client.Package(ctx, id)
	if err != nil {
		d.Append(message.UnableAt(path.Root("resource_id"), "adopt resource package", err, message.NoMoney,
			"Check the id "+id+"."))
		return d
	}
	if purchase.Gone(p.Status) {
		d.Append(wrongGone(p, r.Session.Now()))
		return d
	}
	m.ID, m.OrderIDs = types.StringValue(id), tfconv.Strings(nil)
	if m.endsEarlier(p.ExpireTime) { // a renewal is by the period of the purchase
		o, err := r.Session.Client.Order(ctx, p.OrderID)
		if err != nil {
			d.Append(message.Unable("read order of resource package", err, message.NoMoney))
			return d
		}
		m.ResourceSpecCode = types.StringValue(p.ResourceSpecCode)
		m.fromOrder(o)
	}
	if d.Append(r.change(ctx, p, m)...); d.HasError() {
		return d
	}
	m.readOrder(ctx, r.Session)
	return d
}
