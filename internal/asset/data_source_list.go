package asset

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

// List is the data source mss_assets.
type List struct {
	run *run.Run
}

// NewList makes the data source for registration.
func NewList() datasource.DataSource { return &List{} }

type listModel struct {
	Kind           types.String   `tfsdk:"kind"`
	Pool           types.String   `tfsdk:"pool"`
	PackageID      types.String   `tfsdk:"package_id"`
	Name           types.String   `tfsdk:"name"`
	VK             types.String   `tfsdk:"vk"`
	Status         types.String   `tfsdk:"status"`
	ExpiringBefore tfconv.Instant `tfsdk:"expiring_before"`
	Assets         []dataModel    `tfsdk:"assets"`
}

// Metadata names the data source.
func (l *List) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_assets"
}

// Configure takes the configured provider.
func (l *List) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (l *List) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	argument := func(description string, v validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{v}}
	}
	some := stringvalidator.LengthAtLeast(1)
	resp.Schema = schema.Schema{
		MarkdownDescription: "All avatars and cloned voices of the account, recycled and deleted ones included. Each argument narrows the list; none may be left.",
		Attributes: map[string]schema.Attribute{
			"kind":       argument("Only assets of this kind: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, `semi_realistic_3d`, `realistic_3d` or `voice_clone`.", tfconv.OneOf(kindNames()...)),
			"pool":       argument("Only assets that this renewal pool extends: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`.", tfconv.OneOf(poolNames()...)),
			"package_id": argument("Only assets on units of this package.", some),
			"name":       argument("Only assets of exactly this name.", some),
			"vk":         argument("Only the asset that applications use under this key.", some),
			"status":     argument("Only assets of this status: `creating`, `active`, `inactive`, `grace`, `frozen`, `recycled` or `deleted`.", oneOfStatuses()),
			"expiring_before": schema.StringAttribute{
				Optional: true, CustomType: tfconv.InstantType{},
				MarkdownDescription: "Only assets whose service ends before this instant (RFC 3339), those that have ended included; `status` leaves them out. Permanent assets never end.",
			},
			"assets": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The assets, in the order in which the service lists them.",
				NestedObject: schema.NestedAttributeObject{Attributes: dataAttributes()},
			},
		},
	}
}

// Read lists the assets.
func (l *List) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, err := l.run.Client.Assets(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("list assets", err))
		return
	}
	chosen := append(filters(&dataModel{Kind: m.Kind, Pool: m.Pool, PackageID: m.PackageID, Name: m.Name, VK: m.VK, Status: m.Status}),
		lookup.Before("expiring_before", m.ExpiringBefore, func(a *mssclient.Asset) time.Time { return a.ExpireTime }))
	m.Assets = []dataModel{}
	for _, a := range lookup.All(all, chosen) {
		m.Assets = append(m.Assets, toData(&a))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
