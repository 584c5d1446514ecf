package onshelf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ datasource.DataSourceWithConfigure = (*Quota)(nil)
	_ datasource.DataSourceWithConfigure = (*Quotas)(nil)
)

// Quota is the data source mss_quota.
type Quota struct {
	run *run.Run
}

// Quotas is the data source mss_quotas.
type Quotas struct {
	run *run.Run
}

// NewQuota makes the data source for registration.
func NewQuota() datasource.DataSource { return &Quota{} }

// NewQuotas makes the data source for registration.
func NewQuotas() datasource.DataSource { return &Quotas{} }

type quotaModel struct {
	Pool      types.String       `tfsdk:"pool"`
	Total     types.Int64        `tfsdk:"total"`
	Used      types.Int64        `tfsdk:"used"`
	Available types.Int64        `tfsdk:"available"`
	Packages  []quotaPackageItem `tfsdk:"packages"`
	Spent     []quotaSpendItem   `tfsdk:"spent"`
}

type quotaPackageItem struct {
	ResourceID types.String   `tfsdk:"resource_id"`
	Total      types.Int64    `tfsdk:"total"`
	Used       types.Int64    `tfsdk:"used"`
	Available  types.Int64    `tfsdk:"available"`
	ExpireTime tfconv.Instant `tfsdk:"expire_time"`
}

type quotaSpendItem struct {
	AssetID   types.String   `tfsdk:"asset_id"`
	RenewalID types.String   `tfsdk:"renewal_id"`
	Units     types.Int64    `tfsdk:"units"`
	Time      tfconv.Instant `tfsdk:"time"`
}

type quotasModel struct {
	Quotas []quotaModel `tfsdk:"quotas"`
}

func quotaAttributes(pool schema.Attribute) map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"pool":      pool,
		"total":     number("Units in all on-shelf packages of the pool that have not ended."),
		"used":      number("Units of them that are spent."),
		"available": number("Units of them that can still be spent."),
		"packages": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "On-shelf packages of the pool that have not ended, in the order in which they are spent.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"resource_id": text("Id of the package."),
				"total":       number("Units in it."),
				"used":        number("Units of it that are spent."),
				"available":   number("Units of it that can still be spent."),
				"expire_time": instant("When its units are void (RFC 3339, UTC)."),
			}},
		},
		"spent": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "What the units were spent on.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"asset_id":   text("Asset that was renewed."),
				"renewal_id": text("Renewal that spent the units."),
				"units":      number("Units spent."),
				"time":       instant("When (RFC 3339, UTC)."),
			}},
		},
	}
}

// Metadata names the data source.
func (q *Quota) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_quota"
}

// Configure takes the configured provider.
func (q *Quota) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	q.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (q *Quota) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One renewal pool: the on-shelf months of one kind that an account has, and what they were spent on.",
		Attributes: quotaAttributes(schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "The pool: `studio_2d` (also for 4K avatars), `instant_2d`, `avatar_3d` or `voice_clone`.",
			Validators:          []validator.String{tfconv.OneOf(pools...)},
		}),
	}
}

var pools = []string{"studio_2d", "instant_2d", "avatar_3d", "voice_clone"}

// Read reads the pool. One for which nothing was ever bought is empty.
func (q *Quota) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var pool types.String
	if resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("pool"), &pool)...); resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(q.run.OnlySimulated("Reading renewal pools", "Packages renew there, not assets: look at mss_resource_packages.")...); resp.Diagnostics.HasError() {
		return
	}
	all, err := q.run.Client.Quotas(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read quota", err))
		return
	}
	found := mssclient.Quota{Pool: pool.ValueString()}
	for _, one := range all {
		if one.Pool == found.Pool {
			found = one
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, toQuota(found))...)
}

// Metadata names the data source.
func (q *Quotas) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_quotas"
}

// Configure takes the configured provider.
func (q *Quotas) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	q.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (q *Quotas) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All renewal pools of the account.",
		Attributes: map[string]schema.Attribute{
			"quotas": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The pools, always in the same order.",
				NestedObject: schema.NestedAttributeObject{Attributes: quotaAttributes(schema.StringAttribute{
					Computed: true, MarkdownDescription: "The pool: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`.",
				})},
			},
		},
	}
}

// Read reads all pools.
func (q *Quotas) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if resp.Diagnostics.Append(q.run.OnlySimulated("Reading renewal pools", "Packages renew there, not assets: look at mss_resource_packages.")...); resp.Diagnostics.HasError() {
		return
	}
	all, err := q.run.Client.Quotas(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read quotas", err))
		return
	}
	m := quotasModel{Quotas: []quotaModel{}}
	for _, one := range all {
		m.Quotas = append(m.Quotas, toQuota(one))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func toQuota(q mssclient.Quota) quotaModel {
	m := quotaModel{
		Pool: types.StringValue(q.Pool), Total: types.Int64Value(q.Total), Used: types.Int64Value(q.Used), Available: types.Int64Value(q.Available),
		Packages: []quotaPackageItem{}, Spent: []quotaSpendItem{},
	}
	for _, p := range q.Packages {
		m.Packages = append(m.Packages, quotaPackageItem{
			ResourceID: types.StringValue(p.ResourceID), Total: types.Int64Value(p.Total), Used: types.Int64Value(p.Used),
			Available: types.Int64Value(p.Total - p.Used), ExpireTime: tfconv.Time(p.ExpireTime),
		})
	}
	for _, s := range q.Spent {
		m.Spent = append(m.Spent, quotaSpendItem{
			AssetID: types.StringValue(s.AssetID), RenewalID: types.StringValue(s.RenewalID), Units: types.Int64Value(s.Units), Time: tfconv.Time(s.Time),
		})
	}
	return m
}
