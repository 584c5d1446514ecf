package resourcepackage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const wayOut = "Change it back, add a new resource block for another package, or run `terraform taint` on this one " +
	"and apply, which releases the old one according to on_destroy and buys another. (-replace does not help: " +
	"Terraform plans the change first.)"

// ModifyPlan tells what an apply is going to buy or release, refuses what cannot be done, and leaves unknown only what
// the apply can move.
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
	b, more := r.Ledger.Book(ctx, req.State.Raw.IsNull(), req.Private)
	d.Append(more...)
	if req.State.Raw.IsNull() {
		if !plan.takesOver() {
			d.Append(r.Buyer.PlanToken(ctx, req.Private, mssclient.OrderTokens, plan.ClientToken)...)
		}
		d.Append(r.planCreate(ctx, b, &plan, &config)...)
	} else {
		d.Append(r.Buyer.KeepsObject(ctx, resp.Private, state.OrderID.ValueString())...)
		acquired := takenOver
		_, more := tfconv.GetPrivate(ctx, req.Private, acquiredKey, &acquired)
		d.Append(more...)
		d.Append(message.StillDestroyable(r.planUpdate(ctx, b, &plan, &config, &state, acquired))...)
		if plan.RepurchaseWhenGone.ValueBool() && state.gone() && !plan.takesOver() {
			plan.ID = types.StringUnknown() // core replaces only for what changes, and then plans the purchase
			resp.RequiresReplace = path.Paths{path.Root("id")}
			d.Append(r.willRepurchase(ctx, b, &plan, &state)...)
		}
	}
	change := fmt.Sprint(plan.ID.ValueString(), plan.ResourceID.ValueString(), plan.item(),
		plan.ValidThrough.ValueString())
	d.Append(ledger.Conclude(ctx, b, "mss_resource_package", change, req.State.Raw.IsNull(), &plan,
		(*model).plannedCharge, resp)...)
	if !d.HasError() {
		d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
	}
}

// willRepurchase announces what buying again charges. Core plans a replacement a second time, as a creation, and shows
// of that only the errors.
func (r *Resource) willRepurchase(ctx context.Context, b *ledger.Booking, plan, state *model) diag.Diagnostics {
	in := "in place of package " + state.ID.ValueString() + ", which is " + state.Status.ValueString()
	if !plan.priced() || plan.ValidThrough.IsUnknown() {
		b.MayCharge = true
		return diag.Diagnostics{message.MayCharge("a resource package "+in, "The product or the period is not known yet.")}
	}
	item := plan.item()
	q, err := r.Buyer.Quote(ctx, []mssclient.OrderItem{item}, r.firstTerm(plan, item))
	if err != nil {
		return diag.Diagnostics{refused(err, true)}
	}
	b.Buy(ctx, item)
	return b.Charge(plan.MaxAmount, lineOf(item)+", "+in, q, message.WillCharge)
}

// firstTerm is the renewal until valid_through of a package that is bought now; nil if it does not ask for one.
func (r *Resource) firstTerm(m *model, item mssclient.OrderItem) *purchase.RenewalTerm {
	end := r.firstEnd(item)
	through, _ := m.ValidThrough.Second()
	if !m.endsEarlier(end) {
		return nil
	}
	return &purchase.RenewalTerm{Item: item, Begin: r.Session.Now(), End: end, Through: through}
}

// refused is an error of the plan for what the service will not sell. A purchase is refused by its attributes, its
// renewal by how long it is asked for.
func refused(err error, buying bool) diag.Diagnostic {
	index, attribute, why := purchase.RefusedItem(err)
	if buying && index == 0 {
		return message.Wrong(path.Root(attribute), "Product not available with these settings", "%s. No money moved.",
			strings.TrimSuffix(why, "."))
	}
	if buying && !strings.HasPrefix(mssclient.Code(err), "CBC.") { // billing's codes are of the renewal
		return message.UnableAt(path.Root("resource_spec_code"), "order resource package", err, message.NoMoney)
	}
	return message.UnableAt(path.Root("valid_through"), "renew resource package", err, message.NoMoney)
}

