package order

import (
	"cmp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	Items       types.List     `tfsdk:"items"`
	AutoPay     types.Bool     `tfsdk:"auto_pay"`
	Payment     types.Object   `tfsdk:"payment"`
	MaxAmount   types.String   `tfsdk:"max_amount"`
	ClientToken types.String   `tfsdk:"client_token"`
	OnDestroy   types.String   `tfsdk:"on_destroy"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`

	ID            types.String `tfsdk:"id"`
	PlannedCharge types.String `tfsdk:"planned_charge"`
	facts
	PaymentDeadline tfconv.Instant `tfsdk:"payment_deadline"`
	Packages        types.List     `tfsdk:"packages"`
}

// facts are what billing's list and an order's details both say.
type facts struct {
	Status         types.String   `tfsdk:"status"`
	OfficialAmount types.String   `tfsdk:"official_amount"`
	Amount         types.String   `tfsdk:"amount"`
	Currency       types.String   `tfsdk:"currency"`
	CreatedTime    tfconv.Instant `tfsdk:"created_time"`
	PaidTime       tfconv.Instant `tfsdk:"paid_time"`
}

func factsOf(o *mssclient.Order) facts {
	return facts{
		Status: types.StringValue(o.Status), OfficialAmount: types.StringValue(o.OfficialAmount.String()),
		Amount: types.StringValue(o.Amount.String()), Currency: types.StringValue(o.Currency),
		CreatedTime: tfconv.Time(o.CreatedTime), PaidTime: tfconv.Time(o.PaidTime),
	}
}

var (
	itemType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"resource_spec_code": types.StringType,
		"period_type":        types.StringType,
		"period_num":         types.Int64Type,
		"subscription_num":   types.Int64Type,
		"auto_renew":         types.BoolType,
	}}
	packageType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"resource_id":        types.StringType,
		"resource_spec_code": types.StringType,
		"item_index":         types.Int64Type,
	}}
)

func (m *model) plannedCharge() *types.String { return &m.PlannedCharge }

// pays reports whether the configuration wants the order paid.
func (m *model) pays() bool { return m.AutoPay.ValueBool() || tfconv.Known(m.Payment) }

// paidBy is the attribute by which the order is paid.
func (m *model) paidBy() string {
	if m.AutoPay.ValueBool() {
		return "auto_pay"
	}
	return "payment"
}

// mayPay reports whether it does, or may once all of it is known.
func (m *model) mayPay() bool { return m.pays() || m.AutoPay.IsUnknown() || m.Payment.IsUnknown() }

// paysAs copies how a configuration pays: what it leaves out is not what the state had, but nothing.
func (m *model) paysAs(config *model) {
	if config.AutoPay.IsNull() {
		m.AutoPay = types.BoolValue(false)
	}
	if config.Payment.IsNull() {
		m.Payment = noPayment()
	}
}

func (m *model) pending() bool { return m.Status.ValueString() == mssclient.OrderPendingPayment }

// orderItems are the items, if all of them are known.
func (m *model) orderItems() (items []mssclient.OrderItem, known bool) {
	if !tfconv.Known(m.Items) {
		return nil, false
	}
	for _, v := range m.Items.Elements() {
		o, ok := v.(types.Object)
		if !ok || !tfconv.Known(o) {
			return nil, false
		}
		a := o.Attributes()
		for _, one := range a {
			if one.IsUnknown() {
				return nil, false
			}
		}
		items = append(items, item(a))
	}
	return items, true
}

// item is one line of the order; what is not known is zero.
func item(a map[string]attr.Value) mssclient.OrderItem {
	code, _ := a["resource_spec_code"].(types.String)
	period, _ := a["period_type"].(types.String)
	n, _ := a["period_num"].(types.Int64)
	quantity, _ := a["subscription_num"].(types.Int64)
	renew, _ := a["auto_renew"].(types.Bool)
	return mssclient.OrderItem{
		ResourceSpecCode: code.ValueString(),
		PeriodType:       mssclient.PeriodType(period.ValueString()),
		PeriodNum:        int32(n.ValueInt64()),
		SubscriptionNum:  int32(quantity.ValueInt64()),
		AutoRenew:        renew.ValueBool(),
	}
}

