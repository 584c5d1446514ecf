package site_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestBuiltinCatalogueSellsEveryKindAndPool(t *testing.T) {
	t.Parallel()
	c, err := site.BuiltinCatalog()
	if err != nil {
		t.Fatal(err)
	}
	made, fed := map[string]bool{}, map[string]bool{}
	for _, p := range c.Products {
		for _, k := range p.Makes {
			made[k] = true
		}
		fed[p.Pool] = true
		if p.Provenance == "" || p.Source == "" {
			t.Errorf("%s carries no provenance", p.ResourceSpecCode)
		}
		for site, currency := range map[string]string{"international": "USD", "china": "CNY"} {
			for _, period := range p.PeriodTypes[site] {
				if _, ok := p.Price(currency, period); !ok {
					t.Errorf("%s is sold %s on %s and has no price in %s", p.ResourceSpecCode, period, site, currency)
				}
			}
		}
	}
	for _, k := range c.Kinds {
		if !made[k.Name] {
			t.Errorf("no product makes %s", k.Name)
		}
	}
	if got := strings.Join(c.Pools(), " "); got != "studio_2d instant_2d avatar_3d voice_clone" {
		t.Errorf("pools: %s", got)
	}
	for _, pool := range c.Pools() {
		if !fed[pool] {
			t.Errorf("no product feeds the pool %s", pool)
		}
	}
}

func TestParseCatalogNamesTheLineAtFault(t *testing.T) {
	t.Parallel()
	const good = `version: "1"
limits: {provenance: assumed, source: a test}
prices: {provenance: assumed, source: a test}
kinds:
  - {name: voice, asset_type: VOICE_MODEL}
products:
  - resource_spec_code: a
    units: 1
    max_quantity: 1
    makes: [voice]
    period_types: {international: [yearly]}
    max_period_num: {yearly: 3}
    prices: {USD: {yearly: "99.00"}}
    provenance: assumed
    source: a test
  - resource_spec_code: b
    billed_by_use: true
    provenance: assumed
    source: a test
`
	if _, err := site.ParseCatalog([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":     {"units: 1", "colour: red", "line 8"},
		"double code":     {"resource_spec_code: b", "resource_spec_code: a", `line 16: products[1].resource_spec_code: "a"`},
		"unknown kind":    {"makes: [voice]", "makes: [face]", `line 10: products[0].makes: "face"`},
		"no units":        {"units: 1", "units: 0", "line 8: products[0].units"},
		"too many":        {"max_quantity: 1", "max_quantity: 2000000000", "line 9: products[0].max_quantity"},
		"unknown period":  {"[yearly]", "[weekly]", `line 11: products[0].period_types: "weekly"`},
		"no maximum":      {"{yearly: 3}", "{monthly: 3}", "line 12: products[0].max_period_num"},
		"bad price":       {`"99.00"`, `"99.999"`, `line 13: products[0].prices: "99.999"`},
		"pay per use":     {"max_quantity: 1", "max_quantity: 1\n    pay_per_use: true", "line 10: products[0].pay_per_use"},
		"no provenance":   {"\n    provenance: assumed", "\n    provenance: rumour", "line 7: products[0]: needs provenance"},
		"nameless kind":   {"name: voice", "name: ''", "line 5: kinds[0]"},
		"price too high":  {`"99.00"`, `"92233720368547758.07"`, `line 13: products[0].prices: "92233720368547758.07"`},
		"no price origin": {"prices: {provenance: assumed, source: a test}\n", "", "prices: needs provenance"},
		"a fraction":      {"units: 1", "units: 1.5", "line 8: products[0].units: 1.5 is not a whole number"},
		"a second file":   {"  - resource_spec_code: b", "---\n  - resource_spec_code: b", "line 16: a second document"},
		"no version":      {`version: "1"`, `version: ""`, "version must be given"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Errorf("%s: %q is not in the file", name, c.old)
		}
		if _, err := site.ParseCatalog([]byte(bad)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func FuzzParseCatalog(f *testing.F) {
	data, err := os.ReadFile("catalog.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("version: '1'\nproducts: [{resource_spec_code: a, units: 1}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := site.ParseCatalog(data)
		if (c == nil) == (err == nil) {
			t.Errorf("got %v and %v", c, err)
		}
		if c != nil {
			c.Pools()
		}
	})
}
