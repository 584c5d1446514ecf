package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Choice is what is chosen to pay an order with. The zero value: the ordered price, no coupon.
type Choice struct {
	DiscountID string   `json:"DiscountID"`
	CouponIDs  []string `json:"CouponIDs"`
	// DiscountType and CouponTypes are what the chosen ones are said to be; nil and 0: nothing is said.
	DiscountType *DiscountType `json:"DiscountType,omitempty"`
	CouponTypes  []CouponType  `json:"CouponTypes,omitempty"`
}

// maxCoupons is how many coupons one payment takes (documented).
const maxCoupons = 3

func valid(from, until, at time.Time) bool { return !at.Before(from) && at.Before(until) }

func covers(products []string, items []OrderItem) bool {
	return len(products) == 0 || !slices.ContainsFunc(items, func(it OrderItem) bool {
		return !slices.Contains(products, it.ResourceSpecCode)
	})
}

// checkDiscount refuses a discount that an order cannot be paid with.
func (w *View) checkDiscount(id string, items []OrderItem) (*Discount, error) {
	d := w.discount(id)
	switch {
	case d == nil:
		return nil, Refuse(CodeDiscountUnusable, "the account has no discount %s", id)
	case !valid(d.ValidFrom, d.ValidUntil, w.Now):
		return nil, Refuse(CodeDiscountUnusable, "the discount %s is valid from %s until %s, not now", id,
			instant(d.ValidFrom), instant(d.ValidUntil))
	case !covers(d.Products, items):
		return nil, Refuse(CodeDiscountUnusable, "the discount %s does not cover every product of the order", id)
	}
	return d, nil
}

// checkCoupons refuses coupons that an order of an amount cannot be paid with, and says what they take off.
func (w *View) checkCoupons(o *Order, ids []string, amount money.Amount, withDiscount bool) (off money.Amount,
	err error) {
	if len(ids) > maxCoupons {
		return 0, Refuse(CodeBillingParameter, "coupon_infos: %d coupons, at most %d can be used", len(ids), maxCoupons)
	}
	var kind CouponType
	for i, id := range ids {
		c := w.coupon(id)
		switch {
		case slices.Contains(ids[:i], id):
			return 0, Refuse(CodeBillingParameter, "coupon_infos: %s is named twice", id)
		case c == nil:
			return 0, Refuse(CodeCouponUnusable, "the account has no coupon %s", id)
		case c.UsedBy != "":
			return 0, Refuse(CodeCouponUnusable, "the coupon %s was used for the order %s", id, c.UsedBy)
		case c.Locked(w.Now) && c.LockedBy != o.ID:
			return 0, Refuse(CodeCouponUnusable, "the coupon %s is locked by the unpaid order %s", id, c.LockedBy)
		case !valid(c.ValidFrom, c.ValidUntil, w.Now):
			return 0, Refuse(CodeCouponUnusable, "the coupon %s is valid from %s until %s, not now", id, instant(c.ValidFrom),
				instant(c.ValidUntil))
		case !covers(c.Products, o.Items):
			return 0, Refuse(CodeCouponUnusable, "the coupon %s does not cover every product of the order", id)
		case amount < c.Minimum:
			return 0, Refuse(CodeCouponMinimum, "the coupon %s needs an order of %s %s, this one is %s", id, c.Minimum,
				w.Currency(), amount)
		case withDiscount && !c.WithDiscount:
			return 0, Refuse(CodeCouponWithDiscount, "the coupon %s cannot be combined with a discount", id)
		case kind != 0 && kind != c.Type:
			return 0, Refuse(CodeCouponKinds, "cash coupons and discount coupons cannot be used together")
		}
		kind = c.Type
		off += min(amount-off, c.FaceValue)
	}
	return off, nil
}

// checkTypes refuses what is not of the type that the choice says: the account has no such coupon or discount.
func (w *World) checkTypes(choice Choice) error {
	if d := w.discount(choice.DiscountID); d != nil && choice.DiscountType != nil && *choice.DiscountType != d.Type {
		return Refuse(CodeDiscountUnusable, "the account has no discount %s of the type %d: it is of the type %d", d.ID,
			*choice.DiscountType, d.Type)
	}
	for i, t := range choice.CouponTypes {
		if c := w.coupon(choice.CouponIDs[i]); c != nil && t != 0 && t != c.Type {
			return Refuse(CodeCouponUnusable, "the account has no coupon %s of the type %d: it is of the type %d",
				c.ID, t, c.Type)
		}
	}
	return nil
}

// bestChoice is what automatic payment takes by itself: the discount that saves most, a commercial one first
// (documented), then up to three coupons of one kind that save most, those that end first before others (assumed).
func (w *World) bestChoice(o *Order) Choice {
	var best Choice
	saved := money.Amount(-1)
	for i := range w.Tenant.Discounts {
		d := &w.Tenant.Discounts[i]
		if _, err := w.checkDiscount(d.ID, o.Items); err != nil {
			continue
		}
		_, sum := discounted(o.Items, d)
		current := w.discount(best.DiscountID)
		commercialFirst := current != nil && (d.Type == Commercial) != (current.Type == Commercial)
		if commercialFirst && d.Type == Commercial || !commercialFirst && o.OfficialAmount-sum > saved {
			best.DiscountID, saved = d.ID, o.OfficialAmount-sum
		}
	}
	_, amount := discounted(o.Items, w.discount(best.DiscountID))
	for _, kind := range []CouponType{CashCoupon, DiscountCoupon} {
		ids, off := w.bestCoupons(o, kind, amount, best.DiscountID != "")
		if off > w.off(o, best.CouponIDs, amount, best.DiscountID != "") {
			best.CouponIDs = ids
		}
	}
	return best
}

// off is what usable coupons take off an order.
func (w *World) off(o *Order, ids []string, amount money.Amount, withDiscount bool) money.Amount {
	off, err := w.checkCoupons(o, ids, amount, withDiscount)
	if err != nil {
		return 0
	}
	return off
}

func (w *World) bestCoupons(o *Order, kind CouponType, amount money.Amount, withDiscount bool) (ids []string,
	off money.Amount) {
	usable := slices.Clone(w.Tenant.Coupons)
	usable = slices.DeleteFunc(usable, func(c Coupon) bool {
		_, err := w.checkCoupons(o, []string{c.ID}, amount, withDiscount)
		return c.Type != kind || err != nil
	})
	slices.SortStableFunc(usable, func(a, b Coupon) int {
		return cmp.Or(cmp.Compare(b.FaceValue, a.FaceValue), a.ValidUntil.Compare(b.ValidUntil), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range usable {
		if len(ids) == maxCoupons || off == amount {
			break
		}
		ids = append(ids, c.ID)
		off += min(amount-off, c.FaceValue)
	}
	return ids, off
}
