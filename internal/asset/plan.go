package asset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const wayOut = "Change it back, add a new resource block for another asset, or run `terraform taint` on this one " +
	"and apply. That deletes the old asset and creates another; the old unit stays used, so also select a package with " +
	"a free unit. (-replace does not help: Terraform plans the change first.)"

// announcedKey notes in private state that a plan said what a destroy does. A replacement has no plan of its own for
// its destroy.
const announcedKey = "destroy_announced"

// ModifyPlan checks what a new asset needs, refuses changes that only a new asset takes, and tells what a destroy does.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, config, state model
	d := &resp.Diagnostics
	if !r.BeginPlan(ctx, req, resp, &config, &plan, &state) {
		return
	}
	defer func() { *d = r.Session.Planned(*d) }()
	if req.Plan.Raw.IsNull() {
		d.Append(r.planDestroy(ctx, &state)...)
		d.Append(tfconv.SetPrivate(ctx, resp.Private, announcedKey, true)...)
		return
	}
	if req.State.Raw.IsNull() {
		d.Append(r.Session.OnlySimulated("Creating an asset", "Avatars and voices are trained there from recordings, "+
			"which takes days. Train it in the console and import it.")...)
		if tfconv.Known(plan.Kind) {
			plan.Pool = tfconv.Text(poolOf(plan.Kind.ValueString()))
		}
		if d.HasError() {
			return
		}
		if d.Append(r.Buyer.MayCreate(ctx, r.unclaimed(&plan))...); d.HasError() {
			return
		}
		if plan.PackageID.IsUnknown() {
			d.Append(unknownPackage())
		}
		d.Append(r.checkPackage(ctx, &plan, making)...)
	} else {
		if announced(ctx, req.Private) { // by a destroy that failed
			d.Append(tfconv.SetPrivate(ctx, resp.Private, announcedKey, false)...)
		}
		tfconv.Keep(&plan, &config, &state)
		if plan.rebinds(&state) {
			d.Append(r.Session.OnlySimulated("Binding an asset to a package of your choice",
				"The service selects the package. Restore the old package_id.")...)
		}
		if state.Status.ValueString() == mssclient.AssetDeleted && (plan.rebinds(&state) || plan.PackageID.IsUnknown()) {
			// Nothing of it is left to bind. A package that is not known yet counts as another one, because the apply cannot
			// decide it.
			resp.RequiresReplace = path.Paths{path.Root("package_id")}
			d.Append(message.StillDestroyable(r.checkPackage(ctx, &plan, replacing))...)
			d.Append(anotherFor(&plan, &state)) // of the plan of the new one Terraform shows errors alone
		} else {
			d.Append(message.StillDestroyable(r.planUpdate(ctx, &plan, &state))...)
		}
	}
	if !d.HasError() {
		d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
	}
}

// unclaimed asks for assets of interrupted applies like this one; nil while it is not known as a whole.
func (r *Resource) unclaimed(plan *model) func(context.Context) ([]mssclient.Made, error) {
	for _, v := range []attr.Value{plan.PackageID, plan.Kind, plan.Name, plan.Description, plan.Active} {
		if v.IsUnknown() {
			return nil
		}
	}
	return func(ctx context.Context) ([]mssclient.Made, error) {
		return r.Session.Client.UnclaimedAsset(ctx, plan.request(""))
	}
}

// anotherFor announces what replaces a deleted asset.
func anotherFor(plan, state *model) diag.Diagnostic {
	from := "a package that is not known yet"
	if tfconv.Known(plan.PackageID) {
		from = "package " + plan.PackageID.ValueString()
	}
	return message.Note("Creates another asset for "+state.ID.ValueString()+", which is deleted, from "+from,
		"It permanently uses a unit of that package. To keep the deleted asset in the state instead, do not change "+
			"package_id.")
}

func (r *Resource) planUpdate(ctx context.Context, plan, state *model) (d diag.Diagnostics) {
	message.CreateOnly(&d, path.Root("kind"), state.Kind, plan.Kind, wayOut)
	if plan.rebinds(state) || plan.PackageID.IsUnknown() {
		d.Append(r.planRebind(ctx, plan, state)...)
	}
	status := state.Status.ValueString()
	if plan.rebinds(state) && status == mssclient.AssetFrozen {
		status = mssclient.AssetActive // bound to an active package it can be changed
	}
	for _, c := range []struct {
		name           string
		prior, planned attr.Value
	}{
		{"name", state.Name, plan.Name},
		{"description", state.Description, plan.Description},
		{"active", state.Active, plan.Active},
	} {
		if fixed(status) && !c.planned.Equal(c.prior) && !c.planned.IsUnknown() {
			d.Append(message.Wrong(path.Root(c.name), "Asset cannot be changed",
				"Asset %s is %s, and the service does not change it in that status: %s is %s and would become %s. Restore the "+
					"old value. You can change a frozen asset after you renew it, and a recycled one after you restore it.",
				state.ID.ValueString(), status, c.name, c.prior, c.planned))
		}
	}
	if !plan.Active.Equal(state.Active) {
		plan.Status = types.StringUnknown()
	}
	return d
}

