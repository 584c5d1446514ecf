package lifecycle

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// A run that is killed loses what no state has noted. The next apply adopts it, but it is unknown which of several
// identical packages belonged to which block. So it is also unknown whose the assets and renewals of an adopted package
// are: an asset becomes what the block of its unit asks for, and what is in the way of a block, or left when the
// apply has ended in order, is withdrawn as if it had never been made. Only what is in World.Lost is touched so.

// OrderAdopted is a lost order that was given to a block.
type OrderAdopted struct {
	OrderID string `json:"order_id"`
}

func (b *OrderAdopted) apply(w *World, f *Fact) {
	for _, id := range w.order(b.OrderID).Resources() {
		w.pkg(id).Adopted = f.Seq
	}
}

func (*OrderAdopted) describe(*World) string { return "placed by a run that was killed" }

// AdoptOrder gives a lost order to a block. Unpaid renewals of its packages are cancelled: the block may ask for other
// periods.
func AdoptOrder(w *World, orderID string) error {
	o, ok := w.Orders[orderID]
	if !ok {
		return nil
	}
	for _, id := range o.Resources() {
		if renewal := w.unpaidOrderOf(id); renewal != nil {
			if _, err := (CancelOrder{renewal.ID}).Decide(w); err != nil {
				return err
			}
		}
	}
	w.record(w.Now, orderID, "mss/public/orders", nil, &OrderAdopted{OrderID: orderID})
	return nil
}

// AssetAdopted is a lost asset that was given to the block that now has its unit, as that block asks for it.
type AssetAdopted struct {
	AssetID     string `json:"asset_id"`
	Kind        string `json:"kind"`
	AssetType   string `json:"asset_type"`
	Pool        string `json:"pool,omitempty"`
	Permanent   bool   `json:"permanent,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Active      bool   `json:"active"`
}

func (b *AssetAdopted) apply(w *World, f *Fact) {
	a := w.asset(b.AssetID)
	a.Kind, a.AssetType, a.Pool, a.Permanent = b.Kind, b.AssetType, b.Pool, b.Permanent
	a.Name, a.Description, a.Active, a.Adopted = b.Name, b.Description, b.Active, f.Seq
	p := w.pkg(a.PackageID)
	p.AssetName, p.AssetKind = b.Name, b.Kind
}

func (b *AssetAdopted) describe(*World) string {
	return fmt.Sprintf("%s %q, made by a run that was killed", b.Kind, b.Name)
}

// lostOn are the lost assets on a package's units that can be adopted, the oldest first.
func (w *World) lostOn(packageID string) []*Asset {
	return slices.DeleteFunc(w.AssetList(), func(a *Asset) bool {
		status := w.AssetStatus(a)
		return !w.Lost[a.ID] || a.PackageID != packageID || status == AssetRecycled || status == AssetDeleted
	})
}

// adopt gives a lost asset to a request.
func (w *World) adopt(a *Asset, in MakeAsset, kind site.Kind) {
	w.found(a.ID)
	w.record(w.Now, a.ID, "mss/assets", nil, &AssetAdopted{
		AssetID: a.ID, Kind: in.Kind, AssetType: kind.AssetType, Pool: kind.Pool, Permanent: kind.Permanent,
		Name: in.Name, Description: in.Description, Active: !in.Inactive,
	})
}

// makes reports whether a request would make an asset as it is.
func (in MakeAsset) makes(a *Asset) bool {
	return in.Kind == a.Kind && in.Name == a.Name && in.Description == a.Description && in.Inactive == !a.Active
}

// AssetWithdrawn is a lost asset that no block asked for: it is gone, and its unit free.
type AssetWithdrawn struct {
	AssetID   string `json:"asset_id"`
	PackageID string `json:"package_id"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
}

