package product

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ datasource.DataSourceWithConfigure        = (*Price)(nil)
	_ datasource.DataSourceWithConfigValidators = (*Price)(nil)
	_ datasource.DataSourceWithValidateConfig   = (*Price)(nil)
)

// Price is the data source mss_price.
type Price struct{ crud.DataSource }

// NewPrice makes the data source for registration.
func NewPrice() datasource.DataSource { return &Price{crud.DataSource{Name: "price"}} }

type priceModel struct {
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	ResourceID       types.String   `tfsdk:"resource_id"`
	PeriodType       types.String   `tfsdk:"period_type"`
	PeriodNum        types.Int64    `tfsdk:"period_num"`
	SubscriptionNum  types.Int64    `tfsdk:"subscription_num"`
	OfficialAmount   types.String   `tfsdk:"official_amount"`
	Amount           types.String   `tfsdk:"amount"`
	Currency         types.String   `tfsdk:"currency"`
	Discounts        []discountItem `tfsdk:"discounts"`
}

type discountItem struct {
	ID             types.String `tfsdk:"id"`
	Name           types.String `tfsdk:"name"`
	Type           types.String `tfsdk:"type"`
	Amount         types.String `tfsdk:"amount"`
	DiscountAmount types.String `tfsdk:"discount_amount"`
}

var (
	atCode         = path.Root("resource_spec_code")
	atResource     = path.Root("resource_id")
	atPeriod       = path.Root("period_type")
	atPeriodNum    = path.Root("period_num")
	atSubscription = path.Root("subscription_num")
)

const maxInt32 = 1<<31 - 1

// Schema is the contract with configurations.
func (p *Price) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The price of a purchase (`resource_spec_code`) or of the renewal of a package " +
			"(`resource_id`). Nothing is ordered. The prices of the simulated cloud are made up; the real cloud rates " +
			"monthly and yearly periods, not `one_off`.",
		Attributes: map[string]schema.Attribute{
			"resource_spec_code": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
				MarkdownDescription: "Product to buy. Set exactly one of `resource_spec_code` and `resource_id`.",
			},
			"resource_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Package to renew.",
			},
			"period_type": schema.StringAttribute{
				Required: true, Validators: []validator.String{oneOfPeriods()},
				MarkdownDescription: "Length of one period: `monthly`, `yearly`, or for a purchase `one_off`.",
			},
			"period_num": schema.Int64Attribute{
				Required: true, Validators: []validator.Int64{int64validator.Between(1, maxInt32)},
				MarkdownDescription: "Number of periods, at least 1; with `one_off` exactly 1.",
			},
			"subscription_num": schema.Int64Attribute{
				Optional: true, Computed: true, Validators: []validator.Int64{int64validator.Between(1, maxInt32)},
				MarkdownDescription: "Quantity to buy. Defaults to `1`. A renewal always covers the whole package.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, tfconv.Shown(map[string]resource.Attribute{
		"official_amount": tfconv.ComputedText("Amount before discounts, such as `99.00`: what a payment charges that " +
			"chooses none, as `payment` of `mss_order` and `mss_resource_package` do."),
		"amount": tfconv.ComputedText("Amount after the best of `discounts`, which `auto_pay` of `mss_order` selects, and " +
			"before coupons. Without discounts it equals `official_amount`."),
		"currency": tfconv.ComputedText("Currency of the amounts."),
		"discounts": tfconv.ComputedRows("Discounts of the account that such a purchase can be paid with, the best first. "+
			"Empty for renewals, which get none, and for `one_off`, for which billing reports no discounts in advance.",
			map[string]resource.Attribute{
				"id":              tfconv.ComputedText("Id of the discount."),
				"name":            tfconv.ComputedText("Name of the discount."),
				"type":            tfconv.ComputedText("`promotion`, `commercial` or `partner`."),
				"amount":          tfconv.ComputedText("Remaining amount."),
				"discount_amount": tfconv.ComputedText("What the discount takes off."),
			}),
	}))
}

// ConfigValidators says that something is bought or renewed.
func (p *Price) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(atCode.Expression(), atResource.Expression())}
}

// ValidateConfig refuses what a renewal does not have.
func (p *Price) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest,
	resp *datasource.ValidateConfigResponse) {
	var m priceModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() || m.ResourceID.IsNull() {
		return
	}
	if m.PeriodType.ValueString() == string(mssclient.OneOff) {
		resp.Diagnostics.Append(message.Wrong(atPeriod, "One-off units cannot be renewed",
			"A renewal is monthly or yearly. A one_off unit is used once; buy another one instead."))
	}
	if !m.SubscriptionNum.IsNull() {
		resp.Diagnostics.Append(message.Wrong(atSubscription, "A package is renewed whole",
			"subscription_num is for purchases. Omit it with resource_id."))
	}
}