func (r *Resource) planDestroy(ctx context.Context, state *model) (d diag.Diagnostics) {
	id := state.ID.ValueString()
	if state.gone() {
		return d
	}
	if id == "" {
		d.Append(message.Note("Releases the package of order "+state.OrderID.ValueString()+", if it exists",
			"Its purchase could not be read back. An unpaid order is cancelled."))
		return d
	}
	if state.DeletionProtection.ValueBool() {
		d.Append(protected(id))
		return d
	}
	p := mssclient.Package{ResourceID: id, Status: state.Status.ValueString(), AutoRenew: state.AutoRenew.ValueBool(),
		ExpireTime: state.expire()}
	switch state.OnDestroy.ValueString() {
	case purchase.Unsubscribe:
		if state.ReturnableUntil.IsNull() || p.Status == mssclient.PackageFrozen {
			return r.Buyer.AnnounceLapse("cannot be returned and ", p)
		}
		return r.Buyer.AnnounceReturn(ctx, "", id)
	case purchase.CancelRenewal:
		return r.Buyer.AnnounceLapse("", p)
	default:
		return r.Buyer.AnnounceRetention(p)
	}
}

func protected(id string) diag.Diagnostic {
	return message.Wrong(path.Root("deletion_protection"), "Package is protected",
		"deletion_protection is true for package %s. Nothing was returned. Set it to false and apply before you destroy "+
			"it: restore its block if you removed it, and run `terraform untaint` if it is tainted. If a replacement with "+
			"create_before_destroy left it behind, run `terraform state rm` on its address and import the new package.", id)
}

func (r *Resource) planCreate(ctx context.Context, b *ledger.Booking, plan, config *model) (d diag.Diagnostics) {
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
		if plan.priced() {
			d.Append(r.Buyer.MayCreate(ctx, nil)...)
		}
		if plan.priced() || !plan.ValidThrough.IsNull() {
			b.MayCharge = true
			d.Append(message.MayCharge(what, "resource_id is not known yet. An adopted package is charged for only if "+
				"valid_through requires a renewal."))
		}
		return d
	case plan.takesOver():
		plan.ID = plan.ResourceID
		return r.planTakeOver(ctx, b, plan)
	}
	if config.AutoRenew.IsNull() {
		plan.AutoRenew = types.BoolValue(false)
	}
	item := plan.item()
	what := lineOf(item)
	if !plan.priced() {
		what = "a resource package"
	}
	if !r.Session.AcceptAgreements {
		d.Append(message.AgreementsNeeded(path.Root("resource_spec_code"), what))
		return d
	}
	if at, why := r.Session.CheckItem(ctx, item); at != "" {
		d.Append(message.Wrong(path.Root(at), "Product not available with these settings", "%s No money moved.", why))
		return d
	}
	if d.Append(r.Buyer.MayCreate(ctx, r.unclaimed(plan))...); d.HasError() {
		return d
	}
	if !plan.priced() {
		b.MayCharge = true
		d.Append(message.MayCharge(what, "The product or the period is not known yet."))
		return d
	}
	if product, ok := r.Session.Product(ctx, item.ResourceSpecCode); ok && product.Lapses &&
		tfconv.Known(plan.ValidThrough) {
		d.Append(message.Wrong(path.Root("valid_through"), "Package cannot be renewed",
			"%s expires at its end and cannot be renewed. No money moved. Remove valid_through.",
			message.Short(item.ResourceSpecCode)))
		return d
	}
	if b.Claim(ctx, []mssclient.OrderItem{item}) >= 0 {
		d.Append(message.SoldOnce(path.Root("resource_spec_code"), item.ResourceSpecCode))
		return d
	}
	term, more := r.checkedFirstTerm(plan, item)
	if d.Append(more...); d.HasError() {
		return d
	}
	q, err := r.Buyer.Quote(ctx, []mssclient.OrderItem{item}, term)
	if err != nil {
		d.Append(refused(err, true))
		return d
	}
	purchase, renewals := q.Split()
	if d.Append(b.Charge(plan.MaxAmount, what, purchase, message.WillCharge)...); d.HasError() {
		return d
	}
	b.Buy(ctx, item)
	if plan.AutoRenew.ValueBool() {
		d.Append(r.willRenew(ctx, plan, "the new package", r.firstEnd(item)))
	}
	return append(d, r.planFirstRenewal(ctx, b, plan, item, renewals)...)
}

