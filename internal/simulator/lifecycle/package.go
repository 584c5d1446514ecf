package lifecycle

import (
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// PackageStatus is the status of a resource package.
type PackageStatus string

// Statuses of a package. Expired is of products that do not renew: void at the end, without grace, retention or
// renewal.
const (
	PackageActive   PackageStatus = "active"
	PackageUsedUp   PackageStatus = "used_up"
	PackageGrace    PackageStatus = "grace"
	PackageFrozen   PackageStatus = "frozen"
	PackageExpired  PackageStatus = "expired"
	PackageReleased PackageStatus = "released"
	PackageReturned PackageStatus = "returned"
)

// Package is the row of a resource package.
type Package struct {
	ID               string          `json:"id"`
	Seq              int64           `json:"seq"` // purchase sequence, for ties
	OrderID          string          `json:"order_id"`
	ItemIndex        int             `json:"item_index"`
	ResourceSpecCode string          `json:"resource_spec_code"`
	PeriodType       site.PeriodType `json:"period_type"` // of its last order
	Units            int64           `json:"units"`
	Used             int64           `json:"used"`
	Effective        time.Time       `json:"effective"`
	Anchor           time.Time       `json:"anchor"` // every end is counted from here
	Months           int             `json:"months"` // from the anchor to the end
	Lapses           bool            `json:"lapses,omitempty"`
	Pool             string          `json:"pool,omitempty"`
	Terms            []Term          `json:"terms"`
	AutoRenew        bool            `json:"auto_renew,omitempty"`
	// RenewTimes is how many automatic renewals are still allowed; 0: any number.
	RenewTimes int `json:"renew_times,omitempty"`
	// RenewPeriod is the period type of automatic renewals; empty: that of the last order.
	RenewPeriod site.PeriodType `json:"renew_period,omitempty"`
	// NextCharge is the next attempt of automatic renewal whose answer time alone decides; zero when there is none.
	NextCharge time.Time `json:"next_charge,omitzero"`
	// Failed is the automatic renewal that failed last, unless a fact about the package or the rules came after it. It is
	// never changed, only replaced.
	Failed   *FailedRenewal `json:"failed,omitempty"`
	Returned time.Time      `json:"returned,omitzero"`
	// Changed is when something about it was last changed that billing shows; zero if nothing was since its delivery.
	Changed time.Time `json:"changed,omitzero"`
	// RefundedInFull says that it was returned for all that was paid; the order's cash coupons wait for its last package.
	RefundedInFull bool   `json:"refunded_in_full,omitempty"`
	AssetID        string `json:"asset_id,omitempty"`   // bound to its unit for good
	AssetName      string `json:"asset_name,omitempty"` // name and kind of the bound asset, also after it was deleted
	AssetKind      string `json:"asset_kind,omitempty"`
	Rebound        bool   `json:"rebound,omitempty"` // the asset came from another package
	// Adopted is the number of the last fact by which its order was, having been lost; 0: it never was.
	Adopted int64 `json:"adopted,omitempty"`
}

// Term is one paid period of a package.
type Term struct {
	OrderID string       `json:"order_id"`
	Start   time.Time    `json:"start"`
	End     time.Time    `json:"end"`
	Months  int          `json:"months"`
	Paid    money.Amount `json:"paid"`
}

// Expire is the package's end: the last second of a UTC+8 day.
func (p *Package) Expire() time.Time { return calendar.End(p.Anchor, p.Months) }

// delivered reports whether the order of the package is completed at an instant. Until then nothing shows the package.
func (p *Package) delivered(at time.Time) bool { return !at.Before(p.Effective) }

// GraceEnd is the last instant of the grace period.
func (p *Package) GraceEnd(pol Policies) time.Time {
	if p.Lapses {
		return p.Expire()
	}
	return calendar.DaysAfter(p.Expire(), pol.At(p.Expire()).GraceDays.Value)
}

// RetentionEnd is the instant at which the package is released.
func (p *Package) RetentionEnd(pol Policies) time.Time {
	if p.Lapses {
		return p.Expire()
	}
	return calendar.DaysAfter(p.Expire(), pol.At(p.Expire()).DaysAfterEnd())
}

// Status of the package at an instant: periods are half open, so that at its very end it is already in grace.
func (p *Package) Status(at time.Time, pol Policies) PackageStatus {
	switch {
	case !p.Returned.IsZero() && !at.Before(p.Returned):
		return PackageReturned
	case at.Before(p.Expire()):
		if p.Pool != "" && p.Used >= p.Units {
			return PackageUsedUp
		}
		return PackageActive
	case p.Lapses:
		return PackageExpired
	case at.Before(p.GraceEnd(pol)):
		return PackageGrace
	case at.Before(p.RetentionEnd(pol)):
		return PackageFrozen
	default:
		return PackageReleased
	}
}

// Gone reports whether the package has been returned, released or has expired at an instant.
func (p *Package) Gone(at time.Time, pol Policies) bool {
	return slices.Contains(Gone(), p.Status(at, pol))
}

// ClosedAt is when a gone package went.
func (p *Package) ClosedAt(pol Policies) time.Time {
	if !p.Returned.IsZero() {
		return p.Returned
	}
	return p.RetentionEnd(pol)
}

// Since is when the package's status at an instant began; of one in use, when it was delivered.
func (p *Package) Since(at time.Time, pol Policies) time.Time {
	switch p.Status(at, pol) {
	case PackageReturned:
		return p.Returned
	case PackageGrace, PackageExpired:
		return p.Expire()
	case PackageFrozen:
		return p.GraceEnd(pol)
	case PackageReleased:
		return p.RetentionEnd(pol)
	default:
		return p.Effective
	}
}

// Updated is when what billing shows of the package last changed: by a call, by its renewal, or by time alone.
func (p *Package) Updated(at time.Time, pol Policies) time.Time {
	if p.Gone(at, pol) {
		return later(p.ClosedAt(pol), p.Changed) // a withdrawn asset can close it with an earlier end
	}
	return later(p.Since(at, pol), p.Changed)
}

// BoundAsset is the asset that the package's unit is bound to; empty if there is none, or it has moved to another
// package.
func (w *View) BoundAsset(p *Package) (id, name string) {
	if a, ok := w.Assets[p.AssetID]; ok && a.PackageID != p.ID {
		return "", ""
	}
	return p.AssetID, p.AssetName
}

// FreeUnits are the units that no asset or renewal has used.
func (p *Package) FreeUnits() int64 { return p.Units - p.Used }

// hasTermOf reports whether an order's term is still part of the package: a renewal can be returned by itself.
func (p *Package) hasTermOf(orderID string) bool {
	return slices.ContainsFunc(p.Terms, func(t Term) bool { return t.OrderID == orderID })
}
