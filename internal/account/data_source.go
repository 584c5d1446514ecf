// Package account is the data source mss_account: money, coupons, and the time at which everything else is read.
package account

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is the data source mss_account.
type DataSource struct {
	run *run.Run
}

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	flag := func(description string) schema.Attribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The account behind the provider's configuration: its money, its coupons, and its time. Reading makes nothing: an account that nothing was bought for yet has " +
			"what the configuration gives it. Only of the simulated cloud: the real one tells neither its site nor its time.",
		Attributes: map[string]schema.Attribute{
			"project_id":       text("Project of the account."),
			"site":             text("Whose rules, prices and currency hold: `international` or `china`."),
			"currency":         text("Currency of the account."),
			"balance":          text("Money on the account, such as `20000.00`; null where credit is unlimited."),
			"unlimited_credit": flag("Whether the account pays without a balance, as one without `simulator.opening_balance` does."),
			"now":              instant("Business instant at which everything is read (RFC 3339, UTC). Without `simulator.now` it is another one in every plan."),
			"clock":            text("Who says what time it is: `client` (the provider's `simulator.now`, or else the real time), `real`, or `held` (stands until it is moved)."),
			"grace_days":       number("Days after its end for which a package that can be renewed still works."),
			"retention_days":   number("Days after that for which it is frozen and can still be renewed."),
			"coupons": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "Coupons of the account; used and expired ones too, for as long as billing lists them.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                  text("Id of the coupon, for `coupon_ids` of an `mss_order`."),
					"type":                text("`cash` or `discount`. An order cannot be paid with both."),
					"status":              text("`inactive` (not valid yet), `to_use`, `used`, `expired` or `recycled`."),
					"amount":              text("What it pays, such as `10.00`."),
					"currency":            text("Currency of the amounts."),
					"effective_time":      instant("When it begins to be valid (RFC 3339, UTC)."),
					"expire_time":         instant("When it ends to be valid (RFC 3339, UTC)."),
					"resource_spec_codes": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Products that it pays for; empty: all."},
					"minimum_amount":      text("Least amount, after discounts, of an order that it pays for."),
					"with_discount":       flag("Whether it can be combined with a discount."),
					"order_id":            text("Order that it was used for; null before."),
					"locked_by_order_id":  text("Unpaid order that holds it; null if there is none."),
				}},
			},
		},
	}
}

// Read reads the account.
func (s *DataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if resp.Diagnostics.Append(s.run.OnlySimulated("Reading site and time of an account", "The billing center shows its balance and its coupons.")...); resp.Diagnostics.HasError() {
		return
	}
	tenant, err := s.run.Client.Tenant(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read account", err))
		return
	}
	coupons, err := s.run.Client.Coupons(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read the account's coupons", err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, toModel(tenant, coupons))...)
}
