package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// CouponType is billing's type of a coupon at payment.
type CouponType int

// The coupon types that the simulated cloud knows (documented). Both take their face value off an order; a cash coupon
// comes back when an order is refunded in full, a discount coupon does not.
const (
	DiscountCoupon CouponType = 300
	CashCoupon     CouponType = 301
)

// Coupon is an account's coupon. It is used once; what an order does not need of it is lost (assumed).
type Coupon struct {
	ID         string       `json:"id"`
	Type       CouponType   `json:"type"`
	FaceValue  money.Amount `json:"face_value"`
	Minimum    money.Amount `json:"minimum,omitempty"` // of the order after discounts
	ValidFrom  time.Time    `json:"valid_from"`
	ValidUntil time.Time    `json:"valid_until"`
	Products   []string     `json:"products,omitempty"` // empty: all
	// WithDiscount says that it may be combined with a discount.
	WithDiscount bool      `json:"with_discount,omitempty"`
	UsedBy       string    `json:"used_by,omitempty"`     // order
	LockedBy     string    `json:"locked_by,omitempty"`   // an order that may still be paid
	LockedUntil  time.Time `json:"locked_until,omitzero"` // its payment deadline
}

// Locked reports whether an unpaid order holds the coupon at an instant.
func (c *Coupon) Locked(at time.Time) bool { return c.LockedBy != "" && at.Before(c.LockedUntil) }

// CouponGranted is a coupon given to the account.
type CouponGranted struct {
	Coupon Coupon `json:"coupon"`
}

func (b *CouponGranted) apply(w *World, _ *Fact) {
	w.Tenant.Coupons = append(slices.Clip(w.Tenant.Coupons), b.Coupon)
}

func (b *CouponGranted) describe(w *World) string {
	return fmt.Sprintf("coupon of %s %s, valid until %s", b.Coupon.FaceValue, w.Currency(), instant(b.Coupon.ValidUntil))
}

// GrantCoupon gives the account a coupon.
type GrantCoupon struct{ Coupon }

// Spec of a Command.
func (in GrantCoupon) Spec() Spec { return Spec{Operation: "GrantCoupon", Content: in.Coupon} }

// Decide is the rule.
func (in GrantCoupon) Decide(w *World) ([]string, error) {
	c := in.Coupon
	switch {
	case c.Type != DiscountCoupon && c.Type != CashCoupon:
		return nil, Refuse(CodeBillingParameter, "type: %d is neither 300 (discount coupon) nor 301 (cash coupon)", c.Type)
	case c.FaceValue <= 0 || c.Minimum < 0:
		return nil, Refuse(CodeBillingParameter, "the face value must be more than 0 and the minimum not less")
	case c.FaceValue > money.MostInFloat || c.Minimum > money.MostInFloat:
		return nil, Refuse(CodeBillingParameter, "the face value and the minimum must be at most %s", money.MostInFloat)
	case !c.ValidFrom.Before(c.ValidUntil):
		return nil, Refuse(CodeBillingParameter, "the coupon's validity ends %s, before it begins", instant(c.ValidUntil))
	}
	if err := w.knownProducts(c.Products); err != nil {
		return nil, err
	}
	c.ID, c.UsedBy, c.LockedBy, c.LockedUntil = "sim-coupon-"+w.Names("coupon", w.Identity)[:16], "", "", time.Time{}
	w.record(w.Now, c.ID, "account/coupons", nil, &CouponGranted{Coupon: c})
	return []string{c.ID}, nil
}

func (w *World) knownProducts(codes []string) error {
	for _, code := range codes {
		if _, ok := w.Catalog.Product(code); !ok {
			return Refuse(CodeBillingParameter, "products: %q is not in the catalogue", code)
		}
	}
	return nil
}

// coupon and discount look one up in the account.
func (w *View) coupon(id string) *Coupon {
	i := slices.IndexFunc(w.Tenant.Coupons, func(c Coupon) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &w.Tenant.Coupons[i]
}

// holdCoupons notes in the account which coupons an order uses (used) or locks until it is paid, and frees its others.
func (w *World) holdCoupons(o *Order, used bool) {
	w.Tenant.Coupons = slices.Clone(w.Tenant.Coupons)
	for i := range w.Tenant.Coupons {
		c := &w.Tenant.Coupons[i]
		if c.LockedBy == o.ID {
			c.LockedBy, c.LockedUntil = "", time.Time{}
		}
		switch {
		case !slices.Contains(o.CouponIDs, c.ID):
		case used:
			c.UsedBy = o.ID
		default:
			c.LockedBy, c.LockedUntil = o.ID, o.PayBy
		}
	}
}
