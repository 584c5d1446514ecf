package asset

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

const wayOut = "Change it back, add a new resource block for another asset, or run `terraform taint` on this one and apply, which deletes the old asset and makes another: its unit stays used, so name a package with a free unit, too. (-replace does not help: Terraform plans the change first.)"

// ModifyPlan checks what a new asset needs, refuses changes that only a new asset takes, and tells what a destroy does.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.run == nil {
		return
	}
	var plan, config, state model
	d := &resp.Diagnostics
	if !req.State.Raw.IsNull() {
		d.Append(r.run.CheckOrigin(ctx, req.Private)...)
		d.Append(req.State.Get(ctx, &state)...)
		r.run.Seen(ctx, state.ID.ValueString())
	}
	if d.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		d.Append(r.planDestroy(ctx, &state)...)
		return
	}
	d.Append(req.Plan.Get(ctx, &plan)...)
	if d.Append(req.Config.Get(ctx, &config)...); d.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		d.Append(r.run.OnlySimulated("Making an asset", "Avatars and voices are trained there from recordings, over days: train it in the console, and import it.")...)
		if tftypes.Known(plan.Kind) {
			plan.Pool = tftypes.Text(poolOf(plan.Kind.ValueString()))
		}
		d.Append(r.checkPackage(ctx, &plan)...)
	} else {
		tftypes.Keep(&plan, &config, &state)
		d.Append(r.planUpdate(ctx, &plan, &state)...)
		if plan.rebinds(&state) {
			d.Append(r.run.OnlySimulated("Binding an asset to a package of your choice", "The service chooses the package by itself. Go back to the old package_id.")...)
		}
	}
	if !d.HasError() {
		d.Append(resp.Plan.Set(ctx, plan)...)
	}
}

func (r *Resource) planUpdate(ctx context.Context, plan, state *model) (d diag.Diagnostics) {
	diags.CreateOnly(&d, path.Root("kind"), state.Kind, plan.Kind, wayOut)
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
			d.Append(diags.Wrong(path.Root(c.name), "Asset cannot be changed", "Asset %s is %s, and the service changes nothing of it in that status: %s is %s and would become %s. "+
				"Go back to the old value; a frozen asset can be changed after it was renewed, a recycled one after it was restored.", state.ID.ValueString(), status, c.name, c.prior, c.planned))
		}
	}
	if !plan.Active.Equal(state.Active) {
		plan.Status = types.StringUnknown()
	}
	return d
}

// planRebind checks and announces that an asset is bound to a unit of another package.
func (r *Resource) planRebind(ctx context.Context, plan, state *model) (d diag.Diagnostics) {
	plan.Status, plan.ExpireTime = types.StringUnknown(), timetypes.NewRFC3339Unknown()
	id, status := state.ID.ValueString(), state.Status.ValueString()
	if status == mssclient.AssetDeleted || status == mssclient.AssetRecycled {
		if !plan.PackageID.IsUnknown() {
			d.Append(diags.Wrong(path.Root("package_id"), "Asset cannot be bound", "Asset %s is %s and cannot be bound to another package. No unit was used. %s", id, status, wayOut))
			return d
		}
		d.Append(diags.Note("Asset "+id+" is "+status+" and cannot be bound to the package that this plan makes", "Replace the asset as well, with -replace; otherwise the apply fails at it, after the package was bought."))
		return d
	}
	if plan.PackageID.IsUnknown() {
		d.Append(diags.Note("Asset "+id+" will be bound to a package that is not known yet", "If this plan replaces package "+state.PackageID.ValueString()+
			", returning that one deletes the asset, which then cannot be bound: replace the asset in the same plan, too, with -replace."))
		return d
	}
	d.Append(r.checkPackage(ctx, plan)...)
	if !d.HasError() {
		d.Append(diags.Note("Binds asset "+id+" to package "+plan.PackageID.ValueString(),
			"It lives by that package from then on. Its unit of package "+state.PackageID.ValueString()+" stays used."))
	}
	return d
}

// rebinds says whether a plan binds the asset to another package than the state's.
func (m *model) rebinds(state *model) bool {
	return tftypes.Known(m.PackageID) && !m.PackageID.Equal(state.PackageID)
}

