package mssclient

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// Coupon types, and statuses in the words that state and data sources show.
const (
	CouponCash     = "cash"
	CouponDiscount = "discount"

	CouponInactive = "inactive"
	CouponToUse    = "to_use"
	CouponUsed     = "used"
	CouponExpired  = "expired"
	CouponRecycled = "recycled"
)

// Coupon is a coupon of the account.
type Coupon struct {
	ID         string
	Type       string
	Status     string
	FaceValue  money.Amount
	Currency   string
	ValidTime  time.Time
	ExpireTime time.Time
	OrderID    string // that it was used for
	// LockOrderID is the unpaid order that holds it.
	LockOrderID string
	// The limits are the simulated cloud's; the real one writes them in other keys.
	Products     []string // empty: all
	Minimum      money.Amount
	WithDiscount bool
}

var (
	couponTypes    = map[int32]string{1: CouponCash, 2: CouponDiscount}
	couponStatuses = map[int32]string{1: CouponInactive, 2: CouponToUse, 3: CouponUsed, 4: CouponExpired,
		5: CouponRecycled}
)

// Keys of a coupon's use limits in the simulated cloud.
const (
	limitProducts     = "resource_spec_code"
	limitMinimum      = "minimum_amount"
	limitWithDiscount = "with_discount"
)

// Coupons lists the account's coupons, used and expired ones of the last year included.
func (c *Client) Coupons(ctx context.Context) ([]Coupon, error) {
	const operation = "list the coupons"
	var all []Coupon
	for r, err := range pages(ctx, c, operation, nil,
		func(s *services, offset, limit *int32) (*bssmodel.ListSubCustomerCouponsResponse, error) {
			return s.bss.ListSubCustomerCoupons(&bssmodel.ListSubCustomerCouponsRequest{Limit: limit, Offset: offset})
		},
		func(resp *bssmodel.ListSubCustomerCouponsResponse) ([]bssmodel.IQueryUserCouponsResultV2, int32) {
			return answer.Value(resp.UserCoupons), answer.Value(resp.Count)
		},
		func(r bssmodel.IQueryUserCouponsResultV2) string { return answer.Value(r.CouponId) },
	) {
		if err != nil {
			return nil, err
		}
		coupon, err := couponOf(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", operation, answer.Value(r.CouponId), err)
		}
		all = append(all, *coupon)
	}
	return all, nil
}

// LockedCoupons are the ids of the usable coupons that wait for an unpaid order: those that its automatic payment had
// chosen.
func (c *Client) LockedCoupons(ctx context.Context, orderID string) (ids []string, err error) {
	all, err := c.Coupons(ctx)
	for _, coupon := range all {
		if coupon.LockOrderID == orderID && coupon.Status == CouponToUse {
			ids = append(ids, coupon.ID)
		}
	}
	slices.Sort(ids)
	return ids, err
}

// CouponsFor are the unused coupons for all products of an order that no other order holds. The payment decides whether
// they can pay it.
func (c *Client) CouponsFor(ctx context.Context, o *Order) ([]Coupon, error) {
	all, err := c.Coupons(ctx)
	return slices.DeleteFunc(all, func(coupon Coupon) bool {
		return coupon.Status != CouponToUse || coupon.LockOrderID != "" && coupon.LockOrderID != o.ID ||
			len(coupon.Products) > 0 && slices.ContainsFunc(o.Items, func(it OrderItem) bool {
				return !slices.Contains(coupon.Products, it.ResourceSpecCode)
			})
	}), err
}

func couponOf(r bssmodel.IQueryUserCouponsResultV2) (*Coupon, error) {
	var read answer.Reader
	c := &Coupon{
		ID:        answer.Value(r.CouponId),
		Type:      answer.Word(couponTypes, answer.Value(r.CouponType)),
		Status:    answer.Word(couponStatuses, answer.Value(r.Status)),
		FaceValue: read.Float("face_value", r.FaceValue), Currency: answer.Value(r.Currency),
		OrderID: answer.Value(r.OrderId), LockOrderID: answer.Value(r.LockOrderId),
		ValidTime:  read.Instant("valid_time", answer.Value(r.ValidTime)),
		ExpireTime: read.Instant("expire_time", answer.Value(r.ExpireTime)),
	}
	for _, l := range answer.Value(r.UseLimits) {
		switch v := answer.Value(l.Value1); answer.Value(l.LimitKey) {
		case limitProducts:
			c.Products = strings.Split(v, ",")
		case limitMinimum:
			minimum, err := money.Parse(v)
			if err != nil {
				return nil, fmt.Errorf("the answer's minimum %q: %w", v, err)
			}
			c.Minimum = minimum
		case limitWithDiscount:
			c.WithDiscount = v == "1"
		}
	}
	return c, read.Err
}
