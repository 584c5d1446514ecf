package assetrenewal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// outstanding is what an operation has to send, and what of each pool it is going to spend as far as that can be told
// beforehand.
type outstanding struct {
	rows        []mssclient.RenewalRow
	least, most map[string]int64  // pool: units
	pool        map[string]string // asset: its pool
	ends        []string          // of assets that are renewed until an instant
	binned      []string          // assets in the recycle bin: their rows fail
	uncertain   uncertain
}

// outstanding works out which rows have something to spend. Rows of assets that cannot be looked up are left to the
// service: it is asked about their months, and their dates are taken as kept until the next plan. Prior rows are the
// state's; a new renewal has none.
func (r *Resource) outstanding(ctx context.Context, rows []row, l spending, prior []row, first bool) (out outstanding,
	d diag.Diagnostics) {
	out.least, out.most, out.pool = map[string]int64{}, map[string]int64{}, map[string]string{}
	for _, one := range rows {
		id, until := one.asset.ValueString(), one.until()
		owed := l.owed(one)
		if until.IsZero() && owed == 0 {
			continue
		}
		if until.IsZero() && owed < 0 {
			d.Append(message.Wrong(one.at, "Months cannot be lowered", "Asset %s has %d months from this renewal, and the "+
				"row has %d. months is a running total, and spent months are not returned. No units were spent. Restore %d, or "+
				"remove the row.", id, l.counts(id), one.months.ValueInt64(), l.counts(id)))
			continue
		}
		a, err := r.Session.Client.Asset(ctx, id)
		if mssclient.IsNotFound(err) || errors.Is(err, mssclient.ErrNoID) {
			d.Append(message.UnableAt(one.at, "renew asset", err, "The service knows no asset "+id+".", message.NothingSpent))
			continue
		}
		if err != nil {
			tflog.Debug(ctx, "plan check skipped: asset could not be read", map[string]any{"asset": id, "error": err.Error()})
			if first || until.IsZero() {
				out.add(one, owed)
				out.uncertain.unread(one, owed)
			}
			continue
		}
		if a.Pool == "" || a.ExpireTime.IsZero() {
			d.Append(message.Wrong(one.at, "Asset cannot be renewed", "Asset %s is permanent or has no renewal pool, so it "+
				"cannot be given months. %s Remove its row.", id, message.NothingSpent))
			continue
		}
		if a.Status == mssclient.AssetDeleted { // gone stays: the refresh has warned, and nothing could be spent on it
			if first || one.changed(prior) {
				d.Append(message.Wrong(one.at, "Asset is gone", "Asset %s is deleted and cannot be renewed. %s Remove its row.", id,
					message.NothingSpent))
			}
			continue
		}
		if a.Status == mssclient.AssetRecycled {
			out.binned = append(out.binned, id)
		}
		least, most := owed, owed
		if !until.IsZero() {
			if !first && !a.ExpireTime.Before(until) {
				continue
			}
			if least, most, err = r.monthsUntil(r.Session.Now(), a.ExpireTime, until); err != nil {
				d.Append(outOfReach(one.at, id, a.ExpireTime, until))
				continue
			}
			out.ends = append(out.ends, fmt.Sprintf("asset %s ends %s", id, message.Instant(a.ExpireTime)))
		} else if more := r.beyond(one.at.AtName("months"), a, owed); more.HasError() {
			d.Append(more...)
			continue
		}
		out.add(one, owed)
		out.pool[id] = a.Pool
		out.least[a.Pool] = plus(out.least[a.Pool], least)
		out.most[a.Pool] = plus(out.most[a.Pool], most)
	}
	return out, d
}

// beyond refuses months with which an asset would last longer than the service lets any. It counts from an anchor that
// is not told, and lies in the past: the asset has at least the months that lie between now and its end.
func (r *Resource) beyond(at path.Path, a *mssclient.Asset, months int64) (d diag.Diagnostics) {
	limit := int64(r.Session.MaxTotalMonths)
	has, err := calendar.MonthsUntil(r.Session.Now(), a.ExpireTime)
	if limit == 0 || err != nil || months <= limit-int64(has) {
		return d
	}
	d.Append(message.Wrong(at, "Too many months", "months must be at most %d here: asset %s ends %s, and with %s more "+
		"it would exceed the limit of %s in total. %s",
		max(0, limit-int64(has)), a.ID, message.Instant(a.ExpireTime), message.Count(months, "month"),
		message.Count(limit, "month"), message.NothingSpent))
	return d
}

func (out *outstanding) add(one row, owed int64) {
	request := mssclient.RenewalRow{AssetID: one.asset.ValueString()}
	if until := one.until(); until.IsZero() {
		request.Months = owed
	} else {
		request.ValidThrough = until.UTC()
	}
	out.rows = append(out.rows, request)
}

// changed reports whether a row asks for something else than the state's row of its asset, or has none there.
func (r row) changed(prior []row) bool {
	for _, p := range prior {
		if p.asset.Equal(r.asset) {
			return !p.means(r)
		}
	}
	return true
}

// monthsUntil bounds the fewest months that keep an asset until an instant. They are counted from an anchor that the
// services do not tell, which matters only for an end on the last day of a month: the anchor's day may be a later one,
// that this month does not have.
func (r *Resource) monthsUntil(now, end, until time.Time) (least, most int64, err error) {
	n, err := calendar.MonthsUntil(end, until)
	if err != nil {
		return 0, 0, err
	}
	least, most = int64(n), int64(n)
	local := end.In(calendar.Zone)
	if local.AddDate(0, 0, 1).Day() == 1 {
		newYear := time.Date(local.Year()-1, time.December, 31, 0, 0, 0, 0, calendar.Zone)
		if n, err := calendar.MonthsUntil(newYear, until); err == nil {
			least = min(most, max(0, int64(n)-int64(local.Month())))
		}
	}
	has, err := calendar.MonthsUntil(now, end) // at the least
	if limit := int64(r.Session.MaxTotalMonths); limit > 0 && (err != nil || least > limit-int64(has)) {
		return 0, 0, calendar.ErrOutOfRange
	}
	return least, most, nil
}

func outOfReach(at path.Path, asset string, end, until time.Time) diag.Diagnostic {
	return message.Wrong(at, "Instant is out of reach", "Asset %s ends %s, and valid_through %s is beyond the most "+
		"months that an asset can have. %s Choose an earlier instant.",
		asset, message.Instant(end), message.Instant(until), message.NothingSpent)
}