// checkedFirstTerm is firstTerm, unless it lies out of reach.
func (r *Resource) checkedFirstTerm(plan *model, item mssclient.OrderItem) (*purchase.RenewalTerm, diag.Diagnostics) {
	t := r.firstTerm(plan, item)
	if t == nil {
		return nil, nil
	}
	return t, r.checkReach(plan, t.Begin, t.End)
}

// unclaimed asks for orders of interrupted applies like that of this package; nil while it is not known as a whole.
func (r *Resource) unclaimed(plan *model) func(context.Context) ([]mssclient.Made, error) {
	if !plan.priced() || plan.AutoRenew.IsUnknown() || plan.ClientToken.IsUnknown() {
		return nil
	}
	return func(ctx context.Context) ([]mssclient.Made, error) {
		return r.Session.Client.UnclaimedOrder(ctx, mssclient.OrderRequest{Items: []mssclient.OrderItem{plan.item()},
			Token: plan.ClientToken.ValueString()})
	}
}

// planFirstRenewal announces the renewal of a package that is bought in the same apply and ends too early.
func (r *Resource) planFirstRenewal(ctx context.Context, b *ledger.Booking, plan *model, item mssclient.OrderItem,
	q ledger.Quote) (d diag.Diagnostics) {
	end := r.firstEnd(item)
	switch {
	case plan.ValidThrough.IsUnknown():
		b.MayCharge = true
		d.Append(message.MayCharge("renewals of the new package", unknownThrough))
	case plan.endsEarlier(end):
		d.Append(r.announceRenewal(ctx, b, plan, r.Session.Now(), end, ", renewal in the same apply", q)...)
	}
	return d
}

// firstEnd is when a package ends that is bought now.
func (r *Resource) firstEnd(it mssclient.OrderItem) time.Time {
	return calendar.End(r.Session.Now(), int(min(it.PeriodNum, calendar.MaxMonths))*purchase.Months(it.PeriodType))
}

// planTakeOver checks an existing package. What the service cannot tell right now is left to the apply.
func (r *Resource) planTakeOver(ctx context.Context, b *ledger.Booking, plan *model) (d diag.Diagnostics) {
	p, err := r.Session.Client.Package(ctx, plan.ResourceID.ValueString())
	if mssclient.IsNotFound(err) {
		d.Append(message.UnableAt(path.Root("resource_id"), "adopt resource package", err, message.NoMoney,
			"The service knows no package "+plan.ResourceID.ValueString()+"."))
		return d
	}
	if err != nil {
		tflog.Debug(ctx, "plan check skipped: package could not be read", map[string]any{"error": err.Error()})
		b.MayCharge = !plan.ValidThrough.IsNull()
		return d
	}
	if purchase.Gone(p.Status) {
		d.Append(wrongGone(p, r.Session.Now()))
		return d
	}
	if plan.ValidThrough.IsUnknown() {
		b.MayCharge = true
		d.Append(message.MayCharge("renewals of package "+p.ResourceID, unknownThrough))
	}
	found := *plan
	found.fromPackage(r.Session, p)
	found.readOrder(ctx, r.Session)
	renewing := plan.endsEarlier(p.ExpireTime)
	if renewing {
		d.Append(r.checkRenewal(ctx, b, &found)...)
	}
	return append(d, r.planAutoRenew(ctx, &found, plan.AutoRenew, p.AutoRenew, p.Status, renewing)...)
}

func wrongGone(p *mssclient.Package, now time.Time) diag.Diagnostic {
	return message.Wrong(path.Root("resource_id"), "Package is gone", "Package %s is %s%s: it cannot be adopted. No "+
		"money moved. Buy a new package instead.",
		p.ResourceID, p.Status, message.Ended(p.ExpireTime, now))
}

