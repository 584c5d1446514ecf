package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Saved finds what the saved plan that is being applied had planned for an object, among the objects of its type; nil if there is none. Terraform plans the
// object again and wants every value that it knew to be the same.
func Saved[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan, isIt func(saved *T) bool) *T {
	if all := AllSaved(ctx, r, typeName, plan, isIt); len(all) > 0 {
		return all[0]
	}
	return nil
}

// AllSaved is Saved with every object that it may be: blocks can have the same content, in one account or in several.
func AllSaved[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan, isIt func(saved *T) bool) (all []*T) {
	if r.SavedPlan == nil {
		return nil
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
		saved := new(T)
		if d := (tfsdk.Plan{Raw: raw, Schema: plan.Schema}).Get(ctx, saved); !d.HasError() && isIt(saved) {
			all = append(all, saved)
		}
	}
	return all
}
