package assetrenewal

import (
	"maps"
	"math"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/asset"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// memory is a Terraform command that plans twice, or one that forgets.
type memory map[string][][]byte

func (m memory) Recall(resource, change string) [][]byte { return m[resource+" "+change] }

func (m memory) Note(resource, change string, what []byte) bool {
	if m != nil {
		m[resource+" "+change] = append(m[resource+" "+change], what)
	}
	return m != nil
}

func rowOf(asset string, months int64, through string) row {
	one := row{asset: types.StringValue(asset), months: types.Int64Null(), through: tfconv.NullInstant()}
	if through != "" {
		one.through = tfconv.WrittenInstant(through)
	} else {
		one.months = types.Int64Value(months)
	}
	return one
}

// What is noted for a change is found for the same change only.
func TestAPromiseIsThatOfItsChange(t *testing.T) {
	t.Parallel()
	here := &Resource{crud.Resource{
		Configured: crud.NewConfigured(&session.Session{
			Plans: memory{}, Origin: session.Origin{Kind: session.KindSimulator, Store: "s", Project: "p"}})}}
	rows := []row{rowOf("a", 1, ""), rowOf("b", 0, "2028-06-01T00:00:00Z")}
	change := here.changeOf("", rows)
	if _, ok := here.recall(t.Context(), tfsdk.Plan{}, "", change); ok {
		t.Error("the first plan finds something")
	}
	m := model{PlannedUnits: unitsMap(map[string]int64{"voice_clone": 3, "avatar_3d": 0}),
		Results: types.ListUnknown(resultType)}
	here.Ledger.Note(kind, change, m.promised(change, nil))
	p, ok := here.recall(t.Context(), tfsdk.Plan{}, "",
		here.changeOf("", []row{rowOf("a", 1, ""), rowOf("b", 0, "2028-06-01T08:00:00+08:00")}))
	if !ok || !p.Open || !maps.Equal(p.Units, map[string]int64{"voice_clone": 3}) {
		t.Fatalf("the second plan finds %+v, %t", p, ok)
	}
	again := model{PlannedUnits: unitsMap(nil), UnitsSpent: types.Int64Value(9), Results: resultsList(nil)}
	if again.keep(p); !again.PlannedUnits.Equal(m.PlannedUnits) || !again.Results.IsUnknown() ||
		!again.UnitsSpent.IsUnknown() {
		t.Errorf("the second plan is %+v", again)
	}
	there := &Resource{crud.Resource{
		Configured: crud.NewConfigured(&session.Session{
			Plans: here.Session.Plans, Origin: session.Origin{Kind: session.KindSimulator, Store: "s", Project: "q"}})}}
	for name, other := range map[string]string{
		"of a renewal that exists": here.changeOf("id", rows), "of another project": there.changeOf("", rows),
		"of fewer rows":         here.changeOf("", rows[:1]),
		"of other months":       here.changeOf("", []row{rowOf("a", 2, ""), rows[1]}),
		"until another instant": here.changeOf("", []row{rows[0], rowOf("b", 0, "2028-06-01T00:00:01Z")}),
	} {
		if _, ok := here.recall(t.Context(), tfsdk.Plan{}, "", other); ok {
			t.Errorf("it is found for a change %s", name)
		}
	}
}

// A change that sends nothing sends nothing in its second plan either.
func TestAClosedPromiseKeepsTheState(t *testing.T) {
	t.Parallel()
	m := model{PlannedUnits: unitsMap(map[string]int64{"voice_clone": 3}), UnitsSpent: types.Int64Value(9),
		Results: resultsList(nil)}
	was := m
	if m.keep(m.promised("x", nil)); !m.PlannedUnits.Equal(was.PlannedUnits) || !m.UnitsSpent.Equal(was.UnitsSpent) ||
		!m.Results.Equal(was.Results) {
		t.Errorf("it plans %+v", m)
	}
}

func TestWhatIsPlannedBoundsWhatIsSpent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		least, planned map[string]int64
		refused        bool
	}{
		"nothing was planned": {map[string]int64{"voice_clone": 1}, map[string]int64{}, true},
		"one more":            {map[string]int64{"voice_clone": 4}, map[string]int64{"voice_clone": 3}, true},
		"of another pool":     {map[string]int64{"voice_clone": 1}, map[string]int64{"avatar_3d": 9}, true},
		"as planned":          {map[string]int64{"voice_clone": 3}, map[string]int64{"voice_clone": 3}, false},
		"less": {map[string]int64{"voice_clone": 2}, map[string]int64{"voice_clone": 3, "avatar_3d": 1},
			false},
		"covered":                 {map[string]int64{"voice_clone": 0}, map[string]int64{}, false},
		"could not be planned":    {map[string]int64{"voice_clone": 3}, nil, false},
		"nothing, and none asked": {nil, map[string]int64{}, false},
	} {
		if d := (&outstanding{least: c.least}).within(c.planned, path.Root("renewals")); d.HasError() != c.refused {
			t.Errorf("%s: %v", name, d)
		}
	}
	if b := bound(map[string]int64{"voice_clone": 3}); len(b) != len(asset.Pools()) || b["voice_clone"] != 3 ||
		b["studio_2d"] != 0 {
		t.Errorf("the service is told %v", b)
	}
	if bound(nil) != nil {
		t.Error("what could not be planned has a bound")
	}
}

func TestSumsOfUnitsStayBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want int64 }{
		{1, 2, 3}, {math.MaxInt64, 0, math.MaxInt64}, {math.MaxInt64, 1, math.MaxInt64},
		{math.MaxInt64 - 1, 1, math.MaxInt64},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64}, {-1, math.MaxInt64, math.MaxInt64 - 1},
	} {
		if got := plus(c.a, c.b); got != c.want {
			t.Errorf("%d + %d = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
