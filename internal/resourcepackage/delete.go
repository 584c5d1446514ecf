package resourcepackage

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

const destroyAgain = "Run the destroy again, or remove it from state with `terraform state rm`."

// Delete lets the package go as on_destroy says. A replacement has no destroy plan of its own, so that protection is
// checked here too.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	ctx, cancel, ok := r.BeginDelete(ctx, req, resp, &state)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.Begin()
	defer r.Ledger.End(ctx, &resp.Diagnostics)
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
		order := state.OrderID.ValueString()
		if errors.Is(err, errUnpaid) {
			if err := r.Buyer.Cancel(ctx, order); err != nil {
				resp.Diagnostics.Append(message.Unable("cancel order of resource package", err,
					"Order "+order+" may still be paid, so it stays in the state.", destroyAgain))
				return
			}
			resp.Diagnostics.Append(message.Note("Order "+order+" was never paid", message.NoMoney,
				"Order "+order+" was cancelled."))
			return
		}
		if mssclient.IsNotFound(err) { // of the order: the service never knew it
			return
		}
		if err != nil {
			resp.Diagnostics.Append(message.Unable("find the package of order "+order, err,
				"If the order was paid, its package exists and may renew, so it stays in the state. "+message.NoMoney,
				destroyAgain))
			return
		}
		id = p.ResourceID
	}
	lives, d := r.Buyer.Release(ctx, id, state.OnDestroy.ValueString())
	if resp.Diagnostics.Append(d...); lives && !d.HasError() && !state.takesOver() { // or its order may be another block's
		r.Session.Disown(ctx, state.OrderID.ValueString())
	}
}
