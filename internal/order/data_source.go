package order

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is the data source mss_order.
type DataSource struct {
	run *run.Run
}

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// listItem is what billing's list says of an order.
type listItem struct {
	ID             types.String   `tfsdk:"id"`
	OrderType      types.String   `tfsdk:"order_type"`
	Status         types.String   `tfsdk:"status"`
	OfficialAmount types.String   `tfsdk:"official_amount"`
	Amount         types.String   `tfsdk:"amount"`
	CouponAmount   types.String   `tfsdk:"coupon_amount"`
	Currency       types.String   `tfsdk:"currency"`
	CreatedTime    tfconv.Instant `tfsdk:"created_time"`
	PaidTime       tfconv.Instant `tfsdk:"paid_time"`
}

type dataModel struct {
	listItem
	CreatedAfter    tfconv.Instant  `tfsdk:"created_after"`
	CreatedBefore   tfconv.Instant  `tfsdk:"created_before"`
	PaymentDeadline tfconv.Instant  `tfsdk:"payment_deadline"`
	Items           []orderedItem   `tfsdk:"items"`
	Packages        []deliveredItem `tfsdk:"packages"`
}

type orderedItem struct {
	ResourceSpecCode types.String `tfsdk:"resource_spec_code"`
	PeriodType       types.String `tfsdk:"period_type"`
	PeriodNum        types.Int64  `tfsdk:"period_num"`
	SubscriptionNum  types.Int64  `tfsdk:"subscription_num"`
}

type deliveredItem struct {
	ResourceID       types.String `tfsdk:"resource_id"`
	ResourceSpecCode types.String `tfsdk:"resource_spec_code"`
	ItemIndex        types.Int64  `tfsdk:"item_index"`
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_order"
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	argument := func(description string, v validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: description, Validators: []validator.String{v}}
	}
	limit := func(description string) schema.Attribute {
		return schema.StringAttribute{Optional: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	a := itemAttributes()
	maps.Copy(a, map[string]schema.Attribute{
		"id":             argument("Id of the order. Without it the other arguments must leave exactly one order.", stringvalidator.LengthAtLeast(1)),
		"status":         argument("Status at the instant of the run: `pending_payment`, `processing`, `completed`, `cancelled` or `pending_refund`.", oneOfStatuses()),
		"order_type":     argument("What the order does: `new`, `renewal` or `unsubscription`.", oneOfTypes()),
		"created_after":  limit("Only an order that was placed at this instant (RFC 3339) or later."),
		"created_before": limit("Only an order that was placed before this instant (RFC 3339)."),
		"payment_deadline": schema.StringAttribute{
			Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: "When the order is cancelled if it is not paid (RFC 3339, UTC).",
		},
		"items": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "What was ordered; empty for an unsubscription.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"resource_spec_code": text("Code of the product; null on the real cloud, whose orders do not say it."),
				"period_type":        text("Length of one period: `monthly`, `yearly` or `one_off`."),
				"period_num":         number("Number of periods."),
				"subscription_num":   number("Quantity."),
			}},
		},
		"packages": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "Packages that the order delivered, renewed or returned, ordered by item, then by id.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"resource_id":        text("Id of the package."),
				"resource_spec_code": text("Code of its product."),
				"item_index":         number("Position of its item in `items`, from 0; null for an unsubscription."),
			}},
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "One order, found by `id` or by what it is: a purchase, a renewal or a return, whoever placed it. Finding none or several is an error " +
			"that lists the candidates; `mss_orders` reads any number.",
		Attributes: a,
	}
}

func oneOfStatuses() validator.String {
	return tfconv.OneOf(mssclient.OrderPendingPayment, mssclient.OrderProcessing, mssclient.OrderCompleted, mssclient.OrderCancelled, mssclient.OrderPendingRefund)
}

func oneOfTypes() validator.String {
	return tfconv.OneOf(mssclient.OrderNew, mssclient.OrderRenewal, mssclient.OrderUnsubscription)
}

