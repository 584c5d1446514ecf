package mssclient

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// RenewalStep is one renewal order of a sequence that is priced. Without a PackageID it is of the package that the
// sequence buys. Token is the client token that the renewal will be placed with.
type RenewalStep struct {
	PackageID  string
	PeriodType PeriodType
	PeriodNum  int32
	Token      string
}

// QuotedOrder is what an order costs, and when the one package that it buys or renews ends then.
type QuotedOrder struct {
	Amount money.Amount // after the discount that was named
	Charge money.Amount // of it, what is left for the account to pay after the coupons
	End    time.Time
}

type quoteRequest struct {
	CloudServices []quoteItem    `json:"cloud_services,omitempty"`
	OrderID       string         `json:"order_id,omitempty"`
	CouponIDs     []string       `json:"coupon_ids,omitempty"`
	DiscountID    string         `json:"discount_id,omitempty"`
	Renewals      []quoteRenewal `json:"renewals,omitempty"`
}

type quoteItem struct {
	PeriodType       int32  `json:"period_type"`
	PeriodNum        int32  `json:"period_num"`
	SubscriptionNum  int32  `json:"subscription_num"`
	ResourceSpecCode string `json:"resource_spec_code"`
	IsAutoRenew      int32  `json:"is_auto_renew,omitempty"`
}

type quoteRenewal struct {
	ResourceID  string `json:"resource_id,omitempty"`
	PeriodType  int32  `json:"period_type"`
	PeriodNum   int32  `json:"period_num"`
	ClientToken string `json:"client_token,omitempty"`
}

type quoteResponse struct {
	Currency string `json:"currency"`
	Orders   []struct {
		Amount     string `json:"amount"`
		Charge     string `json:"charge"` // servers of earlier versions do not tell it
		ExpireTime string `json:"expire_time"`
	} `json:"orders"`
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// QuoteOrders asks what a purchase and renewals cost, placed and paid one after the other: the first answer is the
// purchase's, if there are items. An *Error is what ordering would refuse. ErrNotOffered on the real cloud.
func (c *Client) QuoteOrders(ctx context.Context, items []OrderItem, renewals []RenewalStep) (orders []QuotedOrder,
	currency string, err error) {
	body := quoteRequest{CloudServices: quoteItems(items)}
	for _, r := range renewals {
		body.Renewals = append(body.Renewals, quoteRenewal{
			ResourceID: r.PackageID, PeriodType: wirePeriod[r.PeriodType], PeriodNum: r.PeriodNum, ClientToken: r.Token,
		})
	}
	return c.quote(ctx, body, len(renewals)+min(len(items), 1))
}

// CheckPayment asks whether a purchase, or an order that waits for its payment, can be paid with coupons. An *Error is
// what the payment would refuse. ErrNotOffered on the real cloud.
func (c *Client) CheckPayment(ctx context.Context, items []OrderItem, orderID string, coupons []string) error {
	_, _, err := c.quote(ctx, quoteRequest{CloudServices: quoteItems(items), OrderID: orderID, CouponIDs: coupons}, 1)
	return err
}

// QuotePayment asks what is charged if an order that waits for its payment is paid like this. An *Error is what the
// payment would refuse, but for its balance. ErrNotOffered on the real cloud.
func (c *Client) QuotePayment(ctx context.Context, orderID string, with Payment) (q QuotedOrder, currency string,
	err error) {
	orders, currency, err := c.quote(ctx, quoteRequest{OrderID: orderID, CouponIDs: with.CouponIDs,
		DiscountID: with.DiscountID}, 1)
	if err != nil {
		return q, "", err
	}
	return orders[0], currency, nil
}

func quoteItems(items []OrderItem) (all []quoteItem) {
	for _, it := range items {
		all = append(all, quoteItem{
			PeriodType: wirePeriod[it.PeriodType], PeriodNum: it.PeriodNum, SubscriptionNum: it.SubscriptionNum,
			ResourceSpecCode: it.ResourceSpecCode, IsAutoRenew: *flag(it.AutoRenew),
		})
	}
	return all
}

// quote asks for the prices of so many orders.
func (c *Client) quote(ctx context.Context, body quoteRequest, want int) (orders []QuotedOrder, currency string,
	err error) {
	const operation = "ask for the price of the orders"
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*quoteResponse, error) {
		return extend[quoteResponse](s, http.MethodPost, "/v1/{project_id}/mss/quotes", body)
	})
	if err != nil {
		return nil, "", err
	}
	if len(resp.Orders) != want {
		return nil, "", incomplete(operation, fmt.Sprintf("price of each of %d orders", want))
	}
	var read answer.Reader
	for _, o := range resp.Orders {
		amount, err := money.Parse(o.Amount)
		charge, err2 := money.Parse(cmp.Or(o.Charge, o.Amount))
		if err := errors.Join(err, err2); err != nil {
			return nil, "", fmt.Errorf("%s: the amounts %q and %q: %w", operation, o.Amount, o.Charge, err)
		}
		orders = append(orders, QuotedOrder{Amount: amount, Charge: charge, End: read.Instant("expire_time", o.ExpireTime)})
	}
	if read.Err != nil {
		return nil, "", fmt.Errorf("%s: %w", operation, read.Err)
	}
	return orders, resp.Currency, nil
}
