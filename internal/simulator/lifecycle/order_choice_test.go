package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func (k *tester) coupon(kind lifecycle.CouponType, face money.Amount, change func(*lifecycle.Coupon)) string {
	k.t.Helper()
	k.at(k.Now)
	c := lifecycle.Coupon{Type: kind, FaceValue: face, ValidFrom: k.Now, ValidUntil: k.Now.AddDate(0, 6, 0)}
	if change != nil {
		change(&c)
	}
	id, err := grantCoupon(k.World, c)
	k.ok(err)
	return id
}

func (k *tester) discount(kind lifecycle.DiscountType, percent int, days int) string {
	k.t.Helper()
	k.at(k.Now)
	id, err := grantDiscount(k.World, lifecycle.Discount{Type: kind, Percent: percent, ValidFrom: k.Now,
		ValidUntil: k.Now.AddDate(0, 0, days)})
	k.ok(err)
	return id
}

// auto places an order with automatic payment.
func (k *tester) auto(items ...lifecycle.OrderRequestItem) *lifecycle.Order {
	k.t.Helper()
	k.at(k.Now)
	id, err := place(k.World, lifecycle.PlaceOrder{AutoPay: true, Items: items})
	k.ok(err)
	return k.Orders[id]
}

func TestCouponsPayFirstAndOnce(t *testing.T) {
	t.Parallel()
	k := newTester(t, "100.00")
	coupon := k.coupon(lifecycle.CashCoupon, 5_000, nil)
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	k.ok(pay(k.World, id, lifecycle.Choice{CouponIDs: []string{coupon}}))
	o := k.Orders[id]
	if k.Tenant.Balance != 10_000-4_900 || o.Amount != 9_900 || o.CouponAmount != 5_000 {
		t.Errorf("balance %s, order %s with coupons for %s", k.Tenant.Balance, o.Amount, o.CouponAmount)
	}
	if paid := k.Packages[o.Resources()[0]].Terms[0].Paid; paid != 4_900 {
		t.Errorf("refunds count from %s, want the money that was paid", paid)
	}
	k.at(k.Now)
	again := k.place(item(voice, site.Yearly, 1, 1, false))
	k.refused(pay(k.World, again, lifecycle.Choice{CouponIDs: []string{coupon}}), lifecycle.CodeCouponUnusable, id)
}

func TestACouponWorthMoreThanTheOrderLeavesNothingToPay(t *testing.T) {
	t.Parallel()
	k := newTester(t, "0.00")
	coupon := k.coupon(lifecycle.CashCoupon, 50_000, nil)
	id := k.place(item(voice, site.Yearly, 1, 3, false))
	k.ok(pay(k.World, id, lifecycle.Choice{CouponIDs: []string{coupon}}))
	if k.Tenant.Balance != 0 || k.Orders[id].CouponAmount != 29_700 {
		t.Errorf("balance %s, coupons paid %s", k.Tenant.Balance, k.Orders[id].CouponAmount)
	}
}

func TestCouponIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kinds  []lifecycle.CouponType
		change func(*lifecycle.Coupon)
		extra  lifecycle.Choice
		after  time.Duration
		code   string
	}{
		"expired": {after: 200 * 24 * time.Hour, code: lifecycle.CodeCouponUnusable},
		"not valid yet": {change: func(c *lifecycle.Coupon) { c.ValidFrom = c.ValidFrom.Add(time.Hour) },
			code: lifecycle.CodeCouponUnusable},
		"another product": {change: func(c *lifecycle.Coupon) { c.Products = []string{image} },
			code: lifecycle.CodeCouponUnusable},
		"below its minimum": {change: func(c *lifecycle.Coupon) { c.Minimum = 9_901 }, code: lifecycle.CodeCouponMinimum},
		"both kinds": {kinds: []lifecycle.CouponType{lifecycle.CashCoupon, lifecycle.DiscountCoupon},
			code: lifecycle.CodeCouponKinds},
		"four coupons":        {kinds: []lifecycle.CouponType{301, 301, 301, 301}, code: lifecycle.CodeBillingParameter},
		"unknown":             {extra: lifecycle.Choice{CouponIDs: []string{"x"}}, code: lifecycle.CodeCouponUnusable},
		"with a discount":     {extra: lifecycle.Choice{DiscountID: "the discount"}, code: lifecycle.CodeCouponWithDiscount},
		"an unknown discount": {extra: lifecycle.Choice{DiscountID: "y"}, code: lifecycle.CodeDiscountUnusable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			if c.kinds == nil {
				c.kinds = []lifecycle.CouponType{lifecycle.CashCoupon}
			}
			var choice lifecycle.Choice
			for _, kind := range c.kinds {
				choice.CouponIDs = append(choice.CouponIDs, k.coupon(kind, 1_000, c.change))
			}
			choice.CouponIDs = append(choice.CouponIDs, c.extra.CouponIDs...)
			if choice.DiscountID = c.extra.DiscountID; choice.DiscountID == "the discount" {
				choice.DiscountID = k.discount(lifecycle.Promotion, 10, 300)
			}
			k.at(k.Now.Add(c.after))
			id := k.place(item(voice, site.Yearly, 1, 1, false))
			k.refused(pay(k.World, id, choice), c.code)
			if len(k.Packages) != 0 {
				t.Error("the refused payment delivered")
			}
		})
	}
}

