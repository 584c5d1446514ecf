package billing

import (
	"slices"
	"strconv"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Billing's types of what takes something off an amount (documented). Those of the account's discounts are assumed to
// be the ones that sound alike.
const discountByCoupon = "300"

var discountTypes = map[lifecycle.DiscountType]int{lifecycle.Promotion: 700, lifecycle.Commercial: 605,
	lifecycle.Partner: 607}

// amountInfo says what took something off an order's official amount, also if nothing did. Discount coupons count among
// the discounts, cash coupons have a field of their own (documented).
func amountInfo(w *lifecycle.View, o *lifecycle.Order) *bssmodel.AmountInfomationV2 {
	items := discountItems(w, o, o.OfficialAmount-o.Amount)
	info := &bssmodel.AmountInfomationV2{CouponAmount: major(0)}
	switch {
	case o.CouponAmount == 0:
	case couponType(w, o) == lifecycle.DiscountCoupon:
		items = append(items, discountItem(discountByCoupon, o.CouponAmount))
	default:
		info.CouponAmount = major(o.CouponAmount)
	}
	info.Discounts = &items
	return info
}

// lineAmountInfo is amountInfo of one line; coupons pay orders, not lines.
func lineAmountInfo(w *lifecycle.View, o *lifecycle.Order, it lifecycle.OrderItem) *bssmodel.AmountInfomationV2 {
	items := discountItems(w, o, it.OfficialAmount-it.Amount)
	return &bssmodel.AmountInfomationV2{Discounts: &items}
}

func discountItems(w *lifecycle.View, o *lifecycle.Order, off money.Amount) []bssmodel.DiscountItemV2 {
	i := slices.IndexFunc(w.Tenant.Discounts, func(d lifecycle.Discount) bool { return d.ID == o.DiscountID })
	if i < 0 || off == 0 {
		return []bssmodel.DiscountItemV2{}
	}
	return []bssmodel.DiscountItemV2{discountItem(strconv.Itoa(discountTypes[w.Tenant.Discounts[i].Type]), off)}
}

func discountItem(kind string, off money.Amount) bssmodel.DiscountItemV2 {
	return bssmodel.DiscountItemV2{DiscountType: &kind, DiscountAmount: major(off)}
}

// couponType of an order's coupons, which are all of one type.
func couponType(w *lifecycle.View, o *lifecycle.Order) lifecycle.CouponType {
	i := slices.IndexFunc(w.Tenant.Coupons, func(c lifecycle.Coupon) bool { return slices.Contains(o.CouponIDs, c.ID) })
	if i < 0 {
		return lifecycle.CashCoupon
	}
	return w.Tenant.Coupons[i].Type
}
