package lifecycle

import (
	"time"
)

// AssetBinned is an asset put into the recycle bin: name and unit are kept, its months run on.
type AssetBinned struct {
	AssetID string `json:"asset_id"`
}

func (b *AssetBinned) apply(w *World, f *Fact) { w.asset(b.AssetID).Recycled = f.At }

func (b *AssetBinned) describe(w *World) string { return w.describeAsset(b.AssetID) }

// AssetRestored is an asset taken out of the recycle bin, in the state it had before.
type AssetRestored struct {
	AssetID string `json:"asset_id"`
}

func (b *AssetRestored) apply(w *World, f *Fact) {
	a := w.asset(b.AssetID)
	a.Recycled, a.Updated = time.Time{}, f.At
}

func (b *AssetRestored) describe(w *World) string { return w.describeAsset(b.AssetID) }

// AssetDestroyed is an asset deleted for good by its owner.
type AssetDestroyed struct {
	AssetID string `json:"asset_id"`
}

func (b *AssetDestroyed) apply(w *World, f *Fact) { w.asset(b.AssetID).Deleted = f.At }

func (b *AssetDestroyed) describe(w *World) string { return w.describeAsset(b.AssetID) }

// DeleteAsset puts an asset into the recycle bin, or forced deletes it for good. It is refused while the package renews automatically (a console
// rule in the documents, enforced here for the API too), and never frees the unit.
func DeleteAsset(w *World, assetID string, force bool) error {
	a, status, err := w.knownAsset(assetID)
	switch {
	case err != nil:
		return err
	case status == AssetDeleted:
		return refuse(CodeAssetState, "the asset %s is deleted", assetID)
	case status == AssetRecycled && !force:
		return nil
	}
	if p := w.Packages[a.PackageID]; w.Policy.DeletionGuard.Value == "enforced" && p.AutoRenew && !p.Gone(w.Now, w.Policies) {
		return refuse(CodeAutoRenewGuard, "the asset %s cannot be deleted while its package %s renews automatically; switch auto-renewal off first", assetID, p.ID)
	}
	if force {
		w.record(w.Now, assetID, "digital-assets?mode=force", nil, &AssetDestroyed{AssetID: assetID})
	} else {
		w.record(w.Now, assetID, "digital-assets", nil, &AssetBinned{AssetID: assetID})
	}
	return nil
}

// RestoreAsset takes an asset out of the recycle bin.
func RestoreAsset(w *World, assetID string) error {
	_, status, err := w.knownAsset(assetID)
	if err != nil {
		return err
	}
	if status != AssetRecycled {
		return refuse(CodeAssetState, "the asset %s is %s, not in the recycle bin", assetID, status)
	}
	w.record(w.Now, assetID, "digital-assets/restore", nil, &AssetRestored{AssetID: assetID})
	return nil
}
