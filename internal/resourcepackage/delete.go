package resourcepackage

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// Delete lets the package go as on_destroy says. A replacement has no destroy plan of its own, so that protection is checked here too.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if resp.Diagnostics.Append(r.run.CheckDestroyed(ctx, req.Private)...); resp.Diagnostics.HasError() {
		return
	}
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := run.Within(ctx, state.Timeouts.Delete, &resp.Diagnostics)
	defer cancel()
	if state.DeletionProtection.ValueBool() && !state.gone() {
		resp.Diagnostics.Append(protected(state.ID.ValueString()))
		return
	}
	id := state.ID.ValueString()
	if id == "" {
		p, err := r.find(ctx, &state)
		if errors.Is(err, errCancelled) {
			return
		}
		if errors.Is(err, errUnpaid) {
			resp.Diagnostics.Append(diags.Note("Order "+state.OrderID.ValueString()+" was never paid", diags.NoMoney, r.run.Withdraw(ctx, state.OrderID.ValueString())))
			return
		}
		if err != nil {
			resp.Diagnostics.Append(diags.Note("Package of order "+state.OrderID.ValueString()+" is not known and was not let go", diags.Explain(err),
				"If the order was paid, look for its package with the data source mss_resource_packages."))
			return
		}
		id = p.ResourceID
	}
	resp.Diagnostics.Append(r.run.LetGo(ctx, id, state.OnDestroy.ValueString())...)
}
