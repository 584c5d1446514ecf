package resourcepackage

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	PeriodType         types.String   `tfsdk:"period_type"`
	PeriodNum          types.Int64    `tfsdk:"period_num"`
	ResourceID         types.String   `tfsdk:"resource_id"`
	ValidThrough       tfconv.Instant `tfsdk:"valid_through"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	RepurchaseWhenGone types.Bool     `tfsdk:"repurchase_when_gone"`
	OnDestroy          types.String   `tfsdk:"on_destroy"`
	MaxAmount          types.String   `tfsdk:"max_amount"`
	ClientToken        types.String   `tfsdk:"client_token"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`

	ID            types.String `tfsdk:"id"`
	PlannedCharge types.String `tfsdk:"planned_charge"`
	OrderID       types.String `tfsdk:"order_id"`
	OrderIDs      types.List   `tfsdk:"order_ids"`
	facts
}

// facts are what the services list of a package. Data sources show them.
type facts struct {
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	AutoRenew        types.Bool     `tfsdk:"auto_renew"`
	Status           types.String   `tfsdk:"status"`
	BusinessType     types.String   `tfsdk:"business_type"`
	ChargingMode     types.String   `tfsdk:"charging_mode"`
	Unit             types.String   `tfsdk:"unit"`
	UnitsTotal       types.Int64    `tfsdk:"units_total"`
	UnitsUsed        types.Int64    `tfsdk:"units_used"`
	SubResources     types.List     `tfsdk:"sub_resources"`
	AssetIDs         types.List     `tfsdk:"asset_ids"`
	EffectiveTime    tfconv.Instant `tfsdk:"effective_time"`
	ExpireTime       tfconv.Instant `tfsdk:"expire_time"`
	NextChargeTime   tfconv.Instant `tfsdk:"next_charge_time"`
	ReturnableUntil  tfconv.Instant `tfsdk:"returnable_until"`
}

func (m *model) plannedCharge() *types.String { return &m.PlannedCharge }

// takesOver reports whether the configuration names an existing package. It may be wrong while resource_id is unknown.
func (m *model) takesOver() bool { return !m.ResourceID.IsNull() }

func (m *model) periodType() mssclient.PeriodType {
	return mssclient.PeriodType(m.PeriodType.ValueString())
}

// item is the one line of the purchase.
func (m *model) item() mssclient.OrderItem {
	return mssclient.OrderItem{
		ResourceSpecCode: m.ResourceSpecCode.ValueString(),
		PeriodType:       m.periodType(),
		PeriodNum:        int32(m.PeriodNum.ValueInt64()),
		SubscriptionNum:  1,
		AutoRenew:        m.AutoRenew.ValueBool(),
	}
}

// priced reports whether all that a price depends on is known.
func (m *model) priced() bool {
	return tfconv.Known(m.ResourceSpecCode) && tfconv.Known(m.PeriodType) && tfconv.Known(m.PeriodNum)
}

func (m *model) gone() bool { return purchase.Gone(m.Status.ValueString()) }

func (m *model) expire() time.Time {
	t, _ := m.ExpireTime.Second()
	return t
}

// endsEarlier reports whether valid_through asks for more than an end gives.
func (m *model) endsEarlier(end time.Time) bool {
	through, ok := m.ValidThrough.Second()
	return ok && end.Before(through)
}

// fromPackage copies what the service says. Of a package that MetaStudio no longer lists, what was last known about
// its units stays; of one that is gone also its auto_renew, so that nothing that can no longer be done shows up in a
// plan.
func (m *model) fromPackage(r *session.Session, p *mssclient.Package) {
	m.ID = types.StringValue(p.ResourceID)
	if p.OrderID != "" || m.OrderID.IsUnknown() {
		m.OrderID = tfconv.Text(p.OrderID)
	}
	m.ResourceSpecCode = types.StringValue(p.ResourceSpecCode)
	m.Status = types.StringValue(p.Status)
	m.EffectiveTime = tfconv.Time(p.EffectiveTime)
	m.ExpireTime = tfconv.Time(p.ExpireTime)
	if !purchase.Gone(p.Status) || !tfconv.Known(m.AutoRenew) {
		m.AutoRenew = types.BoolValue(p.AutoRenew)
	}
	if p.Listed || !tfconv.Known(m.UnitsTotal) {
		m.BusinessType = tfconv.Text(p.BusinessType)
		m.ChargingMode = tfconv.Text(p.ChargingMode)
		m.Unit = tfconv.Text(p.Unit)
		m.UnitsTotal = types.Int64Value(p.Units)
		m.UnitsUsed = types.Int64Value(p.Used)
		m.AssetIDs = tfconv.Strings(p.AssetIDs)
		m.SubResources = subResources(p.SubResources)
	}
	m.derive(r)
}

// derive computes what follows from other attributes.
func (m *model) derive(r *session.Session) {
	m.NextChargeTime, m.ReturnableUntil = tfconv.NullInstant(), tfconv.NullInstant()
	if m.gone() {
		return
	}
	if m.AutoRenew.ValueBool() {
		m.NextChargeTime = tfconv.Time(r.NextCharge(m.expire()))
	}
	if purchase.Periodic(m.ChargingMode.ValueString()) || purchase.OnShelf(m.Unit.ValueString()) &&
		m.UnitsUsed.ValueInt64() == 0 {
		m.ReturnableUntil = m.ExpireTime
	}
}

// fromOrder copies the facts of the purchase that are not known yet. The real cloud's billing names no
// products: there only an order of one item is certain.
func (m *model) fromOrder(o *mssclient.Order) {
	for _, it := range o.Items {
		if it.ResourceSpecCode != m.ResourceSpecCode.ValueString() && (it.ResourceSpecCode != "" || len(o.Items) > 1) {
			continue
		}
		if !tfconv.Known(m.PeriodType) {
			m.PeriodType = types.StringValue(string(it.PeriodType))
		}
		if !tfconv.Known(m.PeriodNum) {
			m.PeriodNum = types.Int64Value(int64(it.PeriodNum))
		}
		return
	}
}

// undelivered marks what a purchase delivers.
func (m *model) undelivered() {
	m.ID, m.Status, m.BusinessType = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.ChargingMode, m.Unit = types.StringUnknown(), types.StringUnknown()
	m.UnitsTotal, m.UnitsUsed = types.Int64Unknown(), types.Int64Unknown()
	m.SubResources, m.AssetIDs, m.OrderIDs = types.ListUnknown(subResourceType), types.ListUnknown(types.StringType),
		types.ListUnknown(types.StringType)
	m.EffectiveTime, m.ExpireTime = tfconv.UnknownInstant(), tfconv.UnknownInstant()
	m.NextChargeTime, m.ReturnableUntil = tfconv.UnknownInstant(), tfconv.UnknownInstant()
}

// unknownAfterRenewal marks what a renewal can move.
func (m *model) unknownAfterRenewal(prior string) {
	m.ExpireTime = tfconv.UnknownInstant()
	m.NextChargeTime = tfconv.UnknownInstant()
	m.ReturnableUntil = tfconv.UnknownInstant()
	m.OrderIDs = types.ListUnknown(types.StringType)
	if prior != mssclient.PackageActive {
		m.Status = types.StringUnknown()
	}
}

var subResourceType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"sub_resource_type": types.StringType,
	"business_type":     types.StringType,
	"unit":              types.StringType,
	"amount":            types.Int64Type,
	"usage":             types.Int64Type,
}}

func subResources(all []mssclient.SubResource) types.List {
	values := make([]attr.Value, 0, len(all))
	for _, s := range all {
		values = append(values, types.ObjectValueMust(subResourceType.AttrTypes, map[string]attr.Value{
			"sub_resource_type": types.StringValue(s.SubResourceType),
			"business_type":     tfconv.Text(s.BusinessType),
			"unit":              tfconv.Text(s.Unit),
			"amount":            types.Int64Value(s.Amount),
			"usage":             types.Int64Value(s.Usage),
		}))
	}
	return types.ListValueMust(subResourceType, values)
}
