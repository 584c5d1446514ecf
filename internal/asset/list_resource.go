package asset

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ list.ListResourceWithConfigure = (*Query)(nil)

// Query is the list resource mss_asset, which `terraform query` finds assets with.
type Query struct {
	Resource
}

// NewQuery makes the list resource for registration.
func NewQuery() list.ListResource { return &Query{} }

type queryModel struct {
	Kind      types.String `tfsdk:"kind"`
	Pool      types.String `tfsdk:"pool"`
	Name      types.String `tfsdk:"name"`
	PackageID types.String `tfsdk:"package_id"`
	Status    types.String `tfsdk:"status"`
}

// ListResourceConfigSchema is the contract with list blocks.
func (q *Query) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	argument := func(description string, v validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{v}}
	}
	some := stringvalidator.LengthAtLeast(1)
	resp.Schema = schema.Schema{
		MarkdownDescription: "Avatars and cloned voices of the account, for `terraform query` of Terraform 1.14 and later. Those in the recycle bin and deleted ones are included: `status` leaves them out.",
		Attributes: map[string]schema.Attribute{
			"kind":       argument("Only assets of this kind: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, `semi_realistic_3d`, `realistic_3d` or `voice_clone`.", tfconv.OneOf(kindNames()...)),
			"pool":       argument("Only assets that this renewal pool extends: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`.", tfconv.OneOf(poolNames()...)),
			"name":       argument("Only assets of exactly this name.", some),
			"package_id": argument("Only assets on units of this package.", some),
			"status":     argument("Only assets of this status: `creating`, `active`, `inactive`, `grace`, `frozen`, `recycled` or `deleted`.", oneOfStatuses()),
		},
	}
}

// List finds the assets.
func (q *Query) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var m queryModel
	if d := req.Config.Get(ctx, &m); d.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(d)
		return
	}
	all, err := q.run.Client.Assets(ctx)
	if err != nil {
		stream.Results = list.ListResultsStreamDiagnostics(diag.Diagnostics{diags.Unable("list assets", err)})
		return
	}
	found := lookup.All(all, filters(&dataModel{Kind: m.Kind, Pool: m.Pool, Name: m.Name, PackageID: m.PackageID, Status: m.Status}))
	stream.Results = lookup.Query[mssclient.Asset]{
		Run: q.run, ID: func(a *mssclient.Asset) string { return a.ID }, Name: displayName, Fill: fill,
	}.Stream(ctx, req, found)
}

func displayName(_ context.Context, a *mssclient.Asset) (string, error) {
	return fmt.Sprintf("%s (%s, %s)", a.Name, a.Kind, a.Status), nil
}

func fill(ctx context.Context, a *mssclient.Asset, into *tfsdk.Resource) diag.Diagnostics {
	var m model
	d := begin(ctx, into, a.ID)
	if d.Append(into.Get(ctx, &m)...); d.HasError() {
		return d
	}
	m.fromAsset(a)
	return append(d, into.Set(ctx, m)...)
}
