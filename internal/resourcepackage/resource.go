// Package resourcepackage is mss_resource_package, one package for its whole life, and the data sources of packages.
package resourcepackage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
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

// Resource is mss_resource_package.
type Resource struct{ crud.Resource }

// NewResource makes the resource for registration.
func NewResource() resource.Resource { return &Resource{newBase()} }

func newBase() crud.Resource { return crud.Resource{Name: "resource_package", Receipt: "order_id"} }

// How a package came under management; it decides the default of on_destroy.
const (
	acquiredKey = "acquired"
	bought      = "bought"
	takenOver   = "taken_over"
	imported    = "imported"
)

// renewsKey is since when automatic renewal is known to be on, so that only later attempts are called failed ones.
const renewsKey = "renews_since"

func defaultOnDestroy(acquired string) types.String {
	return types.StringValue(purchase.DefaultOnDestroy(acquired == bought))
}

// Create buys a package or takes one over.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	ctx, cancel, ok := r.BeginCreate(ctx, req, resp, &plan)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
	answer, acquired := plan, bought
	var d diag.Diagnostics
	if plan.takesOver() {
		acquired = takenOver
		d = r.takeOver(ctx, &answer)
	} else {
		d = r.buy(ctx, &answer)
	}
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	if answer.OnDestroy.IsUnknown() {
		answer.OnDestroy = defaultOnDestroy(acquired)
	}
	crud.Finish(ctx, &resp.Diagnostics, "Package of order "+answer.OrderID.ValueString(), nil, &plan, &answer)
	saved := crud.Created(resp)
	saved.Private(ctx, acquiredKey, acquired)
	if plan.AutoRenew.ValueBool() {
		saved.Private(ctx, renewsKey, r.Session.Now())
	}
	r.Save(ctx, saved, plan.ID, plan)
}

// Read refreshes the state. A package that is gone stays; only an id that the service never knew is removed.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if !r.BeginRead(ctx, req, resp, &state) {
		return
	}
	p, err := r.find(ctx, &state)
	switch {
	case errors.Is(err, errCancelled):
		resp.Diagnostics.Append(message.Note("Order "+state.OrderID.ValueString()+" was cancelled unpaid, and its package "+
			"was removed from state", message.NoMoney,
			"If its block is still in the configuration, the next apply orders again."))
		resp.State.RemoveResource(ctx)
		return
	case errors.Is(err, errUnpaid):
		resp.Diagnostics.Append(message.Note("Order "+state.OrderID.ValueString()+" is not paid: its package does not "+
			"exist yet", "The response to its payment was lost, but nothing was charged. The next apply pays this order; "+
			"nothing is ordered again."))
		resp.Diagnostics.Append(r.KeepOrigin(ctx, resp.Private)...)
		return
	case errors.Is(err, errNotYet):
		resp.Diagnostics.Append(r.Session.Found(diag.Diagnostics{notDelivered(state.OrderID.ValueString())})...)
		resp.Diagnostics.Append(r.KeepOrigin(ctx, resp.Private)...)
		return
	case err != nil:
		r.FailRead(ctx, resp, err, state.ID, state.Status.IsNull() && state.OrderID.IsNull())
		return
	}
	var since time.Time
	_, d := tfconv.GetPrivate(ctx, req.Private, renewsKey, &since)
	if p.AutoRenew && !state.AutoRenew.ValueBool() {
		since = r.Session.Now()
		d.Append(tfconv.SetPrivate(ctx, resp.Private, renewsKey, since)...)
	}
	resp.Diagnostics.Append(d...)
	state.fromPackage(r.Session, p)
	state.readOrder(ctx, r.Session)
	failing := state.AutoRenew.ValueBool() && r.Session.LastCharge(state.expire()).After(since)
	warnings := r.warn(&state, failing)
	switch {
	case failing && r.Session.Notices == session.LossesOnly: // not with every test that follows
		warnings = crud.TellOnce(ctx, resp.Private, "failing "+message.Instant(state.expire()), warnings)
	case failing:
	case r.Session.Notices >= session.ChangesOnly:
		warnings = nil
	case state.gone() && !state.RepurchaseWhenGone.ValueBool():
		warnings = crud.TellOnce(ctx, resp.Private, p.Status, warnings)
	}
	resp.Diagnostics.Append(warnings...)
	r.Hold(ctx, req.Private, state.OrderID.ValueString())
	r.Save(ctx, crud.Refreshed(resp), state.ID, state)
}

// find looks the package up by its id, or by its order where a purchase could not be read back.
func (r *Resource) find(ctx context.Context, m *model) (*mssclient.Package, error) {
	if id := m.ID.ValueString(); id != "" {
		return r.Session.Client.Package(ctx, id)
	}
	return r.delivered(ctx, m.OrderID.ValueString())
}