// Read asks for the price.
func (p *Price) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m priceModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	rate, d := p.rate(ctx, &m)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	m.fromRate(rate)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func (p *Price) rate(ctx context.Context, m *priceModel) (*mssclient.Rate, diag.Diagnostics) {
	period, n := mssclient.PeriodType(m.PeriodType.ValueString()), int32(m.PeriodNum.ValueInt64())
	if m.ResourceSpecCode.IsNull() {
		return p.renewal(ctx, m.ResourceID.ValueString(), period, n)
	}
	if m.SubscriptionNum.IsNull() {
		m.SubscriptionNum = types.Int64Value(1)
	}
	it := mssclient.OrderItem{
		ResourceSpecCode: m.ResourceSpecCode.ValueString(), PeriodType: period, PeriodNum: n,
		SubscriptionNum: int32(m.SubscriptionNum.ValueInt64()),
	}
	if at, why := p.Session.CheckItem(ctx, it); at != "" {
		return nil, diag.Diagnostics{message.Wrong(path.Root(at), "Not sold", "%s", why)}
	}
	if period == mssclient.OneOff {
		return p.oneOff(ctx, it)
	}
	rate, err := p.Session.Client.RatePurchase(ctx, it)
	if err != nil {
		return nil, diag.Diagnostics{message.UnableAt(atCode, "read the price of the purchase", err, message.NoMoney)}
	}
	return rate, nil
}

// oneOff asks for the simulated cloud's own quote: billing's price query knows no one-off period (documented: daily,
// monthly, yearly, hourly).
func (p *Price) oneOff(ctx context.Context, it mssclient.OrderItem) (*mssclient.Rate, diag.Diagnostics) {
	if d := p.Session.OnlySimulated("Pricing a one-off purchase", "An unpaid order shows its amount: use mss_order "+
		"without auto_pay."); d.HasError() {
		return nil, d
	}
	orders, currency, err := p.Session.Client.QuoteOrders(ctx, []mssclient.OrderItem{it}, nil)
	if err != nil {
		return nil, diag.Diagnostics{message.UnableAt(atCode, "read the price of the purchase", err, message.NoMoney)}
	}
	return &mssclient.Rate{OfficialAmount: orders[0].Amount, Currency: currency}, nil
}

func (p *Price) renewal(ctx context.Context, id string, period mssclient.PeriodType, n int32) (*mssclient.Rate,
	diag.Diagnostics) {
	rate, err := p.Session.Client.RateRenewal(ctx, id, period, n)
	if err == nil {
		return rate, nil
	}
	at, next := atResource, "The data source mss_resource_packages lists packages; those that are active, in grace or "+
		"frozen can be renewed."
	if mssclient.IsNoSuchPeriod(err) {
		at, next = p.unsold(ctx, id, period, n), "The data source mss_product shows how the product is sold."
	}
	return nil, diag.Diagnostics{message.UnableAt(at, "read the price of the renewal", err, message.NoMoney, next)}
}

// unsold is which argument a renewal fails by: the service has one code for periods that are not sold and for too many
// of them.
func (p *Price) unsold(ctx context.Context, id string, period mssclient.PeriodType, n int32) path.Path {
	pkg, err := p.Session.Client.Package(ctx, id)
	if err != nil {
		return atPeriod
	}
	at, _ := p.Session.CheckItem(ctx, mssclient.OrderItem{ResourceSpecCode: pkg.ResourceSpecCode, PeriodType: period,
		PeriodNum: n, SubscriptionNum: 1})
	if at == "period_type" {
		return atPeriod
	}
	return atPeriodNum
}

// fromRate copies what billing says. Automatic payment takes a commercial discount before others (documented), then
// the one that saves most.
func (m *priceModel) fromRate(rate *mssclient.Rate) {
	offers := slices.SortedStableFunc(slices.Values(rate.Discounts), func(a, b mssclient.RateDiscount) int {
		return cmp.Or(-cmp.Compare(commercial(a), commercial(b)), cmp.Compare(a.Amount, b.Amount))
	})
	m.OfficialAmount = types.StringValue(rate.OfficialAmount.String())
	m.Amount, m.Currency, m.Discounts = m.OfficialAmount, types.StringValue(rate.Currency), []discountItem{}
	for i, o := range offers {
		if i == 0 {
			m.Amount = types.StringValue(o.Amount.String())
		}
		m.Discounts = append(m.Discounts, discountItem{
			ID: types.StringValue(o.ID), Name: types.StringValue(o.Name), Type: types.StringValue(o.Type),
			Amount: types.StringValue(o.Amount.String()), DiscountAmount: types.StringValue(o.Off.String()),
		})
	}
}

func commercial(d mssclient.RateDiscount) int {
	if d.Type == mssclient.DiscountCommercial {
		return 1
	}
	return 0
}