func (r *Resource) planUpdate(ctx context.Context, b *ledger.Booking, plan, config, state *model,
	acquired string) (d diag.Diagnostics) {
	tfconv.Keep(plan, config, state)
	if config.OnDestroy.IsNull() {
		plan.OnDestroy = defaultOnDestroy(acquired)
	}
	message.CreateOnly(&d, path.Root("resource_spec_code"), state.ResourceSpecCode, plan.ResourceSpecCode, wayOut)
	message.CreateOnly(&d, path.Root("period_type"), state.PeriodType, plan.PeriodType, wayOut)
	message.CreateOnly(&d, path.Root("period_num"), state.PeriodNum, plan.PeriodNum,
		"To extend the package, set valid_through. "+wayOut)
	if tfconv.Known(plan.ResourceID) {
		message.CreateOnly(&d, path.Root("resource_id"), state.ID, plan.ResourceID, wayOut)
	}
	if d.HasError() {
		return d
	}
	if state.ID.IsNull() {
		return r.planLatePayment(ctx, b, plan, state)
	}
	renewing := !plan.gone() && plan.endsEarlier(state.expire())
	if renewing {
		d.Append(r.checkRenewal(ctx, b, plan)...)
	}
	if !plan.AutoRenew.Equal(state.AutoRenew) {
		if plan.AutoRenew.ValueBool() && !r.Session.AcceptAgreements {
			d.Append(message.AgreementsNeeded(path.Root("auto_renew"), "automatic renewals of package "+state.ID.ValueString()))
			return d
		}
		d.Append(r.planAutoRenew(ctx, plan, plan.AutoRenew, state.AutoRenew.ValueBool(), state.Status.ValueString(),
			renewing)...)
		plan.derive(r.Session)
		// the next attempt moves on with the clock, also between a saved plan and its apply
		if plan.AutoRenew.IsUnknown() || plan.AutoRenew.ValueBool() {
			plan.NextChargeTime = tfconv.UnknownInstant()
		}
	}
	if plan.ValidThrough.IsUnknown() && !plan.gone() {
		b.MayCharge = true
		d.Append(message.MayCharge("renewals of package "+state.ID.ValueString(), unknownThrough))
	}
	if renewing || plan.ValidThrough.IsUnknown() {
		plan.unknownAfterRenewal(state.Status.ValueString())
	}
	return d
}

const unknownThrough = "valid_through is not known yet: it is renewed if it ends before that."

// planLatePayment plans the payment of a purchase whose first one never arrived. What is not known otherwise is left to
// the refresh.
func (r *Resource) planLatePayment(ctx context.Context, b *ledger.Booking, plan, state *model) (d diag.Diagnostics) {
	o, err := r.Session.Client.Order(ctx, state.OrderID.ValueString())
	if err != nil || o.Status != mssclient.OrderPendingPayment {
		return d
	}
	item := plan.item()
	what := "the payment of order " + o.ID + " (" + lineOf(item) + ")"
	if !r.Session.AcceptAgreements {
		d.Append(message.AgreementsNeeded(path.Root("resource_spec_code"), what))
		return d
	}
	d.Append(b.Charge(plan.MaxAmount, what, ledger.QuoteOf(o), message.WillPay)...)
	b.Buy(ctx, item)
	term, more := r.checkedFirstTerm(plan, item)
	if d.Append(more...); d.HasError() {
		return d
	}
	renewals := ledger.Quote{Known: true}
	if term != nil {
		q, err := r.Buyer.Quote(ctx, []mssclient.OrderItem{item}, term)
		if err != nil {
			d.Append(refused(err, false))
			return d
		}
		_, renewals = q.Split()
	}
	d.Append(r.planFirstRenewal(ctx, b, plan, item, renewals)...)
	plan.undelivered()
	return d
}

