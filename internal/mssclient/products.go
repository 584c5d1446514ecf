package mssclient

import (
	"context"
	"fmt"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

type productsResponse struct {
	Currency string `json:"currency"`
	Products []struct {
		ResourceSpecCode string                `json:"resource_spec_code"`
		Name             string                `json:"name"`
		BusinessType     string                `json:"business_type"`
		Unit             string                `json:"unit"`
		PeriodTypes      []PeriodType          `json:"period_types"`
		Prices           map[PeriodType]string `json:"prices"`
		Makes            []string              `json:"makes"`
		Pool             string                `json:"pool"`
		MaxPeriodNum     map[PeriodType]int32  `json:"max_period_num"`
		MaxQuantity      int32                 `json:"max_quantity"`
		BilledByUse      bool                  `json:"billed_by_use"`
		Lapses           bool                  `json:"lapses"`
		NewCustomersOnce bool                  `json:"new_customers_once"`
	} `json:"products"`
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// Products reads the catalogue as the tenant's site sells it.
func (c *Client) Products(ctx context.Context) ([]Product, error) {
	const operation = "read the catalogue"
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*productsResponse, error) {
		return extend[productsResponse](s, http.MethodGet, "/v1/{project_id}/mss/products", nil)
	})
	if err != nil {
		return nil, err
	}
	products := make([]Product, 0, len(resp.Products))
	for _, r := range resp.Products {
		p := Product{
			ResourceSpecCode: r.ResourceSpecCode, Name: r.Name, BusinessType: r.BusinessType, Unit: r.Unit,
			PeriodTypes: r.PeriodTypes,
			Currency:    resp.Currency, Makes: r.Makes, Pool: r.Pool, MaxPeriodNum: r.MaxPeriodNum, MaxQuantity: r.MaxQuantity,
			BilledByUse: r.BilledByUse, Lapses: r.Lapses, NewCustomersOnce: r.NewCustomersOnce,
			Prices: map[PeriodType]money.Amount{},
		}
		for t, s := range r.Prices {
			price, err := money.Parse(s)
			if err != nil {
				return nil, fmt.Errorf("%s: the price %q of %s (%s): %w", operation, s, r.ResourceSpecCode, t, err)
			}
			p.Prices[t] = price
		}
		products = append(products, p)
	}
	return products, nil
}