func (b *AssetWithdrawn) apply(w *World, f *Fact) {
	delete(w.Assets, b.AssetID)
	w.Changed.Assets[b.AssetID] = true
	p := w.pkg(b.PackageID)
	p.Used--
	if p.AssetID == b.AssetID {
		p.AssetID, p.AssetName, p.AssetKind = "", "", ""
	}
	if p.PeriodType == site.OneOff { // its year began with the asset
		p.Anchor, p.Months, p.Lapses, p.Changed = p.Terms[0].Start, p.Terms[0].Months, true, f.At
	}
}

func (b *AssetWithdrawn) describe(*World) string {
	return fmt.Sprintf("%s %q, made by a run that was killed: the unit of %s is free again", b.Kind, b.Name, b.PackageID)
}

// RenewalWithdrawn is a lost renewal that no block asked for: its units are free again, and its assets without its
// months.
type RenewalWithdrawn struct {
	RenewalID string `json:"renewal_id"`
}

func (b *RenewalWithdrawn) apply(w *World, _ *Fact) {
	for _, row := range w.Renewals[b.RenewalID].rows() {
		if row.Outcome != OutcomeRenewed {
			continue
		}
		a := w.asset(row.AssetID)
		p := w.Packages[a.PackageID]
		a.OnShelfMonths -= int(row.Months)
		if a.OnShelfMonths <= 0 || !a.OnShelfEnd().After(p.Expire()) {
			a.Anchor, a.OnShelfMonths = p.Anchor, 0
		}
		for _, d := range row.Debits {
			w.pkg(d.ResourceID).Used -= d.Units
		}
	}
	delete(w.Renewals, b.RenewalID)
	w.Changed.Renewals[b.RenewalID] = true
}

func (*RenewalWithdrawn) describe(*World) string {
	return "made by a run that was killed: its units are free again"
}

// found notes that something is no longer lost.
func (w *World) found(id string) {
	w.Lost[id] = false
	w.Claimed = append(w.Claimed, id)
}

// uncertain reports whether it is unknown whose a lost renewal is: one of its assets is lost itself, or was adopted
// since. One whose assets have all stood in a state is certain: an identical request adopts it.
func (w *World) uncertain(r *AssetRenewal) bool {
	return w.isAdopted(r) || slices.ContainsFunc(r.rows(), func(row RenewalResult) bool { return w.Lost[row.AssetID] })
}

// isAdopted reports whether one of a lost renewal's assets was adopted since.
func (w *World) isAdopted(r *AssetRenewal) bool {
	return slices.ContainsFunc(r.rows(), func(row RenewalResult) bool {
		a, ok := w.Assets[row.AssetID]
		return ok &&
			a.Adopted > r.Seq
	})
}

// separable reports whether the months of a renewal can be taken off: later ones were counted on from them, and not
// from a package that was renewed since.
func (w *World) separable(r *AssetRenewal) bool {
	return len(r.Operations) == 1 && !slices.ContainsFunc(r.rows(), func(row RenewalResult) bool {
		a, ok := w.Assets[row.AssetID]
		if row.Outcome != OutcomeRenewed || ok && a.OnShelfEnd().Equal(row.End) {
			return false
		}
		if !ok || a.OnShelfEnd().Before(row.End) || w.Packages[a.PackageID].Expire().After(row.PreviousEnd) {
			return true
		}
		n, err := calendar.MonthsUntil(a.Anchor, row.End)
		return err != nil || !calendar.End(a.Anchor, n).Equal(row.End)
	})
}

// withdraw takes back the newest lost renewal that matches, and reports whether there was one.
func (w *World) withdraw(match func(*AssetRenewal) bool) bool {
	lost := sorted(w.Renewals, func(a, b *AssetRenewal) int { return cmp.Compare(b.Seq, a.Seq) })
	for _, r := range lost {
		if w.Lost[r.ID] && w.separable(r) && match(r) {
			w.Lost[r.ID] = false
			w.Withdrawn = append(w.Withdrawn, r.ID)
			w.record(w.Now, r.ID, "mss/asset-renewals", nil, &RenewalWithdrawn{RenewalID: r.ID})
			return true
		}
	}
	return false
}

