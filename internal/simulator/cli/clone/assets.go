package clone

import (
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// training is how long an asset that is being made takes from the clone on (assumed: a voice takes one to three working
// days).
const training = 3 * 24 * time.Hour

// kindOf is the kind of an asset: what it says itself, or what its package makes of its type.
func (r *rows) kindOf(a *mssclient.Asset, code string) site.Kind {
	if kind, ok := r.catalog.Kind(a.Kind); ok {
		return kind
	}
	product, _ := r.catalog.Product(code)
	var found []site.Kind
	for _, kind := range r.catalog.Kinds {
		if kind.AssetType == a.AssetType {
			found = append(found, kind)
		}
	}
	for _, kind := range found {
		if slices.Contains(product.Makes, kind.Name) {
			return kind
		}
	}
	return append(found, site.Kind{})[0]
}

func (r *rows) addAsset(a mssclient.Asset) {
	if a.PackageID == "" && a.Status == mssclient.AssetDeleted {
		r.attachDeleted(&a)
	}
	i, known := r.rowOf[a.PackageID]
	if !known {
		r.leaveOut("assets without a listed package", a.ID)
		return
	}
	p := &r.packages[i]
	kind := r.kindOf(&a, p.ResourceSpecCode)
	if kind.Name != a.Kind {
		r.assume("assets: the first kind of their type that their package makes", a.ID)
	}
	out := lifecycle.Asset{ID: a.ID, Name: a.Name, Description: a.Description, Kind: kind.Name, AssetType: a.AssetType,
		Pool: kind.Pool, VK: a.VK, PackageID: p.ID, Anchor: p.Anchor, Permanent: kind.Permanent, Active: a.Active,
		Created: a.CreatedTime, Updated: later(a.UpdatedTime, a.CreatedTime)}
	if a.ExpireTime.After(p.Expire()) {
		if n, err := calendar.MonthsUntil(p.Anchor, a.ExpireTime); err == nil {
			out.OnShelfMonths = n
		}
	}
	switch a.Status {
	case mssclient.AssetRecycled:
		out.Recycled = r.at
		r.assume("assets in the recycle bin: deleted now", a.ID)
	case mssclient.AssetCreating:
		out.Ready = r.at.Add(training)
		r.assume("assets in training: ready in three days", a.ID)
	case mssclient.AssetDeleted:
		if !p.Returned.IsZero() {
			out.Deleted = p.Returned
		} else if out.Status(p, r.at, lifecycle.Policies{{Policy: r.pol}}) != lifecycle.AssetDeleted {
			out.Deleted = out.Updated
		}
	}
	if !a.Active && (a.Status == mssclient.AssetFrozen || a.Status == mssclient.AssetRecycled) && !r.Server {
		out.Active = true
		r.assume("frozen or recycled assets: active before", a.ID)
	}
	if flaw := out.Flaw(); flaw != "" {
		r.leaveOut("assets with contradictory data", a.ID)
		return
	}
	r.assets = append(r.assets, out)
}

// attachDeleted finds a package for a deleted asset, which names none: a closed one that existed when it was made,
// and that makes such assets. Which one of several does not matter for what is to come.
func (r *rows) attachDeleted(a *mssclient.Asset) {
	for i := range r.packages {
		p := &r.packages[i]
		product, known := r.catalog.Product(p.ResourceSpecCode)
		kind := r.kindOf(a, p.ResourceSpecCode)
		if p.AssetID != "" || !p.Gone(r.at, lifecycle.Policies{{Policy: r.pol}}) || a.CreatedTime.Before(p.Effective) ||
			!a.CreatedTime.Before(p.Expire()) || known && !slices.Contains(product.Makes, kind.Name) {
			continue
		}
		a.PackageID = p.ID
		p.AssetID, p.AssetName, p.AssetKind = a.ID, a.Name, kind.Name
		p.Used = max(p.Used, 1)
		p.Units = max(p.Units, p.Used)
		r.assume("deleted assets: made from a closed package, because nothing tells theirs", a.ID)
		return
	}
}