// readOrder fills the facts of the purchase where they are missing: after an import or a takeover. They are not worth
// an error.
func (m *model) readOrder(ctx context.Context, s *session.Session) {
	if m.OrderID.ValueString() == "" {
		m.OrderID = tfconv.Text(m.boughtBy(ctx, s))
	}
	if m.OrderIDs.IsNull() {
		m.OrderIDs = tfconv.Strings(nil)
		if id := m.OrderID.ValueString(); id != "" {
			m.OrderIDs = tfconv.Strings([]string{id})
		}
	}
	if tfconv.Known(m.PeriodType) && tfconv.Known(m.PeriodNum) {
		return
	}
	if o, err := s.Client.Order(ctx, m.OrderID.ValueString()); err == nil {
		m.fromOrder(o)
		if len(o.Items) == 1 && o.Items[0].SubscriptionNum == 1 && m.PlannedCharge.IsNull() {
			m.PlannedCharge = types.StringValue(o.Amount.String())
		}
	}
}

// boughtBy finds the order of a package that MetaStudio no longer lists: billing names it only the other way round. A
// package begins when its order is paid, give or take what the services need.
func (m *model) boughtBy(ctx context.Context, s *session.Session) string {
	begin, _ := m.EffectiveTime.Second()
	all, err := s.Client.Orders(ctx)
	if err != nil {
		return ""
	}
	for i := range all {
		o := &all[i]
		if o.TypeWord() != mssclient.OrderNew || o.PaidTime.Sub(begin).Abs() > time.Hour {
			continue
		}
		delivered, err := s.Client.Packages(ctx, mssclient.PackageFilter{OrderID: o.ID})
		if err == nil && slices.ContainsFunc(delivered, func(p mssclient.Package) bool {
			return p.ResourceID == m.ID.ValueString()
		}) {
			return o.ID
		}
	}
	return ""
}

// warn tells on refresh what the plan does not show; failing is whether attempts to renew it automatically have failed.
func (r *Resource) warn(m *model, failing bool) (d diag.Diagnostics) {
	id, status, end := m.ID.ValueString(), m.Status.ValueString(), m.expire()
	last := r.Session.LastCharge(end)
	made := ""
	if len(m.AssetIDs.Elements()) > 0 {
		made = " An asset that was deleted with it is created again when its package_id changes."
	}
	switch {
	case m.gone() && m.RepurchaseWhenGone.ValueBool():
		d.Append(message.Note(fmt.Sprintf("Package %s is %s%s", id, status, message.Ended(end, r.Session.Now())),
			"repurchase_when_gone is set, so the plan buys another package to replace it."+made))
	case m.gone():
		d.Append(message.Gone("Package", id, status, end, r.Session.Now(), "To buy a new one, set repurchase_when_gone, "+
			"or add a new resource block."+made))
	case status == mssclient.PackageGrace || status == mssclient.PackageFrozen:
		next := "To renew it, set valid_through to a future instant; the renewal starts at its old end. Otherwise it is " +
			"released, and an asset without on-shelf months is deleted with it."
		if m.periodType() == mssclient.OneOff {
			next = "A one-off unit cannot be renewed; to keep its asset, use mss_asset_renewal."
		}
		switch {
		case failing:
			next = fmt.Sprintf("Its automatic renewal failed, because of the balance, a declined payment or an unpaid order, "+
				"and is retried every day at %02d:00 UTC+8. ", r.Session.ChargeHour) + next
		case m.AutoRenew.ValueBool() && !r.Session.NextCharge(end).IsZero():
			next = "Its automatic renewal is tried " + message.Instant(r.Session.NextCharge(end)) + ". " + next
		}
		d.Append(message.Lapsing("Package", id, status, end, r.Session.GraceEnd(end), r.Session.ReleaseEnd(end), next))
	case failing:
		d.Append(message.Note("Automatic renewal of package "+id+" failed at "+message.Instant(last)+"; its term ends "+
			message.Instant(end),
			fmt.Sprintf("It is retried every day at %02d:00 UTC+8. ", r.Session.ChargeHour)+"The usual cause is a balance "+
				"that is too low. "+message.TopUp))
	// nothing is left that could be void
	case r.Session.Soon(end) && purchase.OnShelf(m.Unit.ValueString()) &&
		m.UnitsUsed.ValueInt64() >= m.UnitsTotal.ValueInt64():
	case !m.AutoRenew.ValueBool() && r.Session.Soon(end):
		next := "Set valid_through to renew it, or set auto_renew to true."
		if !purchase.Periodic(m.ChargingMode.ValueString()) {
			next = "It cannot be renewed; units that are not used by then expire."
		}
		d.Append(message.Expires("Package", id, end, next))
	}
	return d
}

// ImportState takes a package's id or identity. The facts of its purchase are read from its order by the refresh that
// follows.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest,
	resp *resource.ImportStateResponse) {
	id, ok := r.ImportID(ctx, req, resp)
	if !ok {
		return
	}
	resp.Diagnostics.Append(crud.Begin(ctx, &resp.State, id, defaults)...)
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, acquiredKey, imported)...)
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, renewsKey, r.Session.Now())...)
}

// defaults of an imported or listed package.
var defaults = map[string]any{"deletion_protection": false, "on_destroy": purchase.Retain}
