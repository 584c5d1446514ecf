package mssclient

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

type renewAssetsRequest struct {
	RenewalID string             `json:"renewal_id,omitempty"`
	Renewals  []renewAssetsItem  `json:"renewals"`
	MaxUnits  []renewAssetsBound `json:"max_units,omitempty"`
}

type renewAssetsBound struct {
	Pool  string `json:"pool"`
	Units int64  `json:"units"`
}

type renewAssetsItem struct {
	AssetID      string `json:"asset_id"`
	Months       int64  `json:"months,omitempty"`
	ValidThrough string `json:"valid_through,omitempty"`
}

type renewalResponse struct {
	RenewalID  string `json:"renewal_id"`
	CreateTime string `json:"create_time"`
	UnitsSpent int64  `json:"units_spent"`
	Repeated   bool   `json:"repeated"`
	Operations []struct {
		Time    string `json:"time"`
		Results []struct {
			AssetID            string `json:"asset_id"`
			Outcome            string `json:"outcome"`
			Months             int64  `json:"months"`
			ValidThrough       string `json:"valid_through"`
			PreviousExpireTime string `json:"previous_expire_time"`
			ExpireTime         string `json:"expire_time"`
			ErrorCode          string `json:"error_code"`
			ErrorMsg           string `json:"error_msg"`
			Debits             []struct {
				ResourceID string `json:"resource_id"`
				Units      int64  `json:"units"`
			} `json:"debits"`
		} `json:"results"`
	} `json:"operations"`
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// RenewAssets renews assets from their pools. A row that fails is in the result; an error means that nothing was
// spent, unless MayHaveTakenEffect says otherwise.
func (c *Client) RenewAssets(ctx context.Context, in RenewalRequest) (*Renewal, error) {
	const operation = "renew the assets"
	unsure := false
	resp, err := do(ctx, c, call{operation: operation, creates: true, token: in.Token, spends: true, unsure: &unsure,
		headers: map[string]string{wire.HeaderInstead: in.Instead}}, func(s *services) (*renewalResponse, error) {
		return extend[renewalResponse](s, http.MethodPost, "/v1/{project_id}/mss/asset-renewals", in.body())
	})
	if err != nil {
		return nil, err
	}
	renewal, err := renewalOf(operation, resp)
	if err == nil && unsure { // what it found, it had done itself
		renewal.Repeated = false
	}
	return renewal, err
}

func (in RenewalRequest) body() renewAssetsRequest {
	body := renewAssetsRequest{RenewalID: in.RenewalID, Renewals: make([]renewAssetsItem, 0, len(in.Rows))}
	for _, r := range in.Rows {
		item := renewAssetsItem{AssetID: r.AssetID, Months: r.Months}
		if !r.ValidThrough.IsZero() {
			item.ValidThrough = r.ValidThrough.UTC().Format(time.RFC3339)
		}
		body.Renewals = append(body.Renewals, item)
	}
	for _, pool := range slices.Sorted(maps.Keys(in.MaxUnits)) {
		body.MaxUnits = append(body.MaxUnits, renewAssetsBound{pool, in.MaxUnits[pool]})
	}
	return body
}

// Renewal reads a renewal with all its operations.
func (c *Client) Renewal(ctx context.Context, id string) (*Renewal, error) {
	operation := "read the renewal " + id
	if err := checkID(operation, id); err != nil {
		return nil, err
	}
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*renewalResponse, error) {
		return extend[renewalResponse](s, http.MethodGet, "/v1/{project_id}/mss/asset-renewals/"+id, nil)
	})
	if err != nil {
		return nil, err
	}
	return renewalOf(operation, resp)
}

func renewalOf(operation string, resp *renewalResponse) (*Renewal, error) {
	if resp.RenewalID == "" {
		return nil, incomplete(operation, "renewal_id")
	}
	var read answer.Reader
	r := &Renewal{
		ID: resp.RenewalID, CreatedTime: read.Instant("create_time", resp.CreateTime), UnitsSpent: resp.UnitsSpent,
		Operations: len(resp.Operations), Repeated: resp.Repeated,
		Months: map[string]int64{}, Requested: map[string]string{},
	}
	for _, op := range resp.Operations {
		r.Results = nil
		for _, row := range op.Results {
			if row.Outcome == OutcomeRenewed {
				r.Months[row.AssetID] += row.Months
			}
			if row.ValidThrough != "" {
				r.Requested[row.AssetID] = row.ValidThrough
			}
			result := RenewalResult{
				AssetID: row.AssetID, Outcome: row.Outcome, Months: row.Months,
				PreviousExpireTime: read.Instant("previous_expire_time", row.PreviousExpireTime),
				ExpireTime:         read.Instant("expire_time", row.ExpireTime),
				ErrorCode:          row.ErrorCode, ErrorMessage: row.ErrorMsg,
			}
			for _, d := range row.Debits {
				result.Debits = append(result.Debits, RenewalDebit{ResourceID: d.ResourceID, Units: d.Units})
			}
			r.Results = append(r.Results, result)
		}
	}
	if read.Err != nil {
		// The months are spent: the caller must not take this for a refusal.
		return nil, &Error{Operation: operation, Message: read.Err.Error(), HTTPStatus: http.StatusOK}
	}
	return r, nil
}
