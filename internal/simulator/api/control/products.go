package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// ProductList answers listProducts.
type ProductList struct {
	Site     string        `json:"site"`
	Currency string        `json:"currency"`
	Products []productBody `json:"products"`
}

type productBody struct {
	ResourceSpecCode string                     `json:"resource_spec_code"`
	Name             string                     `json:"name"`
	BusinessType     string                     `json:"business_type"`
	Unit             string                     `json:"unit"`
	PeriodTypes      []site.PeriodType          `json:"period_types"`
	Prices           map[site.PeriodType]string `json:"prices"`
	Makes            []string                   `json:"makes"`
	Pool             string                     `json:"pool,omitempty"`
	MaxPeriodNum     map[site.PeriodType]int32  `json:"max_period_num"`
	MaxQuantity      int32                      `json:"max_quantity"`
	BilledByUse      bool                       `json:"billed_by_use"`
	Lapses           bool                       `json:"lapses"` // is void at its end and cannot be renewed
	NewCustomersOnce bool                       `json:"new_customers_once"`
}

// listProducts is an extension: the catalogue as the tenant's site sells it, with simulated prices of one period and
// one quantity.
func listProducts(_ *call.Request, w *lifecycle.View) (any, error) {
	on, currency := w.Policy.Site, w.Currency()
	products := []productBody{}
	for _, p := range w.Catalog.Products {
		sold := p.PeriodTypes[on]
		if len(sold) == 0 && !p.BilledByUse {
			continue
		}
		out := productBody{
			ResourceSpecCode: p.ResourceSpecCode, Name: p.Name, BusinessType: p.BusinessType, Unit: p.Unit,
			PeriodTypes: append([]site.PeriodType{}, sold...), Prices: map[site.PeriodType]string{},
			Makes: append([]string{}, p.Makes...),
			Pool:  p.Pool, MaxPeriodNum: map[site.PeriodType]int32{}, MaxQuantity: p.MaxQuantity, BilledByUse: p.BilledByUse,
			Lapses: p.Lapses, NewCustomersOnce: p.NewCustomersOnce,
		}
		for _, t := range sold {
			if price, ok := p.Price(currency, t); ok {
				out.Prices[t] = price.String()
			}
			out.MaxPeriodNum[t] = p.MaxPeriodNum[t]
		}
		products = append(products, out)
	}
	return ProductList{on, currency, products}, nil
}