// makeWay withdraws the lost renewals of adopted assets that a request now renews as their blocks ask for, and the one
// that its client token made when those assets belonged to others.
func (w *World) makeWay(in RenewAssets) error {
	for _, id := range w.Freed {
		if w.Lost[id] && !w.withdraw(func(r *AssetRenewal) bool { return r.ID == id && w.uncertain(r) }) {
			return Refuse(CodeTokenReused, "the client token was used for another request, which made %s; use a new token or "+
				"repeat that request", id)
		}
	}
	renews := map[string]bool{}
	for _, row := range in.Rows {
		renews[row.AssetID] = true
	}
	for w.withdraw(func(r *AssetRenewal) bool {
		return slices.ContainsFunc(r.rows(), func(row RenewalResult) bool {
			a, ok := w.Assets[row.AssetID]
			return ok && renews[a.ID] && a.Adopted > r.Seq
		})
	}) {
	}
	return nil
}

// freeUnits withdraws one more lost renewal of an asset that is lost itself, or was adopted since, if it was paid out
// of a pool. It reports whether there was one.
func (w *World) freeUnits(pool string) bool {
	return w.withdraw(func(r *AssetRenewal) bool {
		return w.uncertain(r) && slices.ContainsFunc(r.rows(), func(row RenewalResult) bool {
			return slices.ContainsFunc(row.Debits, func(d Debit) bool {
				p, ok := w.Packages[d.ResourceID]
				return ok &&
					p.Pool == pool
			})
		})
	})
}

// WithdrawRest withdraws what hangs on adopted packages and assets and is still lost when an apply has ended in order:
// no block asked for it.
func WithdrawRest(w *World) {
	adopted := func(a *Asset) bool { p, ok := w.Packages[a.PackageID]; return ok && p.Adopted > a.Seq }
	for w.withdraw(func(r *AssetRenewal) bool {
		return w.isAdopted(r) || slices.ContainsFunc(r.rows(), func(row RenewalResult) bool {
			a, ok := w.Assets[row.AssetID]
			return ok && w.Lost[a.ID] && adopted(a)
		})
	}) {
	}
	for _, a := range w.AssetList() {
		if w.Lost[a.ID] && adopted(a) && a.OnShelfMonths == 0 && w.AssetStatus(a) != AssetDeleted {
			w.Lost[a.ID] = false
			w.Withdrawn = append(w.Withdrawn, a.ID)
			w.record(w.Now, a.ID, "runs/close", nil, &AssetWithdrawn{AssetID: a.ID, PackageID: a.PackageID, Kind: a.Kind,
				Name: a.Name})
		}
	}
}

// Purpose is what a purchase is going to be used for, as far as that decides which of several identical lost ones it
// may adopt.
type Purpose struct {
	Given   bool      // without it any will do
	Pays    bool      // the order is going to be paid
	ByHand  bool      // by hand, and not by the service
	Coupons []string  // by hand with these
	Until   time.Time // its packages are going to be renewed until then; zero: not at all
}

// Fit reports whether a lost order may be adopted for a purpose, and how far it has got: of those with a higher rank
// more was paid. An order of which more was paid than the purpose asks for belongs to another block.
func Fit(w *World, orderID string, why Purpose) (fits bool, rank int64) {
	o, ok := w.Orders[orderID]
	if !ok || !why.Given || o.Paid.IsZero() {
		return true, 0
	}
	if !why.Pays || why.ByHand && !slices.Equal(slices.Sorted(slices.Values(o.CouponIDs)),
		slices.Sorted(slices.Values(why.Coupons))) {
		return false, 0
	}
	rank = 1
	for _, id := range o.Resources() {
		p, ok := w.Packages[id]
		if !ok {
			continue
		}
		rank = max(rank, p.Expire().Unix())
		if len(p.Terms) > 1 && !p.AutoRenew && !calendar.End(p.Anchor, p.Months-p.PeriodType.Months()).Before(why.Until) {
			return false, 0
		}
	}
	return true, rank
}
