// Package asset is mss_asset, an avatar or a cloned voice made from a resource package, and the data sources of assets.
package asset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ crud.ManagedResource = (*Resource)(nil)

// Resource is mss_asset.
type Resource struct{ crud.Resource }

// NewResource makes the resource for registration.
func NewResource() resource.Resource { return &Resource{crud.Resource{Name: "asset"}} }

// Create makes the asset, or restores the one of the same kind and name that its unit is bound to. The unit is spent
// with that, so that nothing afterwards is an error.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	ctx, cancel, ok := r.BeginCreate(ctx, req, resp, &plan)
	defer cancel()
	if !ok {
		return
	}
	r.Ledger.FreeUnit(plan.PackageID.ValueString(), plan.called())
	id, err := r.Buyer.MakeAsset(ctx, plan.request(purchase.Token("")))
	if err != nil {
		then := "No unit was used."
		if mssclient.MayHaveTakenEffect(err) {
			then = "The response was lost: the asset may exist. " + message.ApplyAgain
		}
		resp.Diagnostics.Append(message.Unable("create asset", err, then, message.NoMoney))
		return
	}
	answer := plan
	answer.ID = types.StringValue(id)
	a, err := r.Session.Client.Asset(ctx, id)
	if err == nil {
		// A restored asset comes back as it was.
		if u, differs := plan.changes(a); differs && !fixed(a.Status) {
			if err = r.Session.Client.UpdateAsset(ctx, id, u); err == nil {
				a, err = r.Session.Client.Asset(ctx, id)
			}
		}
	}
	if err == nil {
		answer.fromAsset(a)
		if a.Status == mssclient.AssetCreating {
			resp.Diagnostics.Append(message.Note("Asset "+id+" ("+a.Name+") is being created", "It cannot be used yet.",
				"A later plan or refresh shows when it is active."))
		}
	}
	crud.Finish(ctx, &resp.Diagnostics, "Asset "+id, err, &plan, &answer)
	r.Save(ctx, crud.Created(resp), plan.ID, plan)
}

// Read refreshes the state. A deleted asset stays; only an id that the service never knew is removed.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if !r.BeginRead(ctx, req, resp, &state) {
		return
	}
	a, err := r.Session.Client.Asset(ctx, state.ID.ValueString())
	if err != nil {
		r.FailRead(ctx, resp, err, state.ID, state.Status.IsNull())
		return
	}
	state.fromAsset(a)
	warnings := r.warn(ctx, a)
	if a.Status == mssclient.AssetDeleted {
		warnings = crud.TellOnce(ctx, resp.Private, a.Status, warnings)
	} else {
		warnings = r.Session.Found(warnings)
	}
	resp.Diagnostics.Append(warnings...)
	r.Hold(ctx, req.Private, state.ID.ValueString())
	r.Save(ctx, crud.Refreshed(resp), state.ID, state)
}

// Update binds the asset to another package, and changes name, description and activation.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	ctx, cancel, ok := r.BeginUpdate(ctx, req, resp, &plan, &state)
	defer cancel()
	if !ok {
		return
	}
	id := state.ID.ValueString()
	before := &mssclient.Asset{Name: state.Name.ValueString(), Description: state.Description.ValueString(),
		Active: state.Active.ValueBool()}
	answer := plan
	if plan.rebinds(&state) {
		r.Ledger.FreeUnit(plan.PackageID.ValueString(), plan.called())
		if err := r.Session.Client.BindAsset(ctx, id, plan.PackageID.ValueString()); err != nil {
			resp.Diagnostics.Append(message.UnableAt(path.Root("package_id"), "bind asset to package", err,
				"No unit was used. If asset "+id+" was deleted with its old package, the next apply creates another one; "+
					"otherwise its binding is unchanged."))
			return
		}
	}
	if u, differs := plan.changes(before); differs || plan.Status.IsUnknown() {
		if differs {
			if err := r.Session.Client.UpdateAsset(ctx, id, u); err != nil {
				resp.Diagnostics.Append(message.Unable("update asset", err, message.NoMoney,
					"Asset "+id+" may be unchanged; the next plan shows it."))
				return
			}
		}
		a, err := r.Session.Client.Asset(ctx, id)
		if err != nil {
			resp.Diagnostics.Append(message.Unfinished("Update of asset "+id, err, nil))
			answer.Status, answer.ExpireTime = state.Status, state.ExpireTime
		} else {
			answer.fromAsset(a)
		}
	}
	crud.Finish(ctx, &resp.Diagnostics, "Update of asset "+id, nil, &plan, &answer)
	r.Save(ctx, crud.Updated(resp), plan.ID, plan)
}

