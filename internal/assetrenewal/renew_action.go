package assetrenewal

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ crud.PlannedAction              = (*RenewAction)(nil)
	_ action.ActionWithValidateConfig = (*RenewAction)(nil)
)

// RenewAction is the action mss_asset_renew.
type RenewAction struct{ crud.Action }

// NewRenewAction makes the action for registration.
func NewRenewAction() action.Action { return &RenewAction{crud.Action{Name: "asset_renew"}} }

// renewals are what the resource does with renewals.
func (a *RenewAction) renewals() *Resource { return &Resource{crud.Resource{Configured: a.Configured}} }

type renewModel struct {
	AssetID      types.String   `tfsdk:"asset_id"`
	Months       types.Int64    `tfsdk:"months"`
	ValidThrough tfconv.Instant `tfsdk:"valid_through"`
	ClientToken  types.String   `tfsdk:"client_token"`
}

var (
	atAssetID = path.Root("asset_id")
	atMonths  = path.Root("months")
)

// Schema is the contract with action blocks.
func (a *RenewAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Renews an asset with on-shelf months, one unit of its renewal pool per month. With " +
			"`months`, each invocation adds that many; with `valid_through`, only as many as are missing. To keep an asset " +
			"permanently, use `mss_asset_renewal` instead. Nothing is charged, because the months are already bought.\n\n" +
			"It never spends more than `months`. With `valid_through` it computes the number again when it runs; the number " +
			"differs from the plan's if the asset's end has changed since.\n\n" + message.HowToAct,
		Attributes: map[string]schema.Attribute{
			"asset_id": tfconv.ActionIDAttribute("Id of the asset."),
			"months": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Months to add. Each invocation adds them again. Conflicts with `valid_through`.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"valid_through": schema.StringAttribute{
				Optional: true, CustomType: tfconv.InstantType{},
				MarkdownDescription: "Instant (RFC 3339) before which the asset must not end. The action spends the fewest " +
					"months that reach it, so another invocation spends nothing. Conflicts with `months`.",
			},
			"client_token": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Token that makes the renewal happen once: running the action again with the same token " +
					"and the same content finds the first renewal instead of spending again. Defaults to a random one each time " +
					"the action runs.",
				Validators: []validator.String{tfconv.Token()},
			},
		},
	}
}

// ValidateConfig wants exactly one of the two ways to say how long.
func (a *RenewAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest,
	resp *action.ValidateConfigResponse) {
	var m renewModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	switch {
	case tfconv.Known(m.ValidThrough) && tfconv.Known(m.Months):
		resp.Diagnostics.Append(message.Wrong(atMonths, "Invalid combination of attributes",
			"Set only one of valid_through and months."))
	case m.ValidThrough.IsNull() && m.Months.IsNull():
		resp.Diagnostics.Append(message.Wrong(atMonths, "Missing attribute", "Set months or valid_through."))
	}
	resp.Diagnostics.Append(tooMany(atMonths, m.Months, calendar.MaxMonths)...)
}

// ModifyPlan tells what is going to be spent, and refuses what the pool does not hold. An asset that this plan makes is
// not known yet.
func (a *RenewAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var m renewModel
	if !a.BeginPlan(ctx, req, resp, &m) {
		return
	}
	if resp.Diagnostics.Append(a.onlySimulated()...); resp.Diagnostics.HasError() {
		return
	}
	if one := m.row(); !one.known() {
		var v uncertain
		v.unknown(one, m.Months.ValueInt64())
		resp.Diagnostics.Append(v.announce()...)
		resp.Diagnostics.Append(a.renewals().neverTaken(one, spending{})...)
		return
	}
	todo, _, d := a.outstanding(ctx, &m)
	if resp.Diagnostics.Append(d...); d.HasError() || len(todo.rows) == 0 {
		return
	}
	if resp.Diagnostics.Append(a.Buyer.MayAdopt(ctx,
		a.renewals().unclaimed(todo, m.ClientToken))...); resp.Diagnostics.HasError() {
		return
	}
	if id, err := a.earlier(ctx, &m); err == nil && id != "" {
		resp.Diagnostics.Append(message.Note("Finds renewal "+id+", created with the same client_token",
			"Nothing is spent if it has the same arguments; otherwise the action is refused."))
		return
	}
	_, d = a.renewals().announce(ctx, todo, a.renewals().takesOver(ctx, todo), atAssetID)
	resp.Diagnostics.Append(d...)
}

func (a *RenewAction) onlySimulated() diag.Diagnostics {
	return a.Session.OnlySimulated("Renewing assets from a pool", "There, renewing a package keeps its assets: use "+
		"mss_resource_package_renew.")
}

func (m *renewModel) row() row {
	return row{asset: m.AssetID, months: m.Months, through: m.ValidThrough}
}

