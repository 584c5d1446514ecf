package onshelf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// due is what an operation has to send, and what of each pool it is going to spend as far as that can be told beforehand.
type due struct {
	rows   []mssclient.RenewalRow
	wanted map[string]int64
}

// due works out which rows have something to spend. Rows of assets that cannot be looked up are left to the service: it is asked about
// their months, and their dates are taken as kept until the next plan.
func (r *Resource) due(ctx context.Context, rows []row, l ledger, first bool) (out due, d diag.Diagnostics) {
	out.wanted = map[string]int64{}
	for _, one := range rows {
		id, until := one.asset.ValueString(), one.until()
		owed := l.owed(one)
		if until.IsZero() && owed == 0 {
			continue
		}
		if until.IsZero() && owed < 0 {
			d.Append(diags.Wrong(one.at, "Months cannot be lowered", "Asset %s has been given %d months by this renewal, and the row says %d. months is a running total, and months that are spent do not come back. "+
				"No units were spent. Go back to %d, or remove the row to forget it.", id, l.counts(id), one.months.ValueInt64(), l.counts(id)))
			continue
		}
		a, err := r.run.Client.Asset(ctx, id)
		if mssclient.IsNotFound(err) {
			d.Append(diags.UnableAt(one.at, "renew asset", err, "The service knows no asset "+id+".", diags.NothingSpent))
			continue
		}
		if err != nil {
			tflog.Debug(ctx, "plan check skipped: asset could not be read", map[string]any{"asset": id, "error": err.Error()})
			if first || until.IsZero() {
				out.add(one, owed)
			}
			continue
		}
		if a.Pool == "" || a.ExpireTime.IsZero() {
			d.Append(diags.Wrong(one.at, "Asset cannot be renewed", "Asset %s is permanent or in no renewal pool, so that it needs and takes no months. %s Remove its row.", id, diags.NothingSpent))
			continue
		}
		if a.Status == mssclient.AssetDeleted { // gone stays: the refresh has warned, and nothing could be spent on it
			if first {
				d.Append(diags.Wrong(one.at, "Asset is gone", "Asset %s is deleted and takes no months any more. %s Remove its row.", id, diags.NothingSpent))
			}
			continue
		}
		if !until.IsZero() {
			if !first && !a.ExpireTime.Before(until) {
				continue
			}
			owed = r.monthsUntil(ctx, a, until)
		}
		out.add(one, owed)
		out.wanted[a.Pool] += owed
	}
	return out, d
}

func (out *due) add(one row, owed int64) {
	request := mssclient.RenewalRow{AssetID: one.asset.ValueString(), ValidThrough: one.until()}
	if request.ValidThrough.IsZero() {
		request.Months = owed
	}
	out.rows = append(out.rows, request)
}

// monthsUntil estimates the fewest months that keep an asset until an instant. Months are counted from the anchor of the asset's package,
// which the services do not tell: it is the package's beginning, or for a one-off unit the asset's. Where neither fits the asset's end,
// nothing is claimed and the service decides.
func (r *Resource) monthsUntil(ctx context.Context, a *mssclient.Asset, until time.Time) int64 {
	anchors := []time.Time{a.CreatedTime}
	if p, err := r.run.Client.Package(ctx, a.PackageID); err == nil {
		anchors = []time.Time{p.EffectiveTime, a.CreatedTime}
	}
	for _, anchor := range anchors {
		have, err := calendar.MonthsUntil(anchor, a.ExpireTime)
		if err != nil || !calendar.End(anchor, have).Equal(a.ExpireTime) {
			continue
		}
		if want, err := calendar.MonthsUntil(anchor, until); err == nil {
			return int64(max(0, want-have))
		}
	}
	return 0
}
