package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// AssetsRenewed is one confirmed renewal with its result list.
type AssetsRenewed struct {
	RenewalID string          `json:"renewal_id"`
	Results   []RenewalResult `json:"results"`
}

func (b *AssetsRenewed) apply(w *World, f *Fact) {
	r, ok := w.Renewals[b.RenewalID]
	if !ok {
		r = &AssetRenewal{ID: b.RenewalID, Seq: f.Seq, Created: f.At}
		w.Renewals[b.RenewalID] = r
	}
	w.Changed.Renewals[b.RenewalID] = true
	r.Operations = append(slices.Clip(r.Operations), RenewalOperation{At: f.At, Results: b.Results})
	for _, row := range b.Results {
		if row.Outcome != OutcomeRenewed {
			continue
		}
		a := w.asset(row.AssetID)
		a.Anchor, a.OnShelfMonths = w.shelfBase(a, f.At)
		a.OnShelfMonths += int(row.Months)
		for _, d := range row.Debits {
			w.pkg(d.ResourceID).Used += d.Units
		}
	}
}

func (b *AssetsRenewed) describe(*World) string {
	words := make([]string, len(b.Results))
	for i, r := range b.Results {
		switch r.Outcome {
		case OutcomeFailed:
			words[i] = fmt.Sprintf("%s failed: %s", r.AssetID, r.ErrorMessage)
		case OutcomeCovered:
			words[i] = fmt.Sprintf("%s covered until %s", r.AssetID, instant(r.End))
		default:
			words[i] = fmt.Sprintf("%s +%s until %s", r.AssetID, count(r.Months, "month"), instant(r.End))
		}
	}
	return strings.Join(words, "; ")
}

// shelfBase is where the asset's next months are counted from at an instant: its current end, as an anchor and months
// from it; now, where the policy says so for an end that is past.
func (w *World) shelfBase(a *Asset, at time.Time) (anchor time.Time, months int) {
	p := w.Packages[a.PackageID]
	if w.Policy.RenewPastFrom.Value == "now" && !at.Before(a.End(p)) {
		return at, 0
	}
	if p.Expire().Before(a.OnShelfEnd()) {
		return a.Anchor, a.OnShelfMonths
	}
	return p.Anchor, p.Months
}

// RenewAssets spends units of the assets' pools, one for a month each, the earliest-ending package first (assumed). The
// whole request is refused, with nothing spent, for an unknown or doubled asset, months below 1, an asset in no pool, a
// pool that is short, or more units than the request allows. A recycled or deleted asset only fails its own row.
type RenewAssets struct {
	// of an existing renewal, of which this is one more operation; empty: a new one
	RenewalID string       `json:"RenewalID"`
	Rows      []RenewalRow `json:"Rows"`
	// MaxUnits bounds what the request spends of a pool; pools that it does not name have no bound. It is no part of what
	// is asked for: a repeated request with another bound is the same one.
	MaxUnits map[string]int64 `json:"-"`
}

// Spec of a Command.
func (in RenewAssets) Spec() Spec {
	rows := Selection{Pools: true}
	if in.RenewalID != "" {
		rows.Renewals = []string{in.RenewalID}
	}
	for _, row := range in.Rows {
		rows.Assets = append(rows.Assets, row.AssetID)
	}
	return Spec{Operation: OpRenewAssets, Content: in, Creates: in.RenewalID == "", Spends: true,
		Adopts: in.RenewalID == "", Rows: rows}
}

// Decide is the rule.
func (in RenewAssets) Decide(w *World) ([]string, error) {
	if len(in.Rows) == 0 {
		return nil, Refuse(CodeBadParameter, "renewals is empty")
	}
	renewalID := in.RenewalID
	if renewalID == "" {
		renewalID = "sim-renewal-" + w.Names("asset-renewal", w.Identity)[:16]
	} else if _, ok := w.Renewals[renewalID]; !ok {
		return nil, Refuse(CodeRenewalUnknown, "the renewal %s does not exist", renewalID)
	} else {
		w.Lost = nil // only what is created again replaces something lost
	}
	if err := w.makeWay(in); err != nil {
		return nil, err
	}
	results, wanted, err := w.renewalRows(in.Rows)
	if err != nil {
		return nil, err
	}
	for _, pool := range w.Catalog.Pools() {
		if most, bounded := in.MaxUnits[pool]; bounded && wanted[pool] > most {
			return nil, Refuse(CodeAboveMaxUnits, "the pool %s: %d months wanted, at most %d allowed; nothing was spent", pool,
				wanted[pool], most)
		}
		for q := w.Quota(pool); wanted[pool] > q.Available; q = w.Quota(pool) {
			if !w.freeUnits(pool) {
				return nil, Refuse(CodePoolShort, "the pool %s is short: %d months wanted, %d available; nothing was spent", pool,
					wanted[pool], q.Available)
			}
			if results, wanted, err = w.renewalRows(in.Rows); err != nil { // one of its assets may be in the request
				return nil, err
			}
		}
	}
	spent := map[string]int64{}
	for i := range results {
		if results[i].Outcome == OutcomeRenewed {
			results[i].Debits = w.debits(w.Assets[results[i].AssetID].Pool, results[i].Months, spent)
		}
	}
	w.record(w.Now, renewalID, "mss/asset-renewals", nil, &AssetsRenewed{RenewalID: renewalID, Results: results})
	return []string{renewalID}, nil
}

