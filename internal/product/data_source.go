// Package product is the catalogue: the data sources mss_product and mss_products, and mss_price, which says what a purchase or a renewal costs.
package product

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// DataSource is the data source mss_product.
type DataSource struct {
	run *run.Run
}

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{} }

type dataModel struct {
	model
	Kind       types.String `tfsdk:"kind"`
	PeriodType types.String `tfsdk:"period_type"`
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_product"
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	a := attributes()
	maps.Copy(a, arguments())
	a["resource_spec_code"] = schema.StringAttribute{
		Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
		MarkdownDescription: "Code of the product, under which it is ordered. Without it the other arguments must leave exactly one product.",
	}
	a["pool"] = schema.StringAttribute{
		Optional: true, Computed: true, Validators: []validator.String{tfconv.OneOf(pools...)},
		MarkdownDescription: "Renewal pool that its packages feed: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`; null for all but on-shelf months.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One product of the catalogue, as the account's site sells it, found by `resource_spec_code` or by what it is for. Finding none or several is an " +
			"error that lists the candidates; `mss_products` reads any number. The real cloud offers no catalogue.",
		Attributes: a,
	}
}

// What the built-in catalogue makes and what keeps it on the shelf.
var (
	kinds = []string{"studio_2d", "studio_4k", "instant_2d", "cartoon_3d", "semi_realistic_3d", "realistic_3d", "voice_clone"}
	pools = []string{"studio_2d", "instant_2d", "avatar_3d", "voice_clone"}
)

// arguments are what both data sources take and a product has no attribute of the same name for.
func arguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"kind": schema.StringAttribute{
			Optional: true, Validators: []validator.String{tfconv.OneOf(kinds...)},
			MarkdownDescription: "Only what makes assets of this kind: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, `semi_realistic_3d`, `realistic_3d` or `voice_clone`.",
		},
		"period_type": schema.StringAttribute{
			Optional: true, Validators: []validator.String{oneOfPeriods()},
			MarkdownDescription: "Only what is sold so: `monthly`, `yearly` or `one_off`.",
		},
	}
}

func oneOfPeriods() validator.String {
	return tfconv.OneOf(string(mssclient.Monthly), string(mssclient.Yearly), string(mssclient.OneOff))
}

// Read finds the product.
func (s *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(s.run.OnlySimulated("Reading the catalogue", "The guide The simulated cloud lists the codes that the documents name.")...); resp.Diagnostics.HasError() {
		return
	}
	all, err := s.run.Client.Products(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read product", err))
		return
	}
	kind := lookup.Kind[mssclient.Product]{Thing: "product", ID: "resource_spec_code", Line: line, Account: "the catalogue of " + s.run.Account(), Given: true}
	p, d := kind.One(all, filters(m.ResourceSpecCode, m.Kind, m.Pool, m.PeriodType))
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	m.model = toModel(p)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func line(p *mssclient.Product) string {
	if p.BilledByUse {
		return fmt.Sprintf("%s: %s, billed by use", p.ResourceSpecCode, p.Name)
	}
	sold := make([]string, 0, len(p.PeriodTypes))
	for _, t := range p.PeriodTypes {
		sold = append(sold, string(t))
	}
	return fmt.Sprintf("%s: %s, sold %s", p.ResourceSpecCode, p.Name, strings.Join(sold, " or "))
}

// filters are the arguments that both data sources share.
func filters(code, kind, pool, period types.String) []lookup.Filter[mssclient.Product] {
	all := []lookup.Filter[mssclient.Product]{
		lookup.Text("resource_spec_code", code, func(p *mssclient.Product) string { return p.ResourceSpecCode }),
		lookup.Text("pool", pool, func(p *mssclient.Product) string { return p.Pool }),
	}
	if tfconv.Known(kind) {
		all = append(all, lookup.Filter[mssclient.Product]{At: "kind", Allows: func(p *mssclient.Product) bool { return slices.Contains(p.Makes, kind.ValueString()) }})
	}
	if tfconv.Known(period) {
		all = append(all, lookup.Filter[mssclient.Product]{At: "period_type", Allows: func(p *mssclient.Product) bool {
			return slices.Contains(p.PeriodTypes, mssclient.PeriodType(period.ValueString()))
		}})
	}
	return all
}
