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

// DeleteAsset puts an asset into the recycle bin, or forced deletes it for good. It is refused while the package renews
// automatically (a console rule in the documents, enforced here for the API too), and never frees the unit.
type DeleteAsset struct {
	AssetID string
	Force   bool // for good
}

// Spec of a Command.
func (in DeleteAsset) Spec() Spec { return onAsset("DeleteAsset", in.AssetID, in.Force) }

// Decide is the rule.
func (in DeleteAsset) Decide(w *World) ([]string, error) {
	a, status, err := w.knownAsset(in.AssetID)
	switch {
	case err != nil:
		return nil, err
	case status == AssetDeleted:
		return nil, Refuse(CodeAssetState, "the asset %s is deleted", in.AssetID)
	case status == AssetRecycled && !in.Force:
		return nil, nil
	}
	if p := w.Packages[a.PackageID]; w.Policy.DeletionGuard.Value == "enforced" && p.AutoRenew &&
		!p.Gone(w.Now, w.Policies) {
		return nil, Refuse(CodeAutoRenewGuard, "the asset %s cannot be deleted while its package %s renews automatically; "+
			"switch auto-renewal off first", in.AssetID, p.ID)
	}
	if in.Force {
		w.record(w.Now, in.AssetID, "digital-assets?mode=force", nil, &AssetDestroyed{AssetID: in.AssetID})
	} else {
		w.record(w.Now, in.AssetID, "digital-assets", nil, &AssetBinned{AssetID: in.AssetID})
	}
	return nil, nil
}

// RestoreAsset takes an asset out of the recycle bin.
type RestoreAsset struct{ AssetID string }

// Spec of a Command.
func (in RestoreAsset) Spec() Spec { return onAsset("RestoreAsset", in.AssetID, nil) }

// Decide is the rule.
func (in RestoreAsset) Decide(w *World) ([]string, error) {
	_, status, err := w.knownAsset(in.AssetID)
	if err != nil {
		return nil, err
	}
	if status != AssetRecycled {
		return nil, Refuse(CodeAssetState, "the asset %s is %s, not in the recycle bin", in.AssetID, status)
	}
	w.record(w.Now, in.AssetID, "digital-assets/restore", nil, &AssetRestored{AssetID: in.AssetID})
	return nil, nil
}
