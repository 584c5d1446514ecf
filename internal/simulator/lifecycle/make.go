package lifecycle

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

// AssetMade is an asset made out of a unit, which stays bound to it for good.
type AssetMade struct {
	Asset Asset `json:"asset"`
	// OneOffMonths restarts a one-off unit's validity at its use: its end moves to that many months from now.
	OneOffMonths int `json:"one_off_months,omitempty"`
}

func (*AssetMade) factType() string { return "asset_made" }

func (b *AssetMade) apply(w *World, f *Fact) {
	p := w.pkg(b.Asset.PackageID)
	a := b.Asset
	p.use(&a, b.OneOffMonths, f.At)
	a.Seq, a.Anchor = f.Seq, p.Anchor
	w.Assets[a.ID] = &a
	w.Changed.Assets[a.ID] = true
}

// use binds a unit to an asset for good. A one-off unit's validity begins anew.
func (p *Package) use(a *Asset, oneOffMonths int, at time.Time) {
	if oneOffMonths > 0 {
		p.Anchor, p.Months, p.Lapses, p.Changed = at, oneOffMonths, false, at
	}
	p.Used++
	p.AssetID, p.AssetName, p.AssetKind = a.ID, a.Name, a.Kind
}

// maxName and maxDescription are the API's limits in characters (documented).
const (
	maxName        = 256
	maxDescription = 4096
)

// MakeAsset makes an asset from a package with a free unit while it is active. On a unit bound to a recycled asset of the same kind and name it
// restores that asset instead (assumed). An asset that has moved to another package is restored from that one. A lost asset on the unit is adopted.
func MakeAsset(w *World, in AssetRequest) (assetID string, err error) {
	return makeAsset(w, in, Traits{}, "mss/assets")
}

func makeAsset(w *World, in AssetRequest, traits Traits, cause string) (assetID string, err error) {
	kind, ok := w.Catalog.Kind(in.Kind)
	if !ok {
		return "", refuse(CodeBadParameter, "kind: %q is not a kind of asset", in.Kind)
	}
	if err := checkName(in.Name, in.Description); err != nil {
		return "", err
	}
	p := w.Packages[in.PackageID]
	err = w.checkUnit(in.PackageID, in.Kind)
	var no *Refusal
	taken := errors.As(err, &no) && no.Code == CodeUnitTaken
	if lost := w.lostOn(in.PackageID); err == nil || taken {
		if i := slices.IndexFunc(lost, in.makes); i >= 0 {
			lost = lost[i:]
		} else if err == nil {
			lost = nil
		}
		if len(lost) > 0 {
			w.adopt(lost[0], in, kind)
			return lost[0].ID, nil
		}
	}
	if taken && w.Busy[p.AssetID] {
		return "", refuse(CodeRunUnderWay, "another run of the same state has made the asset %s from the package %s and has not ended", p.AssetID, p.ID)
	}
	if taken {
		if a, ok := w.Assets[p.AssetID]; ok && a.PackageID == p.ID && w.AssetStatus(a) == AssetRecycled && a.Kind == in.Kind && names.Same(a.Name, in.Name) {
			return a.ID, RestoreAsset(w, a.ID)
		}
	}
	if err != nil {
		return "", err
	}
	a := Asset{
		ID: "sim-asset-" + w.Names("asset", w.Identity)[:16], Name: in.Name, Description: in.Description, Kind: in.Kind,
		AssetType: kind.AssetType, Pool: kind.Pool, VK: w.Names("vk", w.Identity)[:32], PackageID: p.ID,
		Active: !in.Inactive, Created: w.Now, Updated: w.Now, Permanent: kind.Permanent, Traits: traits,
	}
	if days := w.Policy.TrainingDays.Value; days > 0 {
		a.Ready = w.Now.Add(time.Duration(days) * 24 * time.Hour)
	}
	body := &AssetMade{Asset: a}
	if p.PeriodType == catalog.OneOff {
		body.OneOffMonths = w.Policy.LapseMonths.Value
	}
	w.record(w.Now, a.ID, cause, nil, body)
	return a.ID, nil
}

