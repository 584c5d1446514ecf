package lifecycle

import (
	"cmp"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
)

// AssetList is a page of assets. What it asks for is told apart by stored columns alone, so that no row outside of the
// page need be read.
type AssetList struct {
	Types   []string // one of these; empty: any
	Created Window
	Name    string // empty: any
	Exactly bool   // Name is the whole name, not a part of it
	AppUser string // empty: any

	ByUpdate, NewestFirst bool // else by creation, the oldest first

	Offset, Limit int
}

// Allows reports whether an asset is in the list.
func (l *AssetList) Allows(a *Asset) bool {
	return (len(l.Types) == 0 || slices.Contains(l.Types, a.AssetType)) && l.Created.Holds(a.Created) &&
		(names.Contains(a.Name, l.Name) && !l.Exactly || l.Exactly && names.Same(a.Name, l.Name)) &&
		(l.AppUser == "" || l.AppUser == a.AppUserID)
}

// Compare is the order of the list.
func (l *AssetList) Compare(a, b *Asset) int {
	if l.NewestFirst {
		a, b = b, a
	}
	if l.ByUpdate {
		return cmp.Or(a.Updated.Compare(b.Updated), cmp.Compare(a.Seq, b.Seq))
	}
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Seq, b.Seq))
}

// Cut is the page of the list among assets that were read already, as Listed tells it.
func (l *AssetList) Cut(assets []*Asset) (out Listed) {
	found := slices.DeleteFunc(slices.Clone(assets), func(a *Asset) bool { return !l.Allows(a) })
	slices.SortStableFunc(found, l.Compare)
	return cutTo(found, l.Offset, l.Limit, func(a *Asset) string { return a.ID })
}

// cutTo is a page of a list.
func cutTo[T any](found []T, offset, limit int, id func(T) string) Listed {
	out := Listed{Rows: int64(len(found))}
	for _, one := range found[min(offset, len(found)):min(offset+limit, len(found))] {
		out.IDs = append(out.IDs, id(one))
	}
	return out
}
