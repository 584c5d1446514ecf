package assetrenewal

import (
	"math"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

func set(months map[string]int64) types.Set {
	var rows []attr.Value
	for asset, n := range months {
		rows = append(rows, types.ObjectValueMust(rowType.AttrTypes, map[string]attr.Value{
			"asset_id": types.StringValue(asset), "months": types.Int64Value(n), "valid_through": tfconv.NullInstant(),
		}))
	}
	return types.SetValueMust(rowType, rows)
}

func triggers(v string) types.Map {
	switch v {
	case "":
		return types.MapNull(types.StringType)
	case "{}":
		return types.MapValueMust(types.StringType, map[string]attr.Value{})
	}
	return types.MapValueMust(types.StringType, map[string]attr.Value{"v": types.StringValue(v)})
}

func TestOwed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		ledger         spending
		prior, planned map[string]int64
		before, after  string
		want           map[string]int64
	}{
		{"nothing", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 2}, "", "",
			map[string]int64{"a": 0}},
		{"raised", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 5}, "", "",
			map[string]int64{"a": 3}},
		{"lowered", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 1}, "", "",
			map[string]int64{"a": -1}},
		{"failed before", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2, "b": 1},
			map[string]int64{"a": 2, "b": 1}, "", "", map[string]int64{"a": 0, "b": 1}},
		{"added", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 2, "b": 4}, "",
			"", map[string]int64{"a": 0, "b": 4}},
		{"triggered", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 2}, "1", "2",
			map[string]int64{"a": 2}},
		{"first trigger", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 2}, "",
			"1", map[string]int64{"a": 2}},
		{"first trigger after an import", spending{Spent: map[string]int64{"a": 2}, Imported: true}, map[string]int64{"a": 2},
			map[string]int64{"a": 2}, "", "1", map[string]int64{"a": 0}},
		{"imported with a smaller total", spending{Spent: map[string]int64{"a": 4}, Imported: true}, map[string]int64{"a": 4},
			map[string]int64{"a": 2}, "", "2", map[string]int64{"a": 0}},
		{"imported with a larger total", spending{Spent: map[string]int64{"a": 4}, Imported: true}, map[string]int64{"a": 4},
			map[string]int64{"a": 5}, "", "", map[string]int64{"a": 1}},
		{"imported without a row", spending{Spent: map[string]int64{"a": 4, "b": 1}, Imported: true},
			map[string]int64{"a": 4, "b": 1}, map[string]int64{"a": 4}, "", "", map[string]int64{"a": 0}},
		{"triggers removed", spending{Spent: map[string]int64{"a": 2}}, map[string]int64{"a": 2}, map[string]int64{"a": 2},
			"1", "", map[string]int64{"a": 0}},
		{"after a trigger", spending{Spent: map[string]int64{"a": 4}, Base: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 3}, "2", "2", map[string]int64{"a": 1}},
		{"triggered by an apply that was interrupted",
			spending{Spent: map[string]int64{"a": 4}, Noted: map[string]int64{"a": 2}}, map[string]int64{"a": 2},
			map[string]int64{"a": 2}, "1", "2", map[string]int64{"a": 0}},
		{"interrupted at its first row",
			spending{Spent: map[string]int64{"a": 4, "b": 1}, Noted: map[string]int64{"a": 2, "b": 1}},
			map[string]int64{"a": 2, "b": 1}, map[string]int64{"a": 2, "b": 1}, "1", "2", map[string]int64{"a": 0, "b": 1}},
		{"interrupted, then raised", spending{Spent: map[string]int64{"a": 4}, Noted: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 3}, "1", "2", map[string]int64{"a": 1}},
		{"interrupted, then lowered", spending{Spent: map[string]int64{"a": 7}, Noted: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 3}, "1", "2", map[string]int64{"a": 0}},
		{"interrupted, nothing noted", spending{Spent: map[string]int64{"a": 2}, Noted: map[string]int64{}},
			map[string]int64{}, map[string]int64{"a": 2}, "1", "2", map[string]int64{"a": 0}},
		{"raised by an apply that was interrupted",
			spending{Spent: map[string]int64{"a": 3}, Noted: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 3}, "1", "1", map[string]int64{"a": 0}},
		{"triggered again, all noted", spending{Spent: map[string]int64{"a": 6}, Base: map[string]int64{"a": 4},
			Noted: map[string]int64{"a": 6}}, map[string]int64{"a": 2}, map[string]int64{"a": 2}, "2", "1",
			map[string]int64{"a": 2}},
		{"empty triggers are none", spending{Spent: map[string]int64{"a": 2}, Noted: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 2}, "", "{}", map[string]int64{"a": 0}},
		{"triggers after empty ones", spending{Spent: map[string]int64{"a": 2}, Noted: map[string]int64{"a": 2}},
			map[string]int64{"a": 2}, map[string]int64{"a": 2}, "{}", "1", map[string]int64{"a": 2}},
		{"forgotten and added again", spending{Spent: map[string]int64{"a": 2}, Base: map[string]int64{"a": 2}},
			map[string]int64{"b": 1}, map[string]int64{"b": 1, "a": 2}, "", "", map[string]int64{"b": 1, "a": 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := model{Renewals: set(c.planned), Triggers: triggers(c.after)}
			state := model{Renewals: set(c.prior), Triggers: triggers(c.before)}
			l := c.ledger.after(&plan, &state)
			rows, known := plan.rows()
			if !known {
				t.Fatal("the rows are known")
			}
			for _, r := range rows {
				if got := l.owed(r); got != c.want[r.asset.ValueString()] {
					t.Errorf("asset %s is owed %d, want %d", r.asset.ValueString(), got, c.want[r.asset.ValueString()])
				}
			}
		})
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	plan, state := model{Renewals: set(map[string]int64{"b": 1})}, model{Renewals: set(map[string]int64{"a": 2, "b": 1})}
	l := spending{Spent: map[string]int64{"a": 2, "b": 1}}.after(&plan, &state)
	if l.counts("a") != 0 || l.counts("b") != 1 {
		t.Errorf("a counts %d, b counts %d, want 0 and 1", l.counts("a"), l.counts("b"))
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	month, through := types.Int64Value(1), tfconv.WrittenInstant("2028-01-01T00:00:00Z")
	for _, c := range []struct {
		name string
		rows []row
		bad  bool
	}{
		{"good", []row{{asset: types.StringValue("a"), months: month, through: tfconv.NullInstant()}}, false},
		{"doubled", []row{{asset: types.StringValue("a"), months: month, through: tfconv.NullInstant()},
			{asset: types.StringValue("a"), months: types.Int64Null(), through: through}}, true},
		{"both", []row{{asset: types.StringValue("a"), months: month, through: through}}, true},
		{"neither", []row{{asset: types.StringValue("a"), months: types.Int64Null(), through: tfconv.NullInstant()}}, true},
		{"as many as can be", []row{{asset: types.StringValue("a"), months: types.Int64Value(12000),
			through: tfconv.NullInstant()}}, false},
		{"too many", []row{{asset: types.StringValue("a"), months: types.Int64Value(12001), through: tfconv.NullInstant()}},
			true},
		{"far too many of what is not known",
			[]row{{asset: types.StringUnknown(), months: types.Int64Value(math.MaxInt64), through: tfconv.NullInstant()}}, true},
		{"unknown", []row{{asset: types.StringUnknown(), months: types.Int64Unknown(), through: tfconv.NullInstant()},
			{asset: types.StringUnknown(), months: month, through: tfconv.UnknownInstant()}}, false},
	} {
		if d := validate(c.rows); d.HasError() != c.bad {
			t.Errorf("%s: %v", c.name, d)
		}
	}
}
