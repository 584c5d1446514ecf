package mssclient

import (
	"context"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// Check asks the real cloud for as little as possible: whether both services accept the credentials, and whether the
// account belongs to the billing endpoint's site. It changes nothing.
func (c *Client) Check(ctx context.Context) error {
	one := int32(1)
	if _, err := do(ctx, c, call{operation: "reach billing", read: true},
		func(s *services) (*bssmodel.ListServiceTypesResponse, error) {
			return s.bss.ListServiceTypes(&bssmodel.ListServiceTypesRequest{Limit: &one})
		}); err != nil {
		return err
	}
	_, err := do(ctx, c, call{operation: "reach MetaStudio", read: true},
		func(s *services) (*mssmodel.ListTenantResourcesResponse, error) {
			return s.mss.ListTenantResources(&mssmodel.ListTenantResourcesRequest{ResourceSource: resourceSource, Limit: &one})
		})
	return err
}

// region of price queries.
func (c *Client) region() string {
	if c.cfg.Region != "" {
		return c.cfg.Region
	}
	return ratedRegion
}

// locate finds the packages to which the real cloud's assets are bound: an asset does not say it itself, and it lives
// as long as its package.
func (c *Client) locate(ctx context.Context, assets []Asset) error {
	if !c.cfg.Real || len(assets) == 0 {
		return nil
	}
	rows, err := c.tenantPages(ctx, mssmodel.ListTenantResourcesRequest{})
	if err != nil {
		return err
	}
	var read answer.Reader
	for id, parts := range rows {
		for _, r := range parts {
			for i := range assets {
				if r.BoundAsset != nil && answer.Value(r.BoundAsset.AssetId) == assets[i].ID {
					assets[i].PackageID, assets[i].ExpireTime = id, read.Instant("resource_expire_time",
						answer.Value(r.ResourceExpireTime))
				}
			}
		}
	}
	return read.Err
}

// kindOf guesses what the real cloud does not say of an asset: its kind, from its type and resolution. Of a 3D model it
// cannot be told.
func kindOf(assetType string, meta *mssmodel.AssetExtraMeta) string {
	switch assetType {
	case "VOICE_MODEL":
		return "voice_clone"
	case "HUMAN_MODEL_2D":
		if meta != nil && meta.HumanModel2dMeta != nil && answer.Value(meta.HumanModel2dMeta.ModelResolution) == "4K" {
			return "studio_4k"
		}
		return "studio_2d"
	default:
		return ""
	}
}
