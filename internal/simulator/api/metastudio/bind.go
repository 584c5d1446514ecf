package httpapi

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// bindResource is BindUserAssetResource: the service chooses a package of the business type. The field resource_id is an extension, which names the
// package.
func bindResource(r *request) (int, any, error) {
	var in struct {
		AssetID      string `json:"asset_id"`
		BusinessType string `json:"business_type"`
		ResourceID   string `json:"resource_id"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.AssetID == "" {
		return 0, nil, r.bad("asset_id is missing")
	}
	if err := r.oneOf("business_type", in.BusinessType, businessTypes...); err != nil {
		return 0, nil, err
	}
	bind := lifecycle.BindRequest{AssetID: in.AssetID, BusinessType: in.BusinessType, PackageID: in.ResourceID}
	if _, err := r.cloud.BindAsset(r.Context(), r.call, bind); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, nil, nil
}