func TestCouponMayBeCombinedWithADiscountWhereItSays(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	coupon := k.coupon(lifecycle.DiscountCoupon, 1_000, func(c *lifecycle.Coupon) { c.WithDiscount = true })
	discount := k.discount(lifecycle.Partner, 10, 30)
	id := k.place(item(voice, site.Yearly, 1, 1, false))
	k.ok(pay(k.World, id, lifecycle.Choice{DiscountID: discount, CouponIDs: []string{coupon}}))
	if o := k.Orders[id]; o.OfficialAmount != 9_900 || o.Amount != 8_910 || o.CouponAmount != 1_000 ||
		k.Tenant.Balance != -7_910 {
		t.Errorf("%s, after the discount %s, coupons %s, balance %s", o.OfficialAmount, o.Amount, o.CouponAmount,
			k.Tenant.Balance)
	}
}

func TestAutomaticPaymentTakesTheBestByItself(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	signAutoPay(k.World, true)
	k.discount(lifecycle.Promotion, 5, 30)
	k.discount(lifecycle.Partner, 20, 30)
	best := k.coupon(lifecycle.CashCoupon, 2_000, func(c *lifecycle.Coupon) { c.WithDiscount = true })
	k.coupon(lifecycle.DiscountCoupon, 1_000, func(c *lifecycle.Coupon) { c.WithDiscount = true })
	k.coupon(lifecycle.CashCoupon, 7_000, nil) // cannot be combined
	o := k.auto(item(voice, site.Yearly, 1, 1, false))
	if o.Amount != 7_920 || o.CouponAmount != 2_000 || len(o.CouponIDs) != 1 || o.CouponIDs[0] != best ||
		k.Tenant.Balance != -5_920 {
		t.Errorf("amount %s, coupons %v for %s, balance %s", o.Amount, o.CouponIDs, o.CouponAmount, k.Tenant.Balance)
	}
	commercial := k.discount(lifecycle.Commercial, 1, 30)
	if o := k.auto(item(voice, site.Yearly, 1, 1, false)); o.DiscountID != commercial {
		t.Errorf("it chose %s, a commercial discount has priority", o.DiscountID)
	}
}

func TestFailedAutomaticPaymentKeepsThePriceAndLocksTheCoupons(t *testing.T) {
	t.Parallel()
	k := newTester(t, "10.00")
	signAutoPay(k.World, true)
	k.discount(lifecycle.Promotion, 50, 3)
	coupon := k.coupon(lifecycle.CashCoupon, 1_000, func(c *lifecycle.Coupon) { c.WithDiscount = true })
	other := k.coupon(lifecycle.CashCoupon, 900, func(c *lifecycle.Coupon) {
		c.WithDiscount, c.Products = true, []string{voice}
	})
	o := k.auto(item(image, site.Yearly, 1, 1, false))
	if o.Status(k.Now) != lifecycle.OrderPendingPayment || o.Amount != 60_000 || !o.PayBy.Equal(day0.AddDate(0, 0, 3)) {
		t.Fatalf("status %d, amount %s, to be paid before %v: the discount ends then", o.Status(k.Now), o.Amount, o.PayBy)
	}
	k.at(k.Now)
	voiceOrder := k.place(item(voice, site.Yearly, 1, 1, false))
	k.refused(pay(k.World, voiceOrder, lifecycle.Choice{CouponIDs: []string{coupon}}), lifecycle.CodeCouponUnusable,
		"locked", o.ID)
	k.Tenant.Balance = 1_000_000
	k.ok(pay(k.World, voiceOrder, lifecycle.Choice{CouponIDs: []string{other}}))
	k.ok(pay(k.World, o.ID, lifecycle.Choice{})) // by hand, without the coupon: the price holds, the coupon is free again
	if o.CouponAmount != 0 || o.Amount != 60_000 {
		t.Errorf("paid %s with coupons for %s", o.Amount, o.CouponAmount)
	}
	k.at(k.Now)
	k.ok(pay(k.World, k.place(item(voice, site.Yearly, 1, 1, false)), lifecycle.Choice{CouponIDs: []string{coupon}}))
}

