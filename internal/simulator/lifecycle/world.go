// Package lifecycle is the rules of the simulated cloud: pure functions of rows, policy and an instant. It does no I/O
// and reads no clock.
//
// A World is the working set of one call at one instant. A rule that decides something checks first and then records
// facts with World.record, which applies each fact to the rows at once through World.Apply, the only code that changes
// a row. A refused call's World is thrown away whole.
//
// # Retries of automatic renewals
//
// A failed attempt is a fact only if its answer may differ from the one before. lifecycle.chargeItem names what is
// in the way (obstacle) and, if time alone lifts it, when: that becomes Package.NextCharge. What waits for money
// (Package.Unfunded) has no NextCharge. It is tried at the first charge hour after the newest fact
// (World.NextRetry) if the account covers it then, and nothing else is read. That is enough, because every write
// settles first and time alone never adds money. A new obstacle that time lifts returns its end from chargeItem; a
// fact that lifts it earlier calls World.rearm for the packages that it holds up, which its call must load.
// TestRetriesAreAsIfEachHadBeenMade compares all of it with attempts that are made every day.
package lifecycle

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// View is the rows of a call at an instant, to be read.
type View struct {
	Now      time.Time
	Policy   *site.Policy // the newest
	Policies Policies     // all that were in force, Policy last
	Catalog  *site.Catalog
	Tenant   Tenant
	Orders   map[string]*Order
	Packages map[string]*Package
	Assets   map[string]*Asset
	Renewals map[string]*AssetRenewal
	Jobs     map[string]*TrainingJob
	// Listed and Tallies are what the call's Selection asked for.
	Listed  Listed
	Tallies []PackageTally
	// Names makes hexadecimal ids that hang on the tenant's seed and on the parts given, not on a counter.
	Names func(parts ...string) string
}

// World is the working set of one call: the rows it may need, and what it does to them.
type World struct {
	View

	// Facts are those recorded since the World was loaded; Changed the rows that they changed.
	Facts   []Fact
	Changed Changed

	// Lost are the ids of what broken runs made for the caller's state, and no state has shown: the call may adopt it.
	// Claimed are those that it did adopt, Withdrawn those that it took back. Freed are what the call's client token made
	// before. Busy are those of other runs that still live, or may.
	Lost, Busy                map[string]bool
	Claimed, Withdrawn, Freed []string

	// Identity is the call's own: its client token, or something random. Ids of what the call makes hang on it.
	Identity string
	// Processing is how long after its payment what the call pays is delivered, in place of the policy's processing_hours;
	// zero: as the policy says.
	Processing Duration
	// Due is which packages the World was loaded with, to be settled.
	Due Due
	// Files reads the policies and catalogues of rules that change.
	Files *site.Files

	settled *World // what time alone has made of the stored rows; nil: they stand as they are
}

// Changed names the rows that facts have changed.
type Changed struct {
	Orders, Packages, Assets, Renewals, Jobs map[string]bool
}

// NewWorld is an empty World of a tenant at an instant.
func NewWorld(t Tenant, pol *site.Policy, cat *site.Catalog, now time.Time) *World {
	return &World{
		View: View{
			Now: now, Policy: pol, Policies: Policies{{Policy: pol}}, Catalog: cat, Tenant: t, Orders: map[string]*Order{},
			Packages: map[string]*Package{}, Assets: map[string]*Asset{}, Renewals: map[string]*AssetRenewal{},
			Jobs: map[string]*TrainingJob{},
		},
		Changed: Changed{Orders: map[string]bool{}, Packages: map[string]bool{}, Assets: map[string]bool{},
			Renewals: map[string]bool{}, Jobs: map[string]bool{}},
	}
}

// Currency of the tenant's account.
func (w *View) Currency() string { return w.Policy.Currency }

// OrderList is the World's orders by purchase sequence.
func (w *View) OrderList() []*Order { return sorted(w.Orders, bySequence) }

func bySequence(a, b *Order) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID)) }

// PackageList is the delivered packages by purchase sequence.
func (w *View) PackageList() []*Package {
	return slices.DeleteFunc(sorted(w.Packages, ByPurchase), func(p *Package) bool { return !p.delivered(w.Now) })
}

