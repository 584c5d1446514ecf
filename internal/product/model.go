package product

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// model is a row of the catalogue.
type model struct {
	ResourceSpecCode types.String `tfsdk:"resource_spec_code"`
	Name             types.String `tfsdk:"name"`
	BusinessType     types.String `tfsdk:"business_type"`
	Unit             types.String `tfsdk:"unit"`
	PeriodTypes      types.List   `tfsdk:"period_types"`
	Prices           types.Map    `tfsdk:"prices"`
	Currency         types.String `tfsdk:"currency"`
	MaxPeriodNum     types.Map    `tfsdk:"max_period_num"`
	MaxQuantity      types.Int64  `tfsdk:"max_subscription_num"`
	Makes            types.List   `tfsdk:"makes"`
	Pool             types.String `tfsdk:"pool"`
	BilledByUse      types.Bool   `tfsdk:"billed_by_use"`
}

func attributes() map[string]data.Attribute {
	return tfconv.Shown(map[string]schema.Attribute{
		"resource_spec_code": tfconv.ComputedText("Code of the product."),
		"name":               tfconv.ComputedText("Name of the product."),
		"business_type":      tfconv.ComputedText("Business that its packages belong to, such as `VOICE_CLONE`."),
		"unit": tfconv.ComputedText("What the units of its packages count, such as `NUM`, `CHANNEL`, `MIN` " +
			"or `MONTH`."),
		"period_types": tfconv.ComputedTexts("Period types in which it is sold: `monthly`, `yearly`, `one_off`. Empty for " +
			"products billed by use."),
		"prices": schema.MapAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Simulated price of one period and one quantity, such as `99.00`, by period type. " +
				"`mss_price` computes what a purchase costs.",
		},
		"currency": tfconv.ComputedText("Currency of the prices."),
		"max_period_num": schema.MapAttribute{
			Computed: true, ElementType: types.Int64Type, MarkdownDescription: "Most periods of one purchase, by period type.",
		},
		"max_subscription_num": tfconv.ComputedNumber("Greatest quantity of one purchase."),
		"makes":                tfconv.ComputedTexts("Kinds of assets that can be made from its packages."),
		"pool": tfconv.ComputedText("Renewal pool that its packages add to: `studio_2d`, `instant_2d`, " +
			"`avatar_3d` or `voice_clone`; null except for on-shelf months."),
		"billed_by_use": tfconv.ComputedFlag("Whether it is billed by use, so that it cannot be ordered."),
	})
}

func toModel(p *mssclient.Product) model {
	periods, prices, most := []string{}, map[string]attr.Value{}, map[string]attr.Value{}
	for _, t := range p.PeriodTypes {
		periods = append(periods, string(t))
	}
	for t, price := range p.Prices {
		prices[string(t)] = types.StringValue(price.String())
	}
	for t, n := range p.MaxPeriodNum {
		most[string(t)] = types.Int64Value(int64(n))
	}
	return model{
		ResourceSpecCode: types.StringValue(p.ResourceSpecCode), Name: types.StringValue(p.Name),
		BusinessType: tfconv.Text(p.BusinessType),
		Unit:         tfconv.Text(p.Unit), PeriodTypes: tfconv.Strings(periods),
		Prices:   types.MapValueMust(types.StringType, prices),
		Currency: types.StringValue(p.Currency), MaxPeriodNum: types.MapValueMust(types.Int64Type, most),
		MaxQuantity: types.Int64Value(int64(p.MaxQuantity)),
		Makes:       tfconv.Strings(p.Makes), Pool: tfconv.Text(p.Pool), BilledByUse: types.BoolValue(p.BilledByUse),
	}
}
