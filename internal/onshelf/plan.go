package onshelf

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// ValidateConfig checks what the rows mean together, as far as they are known.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	rows, _ := config.rows()
	resp.Diagnostics.Append(validate(rows)...)
}

func validate(rows []row) (d diag.Diagnostics) {
	seen := map[string]bool{}
	for _, one := range rows {
		asset := one.asset.ValueString()
		if tftypes.Known(one.asset) {
			if seen[asset] {
				d.Append(diags.Wrong(path.Root("renewals"), "Asset stands in the list twice", "Asset %s stands in renewals more than once. Give each asset one row, with the sum of its months.", asset))
			}
			seen[asset] = true
		}
		switch {
		case tftypes.Known(one.months) && tftypes.Known(one.through):
			d.Append(diags.Wrong(one.at.AtName("valid_through"), "Invalid combination of attributes", "The row of asset %s has both months and valid_through: give exactly one of them.", asset))
		case one.months.IsNull() && one.through.IsNull():
			d.Append(diags.Wrong(one.at.AtName("months"), "Missing attribute", "The row of asset %s has neither months nor valid_through: give exactly one of them.", asset))
		}
	}
	return d
}

// ModifyPlan finds out which rows are due, checks their pools, and leaves the results unknown only if there is something to do.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.run == nil {
		return
	}
	var plan, config, state model
	d := &resp.Diagnostics
	exists := !req.State.Raw.IsNull()
	if exists {
		d.Append(r.run.CheckOrigin(ctx, req.Private)...)
		d.Append(req.State.Get(ctx, &state)...)
		r.run.Seen(ctx, state.ID.ValueString())
	}
	if d.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		d.Append(diags.Note("Forgets renewal "+state.ID.ValueString()+"; its months are not returned", "Months that assets were given stay with them, and units that were spent do not come back."))
		return
	}
	d.Append(r.run.OnlySimulated("Renewing assets from a pool", "Packages renew there, and their assets with them: use valid_through or auto_renew of mss_resource_package.")...)
	d.Append(req.Plan.Get(ctx, &plan)...)
	if d.Append(req.Config.Get(ctx, &config)...); d.HasError() {
		return
	}
	var before []row
	l, triggered := ledger{}, false // by triggers that are not known yet
	if !exists {
		d.Append(r.run.PlanToken(ctx, req.Private, mssclient.RenewalTokens, plan.ClientToken)...)
	} else {
		d.Append(r.run.KeepsObject(ctx, resp.Private, state.ID.ValueString())...)
	}
	if d.HasError() {
		return
	}
	if exists {
		tftypes.Keep(&plan, &config, &state)
		_, more := run.GetPrivate(ctx, req.Private, ledgerKey, &l)
		if d.Append(more...); d.HasError() {
			return
		}
		before, _ = state.rows()
		if rows, known := plan.rows(); known && mean(rows, before) {
			plan.Renewals = state.Renewals // an instant that is only written otherwise
		}
		triggered = unknownTriggers(&plan) && !l.Imported
		if l.Imported {
			d.Append(adopted(l, &plan, &state)...)
		}
		l = l.after(&plan, &state)
	}
	more := r.planRows(ctx, &plan, before, l, exists, triggered)
	if exists {
		more = diags.StillDestroyable(more)
	}
	if d.Append(more...); !d.HasError() {
		d.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// planRows finds out what the rows spend, and announces it.
func (r *Resource) planRows(ctx context.Context, plan *model, before []row, l ledger, exists, triggered bool) diag.Diagnostics {
	all, known := plan.rows()
	rows := slices.DeleteFunc(slices.Clone(all), func(one row) bool { return !one.known() })
	todo, d := r.due(ctx, rows, l, before, !exists)
	if d.HasError() {
		return d
	}
	for _, one := range all {
		if !one.known() {
			todo.vague.unknown(one, l.owed(one))
		}
	}
	if plan.Renewals.IsUnknown() || len(all) < len(plan.Renewals.Elements()) {
		todo.vague.rows()
	}
	if triggered {
		todo.vague.triggered(rows, l)
	}
	if len(todo.rows) > 0 || !known || triggered {
		plan.open()
		if !exists && known {
			if id := r.takesOver(ctx, todo); id != "" {
				d.Append(takeover(id))
				todo.most = nil
			}
		}
		d.Append(r.announce(ctx, todo, path.Root("renewals"))...)
	}
	return d
}

// after is the ledger as the planned change leaves it before anything is spent. Triggers that are not known yet change nothing here.
func (l ledger) after(plan, state *model) ledger {
	planned, _ := plan.rows()
	prior, _ := state.rows()
	switch {
	case l.Imported:
		l = l.adopt(planned)
	case !plan.Triggers.IsNull() && !unknownTriggers(plan) && !plan.Triggers.Equal(state.Triggers):
		l = l.restart()
	}
	l.Imported = false
	return l.forget(prior, planned)
}

// adopted tells what the first configuration after an import takes over without spending: another change of it does spend.
func adopted(l ledger, plan, state *model) (d diag.Diagnostics) {
	rows, _ := plan.rows()
	for _, one := range rows {
		if one.known() && !one.months.IsNull() && l.owed(one) < 0 {
			asset := one.asset.ValueString()
			d.Append(diags.Note(fmt.Sprintf("Takes %s over as what asset %s has been given by the imported renewal", diags.Count(one.months.ValueInt64(), "month"), asset),
				fmt.Sprintf("It was given %s in all. Nothing is spent now; raising months spends the difference.", diags.Count(l.counts(asset), "month"))))
		}
	}
	if !plan.Triggers.IsNull() {
		d.Append(diags.Note("Takes the triggers over for the imported renewal "+state.ID.ValueString()+" without spending", "They are the first ones that its state sees. Changing them after this apply spends all months again."))
	}
	return d
}

func unknownTriggers(m *model) bool { return m.Triggers.IsUnknown() || unknownValue(m.Triggers) }

func unknownValue(m types.Map) bool {
	for _, v := range m.Elements() {
		if v.IsUnknown() {
			return true
		}
	}
	return false
}

// open marks what an operation moves.
func (m *model) open() {
	m.UnitsSpent = types.Int64Unknown()
	m.Results = types.ListUnknown(resultType)
}

// announce tells what is going to be spent, at the most, and refuses the plan when a pool is short of what is needed at the least. The service
// checks again, atomically.
func (r *Resource) announce(ctx context.Context, todo due, at path.Path) (d diag.Diagnostics) {
	for _, pool := range slices.Sorted(maps.Keys(todo.most)) {
		n, upTo := todo.most[pool], ""
		if n == 0 {
			continue
		}
		if todo.least[pool] < n {
			upTo = "up to "
		}
		d.Append(diags.Note(fmt.Sprintf("Spends %s%s of pool %s", upTo, diags.Count(n, "unit"), pool), "One unit for each asset and month. Units that are spent do not come back."))
	}
	for _, id := range todo.binned {
		d.Append(diags.Note("Asset "+id+" is in the recycle bin, and its row fails unless it is restored before", "Nothing is spent on a row that fails; every apply tries it again. Restore the asset, or remove its row."))
	}
	d.Append(todo.vague.announce()...)
	if len(todo.least) == 0 {
		return d
	}
	short, err := r.run.Reserve(ctx, todo.least)
	if err != nil {
		tflog.Debug(ctx, "plan check skipped: quotas could not be read", map[string]any{"error": err.Error()})
		return d
	}
	if len(short) > 0 {
		var texts []string
		for _, s := range short {
			texts = append(texts, s.String())
		}
		d.Append(diags.Wrong(at, "Renewal pool is short", "There are too few units: %s. %s Buy on-shelf months of the pool (such as mss.onshelf.voice_clone for voice_clone); if this plan buys them, add depends_on so that they are bought first.",
			strings.Join(texts, "; "), diags.NothingSpent))
	}
	return d
}
