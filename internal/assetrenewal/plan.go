package assetrenewal

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

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// ValidateConfig checks what the rows mean together, as far as they are known.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest,
	resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(tfconv.Get(ctx, req.Config, &config)...); resp.Diagnostics.HasError() {
		return
	}
	rows, _ := config.rows()
	for _, v := range config.Renewals.Elements() {
		if v.IsNull() {
			resp.Diagnostics.Append(message.Wrong(path.Root("renewals"), "Row is null",
				"renewals contains a null row. Remove it, for example with a condition in the for expression."))
		}
	}
	resp.Diagnostics.Append(validate(rows)...)
}

func validate(rows []row) (d diag.Diagnostics) {
	seen := map[string]bool{}
	for _, one := range rows {
		d.Append(tooMany(one.at.AtName("months"), one.months, calendar.MaxMonths)...)
		asset := one.asset.ValueString()
		if tfconv.Known(one.asset) {
			if seen[asset] {
				d.Append(message.Wrong(path.Root("renewals"), "Duplicate asset in renewals",
					"Asset %s is in renewals more than once. Use one row per asset, with the sum of its months.", asset))
			}
			seen[asset] = true
		}
		switch {
		case tfconv.Known(one.months) && tfconv.Known(one.through):
			d.Append(message.Wrong(one.at.AtName("valid_through"), "Invalid combination of attributes",
				"The row of asset %s has both months and valid_through. Set exactly one of them.", asset))
		case one.months.IsNull() && one.through.IsNull():
			d.Append(message.Wrong(one.at.AtName("months"), "Missing attribute",
				"The row of asset %s has neither months nor valid_through. Set exactly one of them.", asset))
		}
	}
	return d
}

// tooMany refuses months that no asset can be given.
func tooMany(at path.Path, months types.Int64, most int64) (d diag.Diagnostics) {
	if n := months.ValueInt64(); n > most {
		d.Append(message.Wrong(at, "Too many months", "months must be at most %d, but it is %d, more than any asset can "+
			"have. %s", most, n, message.NothingSpent))
	}
	return d
}

// ModifyPlan finds out which rows are due, checks their pools, and leaves the results unknown only if there is
// something to do.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, config, state model
	d := &resp.Diagnostics
	if !r.BeginPlan(ctx, req, resp, &config, &plan, &state) {
		return
	}
	defer func() { *d = r.Session.Planned(*d) }()
	exists := !req.State.Raw.IsNull()
	if req.Plan.Raw.IsNull() {
		d.Append(message.Note("Removes renewal "+state.ID.ValueString()+" from state; its months are not returned",
			"Assets keep their months, and spent units are not returned."))
		return
	}
	d.Append(r.Session.OnlySimulated("Renewing assets from a pool", "There, renewing a package keeps its assets: use "+
		"valid_through or auto_renew of mss_resource_package.")...)
	if d.HasError() {
		return
	}
	var before []row
	l, triggered := spending{}, false // by triggers that are not known yet
	if !exists {
		d.Append(r.Buyer.PlanToken(ctx, req.Private, mssclient.RenewalTokens, plan.ClientToken)...)
	} else {
		d.Append(r.Buyer.KeepsObject(ctx, resp.Private, state.ID.ValueString())...)
	}
	if d.HasError() {
		return
	}
	if exists {
		tfconv.Keep(&plan, &config, &state)
		_, more := tfconv.GetPrivate(ctx, req.Private, spendingKey, &l)
		if d.Append(more...); d.HasError() {
			return
		}
		before, _ = state.rows()
		if rows, known := plan.rows(); known && mean(rows, before) {
			plan.Renewals = state.Renewals // an instant that is only written otherwise
		}
	} else if d.Append(r.release(ctx, req.Private)...); d.HasError() {
		return
	}
	rows, _ := plan.rows()
	change := r.changeOf(state.ID.ValueString(), rows)
	if first, again := r.recall(ctx, resp.Plan, state.ID.ValueString(), change); again &&
		(first.Units != nil || !first.Open) {
		if !exists {
			if d.Append(r.Buyer.MayCreate(ctx, nil)...); d.HasError() {
				return
			}
		}
		plan.keep(first)
		d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
		d.Append(tfconv.SetPrivate(ctx, resp.Private, promiseKey, first)...)
		return
	}
	if exists {
		triggered = unknownTriggers(&plan) && !l.Imported
		if l.Imported {
			d.Append(adopted(l, &plan, &state)...)
		}
		l = l.after(&plan, &state)
		if !mean(rows, before) || !plan.Triggers.Equal(state.Triggers) {
			d.Append(l.interrupted(rows)...)
		}
	}
	booked, more := r.planRows(ctx, &plan, before, l, exists, triggered)
	if exists {
		more = message.StillDestroyable(more)
	}
	if d.Append(more...); d.HasError() {
		return
	}
	p := plan.promised(change, booked)
	d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
	if exists && resp.Plan.Raw.Equal(req.State.Raw) { // Terraform plans only changes again
		d.Append(resp.Private.SetKey(ctx, promiseKey, nil)...)
		return
	}
	// ends may move until the second plan, which could not keep it
	if (p.Units != nil || !p.Open) && !r.Ledger.Note(kind, change, p) && slices.ContainsFunc(rows, row.dated) {
		plan.open()
		plan.PlannedUnits = types.MapUnknown(types.Int64Type)
		p.Units, p.Open = nil, true
	}
	d.Append(tfconv.SetPrivate(ctx, resp.Private, promiseKey, p)...)
	d.Append(tfconv.Set(ctx, &resp.Plan, plan)...)
}

