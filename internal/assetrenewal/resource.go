// Package assetrenewal is mss_asset_renewal and the action mss_asset_renew, which spend on-shelf months on assets.
package assetrenewal

import (
	"context"
	"fmt"

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

var (
	_ crud.ManagedResource                = (*Resource)(nil)
	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
)

// Resource is mss_asset_renewal.
type Resource struct{ crud.Resource }

// NewResource makes the resource for registration.
func NewResource() resource.Resource {
	return &Resource{crud.Resource{Name: "asset_renewal", Lists: "the command `terraform-provider-mss simulator events`"}}
}

// Create makes the renewal with its first operation.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	ctx, cancel, ok := r.BeginCreate(ctx, req, resp, &plan)
	defer cancel()
	if !ok {
		return
	}
	rows, _ := plan.rows()
	todo, d := r.outstanding(ctx, rows, spending{}, nil, true)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	token, instead, d := r.Buyer.UseToken(ctx, mssclient.RenewalTokens, plan.ClientToken, "renew assets",
		message.NothingSpent)
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
	r.save(ctx, crud.Created(resp), spending{Spent: renewal.Months}, &plan)
}

// spend sends the due rows as one operation, which spends at most what was planned of each pool. An error means that
// nothing was spent, or says that this is unknown.
func (r *Resource) spend(ctx context.Context, todo outstanding, planned map[string]int64,
	in mssclient.RenewalRequest) (_ *mssclient.Renewal, d diag.Diagnostics) {
	r.Ledger.Unreserve(todo.least)
	at := path.Root("renewals")
	if d = todo.within(planned, at); d.HasError() {
		return nil, d
	}
	renewalID := in.RenewalID
	in.Rows, in.MaxUnits = todo.rows, bound(planned)
	renewal, err := r.Buyer.RenewAssets(ctx, in)
	switch {
	case err == nil:
	case mssclient.Code(err) == codeAboveMaxUnits:
		d.Append(moreThanPlanned(at, message.Explain(err)))
		return nil, d
	case !mssclient.MayHaveTakenEffect(err):
		d.Append(message.UnableAt(at, "renew assets", err, message.NothingSpent))
		return nil, d
	case renewalID == "":
		d.Append(message.Unable("renew assets", err, "The response was lost: units may have been spent. "+message.ApplyAgain))
		return nil, d
	default:
		d.Append(message.Unable("renew assets", err, "The response was lost: units may have been spent. The next plan "+
			"reads renewal "+renewalID+" and spends only the rest."))
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
	case renewalID == "" && r.Session.Unclaimed(renewal.ID):
		d.Append(spentBefore(units, renewal.ID, "by an earlier apply that was interrupted"))
	case renewal.Repeated:
		d.Append(spentBefore(units, renewal.ID, "by an earlier apply, or with the same client_token"))
	default:
		d.Append(r.Session.Done(message.Note(fmt.Sprintf("Spent %s of on-shelf months: renewal %s",
			message.Count(units, "unit"), renewal.ID),
			"The results attribute lists the months of each asset and the packages that paid."))...)
	}
	return renewal, d
}

// codeAboveMaxUnits refuses a renewal that needs more units than it may spend.
const codeAboveMaxUnits = "SIM.1012"