// Read finds the order in the list, then reads what only its details say.
func (s *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, err := s.run.Client.Orders(ctx)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read order", err))
		return
	}
	kind := lookup.Kind[mssclient.Order]{Thing: "order", ID: "id", Line: line, Account: s.run.Account()}
	found, d := kind.One(all, filters(m.ID, m.Status, m.OrderType, m.CreatedAfter, m.CreatedBefore))
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	o, err := s.run.Client.Order(ctx, found.ID)
	if err != nil {
		resp.Diagnostics.Append(diags.UnableAt(path.Root("id"), "read order", err))
		return
	}
	packages, err := s.run.Client.Packages(ctx, mssclient.PackageFilter{OrderID: o.ID})
	if err != nil {
		resp.Diagnostics.Append(diags.UnableAt(path.Root("packages"), "read the order's packages", err))
		return
	}
	m.fromOrder(o, packages)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func line(o *mssclient.Order) string {
	return fmt.Sprintf("%s: %s, %s, %s, placed %s", o.ID, o.TypeWord(), o.Status, diags.Sum(o.Amount, o.Currency), diags.Day(o.CreatedTime))
}

// filters are the arguments that both data sources share.
func filters(id, status, kind types.String, after, before tfconv.Instant) []lookup.Filter[mssclient.Order] {
	created := func(o *mssclient.Order) time.Time { return o.CreatedTime }
	return []lookup.Filter[mssclient.Order]{
		lookup.Text("id", id, func(o *mssclient.Order) string { return o.ID }),
		lookup.Text("order_type", kind, (*mssclient.Order).TypeWord),
		lookup.From("created_after", after, created),
		lookup.Before("created_before", before, created),
		lookup.Text("status", status, func(o *mssclient.Order) string { return o.Status }),
	}
}

func itemAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":              text("Id of the order."),
		"order_type":      text("`new`, `renewal` (also an automatic one) or `unsubscription`."),
		"status":          text("Status of the order at the instant of the run."),
		"official_amount": text("Amount before discounts, such as `99.00`."),
		"amount":          text("Amount after discounts, such as `99.00`; of an unsubscription the refund, negative."),
		"coupon_amount":   text("What coupons pay of `amount`."),
		"currency":        text("Currency of the amounts."),
		"created_time":    instant("When the order was placed (RFC 3339, UTC)."),
		"paid_time":       instant("When it was paid (RFC 3339, UTC); null before."),
	}
}

func toListItem(o *mssclient.Order) listItem {
	return listItem{
		ID: types.StringValue(o.ID), OrderType: types.StringValue(o.TypeWord()), Status: types.StringValue(o.Status),
		OfficialAmount: types.StringValue(o.OfficialAmount.String()), Amount: types.StringValue(o.Amount.String()),
		CouponAmount: types.StringValue(o.CouponAmount.String()), Currency: types.StringValue(o.Currency),
		CreatedTime: tfconv.Time(o.CreatedTime), PaidTime: tfconv.Time(o.PaidTime),
	}
}

func (m *dataModel) fromOrder(o *mssclient.Order, packages []mssclient.Package) {
	m.listItem, m.PaymentDeadline = toListItem(o), tfconv.Time(o.PaymentDeadline)
	m.Items, m.Packages = []orderedItem{}, []deliveredItem{}
	for _, it := range o.Items {
		m.Items = append(m.Items, orderedItem{
			ResourceSpecCode: tfconv.Text(it.ResourceSpecCode), PeriodType: tfconv.Text(string(it.PeriodType)),
			PeriodNum: types.Int64Value(int64(it.PeriodNum)), SubscriptionNum: types.Int64Value(int64(it.SubscriptionNum)),
		})
	}
	var delivered model // finds each package's item as the resource does
	delivered.fromPackages(o.Items, packages)
	for _, p := range delivered.deliveries() {
		index := types.Int64Value(p.item)
		if len(o.Items) == 0 {
			index = types.Int64Null()
		}
		m.Packages = append(m.Packages, deliveredItem{types.StringValue(p.id), types.StringValue(p.code), index})
	}
}
