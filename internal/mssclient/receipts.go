package mssclient

import (
	"context"
	"net/http"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Made is something that a call made for a state: an order, an asset or a renewal.
type Made struct {
	ID       string   `json:"id"`
	Packages []string `json:"packages"` // that an order delivered
	Reopened bool     `json:"reopened"` // the state has said that it lost it
}

// String names an order with its packages.
func (m Made) String() string {
	switch len(m.Packages) {
	case 0:
		return m.ID
	case 1:
		return m.ID + " (package " + m.Packages[0] + ")"
	default:
		return m.ID + " (packages " + strings.Join(m.Packages, ", ") + ")"
	}
}

// UnclaimedOrder is what interrupted commands ordered for the client's state with the same order, and the state has not
// shown.
func (c *Client) UnclaimedOrder(ctx context.Context, in OrderRequest) ([]Made, error) {
	return c.receipts(ctx, call{token: in.Token}, "CreateMetaStudioOrders", in.body())
}

// UnclaimedAsset is UnclaimedOrder for assets.
func (c *Client) UnclaimedAsset(ctx context.Context, in AssetRequest) ([]Made, error) {
	return c.receipts(ctx, call{token: in.Token}, "MakeAsset", in.body())
}

// UnclaimedRenewal is UnclaimedOrder for renewals of assets.
func (c *Client) UnclaimedRenewal(ctx context.Context, in RenewalRequest) ([]Made, error) {
	return c.receipts(ctx, call{token: in.Token}, "RenewAssets", in.body())
}

// Kept is what was made for the client's state, which the state has shown or was told of, and that still exists: also
// under the state's former names, if that is asked for.
func (c *Client) Kept(ctx context.Context, former bool) ([]Made, error) {
	return c.receipts(ctx, call{newName: !former}, "", nil)
}

type receiptsResponse struct {
	Made           []Made `json:"made"`
	HttpStatusCode int    `json:"-"` // the SDK sets it
}

func (c *Client) receipts(ctx context.Context, cl call, operation string, request any) ([]Made, error) {
	cl.operation, cl.read = "look up what was created for this state", true
	body := map[string]any{}
	if operation != "" {
		body["operation"], body["request"] = operation, request
	}
	resp, err := do(ctx, c, cl, func(s *services) (*receiptsResponse, error) {
		return extend[receiptsResponse](s, http.MethodPost, "/v1/{project_id}/mss/receipts/search", body)
	})
	if Code(err) == wire.CodeNoSuchCall { // a server of an earlier version, which does not tell
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return resp.Made, nil
}
