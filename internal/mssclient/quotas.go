package mssclient

import (
	"context"
	"fmt"
	"net/http"
)

type quotasResponse struct {
	Quotas []struct {
		Pool      string `json:"pool"`
		Total     int64  `json:"total"`
		Used      int64  `json:"used"`
		Available int64  `json:"available"`
		Packages  []struct {
			ResourceID string `json:"resource_id"`
			Total      int64  `json:"total"`
			Used       int64  `json:"used"`
			ExpireTime string `json:"expire_time"`
		} `json:"packages"`
		Spent []struct {
			AssetID   string `json:"asset_id"`
			RenewalID string `json:"renewal_id"`
			Units     int64  `json:"units"`
			Time      string `json:"time"`
		} `json:"spent"`
	} `json:"quotas"`
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// Quotas reads the renewal pools.
func (c *Client) Quotas(ctx context.Context) ([]Quota, error) {
	const operation = "read the quotas"
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*quotasResponse, error) {
		return extend[quotasResponse](s, http.MethodGet, "/v1/{project_id}/mss/quotas", nil)
	})
	if err != nil {
		return nil, err
	}
	var m moments
	quotas := make([]Quota, 0, len(resp.Quotas))
	for _, r := range resp.Quotas {
		q := Quota{Pool: r.Pool, Total: r.Total, Used: r.Used, Available: r.Available}
		for _, p := range r.Packages {
			q.Packages = append(q.Packages, QuotaPackage{
				ResourceID: p.ResourceID, Total: p.Total, Used: p.Used, ExpireTime: m.read("expire_time", p.ExpireTime),
			})
		}
		for _, s := range r.Spent {
			q.Spent = append(q.Spent, QuotaSpend{AssetID: s.AssetID, RenewalID: s.RenewalID, Units: s.Units,
				Time: m.read("time", s.Time)})
		}
		quotas = append(quotas, q)
	}
	if m.err != nil {
		return nil, fmt.Errorf("%s: %w", operation, m.err)
	}
	return quotas, nil
}
