package site

import (
	"maps"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/strictyaml"
)

// PeriodType is how long a product is sold for.
type PeriodType string

// The period types of the order API (documented: 2 monthly, 3 yearly, 6 one-off).
const (
	Monthly PeriodType = "monthly"
	Yearly  PeriodType = "yearly"
	OneOff  PeriodType = "one_off"
)

// PeriodTypes are all period types.
func PeriodTypes() []PeriodType { return []PeriodType{Monthly, Yearly, OneOff} }

// Months is the length of one period: 1, 12, or 12 for a one-off unit's year of validity.
func (p PeriodType) Months() int {
	if p == Monthly {
		return 1
	}
	return 12
}

// Catalog is the list of products, ordered as in the file.
type Catalog struct {
	Version string `yaml:"version"`
	// Limits and Prices say where the maxima of terms and quantities and the prices of all products come from.
	Limits   Origin    `yaml:"limits"`
	Prices   Origin    `yaml:"prices"`
	Kinds    []Kind    `yaml:"kinds"`
	Products []Product `yaml:"products"`
}

// Kind is a kind of asset and the renewal pool that keeps it on the shelf (empty: none).
type Kind struct {
	Name      string `yaml:"name"`
	AssetType string `yaml:"asset_type"`
	Pool      string `yaml:"pool"`
	Permanent bool   `yaml:"permanent"` // its assets have no end
}

// Product is a catalogue row.
type Product struct {
	ResourceSpecCode string `yaml:"resource_spec_code"`
	Name             string `yaml:"name"`
	BusinessType     string `yaml:"business_type"`
	Unit             string `yaml:"unit"`
	// by site; empty for what is billed by use
	PeriodTypes map[string][]PeriodType `yaml:"period_types"`
	Makes       []string                `yaml:"makes"`
	Pool        string                  `yaml:"pool"`
	// void at its end: no grace, no retention, no renewal
	Lapses bool `yaml:"lapses"`
	// units of one quantity; on-shelf: of one period
	Units        int64                `yaml:"units"`
	SubResources []SubResource        `yaml:"sub_resources"`
	MaxPeriodNum map[PeriodType]int32 `yaml:"max_period_num"`
	MaxQuantity  int32                `yaml:"max_quantity"`
	// sold only after a service ticket was granted
	NeedsTicket bool `yaml:"needs_ticket"`
	// a package of the free-resource calls, not of tenants/resources; lapses at its period's end
	PayPerUse        bool                                  `yaml:"pay_per_use"`
	NewCustomersOnce bool                                  `yaml:"new_customers_once"`
	BilledByUse      bool                                  `yaml:"billed_by_use"`
	Prices           map[string]map[PeriodType]PriceString `yaml:"prices"`       // by currency
	PriceSource      string                                `yaml:"price_source"` // of a price that is documented
	Origin           `yaml:",inline"`
}

// SubResource is a part of a bundle.
type SubResource struct {
	Type         string `yaml:"type"`
	BusinessType string `yaml:"business_type"`
	Unit         string `yaml:"unit"`
	Amount       int64  `yaml:"amount"`
}

// maxPrice, in minor units, keeps the sums of any account far from overflow (assumed).
const maxPrice money.Amount = 1_000_000_000_00

// PriceString is a price as the file writes it: "99.00".
type PriceString string

// BuiltinCatalog is the catalogue that comes with the simulator.
func BuiltinCatalog() (*Catalog, error) { return NewFiles().Catalog("") }

func (c *Catalog) version() string { return c.Version }

// CatalogText is the file of the built-in catalogue.
func CatalogText() (string, error) { return catalog, nil }

// ParseCatalog reads and checks a catalogue; errors name the line at fault.
func ParseCatalog(data []byte) (*Catalog, error) {
	return strictyaml.Read(CatalogFile, data, (*Catalog).check)
}

