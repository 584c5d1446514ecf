package fault

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func operations() []Operation {
	return []Operation{{Name: "ListAssets"}, {Name: "PayOrders", Pays: true}, {Name: "PayOrdersV2", Pays: true},
		{Name: "CreateMetaStudioOrders", Orders: true, Products: true}, {Name: "QuoteOrders", Products: true}}
}

func TestReadNamesTheLineAtFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rules, want string }{
		{"- match: {operation: PayOrders}\n  lost_answer: true\n", ""},
		{`[{"match": {"operation": "*", "after": 1, "times": 2}, "error": {"status": 503}}]`, ""},
		{"- match: {operation: AutomaticRenewal, from: 2027-01-01T00:00:00Z}\n  decline: expired", ""},
		{"- match: {operation: Pay*, resource_id: CS1}\n  decline: no\n", ""},
		{"- match: {operation: \"*\", resource_spec_code: a}\n  sold_out: true\n", ""},
		{"[]", ""},
		{"", "faults: the file is empty"},
		{"match: {operation: PayOrders}\nlost_answer: true\n", "cannot unmarshal !!map into []faults.Rule"},
		{"- match: {operation: PayOrders}\n", "faults: line 1: [0]: needs what happens"},
		{"- match: {operation: PayOrders}\n  hang: true\n  reset: true\n",
			"faults: line 3: [0].reset: a fault does one thing"},
		{"- match: {operation: PayOrders}\n  hnag: true\n", "line 2: field hnag not found"},
		{"- match: {operation: PayOrders}\n  error: {stat: 500}\n", "line 2: field stat not found"},
		{"- match: {operation: PayOrders}\n  error: {status: 200}\n",
			"line 2: [0].error.status: 200 is no error"},
		{"- match: {operation: PayOrders}\n  error: {status: 404}\n", "needs a code"},
		{"- match: {operation: PayOrders}\n  throttle: {}\n", "[0].throttle.retry_after: 0 is out of range"},
		{"- match: {operation: PayOrders}\n  delay: 2 s\n", "line 2: [0].delay: \"2 s\""},
		{"- match: {operation: PayOrders}\n  delay: 11m\n", "of at most 10m0s"},
		{"- match: {operation: PayOrders}\n  processing: 2d\n", "is no ISO 8601 duration"},
		{"- match: {operation: PayOrders}\n  processing: P11Y\n", "of at most 10 years"},
		{"- match: {operation: ListAssets}\n  processing: P2D\n",
			"processing cannot happen to ListAssets, only to PayOrders"},
		{"- match: {operation: ListAssets}\n  decline: no\n",
			"decline cannot happen to ListAssets, only to PayOrders, PayOrdersV2"},
		{"- match: {operation: Pay*}\n  sold_out: true\n",
			"sold_out cannot happen to Pay*, only to CreateMetaStudioOrders"},
		{"- match:\n    operation: PayOrder\n  hang: true\n",
			`line 2: [0].match.operation: "PayOrder" is no operation of the simulated services; there is PayOrders, `},
		{"- match: {operation: \"\"}\n  hang: true\n", "must be the name of an operation"},
		{"- match: {operation: Pay*, resource_spec_code: a}\n  decline: no\n",
			"requests of Pay* name no product"},
		{"- match:\n    operation: Pay*\n    from: tomorrow\n  hang: true\n", "line 3: [0].match.from"},
		{"- match: {operation: Pay*, from: 2027-01-01T00:00:00Z, until: 2027-01-01T00:00:00Z}\n  hang: true\n",
			"is not after from"},
		{"- match: {operation: Pay*, after: -1}\n  hang: true\n", "-1 is out of range"},
		{"- match: {operation: Pay*, times: 1.5}\n  hang: true\n", "1.5 is not a whole number"},
		{"- match: {operation: AutomaticRenewal}\n  hang: true\n",
			"an automatic renewal can only be declined"},
		{"- match: {operation: AutomaticRenewal, times: 1}\n  decline: no\n", "use from and until"},
		{"- match: {operation: \"*****\"}\n  hang: true\n", "must be the name"},
	} {
		_, err := Read(c.rules, operations())
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.rules, err, c.want)
		}
	}
}

func TestPresetsCanBeRead(t *testing.T) {
	t.Parallel()
	for _, p := range Presets() {
		rules, err := Read(p.Text, operations())
		if err != nil || len(rules) == 0 || p.About == "" {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

func TestARuleIsAboutItsCallsOnly(t *testing.T) {
	t.Parallel()
	one := func(text string) *Rule {
		rules, err := Read(text, operations())
		if err != nil {
			t.Fatal(err)
		}
		return &rules[0]
	}
	sold := one("- match: {operation: \"*\", resource_spec_code: voice}\n  sold_out: true\n")
	paid := one("- match: {operation: P*y*s, resource_id: CS1}\n  lost_answer: true\n")
	auto := one("- match: {operation: AutomaticRenewal}\n  decline: no\n")
	for _, c := range []struct {
		rule *Rule
		name string
		says string
		want bool
	}{
		{sold, "CreateMetaStudioOrders", "voice", true}, {sold, "CreateMetaStudioOrders", "image", false},
		{sold, "QuoteOrders", "voice", false}, {sold, "PayOrders", "voice", false},
		{paid, "PayOrders", "CS1", true}, {paid, "PayOrders", "CS2", false}, {paid, "PayOrdersV2", "CS1", false},
		{auto, "PayOrders", "", false},
	} {
		for _, o := range operations() {
			if o.Name == c.name && c.rule.IsAbout(o, func(s string) bool { return s == c.says }) != c.want {
				t.Errorf("%+v of %s with %s: want %t", c.rule.Match, c.name, c.says, c.want)
			}
		}
	}
}

func TestCountsDecideWhichCallIsHit(t *testing.T) {
	t.Parallel()
	r := Rule{Match: Match{After: 2, Times: 2}, Hang: true}
	var hit []int64
	var hits int64
	for matched := range int64(8) {
		if r.Hits(matched, hits) {
			hit, hits = append(hit, matched+1), hits+1
		}
	}
	if len(hit) != 2 || hit[0] != 3 || hit[1] != 4 {
		t.Errorf("hit %v, want calls 3 and 4", hit)
	}
	r.Match.Times = 0
	if !r.Hits(1000, 998) {
		t.Error("without times, every call from the third on must be hit")
	}
}

func TestAWindowBeginsAndEndsInBusinessTime(t *testing.T) {
	t.Parallel()
	begin := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	r := Rule{Match: Match{From: "2027-03-01T00:00:00Z", Until: "2027-03-02T00:00:00Z"}, Processing: "P2D"}
	for at, want := range map[time.Duration]bool{-time.Second: false, 0: true, 24*time.Hour - 1: true,
		24 * time.Hour: false} {
		if got := r.HoldsAt(begin.Add(at)); got != want {
			t.Errorf("%v after the beginning: %t", at, got)
		}
	}
	if r.Delivery() != (lifecycle.Duration{Days: 2}) {
		t.Errorf("delivery %+v", r.Delivery())
	}
}
