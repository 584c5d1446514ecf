package httpapi

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// quotaList answers listQuotas.
type quotaList struct {
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

// listQuotas is an extension: the renewal pools, each over the on-shelf packages that have not lapsed, with what was spent of those.
func listQuotas(r *request) (int, any, error) {
	w, err := r.look(store.Want{Pools: true, AllRenewals: true})
	if err != nil {
		return 0, nil, err
	}
	quotas := []quotaBody{}
	for _, pool := range w.Catalog.Pools() {
		quotas = append(quotas, quotaOf(w, w.Quota(pool)))
	}
	return http.StatusOK, quotaList{quotas}, nil
}

func quotaOf(w *lifecycle.World, q lifecycle.Quota) quotaBody {
	out := quotaBody{Pool: q.Pool, Total: q.Total, Used: q.Used, Available: q.Available, Packages: []quotaPackage{}, Spent: []quotaSpend{}}
	open := map[string]bool{}
	for _, p := range q.Packages {
		open[p.ID] = true
		out.Packages = append(out.Packages, quotaPackage{ResourceID: p.ID, Total: p.Units, Used: p.Used, ExpireTime: wireTime(p.Expire())})
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
					out.Spent = append(out.Spent, quotaSpend{AssetID: row.AssetID, RenewalID: renewal.ID, Units: units, Time: wireTime(op.At)})
				}
			}
		}
	}
	return out
}

func renewalList(w *lifecycle.World) []*lifecycle.AssetRenewal {
	return slices.SortedFunc(maps.Values(w.Renewals), func(a, b *lifecycle.AssetRenewal) int { return cmp.Compare(a.Seq, b.Seq) })
}

type renewalBody struct {
	RenewalID  string             `json:"renewal_id"`
	CreateTime string             `json:"create_time"`
	UnitsSpent int64              `json:"units_spent"`
	Operations []renewalOperation `json:"operations"`
	Repeated   bool               `json:"repeated,omitempty"` // an earlier call had made this operation; nothing was spent by this one
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

// newRenewal is a renewal that is to be made, or one more operation of one that exists.
type newRenewal struct {
	RenewalID string          `json:"renewal_id,omitempty"` // of a renewal that exists
	Renewals  []newRenewalRow `json:"renewals"`
	MaxUnits  []poolUnits     `json:"max_units,omitempty"` // more of a pool is refused, and nothing spent; pools without an entry have no bound
}

// poolUnits bounds what a renewal spends of a pool.
type poolUnits struct {
	Pool  string `json:"pool"`
	Units number `json:"units"`
}

// newRenewalRow renews one asset, either by months or until an instant.
type newRenewalRow struct {
	AssetID      string `json:"asset_id"`
	Months       number `json:"months,omitzero"`
	ValidThrough string `json:"valid_through,omitempty"` // RFC 3339: by the fewest whole months that keep the asset until then
}

// renewAssets is an extension: a single or batch renewal. It answers with the whole renewal.
func renewAssets(r *request) (int, any, error) {
	in, err := r.readRenewal()
	if err != nil {
		return 0, nil, err
	}
	id, repeated, err := r.cloud.RenewAssets(r.Context(), r.call, in)
	if err != nil {
		return 0, nil, err
	}
	w, err := r.lookAfter(store.Want{Renewals: []string{id}})
	if err != nil {
		return 0, nil, err
	}
	return renewalAnswer(w, id, repeated)
}

// newRenewal is the renewal that the body asks for.
func (r *request) readRenewal() (out lifecycle.RenewAssetsRequest, err error) {
	var in newRenewal
	if err := r.decode(&in); err != nil {
		return out, err
	}
	out.RenewalID = in.RenewalID
	for i, row := range in.Renewals {
		at := fmt.Sprintf("renewals[%d].", i)
		if row.AssetID == "" {
			return out, r.bad("%sasset_id is missing", at)
		}
		if row.Months.given == (row.ValidThrough != "") {
			return out, r.bad("renewals[%d] must have either months or valid_through", i)
		}
		through, err := r.time(at+"valid_through", row.ValidThrough)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, lifecycle.RenewalRow{AssetID: row.AssetID, Months: row.Months.value, ValidThrough: through})
	}
	for i, one := range in.MaxUnits {
		if one.Pool == "" || !one.Units.given {
			return out, r.bad("max_units[%d] must have a pool and its units", i)
		}
		if out.MaxUnits == nil {
			out.MaxUnits = map[string]int64{}
		}
		out.MaxUnits[one.Pool] = one.Units.value
	}
	return out, nil
}

// showRenewal is an extension.
func showRenewal(r *request) (int, any, error) {
	id := r.PathValue("renewal_id")
	w, err := r.look(store.Want{Renewals: []string{id}})
	if err != nil {
		return 0, nil, err
	}
	return renewalAnswer(w, id, false)
}

func renewalAnswer(w *lifecycle.World, id string, repeated bool) (int, any, error) {
	renewal, ok := w.Renewals[id]
	if !ok {
		return 0, nil, &lifecycle.Refusal{Code: lifecycle.CodeRenewalUnknown, Message: "the renewal " + id + " does not exist"}
	}
	out := renewalBody{RenewalID: renewal.ID, CreateTime: wireTime(renewal.Created), UnitsSpent: renewal.UnitsSpent(), Repeated: repeated}
	for _, op := range renewal.Operations {
		results := make([]renewalResult, 0, len(op.Results))
		for _, row := range op.Results {
			results = append(results, renewalResult{
				AssetID: row.AssetID, Outcome: row.Outcome, Months: row.Months, ValidThrough: optionalTime(row.ValidThrough),
				PreviousExpireTime: optionalTime(row.PreviousEnd), ExpireTime: optionalTime(row.End),
				ErrorCode: row.ErrorCode, ErrorMsg: row.ErrorMessage, Debits: append([]lifecycle.Debit{}, row.Debits...),
			})
		}
		out.Operations = append(out.Operations, renewalOperation{Time: wireTime(op.At), Results: results})
	}
	return http.StatusOK, out, nil
}
