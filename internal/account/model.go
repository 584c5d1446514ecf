package account

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	ProjectID       types.String   `tfsdk:"project_id"`
	Site            types.String   `tfsdk:"site"`
	Currency        types.String   `tfsdk:"currency"`
	Balance         types.String   `tfsdk:"balance"`
	UnlimitedCredit types.Bool     `tfsdk:"unlimited_credit"`
	Now             tfconv.Instant `tfsdk:"now"`
	Clock           types.String   `tfsdk:"clock"`
	GraceDays       types.Int64    `tfsdk:"grace_days"`
	RetentionDays   types.Int64    `tfsdk:"retention_days"`
	Coupons         []couponItem   `tfsdk:"coupons"`
}

type couponItem struct {
	ID                types.String   `tfsdk:"id"`
	Type              types.String   `tfsdk:"type"`
	Status            types.String   `tfsdk:"status"`
	Amount            types.String   `tfsdk:"amount"`
	Currency          types.String   `tfsdk:"currency"`
	EffectiveTime     tfconv.Instant `tfsdk:"effective_time"`
	ExpireTime        tfconv.Instant `tfsdk:"expire_time"`
	ResourceSpecCodes types.List     `tfsdk:"resource_spec_codes"`
	MinimumAmount     types.String   `tfsdk:"minimum_amount"`
	WithDiscount      types.Bool     `tfsdk:"with_discount"`
	OrderID           types.String   `tfsdk:"order_id"`
	LockedByOrderID   types.String   `tfsdk:"locked_by_order_id"`
}

func toModel(t *mssclient.Tenant, coupons []mssclient.Coupon) model {
	m := model{
		ProjectID: types.StringValue(t.ProjectID), Site: types.StringValue(t.Site), Currency: types.StringValue(t.Currency),
		Balance: types.StringValue(t.Balance), UnlimitedCredit: types.BoolValue(t.Balance == mssclient.Unlimited),
		Now: tfconv.Time(t.Now), Clock: types.StringValue(t.Clock),
		GraceDays: types.Int64Value(int64(t.GraceDays)), RetentionDays: types.Int64Value(int64(t.RetentionDays)),
		Coupons: []couponItem{},
	}
	if m.UnlimitedCredit.ValueBool() {
		m.Balance = types.StringNull()
	}
	for _, c := range coupons {
		m.Coupons = append(m.Coupons, couponItem{
			ID: types.StringValue(c.ID), Type: types.StringValue(c.Type), Status: types.StringValue(c.Status),
			Amount: types.StringValue(c.FaceValue.String()), Currency: types.StringValue(c.Currency),
			EffectiveTime: tfconv.Time(c.ValidTime), ExpireTime: tfconv.Time(c.ExpireTime),
			ResourceSpecCodes: tfconv.Strings(c.Products),
			MinimumAmount:     types.StringValue(c.Minimum.String()), WithDiscount: types.BoolValue(c.WithDiscount),
			OrderID: tfconv.Text(c.OrderID), LockedByOrderID: tfconv.Text(c.LockOrderID),
		})
	}
	return m
}
