package order

import (
	"context"
	"fmt"

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

// Query is the list resource mss_order, which `terraform query` finds orders with.
type Query struct {
	Resource
}

// NewQuery makes the list resource for registration.
func NewQuery() list.ListResource { return &Query{} }

type queryModel struct {
	Status    types.String `tfsdk:"status"`
	OrderType types.String `tfsdk:"order_type"`
}

// ListResourceConfigSchema is the contract with list blocks.
func (q *Query) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Orders of the account that `mss_order` can manage, for `terraform query` of Terraform 1.14 and later.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				Optional: true, Validators: []validator.String{oneOfStatuses()},
				MarkdownDescription: "Only orders of this status: `pending_payment`, `processing`, `completed`, `cancelled` or `pending_refund`.",
			},
			"order_type": schema.StringAttribute{
				Optional: true, Validators: []validator.String{tfconv.OneOf(mssclient.OrderNew, mssclient.OrderRenewal)},
				MarkdownDescription: "Orders of this type: `new`, or `renewal`, automatic ones included. Defaults to `new`. Unsubscriptions are never listed: they buy nothing.",
			},
		},
	}
}

// List finds the orders.
func (q *Query) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var m queryModel
	if d := req.Config.Get(ctx, &m); d.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(d)
		return
	}
	if m.OrderType.IsNull() {
		m.OrderType = types.StringValue(mssclient.OrderNew)
	}
	all, err := q.run.Client.Orders(ctx)
	if err != nil {
		stream.Results = list.ListResultsStreamDiagnostics(diag.Diagnostics{diags.Unable("list orders", err)})
		return
	}
	found := lookup.All(all, filters(types.StringNull(), m.Status, m.OrderType, tfconv.NullInstant(), tfconv.NullInstant()))
	stream.Results = lookup.Query[mssclient.Order]{
		Run: q.run, ID: func(o *mssclient.Order) string { return o.ID }, Name: q.displayName, Fill: q.fill,
	}.Stream(ctx, req, found)
}

// displayName reads the order: the list does not say what was ordered.
func (q *Query) displayName(ctx context.Context, o *mssclient.Order) (string, error) {
	whole, err := q.run.Client.Order(ctx, o.ID)
	if err != nil {
		return "", err
	}
	*o = *whole
	return fmt.Sprintf("%s (%s, %s, %s)", diags.Lines(o.Items), o.Status, diags.Sum(o.Amount, o.Currency), diags.Day(o.CreatedTime)), nil
}

func (q *Query) fill(ctx context.Context, o *mssclient.Order, into *tfsdk.Resource) diag.Diagnostics {
	var m model
	d := begin(ctx, into, o.ID)
	if d.Append(into.Get(ctx, &m)...); d.HasError() {
		return d
	}
	if err := q.refresh(ctx, &m, o); err != nil {
		d.Append(diags.Unable("read packages of order", err))
		return d
	}
	return append(d, into.Set(ctx, m)...)
}
