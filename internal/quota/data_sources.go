// Package quota is the data sources of renewal pools: mss_quota and mss_quotas.
package quota

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/asset"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Quota is the data source mss_quota.
type Quota struct{ crud.DataSource }

// Quotas is the data source mss_quotas.
type Quotas struct{ crud.DataSource }

// NewDataSource makes the data source mss_quota.
func NewDataSource() datasource.DataSource { return &Quota{crud.DataSource{Name: "quota"}} }

// NewList makes the data source mss_quotas.
func NewList() datasource.DataSource { return &Quotas{crud.DataSource{Name: "quotas"}} }

type quotaModel struct {
	Pool      types.String  `tfsdk:"pool"`
	Total     types.Int64   `tfsdk:"total"`
	Used      types.Int64   `tfsdk:"used"`
	Available types.Int64   `tfsdk:"available"`
	Packages  []packageItem `tfsdk:"packages"`
	Spent     []spendItem   `tfsdk:"spent"`
}

type packageItem struct {
	ResourceID types.String   `tfsdk:"resource_id"`
	Total      types.Int64    `tfsdk:"total"`
	Used       types.Int64    `tfsdk:"used"`
	Available  types.Int64    `tfsdk:"available"`
	ExpireTime tfconv.Instant `tfsdk:"expire_time"`
}

type spendItem struct {
	AssetID   types.String   `tfsdk:"asset_id"`
	RenewalID types.String   `tfsdk:"renewal_id"`
	Units     types.Int64    `tfsdk:"units"`
	Time      tfconv.Instant `tfsdk:"time"`
}

type quotasModel struct {
	Quotas []quotaModel `tfsdk:"quotas"`
}

func quotaAttributes() map[string]data.Attribute {
	return tfconv.Shown(map[string]resource.Attribute{
		"pool": tfconv.ComputedText("The pool: `studio_2d` (also for 4K avatars), `instant_2d`, `avatar_3d` or " +
			"`voice_clone`."),
		"total":     tfconv.ComputedNumber("Units in all on-shelf packages of the pool that have not ended."),
		"used":      tfconv.ComputedNumber("Units of them that are spent."),
		"available": tfconv.ComputedNumber("Units of them that can still be spent."),
		"packages": tfconv.ComputedRows("On-shelf packages of the pool that have not ended, in the order in which they "+
			"are spent.", map[string]resource.Attribute{
			"resource_id": tfconv.ComputedText("Id of the package."),
			"total":       tfconv.ComputedNumber("Units in it."),
			"used":        tfconv.ComputedNumber("Units of it that are spent."),
			"available":   tfconv.ComputedNumber("Units of it that can still be spent."),
			"expire_time": tfconv.ComputedInstant("When its units are void (RFC 3339, UTC)."),
		}),
		"spent": tfconv.ComputedRows("What the units were spent on.", map[string]resource.Attribute{
			"asset_id":   tfconv.ComputedText("Asset that was renewed."),
			"renewal_id": tfconv.ComputedText("Renewal that spent the units."),
			"units":      tfconv.ComputedNumber("Units spent."),
			"time":       tfconv.ComputedInstant("When (RFC 3339, UTC)."),
		}),
	})
}

// Schema is the contract with configurations.
func (q *Quota) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	a := quotaAttributes()
	a["pool"] = data.StringAttribute{Required: true, MarkdownDescription: a["pool"].GetMarkdownDescription(),
		Validators: []validator.String{tfconv.OneOf(asset.Pools()...)}}
	resp.Schema = data.Schema{
		MarkdownDescription: "One renewal pool: the on-shelf months of an account for one kind of asset, and their use.",
		Attributes:          a,
	}
}

// Read reads the pool. One for which nothing was ever bought is empty.
func (q *Quota) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var pool types.String
	if resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("pool"), &pool)...); resp.Diagnostics.HasError() {
		return
	}
	all, d := quotas(ctx, q.Session, "read quota")
	if resp.Diagnostics.Append(d...); d.HasError() {
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

// Schema is the contract with configurations.
func (q *Quotas) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = data.Schema{
		MarkdownDescription: "All renewal pools of the account.",
		Attributes: map[string]data.Attribute{"quotas": data.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The pools, always in the same order.",
			NestedObject: data.NestedAttributeObject{
				Attributes: quotaAttributes()},
		}},
	}
}

// Read reads all pools.
func (q *Quotas) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	all, d := quotas(ctx, q.Session, "read quotas")
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	m := quotasModel{Quotas: []quotaModel{}}
	for _, one := range all {
		m.Quotas = append(m.Quotas, toQuota(one))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func quotas(ctx context.Context, s *session.Session, action string) (all []mssclient.Quota, d diag.Diagnostics) {
	if d = s.OnlySimulated("Reading renewal pools",
		"Packages renew there, not assets: use mss_resource_packages."); d.HasError() {
		return nil, d
	}
	all, err := s.Client.Quotas(ctx)
	if err != nil {
		d.Append(message.Unable(action, err))
	}
	return all, d
}

func toQuota(q mssclient.Quota) quotaModel {
	m := quotaModel{
		Pool: types.StringValue(q.Pool), Total: types.Int64Value(q.Total), Used: types.Int64Value(q.Used),
		Available: types.Int64Value(q.Available),
		Packages:  []packageItem{}, Spent: []spendItem{},
	}
	for _, p := range q.Packages {
		m.Packages = append(m.Packages, packageItem{
			ResourceID: types.StringValue(p.ResourceID), Total: types.Int64Value(p.Total), Used: types.Int64Value(p.Used),
			Available: types.Int64Value(p.Total - p.Used), ExpireTime: tfconv.Time(p.ExpireTime),
		})
	}
	for _, s := range q.Spent {
		m.Spent = append(m.Spent, spendItem{
			AssetID: types.StringValue(s.AssetID), RenewalID: types.StringValue(s.RenewalID), Units: types.Int64Value(s.Units),
			Time: tfconv.Time(s.Time),
		})
	}
	return m
}