// planRows finds out what the rows spend, announces it, and answers what it has booked of the pools.
func (r *Resource) planRows(ctx context.Context, plan *model, before []row, l spending, exists,
	triggered bool) (booked map[string]int64, d diag.Diagnostics) {
	all, known := plan.rows()
	rows := slices.DeleteFunc(slices.Clone(all), func(one row) bool { return !one.known() })
	todo, d := r.outstanding(ctx, rows, l, before, !exists)
	for _, one := range all {
		if !one.known() {
			todo.uncertain.unknown(one, l.owed(one))
			d.Append(r.neverTaken(one, l)...)
		}
	}
	if d.HasError() {
		return nil, d
	}
	if plan.Renewals.IsUnknown() || len(all) < len(plan.Renewals.Elements()) {
		todo.uncertain.rows()
	}
	if triggered {
		todo.uncertain.triggered(rows, l)
	}
	if !exists {
		ask := r.unclaimed(todo, plan.ClientToken)
		if !known {
			ask = nil
		}
		if d.Append(r.Buyer.MayCreate(ctx, ask)...); d.HasError() {
			return nil, d
		}
	}
	if exists && len(todo.rows) == 0 && known && !triggered {
		return nil, d
	}
	plan.open()
	plan.PlannedUnits = types.MapUnknown(types.Int64Type)
	if len(todo.uncertain.reasons()) == 0 {
		plan.PlannedUnits = unitsMap(todo.most)
	}
	lost := ""
	if !exists && known {
		lost = r.takesOver(ctx, todo)
	}
	booked, more := r.announce(ctx, todo, lost, path.Root("renewals"))
	d.Append(more...)
	return booked, d
}

// neverTaken refuses months of an asset that is not known yet, if they are too many for any asset.
func (r *Resource) neverTaken(one row, l spending) diag.Diagnostics {
	limit := int64(r.Session.MaxTotalMonths)
	if limit == 0 || one.months.IsUnknown() {
		return nil
	}
	for _, n := range l.Spent { // the asset may turn out to be one that was given some
		limit = max(limit, plus(n, int64(r.Session.MaxTotalMonths)))
	}
	return tooMany(one.at.AtName("months"), one.months, limit)
}

