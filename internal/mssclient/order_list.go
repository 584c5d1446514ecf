package mssclient

import (
	"context"
	"fmt"
	"time"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
)

// Order types, in the words that data sources show.
const (
	OrderNew            = "new"            // billing 1
	OrderRenewal        = "renewal"        // billing 2
	OrderUnsubscription = "unsubscription" // billing 4
)

var orderTypes = map[int32]string{1: OrderNew, 2: OrderRenewal, orderTypeUnsubscription: OrderUnsubscription}

// TypeWord is the order's type in words.
func (o *Order) TypeWord() string {
	if word, ok := orderTypes[o.Type]; ok {
		return word
	}
	return fmt.Sprintf("billing_%d", o.Type)
}

// Orders lists the account's orders, oldest first. The list says neither what was ordered nor until when it can be paid: Order does.
func (c *Client) Orders(ctx context.Context) ([]Order, error) { return c.OrdersSince(ctx, time.Time{}) }

// OrdersSince is Orders for those that were placed at an instant or later; zero: all.
func (c *Client) OrdersSince(ctx context.Context, since time.Time) ([]Order, error) {
	const operation = "list the orders"
	var all []Order
	// Oldest first, so that what is ordered meanwhile comes last and moves no row to another page.
	by := "createTime"
	var begin *string
	if !since.IsZero() {
		begin = new(since.UTC().Format("2006-01-02T15:04:05Z"))
	}
	for r, err := range pages(ctx, c, operation,
		func(s *services, offset, limit *int32) (*bssmodel.ListCustomerOrdersResponse, error) {
			return s.bss.ListCustomerOrders(&bssmodel.ListCustomerOrdersRequest{Limit: limit, Offset: offset, OrderBy: &by, CreateTimeBegin: begin})
		},
		func(resp *bssmodel.ListCustomerOrdersResponse) ([]bssmodel.CustomerOrderV2, int32) {
			return value(resp.OrderInfos), value(resp.TotalCount)
		},
		func(r bssmodel.CustomerOrderV2) string { return value(r.OrderId) },
	) {
		if err != nil {
			return nil, err
		}
		if !isMetaStudio(r.ServiceTypeCode) {
			continue
		}
		// Both of the SDK's types of an order have the fields that are read here; only details have a deadline.
		o, err := orderOf(&bssmodel.CustomerOrderV3{
			OrderId: r.OrderId, OrderType: r.OrderType, Status: r.Status, Currency: r.Currency, OfficialAmount: r.OfficialAmount,
			AmountAfterDiscount: r.AmountAfterDiscount, AmountInfo: r.AmountInfo, CreateTime: r.CreateTime, PaymentTime: r.PaymentTime,
		}, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", operation, value(r.OrderId), err)
		}
		all = append(all, *o)
	}
	return all, nil
}
