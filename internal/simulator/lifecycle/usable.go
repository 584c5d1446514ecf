package lifecycle

import "github.com/mss-iac/terraform-provider-mss/internal/money"

// DiscountOffer is a discount that an order can be paid with, and what it takes off each of the order's items.
type DiscountOffer struct {
	Discount Discount
	Off      []money.Amount
}

// UsableCoupons are the account's coupons with which an order can be paid now, each by itself and at the ordered price; none when the order waits for
// no payment.
func (w *World) UsableCoupons(o *Order) []Coupon {
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

// UsableDiscounts are the account's discounts with which an order can be paid now; none for a renewal, which gets none, and when the order waits
// for no payment.
func (w *World) UsableDiscounts(o *Order) []DiscountOffer {
	if o.Status(w.Now) != OrderPendingPayment || o.Type == Renewal {
		return nil
	}
	var offers []DiscountOffer
	for _, d := range w.Tenant.Discounts {
		if _, err := w.checkDiscount(d.ID, o.Items); err != nil {
			continue
		}
		offer := DiscountOffer{Discount: d}
		items, _ := discounted(o.Items, &d)
		for _, it := range items {
			offer.Off = append(offer.Off, it.OfficialAmount-it.Amount)
		}
		offers = append(offers, offer)
	}
	return offers
}