// checkRenewal announces a renewal of the package as it stands, or refuses it.
func (r *Resource) checkRenewal(ctx context.Context, b *ledger.Booking, m *model) (d diag.Diagnostics) {
	if !purchase.Periodic(m.ChargingMode.ValueString()) {
		d.Append(message.Wrong(path.Root("valid_through"), "Package cannot be renewed",
			"Package %s ends %s and cannot be renewed: it has charging mode %s. No money moved. Remove valid_through.",
			m.ID.ValueString(), m.ExpireTime.ValueString(), m.ChargingMode.ValueString()))
		return d
	}
	if !r.Session.AcceptAgreements {
		d.Append(message.AgreementsNeeded(path.Root("valid_through"), "a renewal of package "+m.ID.ValueString()))
		return d
	}
	begin, _ := m.EffectiveTime.Second()
	return r.planRenewal(ctx, b, m, begin, m.expire(), ", renewal of "+m.ID.ValueString())
}

// planRenewal prices and announces the renewal of a package that exists.
func (r *Resource) planRenewal(ctx context.Context, b *ledger.Booking, m *model, begin, end time.Time,
	of string) (d diag.Diagnostics) {
	if d.Append(r.checkReach(m, begin, end)...); d.HasError() {
		return d
	}
	through, _ := m.ValidThrough.Second()
	item := mssclient.OrderItem{ResourceSpecCode: m.ResourceSpecCode.ValueString(), PeriodType: m.periodType(),
		SubscriptionNum: int32(max(1, m.UnitsTotal.ValueInt64()))}
	b.Renews = true
	q, err := r.Buyer.Quote(ctx, nil, &purchase.RenewalTerm{PackageID: m.ID.ValueString(), Item: item, Begin: begin,
		End: end, Through: through})
	if err != nil && r.movedOn(ctx, m.ID.ValueString(), end) {
		b.MayCharge = true
		return d
	}
	if err != nil {
		d.Append(refused(err, false))
		return d
	}
	return append(d, r.announceRenewal(ctx, b, m, begin, end, of, q)...)
}

// movedOn reports whether a package ends later than the state says: another block has renewed it, so that what was
// priced is not what the apply will order.
func (r *Resource) movedOn(ctx context.Context, id string, end time.Time) bool {
	p, err := r.Session.Client.Package(ctx, id)
	return err == nil && p.ExpireTime.After(end)
}

// checkReach refuses an instant beyond what a package can last.
func (r *Resource) checkReach(m *model, begin, end time.Time) (d diag.Diagnostics) {
	through, _ := m.ValidThrough.Second()
	if _, err := purchase.Periods(begin, end, through, m.periodType()); err != nil {
		d.Append(message.Wrong(path.Root("valid_through"), "Instant is out of reach",
			"valid_through %s is too far in the future: %s. No money moved.", m.ValidThrough.ValueString(), err))
		return d
	}
	if most := r.Session.MaxTotalMonths; most > 0 {
		if months, err := calendar.MonthsUntil(begin, through); err == nil && months > most {
			d.Append(message.Wrong(path.Root("valid_through"), "Instant is out of reach",
				"valid_through %s is %d months after the package's start, and the limit is %d, until %s. No money moved. Choose "+
					"an earlier instant.",
				m.ValidThrough.ValueString(), months, most, message.Instant(calendar.End(begin, most))))
		}
	}
	return d
}

func (r *Resource) announceRenewal(ctx context.Context, b *ledger.Booking, m *model, begin, end time.Time, of string,
	q ledger.Quote) (d diag.Diagnostics) {
	through, _ := m.ValidThrough.Second()
	n, err := purchase.Periods(begin, end, through, m.periodType())
	if err != nil {
		return d // checkReach has refused it
	}
	item := mssclient.OrderItem{ResourceSpecCode: m.ResourceSpecCode.ValueString(), PeriodType: m.periodType(),
		PeriodNum: n}
	d.Append(b.Charge(m.MaxAmount, lineOf(item)+of, q, message.WillCharge)...)
	return append(d, r.swallowed(ctx, m, end,
		calendar.End(begin, monthsOf(begin, end)+int(n)*purchase.Months(m.periodType())))...)
}

