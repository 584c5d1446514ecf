package resourcepackage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ crud.PlannedAction              = (*RenewAction)(nil)
	_ action.ActionWithValidateConfig = (*RenewAction)(nil)
)

// RenewAction is the action mss_resource_package_renew.
type RenewAction struct{ crud.Action }

// NewRenewAction makes the action for registration.
func NewRenewAction() action.Action { return &RenewAction{crud.Action{Name: "resource_package_renew"}} }

// packages are what the resource does with packages.
func (a *RenewAction) packages() *Resource { return &Resource{crud.Resource{Configured: a.Configured}} }

type renewModel struct {
	ResourceID   types.String   `tfsdk:"resource_id"`
	ValidThrough tfconv.Instant `tfsdk:"valid_through"`
	PeriodNum    types.Int64    `tfsdk:"period_num"`
	MaxAmount    types.String   `tfsdk:"max_amount"`
}

var (
	atResourceID   = path.Root("resource_id")
	atPeriodNum    = path.Root("period_num")
	atValidThrough = path.Root("valid_through")
)

// Schema is the contract with action blocks.
func (a *RenewAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Renews a resource package, managed here or not, by periods of its own length. With " +
			"`period_num`, each invocation adds that many periods; with `valid_through`, only as many as are missing. To " +
			"keep a package permanently, use `valid_through` of `mss_resource_package` instead.\n\n" + message.HowToAct,
		Attributes: map[string]schema.Attribute{
			"resource_id": tfconv.ActionIDAttribute("Id of the package."),
			"valid_through": schema.StringAttribute{
				Optional: true, CustomType: tfconv.InstantType{},
				MarkdownDescription: "Instant (RFC 3339) before which the package must not end. It is renewed by the fewest " +
					"periods that reach it, so another invocation charges nothing. Conflicts with `period_num`.",
			},
			"period_num": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Number of periods to add, at most 11 monthly or 3 yearly ones. Each invocation adds them " +
					"again. Conflicts with `valid_through`.",
				Validators: []validator.Int64{int64validator.Between(1, int64(purchase.MaxPeriods(mssclient.Monthly)))},
			},
			"max_amount": tfconv.ActionLimitAttribute("The most that one renewal order may cost, such as `120.00`, in the " +
				"account's currency. The plan compares the catalogue's price, and the order itself is compared before it is " +
				"paid. Above it nothing is charged, and the order is cancelled."),
		},
	}
}

// ValidateConfig wants exactly one of the two ways to say how long.
func (a *RenewAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest,
	resp *action.ValidateConfigResponse) {
	var m renewModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	switch {
	case tfconv.Known(m.ValidThrough) && tfconv.Known(m.PeriodNum):
		resp.Diagnostics.Append(message.Wrong(atPeriodNum, "Invalid combination of attributes",
			"Set only one of valid_through and period_num."))
	case m.ValidThrough.IsNull() && m.PeriodNum.IsNull():
		resp.Diagnostics.Append(message.Wrong(atValidThrough, "Missing attribute", "Set valid_through or period_num."))
	}
}

// ModifyPlan tells what the renewal charges, and refuses one that cannot be made. A package that this plan buys is not
// known yet.
func (a *RenewAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var m renewModel
	if !a.BeginPlan(ctx, req, resp, &m) {
		return
	}
	if !a.Session.AcceptAgreements {
		resp.Diagnostics.Append(a.consentNeeded(&m))
		return
	}
	if m.ResourceID.IsUnknown() || m.ValidThrough.IsUnknown() || m.PeriodNum.IsUnknown() {
		resp.Diagnostics.Append(message.MayCharge("the renewal of a package", "The package or the period is not known yet."))
		return
	}
	p, found, d := a.renewable(ctx, &m)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	b, _ := a.Ledger.Book(ctx, false, nil)
	if tfconv.Known(m.PeriodNum) {
		resp.Diagnostics.Append(a.planPeriods(ctx, b, p, found, &m)...)
		return
	}
	if !found.endsEarlier(p.ExpireTime) {
		return
	}
	resp.Diagnostics.Append(a.packages().planRenewal(ctx, b, found, p.EffectiveTime, p.ExpireTime, renewalOf(p))...)
}

func (a *RenewAction) consentNeeded(m *renewModel) diag.Diagnostic {
	id := m.ResourceID.ValueString()
	if m.ResourceID.IsUnknown() {
		id = "that is not known yet"
	}
	return message.AgreementsNeeded(atResourceID, "a renewal of package "+id)
}

func renewalOf(p *mssclient.Package) string { return ", renewal of " + p.ResourceID }

