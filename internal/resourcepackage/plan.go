package resourcepackage

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

const wayOut = "Change it back, add a new resource block for another package, or run `terraform taint` on this one and apply, which lets the old one go as on_destroy says and buys another. (-replace does not help: Terraform plans the change first.)"

// ModifyPlan tells what an apply is going to buy or let go, refuses what cannot be done, and leaves unknown only what the apply can move.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.run == nil {
		return
	}
	var plan, config, state model
	d := &resp.Diagnostics
	if !req.State.Raw.IsNull() {
		d.Append(r.run.CheckOrigin(ctx, req.Private)...)
		d.Append(req.State.Get(ctx, &state)...)
		r.run.Seen(ctx, state.OrderID.ValueString())
	}
	if d.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		d.Append(r.planDestroy(ctx, &state)...)
		return
	}
	d.Append(req.Plan.Get(ctx, &plan)...)
	if d.Append(req.Config.Get(ctx, &config)...); d.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		if !plan.takesOver() {
			d.Append(r.run.PlanToken(ctx, req.Private, mssclient.OrderTokens, plan.ClientToken)...)
		}
		d.Append(r.planCreate(ctx, &plan, &config)...)
	} else {
		d.Append(r.run.KeepsObject(ctx, resp.Private, state.OrderID.ValueString())...)
		acquired := takenOver
		_, more := run.GetPrivate(ctx, req.Private, acquiredKey, &acquired)
		d.Append(more...)
		d.Append(diags.StillDestroyable(r.planUpdate(ctx, &plan, &config, &state, acquired))...)
		if plan.RepurchaseWhenGone.ValueBool() && state.gone() && !plan.takesOver() {
			plan.ID = types.StringUnknown() // core replaces only for what changes, and then plans the purchase
			resp.RequiresReplace = path.Paths{path.Root("id")}
			d.Append(r.willRepurchase(ctx, &plan, &state))
		}
	}
	if !d.HasError() {
		d.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// willRepurchase announces what buying again charges. Core plans a replacement a second time, as a creation, and shows of that only the errors: this one
// is shown, and that one is counted.
func (r *Resource) willRepurchase(ctx context.Context, plan, state *model) diag.Diagnostic {
	in := "in place of package " + state.ID.ValueString() + ", which is " + state.Status.ValueString()
	if !plan.priced() || plan.ValidThrough.IsUnknown() {
		return diags.MayCharge("a resource package "+in, "What is bought, or for how long, is not known yet.")
	}
	items := []mssclient.OrderItem{plan.item()}
	end := r.firstEnd(items[0])
	if through, ok := tftypes.Instant(plan.ValidThrough); ok {
		if n, err := run.Periods(r.run.Now(), end, through, items[0].PeriodType); err == nil && n > 0 {
			renewal := items[0]
			renewal.PeriodNum = n
			items = append(items, renewal)
		}
	}
	return diags.WillCharge(r.run.Sum(ctx, items...), diags.Lines(items)+", "+in)
}

func (r *Resource) planDestroy(ctx context.Context, state *model) (d diag.Diagnostics) {
	id := state.ID.ValueString()
	if state.gone() {
		return d
	}
	if id == "" {
		d.Append(diags.Note("Lets the package of order "+state.OrderID.ValueString()+" go, if there is one", "Its purchase could not be read back. An order that is still unpaid is cancelled."))
		return d
	}
	if state.DeletionProtection.ValueBool() {
		d.Append(protected(id))
		return d
	}
	p := mssclient.Package{ResourceID: id, Status: state.Status.ValueString(), AutoRenew: state.AutoRenew.ValueBool(), ExpireTime: state.expire()}
	switch state.OnDestroy.ValueString() {
	case run.Unsubscribe:
		if state.ReturnableUntil.IsNull() || p.Status == mssclient.PackageFrozen {
			return r.run.WillLapse("cannot be returned and ", p)
		}
		return r.run.WillReturn(ctx, "", id)
	case run.CancelRenewal:
		return r.run.WillLapse("", p)
	default:
		return r.run.WillRetain(p)
	}
}

func protected(id string) diag.Diagnostic {
	return diags.Wrong(path.Root("deletion_protection"), "Package is protected", "deletion_protection is true for package %s, so that it is not destroyed. "+
		"Nothing was returned. Set it to false and apply before you destroy it (where its block is gone, put it back for that; where it is tainted, run `terraform untaint` first). "+
		"One that a replacement with create_before_destroy has left behind can only be forgotten: `terraform state rm` its address, and import the new package.", id)
}

func (r *Resource) planCreate(ctx context.Context, plan, config *model) (d diag.Diagnostics) {
	if config.OnDestroy.IsNull() && !plan.ResourceID.IsUnknown() {
		plan.OnDestroy = defaultOnDestroy(bought)
		if plan.takesOver() {
			plan.OnDestroy = defaultOnDestroy(takenOver)
		}
	}
	switch {
	case plan.ResourceID.IsUnknown():
		what := "a package that resource_id names, or a new one if it names none"
		if !plan.priced() {
			what = "the package that resource_id names"
		}
		if plan.priced() || !plan.ValidThrough.IsNull() {
			d.Append(diags.MayCharge(what, "resource_id is not known yet. A package that is taken over is charged for only where valid_through asks for a renewal."))
		}
		return d
	case plan.takesOver():
		plan.ID = plan.ResourceID
		return r.planTakeOver(ctx, plan)
	}
	if config.AutoRenew.IsNull() {
		plan.AutoRenew = types.BoolValue(false)
	}
	item := plan.item()
	what := lineOf(item)
	if !plan.priced() {
		what = "a resource package"
	}
	if !r.run.AcceptAgreements {
		d.Append(diags.AgreementsNeeded(path.Root("resource_spec_code"), what))
		return d
	}
	if at, why := r.run.CheckItem(ctx, item); at != "" {
		d.Append(diags.Wrong(path.Root(at), "Product is not sold like this", "%s No money moved.", why))
		return d
	}
	if !plan.priced() {
		d.Append(diags.MayCharge(what, "What is bought, or for how long, is not known yet."))
		return d
	}
	if product, ok := r.run.Product(ctx, item.ResourceSpecCode); ok && product.Pool != "" && tftypes.Known(plan.ValidThrough) {
		d.Append(diags.Wrong(path.Root("valid_through"), "On-shelf months do not renew", "On-shelf months are void a year after their purchase and cannot be renewed, so that valid_through cannot be kept."))
	}
	if d.Append(r.run.PlanCharge(ctx, plan.MaxAmount, what, item)...); d.HasError() {
		return d
	}
	r.run.PlanPurchase(ctx, item)
	if plan.AutoRenew.ValueBool() {
		d.Append(r.willRenew(ctx, plan, "the new package", r.firstEnd(item)))
	}
	return append(d, r.planFirstRenewal(ctx, plan)...)
}

// planFirstRenewal announces the renewal of a package that is bought in the same apply and ends too early.
func (r *Resource) planFirstRenewal(ctx context.Context, plan *model) (d diag.Diagnostics) {
	end := r.firstEnd(plan.item())
	switch {
	case plan.ValidThrough.IsUnknown():
		d.Append(diags.MayCharge("renewals of the new package", unknownThrough))
	case plan.endsEarlier(end):
		d.Append(r.planRenewal(ctx, plan, r.run.Now(), end, "")...)
	}
	return d
}

// firstEnd is when a package ends that is bought now.
func (r *Resource) firstEnd(it mssclient.OrderItem) time.Time {
	return calendar.End(r.run.Now(), int(min(it.PeriodNum, calendar.MaxMonths))*run.Months(it.PeriodType))
}

// planTakeOver checks an existing package. What the service cannot tell right now is left to the apply.
func (r *Resource) planTakeOver(ctx context.Context, plan *model) (d diag.Diagnostics) {
	p, err := r.run.Client.Package(ctx, plan.ResourceID.ValueString())
	if mssclient.IsNotFound(err) {
		d.Append(diags.UnableAt(path.Root("resource_id"), "take over resource package", err, diags.NoMoney, "The service knows no package "+plan.ResourceID.ValueString()+"."))
		return d
	}
	if err != nil {
		tflog.Debug(ctx, "plan check skipped: package could not be read", map[string]any{"error": err.Error()})
		return d
	}
	if run.Gone(p.Status) {
		d.Append(wrongGone(p, r.run.Now()))
		return d
	}
	if plan.ValidThrough.IsUnknown() {
		d.Append(diags.MayCharge("renewals of package "+p.ResourceID, unknownThrough))
	}
	found := *plan
	found.fromPackage(r.run, p)
	r.readOrder(ctx, &found)
	renewing := plan.endsEarlier(p.ExpireTime)
	if renewing {
		d.Append(r.checkRenewal(ctx, &found)...)
	}
	return append(d, r.planAutoRenew(ctx, &found, plan.AutoRenew, p.AutoRenew, p.Status, renewing)...)
}

func wrongGone(p *mssclient.Package, now time.Time) diag.Diagnostic {
	return diags.Wrong(path.Root("resource_id"), "Package is gone", "Package %s is %s%s: there is nothing to take over. No money moved. Buy a new package instead.",
		p.ResourceID, p.Status, diags.Ended(p.ExpireTime, now))
}

func (r *Resource) planUpdate(ctx context.Context, plan, config, state *model, acquired string) (d diag.Diagnostics) {
	tftypes.Keep(plan, config, state)
	if config.OnDestroy.IsNull() {
		plan.OnDestroy = defaultOnDestroy(acquired)
	}
	diags.CreateOnly(&d, path.Root("resource_spec_code"), state.ResourceSpecCode, plan.ResourceSpecCode, wayOut)
	diags.CreateOnly(&d, path.Root("period_type"), state.PeriodType, plan.PeriodType, wayOut)
	diags.CreateOnly(&d, path.Root("period_num"), state.PeriodNum, plan.PeriodNum, "To extend the package, set valid_through. "+wayOut)
	if tftypes.Known(plan.ResourceID) {
		diags.CreateOnly(&d, path.Root("resource_id"), state.ID, plan.ResourceID, wayOut)
	}
	if d.HasError() {
		return d
	}
	if state.ID.IsNull() {
		return r.planLatePayment(ctx, plan, state)
	}
	renewing := !plan.gone() && plan.endsEarlier(state.expire())
	if renewing {
		d.Append(r.checkRenewal(ctx, plan)...)
	}
	if !plan.AutoRenew.Equal(state.AutoRenew) {
		if plan.AutoRenew.ValueBool() && !r.run.AcceptAgreements {
			d.Append(diags.AgreementsNeeded(path.Root("auto_renew"), "automatic renewals of package "+state.ID.ValueString()))
			return d
		}
		d.Append(r.planAutoRenew(ctx, plan, plan.AutoRenew, state.AutoRenew.ValueBool(), state.Status.ValueString(), renewing)...)
		plan.derive(r.run)
	}
	if plan.AutoRenew.IsUnknown() {
		plan.NextChargeTime = timetypes.NewRFC3339Unknown()
	}
	if plan.ValidThrough.IsUnknown() && !plan.gone() {
		d.Append(diags.MayCharge("renewals of package "+state.ID.ValueString(), unknownThrough))
	}
	if renewing || plan.ValidThrough.IsUnknown() {
		plan.unknownAfterRenewal(state.Status.ValueString())
	}
	return d
}

const unknownThrough = "valid_through is not known yet: it is renewed if it ends before that."

// planLatePayment plans the payment of a purchase whose first one never arrived. What is not known otherwise is left to the refresh.
func (r *Resource) planLatePayment(ctx context.Context, plan, state *model) (d diag.Diagnostics) {
	o, err := r.run.Client.Order(ctx, state.OrderID.ValueString())
	if err != nil || o.Status != mssclient.OrderPendingPayment {
		return d
	}
	what := "the payment of order " + o.ID + " (" + lineOf(plan.item()) + ")"
	if !r.run.AcceptAgreements {
		d.Append(diags.AgreementsNeeded(path.Root("resource_spec_code"), what))
		return d
	}
	d.Append(r.run.PlanAmount(plan.MaxAmount, o.Amount, o.Currency, what)...)
	r.run.PlanPurchase(ctx, plan.item())
	d.Append(r.planFirstRenewal(ctx, plan)...)
	plan.undelivered()
	return d
}

// checkRenewal announces a renewal of the package as it stands, or refuses it.
func (r *Resource) checkRenewal(ctx context.Context, m *model) (d diag.Diagnostics) {
	if !run.Periodic(m.ChargingMode.ValueString()) {
		d.Append(diags.Wrong(path.Root("valid_through"), "Package cannot be renewed", "Package %s ends %s and is not of a kind that renews: it has charging mode %s. No money moved. Remove valid_through.",
			m.ID.ValueString(), m.ExpireTime.ValueString(), m.ChargingMode.ValueString()))
		return d
	}
	if !r.run.AcceptAgreements {
		d.Append(diags.AgreementsNeeded(path.Root("valid_through"), "a renewal of package "+m.ID.ValueString()))
		return d
	}
	begin, _ := tftypes.Instant(m.EffectiveTime)
	return r.planRenewal(ctx, m, begin, m.expire(), ", renewal of "+m.ID.ValueString())
}

func (r *Resource) planRenewal(ctx context.Context, m *model, begin, end time.Time, of string) (d diag.Diagnostics) {
	through, _ := tftypes.Instant(m.ValidThrough)
	n, err := run.Periods(begin, end, through, m.periodType())
	if err != nil {
		d.Append(diags.Wrong(path.Root("valid_through"), "Instant is out of reach", "valid_through %s is too far in the future: %s. No money moved.", m.ValidThrough.ValueString(), err))
		return d
	}
	if most := r.run.MaxTotalMonths; most > 0 {
		if months, err := calendar.MonthsUntil(begin, through); err == nil && months > most {
			d.Append(diags.Wrong(path.Root("valid_through"), "Instant is out of reach", "valid_through %s is %d months after the package's beginning, and at most %d are sold, until %s. No money moved. Choose an earlier instant.",
				m.ValidThrough.ValueString(), months, most, diags.Day(calendar.End(begin, most))))
			return d
		}
	}
	if of == "" {
		of = ", renewal in the same apply"
	}
	item := mssclient.OrderItem{ResourceSpecCode: m.ResourceSpecCode.ValueString(), PeriodType: m.periodType(), PeriodNum: n, SubscriptionNum: 1}
	d.Append(r.run.PlanOrders(ctx, m.MaxAmount, lineOf(item)+of, renewalOrders(item)...)...)
	return append(d, r.swallowed(ctx, m, end, calendar.End(begin, monthsOf(begin, end)+int(n)*run.Months(m.periodType())))...)
}

// renewalOrders splits a renewal into the orders that it takes.
func renewalOrders(it mssclient.OrderItem) (orders []mssclient.OrderItem) {
	for left := it.PeriodNum; left > 0; left -= run.MaxPeriods(it.PeriodType) {
		it.PeriodNum = min(left, run.MaxPeriods(it.PeriodType))
		orders = append(orders, it)
	}
	return orders
}

// monthsOf a term that ends at an end.
func monthsOf(begin, end time.Time) int {
	n, err := calendar.MonthsUntil(begin, end)
	if err != nil {
		return 0
	}
	return n
}

// swallowed warns of on-shelf months that a renewal takes the use from: an asset lives until the later of its package's end and its own. What cannot
// be read is left out.
func (r *Resource) swallowed(ctx context.Context, m *model, end, renewed time.Time) (d diag.Diagnostics) {
	for _, id := range tftypes.GoStrings(m.AssetIDs) {
		a, err := r.run.Client.Asset(ctx, id)
		if err != nil || !a.ExpireTime.After(end) {
			continue
		}
		until := "some of it is paid twice"
		if !renewed.Before(a.ExpireTime) {
			until = "all of it is paid twice"
		}
		d.Append(diags.Note(fmt.Sprintf("Renewing package %s overlaps the on-shelf months of asset %s, which lives until %s without it", m.ID.ValueString(), id, diags.Day(a.ExpireTime)),
			"From "+diags.Day(end)+" on the asset lives by months of its own, and "+until+": it lives until the later of the two ends. Months that were spent do not come back."))
	}
	return d
}

// willRenew announces what the service is going to charge by itself, as far as the catalogue tells the price of a period.
func (r *Resource) willRenew(ctx context.Context, m *model, what string, end time.Time) diag.Diagnostic {
	amount := ""
	if m.priced() {
		it := m.item()
		it.PeriodNum = 1
		if sum := r.run.Sum(ctx, it); sum != "" {
			amount = ", at " + sum + " a period"
		}
	}
	if through, ok := tftypes.Instant(m.ValidThrough); ok && through.After(end) { // a renewal of the same apply comes first
		end = through
	}
	return diags.Note("Renews "+what+" automatically, not before "+diags.Day(r.run.NextCharge(end))+amount, "The service charges that by itself, until auto_renew is switched off: max_amount and max_charge_per_run do not bound it.")
}

// planAutoRenew announces that automatic renewal is switched on, and refuses what the service would: it can be only before a package's end, and only of
// one that renews.
func (r *Resource) planAutoRenew(ctx context.Context, m *model, want types.Bool, has bool, status string, renewing bool) (d diag.Diagnostics) {
	switch {
	case !want.ValueBool() || has:
		return d
	case tftypes.Known(m.ChargingMode) && !run.Periodic(m.ChargingMode.ValueString()):
		d.Append(diags.Wrong(path.Root("auto_renew"), "Automatic renewal cannot be switched on", "Package %s has the charging mode %s: on-shelf months and one-off units do not renew. No money moved. Set auto_renew to false.",
			m.ID.ValueString(), m.ChargingMode.ValueString()))
		return d
	case renewing || status == mssclient.PackageActive || status == "":
		return diag.Diagnostics{r.willRenew(ctx, m, "package "+m.ID.ValueString(), m.expire())}
	}
	way := "Renew it with valid_through first; automatic renewal can be switched on when it is active again."
	if run.Gone(status) {
		way = "Set auto_renew to false."
	}
	d.Append(diags.Wrong(path.Root("auto_renew"), "Automatic renewal cannot be switched on", "%s",
		fmt.Sprintf("The package has the status %s: its end has passed, and the service switches automatic renewal on only before that. No money moved. %s", status, way)))
	return d
}
