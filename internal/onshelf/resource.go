// Package onshelf is mss_asset_renewal, which spends on-shelf months on assets, and the data sources mss_quota and mss_quotas.
package onshelf

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
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
	token, instead, d := r.run.UseToken(ctx, mssclient.RenewalTokens, plan.ClientToken, "renew assets", diags.NothingSpent)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	renewal, d := r.spend(ctx, todo, unitsOf(plan.PlannedUnits), mssclient.RenewalRequest{Token: token, Instead: instead})
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	answer := plan
	answer.fromRenewal(renewal)
	answer.PlannedUnits = r.spent(ctx, todo, renewal)
	tfconv.Finish(ctx, &plan, &answer)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, ledger{Spent: renewal.Months}.note())...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, promiseKey, nil)...)
	resp.Diagnostics.Append(r.run.KeepOrigin(ctx, resp.Private)...)
	resp.Diagnostics.Append(r.run.Identify(ctx, resp.Identity, plan.ID)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// spend sends the due rows as one operation, which spends at most what was planned of each pool. An error means that nothing was spent, or says that this
// is unknown.
func (r *Resource) spend(ctx context.Context, todo due, planned map[string]int64, in mssclient.RenewalRequest) (_ *mssclient.Renewal, d diag.Diagnostics) {
	r.run.Release(todo.least)
	at := path.Root("renewals")
	if d = todo.within(planned, at); d.HasError() {
		return nil, d
	}
	renewalID := in.RenewalID
	in.Rows, in.MaxUnits = todo.rows, bound(planned)
	renewal, err := r.run.RenewAssets(ctx, in)
	switch {
	case err == nil:
	case mssclient.Code(err) == codeAboveMaxUnits:
		d.Append(moreThanPlanned(at, diags.Explain(err)))
		return nil, d
	case !mssclient.MayHaveTakenEffect(err):
		d.Append(diags.UnableAt(at, "renew assets", err, diags.NothingSpent))
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
			units = plus(units, debit.Units)
		}
		d.Append(r.report(row)...)
	}
	switch {
	case units == 0:
	case renewalID == "" && r.run.Lost(renewal.ID):
		d.Append(spentBefore(units, renewal.ID, "by an earlier apply that was interrupted"))
	case renewal.Repeated:
		d.Append(spentBefore(units, renewal.ID, "by an earlier apply, or with the same client_token"))
	default:
		d.Append(diags.Note(fmt.Sprintf("Spent %s of on-shelf months: renewal %s", diags.Count(units, "unit"), renewal.ID), "The results attribute lists what each asset got and which packages paid."))
	}
	return renewal, d
}

// codeAboveMaxUnits refuses a renewal that needs more units than it may spend.
const codeAboveMaxUnits = "SIM.1012"

// spent is what an operation has spent of each pool, for plans that could not tell it.
func (r *Resource) spent(ctx context.Context, todo due, renewal *mssclient.Renewal) types.Map {
	units := map[string]int64{}
	if renewal.Repeated {
		return unitsMap(units)
	}
	for _, row := range renewal.Results {
		pool := todo.pool[row.AssetID]
		if pool == "" { // it could not be read before; now the state needs a value, whatever becomes of this
			if a, err := r.run.Client.Asset(ctx, row.AssetID); err == nil {
				pool = a.Pool
			}
		}
		for _, debit := range row.Debits {
			units[pool] = plus(units[pool], debit.Units)
		}
	}
	delete(units, "")
	return unitsMap(units)
}

// spentBefore tells that a renewal was found, and not made.
func spentBefore(units int64, id, by string) diag.Diagnostic {
	return diags.Note(fmt.Sprintf("Spent before: %s of on-shelf months, renewal %s", diags.Count(units, "unit"), id), "It was made "+by+". It was adopted; nothing was spent again.")
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
	if l.Noted == nil {
		l = l.note()
	}
	state.fromRenewal(renewal)
	if len(state.Renewals.Elements()) == 0 { // of an import: what failed says neither how many months it wanted nor anything else
		resp.Diagnostics.Append(diags.Wrong(path.Root("id"), "Renewal renewed nothing", "Every row of renewal %s failed, so that there is nothing that mss_asset_renewal could keep. Nothing was imported, and no units were spent by it.", renewal.ID))
		return
	}
	resp.Diagnostics.Append(r.warn(ctx, &state, l)...)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, l)...)
	r.run.Hold(ctx, req.Private, state.ID.ValueString())
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
	answer := plan
	answer.UnitsSpent, answer.Results, answer.PlannedUnits = state.UnitsSpent, state.Results, state.PlannedUnits
	// The plan leaves the results unknown when it announces an operation; without that nothing is spent, whatever the clock says meanwhile.
	if plan.Results.IsUnknown() {
		renewal, d := r.update(ctx, &plan, &state, &l)
		if resp.Diagnostics.Append(d...); d.HasError() {
			return
		}
		if renewal != nil {
			answer.fromRenewal(renewal)
		}
	} else {
		l = l.after(&plan, &state)
	}
	tfconv.Finish(ctx, &plan, &answer)
	resp.Diagnostics.Append(run.SetPrivate(ctx, resp.Private, ledgerKey, l.note())...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, promiseKey, nil)...)
	resp.Diagnostics.Append(r.run.KeepOrigin(ctx, resp.Private)...)
	resp.Diagnostics.Append(r.run.Identify(ctx, resp.Identity, plan.ID)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// update spends what is due now, at most what was planned. What was spent is asked for first: an interrupted apply may have done some of it, and the state
// does not show it where it was not refreshed.
func (r *Resource) update(ctx context.Context, plan, state *model, l *ledger) (*mssclient.Renewal, diag.Diagnostics) {
	id := state.ID.ValueString()
	renewal, err := r.run.Client.Renewal(ctx, id)
	if err != nil {
		return nil, diag.Diagnostics{diags.Unable("read asset renewal", err, diags.NothingSpent)}
	}
	l.Spent = renewal.Months
	*l = l.after(plan, state)
	rows, _ := plan.rows()
	before, _ := state.rows()
	todo, d := r.due(ctx, rows, *l, before, false)
	if d.HasError() {
		return nil, d
	}
	spent := unitsMap(nil)
	if len(todo.rows) > 0 {
		var more diag.Diagnostics
		renewal, more = r.spend(ctx, todo, unitsOf(plan.PlannedUnits), mssclient.RenewalRequest{RenewalID: id, Token: updateToken(id, renewal.Operations, todo)})
		if d.Append(more...); d.HasError() {
			return nil, d
		}
		l.Spent = renewal.Months
		spent = r.spent(ctx, todo, renewal)
	}
	if plan.PlannedUnits.IsUnknown() {
		plan.PlannedUnits = spent
	}
	return renewal, d
}

// updateToken names the next operation of a renewal by how many it has had: two applies of one state that run at the same time spend once. An operation that
// was made is never asked for again, because what is due follows from what the service says was spent.
func updateToken(id string, operations int, todo due) string {
	return run.UpdateToken("renewal", id, operations, todo.rows)
}

// Delete only forgets the renewal: months that were given do not come back.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if resp.Diagnostics.Append(r.run.CheckDestroyed(ctx, req.Private)...); resp.Diagnostics.HasError() {
		return
	}
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	r.run.Disown(ctx, id.ValueString())
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
