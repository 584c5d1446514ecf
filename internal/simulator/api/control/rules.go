package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Rules answers showRules.
type Rules struct {
	Site          string `json:"site"`
	Currency      string `json:"currency"`
	CustomerLevel string `json:"customer_level,omitempty"`
	// Policy and Catalog are the versions of the account's own files; empty: the built-in ones are in force.
	Policy  string     `json:"policy,omitempty"`
	Catalog string     `json:"catalog,omitempty"`
	Numbers []RuleLine `json:"numbers"`
	// Levels replace grace_days and retention_days for a customer level.
	Levels   []RuleLevel   `json:"levels,omitempty"`
	Products []RuleProduct `json:"products"`
	// Limits is where the maxima of terms and quantities come from, Prices where prices do that have no source.
	Limits RuleOrigin `json:"limits"`
	Prices RuleOrigin `json:"prices"`
}

// RuleOrigin is where a number comes from: documented, observed or assumed, and its source.
type RuleOrigin struct {
	Provenance string `json:"provenance"`
	Source     string `json:"source"`
}

// RuleLine is a number or a switch of the policy.
type RuleLine struct {
	Name  string `json:"name"` // in policy.yaml
	What  string `json:"what"`
	Value string `json:"value"`
	// Allowed is a range, or the words separated by commas.
	Allowed string `json:"allowed"`
	RuleOrigin
}

// RuleLevel is a customer level.
type RuleLevel struct {
	Name          string `json:"name"`
	GraceDays     int    `json:"grace_days"`
	RetentionDays int    `json:"retention_days"`
	RuleOrigin
}

// RuleProduct is a product as the account's site sells it.
type RuleProduct struct {
	ResourceSpecCode string     `json:"resource_spec_code"`
	Name             string     `json:"name"`
	BilledByUse      bool       `json:"billed_by_use,omitempty"`
	Terms            []RuleTerm `json:"terms"`
	MaxQuantity      int32      `json:"max_quantity,omitempty"`
	Makes            []string   `json:"makes,omitempty"` // kinds of assets
	Pool             string     `json:"pool,omitempty"`  // that it feeds
	Parts            []RulePart `json:"parts,omitempty"`
	PriceSource      string     `json:"price_source,omitempty"` // of a documented price
	RuleOrigin
}

// RulePart is a part of a bundle.
type RulePart struct {
	Type   string `json:"type"`
	Amount int64  `json:"amount"`
}

// RuleTerm is a period type for which a product is sold, with the price of one period.
type RuleTerm struct {
	PeriodType   site.PeriodType `json:"period_type"`
	Price        string          `json:"price"`
	MaxPeriodNum int32           `json:"max_period_num"`
}

// showRules is a control call: the policy and the catalogue in force at the instant of the call.
func showRules(_ *call.Request, w *lifecycle.View) (any, error) {
	cat := w.Catalog
	out := Rules{
		Site: w.Policy.Site, Currency: w.Currency(), CustomerLevel: w.Tenant.CustomerLevel,
		Products: []RuleProduct{}, Limits: RuleOrigin(cat.Limits), Prices: RuleOrigin(cat.Prices),
	}
	if w.Tenant.OwnPolicy != "" {
		out.Policy = w.Policy.Version
	}
	if w.Tenant.OwnCatalog != "" {
		out.Catalog = cat.Version
	}
	for _, l := range w.Policy.Lines() {
		out.Numbers = append(out.Numbers, RuleLine{l.Name, l.What, l.Value, l.Allowed, RuleOrigin(l.Origin)})
	}
	for _, l := range w.Policy.Levels {
		out.Levels = append(out.Levels, RuleLevel{l.Name, l.GraceDays, l.RetentionDays, RuleOrigin(l.Origin)})
	}
	for _, p := range cat.Products {
		one := RuleProduct{ResourceSpecCode: p.ResourceSpecCode, Name: p.Name, BilledByUse: p.BilledByUse,
			Terms: []RuleTerm{}, MaxQuantity: p.MaxQuantity, Makes: p.Makes, Pool: p.Pool, PriceSource: p.PriceSource,
			RuleOrigin: RuleOrigin(p.Origin)}
		for _, t := range p.PeriodTypes[out.Site] {
			if price, ok := p.Price(out.Currency, t); ok {
				one.Terms = append(one.Terms, RuleTerm{t, price.String(), p.MaxPeriodNum[t]})
			}
		}
		for _, part := range p.SubResources {
			one.Parts = append(one.Parts, RulePart{part.Type, part.Amount})
		}
		if len(one.Terms) > 0 || one.BilledByUse {
			out.Products = append(out.Products, one)
		}
	}
	return out, nil
}
