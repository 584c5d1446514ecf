package httpapi

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// newAsset is an asset that is to be made out of a package.
type newAsset struct {
	PackageID   string `json:"package_id"`
	Kind        string `json:"kind"` // such as studio_2d or voice_clone
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
}

// madeAsset names the asset that was made.
type madeAsset struct {
	AssetID string `json:"asset_id"`
}

// makeAsset is an extension: it stands for the training jobs that turn a package into an asset.
func makeAsset(r *request) (int, any, error) {
	in, err := r.readAsset()
	if err != nil {
		return 0, nil, err
	}
	id, err := r.cloud.MakeAsset(r.Context(), r.call, in)
	if err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, madeAsset{id}, nil
}

// newAsset is the asset that the body asks for.
func (r *request) readAsset() (lifecycle.AssetRequest, error) {
	var in newAsset
	err := r.decode(&in)
	return lifecycle.AssetRequest(in), err
}
