package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

// Saved finds what the saved plan that is being applied had planned for an object, among the objects of its type; nil if there is none. Terraform plans the
// object again and wants every value that it knew to be the same.
func Saved[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan, isIt func(saved *T) bool) *T {
	for _, one := range savedOf[T](ctx, r, typeName, plan) {
		if isIt(one.object) {
			return one.object
		}
	}
	return nil
}

type savedObject[T any] struct {
	object  *T
	creates bool
}

// savedOf reads the objects of a type out of the saved plan, once for all objects that are planned again.
func savedOf[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan) (all []savedObject[T]) {
	if r.SavedPlan == nil {
		return nil
	}
	r.reading.Lock()
	defer r.reading.Unlock()
	if read, ok := r.saved[typeName].([]savedObject[T]); ok {
		return read
	}
	for i := range r.SavedPlan.Changes {
		c := &r.SavedPlan.Changes[i]
		if c.Type != typeName || c.After == nil {
			continue
		}
		raw, err := (tfprotov6.DynamicValue{MsgPack: c.After}).Unmarshal(plan.Schema.Type().TerraformType(ctx))
		if err != nil || raw.IsNull() {
			continue
		}
		one := savedObject[T]{new(T), c.Creates}
		if d := (tfsdk.Plan{Raw: raw, Schema: plan.Schema}).Get(ctx, one.object); !d.HasError() {
			all = append(all, one)
		}
	}
	if r.saved == nil {
		r.saved = map[string]any{}
	}
	r.saved[typeName] = all
	return all
}

// SavedCharge finds planned_charge of an object in the saved plan, among the objects that it creates or among those that it updates. Blocks can have the
// same content, in one account or in several: the one with the charge that is planned now comes first. Null if there is none, or it was not known.
func SavedCharge[T any](ctx context.Context, r *Run, typeName string, creates bool, plan tfsdk.Plan, now *T, charge func(*T) types.String) types.String {
	found := types.StringNull()
	for _, one := range savedOf[T](ctx, r, typeName, plan) {
		saved := charge(one.object)
		if one.creates != creates || !tftypes.Known(saved) || !tftypes.Fits(one.object, now, "planned_charge") {
			continue
		}
		if saved.Equal(charge(now)) {
			return saved
		}
		if found.IsNull() {
			found = saved
		}
	}
	return found
}
