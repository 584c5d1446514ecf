package mssclient

import (
	"context"
	"net/http"
)

type bindRequest struct {
	AssetID    string `json:"asset_id"`
	ResourceID string `json:"resource_id,omitempty"`
}

// BindAsset binds an asset to a free unit of a package; without one the service chooses. Naming the package is an extension: the real service has no
// such field and always chooses.
func (c *Client) BindAsset(ctx context.Context, assetID, packageID string) error {
	_, err := do(ctx, c, call{operation: "bind the asset " + assetID}, func(s *services) (*emptyResponse, error) {
		return extend[emptyResponse](s, http.MethodPost, "/v1/{project_id}/tenants/bind-resource", bindRequest{assetID, packageID})
	})
	return err
}