func (r *Resource) planDestroy(ctx context.Context, state *model) (d diag.Diagnostics) {
	id, packageID := state.ID.ValueString(), state.PackageID.ValueString()
	if state.Status.ValueString() == mssclient.AssetDeleted {
		return d
	}
	if r.renews(ctx, packageID) {
		if !state.CancelAutoRenewOnDestroy.ValueBool() {
			d.Append(guarded(id, packageID))
			return d
		}
		d.Append(diags.Note("Switches off the automatic renewal of package "+packageID+" to delete asset "+id,
			"The service deletes no asset whose package renews automatically. Without renewal the package lapses at its end; where its own block says auto_renew = true, the next apply switches it on again: set it to false there."))
	}
	if state.ForceDestroy.ValueBool() {
		d.Append(diags.Note("Deletes asset "+id+" ("+state.Name.ValueString()+") for good", "It cannot be restored, and its unit of package "+packageID+" stays bound to it."))
	} else {
		d.Append(diags.Note("Moves asset "+id+" ("+state.Name.ValueString()+") to the recycle bin", "Its unit of package "+packageID+" stays bound to it. An asset of the same kind and name made from that package restores it."))
	}
	return d
}

// checkPackage tells at plan what the service would refuse at apply. Where the package cannot be read, for whatever reason but that it does
// not exist, there is no check: the service decides.
func (r *Resource) checkPackage(ctx context.Context, plan *model) (d diag.Diagnostics) {
	if !tftypes.Known(plan.PackageID) {
		return d
	}
	id, at := plan.PackageID.ValueString(), path.Root("package_id")
	p, err := r.run.Client.Package(ctx, id)
	switch {
	case mssclient.IsNotFound(err):
		d.Append(diags.UnableAt(at, "make asset from package", err, "The service knows no package "+id+". No unit was used."))
		return d
	case err != nil:
		tflog.Debug(ctx, "plan check skipped: package could not be read", map[string]any{"error": err.Error()})
		return d
	case p.Status == mssclient.PackageGrace || p.Status == mssclient.PackageFrozen:
		d.Append(diags.Wrong(at, "Package cannot make assets", "Package %s is past its end (%s, status %s); assets are made and bound only while a package is active. Renew it first, with valid_through of its mss_resource_package.",
			id, diags.Day(p.ExpireTime), p.Status))
		return d
	case run.Gone(p.Status):
		d.Append(diags.Wrong(at, "Package is gone", "Package %s is %s since %s. Buy a new package for the asset.", id, p.Status, diags.Day(p.ExpireTime)))
		return d
	}
	d.Append(r.checkKind(ctx, plan, p)...)
	if !d.HasError() {
		d.Append(r.checkUnit(ctx, plan, p)...)
	}
	return d
}

func (r *Resource) checkKind(ctx context.Context, plan *model, p *mssclient.Package) (d diag.Diagnostics) {
	product, ok := r.run.Product(ctx, p.ResourceSpecCode)
	if !ok || !tftypes.Known(plan.Kind) || slices.Contains(product.Makes, plan.Kind.ValueString()) {
		return d
	}
	makes := "it makes " + strings.Join(product.Makes, ", ")
	if len(product.Makes) == 0 {
		makes = "it makes no assets"
	}
	d.Append(diags.Wrong(path.Root("kind"), "Package does not make this kind", "Package %s (%s) cannot make %s: %s.", p.ResourceID, diags.Short(p.ResourceSpecCode), plan.Kind.ValueString(), makes))
	return d
}

func (r *Resource) checkUnit(ctx context.Context, plan *model, p *mssclient.Package) (d diag.Diagnostics) {
	if !p.Listed || p.Used < p.Units {
		return d
	}
	var bound []string
	for _, id := range p.AssetIDs {
		a, err := r.run.Client.Asset(ctx, id)
		if err != nil {
			bound = append(bound, id)
			continue
		}
		same := a.Kind == plan.Kind.ValueString() && a.Name == plan.Name.ValueString() || plan.Kind.IsUnknown() || plan.Name.IsUnknown()
		if same && r.run.Lost(id) {
			d.Append(diags.Note("Takes over asset "+id+" ("+a.Name+")", "A run that was killed, or lost the service's answer, had made it from package "+p.ResourceID+". No further unit is used."))
			return d
		}
		if a.Status == mssclient.AssetRecycled && a.PackageID != p.ResourceID {
			bound = append(bound, id+" ("+a.Name+", in the recycle bin, since moved to package "+a.PackageID+": give that as package_id to restore it)")
			continue
		}
		if a.Status == mssclient.AssetRecycled && same {
			d.Append(diags.Note("Restores asset "+id+" ("+a.Name+") from the recycle bin", "The unit of package "+p.ResourceID+" is bound to it, and it has the same kind and name."))
			return d
		}
		bound = append(bound, id+" ("+a.Name+", "+a.Status+")")
	}
	d.Append(diags.Wrong(path.Root("package_id"), "Unit taken", "Package %s has no free unit: %d of %d used, for good, by %s. Buy another package for the asset, or import the asset that exists.",
		p.ResourceID, p.Used, p.Units, strings.Join(bound, ", ")))
	return d
}