// after is the spending as the planned change leaves it before anything is spent. Triggers that are not known yet
// change nothing here.
func (l spending) after(plan, state *model) spending {
	planned, _ := plan.rows()
	prior, _ := state.rows()
	switch {
	case l.Imported:
		l = l.adopt(planned)
	case hasTriggers(plan.Triggers) && !unknownTriggers(plan) && !plan.Triggers.Equal(state.Triggers):
		l = l.restart(planned)
	}
	l.Imported = false
	return l.forget(prior, planned)
}

// adopted tells what the first configuration after an import counts as granted without spending: another change of it
// does spend.
func adopted(l spending, plan, state *model) (d diag.Diagnostics) {
	rows, _ := plan.rows()
	for _, one := range rows {
		if one.known() && !one.months.IsNull() && l.owed(one) < 0 {
			asset := one.asset.ValueString()
			d.Append(message.Note(fmt.Sprintf("Counts %s as already granted to asset %s by the imported renewal",
				message.Count(one.months.ValueInt64(), "month"), asset),
				fmt.Sprintf("It has %s in total. Nothing is spent now; raising months spends the difference.",
					message.Count(l.counts(asset), "month"))))
		}
	}
	if hasTriggers(plan.Triggers) {
		d.Append(message.Note("Records the triggers of the imported renewal "+state.ID.ValueString()+" without spending",
			"The state has no triggers yet. Changing them after this apply spends all months again."))
	}
	return d
}

// interrupted tells of months that count towards this change because an apply spent them and could not note it.
func (l spending) interrupted(rows []row) (d diag.Diagnostics) {
	for _, one := range rows {
		asset := one.asset.ValueString()
		n := min(l.Spent[asset]-l.Noted[asset], l.counts(asset), one.months.ValueInt64())
		if l.Noted != nil && one.known() && n > 0 {
			d.Append(message.Note(fmt.Sprintf("Counts %s as already granted to asset %s", message.Count(n, "month"), asset),
				"An earlier apply that was interrupted spent them before the state recorded it. They are not spent again."))
		}
	}
	return d
}

// hasTriggers reports whether triggers have a value: an empty map is none.
func hasTriggers(m types.Map) bool { return m.IsUnknown() || len(m.Elements()) > 0 }

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

// announce tells what is going to be spent, at the most, and refuses the plan when a pool is short of what is needed at
// the least. It answers what it has booked of the pools. The service checks again, atomically. Lost is a renewal that
// may have done it before.
func (r *Resource) announce(ctx context.Context, todo outstanding, lost string, at path.Path) (booked map[string]int64,
	d diag.Diagnostics) {
	for _, pool := range slices.Sorted(maps.Keys(todo.most)) {
		n, upTo := todo.most[pool], ""
		if n == 0 {
			continue
		}
		if todo.least[pool] < n || lost != "" {
			upTo = "up to "
		}
		d.Append(message.Note(fmt.Sprintf("Spends %s%s of pool %s", upTo, message.Count(n, "unit"), pool),
			"One unit per asset and month. Spent units are not returned."))
	}
	if lost != "" {
		d.Append(mayAdopt(lost))
	}
	for _, id := range todo.binned {
		d.Append(message.Note("Asset "+id+" is in the recycle bin, and its row fails unless you restore it first",
			"A failed row spends nothing; every apply retries it. Restore the asset, or remove its row."))
	}
	d.Append(todo.uncertain.announce()...)
	if len(todo.least) == 0 {
		return nil, d
	}
	short, err := r.Ledger.Reserve(ctx, todo.least)
	if err != nil {
		tflog.Debug(ctx, "plan check skipped: quotas could not be read", map[string]any{"error": err.Error()})
		return nil, d
	}
	if len(short) > 0 {
		var texts []string
		for _, s := range short {
			texts = append(texts, s.String())
		}
		d.Append(message.Wrong(at, "Renewal pool is short", "There are too few units: %s. %s Buy on-shelf months of the "+
			"pool, such as mss.onshelf.voice_clone for voice_clone. If this plan buys them, add depends_on so that they are "+
			"bought first.",
			strings.Join(texts, "; "), message.NothingSpent))
		return nil, d
	}
	return todo.least, d
}
