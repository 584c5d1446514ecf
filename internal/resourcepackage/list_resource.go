package resourcepackage

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
)

var _ list.ListResourceWithConfigure = (*Query)(nil)

// Query is the list resource mss_resource_package, which `terraform query` finds packages with.
type Query struct {
	Resource
}

// NewQuery makes the list resource for registration.
func NewQuery() list.ListResource { return &Query{} }

type queryModel struct {
	Status           types.String `tfsdk:"status"`
	ResourceSpecCode types.String `tfsdk:"resource_spec_code"`
}

// ListResourceConfigSchema is the contract with list blocks.
func (q *Query) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	argument := func(description string, v validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{v}}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Resource packages of the account, for `terraform query` of Terraform 1.14 and later. Those that are gone are included: `status` leaves them out.",
		Attributes: map[string]schema.Attribute{
			"status":             argument("Only packages of this status: `active`, `used_up`, `grace`, `frozen`, `expired`, `released` or `returned`.", oneOfStatuses()),
			"resource_spec_code": argument("Only packages of this product.", stringvalidator.LengthAtLeast(1)),
		},
	}
}

// List finds the packages.
func (q *Query) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var m queryModel
	if d := req.Config.Get(ctx, &m); d.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(d)
		return
	}
	all, err := q.run.Client.Packages(ctx, mssclient.PackageFilter{})
	if err != nil {
		stream.Results = list.ListResultsStreamDiagnostics(diag.Diagnostics{diags.Unable("list resource packages", err)})
		return
	}
	none := types.StringNull()
	found := lookup.All(all, packageFilters(none, none, m.ResourceSpecCode, m.Status, true))
	stream.Results = lookup.Query[mssclient.Package]{
		Run: q.run, ID: func(p *mssclient.Package) string { return p.ResourceID }, Name: displayName, Fill: q.fill,
	}.Stream(ctx, req, found)
}

func displayName(_ context.Context, p *mssclient.Package) (string, error) {
	return fmt.Sprintf("%s (%s, ends %s)", diags.Short(p.ResourceSpecCode), p.Status, diags.Day(p.ExpireTime)), nil
}

func (q *Query) fill(ctx context.Context, p *mssclient.Package, into *tfsdk.Resource) diag.Diagnostics {
	var m model
	d := begin(ctx, into, p.ResourceID)
	if d.Append(into.Get(ctx, &m)...); d.HasError() {
		return d
	}
	m.fromPackage(q.run, p)
	q.readOrder(ctx, &m)
	return append(d, into.Set(ctx, m)...)
}
