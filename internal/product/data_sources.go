// Package product is the catalogue: the data sources mss_product and mss_products, and mss_price, which says what a
// purchase or a renewal costs.
package product

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/asset"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// kind is how data sources find products.
func kind() lookup.Kind[mssclient.Product] {
	return lookup.Kind[mssclient.Product]{
		Thing: "product", ID: "resource_spec_code", Line: line, Place: "the catalogue of ", Given: true,
		Arguments: []lookup.Argument[mssclient.Product]{
			lookup.Text("resource_spec_code", "", func(p *mssclient.Product) string { return p.ResourceSpecCode },
				stringvalidator.LengthBetween(1, 256)),
			lookup.Text("pool", "Only on-shelf months of this renewal pool: `studio_2d`, `instant_2d`, `avatar_3d` or "+
				"`voice_clone`.",
				func(p *mssclient.Product) string { return p.Pool }, tfconv.OneOf(asset.Pools()...)),
			lookup.Where("kind", "Only what makes assets of this kind: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, "+
				"`semi_realistic_3d`, `realistic_3d` or `voice_clone`.",
				func(p *mssclient.Product, want string) bool { return slices.Contains(p.Makes, want) },
				tfconv.OneOf(asset.Kinds()...)),
			lookup.Where("period_type", "Only products sold for this period type: `monthly`, `yearly` or `one_off`.",
				func(p *mssclient.Product, want string) bool {
					return slices.Contains(p.PeriodTypes, mssclient.PeriodType(want))
				}, oneOfPeriods()),
		},
		List: func(ctx context.Context, s *session.Session, _ lookup.Asked) ([]mssclient.Product, error) {
			return s.Client.Products(ctx)
		},
		Check: func(s *session.Session) diag.Diagnostics {
			return s.OnlySimulated("Reading the catalogue", "The guide The simulated cloud lists the documented codes.")
		},
	}
}

// NewDataSource makes the data source mss_product.
func NewDataSource() datasource.DataSource {
	return &lookup.One[mssclient.Product, dataModel]{
		DataSource: crud.DataSource{Name: "product"}, Kind: kind(), Attributes: attributes(),
		Description: "One product of the catalogue, as the account's site sells it, found by `resource_spec_code` or by " +
			"its use. It is an error if none or several match; the error lists the candidates. `mss_products` reads any " +
			"number. The real cloud offers no catalogue.",
		Show: func(_ context.Context, _ *session.Session, p *mssclient.Product, m *dataModel) diag.Diagnostics {
			m.model = toModel(p)
			return nil
		},
	}
}

// NewList makes the data source mss_products.
func NewList() datasource.DataSource {
	k := kind()
	arguments := slices.Concat(k.Arguments[1:], []lookup.Argument[mssclient.Product]{
		lookup.Flag("billed_by_use", "Whether only what is billed by use, or only what can be ordered. Without it: both.",
			func(p *mssclient.Product) bool { return p.BilledByUse })})
	return &lookup.List[mssclient.Product, model]{
		DataSource: crud.DataSource{Name: "products"}, Kind: k, Arguments: arguments,
		Description: "The catalogue, as the account's site sells it. All arguments are optional filters; the result may " +
			"be empty. The real cloud offers no catalogue.",
		Attribute: "products", ListDescription: "The products, in the order of the catalogue.", Attributes: attributes(),
		Show: func(_ *session.Session, p *mssclient.Product) model { return toModel(p) },
	}
}

type dataModel struct {
	model
	Kind       types.String `tfsdk:"kind"`
	PeriodType types.String `tfsdk:"period_type"`
}

func oneOfPeriods() validator.String {
	return tfconv.OneOf(string(mssclient.Monthly), string(mssclient.Yearly), string(mssclient.OneOff))
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