func TestALapsedOrCancelledOrderFreesItsCoupons(t *testing.T) {
	t.Parallel()
	for name, free := range map[string]func(*tester, *lifecycle.Order){
		"lapsed":    func(k *tester, o *lifecycle.Order) { k.at(o.PayBy) },
		"cancelled": func(k *tester, o *lifecycle.Order) { k.ok(cancel(k.World, o.ID)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t, "10.00")
			signAutoPay(k.World, true)
			coupon := k.coupon(lifecycle.CashCoupon, 1_000, nil)
			free(k, k.auto(item(voice, site.Yearly, 1, 1, false)))
			k.Tenant.Balance = 10_000
			k.at(k.Now)
			k.ok(pay(k.World, k.place(item(voice, site.Yearly, 1, 1, false)), lifecycle.Choice{CouponIDs: []string{coupon}}))
		})
	}
}

func TestFullRefundGivesCashCouponsBackOnly(t *testing.T) {
	t.Parallel()
	for kind, wantCode := range map[lifecycle.CouponType]string{
		lifecycle.CashCoupon: "", lifecycle.DiscountCoupon: lifecycle.CodeCouponUnusable} {
		k := newTesterOn(t, "china")
		coupon := k.coupon(kind, 1_000, nil)
		id := k.place(item(channel, site.Monthly, 1, 1, false))
		k.ok(pay(k.World, id, lifecycle.Choice{CouponIDs: []string{coupon}}))
		k.at(k.Now)
		_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: k.Orders[id].Resources()})
		k.ok(err)
		if k.Tenant.Balance != 0 {
			t.Errorf("after the full refund the balance is %s", k.Tenant.Balance)
		}
		err = pay(k.World, k.place(item(channel, site.Monthly, 1, 1, false)), lifecycle.Choice{CouponIDs: []string{coupon}})
		if wantCode == "" {
			k.ok(err)
		} else {
			k.refused(err, wantCode)
		}
	}
}

func TestRenewalsGetNoDiscount(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	discount := k.discount(lifecycle.Promotion, 50, 30)
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Yearly, PeriodNum: 1})
	k.ok(err)
	k.refused(pay(k.World, ids[0], lifecycle.Choice{DiscountID: discount}), lifecycle.CodeDiscountUnusable, "renewal")
	coupon := k.coupon(lifecycle.CashCoupon, 900, nil)
	k.ok(pay(k.World, ids[0], lifecycle.Choice{CouponIDs: []string{coupon}}))
	if p.Terms[1].Paid != 9_000 {
		t.Errorf("the renewal was paid with %s", p.Terms[1].Paid)
	}
}

func TestGrantsAreChecked(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	until := day0.AddDate(1, 0, 0)
	for name, c := range map[string]lifecycle.Coupon{
		"type":     {Type: 1, FaceValue: 1, ValidFrom: day0, ValidUntil: until},
		"value":    {Type: lifecycle.CashCoupon, ValidFrom: day0, ValidUntil: until},
		"validity": {Type: lifecycle.CashCoupon, FaceValue: 1, ValidFrom: until, ValidUntil: day0},
		"products": {Type: lifecycle.CashCoupon, FaceValue: 1, ValidFrom: day0, ValidUntil: until, Products: []string{"x"}},
	} {
		if _, err := grantCoupon(k.World, c); err == nil {
			t.Errorf("a coupon with a wrong %s was granted", name)
		}
	}
	for name, d := range map[string]lifecycle.Discount{
		"type":     {Type: 9, Percent: 1, ValidFrom: day0, ValidUntil: until},
		"percent":  {Percent: 100, ValidFrom: day0, ValidUntil: until},
		"validity": {Percent: 1, ValidFrom: until, ValidUntil: day0},
		"products": {Percent: 1, ValidFrom: day0, ValidUntil: until, Products: []string{"x"}},
	} {
		if _, err := grantDiscount(k.World, d); err == nil {
			t.Errorf("a discount with a wrong %s was granted", name)
		}
	}
}
