package tfconv

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

type sample struct {
	Name  types.String `tfsdk:"name"`
	Count types.Int64  `tfsdk:"count"`
	IDs   types.List   `tfsdk:"ids"`
}

func TestKeep(t *testing.T) {
	t.Parallel()
	plan := sample{Name: types.StringUnknown(), Count: types.Int64Unknown(), IDs: types.ListUnknown(types.StringType)}
	config := sample{Name: types.StringUnknown(), Count: types.Int64Null(), IDs: types.ListNull(types.StringType)}
	state := sample{Name: types.StringValue("old"), Count: types.Int64Value(3), IDs: Strings([]string{"a"})}
	Keep(&plan, &config, &state)
	if !plan.Name.IsUnknown() {
		t.Errorf("name = %s: what the configuration sets to an unknown value must stay unknown", plan.Name)
	}
	if plan.Count.ValueInt64() != 3 || len(plan.IDs.Elements()) != 1 {
		t.Errorf("count = %s, ids = %s, want the prior values", plan.Count, plan.IDs)
	}
}

func TestFinish(t *testing.T) {
	t.Parallel()
	plan := sample{Name: types.StringValue("planned"), Count: types.Int64Unknown(),
		IDs: types.ListUnknown(types.StringType)}
	answer := plan
	answer.Name, answer.Count = types.StringValue("answered"), types.Int64Value(7)
	left := Finish(context.Background(), &plan, &answer)
	if plan.Name.ValueString() != "planned" || plan.Count.ValueInt64() != 7 {
		t.Errorf("name = %s, count = %s, want the planned name and the answered count", plan.Name, plan.Count)
	}
	if !plan.IDs.IsNull() || !slices.Equal(left, []string{"ids"}) {
		t.Errorf("ids = %s, left = %v, want null and a note of it", plan.IDs, left)
	}
}

type extended struct {
	sample
	More types.String `tfsdk:"more"`
}

func TestFinishFillsEmbeddedAttributes(t *testing.T) {
	t.Parallel()
	plan := extended{sample: sample{Name: types.StringUnknown(), Count: types.Int64Unknown()}, More: types.StringUnknown()}
	left := Finish(context.Background(), &plan,
		&extended{sample: sample{Name: types.StringValue("new"), Count: types.Int64Unknown()}, More: types.StringUnknown()})
	if plan.Name.ValueString() != "new" || !plan.Count.IsNull() || !slices.Equal(left, []string{"count", "more"}) {
		t.Errorf("%+v, left %v", plan, left)
	}
}
