// Package account is the data source mss_account: money, coupons, and the time at which everything else is read.
package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is the data source mss_account.
type DataSource struct{ crud.DataSource }

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{crud.DataSource{Name: "account"}} }

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The account behind the provider's configuration: its money, its coupons, and its time. " +
			"Reading makes nothing: an account that nothing was bought for yet has what the configuration gives it. Only of " +
			"the simulated cloud: the real one tells neither its site nor its time.",
		Attributes: tfconv.Shown(map[string]resource.Attribute{
			"project_id": tfconv.ComputedText("Project of the account."),
			"site":       tfconv.ComputedText("Whose rules, prices and currency hold: `international` or `china`."),
			"currency":   tfconv.ComputedText("Currency of the account."),
			"balance":    tfconv.ComputedText("Money on the account, such as `20000.00`; null where credit is unlimited."),
			"unlimited_credit": tfconv.ComputedFlag("Whether the account pays without a balance, as one without " +
				"`simulator.opening_balance` does."),
			"now": tfconv.ComputedInstant("Business instant at which everything is read (RFC 3339, UTC). " +
				"Without `simulator.now` it is another one in every plan."),
			"clock": tfconv.ComputedText("Who says what time it is: `client` (the provider's `simulator.now`, or " +
				"else the real time), `real`, or `held` (stands until it is moved)."),
			"grace_days":     tfconv.ComputedNumber("Days after its end for which a package that can be renewed still works."),
			"retention_days": tfconv.ComputedNumber("Days after that for which it is frozen and can still be renewed."),
			"coupons": tfconv.ComputedRows("Coupons of the account; used and expired ones too, for as long as billing lists "+
				"them.", map[string]resource.Attribute{
				"id":   tfconv.ComputedText("Id of the coupon, for `coupon_ids` of an `mss_order`."),
				"type": tfconv.ComputedText("`cash` or `discount`. An order cannot be paid with both."),
				"status": tfconv.ComputedText("`inactive` (not valid yet), `to_use`, `used`, `expired` or " +
					"`recycled`."),
				"amount":              tfconv.ComputedText("What it pays, such as `10.00`."),
				"currency":            tfconv.ComputedText("Currency of the amounts."),
				"effective_time":      tfconv.ComputedInstant("When it begins to be valid (RFC 3339, UTC)."),
				"expire_time":         tfconv.ComputedInstant("When it ends to be valid (RFC 3339, UTC)."),
				"resource_spec_codes": tfconv.ComputedTexts("Products that it pays for; empty: all."),
				"minimum_amount":      tfconv.ComputedText("Least amount, after discounts, of an order that it pays for."),
				"with_discount":       tfconv.ComputedFlag("Whether it can be combined with a discount."),
				"order_id":            tfconv.ComputedText("Order that it was used for; null before."),
				"locked_by_order_id":  tfconv.ComputedText("Unpaid order that holds it; null if there is none."),
			}),
		}),
	}
}

// Read reads the account.
func (s *DataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if resp.Diagnostics.Append(s.Session.OnlySimulated("Reading site and time of an account",
		"The billing center shows its balance and its coupons.")...); resp.Diagnostics.HasError() {
		return
	}
	tenant, err := s.Session.Client.Tenant(ctx)
	if err != nil {
		resp.Diagnostics.Append(message.Unable("read account", err))
		return
	}
	coupons, err := s.Session.Client.Coupons(ctx)
	if err != nil {
		resp.Diagnostics.Append(message.Unable("read the account's coupons", err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, toModel(tenant, coupons))...)
}
