// Package onshelf is mss_asset_renewal, which spends on-shelf months on assets, and the data sources mss_quota and mss_quotas.
package onshelf

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

var (
	_ resource.ResourceWithConfigure      = (*Resource)(nil)
	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan     = (*Resource)(nil)
	_ resource.ResourceWithImportState    = (*Resource)(nil)
	_ resource.ResourceWithIdentity       = (*Resource)(nil)
)

// Resource is mss_asset_renewal.
type Resource struct {
	run *run.Run
}

// NewResource makes the resource for registration.
func NewResource() resource.Resource { return &Resource{} }

// Metadata names the resource.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_asset_renewal"
}

// IdentitySchema is what import blocks and queries name the object by.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = run.IdentitySchema()
}

// Configure takes the configured provider.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Create makes the renewal with its first operation.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := run.Within(ctx, plan.Timeouts.Create, &resp.Diagnostics)
	defer cancel()
	rows, _ := plan.rows()
	todo, d := r.due(ctx, rows, ledger{}, nil, true)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	token := run.Token(plan.ClientToken.ValueString())
	renewal, d := r.spend(ctx, todo, "", token)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	answer := plan
	answer.fromRenewal(renewal)
	tftypes.Finish(ctx, &plan, &answer)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, ledger{Spent: renewal.Months})...)
	resp.Diagnostics.Append(r.run.KeepOrigin(ctx, resp.Private)...)
	resp.Diagnostics.Append(r.run.Identify(ctx, resp.Identity, plan.ID)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// spend sends the due rows as one operation. An error means that nothing was spent, or says that this is unknown.
func (r *Resource) spend(ctx context.Context, todo due, renewalID, token string) (_ *mssclient.Renewal, d diag.Diagnostics) {
	r.run.Release(todo.least)
	renewal, err := r.run.RenewAssets(ctx, mssclient.RenewalRequest{RenewalID: renewalID, Rows: todo.rows, Token: token})
	switch {
	case err == nil:
	case !mssclient.MayHaveTakenEffect(err):
		d.Append(diags.UnableAt(path.Root("renewals"), "renew assets", err, diags.NothingSpent))
		return nil, d
	case renewalID == "":
		d.Append(diags.Unable("renew assets", err, "The answer was lost: units may have been spent. "+diags.ApplyAgain))
		return nil, d
	default:
		d.Append(diags.Unable("renew assets", err, "The answer was lost: units may have been spent. The next plan reads renewal "+renewalID+" and spends only what is still due."))
		return nil, d
	}
	var units int64
	for _, row := range renewal.Results {
		for _, debit := range row.Debits {
			units += debit.Units
		}
		d.Append(r.report(row)...)
	}
	if units > 0 {
		d.Append(diags.Note(fmt.Sprintf("Spent %s of on-shelf months: renewal %s", diags.Count(units, "unit"), renewal.ID), "The results attribute lists what each asset got and which packages paid."))
	}
	return renewal, d
}

// report tells about rows that did not bring what was asked for.
func (r *Resource) report(row mssclient.RenewalResult) (d diag.Diagnostics) {
	switch {
	case row.Outcome == mssclient.OutcomeFailed:
		d.Append(diags.Note("Renewal of asset "+row.AssetID+" failed: "+row.ErrorCode, row.ErrorMessage+".", "No units were spent on it. The next apply tries this row again."))
	case row.Outcome == mssclient.OutcomeRenewed && !row.ExpireTime.After(r.run.Now()):
		d.Append(diags.Note("Asset "+row.AssetID+" was renewed, but still ended "+diags.Day(row.ExpireTime), "Months count from its old end, also when that is past. It needs more of them to work again."))
	}
	return d
}

// Read refreshes the state. Only an id that the service never knew is removed.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if resp.Diagnostics.Append(r.run.CheckOrigin(ctx, req.Private)...); resp.Diagnostics.HasError() {
		return
	}
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.run.Identify(ctx, resp.Identity, state.ID)...)
	r.run.Seen(ctx, state.ID.ValueString())
	renewal, err := r.run.Client.Renewal(ctx, state.ID.ValueString())
	switch {
	case mssclient.IsNotFound(err) && len(state.Renewals.Elements()) == 0: // of an import
		resp.Diagnostics.Append(diags.NotThere("renewal", state.ID.ValueString(), r.run.Origin.String(), "mss_quotas"))
		return
	case mssclient.IsNotFound(err):
		resp.Diagnostics.Append(r.run.Forgotten("Renewal", state.ID.ValueString()))
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(diags.Unable("read asset renewal", err, "The state is as it was."))
		return
	}
	var l ledger
	_, d := run.GetPrivate(ctx, req.Private, ledgerKey, &l)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	l.Spent = renewal.Months
	state.fromRenewal(renewal)
	if len(state.Renewals.Elements()) == 0 { // of an import: what failed says neither how many months it wanted nor anything else
		resp.Diagnostics.Append(diags.Wrong(path.Root("id"), "Renewal renewed nothing", "Every row of renewal %s failed, so that there is nothing that mss_asset_renewal could keep. Nothing was imported, and no units were spent by it.", renewal.ID))
		return
	}
	resp.Diagnostics.Append(r.warn(ctx, &state, l)...)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, l)...)
	resp.Diagnostics.Append(r.run.KeepOrigin(ctx, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// warn tells of rows that can no longer be kept, because their asset is deleted: the plan shows nothing for them.
func (r *Resource) warn(ctx context.Context, m *model, l ledger) (d diag.Diagnostics) {
	rows, _ := m.rows()
	for _, one := range rows {
		if one.until().IsZero() && l.owed(one) <= 0 {
			continue
		}
		id := one.asset.ValueString()
		a, err := r.run.Client.Asset(ctx, id)
		if err == nil && a.Status == mssclient.AssetDeleted && (one.until().IsZero() || a.ExpireTime.Before(one.until())) {
			d.Append(diags.Gone("Asset", id, a.Status, a.ExpireTime, r.run.Now(), "It cannot be renewed any more, so that its row no longer does anything; remove it."))
		}
	}
	return d
}

// Update spends what is due as one more operation of the renewal.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	if resp.Diagnostics.Append(r.run.CheckOrigin(ctx, req.Private)...); resp.Diagnostics.HasError() {
		return
	}
	var plan, state model
	var l ledger
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	_, d := run.GetPrivate(ctx, req.Private, ledgerKey, &l)
	if resp.Diagnostics.Append(d...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := run.Within(ctx, plan.Timeouts.Update, &resp.Diagnostics)
	defer cancel()
	l = l.after(&plan, &state)
	answer := plan
	answer.UnitsSpent, answer.Results = state.UnitsSpent, state.Results
	// The plan leaves the results unknown when it announces an operation; without that nothing is spent, whatever the clock says meanwhile.
	if plan.Results.IsUnknown() {
		rows, _ := plan.rows()
		before, _ := state.rows()
		todo, d := r.due(ctx, rows, l, before, false)
		if resp.Diagnostics.Append(d...); d.HasError() {
			return
		}
		if len(todo.rows) > 0 {
			renewal, d := r.spend(ctx, todo, state.ID.ValueString(), updateToken(&plan, &state, todo))
			if resp.Diagnostics.Append(d...); d.HasError() {
				return
			}
			answer.fromRenewal(renewal)
			l.Spent = renewal.Months
		}
	}
	tftypes.Finish(ctx, &plan, &answer)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, l)...)
	resp.Diagnostics.Append(r.run.KeepOrigin(ctx, resp.Private)...)
	resp.Diagnostics.Append(r.run.Identify(ctx, resp.Identity, plan.ID)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// updateToken makes a repeated change of triggers spend once, also when a killed process did not note that it was made. What else is due is worked
// out from what the service says was spent, so that it needs no memory, and a row that failed can be tried again.
func updateToken(plan, state *model, todo due) string {
	if plan.Triggers.Equal(state.Triggers) {
		return run.Token("")
	}
	return run.UpdateToken("triggers", state.ID.ValueString(), state.Triggers, plan.Triggers, todo.rows)
}

// Delete only forgets the renewal: months that were given do not come back.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.Append(r.run.CheckDestroyed(ctx, req.Private)...)
}

// ImportState takes a renewal's id or identity. The rows are made from its operations by the refresh that follows.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, ok := r.run.ImportID(ctx, req, resp)
	if !ok {
		return
	}
	resp.Diagnostics.Append(run.Begin(ctx, &resp.State, id, nil)...)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, ledger{Imported: true})...)
}