func (a *RenewAction) planPeriods(ctx context.Context, b *ledger.Booking, p *mssclient.Package, found *model,
	m *renewModel) (d diag.Diagnostics) {
	n, period := int32(m.PeriodNum.ValueInt64()), found.periodType()
	if most := a.Session.MaxTotalMonths; most > 0 {
		if months, err := calendar.MonthsUntil(p.EffectiveTime, p.ExpireTime); err == nil &&
			months+int(n)*purchase.Months(period) > most {
			d.Append(message.Wrong(atPeriodNum, "Instant is out of reach", "Package %s would last %d months in total, and "+
				"the limit is %d. No money moved. Renew it by fewer periods.",
				p.ResourceID, months+int(n)*purchase.Months(period), most))
			return d
		}
	}
	item := mssclient.OrderItem{ResourceSpecCode: p.ResourceSpecCode, PeriodType: period, PeriodNum: n}
	q, err := a.Buyer.Quote(ctx, nil, purchase.PeriodsOf(p.ResourceID, item, p.ExpireTime, n))
	if err != nil {
		d.Append(message.UnableAt(atPeriodNum, "renew resource package", err, message.NoMoney))
		return d
	}
	return b.Charge(m.MaxAmount, lineOf(item)+renewalOf(p), q, message.WillCharge)
}

// renewable is the package and what of it a renewal depends on, unless it cannot be renewed. A renewal is by the period
// of the purchase.
func (a *RenewAction) renewable(ctx context.Context, m *renewModel) (p *mssclient.Package, found *model,
	d diag.Diagnostics) {
	id := m.ResourceID.ValueString()
	p, err := a.Session.Client.Package(ctx, id)
	if err != nil {
		d.Append(message.UnableAt(atResourceID, "read resource package", err, message.NoMoney))
		return nil, nil, d
	}
	found = &model{ValidThrough: m.ValidThrough, MaxAmount: m.MaxAmount}
	found.fromPackage(a.Session, p)
	switch {
	case purchase.Gone(p.Status):
		d.Append(message.Wrong(atResourceID, "Package is gone", "Package %s is %s%s, and cannot be renewed. No money "+
			"moved. Buy a new package instead.", id, p.Status, message.Ended(p.ExpireTime, a.Session.Now())))
		return p, found, d
	case !purchase.Periodic(p.ChargingMode):
		d.Append(message.Wrong(atResourceID, "Package cannot be renewed", "Package %s ends %s and cannot be renewed: it "+
			"has charging mode %s. No money moved.", id, message.Instant(p.ExpireTime), p.ChargingMode))
		return p, found, d
	}
	o, err := a.Session.Client.Order(ctx, p.OrderID)
	if err != nil {
		d.Append(message.UnableAt(atResourceID, "read order of resource package", err, message.NoMoney))
		return p, found, d
	}
	found.fromOrder(o)
	if n, most := m.PeriodNum.ValueInt64(), purchase.MaxPeriods(found.periodType()); n > int64(most) {
		d.Append(message.Wrong(atPeriodNum, "Too many periods", "Package %s was bought %s, and one renewal adds at most "+
			"%d such periods, not %d. No money moved. For more, use valid_through.", id, found.periodType(), most, n))
	}
	return p, found, d
}

// Invoke renews the package.
func (a *RenewAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m renewModel
	ctx, tell, ok := a.BeginInvoke(ctx, req, resp, &m)
	if !ok {
		return
	}
	if !a.Session.AcceptAgreements {
		resp.Diagnostics.Append(a.consentNeeded(&m))
		return
	}
	p, found, d := a.renewable(ctx, &m)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	through, until := m.ValidThrough.Second()
	if until && !found.endsEarlier(p.ExpireTime) {
		tell("Package %s ends %s: nothing is renewed or charged", p.ResourceID, message.Instant(p.ExpireTime))
		return
	}
	tell("Renewing package %s (%s), which ends %s", p.ResourceID, message.Short(p.ResourceSpecCode),
		message.Instant(p.ExpireTime))
	var after *mssclient.Package
	paid, b := "", purchase.NewBudget(m.MaxAmount, types.StringNull())
	a.Ledger.Begin()
	if until {
		var orders []string
		after, orders, d = a.packages().renew(ctx, p, b, found.periodType(), through)
		if len(orders) > 0 {
			paid = orders[0]
		}
	} else {
		after, paid, d = a.packages().renewOnce(ctx, p, b, found.periodType(), int32(m.PeriodNum.ValueInt64()), atPeriodNum)
		if paid != "" && after == nil {
			d.Append(message.Note("Check the end of package "+p.ResourceID+" before you run the action again",
				"It ended "+message.Instant(p.ExpireTime)+" before. With period_num, the action renews each time it runs."))
		}
	}
	a.Ledger.End(ctx, &d)
	for _, one := range d.Warnings() {
		tell("%s", one.Summary())
	}
	resp.Diagnostics.Append(d...)
	if paid != "" && after != nil && after.ExpireTime.After(p.ExpireTime) {
		tell("Package %s ends %s now", p.ResourceID, message.Instant(after.ExpireTime))
	}
}
