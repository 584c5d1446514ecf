package asset

import (
	"context"
	"fmt"
	"maps"

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

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is the data source mss_asset.
type DataSource struct {
	run *run.Run
}

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// dataModel is what both data sources show of an asset: all of the resource but how to destroy it.
type dataModel struct {
	ID          types.String   `tfsdk:"id"`
	Kind        types.String   `tfsdk:"kind"`
	Name        types.String   `tfsdk:"name"`
	PackageID   types.String   `tfsdk:"package_id"`
	Description types.String   `tfsdk:"description"`
	Active      types.Bool     `tfsdk:"active"`
	VK          types.String   `tfsdk:"vk"`
	AssetType   types.String   `tfsdk:"asset_type"`
	Status      types.String   `tfsdk:"status"`
	Pool        types.String   `tfsdk:"pool"`
	ExpireTime  tfconv.Instant `tfsdk:"expire_time"`
	CreatedTime tfconv.Instant `tfsdk:"created_time"`
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_asset"
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	argument := func(description string, validators ...validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: description, Validators: validators}
	}
	some := stringvalidator.LengthAtLeast(1)
	a := dataAttributes()
	maps.Copy(a, map[string]schema.Attribute{
		"id":         argument("Id of the asset. Without it the other arguments must leave exactly one asset.", some),
		"kind":       argument("What it is: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, `semi_realistic_3d`, `realistic_3d` or `voice_clone`.", tfconv.OneOf(kindNames()...)),
		"pool":       argument("Renewal pool that extends the asset: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`.", tfconv.OneOf(poolNames()...)),
		"name":       argument("Name of the asset, exactly. Several assets can have the same.", some),
		"vk":         argument("Key under which applications use the asset.", some),
		"package_id": argument("Package whose unit the asset takes.", some),
		"status":     argument("Status at the instant of the run: `creating`, `active`, `inactive`, `grace`, `frozen`, `recycled` or `deleted`.", oneOfStatuses()),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "One avatar or cloned voice, found by `id` or by what it is. Finding none or several is an error that lists the candidates; " +
			"`mss_assets` reads any number. Deleted assets are found too.",
		Attributes: a,
	}
}

func oneOfStatuses() validator.String {
	return tfconv.OneOf(mssclient.AssetCreating, mssclient.AssetActive, mssclient.AssetInactive, mssclient.AssetGrace, mssclient.AssetFrozen,
		mssclient.AssetRecycled, mssclient.AssetDeleted)
}

// Read finds the asset.
func (s *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, err := s.run.Client.Assets(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read asset", err))
		return
	}
	kind := lookup.Kind[mssclient.Asset]{Thing: "asset", ID: "id", Line: line, Account: s.run.Account()}
	a, d := kind.One(all, filters(&m))
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, toData(a))...)
}

func line(a *mssclient.Asset) string {
	s := fmt.Sprintf("%s: %q, %s, %s", a.ID, a.Name, a.Kind, a.Status)
	if !a.ExpireTime.IsZero() {
		s += ", ends " + diags.Day(a.ExpireTime)
	}
	return s
}

// filters are the arguments that both data sources share.
func filters(m *dataModel) []lookup.Filter[mssclient.Asset] {
	return []lookup.Filter[mssclient.Asset]{
		lookup.Text("id", m.ID, func(a *mssclient.Asset) string { return a.ID }),
		lookup.Text("kind", m.Kind, func(a *mssclient.Asset) string { return a.Kind }),
		lookup.Text("pool", m.Pool, func(a *mssclient.Asset) string { return a.Pool }),
		lookup.Text("package_id", m.PackageID, func(a *mssclient.Asset) string { return a.PackageID }),
		lookup.Text("name", m.Name, func(a *mssclient.Asset) string { return a.Name }),
		lookup.Text("vk", m.VK, func(a *mssclient.Asset) string { return a.VK }),
		lookup.Text("status", m.Status, func(a *mssclient.Asset) string { return a.Status }),
	}
}

func dataAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":           text("Id of the asset."),
		"kind":         text("What it is, such as `studio_2d` or `voice_clone`."),
		"name":         text("Name of the asset."),
		"package_id":   text("Package whose unit the asset takes."),
		"description":  text("Description of the asset."),
		"active":       schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether its owner has activated the asset, whatever its status is."},
		"vk":           text("Key under which applications use the asset."),
		"asset_type":   text("Type of the asset at the service: `HUMAN_MODEL_2D`, `HUMAN_MODEL` or `VOICE_MODEL`."),
		"status":       text("Status of the asset at the instant of the run."),
		"pool":         text("Renewal pool that extends the asset."),
		"expire_time":  instant("When the asset's service ends (RFC 3339, UTC); null for a permanent asset."),
		"created_time": instant("When the asset was made (RFC 3339, UTC)."),
	}
}

// toData shows an asset as the resource does.
func toData(a *mssclient.Asset) dataModel {
	var m model
	m.fromAsset(a)
	return dataModel{
		ID: m.ID, Kind: m.Kind, Name: m.Name, PackageID: m.PackageID, Description: m.Description, Active: m.Active, VK: m.VK,
		AssetType: m.AssetType, Status: m.Status, Pool: m.Pool, ExpireTime: m.ExpireTime, CreatedTime: m.CreatedTime,
	}
}
