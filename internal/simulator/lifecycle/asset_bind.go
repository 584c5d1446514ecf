package lifecycle

import (
	"fmt"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// AssetBound is an asset bound to a unit of another package. The unit that it had stays used.
type AssetBound struct {
	AssetID   string `json:"asset_id"`
	PackageID string `json:"package_id"`
	// OneOffMonths restarts a one-off unit's validity at its use.
	OneOffMonths int `json:"one_off_months,omitempty"`
}

func (b *AssetBound) apply(w *World, f *Fact) {
	a, p := w.asset(b.AssetID), w.pkg(b.PackageID)
	p.use(a, b.OneOffMonths, f.At)
	a.PackageID, a.Updated, p.Rebound = p.ID, f.At, true
	if a.OnShelfMonths == 0 {
		a.Anchor = p.Anchor
	}
}

func (b *AssetBound) describe(w *World) string {
	return fmt.Sprintf("%s, now of %s", w.describeAsset(b.AssetID), b.PackageID)
}

// BindAsset binds an asset to a free unit of another active package that makes its kind: the named one, or the one that
// ends last (assumed: the API names none). A frozen asset works again under it. The unit that it leaves stays used
// (assumed: nothing documents that one comes back).
type BindAsset struct {
	AssetID      string `json:"AssetID"`
	BusinessType string `json:"BusinessType"` // of the package; empty: any
	PackageID    string `json:"PackageID"`    // empty: the service chooses
}

// Spec of a Command.
func (in BindAsset) Spec() Spec {
	return Spec{Operation: "BindAsset", Content: in,
		Rows: Selection{Assets: []string{in.AssetID}, Packages: []string{in.PackageID}, AllPackages: in.PackageID == ""}}
}

// Decide is the rule.
func (in BindAsset) Decide(w *World) (packageIDs []string, err error) {
	a, status, err := w.knownAsset(in.AssetID)
	switch {
	case err != nil:
		return nil, err
	case status == AssetDeleted || status == AssetRecycled:
		return nil, Refuse(CodeAssetState, "the asset %s is %s and cannot be bound", a.ID, status)
	case a.PackageID == in.PackageID:
		return []string{in.PackageID}, nil
	}
	if in.PackageID != "" {
		if err := w.checkUnit(in.PackageID, a.Kind); err != nil {
			return nil, err
		}
		w.bind(a, in.PackageID)
		return []string{in.PackageID}, nil
	}
	var best *Package
	for _, p := range w.PackageList() {
		product, _ := w.Catalog.Product(p.ResourceSpecCode)
		if in.BusinessType != "" && product.BusinessType != in.BusinessType || w.checkUnit(p.ID, a.Kind) != nil {
			continue
		}
		if best == nil || p.Expire().After(best.Expire()) {
			best = p
		}
	}
	if best == nil {
		return nil, Refuse(CodeUnitTaken, "no active package has a free unit for the asset %s (%s)", a.ID, a.Kind)
	}
	w.bind(a, best.ID)
	return []string{best.ID}, nil
}

func (w *World) bind(a *Asset, packageID string) {
	body := &AssetBound{AssetID: a.ID, PackageID: packageID}
	if w.Packages[packageID].PeriodType == site.OneOff {
		body.OneOffMonths = w.Policy.LapseMonths.Value
	}
	w.record(w.Now, a.ID, "tenants/bind-resource", nil, body)
}

// checkUnit refuses a package that has no free unit for a kind of asset, or is not active.
func (w *World) checkUnit(packageID, kind string) error {
	p, ok := w.Delivered(packageID)
	if !ok {
		return Refuse(CodeResourceUnknown, "package_id: the resource package %s does not exist", packageID)
	}
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	if !slices.Contains(product.Makes, kind) {
		return Refuse(CodeBadParameter, "kind: the package %s (%s) makes %v, not %s", p.ID, p.ResourceSpecCode,
			product.Makes, kind)
	}
	if s := w.PackageStatus(p); s != PackageActive {
		return Refuse(CodePackageState, "package_id: the package %s is %s since %s; assets are made and bound while it is "+
			"active", p.ID, s,
			instant(p.Since(w.Now, w.Policies)))
	}
	if p.FreeUnits() < 1 {
		return Refuse(CodeUnitTaken, "package_id: the unit of the package %s is taken for good by the asset %s (%s)", p.ID,
			p.AssetID, p.AssetName)
	}
	return nil
}
