package simulator

import (
	"context"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// MakeAsset makes an asset out of a package's free unit.
func (c *Cloud) MakeAsset(ctx context.Context, call Call, in lifecycle.AssetRequest) (assetID string, err error) {
	return one(c.write(ctx, call, operation{name: OpMakeAsset, creates: true, byRule: true}, in, lifecycle.Selection{Packages: []string{in.PackageID}}, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.MakeAsset(w, in))
	}))
}

// BindAsset binds an asset to a free unit of another package.
func (c *Cloud) BindAsset(ctx context.Context, call Call, in lifecycle.BindRequest) (packageID string, err error) {
	want := lifecycle.Selection{Assets: []string{in.AssetID}, Packages: []string{in.PackageID}, AllPackages: in.PackageID == ""}
	return one(c.write(ctx, call, operation{name: "BindAsset"}, in, want, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.BindAsset(w, in))
	}))
}

// UpdateAsset changes an asset's name, description or activation.
func (c *Cloud) UpdateAsset(ctx context.Context, call Call, assetID string, in lifecycle.AssetChange) error {
	return c.onAsset(ctx, call, "UpdateAsset", assetID, in, func(w *lifecycle.World) error { return lifecycle.UpdateAsset(w, assetID, in) })
}

// DeleteAsset puts an asset into the recycle bin, or forced deletes it for good.
func (c *Cloud) DeleteAsset(ctx context.Context, call Call, assetID string, force bool) error {
	return c.onAsset(ctx, call, "DeleteAsset", assetID, force, func(w *lifecycle.World) error { return lifecycle.DeleteAsset(w, assetID, force) })
}

// RestoreAsset takes an asset out of the recycle bin.
func (c *Cloud) RestoreAsset(ctx context.Context, call Call, assetID string) error {
	return c.onAsset(ctx, call, "RestoreAsset", assetID, nil, func(w *lifecycle.World) error { return lifecycle.RestoreAsset(w, assetID) })
}

func (c *Cloud) onAsset(ctx context.Context, call Call, name, assetID string, in any, decide func(*lifecycle.World) error) error {
	return none(c.write(ctx, call, operation{name: name}, []any{assetID, in}, lifecycle.Selection{Assets: []string{assetID}}, func(w *lifecycle.World) ([]string, error) {
		return nil, decide(w)
	}))
}

// RenewAssets spends on-shelf months on assets. Repeated reports whether an earlier call had done it, and nothing was spent now.
func (c *Cloud) RenewAssets(ctx context.Context, call Call, in lifecycle.RenewAssetsRequest) (renewalID string, repeated bool, err error) {
	want := lifecycle.Selection{Pools: true}
	if in.RenewalID != "" {
		want.Renewals = []string{in.RenewalID}
	}
	for _, row := range in.Rows {
		want.Assets = append(want.Assets, row.AssetID)
	}
	repeated = true
	renewalID, err = one(c.write(ctx, call, operation{name: OpRenewAssets, creates: in.RenewalID == "", byRule: in.RenewalID == ""}, in, want, func(w *lifecycle.World) ([]string, error) {
		repeated = false
		return made(lifecycle.RenewAssets(w, in))
	}))
	return renewalID, repeated && err == nil, err
}
