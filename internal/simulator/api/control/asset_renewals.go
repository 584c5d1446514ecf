package control

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// QuotaList answers listQuotas.
type QuotaList struct {
	Quotas []quotaBody `json:"quotas"`
}

type quotaBody struct {
	Pool      string         `json:"pool"`
	Total     int64          `json:"total"`
	Used      int64          `json:"used"`
	Available int64          `json:"available"`
	Packages  []quotaPackage `json:"packages"`
	Spent     []quotaSpend   `json:"spent"`
}

type quotaPackage struct {
	ResourceID string `json:"resource_id"`
	Total      int64  `json:"total"`
	Used       int64  `json:"used"`
	ExpireTime string `json:"expire_time"`
}

type quotaSpend struct {
	AssetID   string `json:"asset_id"`
	RenewalID string `json:"renewal_id"`
	Units     int64  `json:"units"`
	Time      string `json:"time"`
}

// listQuotas is an extension: the renewal pools, each over the on-shelf packages that have not expired, with what was
// spent of those.
func listQuotas(_ *call.Request, w *lifecycle.View) (any, error) {
	quotas := []quotaBody{}
	for _, pool := range w.Catalog.Pools() {
		quotas = append(quotas, quotaOf(w, w.Quota(pool)))
	}
	return QuotaList{quotas}, nil
}

func quotaOf(w *lifecycle.View, q lifecycle.Quota) quotaBody {
	out := quotaBody{Pool: q.Pool, Total: q.Total, Used: q.Used, Available: q.Available, Packages: []quotaPackage{},
		Spent: []quotaSpend{}}
	open := map[string]bool{}
	for _, p := range q.Packages {
		open[p.ID] = true
		out.Packages = append(out.Packages,
			quotaPackage{ResourceID: p.ID, Total: p.Units, Used: p.Used, ExpireTime: call.Instant(p.Expire())})
	}
	for _, renewal := range renewalList(w) {
		for _, op := range renewal.Operations {
			for _, row := range op.Results {
				var units int64
				for _, d := range row.Debits {
					if open[d.ResourceID] {
						units += d.Units
					}
				}
				if units > 0 {
					out.Spent = append(out.Spent, quotaSpend{AssetID: row.AssetID, RenewalID: renewal.ID, Units: units,
						Time: call.Instant(op.At)})
				}
			}
		}
	}
	return out
}

func renewalList(w *lifecycle.View) []*lifecycle.AssetRenewal {
	return slices.SortedFunc(maps.Values(w.Renewals), func(a, b *lifecycle.AssetRenewal) int {
		return cmp.Compare(a.Seq, b.Seq)
	})
}

// RenewalBody answers renewAssets.
type RenewalBody struct {
	RenewalID  string             `json:"renewal_id"`
	CreateTime string             `json:"create_time"`
	UnitsSpent int64              `json:"units_spent"`
	Operations []renewalOperation `json:"operations"`
	// an earlier call had made this operation; nothing was spent by this one
	Repeated bool `json:"repeated,omitempty"`
}

type renewalOperation struct {
	Time    string          `json:"time"`
	Results []renewalResult `json:"results"`
}

type renewalResult struct {
	AssetID            string            `json:"asset_id"`
	Outcome            string            `json:"outcome"`
	Months             int64             `json:"months"`
	ValidThrough       *string           `json:"valid_through,omitempty"`
	PreviousExpireTime *string           `json:"previous_expire_time,omitempty"`
	ExpireTime         *string           `json:"expire_time,omitempty"`
	ErrorCode          string            `json:"error_code,omitempty"`
	ErrorMsg           string            `json:"error_msg,omitempty"`
	Debits             []lifecycle.Debit `json:"debits"`
}

// NewRenewal is a renewal that is to be made, or one more operation of one that exists.
type NewRenewal struct {
	RenewalID string          `json:"renewal_id,omitempty"` // of a renewal that exists
	Renewals  []newRenewalRow `json:"renewals"`
	// more of a pool is refused, and nothing spent; pools without an entry have no bound
	MaxUnits []poolUnits `json:"max_units,omitempty"`
}

// poolUnits bounds what a renewal spends of a pool.
type poolUnits struct {
	Pool  string      `json:"pool"`
	Units call.Number `json:"units"`
}

// newRenewalRow renews one asset, either by months or until an instant.
type newRenewalRow struct {
	AssetID string      `json:"asset_id"`
	Months  call.Number `json:"months,omitzero"`
	// RFC 3339: by the fewest whole months that keep the asset until then
	ValidThrough string `json:"valid_through,omitempty"`
}

// renewAssets is an extension: a single or batch renewal. It answers with the whole renewal.
func renewAssets(r *call.Request) (any, error) {
	in, err := readRenewal(r)
	if err != nil {
		return nil, err
	}
	done, err := r.Do(in)
	if err != nil {
		return nil, err
	}
	return renewalAnswer(done.After, done.ID(), done.Repeated)
}

// NewRenewal is the renewal that the body asks for.
func readRenewal(r *call.Request) (out lifecycle.RenewAssets, err error) {
	var in NewRenewal
	if err := r.Decode(&in); err != nil {
		return out, err
	}
	out.RenewalID = in.RenewalID
	for i, row := range in.Renewals {
		at := fmt.Sprintf("renewals[%d].", i)
		if row.AssetID == "" {
			return out, r.Bad("%sasset_id is missing", at)
		}
		if row.Months.Given == (row.ValidThrough != "") {
			return out, r.Bad("renewals[%d] must have either months or valid_through", i)
		}
		through, err := r.Time(at+"valid_through", row.ValidThrough)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, lifecycle.RenewalRow{AssetID: row.AssetID, Months: row.Months.Value,
			ValidThrough: through})
	}
	for i, one := range in.MaxUnits {
		if one.Pool == "" || !one.Units.Given {
			return out, r.Bad("max_units[%d] must have a pool and its units", i)
		}
		if out.MaxUnits == nil {
			out.MaxUnits = map[string]int64{}
		}
		out.MaxUnits[one.Pool] = one.Units.Value
	}
	return out, nil
}

// showRenewal is an extension.
func showRenewal(r *call.Request) (any, error) {
	id := r.PathValue("renewal_id")
	w, err := r.Look(lifecycle.Selection{Renewals: []string{id}})
	if err != nil {
		return nil, err
	}
	return renewalAnswer(w, id, false)
}

func renewalAnswer(w *lifecycle.View, id string, repeated bool) (any, error) {
	renewal, ok := w.Renewals[id]
	if !ok {
		return nil, lifecycle.Refuse(lifecycle.CodeRenewalUnknown, "the renewal %s does not exist", id)
	}
	out := RenewalBody{RenewalID: renewal.ID, CreateTime: call.Instant(renewal.Created), UnitsSpent: renewal.UnitsSpent(),
		Repeated: repeated}
	for _, op := range renewal.Operations {
		results := make([]renewalResult, 0, len(op.Results))
		for _, row := range op.Results {
			results = append(results, renewalResult{
				AssetID: row.AssetID, Outcome: row.Outcome, Months: row.Months,
				ValidThrough:       call.OptionalInstant(row.ValidThrough),
				PreviousExpireTime: call.OptionalInstant(row.PreviousEnd), ExpireTime: call.OptionalInstant(row.End),
				ErrorCode: row.ErrorCode, ErrorMsg: row.ErrorMessage, Debits: append([]lifecycle.Debit{}, row.Debits...),
			})
		}
		out.Operations = append(out.Operations, renewalOperation{Time: call.Instant(op.At), Results: results})
	}
	return out, nil
}