// planRebind checks and announces that an asset is bound to a unit of another package.
func (r *Resource) planRebind(ctx context.Context, plan, state *model) (d diag.Diagnostics) {
	plan.Status, plan.ExpireTime = types.StringUnknown(), tfconv.UnknownInstant()
	id, status := state.ID.ValueString(), state.Status.ValueString()
	switch {
	case status == mssclient.AssetRecycled && plan.PackageID.IsUnknown():
		d.Append(message.Note("Asset "+id+" is in the recycle bin and cannot be bound to an unknown package",
			"The apply fails. To keep the asset, do not change package_id and restore it with -replace first. To create "+
				"another one instead, run `terraform taint` on it: the old one stays in the recycle bin, and is deleted for "+
				"good if this plan returns package "+state.PackageID.ValueString()+"."))
		return d
	case status == mssclient.AssetRecycled:
		d.Append(message.Wrong(path.Root("package_id"), "Asset cannot be bound",
			"Asset %s is in the recycle bin and cannot be bound to another package. No unit was used. To keep it, restore "+
				"package_id = %q, run `terraform apply -replace`, and then change package_id; to create another one, add a new "+
				"resource block, or run `terraform taint` on this one and apply.", id, state.PackageID.ValueString()))
		return d
	case plan.PackageID.IsUnknown():
		d.Append(message.Note("Asset "+id+" will be bound to a package that is not known yet",
			"It uses a unit of that package; the apply checks that one is free. If this plan replaces package "+
				state.PackageID.ValueString()+
				", returning it deletes the asset first: set lifecycle { create_before_destroy = true } on that package, so that "+
				"the asset moves before."))
		return d
	}
	d.Append(r.checkPackage(ctx, plan, binding)...)
	if !d.HasError() {
		d.Append(message.Note("Binds asset "+id+" to package "+plan.PackageID.ValueString(),
			"From then on it depends on that package. Its unit of package "+state.PackageID.ValueString()+" stays used."))
	}
	return d
}

// rebinds reports whether a plan binds the asset to another package than the state's.
func (m *model) rebinds(state *model) bool {
	return tfconv.Known(m.PackageID) && !m.PackageID.Equal(state.PackageID)
}

// untilReturned qualifies that a recycled asset can be restored: an asset does not see what else its plan does.
const untilReturned = "Returning the package, in this plan or later, deletes the asset for good."

func (r *Resource) planDestroy(ctx context.Context, state *model) (d diag.Diagnostics) {
	id, packageID := state.ID.ValueString(), state.PackageID.ValueString()
	name, force := state.Name.ValueString(), state.ForceDestroy.ValueBool()
	if state.Status.ValueString() == mssclient.AssetDeleted {
		return d
	}
	if state.Status.ValueString() == mssclient.AssetRecycled && !force {
		d.Append(message.Note("Leaves asset "+id+" ("+name+") in the recycle bin",
			"Creating an asset of the same kind and name from package "+packageID+" restores it.", untilReturned))
		return d
	}
	if renews(r.pkg(ctx, packageID)) {
		if !state.CancelAutoRenewOnDestroy.ValueBool() {
			d.Append(guarded(id, packageID))
			return d
		}
		d.Append(message.Note("Disables automatic renewal of package "+packageID+" to delete asset "+id,
			"The service does not delete an asset whose package renews automatically. Without renewal the package expires at "+
				"its end. If the package's block has auto_renew = true, set it to false; otherwise the next apply enables "+
				"it again."))
	}
	if force {
		d.Append(message.Note("Deletes asset "+id+" ("+name+") for good", "It cannot be restored, and its unit of package "+
			packageID+" stays bound to it."))
	} else {
		d.Append(message.Note("Moves asset "+id+" ("+name+") to the recycle bin", "Its unit of package "+packageID+
			" stays bound to it. Creating an asset of the same kind and name from that package restores it.", untilReturned))
	}
	return d
}