// renewalRows works out all rows, and what they want of each pool.
func (w *World) renewalRows(rows []RenewalRow) (results []RenewalResult, wanted map[string]int64, err error) {
	results, wanted = make([]RenewalResult, len(rows)), map[string]int64{}
	seen := map[string]bool{}
	for i, row := range rows {
		if seen[row.AssetID] {
			return nil, nil, Refuse(CodeDoubledAsset, "renewals[%d].asset_id: %s stands in the request twice", i, row.AssetID)
		}
		seen[row.AssetID] = true
		if results[i], err = w.renewalRow(i, row); err != nil {
			return nil, nil, err
		}
		if results[i].Outcome == OutcomeRenewed {
			wanted[w.Assets[row.AssetID].Pool] += results[i].Months
		}
	}
	return results, wanted, nil
}

// renewalRow works out one row: its months, old and new end, or why the row alone fails.
func (w *World) renewalRow(i int, row RenewalRow) (RenewalResult, error) {
	no := func(code, format string, args ...any) (RenewalResult, error) {
		return RenewalResult{}, Refuse(code, "renewals[%d].%s", i, fmt.Sprintf(format, args...))
	}
	a, status, err := w.knownAsset(row.AssetID)
	switch {
	case err != nil:
		return no(CodeAssetNotFound, "asset_id: the asset %s does not exist", row.AssetID)
	case a.Permanent:
		return no(CodeNotInPool, "asset_id: the asset %s (%s) is permanent and is never renewed", a.ID, a.Kind)
	case a.Pool == "":
		return no(CodeNotInPool, "asset_id: the asset %s (%s) is in no renewal pool", a.ID, a.Kind)
	case row.ValidThrough.IsZero() && row.Months < 1:
		return no(CodeBadParameter, "months: %d is less than 1", row.Months)
	}
	anchor, base := w.shelfBase(a, w.Now)
	out := RenewalResult{AssetID: a.ID, Outcome: OutcomeRenewed, Months: row.Months, ValidThrough: row.ValidThrough,
		PreviousEnd: w.AssetEnd(a)}
	if !row.ValidThrough.IsZero() {
		n, err := calendar.MonthsUntil(anchor, row.ValidThrough)
		if err != nil {
			return no(CodeTooLong, "valid_through: %v", err)
		}
		out.Months = int64(max(n-base, 0))
	}
	if out.Months > int64(w.Policy.MaxTotalMonths.Value-base) {
		return no(CodeTooLong, "months: the asset %s would last more than %d months in all", a.ID,
			w.Policy.MaxTotalMonths.Value)
	}
	switch {
	case status == AssetRecycled || status == AssetDeleted:
		out.Outcome, out.Months, out.End = OutcomeFailed, 0, out.PreviousEnd
		out.ErrorCode, out.ErrorMessage = CodeAssetState, "the asset is "+string(status)
	case out.Months == 0:
		out.Outcome, out.End = OutcomeCovered, out.PreviousEnd
	default:
		out.End = calendar.End(anchor, base+int(out.Months))
	}
	return out, nil
}

// debits takes units from a pool's packages, earliest end first; spent is what earlier rows have taken.
func (w *World) debits(pool string, months int64, spent map[string]int64) []Debit {
	var out []Debit
	for _, p := range w.poolPackages(pool) {
		take := min(p.FreeUnits()-spent[p.ID], months)
		if take > 0 {
			out = append(out, Debit{ResourceID: p.ID, Units: take})
			spent[p.ID] += take
			months -= take
		}
	}
	return out
}

// RenewalRow asks for months, or for the fewest months that keep the asset until ValidThrough.
type RenewalRow struct {
	AssetID      string    `json:"AssetID"`
	Months       int64     `json:"Months"`
	ValidThrough time.Time `json:"ValidThrough"`
}
