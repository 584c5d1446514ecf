package product

import (
	"context"
	"maps"

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

// List is the data source mss_products.
type List struct {
	run *run.Run
}

// NewList makes the data source for registration.
func NewList() datasource.DataSource { return &List{} }

type listModel struct {
	Kind        types.String `tfsdk:"kind"`
	Pool        types.String `tfsdk:"pool"`
	PeriodType  types.String `tfsdk:"period_type"`
	BilledByUse types.Bool   `tfsdk:"billed_by_use"`
	Products    []model      `tfsdk:"products"`
}

// Metadata names the data source.
func (l *List) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_products"
}

// Configure takes the configured provider.
func (l *List) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (l *List) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	a := arguments()
	maps.Copy(a, map[string]schema.Attribute{
		"pool": schema.StringAttribute{
			Optional: true, Validators: []validator.String{tfconv.OneOf(pools...)},
			MarkdownDescription: "Only on-shelf months of this renewal pool: `studio_2d`, `instant_2d`, `avatar_3d` or `voice_clone`.",
		},
		"billed_by_use": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether only what is billed by use, or only what can be ordered. Without it: both."},
		"products": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The products, in the order of the catalogue.",
			NestedObject: schema.NestedAttributeObject{Attributes: attributes()},
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "The catalogue, as the account's site sells it. Each argument narrows the list; none may be left. The real cloud offers no catalogue.",
		Attributes:          a,
	}
}

// Read lists the products.
func (l *List) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(l.run.OnlySimulated("Reading the catalogue", "The guide The simulated cloud lists the codes that the documents name.")...); resp.Diagnostics.HasError() {
		return
	}
	all, err := l.run.Client.Products(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("list products", err))
		return
	}
	chosen := append(filters(types.StringNull(), m.Kind, m.Pool, m.PeriodType),
		lookup.Flag("billed_by_use", m.BilledByUse, func(p *mssclient.Product) bool { return p.BilledByUse }))
	m.Products = []model{}
	for _, p := range lookup.All(all, chosen) {
		m.Products = append(m.Products, toModel(&p))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
