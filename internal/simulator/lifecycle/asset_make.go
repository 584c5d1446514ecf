package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// AssetMade is an asset made out of a unit, which stays bound to it for good.
type AssetMade struct {
	Asset Asset `json:"asset"`
	// OneOffMonths restarts a one-off unit's validity at its use: its end moves to that many months from now.
	OneOffMonths int `json:"one_off_months,omitempty"`
}

func (b *AssetMade) apply(w *World, f *Fact) {
	p := w.pkg(b.Asset.PackageID)
	a := b.Asset
	p.use(&a, b.OneOffMonths, f.At)
	a.Seq, a.Anchor = f.Seq, p.Anchor
	w.Assets[a.ID] = &a
	w.Changed.Assets[a.ID] = true
}

func (b *AssetMade) describe(*World) string {
	return fmt.Sprintf("%s %q from %s", b.Asset.Kind, b.Asset.Name, b.Asset.PackageID)
}

// use binds a unit to an asset for good. A one-off unit's validity begins again.
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

// MakeAsset makes an asset from a package with a free unit while it is active. On a unit bound to a recycled asset of
// the same kind and name it restores that asset instead (assumed). An asset that has moved to another package is
// restored from that one. A lost asset on the unit is adopted.
type MakeAsset struct {
	PackageID   string `json:"PackageID"`
	Kind        string `json:"Kind"`
	Name        string `json:"Name"`
	Description string `json:"Description"`
	Inactive    bool   `json:"Inactive"`
}

// Spec of a Command.
func (in MakeAsset) Spec() Spec {
	return Spec{Operation: OpMakeAsset, Content: in, Creates: true, Spends: true, Adopts: true,
		Rows: Selection{Packages: []string{in.PackageID}}}
}

// Decide is the rule.
func (in MakeAsset) Decide(w *World) ([]string, error) {
	id, err := w.makeAsset(in, Traits{}, "mss/assets")
	return []string{id}, err
}

func (w *World) makeAsset(in MakeAsset, traits Traits, cause string) (assetID string, err error) {
	kind, ok := w.Catalog.Kind(in.Kind)
	if !ok {
		return "", Refuse(CodeBadParameter, "kind: %q is not a kind of asset", in.Kind)
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
		return "", Refuse(CodeRunUnderWay, "another run of the same state has made the asset %s from the package %s and "+
			"has not ended", p.AssetID, p.ID)
	}
	if taken {
		if a, ok := w.Assets[p.AssetID]; ok && a.PackageID == p.ID && w.AssetStatus(a) == AssetRecycled &&
			a.Kind == in.Kind &&
			names.Same(a.Name, in.Name) {
			_, err := RestoreAsset{a.ID}.Decide(w)
			return a.ID, err
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
	if p.PeriodType == site.OneOff {
		body.OneOffMonths = w.Policy.LapseMonths.Value
	}
	w.record(w.Now, a.ID, cause, nil, body)
	return a.ID, nil
}

func checkName(name, description string) error {
	if n := utf8.RuneCountInString(name); n < 1 || n > maxName {
		return Refuse(CodeBadParameter, "name: has %d characters, must have 1 to %d", n, maxName)
	}
	if n := utf8.RuneCountInString(description); n > maxDescription {
		return Refuse(CodeBadParameter, "description: has %d characters, must have at most %d", n, maxDescription)
	}
	return nil
}