// monthsOf a term that ends at an end.
func monthsOf(begin, end time.Time) int {
	n, err := calendar.MonthsUntil(begin, end)
	if err != nil {
		return 0
	}
	return n
}

// swallowed warns of on-shelf months that a renewal takes the use from: an asset lives until the later of its package's
// end and its own. What cannot be read is left out.
func (r *Resource) swallowed(ctx context.Context, m *model, end, renewed time.Time) (d diag.Diagnostics) {
	for _, id := range tfconv.GoStrings(m.AssetIDs) {
		a, err := r.Session.Client.Asset(ctx, id)
		if err != nil || !a.ExpireTime.After(end) {
			continue
		}
		until := "some of it is paid twice"
		if !renewed.Before(a.ExpireTime) {
			until = "all of it is paid twice"
		}
		d.Append(message.Note(fmt.Sprintf("Renewal of package %s overlaps on-shelf months of asset %s until %s",
			m.ID.ValueString(), id, message.Instant(a.ExpireTime)),
			"From "+message.Instant(end)+" the asset has on-shelf months, and "+until+": it lives until the later of the two "+
				"ends. Spent months are not returned."))
	}
	return d
}

// willRenew announces what the service is going to charge by itself, as far as the catalogue tells the price of a
// period.
func (r *Resource) willRenew(ctx context.Context, m *model, what string, end time.Time) diag.Diagnostic {
	amount := ""
	if sum := r.periodPrice(ctx, m, end); sum != "" {
		amount = ", at " + sum + " a period"
	}
	if through, ok := m.ValidThrough.Second(); ok && through.After(end) { // a renewal of the same apply comes first
		end = through
	}
	return message.Note("Renews "+what+" automatically, not before "+message.Instant(r.Session.NextCharge(end))+amount,
		"The service charges this until you set auto_renew to false. max_amount and max_charge_per_run do not limit it.")
}

// periodPrice is what one more period of a package costs, as "99.00 USD"; empty if unknown.
func (r *Resource) periodPrice(ctx context.Context, m *model, end time.Time) string {
	if !m.priced() {
		return ""
	}
	item := m.item()
	var first []mssclient.OrderItem
	id := ""
	if tfconv.Known(m.ID) {
		id = m.ID.ValueString()
	} else {
		item.AutoRenew = false
		first = append(first, item)
	}
	q, err := r.Buyer.Quote(ctx, first, purchase.PeriodsOf(id, item, end, 1))
	if err != nil || !q.Known {
		return ""
	}
	return message.Sum(q.Orders[len(q.Orders)-1], q.Currency)
}

// planAutoRenew announces that automatic renewal is switched on, and refuses what the service would: it can be only
// before a package's end, and only of one that renews.
func (r *Resource) planAutoRenew(ctx context.Context, m *model, want types.Bool, has bool, status string,
	renewing bool) (d diag.Diagnostics) {
	switch {
	case !want.ValueBool() || has:
		return d
	case tfconv.Known(m.ChargingMode) && !purchase.Periodic(m.ChargingMode.ValueString()):
		d.Append(message.Wrong(path.Root("auto_renew"), "Automatic renewal cannot be enabled",
			"Package %s has the charging mode %s: on-shelf months and one-off units cannot be renewed. No money moved. Set "+
				"auto_renew to false.",
			m.ID.ValueString(), m.ChargingMode.ValueString()))
		return d
	case renewing || status == mssclient.PackageActive || status == "":
		return diag.Diagnostics{r.willRenew(ctx, m, "package "+m.ID.ValueString(), m.expire())}
	}
	way := "Renew it with valid_through first; you can enable automatic renewal when it is active again."
	if purchase.Gone(status) {
		way = "Set auto_renew to false."
	}
	d.Append(message.Wrong(path.Root("auto_renew"), "Automatic renewal cannot be enabled", "%s",
		fmt.Sprintf("The package has the status %s: its end has passed, and automatic renewal can be enabled only before "+
			"the end. No money moved. %s", status, way)))
	return d
}
