package site_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestEverySiteHasAPolicy(t *testing.T) {
	t.Parallel()
	for _, name := range site.Names() {
		p, err := site.BuiltinPolicy(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Site != name {
			t.Errorf("the policy of %s says site %s", name, p.Site)
		}
	}
	if _, err := site.BuiltinPolicy("moon"); err == nil {
		t.Error("an unknown site has a policy")
	}
}

func TestParsePolicyNamesTheLineAtFault(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("china.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key": {"site: china", "colour: red", "line 3"},
		"not YAML":    {"site: china", "site: [", "line"},
		"out of range": {"grace_days: {value: 1,", "grace_days: {value: -1,",
			"line 8: grace_days.value: -1 is out of range"},
		"not a number": {"grace_days: {value: 1,", "grace_days: {value: soon,", "line 8"},
		"no provenance": {"charge_hour: {value: 3, provenance: documented", "charge_hour: {value: 3, provenance: rumoured",
			"line 11: charge_hour: needs provenance"},
		"unknown switch":   {"retention_end", "doomsday", `line 16: retry_until.value: "doomsday" must be one of`},
		"no fees":          {"percent: [10]", "percent: []", "line 27: return_fees[0]"},
		"too high a fee":   {"percent: [10]", "percent: [110]", "return_fees[0].percent"},
		"a nameless level": {"name: V3", "name: ''", "line 33: levels[3]"},
		"no version":       {`version: "1"`, `version: ""`, "version, site and currency"},
	} {
		bad := strings.Replace(string(good), c.old, c.new, 1)
		if bad == string(good) {
			t.Errorf("%s: %q is not in the file", name, c.old)
		}
		if _, err := site.ParsePolicy([]byte(bad)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
	if _, err := site.ParsePolicy(nil); err == nil {
		t.Error("an empty file is a policy")
	}
}

func TestLevelsReplaceGraceAndRetention(t *testing.T) {
	t.Parallel()
	china, err := site.BuiltinPolicy("china")
	if err != nil {
		t.Fatal(err)
	}
	for level, want := range map[string][2]int{"": {1, 1}, "V0": {1, 1}, "v1": {1, 7}, "V2": {1, 7}, "V3": {7, 7},
		"V4": {7, 15}, "V5": {7, 15}} {
		p, err := china.AtLevel(level)
		if err != nil {
			t.Errorf("%s: %v", level, err)
			continue
		}
		if got := [2]int{p.GraceDays.Value, p.RetentionDays.Value}; got != want {
			t.Errorf("level %q has %v days, want %v", level, got, want)
		}
	}
	if _, err := china.AtLevel("V9"); err == nil {
		t.Error("there is a level V9")
	}
}

func FuzzParsePolicy(f *testing.F) {
	for _, name := range site.Names() {
		data, err := os.ReadFile(name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := site.ParsePolicy(data)
		if (p == nil) == (err == nil) {
			t.Errorf("got %v and %v", p, err)
		}
		if p != nil && p.FeePercent(1, 0) < 0 {
			t.Error("a negative fee")
		}
	})
}

func TestReturnFeeByTermAndYear(t *testing.T) {
	t.Parallel()
	p, err := site.BuiltinPolicy("international")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ months, year, want int }{{1, 0, 10}, {12, 0, 10}, {24, 0, 15}, {24, 1, 10}, {36, 2, 5},
		{60, 4, 5}} {
		if got := p.FeePercent(c.months, c.year); got != c.want {
			t.Errorf("a term of %d months in year %d: %d %%, want %d", c.months, c.year, got, c.want)
		}
	}
}