// Delete moves the asset to the recycle bin, or forced deletes it for good. The service refuses both while the package
// renews automatically.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	ctx, cancel, ok := r.BeginDelete(ctx, req, resp, &state)
	defer cancel()
	if !ok {
		return
	}
	r.Session.Acknowledge(ctx, state.ID.ValueString())
	id, force := state.ID.ValueString(), state.ForceDestroy.ValueBool()
	a, err := r.Session.Client.Asset(ctx, id)
	switch {
	case mssclient.IsNotFound(err):
		resp.Diagnostics.Append(r.Session.Missing("Asset", id)...)
		return
	case err != nil:
		resp.Diagnostics.Append(message.Unable("read asset", err, message.NoMoney,
			"Nothing was deleted. Run the destroy again."))
		return
	case a.Status == mssclient.AssetDeleted || a.Status == mssclient.AssetRecycled && !force:
		return
	case a.Status == mssclient.AssetRecycled && !announced(ctx, req.Private):
		resp.Diagnostics.Append(message.Note("Asset "+id+" ("+a.Name+") stays in the recycle bin",
			"A replacement never permanently deletes what can be restored, even with force_destroy."))
		return
	}
	if renews(r.pkg(ctx, a.PackageID)) {
		if !state.CancelAutoRenewOnDestroy.ValueBool() {
			resp.Diagnostics.Append(guarded(id, a.PackageID))
			return
		}
		if err := r.Session.Client.SetAutoRenew(ctx, a.PackageID, false); err != nil {
			resp.Diagnostics.Append(message.Unable("disable automatic renewal", err, message.NoMoney,
				"Asset "+id+" was not deleted: its package "+a.PackageID+" renews automatically."))
			return
		}
		resp.Diagnostics.Append(r.Session.Done(message.Note("Automatic renewal of package "+a.PackageID+" was disabled",
			"The service does not delete an asset whose package renews automatically. The package expires at its end. If the "+
				"package's block has auto_renew = true, set it to false; otherwise the next apply enables it again."))...)
	}
	if err := r.Session.Client.DeleteAsset(ctx, id, force); err != nil && !r.deleted(ctx, id, force) {
		is := "still exists"
		if mssclient.MayHaveTakenEffect(err) {
			is = "may be deleted already"
		}
		resp.Diagnostics.Append(message.Unable("delete asset", err, message.NoMoney,
			"Asset "+id+" "+is+"; run the destroy again."))
		return
	}
	if !force { // it can be restored
		r.Session.Disown(ctx, id)
	}
}

func (r *Resource) deleted(ctx context.Context, id string, force bool) bool {
	a, err := r.Session.Client.Asset(ctx, id)
	return err == nil && (a.Status == mssclient.AssetDeleted || a.Status == mssclient.AssetRecycled && !force)
}

// announced reports whether a plan announced this destroy. That of a replacement, by -replace or after taint, is not:
// making the asset again may be meant to restore the one that force_destroy would delete.
func announced(ctx context.Context, private tfconv.PrivateGetter) bool {
	var said bool
	_, d := tfconv.GetPrivate(ctx, private, announcedKey, &said)
	return said && !d.HasError()
}

func guarded(id, packageID string) diag.Diagnostic {
	return message.Wrong(path.Root("cancel_auto_renew_on_destroy"), "Package renews automatically",
		"Asset %s cannot be deleted while its package %s renews automatically. "+
			"No money moved, nothing was deleted. Disable auto_renew of the package first, or set "+
			"cancel_auto_renew_on_destroy = true and apply before you destroy.", id, packageID)
}

// ImportState takes an asset's id or identity.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest,
	resp *resource.ImportStateResponse) {
	if id, ok := r.ImportID(ctx, req, resp); ok {
		resp.Diagnostics.Append(crud.Begin(ctx, &resp.State, id, defaults)...)
	}
}

// defaults of an imported or listed asset.
var defaults = map[string]any{"cancel_auto_renew_on_destroy": true, "force_destroy": false}
