package lifecycle

import (
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// AssetStatus is the status of an asset, in the order of precedence of the rules.
type AssetStatus string

// Statuses of an asset; on the wire: DELETED, DELETING, BLOCK, CREATING, ACTIVED (grace too), UNACTIVED.
const (
	AssetDeleted  AssetStatus = "deleted"
	AssetRecycled AssetStatus = "recycled"
	AssetFrozen   AssetStatus = "frozen"
	AssetGrace    AssetStatus = "grace"
	AssetCreating AssetStatus = "creating"
	AssetInactive AssetStatus = "inactive"
	AssetActive   AssetStatus = "active"
)

// Asset is the row of an avatar or a voice.
type Asset struct {
	ID          string    `json:"id"`
	Seq         int64     `json:"seq"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Kind        string    `json:"kind"`
	AssetType   string    `json:"asset_type"`
	Pool        string    `json:"pool,omitempty"`
	VK          string    `json:"vk"`
	PackageID   string    `json:"package_id"`
	Anchor      time.Time `json:"anchor"` // of its package
	// OnShelfMonths counts from the anchor to the end of the asset's own on-shelf service; 0 when it has none.
	OnShelfMonths int       `json:"on_shelf_months,omitempty"`
	Permanent     bool      `json:"permanent,omitempty"` // without an end: never renewed, never frozen
	Ready         time.Time `json:"ready,omitzero"`      // where its training takes a while
	Active        bool      `json:"active"`
	Leaving       bool      `json:"leaving,omitempty"` // about to be taken offline, and until then as before
	Created       time.Time `json:"created"`
	Updated       time.Time `json:"updated"`
	Recycled      time.Time `json:"recycled,omitzero"`
	Deleted       time.Time `json:"deleted,omitzero"` // forced, or with its returned package
	// Adopted is the number of the fact by which it was, having been lost; 0: it never was.
	Adopted int64 `json:"adopted,omitempty"`

	Traits
}

// Traits are what the asset library shows of an asset besides its name. They come from the training job that made it,
// and most can be changed later.
type Traits struct {
	Tags            []string `json:"tags,omitempty"`
	AppUserID       string   `json:"app_user_id,omitempty"`
	Services        []string `json:"supported_service,omitempty"` // empty: all (assumed)
	Order           int32    `json:"asset_order,omitempty"`
	Sex             string   `json:"sex,omitempty"` // of voices, like the next one
	Language        string   `json:"language,omitempty"`
	LiveCopy        bool     `json:"live_copy,omitempty"` // of images, like the next one
	KeepsBackground bool     `json:"keeps_background,omitempty"`
}

// OnShelfEnd is the end of the asset's own on-shelf service; zero when it has none.
func (a *Asset) OnShelfEnd() time.Time {
	if a.OnShelfMonths == 0 {
		return time.Time{}
	}
	return calendar.End(a.Anchor, a.OnShelfMonths)
}

// End is the later of the package's end and the asset's own on-shelf date (assumed: joins two vendors' rules); zero for
// a permanent asset.
func (a *Asset) End(p *Package) time.Time {
	if a.Permanent {
		return time.Time{}
	}
	return later(p.Expire(), a.OnShelfEnd())
}

// ended reports whether an end of the asset has come; a permanent asset has none.
func (a *Asset) ended(end, at time.Time) bool { return !a.Permanent && !at.Before(end) }

// binnedUntil is when an asset in the recycle bin is deleted.
func (a *Asset) binnedUntil(pol Policies) time.Time {
	return a.Recycled.Add(time.Duration(pol.At(a.Recycled).RecycleDays.Value) * 24 * time.Hour)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// GraceEnd and RetentionEnd count from the asset's end.
func (a *Asset) GraceEnd(p *Package, pol Policies) time.Time {
	end := a.endUnder(p, pol)
	return calendar.DaysAfter(end, pol.At(end).GraceDays.Value)
}

// RetentionEnd is when the asset is deleted for good.
func (a *Asset) RetentionEnd(p *Package, pol Policies) time.Time {
	end := a.endUnder(p, pol)
	return calendar.DaysAfter(end, pol.At(end).DaysAfterEnd())
}

// endUnder is the end that grace counts from: the package's own where the policy lets it take the asset along.
func (a *Asset) endUnder(p *Package, pol Policies) time.Time {
	if pol.At(p.Expire()).Cascade.Value == "always" {
		return p.Expire()
	}
	return a.End(p)
}

// Status of the asset at an instant, given its package.
func (a *Asset) Status(p *Package, at time.Time, pol Policies) AssetStatus {
	switch {
	case !a.Deleted.IsZero() || a.ended(a.RetentionEnd(p, pol), at):
		return AssetDeleted
	case !a.Recycled.IsZero() && !at.Before(a.binnedUntil(pol)):
		return AssetDeleted
	case !a.Recycled.IsZero():
		return AssetRecycled
	case a.ended(a.GraceEnd(p, pol), at):
		return AssetFrozen
	case a.ended(a.End(p), at):
		return AssetGrace
	case at.Before(a.Ready):
		return AssetCreating
	case !a.Active:
		return AssetInactive
	default:
		return AssetActive
	}
}

func (w *World) describeAsset(id string) string {
	if a, ok := w.Assets[id]; ok {
		return fmt.Sprintf("%s %q", a.Kind, a.Name)
	}
	return id
}
