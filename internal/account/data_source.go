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
		MarkdownDescription: "The account of the provider's configuration: its balance, coupons and time. Reading creates " +
			"nothing: an account without purchases shows what the configuration sets. A data source is stored in the state, " +
			"so an apply at a later `simulator.now` stores the values of that instant. Only for the simulated cloud.",
		Attributes: tfconv.Shown(map[string]resource.Attribute{
			"project_id": tfconv.ComputedText("Project of the account."),
			"site":       tfconv.ComputedText("Site that determines rules, prices and currency: `international` or `china`."),
			"currency":   tfconv.ComputedText("Currency of the account."),
			"balance":    tfconv.ComputedText("Balance of the account, such as `20000.00`; null if credit is unlimited."),
			"unlimited_credit": tfconv.ComputedFlag("Whether the account has unlimited credit, as without " +
				"`simulator.opening_balance`."),
			"now": tfconv.ComputedInstant("Business instant of the values (RFC 3339, UTC). " +
				"Without `simulator.now` it changes with every plan."),
			"clock": tfconv.ComputedText("Clock of the account: `client` (the provider's `simulator.now`, or else real " +
				"time), `real`, or `held` (fixed until it is moved)."),
			"grace_days": tfconv.ComputedNumber("Days after its end during which a package still works."),
			"retention_days": tfconv.ComputedNumber("Days after grace during which a package is frozen and can still " +
				"be renewed."),
			"coupons": tfconv.ComputedRows("Coupons of the account; used and expired ones too, for as long as billing lists "+
				"them.", map[string]resource.Attribute{
				"id":   tfconv.ComputedText("Id of the coupon, for `coupon_ids` of an `mss_order`."),
				"type": tfconv.ComputedText("`cash` or `discount`. An order cannot be paid with both."),
				"status": tfconv.ComputedText("`inactive` (not valid yet), `to_use`, `used`, `expired` or " +
					"`recycled`."),
				"amount":              tfconv.ComputedText("Value, such as `10.00`."),
				"currency":            tfconv.ComputedText("Currency of the amounts."),
				"effective_time":      tfconv.ComputedInstant("When it begins to be valid (RFC 3339, UTC)."),
				"expire_time":         tfconv.ComputedInstant("When it ends to be valid (RFC 3339, UTC)."),
				"resource_spec_codes": tfconv.ComputedTexts("Products that it can pay for; empty for all."),
				"minimum_amount":      tfconv.ComputedText("Least amount, after discounts, of an order that it pays for."),
				"with_discount":       tfconv.ComputedFlag("Whether it can be combined with a discount."),
				"order_id":            tfconv.ComputedText("Order that used it; null if unused."),
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
