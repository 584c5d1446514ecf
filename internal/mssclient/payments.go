package mssclient

import (
	"context"
	"errors"
	"fmt"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// Payment is what an order is paid with besides the account's balance.
type Payment struct {
	CouponIDs  []string // at most three, of one type
	DiscountID string   // empty: the ordered price
}

// Types of coupons at payment (documented), by the types in lists.
const payByCashCoupon, payByDiscountCoupon = 301, 300

// PayOrder pays an order from the account, without coupons or discounts.
func (c *Client) PayOrder(ctx context.Context, id string) error {
	return c.PayOrderWith(ctx, id, Payment{})
}

// PayOrderWith pays an order with coupons and a discount, and the rest from the account. Their types, which a payment
// must name, are looked up.
func (c *Client) PayOrderWith(ctx context.Context, id string, choice Payment) error {
	operation := "pay the order " + id
	body := &bssmodel.PayCustomerOrderV3Req{OrderId: id, UseCoupon: "NO", UseDiscount: "NO"}
	if len(choice.CouponIDs) > 0 {
		coupons, err := c.paymentCoupons(ctx, choice.CouponIDs)
		if err != nil {
			return err
		}
		body.UseCoupon, body.CouponInfos = "YES", &coupons
	}
	if choice.DiscountID != "" {
		kind, err := c.discountType(ctx, id, choice.DiscountID)
		if err != nil {
			return err
		}
		body.UseDiscount, body.DiscountInfos = "YES", &[]bssmodel.DiscountSimpleInfoV3{{Id: choice.DiscountID, Type: kind}}
	}
	_, err := do(ctx, c, call{operation: operation, spends: true}, func(s *services) (*bssmodel.PayOrdersResponse, error) {
		return s.bss.PayOrders(&bssmodel.PayOrdersRequest{Body: body})
	})
	return err
}

// paymentCoupons names coupons as a payment does. One that the account does not have goes as a cash coupon: the service
// says what is wrong with it.
func (c *Client) paymentCoupons(ctx context.Context, ids []string) ([]bssmodel.CouponSimpleInfoOrderPayV3, error) {
	all, err := c.Coupons(ctx)
	if err != nil {
		return nil, err
	}
	kinds := map[string]int32{}
	for _, coupon := range all {
		kinds[coupon.ID] = payByCashCoupon
		if coupon.Type == CouponDiscount {
			kinds[coupon.ID] = payByDiscountCoupon
		}
	}
	out := make([]bssmodel.CouponSimpleInfoOrderPayV3, len(ids))
	for i, id := range ids {
		out[i] = bssmodel.CouponSimpleInfoOrderPayV3{Id: id, Type: payByCashCoupon}
		if kind, ok := kinds[id]; ok {
			out[i].Type = kind
		}
	}
	return out, nil
}

// discountType is the type of one of an order's discounts; of another one promotion, which the service refuses.
func (c *Client) discountType(ctx context.Context, orderID, discountID string) (int32, error) {
	all, err := c.orderDiscounts(ctx, orderID)
	for _, d := range all {
		if d.DiscountId == discountID {
			return d.DiscountType, nil
		}
	}
	return 0, err
}

func (c *Client) orderDiscounts(ctx context.Context, orderID string) ([]bssmodel.DiscountInfoV3, error) {
	resp, err := do(ctx, c, call{operation: "list the discounts of the order " + orderID, read: true},
		func(s *services) (*bssmodel.ListOrderDiscountsResponse, error) {
			return s.bss.ListOrderDiscounts(&bssmodel.ListOrderDiscountsRequest{OrderId: orderID})
		})
	if err != nil {
		return nil, err
	}
	return answer.Value(resp.Discounts), nil
}

// orderDiscountTypes are the types of discounts in lists of an order's (documented); price queries have others.
var orderDiscountTypes = map[int32]string{0: DiscountPromotion, 2: DiscountCommercial, 3: DiscountPartner}

func orderDiscountWord(kind int32) string {
	if word, ok := orderDiscountTypes[kind]; ok {
		return word
	}
	return answer.Word(discountTypes, kind)
}

// OrderDiscounts are the discounts that an order which waits for its payment can be paid with: what each takes off.
func (c *Client) OrderDiscounts(ctx context.Context, orderID string) (all []RateDiscount, err error) {
	rows, err := c.orderDiscounts(ctx, orderID)
	if err != nil {
		return nil, err
	}
	for _, d := range rows {
		var read answer.Reader
		var lines []money.Amount
		for _, o := range d.Orders {
			for _, line := range o.OrderLineItems {
				lines = append(lines, answer.Decimal(&read, "discount_amount", line.DiscountAmount))
			}
		}
		off, err := money.Sum(lines...)
		if err := errors.Join(read.Err, err); err != nil {
			return nil, fmt.Errorf("list the discounts of the order %s: %w", orderID, err)
		}
		all = append(all, RateDiscount{ID: d.DiscountId, Type: orderDiscountWord(d.DiscountType), Off: off})
	}
	return all, nil
}
