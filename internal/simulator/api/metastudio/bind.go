package metastudio

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type bindResourceBody struct {
	AssetID      string `json:"asset_id"`
	BusinessType string `json:"business_type"`
	ResourceID   string `json:"resource_id"`
}

// bindResource is BindUserAssetResource: the service chooses a package of the business type. The field resource_id is
// an extension, which names the package.
func bindResource(r *call.Request, in bindResourceBody) (any, error) {
	if in.AssetID == "" {
		return nil, r.Bad("asset_id is missing")
	}
	if err := r.OneOf("business_type", in.BusinessType, BusinessTypes...); err != nil {
		return nil, err
	}
	return r.Done(lifecycle.BindAsset{AssetID: in.AssetID, BusinessType: in.BusinessType, PackageID: in.ResourceID})
}