func (c *Catalog) check() error {
	if c.Version == "" {
		return strictyaml.Wrong(nil, "version must be given")
	}
	const needs = "needs provenance (documented, observed or assumed) and source"
	if !c.Limits.ok() {
		return strictyaml.Wrong([]any{"limits"}, needs)
	}
	if !c.Prices.ok() {
		return strictyaml.Wrong([]any{"prices"}, needs)
	}
	seen := map[string]bool{}
	for i, k := range c.Kinds {
		if k.Name == "" || k.AssetType == "" || seen[k.Name] {
			return strictyaml.Wrong([]any{"kinds", i}, "name and asset_type must be given, and the name %q only once", k.Name)
		}
		if k.Permanent && k.Pool != "" {
			return strictyaml.Wrong([]any{"kinds", i}, "a permanent kind is in no pool")
		}
		seen[k.Name] = true
	}
	clear(seen)
	for i, p := range c.Products {
		at := []any{"products", i}
		if p.ResourceSpecCode == "" || seen[p.ResourceSpecCode] {
			return strictyaml.Wrong(append(at, "resource_spec_code"), "%q is empty or given twice", p.ResourceSpecCode)
		}
		seen[p.ResourceSpecCode] = true
		if !p.ok() {
			return strictyaml.Wrong(at, needs)
		}
		if err := c.checkProduct(at, p); err != nil {
			return err
		}
	}
	return nil
}

// most bounds the numbers of a product, so that no order's arithmetic can overflow.
const most = 1_000_000

func (c *Catalog) checkProduct(at []any, p Product) error {
	no := func(key, format string, args ...any) error {
		return strictyaml.Wrong(append(slices.Clip(at), key), format, args...)
	}
	for _, k := range p.Makes {
		if _, ok := c.Kind(k); !ok {
			return no("makes", "%q is no kind", k)
		}
	}
	switch {
	case p.BilledByUse:
		return nil
	case p.Units < 1 || p.Units > most:
		return no("units", "%d must be 1 to %d", p.Units, most)
	case p.MaxQuantity < 1 || p.MaxQuantity > most:
		return no("max_quantity", "%d must be 1 to %d", p.MaxQuantity, most)
	case p.PayPerUse && (!p.Lapses || p.Pool != "" || len(p.Makes) > 0 || len(p.SubResources) > 0):
		return no("pay_per_use", "such a package lapses, makes nothing, feeds no pool and has no parts")
	}
	for _, site := range slices.Sorted(maps.Keys(p.PeriodTypes)) {
		for _, t := range p.PeriodTypes[site] {
			if !slices.Contains(PeriodTypes(), t) {
				return no("period_types", "%q on %s must be monthly, yearly or one_off", t, site)
			}
			if n := p.MaxPeriodNum[t]; n < 1 || n > most {
				return no("max_period_num", "%s is %d, must be 1 to %d", t, n, most)
			}
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(p.Prices)) {
		for _, t := range slices.Sorted(maps.Keys(p.Prices[currency])) {
			if a, err := money.Parse(string(p.Prices[currency][t])); err != nil || a < 0 || a > maxPrice {
				return no("prices", "%q (%s, %s) must be an amount such as 99.00, and at most %s", p.Prices[currency][t], currency,
					t, maxPrice)
			}
		}
	}
	return nil
}

// Product looks a product up by its code.
func (c *Catalog) Product(code string) (Product, bool) {
	i := slices.IndexFunc(c.Products, func(p Product) bool { return p.ResourceSpecCode == code })
	if i < 0 { // written otherwise, in a store that is older than the reading in NFC
		i = slices.IndexFunc(c.Products, func(p Product) bool { return names.Same(p.ResourceSpecCode, code) })
	}
	if i < 0 {
		return Product{}, false
	}
	return c.Products[i], true
}

// Kind looks an asset kind up by its name.
func (c *Catalog) Kind(name string) (Kind, bool) {
	i := slices.IndexFunc(c.Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return c.Kinds[i], true
}

// Pools are the renewal pools, in the order in which kinds first name them.
func (c *Catalog) Pools() []string {
	var pools []string
	for _, k := range c.Kinds {
		if k.Pool != "" && !slices.Contains(pools, k.Pool) {
			pools = append(pools, k.Pool)
		}
	}
	return pools
}

// Price is the simulated price of one period and one quantity in a currency; ok is false where the product has none.
func (p Product) Price(currency string, t PeriodType) (price money.Amount, ok bool) {
	s, ok := p.Prices[currency][t]
	if !ok {
		return 0, false
	}
	price, err := money.Parse(string(s))
	return price, err == nil
}

// Sells reports whether a site sells the product for a period type.
func (p Product) Sells(site string, t PeriodType) bool {
	return slices.Contains(p.PeriodTypes[site], t)
}

// ChargingMode is PERIODIC, ONE_TIME or ON_DEMAND, as MetaStudio names them. On-shelf months and one-off units are
// ONE_TIME (assumed for on-shelf).
func (p Product) ChargingMode(t PeriodType) string {
	if p.PayPerUse {
		return "ON_DEMAND"
	}
	if t == OneOff || p.Pool != "" {
		return "ONE_TIME"
	}
	return "PERIODIC"
}
