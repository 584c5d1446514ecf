package lookup

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type thing struct {
	id, colour string
	end        time.Time
}

func filters(colour, id types.String) []Filter[thing] {
	return []Filter[thing]{
		Text("colour", "", func(t *thing) string { return t.colour }).is(colour),
		Text("id", "", func(t *thing) string { return t.id }).is(id),
	}
}

var things = Kind[thing]{Thing: "thing", ID: "id", Line: func(t *thing) string { return t.id + ": " + t.colour }}

func TestOne(t *testing.T) {
	t.Parallel()
	some := []thing{{id: "a", colour: "red"}, {id: "b", colour: "red"}, {id: "c", colour: "blue"}}
	text, null := types.StringValue, types.StringNull()
	for _, c := range []struct {
		name       string
		all        []thing
		colour, id types.String
		found, at  string
		want       []string
	}{
		{"by filter", some, text("blue"), null, "c", "", nil},
		{"by id", some, null, text("b"), "b", "", nil},
		{"none", some, text("green"), null, "", "colour", []string{"3 things", "none has this colour", "a: red", "c: blue"}},
		{"none with both", some, text("red"), text("c"), "", "id",
			[]string{"2 things", "with this colour", "none has this id", "b: red"}},
		{"several", some, text("red"), null, "", "id", []string{"2 things", "Set id", "a: red", "b: red"}},
		{"no filter", some, null, null, "", "id", []string{"There are 3 things in project demo, and"}},
		{"empty account", nil, text("red"), null, "", "colour", []string{"no thing in", "depends_on"}},
		{"empty account, no filter", nil, null, null, "", "id", []string{"no thing in"}},
	} {
		got, d := things.One(c.all, filters(c.colour, c.id), "project demo")
		if c.found != "" {
			if d.HasError() || got.id != c.found {
				t.Errorf("%s: %v, %v", c.name, got, d)
			}
			continue
		}
		if len(d) != 1 {
			t.Errorf("%s: %v, %v", c.name, got, d)
			continue
		}
		at, ok := d[0].(diag.DiagnosticWithPath)
		if !ok || !at.Path().Equal(path.Root(c.at)) {
			t.Errorf("%s: not at %s: %v", c.name, c.at, d)
		}
		for _, want := range c.want {
			if !strings.Contains(d[0].Detail(), want) {
				t.Errorf("%s: %q lacks %q", c.name, d[0].Detail(), want)
			}
		}
	}
}

// What no configuration makes, no dependency brings.
func TestGiven(t *testing.T) {
	t.Parallel()
	given := things
	given.Given = true
	if _, d := given.One(nil, nil, "project demo"); strings.Contains(d[0].Detail(), "depends_on") {
		t.Error(d)
	}
}

func TestTenAreListed(t *testing.T) {
	t.Parallel()
	var many []thing
	for i := range 12 {
		many = append(many, thing{id: fmt.Sprintf("t%02d", i)})
	}
	_, d := things.One(many, nil, "project demo")
	if s := d[0].Detail(); !strings.Contains(s, "t09") || strings.Contains(s, "t10") ||
		!strings.Contains(s, "and 2 more") {
		t.Error(s)
	}
}

// Instants are compared as instants, however they are written; what never happens is neither before nor after.
func TestInstants(t *testing.T) {
	t.Parallel()
	noon := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	all := []thing{{id: "noon", end: noon}, {id: "never"}, {id: "later", end: noon.Add(time.Second)}}
	end := func(t *thing) time.Time { return t.end }
	limit := tfconv.WrittenInstant("2027-03-01T20:00:01+08:00")
	if got := All(all, []Filter[thing]{Before("before", "", end).is(limit)}); len(got) != 1 || got[0].id != "noon" {
		t.Errorf("before: %v", got)
	}
	if got := All(all, []Filter[thing]{From("after", "", end).is(limit)}); len(got) != 1 || got[0].id != "later" {
		t.Errorf("from: %v", got)
	}
	within := tfconv.WrittenInstant("2027-03-01T12:00:00.999z") // compared exactly: nothing is cut off a limit
	if before, from := All(all, []Filter[thing]{Before("before", "", end).is(within)}),
		All(all, []Filter[thing]{From("after", "", end).is(within)}); len(before) != 1 || before[0].id != "noon" ||
		len(from) != 1 || from[0].id != "later" {
		t.Errorf("with a fraction: before %v, from %v", before, from)
	}
	null := tfconv.NullInstant()
	if got := All(all, []Filter[thing]{Before("before", "", end).is(null), From("after", "", end).is(null)}); len(
		got) != 3 {
		t.Errorf("without limits: %v", got)
	}
	if got := All(all, []Filter[thing]{
		Flag("never", "", func(t *thing) bool { return t.end.IsZero() }).is(types.BoolValue(true)),
		Flag[thing]("never", "", nil).is(types.BoolNull())}); len(got) != 1 {
		t.Errorf("never: %v", got)
	}
}
