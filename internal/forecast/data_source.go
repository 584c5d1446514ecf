// Package forecast is the data source mss_forecast: what an account will be charged and lose if nothing is done.
package forecast

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ datasource.DataSourceWithConfigure        = (*DataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*DataSource)(nil)
)

// DataSource is the data source mss_forecast.
type DataSource struct{ crud.DataSource }

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{crud.DataSource{Name: "forecast"}} }

const (
	maxMonths = 120  // the service looks no further
	maxRows   = 2000 // of charges and of ends: a state holds them all
)

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What the account will be charged, and what will end, if nothing is done: automatic renewals, " +
			"the balance, and packages and assets that expire. It starts at the instant of the command " +
			"(`simulator.now`) and sees what exists, not what is only planned. Nothing is changed. Only for the simulated " +
			"cloud.",
		Attributes: map[string]schema.Attribute{
			"until": schema.StringAttribute{
				Optional: true, Computed: true, CustomType: tfconv.InstantType{},
				MarkdownDescription: "Last instant of the forecast (RFC 3339), at most 120 months ahead. Set exactly one of " +
					"`until` and `months_ahead`.",
			},
			"months_ahead": schema.Int64Attribute{
				Optional: true, Validators: []validator.Int64{int64validator.Between(1, maxMonths)},
				MarkdownDescription: "Number of months to look ahead, 1 to 120.",
			},
			"resource_ids": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(),
					setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
				MarkdownDescription: "Packages to which `charges`, `months[*].charged`, `total` and `ends` are limited. " +
					"Defaults to all packages.",
			},
			"resource_spec_codes": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(),
					setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
				MarkdownDescription: "Products to which they are limited. Defaults to all products.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, tfconv.Shown(computed()))
	resp.Schema.Attributes["first_failure"] = schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "First automatic charge of the account that its balance does not cover, whatever the " +
			"filters; null if there is none.",
		Attributes: tfconv.Shown(map[string]resource.Attribute{
			"time":               tfconv.ComputedInstant("When (RFC 3339, UTC)."),
			"resource_id":        tfconv.ComputedText("Package that is not renewed."),
			"resource_spec_code": tfconv.ComputedText("Product of the package."),
			"amount":             tfconv.ComputedText("Amount that would be charged."),
			"balance":            tfconv.ComputedText("Balance at that time."),
		}),
	}
}

func computed() map[string]resource.Attribute {
	return map[string]resource.Attribute{
		"currency": tfconv.ComputedText("Currency of the amounts."),
		"total":    tfconv.ComputedText("Sum of `charges`, such as `99.00`."),
		"balance":  tfconv.ComputedText("Balance of the account at `until`; null if credit is unlimited."),
		"months": tfconv.ComputedRows("Months of the billing calendar (UTC+8), from the present one to that of `until`. "+
			"The first and the last one count only as far as the forecast covers them.", map[string]resource.Attribute{
			"month":   tfconv.ComputedText("The month, such as `2027-03`."),
			"charged": tfconv.ComputedText("Sum of its `charges`."),
			"balance": tfconv.ComputedText("Balance of the account at its end; null if credit is unlimited."),
		}),
		"charges": tfconv.ComputedRows("Automatic charges, the earliest first.", map[string]resource.Attribute{
			"time":               tfconv.ComputedInstant("When (RFC 3339, UTC)."),
			"amount":             tfconv.ComputedText("Amount, such as `99.00`."),
			"resource_id":        tfconv.ComputedText("Package that is renewed."),
			"resource_spec_code": tfconv.ComputedText("Product of the package."),
			"cause":              tfconv.ComputedText("Reason of the charge, such as `automatic renewal`."),
		}),
		"ends": tfconv.ComputedRows("What ends, the earliest first.", map[string]resource.Attribute{
			"time": tfconv.ComputedInstant("When (RFC 3339, UTC)."),
			"what": tfconv.ComputedText("`package` or `asset`."),
			"id":   tfconv.ComputedText("Id of the package or asset."),
			"name": tfconv.ComputedText("Name of the asset, or of the package's product."),
			"kind": tfconv.ComputedText("`grace` (the paid term ends; the package still works), `frozen` (it stops working " +
				"until it is renewed), `released` (the package is gone), `deleted` (the asset is gone), `expires` (a package " +
				"without grace ends), or `void` (it ends with unspent units)."),
			"units":              tfconv.ComputedNumber("Unspent units that become void; null for other kinds."),
			"resource_id":        tfconv.ComputedText("Package that ends, or the package of the asset."),
			"resource_spec_code": tfconv.ComputedText("Product of that package."),
		}),
	}
}

// ConfigValidators says that the forecast has an end.
func (s *DataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("until"), path.MatchRoot("months_ahead"))}
}

// Read makes the forecast.
func (s *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if resp.Diagnostics.Append(s.Session.OnlySimulated("A forecast",
		"Copy the account into a simulated one with `simulator clone`, and forecast that.")...); resp.Diagnostics.HasError() {
		return
	}
	var m model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	in, d := m.request(ctx)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	f, err := s.Session.Client.Forecast(ctx, in)
	if err != nil {
		resp.Diagnostics.Append(message.Unable("forecast the account", err))
		return
	}
	tooMany(&resp.Diagnostics, "charges", len(f.Charges))
	tooMany(&resp.Diagnostics, "ends", len(f.Ends))
	if resp.Diagnostics.HasError() {
		return
	}
	m.fill(f)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// tooMany refuses rows that a state cannot be expected to hold.
func tooMany(d *diag.Diagnostics, what string, n int) {
	if n > maxRows {
		d.AddError("Forecast too large", fmt.Sprintf("%d rows of `%s` would be stored in the state, at most %d are. Limit "+
			"the forecast with `resource_ids` or `resource_spec_codes`, or look less far ahead.", n, what, maxRows))
	}
}
