package lifecycle_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestWhatAnOrderCanBePaidWith(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	coupon := k.coupon(lifecycle.CashCoupon, 1_000, nil)
	k.coupon(lifecycle.CashCoupon, 1_000, func(c *lifecycle.Coupon) { c.Minimum = 9_901 })
	k.coupon(lifecycle.DiscountCoupon, 1_000, func(c *lifecycle.Coupon) { c.Products = []string{image} })
	discount := k.discount(lifecycle.Promotion, 10, 30)
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	o := k.Orders[id]
	if got := k.UsableCoupons(o); len(got) != 1 || got[0].ID != coupon {
		t.Errorf("the usable coupons are %+v, want only %s", got, coupon)
	}
	offers := k.UsableDiscounts(o)
	if len(offers) != 1 || offers[0].Discount.ID != discount || len(offers[0].Off) != 1 ||
		offers[0].Off[0] != money.Amount(990) {
		t.Errorf("the usable discounts are %+v, want only %s, 9.90 off", offers, discount)
	}
	k.ok(pay(k.World, id, lifecycle.Choice{}))
	if k.UsableCoupons(o) != nil || k.UsableDiscounts(o) != nil {
		t.Error("a paid order can be paid with something")
	}
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: o.Resources(), PeriodType: site.Yearly, PeriodNum: 1})
	k.ok(err)
	if renewal := k.Orders[ids[0]]; len(k.UsableCoupons(renewal)) != 1 || k.UsableDiscounts(renewal) != nil {
		t.Error("a renewal takes coupons and no discount")
	}
}