func checkName(name, description string) error {
	if n := utf8.RuneCountInString(name); n < 1 || n > maxName {
		return refuse(CodeBadParameter, "name: has %d characters, must have 1 to %d", n, maxName)
	}
	if n := utf8.RuneCountInString(description); n > maxDescription {
		return refuse(CodeBadParameter, "description: has %d characters, must have at most %d", n, maxDescription)
	}
	return nil
}

// AssetUpdated is a change of what the owner may set.
type AssetUpdated struct {
	AssetID     string  `json:"asset_id"`
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	Active      *bool   `json:"active,omitempty"`
	Leaving     *bool   `json:"leaving,omitempty"`
	Traits      *Traits `json:"traits,omitempty"` // all of them, as they are now
}

func (*AssetUpdated) factType() string { return "asset_updated" }

func (b *AssetUpdated) apply(w *World, f *Fact) {
	a := w.asset(b.AssetID)
	a.Updated = f.At
	if b.Name != nil {
		a.Name = *b.Name
		w.pkg(a.PackageID).AssetName = *b.Name
	}
	if b.Description != nil {
		a.Description = *b.Description
	}
	if b.Active != nil {
		a.Active = *b.Active
	}
	if b.Leaving != nil {
		a.Leaving = *b.Leaving
	}
	if b.Traits != nil {
		a.Traits = *b.Traits
	}
}

// UpdateAsset changes what its owner may set of an asset that is not frozen, recycled or deleted.
func UpdateAsset(w *World, assetID string, in AssetChange) error {
	a, status, err := w.knownAsset(assetID)
	if err != nil {
		return err
	}
	if status == AssetFrozen || status == AssetRecycled || status == AssetDeleted {
		return refuse(CodeAssetState, "the asset %s is %s and cannot be changed", assetID, status)
	}
	body := &AssetUpdated{AssetID: assetID}
	name, description := a.Name, a.Description
	if in.Name != nil && *in.Name != a.Name {
		body.Name, name = in.Name, *in.Name
	}
	if in.Description != nil && *in.Description != a.Description {
		body.Description, description = in.Description, *in.Description
	}
	if in.Active != nil && *in.Active != a.Active {
		body.Active = in.Active
	}
	if in.Leaving != nil && *in.Leaving != a.Leaving {
		body.Leaving = in.Leaving
	}
	traits := in.traits(a.Traits)
	if text(traits) != text(a.Traits) {
		body.Traits = &traits
	}
	if err := checkName(name, description); err != nil {
		return err
	}
	if err := checkTags(traits.Tags); err != nil {
		return err
	}
	if *body != (AssetUpdated{AssetID: assetID}) {
		w.record(w.Now, assetID, "digital-assets", nil, body)
	}
	return nil
}

func (w *World) knownAsset(id string) (*Asset, AssetStatus, error) {
	a, ok := w.Assets[id]
	if !ok {
		return nil, "", refuse(CodeAssetNotFound, "the asset %s does not exist", id)
	}
	return a, w.AssetStatus(a), nil
}

// AssetBinned is an asset put into the recycle bin: name and unit are kept, its months run on.
type AssetBinned struct {
	AssetID string `json:"asset_id"`
}

func (*AssetBinned) factType() string { return "asset_recycled" }

func (b *AssetBinned) apply(w *World, f *Fact) { w.asset(b.AssetID).Recycled = f.At }

// AssetRestored is an asset taken out of the recycle bin, in the state it had before.
type AssetRestored struct {
	AssetID string `json:"asset_id"`
}

func (*AssetRestored) factType() string { return "asset_restored" }

func (b *AssetRestored) apply(w *World, f *Fact) {
	a := w.asset(b.AssetID)
	a.Recycled, a.Updated = time.Time{}, f.At
}

// AssetDestroyed is an asset deleted for good by its owner.
type AssetDestroyed struct {
	AssetID string `json:"asset_id"`
}

func (*AssetDestroyed) factType() string { return "asset_deleted" }

func (b *AssetDestroyed) apply(w *World, f *Fact) { w.asset(b.AssetID).Deleted = f.At }

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
