package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// NewAsset is an asset that is to be made out of a package.
type NewAsset struct {
	PackageID   string `json:"package_id"`
	Kind        string `json:"kind"` // such as studio_2d or voice_clone
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
}

// MadeAsset names the asset that was made.
type MadeAsset struct {
	AssetID string `json:"asset_id"`
}

// makeAsset is an extension: it stands for the training jobs that turn a package into an asset.
func makeAsset(r *call.Request) (any, error) {
	in, err := readAsset(r)
	if err != nil {
		return nil, err
	}
	id, err := r.Make(in)
	if err != nil {
		return nil, err
	}
	return MadeAsset{id}, nil
}

// NewAsset is the asset that the body asks for.
func readAsset(r *call.Request) (lifecycle.MakeAsset, error) {
	var in NewAsset
	err := r.Decode(&in)
	return lifecycle.MakeAsset(in), err
}