func itemsList(items []mssclient.OrderItem) types.List {
	values := make([]attr.Value, 0, len(items))
	for _, it := range items {
		values = append(values, types.ObjectValueMust(itemType.AttrTypes, map[string]attr.Value{
			"resource_spec_code": types.StringValue(it.ResourceSpecCode),
			"period_type":        types.StringValue(string(it.PeriodType)),
			"period_num":         types.Int64Value(int64(it.PeriodNum)),
			"subscription_num":   types.Int64Value(int64(it.SubscriptionNum)),
			"auto_renew":         types.BoolValue(it.AutoRenew),
		}))
	}
	return types.ListValueMust(itemType, values)
}

// fromOrder copies what billing says. The items stay what was configured; only an import has to read them.
func (m *model) fromOrder(o *mssclient.Order) {
	m.ID, m.facts, m.PaymentDeadline = types.StringValue(o.ID), factsOf(o), tfconv.Time(o.PaymentDeadline)
	if m.Items.IsNull() { // of an import
		m.Items = itemsList(o.Items)
		m.PlannedCharge = types.StringValue(money.Amount(0).String())
		if o.IsPaid() {
			m.PlannedCharge = m.Amount
		}
	}
}

// delivery is one package in the list of what an order delivered.
type delivery struct {
	id, code string
	item     int64
}

// fromPackages adds delivered packages to those that the state already lists.
func (m *model) fromPackages(items []mssclient.OrderItem, all []mssclient.Package) {
	list := m.deliveries()
	known := map[string]bool{}
	for _, d := range list {
		known[d.id] = true
	}
	var fresh []mssclient.Package
	for _, p := range all {
		if !known[p.ResourceID] {
			fresh = append(fresh, p)
		}
	}
	list = append(list, assign(items, fresh, list)...)
	slices.SortFunc(list, func(a, b delivery) int { return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.id, b.id)) })
	values := make([]attr.Value, 0, len(list))
	for _, d := range list {
		values = append(values, types.ObjectValueMust(packageType.AttrTypes, map[string]attr.Value{
			"resource_id":        types.StringValue(d.id),
			"resource_spec_code": types.StringValue(d.code),
			"item_index":         types.Int64Value(d.item),
		}))
	}
	m.Packages = types.ListValueMust(packageType, values)
}

func (m *model) deliveries() []delivery {
	var list []delivery
	for _, v := range m.Packages.Elements() {
		o, ok := v.(types.Object)
		if !ok {
			continue
		}
		a := o.Attributes()
		id, _ := a["resource_id"].(types.String)
		code, _ := a["resource_spec_code"].(types.String)
		item, _ := a["item_index"].(types.Int64)
		list = append(list, delivery{id.ValueString(), code.ValueString(), item.ValueInt64()})
	}
	return list
}

// assign finds the item that each package came from. The services do not tell, so that it is the item of its product
// and, where several items order the same product, the one whose term fits the package's and that still misses
// packages.
func assign(items []mssclient.OrderItem, fresh []mssclient.Package, have []delivery) []delivery {
	slices.SortFunc(fresh, func(a, b mssclient.Package) int { return cmp.Compare(a.ResourceID, b.ResourceID) })
	count := map[int]int64{}
	for _, d := range have {
		count[int(d.item)]++
	}
	list := make([]delivery, 0, len(fresh))
	for _, p := range fresh {
		best, score := 0, -1
		for i, it := range items {
			if it.ResourceSpecCode != p.ResourceSpecCode {
				continue
			}
			s := 0
			if fits(it, p) {
				s += 2
			}
			if count[i] < int64(it.SubscriptionNum) {
				s++
			}
			if s > score {
				best, score = i, s
			}
		}
		count[best]++
		list = append(list, delivery{p.ResourceID, p.ResourceSpecCode, int64(best)})
	}
	return list
}

func fits(it mssclient.OrderItem, p mssclient.Package) bool {
	if (it.PeriodType == mssclient.OneOff) == purchase.Periodic(p.ChargingMode) {
		return false
	}
	months := purchase.Months(it.PeriodType) * int(min(it.PeriodNum, calendar.MaxMonths))
	return calendar.End(p.EffectiveTime, months).Equal(p.ExpireTime)
}

func deadlinePassed(o *mssclient.Order, now time.Time) bool {
	return !o.PaymentDeadline.IsZero() && !now.Before(o.PaymentDeadline)
}

// packageIDs are the ids of the delivered packages.
func (m *model) packageIDs() (ids []string) {
	for _, d := range m.deliveries() {
		ids = append(ids, d.id)
	}
	return ids
}
