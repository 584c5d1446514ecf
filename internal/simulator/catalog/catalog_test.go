package catalog_test

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

func TestBuiltinCatalogueSellsEveryKindAndPool(t *testing.T) {
	t.Parallel()
	c, err := catalog.Builtin()
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

func TestParseNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"unknown field": {"products: [{colour: red}]", "line 1"},
		"double code":   {"products: [{resource_spec_code: a, billed_by_use: true}, {resource_spec_code: a}]", "product 2"},
		"unknown kind":  {"products: [{resource_spec_code: a, makes: [x]}]", `unknown kind "x"`},
		"bad price":     {"products: [{resource_spec_code: a, units: 1, max_quantity: 1, prices: {USD: {yearly: 1e3}}}]", `price "1e3"`},
	} {
		if _, err := catalog.Parse([]byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}
