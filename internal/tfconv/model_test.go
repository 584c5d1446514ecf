package tfconv

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
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

// TestGetAndSetAreTheFrameworks: what they read, keep and refuse.
func TestGetAndSetAreTheFrameworks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	type inner struct {
		Name types.String `tfsdk:"name"`
		At   Instant      `tfsdk:"at"`
	}
	type model struct {
		inner
		IDs types.List `tfsdk:"ids"`
	}
	of := schema.Schema{Attributes: map[string]schema.Attribute{
		"name": schema.StringAttribute{Optional: true},
		"at":   schema.StringAttribute{Optional: true, CustomType: InstantType{}},
		"ids":  schema.ListAttribute{Optional: true, ElementType: types.StringType},
	}}
	typ := of.Type().TerraformType(ctx)
	texts := []any{nil, tftypes.UnknownValue, "", "2027-03-01T00:00:00Z", "2027-03-01t08:00:00+08:00", "yesterday"}
	lists := []any{nil, tftypes.UnknownValue, []tftypes.Value{},
		[]tftypes.Value{tftypes.NewValue(tftypes.String, "a"), tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}}
	states := []tfsdk.State{{Schema: of, Raw: tftypes.NewValue(typ, nil)},
		{Schema: of, Raw: tftypes.NewValue(typ, tftypes.UnknownValue)}}
	for _, name := range texts {
		for _, at := range texts {
			for _, ids := range lists {
				states = append(states, tfsdk.State{Schema: of, Raw: tftypes.NewValue(typ, map[string]tftypes.Value{
					"name": tftypes.NewValue(tftypes.String, name), "at": tftypes.NewValue(tftypes.String, at),
					"ids": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, ids)})})
			}
		}
	}
	for _, s := range states {
		var want, got model
		refused := s.Get(ctx, &want)
		if d := Get(ctx, s, &got); !d.Equal(refused) {
			t.Errorf("%s: got %v, want %v", s.Raw, d, refused)
		}
		if refused.HasError() {
			continue
		}
		if got.Name != want.Name || !got.At.Equal(want.At) || !got.IDs.Equal(want.IDs) {
			t.Errorf("%s: got %+v, want %+v", s.Raw, got, want)
		}
		kept, own := tfsdk.State{Schema: of}, tfsdk.State{Schema: of}
		if d, of := Set(ctx, &own, got), kept.Set(ctx, want); !d.Equal(of) || !own.Raw.Equal(kept.Raw) {
			t.Errorf("%s: kept %s with %v, want %s with %v", s.Raw, own.Raw, d, kept.Raw, of)
		}
	}
	var short struct { // lacks one field: the framework lists several in any order
		inner
	}
	var wrong struct {
		Name types.Bool `tfsdk:"name"`
		inner
	}
	for _, model := range []any{&short, &wrong} {
		if d, want := Get(ctx, states[2], model), states[2].Get(ctx, model); !d.Equal(want) || !d.HasError() {
			t.Errorf("%T: got %v, want %v", model, d, want)
		}
		to := tfsdk.State{Schema: of}
		if d := Set(ctx, &to, model); !d.HasError() {
			t.Errorf("%T: kept %s", model, to.Raw)
		}
	}
}
