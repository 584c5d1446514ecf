package order

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*List)(nil)

// List is the data source mss_orders.
type List struct {
	run *run.Run
}

// NewList makes the data source for registration.
func NewList() datasource.DataSource { return &List{} }

type listModel struct {
	Status        types.String   `tfsdk:"status"`
	OrderType     types.String   `tfsdk:"order_type"`
	CreatedAfter  tfconv.Instant `tfsdk:"created_after"`
	CreatedBefore tfconv.Instant `tfsdk:"created_before"`
	Orders        []listItem     `tfsdk:"orders"`
}

// Metadata names the data source.
func (l *List) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_orders"
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
	limit := func(description string) schema.Attribute {
		return schema.StringAttribute{Optional: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All orders of the account: purchases, renewals and returns, automatic ones included. Each argument narrows the list; none may be left. " +
			"`mss_order` reads the items and the packages of one.",
		Attributes: map[string]schema.Attribute{
			"status":         argument("Only orders of this status: `pending_payment`, `processing`, `completed`, `cancelled` or `pending_refund`.", oneOfStatuses()),
			"order_type":     argument("Only orders of this type: `new`, `renewal` or `unsubscription`.", oneOfTypes()),
			"created_after":  limit("Only orders that were placed at this instant (RFC 3339) or later."),
			"created_before": limit("Only orders that were placed before this instant (RFC 3339)."),
			"orders": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The orders, oldest first.",
				NestedObject: schema.NestedAttributeObject{Attributes: itemAttributes()},
			},
		},
	}
}

// Read lists the orders.
func (l *List) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, err := l.run.Client.Orders(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("list orders", err))
		return
	}
	m.Orders = []listItem{}
	for _, o := range lookup.All(all, filters(types.StringNull(), m.Status, m.OrderType, m.CreatedAfter, m.CreatedBefore)) {
		m.Orders = append(m.Orders, toListItem(&o))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
