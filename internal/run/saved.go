package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/planfile"
)

// Saved finds what the saved plan that is being applied had planned for an object, among the objects of its type; nil if there is none. Terraform plans the
// object again and wants every value that it knew to be the same.
func Saved[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan, isIt func(saved *T) bool) *T {
	all := savedOf(ctx, r, typeName, plan, func(_ *planfile.Change, saved *T) bool { return isIt(saved) })
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// SavedAs is Saved with every object that it may be, among those that the saved plan creates, or among those that it updates: blocks can have the same
// content, in one account or in several.
func SavedAs[T any](ctx context.Context, r *Run, typeName string, creates bool, plan tfsdk.Plan, isIt func(saved *T) bool) []*T {
	return savedOf(ctx, r, typeName, plan, func(c *planfile.Change, saved *T) bool { return c.Creates == creates && isIt(saved) })
}

func savedOf[T any](ctx context.Context, r *Run, typeName string, plan tfsdk.Plan, isIt func(c *planfile.Change, saved *T) bool) (all []*T) {
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
		if d := (tfsdk.Plan{Raw: raw, Schema: plan.Schema}).Get(ctx, saved); !d.HasError() && isIt(c, saved) {
			all = append(all, saved)
		}
	}
	return all
}
