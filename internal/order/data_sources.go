package order

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// kind is how data sources and queries find orders.
func kind() lookup.Kind[mssclient.Order] {
	created := func(o *mssclient.Order) time.Time { return o.CreatedTime }
	return lookup.Kind[mssclient.Order]{
		Thing: "order", ID: "id", Line: line,
		Arguments: []lookup.Argument[mssclient.Order]{
			lookup.Text("id", "", func(o *mssclient.Order) string { return o.ID }, stringvalidator.LengthAtLeast(1)),
			lookup.Text("order_type", "Only orders of this type: `new`, `renewal` or `unsubscription`.",
				(*mssclient.Order).TypeWord,
				tfconv.OneOf(mssclient.OrderNew, mssclient.OrderRenewal, mssclient.OrderUnsubscription)),
			lookup.From("created_after", "Only orders that were placed at this instant (RFC 3339) or later.", created),
			lookup.Before("created_before", "Only orders that were placed before this instant (RFC 3339).", created),
			lookup.Text("status", "Only orders of this status: `pending_payment`, `processing`, `completed`, `cancelled` or "+
				"`pending_refund`.",
				func(o *mssclient.Order) string { return o.Status },
				tfconv.OneOf(mssclient.OrderPendingPayment, mssclient.OrderProcessing, mssclient.OrderCompleted,
					mssclient.OrderCancelled, mssclient.OrderPendingRefund)),
		},
		List: func(ctx context.Context, s *session.Session, _ lookup.Asked) ([]mssclient.Order, error) {
			return s.Client.Orders(ctx)
		},
	}
}

// NewDataSource makes the data source mss_order.
func NewDataSource() datasource.DataSource {
	a := listAttributes()
	maps.Copy(a, tfconv.Shown(detailAttributes()))
	return &lookup.One[mssclient.Order, dataModel]{
		DataSource: crud.DataSource{Name: "order"}, Kind: kind(), Attributes: a, Show: read,
		Description: "One order, found by `id` or by its properties: a purchase, a renewal or a return, managed here or " +
			"not. It is an error if none or several match; the error lists the candidates. `mss_orders` reads any number.",
	}
}

// NewList makes the data source mss_orders.
func NewList() datasource.DataSource {
	k := kind()
	return &lookup.List[mssclient.Order, listItem]{
		DataSource: crud.DataSource{Name: "orders"}, Kind: k,
		Arguments: lookup.Only(k.Arguments, "order_type", "created_after", "created_before", "status"),
		Description: "All orders of the account: purchases, renewals and returns, including automatic ones. All arguments " +
			"are optional filters; the result may be empty. `mss_order` reads the items and the packages of one.",
		Attribute: "orders", ListDescription: "The orders, oldest first.", Attributes: listAttributes(),
		Show: func(_ *session.Session, o *mssclient.Order) listItem { return toListItem(o) },
	}
}

// listItem is what billing's list says of an order.
type listItem struct {
	facts
	ID           types.String `tfsdk:"id"`
	OrderType    types.String `tfsdk:"order_type"`
	CouponAmount types.String `tfsdk:"coupon_amount"`
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

// read shows an order with what only its details say.
func read(ctx context.Context, s *session.Session, found *mssclient.Order, m *dataModel) (d diag.Diagnostics) {
	o, err := s.Client.Order(ctx, found.ID)
	if err != nil {
		d.Append(message.UnableAt(path.Root("id"), "read order", err))
		return d
	}
	packages, err := s.Client.Packages(ctx, mssclient.PackageFilter{OrderID: o.ID})
	if err != nil {
		d.Append(message.UnableAt(path.Root("packages"), "read the order's packages", err))
		return d
	}
	m.fromOrder(o, packages)
	return d
}

func line(o *mssclient.Order) string {
	return fmt.Sprintf("%s: %s, %s, %s, placed %s", o.ID, o.TypeWord(), o.Status, message.Sum(o.Amount, o.Currency),
		message.Instant(o.CreatedTime))
}

// listAttributes are what the list says of an order.
func listAttributes() map[string]data.Attribute {
	a := tfconv.Shown(computedAttributes(), "id", "status", "official_amount", "amount", "currency", "created_time",
		"paid_time")
	maps.Copy(a, tfconv.Shown(map[string]schema.Attribute{
		"amount": tfconv.ComputedText("Amount after discounts, such as `99.00`; for an unsubscription, the refund as a " +
			"negative amount."),
		"order_type":    tfconv.ComputedText("`new`, `renewal` (also an automatic one) or `unsubscription`."),
		"coupon_amount": tfconv.ComputedText("What coupons pay of `amount`."),
	}))
	return a
}

// detailAttributes are what only an order's details say.
func detailAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"payment_deadline": computedAttributes()["payment_deadline"],
		"items": tfconv.ComputedRows("What was ordered; empty for an unsubscription.", map[string]schema.Attribute{
			"resource_spec_code": tfconv.ComputedText("Code of the product; null on the real cloud, which does not report it."),
			"period_type":        tfconv.ComputedText("Length of one period: `monthly`, `yearly` or `one_off`."),
			"period_num":         tfconv.ComputedNumber("Number of periods."),
			"subscription_num":   tfconv.ComputedNumber("Quantity."),
		}),
		"packages": tfconv.ComputedRows("Packages that the order delivered, renewed or returned, ordered by item, "+
			"then by id. `item_index` is null for an unsubscription.",
			deliveryAttributes()),
	}
}

func toListItem(o *mssclient.Order) listItem {
	return listItem{factsOf(o), types.StringValue(o.ID), types.StringValue(o.TypeWord()),
		types.StringValue(o.CouponAmount.String())}
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
