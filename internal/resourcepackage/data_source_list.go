package resourcepackage

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*List)(nil)

// List is the data source mss_resource_packages.
type List struct {
	run *run.Run
}

// NewList makes the data source for registration.
func NewList() datasource.DataSource { return &List{} }

type listModel struct {
	OrderID          types.String   `tfsdk:"order_id"`
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	Status           types.String   `tfsdk:"status"`
	ExpiringBefore   tfconv.Instant `tfsdk:"expiring_before"`
	Packages         []listItem     `tfsdk:"packages"`
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
	resp.Schema = schema.Schema{
		MarkdownDescription: "All resource packages of the account, those that are gone included. Each argument narrows the list; none may be left.",
		Attributes: map[string]schema.Attribute{
			"order_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Only packages that this order delivered, renewed or returned.",
			},
			"resource_spec_code": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Only packages of this product.",
			},
			"status": schema.StringAttribute{
				Optional: true, Validators: []validator.String{oneOfStatuses()},
				MarkdownDescription: "Only packages of this status: `active`, `used_up`, `grace`, `frozen`, `expired`, `released` or `returned`.",
			},
			"expiring_before": schema.StringAttribute{
				Optional: true, CustomType: tfconv.InstantType{},
				MarkdownDescription: "Only packages that end before this instant (RFC 3339), those that have ended included; `status` leaves them out.",
			},
			"packages": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The packages, in the order in which the service lists them.",
				NestedObject: schema.NestedAttributeObject{Attributes: itemAttributes()},
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
	filters := append(packageFilters(types.StringNull(), m.OrderID, m.ResourceSpecCode, m.Status, true),
		lookup.Before("expiring_before", m.ExpiringBefore, func(p *mssclient.Package) time.Time { return p.ExpireTime }))
	m.Packages = []listItem{}
	for _, p := range lookup.All(all, filters) {
		m.Packages = append(m.Packages, toListItem(l.run, &p))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
