package policy_test

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/policy"
)

func TestEverySiteHasAPolicy(t *testing.T) {
	t.Parallel()
	for _, site := range policy.Sites() {
		p, err := policy.ForSite(site)
		if err != nil {
			t.Errorf("%s: %v", site, err)
			continue
		}
		if p.Site != site {
			t.Errorf("the policy of %s says site %s", site, p.Site)
		}
	}
	if _, err := policy.ForSite("moon"); err == nil {
		t.Error("an unknown site has a policy")
	}
}

func TestParseRefusesNumbersWithoutProvenance(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"unknown field": {"colour: red", "line 1"},
		"negative":      {"max_order_items: {value: -1, provenance: assumed, source: x}", "max_order_items is -1"},
		"no provenance": {"site: x", "needs provenance"},
	} {
		if _, err := policy.Parse([]byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func TestReturnFeeByTermAndYear(t *testing.T) {
	t.Parallel()
	p, err := policy.ForSite("international")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ months, year, want int }{{1, 0, 10}, {12, 0, 10}, {24, 0, 15}, {24, 1, 10}, {36, 2, 5}, {60, 4, 5}} {
		if got := p.FeePercent(c.months, c.year); got != c.want {
			t.Errorf("a term of %d months in year %d: %d %%, want %d", c.months, c.year, got, c.want)
		}
	}
}