// spent is what an operation has spent of each pool, for plans that could not tell it.
func (r *Resource) spent(ctx context.Context, todo outstanding, renewal *mssclient.Renewal) types.Map {
	units := map[string]int64{}
	if renewal.Repeated {
		return unitsMap(units)
	}
	for _, row := range renewal.Results {
		pool := todo.pool[row.AssetID]
		if pool == "" { // it could not be read before; now the state needs a value, whatever becomes of this
			if a, err := r.Session.Client.Asset(ctx, row.AssetID); err == nil {
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
	return message.Note(fmt.Sprintf("Already spent %s of on-shelf months: renewal %s", message.Count(units, "unit"), id),
		"It was created "+by+" and was adopted; nothing was spent again.")
}

// report tells about rows that did not bring what was asked for.
func (r *Resource) report(row mssclient.RenewalResult) (d diag.Diagnostics) {
	switch {
	case row.Outcome == mssclient.OutcomeFailed:
		d.Append(message.Note("Renewal of asset "+row.AssetID+" failed: "+row.ErrorCode, row.ErrorMessage+".",
			"No units were spent on it. The next apply retries this row."))
	case row.Outcome == mssclient.OutcomeRenewed && !row.ExpireTime.After(r.Session.Now()):
		d.Append(message.Note("Asset "+row.AssetID+" was renewed, but still ended "+message.Instant(row.ExpireTime),
			"Months count from its old end, even if that has passed. It needs more months to work again."))
	}
	return d
}

// Read refreshes the state. Only an id that the service never knew is removed.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if !r.BeginRead(ctx, req, resp, &state) {
		return
	}
	renewal, err := r.Session.Client.Renewal(ctx, state.ID.ValueString())
	if err != nil {
		r.FailRead(ctx, resp, err, state.ID, len(state.Renewals.Elements()) == 0)
		return
	}
	var l spending
	_, d := tfconv.GetPrivate(ctx, req.Private, spendingKey, &l)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	l.Spent = renewal.Months
	if l.Noted == nil {
		l = l.note()
	}
	state.fromRenewal(renewal)
	// of an import: what failed says neither how many months it wanted nor anything else
	if len(state.Renewals.Elements()) == 0 {
		resp.Diagnostics.Append(message.Wrong(path.Root("id"), "Renewal renewed nothing",
			"Every row of renewal %s failed, so mss_asset_renewal has nothing to manage. Nothing was imported, and it spent "+
				"no units.", renewal.ID))
		return
	}
	resp.Diagnostics.Append(r.Session.Found(r.warn(ctx, &state, l))...)
	r.Hold(ctx, req.Private, state.ID.ValueString())
	refreshed := crud.Refreshed(resp)
	refreshed.Private(ctx, spendingKey, l)
	r.Save(ctx, refreshed, state.ID, state)
}

// warn tells of rows that can no longer be kept, because their asset is deleted: the plan shows nothing for them.
func (r *Resource) warn(ctx context.Context, m *model, l spending) (d diag.Diagnostics) {
	rows, _ := m.rows()
	for _, one := range rows {
		if one.until().IsZero() && l.owed(one) <= 0 {
			continue
		}
		id := one.asset.ValueString()
		a, err := r.Session.Client.Asset(ctx, id)
		if err == nil && a.Status == mssclient.AssetDeleted && (one.until().IsZero() || a.ExpireTime.Before(one.until())) {
			d.Append(message.Gone("Asset", id, a.Status, a.ExpireTime, r.Session.Now(),
				"It cannot be renewed, so its row has no effect. Remove the row."))
		}
	}
	return d
}

// Update spends what is due as one more operation of the renewal.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	ctx, cancel, ok := r.BeginUpdate(ctx, req, resp, &plan, &state)
	defer cancel()
	if !ok {
		return
	}
	var l spending
	_, d := tfconv.GetPrivate(ctx, req.Private, spendingKey, &l)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	answer := plan
	answer.UnitsSpent, answer.Results, answer.PlannedUnits = state.UnitsSpent, state.Results, state.PlannedUnits
	// The plan leaves the results unknown when it announces an operation; without that nothing is spent, whatever the
	// clock says meanwhile.
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
	r.save(ctx, crud.Updated(resp), l, &plan)
}

// save keeps a renewal after an apply, which has kept what its plan promised.
func (r *Resource) save(ctx context.Context, to crud.Result, l spending, m *model) {
	to.Private(ctx, spendingKey, l.note())
	to.Forget(ctx, promiseKey)
	r.Save(ctx, to, m.ID, m)
}

// update spends what is due now, at most what was planned. What was spent is asked for first: an interrupted apply may
// have done some of it, and the state does not show it where it was not refreshed.
func (r *Resource) update(ctx context.Context, plan, state *model, l *spending) (*mssclient.Renewal, diag.Diagnostics) {
	id := state.ID.ValueString()
	renewal, err := r.Session.Client.Renewal(ctx, id)
	if err != nil {
		return nil, diag.Diagnostics{message.Unable("read asset renewal", err, message.NothingSpent)}
	}
	l.Spent = renewal.Months
	*l = l.after(plan, state)
	rows, _ := plan.rows()
	before, _ := state.rows()
	todo, d := r.outstanding(ctx, rows, *l, before, false)
	if d.HasError() {
		return nil, d
	}
	spent := unitsMap(nil)
	if len(todo.rows) > 0 {
		var more diag.Diagnostics
		renewal, more = r.spend(ctx, todo, unitsOf(plan.PlannedUnits), mssclient.RenewalRequest{
			RenewalID: id, Token: updateToken(id, renewal.Operations, todo)})
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

// updateToken names the next operation of a renewal by how many it has had: two applies of one state that run at the
// same time spend once. An operation that was made is never asked for again, because what is due follows from what the
// service says was spent.
func updateToken(id string, operations int, todo outstanding) string {
	return purchase.UpdateToken("renewal", id, operations, todo.rows)
}

// Delete only forgets the renewal: months that were given do not come back.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if resp.Diagnostics.Append(r.CheckDestroyed(ctx, req.Private)...); resp.Diagnostics.HasError() {
		return
	}
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	r.Session.Disown(ctx, id.ValueString())
}

// ImportState takes a renewal's id or identity. The rows are made from its operations by the refresh that follows.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest,
	resp *resource.ImportStateResponse) {
	id, ok := r.ImportID(ctx, req, resp)
	if !ok {
		return
	}
	resp.Diagnostics.Append(crud.Begin(ctx, &resp.State, id, nil)...)
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, spendingKey, spending{Imported: true})...)
}
