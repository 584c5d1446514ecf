package billing

import (
	"slices"
	"strings"
	"time"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Statuses of a coupon in lists (documented).
const (
	couponInactive = 1
	couponToUse    = 2
	couponUsed     = 3
	couponExpired  = 4
)

const (
	couponKeptMonths = 12 // used and expired coupons are listed for so long (documented)
	couponOnce       = 1  // coupon_version of a coupon that is used once (documented)
	maxCoupons       = 3  // of one payment (documented)
	couponGroupCloud = 0  // coupon_group of coupons for cloud services (documented)
)

// couponTypes are the types of coupons in lists (documented: 1 cash, 2 discount); payments call them 301 and 300.
var couponTypes = map[lifecycle.CouponType]int32{lifecycle.CashCoupon: 1, lifecycle.DiscountCoupon: 2}

// Keys of a coupon's use limits. The documented table of them is not at hand: these are the simulated cloud's own.
const (
	limitProducts     = "resource_spec_code"
	limitMinimum      = "minimum_amount"
	limitWithDiscount = "with_discount"
)

func couponStatus(c *lifecycle.Coupon, at time.Time) int {
	switch {
	case c.UsedBy != "":
		return couponUsed
	case !at.Before(c.ValidUntil):
		return couponExpired
	case at.Before(c.ValidFrom):
		return couponInactive
	default:
		return couponToUse
	}
}

type couponFilter struct {
	id, order    string
	kind, status int // 0: any
	active       lifecycle.Window
	unused       bool // of no order
	foreign      bool // of a promotion or an issuer: coupons of the simulated cloud have neither
}

// listCoupons is ListSubCustomerCoupons: the account's own coupons, as they were granted.
func listCoupons(r *call.Request) (any, error) {
	q := r.Query
	for _, name := range []string{"coupon_type", "active_start_time", "active_end_time"} {
		if q.Has(name) && q.Get(name) == "" { // documented: these cannot be empty, and the ids that are filter
			return nil, r.Bad("%s is empty; leave it out", name)
		}
	}
	f := couponFilter{id: q.Get("coupon_id"), order: q.Get("order_id"), unused: q.Has("order_id") &&
		q.Get("order_id") == ""}
	f.foreign = q.Get("promotion_plan_id") != "" || q.Get("source_id") != "" || q.Has("coupon_id") && f.id == ""
	f.kind, f.status, f.active = q.Int("coupon_type", 0), q.Int("status", 0),
		q.Window("active_start_time", "active_end_time")
	w, err := r.Look(lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	var users []string
	for _, c := range w.Tenant.Coupons {
		if c.UsedBy != "" {
			users = append(users, c.UsedBy)
		}
	}
	if len(users) > 0 { // a coupon knows who used it, and the order when
		if w, err = r.Look(lifecycle.Selection{Orders: users}); err != nil {
			return nil, err
		}
	}
	found := []bssmodel.IQueryUserCouponsResultV2{}
	for _, c := range w.Tenant.Coupons {
		if f.allows(w, &c) {
			found = append(found, userCoupon(w, &c))
		}
	}
	return bssmodel.ListSubCustomerCouponsResponse{Count: new(int32(len(found))), UserCoupons: new(call.Page(q, found))},
		nil
}

func (f couponFilter) allows(w *lifecycle.View, c *lifecycle.Coupon) bool {
	status := couponStatus(c, w.Now)
	ended := c.ValidUntil
	if used := usedAt(w, c); !used.IsZero() {
		ended = used
	}
	forgotten := (status == couponUsed || status == couponExpired) && !w.Now.Before(ended.AddDate(0, couponKeptMonths, 0))
	return !forgotten && !f.foreign &&
		(f.id == "" || f.id == c.ID) &&
		(f.order == "" || f.order == c.UsedBy) && (!f.unused || c.UsedBy == "") &&
		(f.kind == 0 || f.kind == int(couponTypes[c.Type])) &&
		(f.status == 0 || f.status == status) &&
		f.active.Holds(c.ValidFrom) // assumed: a coupon is activated when its validity begins
}

// usedAt is when a coupon was used; zero if it was not.
func usedAt(w *lifecycle.View, c *lifecycle.Coupon) time.Time {
	if o, ok := w.Orders[c.UsedBy]; ok {
		return o.Paid
	}
	return time.Time{}
}

func userCoupon(w *lifecycle.View, c *lifecycle.Coupon) bssmodel.IQueryUserCouponsResultV2 {
	out := bssmodel.IQueryUserCouponsResultV2{
		CouponId: &c.ID, CouponCode: &c.ID, Status: new(int32(couponStatus(c, w.Now))), CustomerId: &w.Tenant.ID,
		CouponType: new(couponTypes[c.Type]),
		MeasureId:  new(int32(measureMajor)), FaceValue: major(c.FaceValue), ValidTime: new(call.Instant(c.ValidFrom)),
		ExpireTime: new(call.Instant(c.ValidUntil)),
		OrderId:    call.Optional(c.UsedBy), UseLimits: &[]bssmodel.ICouponUseLimitInfoV2{},
		ActiveTime:  new(call.Instant(c.ValidFrom)),
		ReserveTime: call.OptionalInstant(usedAt(w, c)), CouponVersion: new(int32(couponOnce)), IsFrozen: new("0"),
		Currency: new(w.Currency()),
	}
	if c.Locked(w.Now) { // documented as empty for coupons that are used once; without it nothing shows what holds one
		out.LockOrderId = &c.LockedBy
	}
	for _, l := range useLimits(c) {
		*out.UseLimits = append(*out.UseLimits, bssmodel.ICouponUseLimitInfoV2{LimitKey: &l[0], Value1: &l[1]})
	}
	return out
}

// useLimits are what a coupon can be used for, as keys and values.
func useLimits(c *lifecycle.Coupon) (limits [][2]string) {
	if len(c.Products) > 0 {
		limits = append(limits, [2]string{limitProducts, strings.Join(c.Products, ",")})
	}
	if c.Minimum > 0 {
		limits = append(limits, [2]string{limitMinimum, c.Minimum.String()})
	}
	with := "0"
	if c.WithDiscount {
		with = "1"
	}
	return append(limits, [2]string{limitWithDiscount, with})
}

// orderCoupons is ListOrderCouponsByOrderId: what an unpaid order can be paid with. For other orders it lists nothing
// (assumed). The international site has no such call: its SDK does not know it.
func orderCoupons(r *call.Request) (any, error) {
	w, o, err := queriedOrder(r, lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	if w.Policy.Site == "international" {
		return nil, r.Family.UnknownPath()
	}
	usable := w.UsableCoupons(o)
	coupons := []bssmodel.CouponInfoV2{}
	for _, c := range usable {
		row := bssmodel.CouponInfoV2{
			CouponId: &c.ID, CouponCode: &c.ID, Status: new(int32(couponToUse)), CouponType: new(couponTypes[c.Type]),
			MeasureId: new(int32(measureMajor)),
			FaceValue: major(c.FaceValue), EffectiveTime: new(call.Instant(c.ValidFrom)),
			ExpireTime: new(call.Instant(c.ValidUntil)),
			UseLimits:  &[]bssmodel.LimitInfoV2{}, ActiveTime: new(call.Instant(c.ValidFrom)),
			CouponVersion: new(int32(couponOnce)),
			CouponGroup:   new(int32(couponGroupCloud)),
		}
		if c.Locked(w.Now) {
			row.UsedByOrderId = &c.LockedBy
		}
		for _, l := range useLimits(&c) {
			*row.UseLimits = append(*row.UseLimits, bssmodel.LimitInfoV2{LimitKey: &l[0], Value1: &l[1]})
		}
		coupons = append(coupons, row)
	}
	most := []bssmodel.CouponMaxUseQuantity{}
	for _, kind := range []lifecycle.CouponType{lifecycle.CashCoupon, lifecycle.DiscountCoupon} {
		if slices.ContainsFunc(usable, func(c lifecycle.Coupon) bool { return c.Type == kind }) {
			most = append(most, bssmodel.CouponMaxUseQuantity{
				CouponType: new(couponTypes[kind]), CouponGroup: new(int32(couponGroupCloud)),
				UseQuantityValue: new(int32(maxCoupons)),
			})
		}
	}
	return bssmodel.ListOrderCouponsByOrderIdResponse{
		Count: new(int32(len(coupons))), UserCoupons: &coupons, CouponMaxUseQuantity: &most,
	}, nil
}

// queriedOrder is the order that a query names, with its packages and what else is wanted.
func queriedOrder(r *call.Request, want lifecycle.Selection) (*lifecycle.View, *lifecycle.Order, error) {
	id := r.Query.Get("order_id")
	if id == "" {
		return nil, nil, r.Bad("order_id is missing")
	}
	return order(r, id, want)
}

// order looks an order up.
func order(r *call.Request, id string, want lifecycle.Selection) (*lifecycle.View, *lifecycle.Order, error) {
	want.Orders = append(want.Orders, id)
	w, err := r.Look(want)
	if err != nil {
		return nil, nil, err
	}
	o, ok := w.Orders[id]
	if !ok {
		return nil, nil, lifecycle.Refuse(lifecycle.CodeOrderUnknown, "Invalid order. The order may not exist.")
	}
	return w, o, nil
}