// outstanding is the one row of the renewal, none where the asset lasts long enough.
func (a *RenewAction) outstanding(ctx context.Context, m *renewModel) (todo outstanding, one *mssclient.Asset,
	d diag.Diagnostics) {
	id := m.AssetID.ValueString()
	one, err := a.Session.Client.Asset(ctx, id)
	if err != nil {
		d.Append(message.UnableAt(atAssetID, "read asset", err, message.NothingSpent))
		return todo, nil, d
	}
	switch {
	case one.Status == mssclient.AssetDeleted || one.Status == mssclient.AssetRecycled:
		d.Append(message.Wrong(atAssetID, "Asset cannot be renewed", "Asset %s is %s and cannot be renewed. %s Restore an "+
			"asset in the recycle bin first.", id, one.Status, message.NothingSpent))
		return todo, one, d
	case one.Pool == "" || one.ExpireTime.IsZero():
		d.Append(message.Wrong(atAssetID, "Asset cannot be renewed", "Asset %s is permanent or has no renewal pool, so it "+
			"cannot be given months. %s", id, message.NothingSpent))
		return todo, one, d
	}
	least, most := m.Months.ValueInt64(), m.Months.ValueInt64()
	if through, ok := m.ValidThrough.Second(); ok {
		if !one.ExpireTime.Before(through) {
			return todo, one, d
		}
		if least, most, err = a.renewals().monthsUntil(a.Session.Now(), one.ExpireTime, through); err != nil {
			d.Append(outOfReach(path.Root("valid_through"), id, one.ExpireTime, through))
			return todo, one, d
		}
	} else if d.Append(a.renewals().beyond(atMonths, one, most)...); d.HasError() {
		return todo, one, d
	}
	todo.least, todo.most = map[string]int64{one.Pool: least}, map[string]int64{one.Pool: most}
	todo.add(m.row(), most)
	return todo, one, d
}

// Invoke spends the months.
func (a *RenewAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m renewModel
	ctx, tell, ok := a.BeginInvoke(ctx, req, resp, &m)
	if !ok {
		return
	}
	if resp.Diagnostics.Append(a.onlySimulated()...); resp.Diagnostics.HasError() {
		return
	}
	todo, one, d := a.outstanding(ctx, &m)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	if len(todo.rows) == 0 {
		tell("Asset %s ends %s: no units are spent", one.ID, message.Instant(one.ExpireTime))
		return
	}
	tell("Renewing asset %s (%s), which ends %s, with at most %s of pool %s", one.ID, one.Name,
		message.Instant(one.ExpireTime), message.Count(todo.most[one.Pool], "unit"), one.Pool)
	a.Ledger.Unreserve(todo.least)
	earlier, err := a.earlier(ctx, &m)
	if err != nil {
		resp.Diagnostics.Append(message.UnableAt(path.Root("client_token"), "look up client_token", err,
			message.NothingSpent))
		return
	}
	renewal, err := a.Buyer.RenewAssets(ctx, mssclient.RenewalRequest{
		Rows: todo.rows, Token: purchase.Token(m.ClientToken.ValueString()), MaxUnits: bound(todo.most)})
	switch {
	case err != nil && mssclient.MayHaveTakenEffect(err):
		resp.Diagnostics.Append(message.Unable("renew asset", err, "The response was lost: units may have been spent. Run "+
			"the action again with `terraform apply -invoke`; an action_trigger does not repeat it.", message.ApplyAgain))
		return
	case err != nil:
		resp.Diagnostics.Append(message.UnableAt(atAssetID, "renew asset", err, message.NothingSpent))
		return
	}
	a.told(ctx, renewal.ID)
	if renewal.ID == earlier {
		var units int64
		for _, row := range renewal.Results {
			for _, debit := range row.Debits {
				units += debit.Units
			}
		}
		resp.Diagnostics.Append(spentBefore(units, renewal.ID, "with the same client_token"))
		return
	}
	for _, result := range renewal.Results {
		resp.Diagnostics.Append(a.report(one.Pool, renewal, result, tell)...)
	}
}

// earlier is the renewal that the action's client token has made already; empty where it has made none.
func (a *RenewAction) earlier(ctx context.Context, m *renewModel) (string, error) {
	if !tfconv.Known(m.ClientToken) {
		return "", nil
	}
	use, err := a.Session.Client.TokenUse(ctx, mssclient.RenewalTokens, m.ClientToken.ValueString())
	return use.ID, err
}

// told closes the receipt of what the action did. No state will ever show it, and an identical action of a later run is
// meant to do it again.
func (a *RenewAction) told(ctx context.Context, id string) {
	if err := a.Session.Client.Receive(ctx, []string{id}); err != nil {
		tflog.Warn(ctx, "the receipt of what an action did could not be confirmed",
			map[string]any{"id": id, "error": err.Error()})
	}
}

// report tells what came of the row.
func (a *RenewAction) report(pool string, renewal *mssclient.Renewal, row mssclient.RenewalResult,
	tell func(string, ...any)) (d diag.Diagnostics) {
	if row.Outcome == mssclient.OutcomeFailed {
		d.AddError("Unable to renew asset", fmt.Sprintf("Renewal of asset %s failed with %s: %s. %s", row.AssetID,
			row.ErrorCode, row.ErrorMessage, message.NothingSpent))
		return d
	}
	var units int64
	for _, debit := range row.Debits {
		units = plus(units, debit.Units)
	}
	if renewal.Repeated {
		tell("Asset %s had got %s: %s -> %s", row.AssetID, message.Count(row.Months, "month"),
			message.Instant(row.PreviousExpireTime), message.Instant(row.ExpireTime))
		d.Append(message.Note(fmt.Sprintf("Already spent %s of pool %s: renewal %s", message.Count(units, "unit"), pool,
			renewal.ID),
			"An earlier invocation of the action made this renewal, with the same client_token or without receiving the "+
				"response. Nothing was spent again."))
		return d
	}
	tell("Asset %s got %s: %s -> %s", row.AssetID, message.Count(row.Months, "month"),
		message.Instant(row.PreviousExpireTime), message.Instant(row.ExpireTime))
	d.Append(message.Note(fmt.Sprintf("Spent %s of pool %s: renewal %s", message.Count(units, "unit"), pool, renewal.ID),
		"Spent units are not returned."))
	if !row.ExpireTime.After(a.Session.Now()) {
		d.Append(message.Note("Asset "+row.AssetID+" was renewed, but still ended "+message.Instant(row.ExpireTime),
			"Months count from its old end, even if that has passed. It needs more months to work again."))
	}
	return d
}
