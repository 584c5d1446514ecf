package mssclient

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	const line = `{"product_id":"mss.onshelf.voice_clone","period_type":5,"period_num":1,"subscription_num":2}`
	c, _ := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		switch r.URL.Path {
		case "/v2/orders/customer-orders/details/CS1":
			return reply(200,
				`{"total_count":2,"order_info":{"order_id":"CS1","order_type":1,"status":6,"official_amount":0.29,
				"amount_after_discount":0.28,
				"currency":"USD","create_time":"2027-03-01T01:00:00Z","pending_payment_end_time":"2027-03-08T01:00:00Z"},
				"order_line_items":[`+line+`,{"product_id":"00301-1","period_type":3,"period_num":2,"subscription_num":1}]}`)
		case "/v2/orders/customer-orders/details/CS2":
			return reply(200, `{"total_count":1,"order_info":{"order_id":"CS2","order_type":4,"status":1,`+
				`"amount_after_discount":-49.5},"order_line_items":[`+line+`]}`)
		case "/v2/orders/customer-orders/details/CS3":
			return reply(200, `{"order_info":{"order_id":"CS3","create_time":"yesterday"}}`)
		default:
			return reply(200, `{}`)
		}
	})
	got, err := c.Order(t.Context(), "CS1")
	want := &Order{
		ID: "CS1", Type: 1, Status: OrderPendingPayment, OfficialAmount: 29, Amount: 28, Currency: "USD", CreatedTime: day0,
		PaymentDeadline: day0.AddDate(0, 0, 7), Items: []OrderItem{
			{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: OneOff, PeriodNum: 1, SubscriptionNum: 2},
			{PeriodType: Yearly, PeriodNum: 2, SubscriptionNum: 1},
		},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got, err = c.Order(t.Context(), "CS2"); err != nil || got.Amount != -4950 || got.Items != nil ||
		got.Status != "billing_1" {
		t.Errorf("an unsubscription: %+v, %v", got, err)
	}
	for _, id := range []string{"CS3", "CS4"} {
		if got, err = c.Order(t.Context(), id); err == nil {
			t.Errorf("%s: got %+v", id, got)
		}
	}
}
