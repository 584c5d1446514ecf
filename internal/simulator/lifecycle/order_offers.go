package lifecycle

import (
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// DiscountOffer is a discount that an order can be paid with, and what it takes off each of the order's items.
type DiscountOffer struct {
	Discount Discount
	Off      []money.Amount
	Total    money.Amount // of Off
	// Best says that no other commercial or partner discount takes off more; of equal ones the commercial one is best, and
	// promotions do not take part (documented).
	Best bool
}

// UsableCoupons are the account's coupons with which an order can be paid now, each by itself and at the ordered price;
// none when the order waits for no payment.
func (w *View) UsableCoupons(o *Order) []Coupon {
	if o.Status(w.Now) != OrderPendingPayment {
		return nil
	}
	var usable []Coupon
	for _, c := range w.Tenant.Coupons {
		if _, err := w.checkCoupons(o, []string{c.ID}, o.Amount, o.DiscountID != ""); err == nil {
			usable = append(usable, c)
		}
	}
	return usable
}

// UsableDiscounts are the account's discounts with which an order can be paid now; none for a renewal, which gets none,
// and when the order waits for no payment.
func (w *View) UsableDiscounts(o *Order) []DiscountOffer {
	if o.Status(w.Now) != OrderPendingPayment || o.Type == Renewal {
		return nil
	}
	return w.discountOffers(o.Items)
}

// discountOffers are the account's discounts that cover every item, in the order in which they were granted.
func (w *View) discountOffers(items []OrderItem) []DiscountOffer {
	var offers []DiscountOffer
	best := -1
	for _, d := range w.Tenant.Discounts {
		if _, err := w.checkDiscount(d.ID, items); err != nil {
			continue
		}
		offer := DiscountOffer{Discount: d}
		under, _ := discounted(items, &d)
		for _, it := range under {
			off := it.OfficialAmount - it.Amount
			offer.Off = append(offer.Off, off)
			offer.Total += off
		}
		if d.Type != Promotion && (best < 0 || offer.betterThan(offers[best])) {
			best = len(offers)
		}
		offers = append(offers, offer)
	}
	if best >= 0 {
		offers[best].Best = true
	}
	return offers
}

func (o DiscountOffer) betterThan(other DiscountOffer) bool {
	if o.Total != other.Total {
		return o.Total > other.Total
	}
	return o.Discount.Type == Commercial && other.Discount.Type != Commercial
}
