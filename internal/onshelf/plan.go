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
	l := ledger{}
	if exists {
		tftypes.Keep(&plan, &config, &state)
		_, more := run.GetPrivate(ctx, req.Private, ledgerKey, &l)
		if d.Append(more...); d.HasError() {
			return
		}
		l = l.after(&plan, &state)
	}
	rows, known := plan.rows()
	if !known || plan.Triggers.IsUnknown() || unknownValue(plan.Triggers) {
		plan.open()
		d.Append(resp.Plan.Set(ctx, plan)...)
		return
	}
	todo, more := r.due(ctx, rows, l, !exists)
	if d.Append(more...); d.HasError() {
		return
	}
	if len(todo.rows) > 0 {
		plan.open()
		d.Append(r.reserve(ctx, todo, path.Root("renewals"))...)
	}
	if !d.HasError() {
		d.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// after is the ledger as the planned change leaves it before anything is spent.
func (l ledger) after(plan, state *model) ledger {
	adopted := l.Imported && state.Triggers.IsNull()
	if !plan.Triggers.IsNull() && !plan.Triggers.Equal(state.Triggers) && !adopted {
		l = l.restart()
	}
	l.Imported = false
	planned, _ := plan.rows()
	prior, _ := state.rows()
	return l.forget(prior, planned)
}

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

// reserve announces what is going to be spent, and refuses the plan when a pool is short. The service checks again, atomically.
func (r *Resource) reserve(ctx context.Context, todo due, at path.Path) (d diag.Diagnostics) {
	for _, pool := range slices.Sorted(maps.Keys(todo.wanted)) {
		if n := todo.wanted[pool]; n > 0 {
			d.Append(diags.Note(fmt.Sprintf("Spends %s of pool %s", diags.Count(n, "unit"), pool), "One unit for each asset and month. Units that are spent do not come back."))
		}
	}
	short, err := r.run.Reserve(ctx, todo.wanted)
	if err != nil {
		tflog.Debug(ctx, "plan check skipped: quotas could not be read", map[string]any{"error": err.Error()})
		return d
	}
	if len(short) > 0 {
		var texts []string
		for _, s := range short {
			texts = append(texts, s.String())
		}
		d.Append(diags.Wrong(at, "Renewal pool is short", "There are too few units: %s. %s Buy on-shelf months of the pool; if this plan buys them, add depends_on so that they are bought first.",
			strings.Join(texts, "; "), diags.NothingSpent))
	}
	return d
}
