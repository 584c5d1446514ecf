package product

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
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

func attributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	list := func(description string) schema.Attribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"resource_spec_code": text("Code of the product, under which it is ordered."),
		"name":               text("Name of the product."),
		"business_type":      text("Business that its packages belong to, such as `VOICE_CLONE`."),
		"unit":               text("What the units of its packages count, such as `NUM`, `CHANNEL`, `MIN` or `MONTH`."),
		"period_types":       list("How it is sold: `monthly`, `yearly`, `one_off`. Empty for what is billed by use."),
		"prices": schema.MapAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Simulated price of one period and one quantity, such as `99.00`, by period type. `mss_price` computes what a purchase costs.",
		},
		"currency": text("Currency of the prices."),
		"max_period_num": schema.MapAttribute{
			Computed: true, ElementType: types.Int64Type, MarkdownDescription: "Most periods of one purchase, by period type.",
		},
		"max_subscription_num": schema.Int64Attribute{Computed: true, MarkdownDescription: "Greatest quantity of one purchase."},
		"makes":                list("Kinds of assets that can be made from its packages."),
		"pool":                 text("Renewal pool that its packages feed; null for all but on-shelf months."),
		"billed_by_use":        schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it is billed by use, so that it cannot be ordered."},
	}
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
		ResourceSpecCode: types.StringValue(p.ResourceSpecCode), Name: types.StringValue(p.Name), BusinessType: tfconv.Text(p.BusinessType),
		Unit: tfconv.Text(p.Unit), PeriodTypes: tfconv.Strings(periods), Prices: types.MapValueMust(types.StringType, prices),
		Currency: types.StringValue(p.Currency), MaxPeriodNum: types.MapValueMust(types.Int64Type, most), MaxQuantity: types.Int64Value(int64(p.MaxQuantity)),
		Makes: tfconv.Strings(p.Makes), Pool: tfconv.Text(p.Pool), BilledByUse: types.BoolValue(p.BilledByUse),
	}
}
