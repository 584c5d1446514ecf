package mssclient

import (
	"context"
	"net/http"
)

type quotasResponse struct {
	Quotas         []Quota `json:"quotas"`
	HttpStatusCode int     `json:"-"` // the SDK sets it
}

// Quotas reads the renewal pools.
func (c *Client) Quotas(ctx context.Context) ([]Quota, error) {
	resp, err := do(ctx, c, call{operation: "read the quotas", read: true}, func(s *services) (*quotasResponse, error) {
		return extend[quotasResponse](s, http.MethodGet, "/v1/{project_id}/mss/quotas", nil)
	})
	if err != nil {
		return nil, err
	}
	return resp.Quotas, nil
}
