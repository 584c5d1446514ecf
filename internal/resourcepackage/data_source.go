package resourcepackage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*List)(nil)

// List is the data source mss_resource_packages.
type List struct {
	run *run.Run
}

// NewList makes the data source for registration.
func NewList() datasource.DataSource { return &List{} }

type listModel struct {
	OrderID  types.String `tfsdk:"order_id"`
	Status   types.String `tfsdk:"status"`
	Packages []listItem   `tfsdk:"packages"`
}

type listItem struct {
	ResourceID       types.String      `tfsdk:"resource_id"`
	OrderID          types.String      `tfsdk:"order_id"`
	ResourceSpecCode types.String      `tfsdk:"resource_spec_code"`
	Status           types.String      `tfsdk:"status"`
	BusinessType     types.String      `tfsdk:"business_type"`
	ChargingMode     types.String      `tfsdk:"charging_mode"`
	Unit             types.String      `tfsdk:"unit"`
	UnitsTotal       types.Int64       `tfsdk:"units_total"`
	UnitsUsed        types.Int64       `tfsdk:"units_used"`
	AutoRenew        types.Bool        `tfsdk:"auto_renew"`
	AssetIDs         types.List        `tfsdk:"asset_ids"`
	EffectiveTime    timetypes.RFC3339 `tfsdk:"effective_time"`
	ExpireTime       timetypes.RFC3339 `tfsdk:"expire_time"`
}

// Metadata names the data source.
func (l *List) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource_packages"
}

// Configure takes the configured provider.
func (l *List) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (l *List) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All resource packages of the account, those that are gone included.",
		Attributes: map[string]schema.Attribute{
			"order_id": schema.StringAttribute{Optional: true, MarkdownDescription: "Only packages that this order delivered."},
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only packages of this status: `active`, `used_up`, `grace`, `frozen`, `expired`, `released` or `returned`.",
				Validators: []validator.String{tftypes.OneOf(mssclient.PackageActive, mssclient.PackageUsedUp, mssclient.PackageGrace, mssclient.PackageFrozen,
					mssclient.PackageExpired, mssclient.PackageReleased, mssclient.PackageReturned)},
			},
			"packages": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The packages, in the order in which the service lists them.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"resource_id":        text("Id of the package."),
					"order_id":           text("Order that delivered it."),
					"resource_spec_code": text("Code of its product."),
					"status":             text("Status of the package at the instant of the run."),
					"business_type":      text("Business that it belongs to."),
					"charging_mode":      text("`PERIODIC` or `ONE_TIME`."),
					"unit":               text("What the units count, such as `NUM` or `MONTH`."),
					"units_total":        schema.Int64Attribute{Computed: true, MarkdownDescription: "Units in the package."},
					"units_used":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Units that are used."},
					"auto_renew":         schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it renews automatically."},
					"asset_ids":          schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Assets bound to its units."},
					"effective_time":     instant("When it began (RFC 3339, UTC)."),
					"expire_time":        instant("When it ends (RFC 3339, UTC)."),
				}},
			},
		},
	}
}

// Read lists the packages.
func (l *List) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, err := l.run.Client.Packages(ctx, mssclient.PackageFilter{OrderID: m.OrderID.ValueString()})
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("list resource packages", err))
		return
	}
	m.Packages = []listItem{}
	for i := range all {
		if p := &all[i]; m.Status.IsNull() || m.Status.ValueString() == p.Status {
			m.Packages = append(m.Packages, toListItem(p))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func toListItem(p *mssclient.Package) listItem {
	return listItem{
		ResourceID:       types.StringValue(p.ResourceID),
		OrderID:          tftypes.Text(p.OrderID),
		ResourceSpecCode: types.StringValue(p.ResourceSpecCode),
		Status:           types.StringValue(p.Status),
		BusinessType:     tftypes.Text(p.BusinessType),
		ChargingMode:     tftypes.Text(p.ChargingMode),
		Unit:             tftypes.Text(p.Unit),
		UnitsTotal:       types.Int64Value(p.Units),
		UnitsUsed:        types.Int64Value(p.Used),
		AutoRenew:        types.BoolValue(p.AutoRenew),
		AssetIDs:         tftypes.Strings(p.AssetIDs),
		EffectiveTime:    tftypes.Time(p.EffectiveTime),
		ExpireTime:       tftypes.Time(p.ExpireTime),
	}
}