// Delivered is the package with an id, unless its order is still in processing.
func (w *View) Delivered(id string) (p *Package, ok bool) {
	p, ok = w.Packages[id]
	return p, ok && p.delivered(w.Now)
}

// ByPurchase orders packages by purchase sequence.
func ByPurchase(a, b *Package) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ItemIndex, b.ItemIndex), cmp.Compare(a.ID, b.ID))
}

// AssetList is the World's assets in the order in which they were made.
func (w *View) AssetList() []*Asset { return sorted(w.Assets, byMaking) }

func byMaking(a, b *Asset) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID)) }

func sorted[T any](m map[string]*T, less func(a, b *T) int) []*T {
	return slices.SortedFunc(maps.Values(m), less)
}

// PackageStatus and AssetStatus at the World's instant.
func (w *View) PackageStatus(p *Package) PackageStatus { return p.Status(w.Now, w.Policies) }

// AssetStatus of an asset whose package is in the World.
func (w *View) AssetStatus(a *Asset) AssetStatus {
	return a.Status(w.Packages[a.PackageID], w.Now, w.Policies)
}

// AssetEnd is the later of the package's end and the asset's own on-shelf date.
func (w *View) AssetEnd(a *Asset) time.Time { return a.End(w.Packages[a.PackageID]) }

// Overlay puts another World's account over this one's: what time alone has made of it. Rows that it has changed stand
// for the stored ones: SettledOrder and SettledPackage take them over one by one. The newest fact stays the newest that
// is stored.
func (w *World) Overlay(settled *World) {
	head, seq := w.Tenant.Head, w.Tenant.Seq
	w.Tenant = settled.Tenant
	w.Tenant.Head, w.Tenant.Seq = head, seq
	w.Tenant.Coupons, w.Tenant.Discounts = slices.Clone(w.Tenant.Coupons), slices.Clone(w.Tenant.Discounts)
	w.Tenant.FullRefunds, w.Tenant.Once = maps.Clone(w.Tenant.FullRefunds), maps.Clone(w.Tenant.Once)
	w.settled = settled
}

// Settled is the World whose rows stand for the stored ones, if anything became due.
func (w *World) Settled() (settled *World, ok bool) {
	return w.settled, w.settled != nil && len(w.settled.Changed.Packages) > 0
}

// SettledOrder is a copy of the order that stands for the stored one; nil if none does.
func (w *World) SettledOrder(id string) *Order {
	if w.settled == nil || w.settled.Orders[id] == nil {
		return nil
	}
	own := *w.settled.Orders[id]
	own.Items = slices.Clone(own.Items)
	for i := range own.Items {
		own.Items[i].Resources = slices.Clone(own.Items[i].Resources)
	}
	return &own
}

// SettledPackage is a copy of the package that stands for the stored one; nil if none does.
func (w *World) SettledPackage(id string) *Package {
	if w.settled == nil || w.settled.Packages[id] == nil {
		return nil
	}
	own := *w.settled.Packages[id]
	own.Terms = slices.Clone(own.Terms)
	return &own
}

// Gone reports whether everything that a call made has gone: its order cancelled or all its packages expired, released
// or returned, the terms of its renewal returned, its asset or its training job deleted. Then the call's client token
// is free again. Renewals of assets never go.
func (w *View) Gone(ids []string) bool {
	for _, id := range ids {
		o, isOrder := w.Orders[id]
		a, isAsset := w.Assets[id]
		j, isJob := w.Jobs[id]
		switch {
		case isOrder && !w.orderGone(o), isAsset && w.AssetStatus(a) != AssetDeleted, isJob && j.Deleted.IsZero(), !isOrder &&
			!isAsset && !isJob:
			return false
		}
	}
	return len(ids) > 0
}

func (w *View) orderGone(o *Order) bool {
	switch o.Status(w.Now) {
	case OrderCancelled:
		return true
	case OrderCompleted, OrderProcessing:
		switch o.Type {
		case NewPurchase:
			return !slices.ContainsFunc(o.Resources(), func(id string) bool { return !w.Packages[id].Gone(w.Now, w.Policies) })
		case Renewal:
			return !slices.ContainsFunc(o.Resources(), func(id string) bool { return w.Packages[id].hasTermOf(o.ID) })
		default:
			return false
		}
	default:
		return false
	}
}
