package mssclient

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestQuoteOrders(t *testing.T) {
	t.Parallel()
	sent := ""
	c, s := newClient(t, func(_ int, _ *http.Request, body string) (*http.Response, error) {
		sent = body
		return reply(200, `{"amount":"205.43","currency":"USD","orders":[{"amount":"99.00",`+
			`"charge":"89.00","expire_time":"2028-03-01T15:59:59Z"},{"amount":"106.43","expire_time":"2029-03-28T15:59:59Z"}]}`)
	})
	items := []OrderItem{{ResourceSpecCode: "a.b", PeriodType: OneOff, PeriodNum: 1, SubscriptionNum: 2, AutoRenew: true}}
	steps := []RenewalStep{{PackageID: "p1", PeriodType: Yearly, PeriodNum: 1, Token: "t"}}
	orders, currency, err := c.QuoteOrders(t.Context(), items, steps)
	want := []QuotedOrder{
		{Amount: 9900, Charge: 8900, End: time.Date(2028, 3, 1, 15, 59, 59, 0, time.UTC)},
		{Amount: 10643, Charge: 10643, End: time.Date(2029, 3, 28, 15, 59, 59, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, orders); err != nil || diff != "" || currency != "USD" {
		t.Fatal(err, diff, currency)
	}
	var body map[string][]map[string]any
	if err := json.Unmarshal([]byte(sent), &body); err != nil {
		t.Fatal(err)
	}
	if it := body["cloud_services"][0]; it["period_type"] != 6. || it["subscription_num"] != 2. ||
		it["is_auto_renew"] != 1. {
		t.Errorf("the item was sent as %v", it)
	}
	if r := body["renewals"][0]; r["resource_id"] != "p1" || r["period_type"] != 3. || r["client_token"] != "t" {
		t.Errorf("the renewal was sent as %v", r)
	}
	if s.seen[0].Header.Get("X-Client-Token") != "" {
		t.Error("a quote was sent with a token of its own, as what makes something is")
	}
	for _, bad := range []string{`{}`, `{"orders":[{"amount":"1.00"}]}`,
		`{"orders":[{"amount":"1.00"},{"amount":"much"}]}`,
		`{"orders":[{"amount":"1.00"},{"amount":"1.00","charge":"little"}]}`,
		`{"orders":[{"amount":"1.00"},{"amount":"1.00","expire_time":"soon"}]}`} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, bad) })
		c.pause = time.Microsecond
		if got, _, err := c.QuoteOrders(t.Context(), items, steps); err == nil {
			t.Errorf("%s was read as %+v", bad, got)
		}
	}
}

func TestQuotePaymentNamesWhatPays(t *testing.T) {
	t.Parallel()
	sent := ""
	c, _ := newClient(t, func(_ int, _ *http.Request, body string) (*http.Response, error) {
		sent = body
		return reply(200, `{"currency":"USD","orders":[{"amount":"49.50","charge":"39.50"}]}`)
	})
	q, currency, err := c.QuotePayment(t.Context(), "CS1", Payment{CouponIDs: []string{"CP1"}, DiscountID: "D1"})
	if err != nil || q != (QuotedOrder{Amount: 4950, Charge: 3950}) || currency != "USD" {
		t.Errorf("got %+v %s, %v", q, currency, err)
	}
	if want := `{"order_id":"CS1","coupon_ids":["CP1"],"discount_id":"D1"}`; strings.TrimSpace(sent) != want {
		t.Errorf("sent %s, want %s", sent, want)
	}
}

func TestOrderDiscountsAddUpTheirLines(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"discounts":[{"discount_id":"D1","discount_value":"0.85","discount_type":605,"orders":[{`+
			`"order_id":"CS1","order_line_items":[{"order_line_item_ids":["a"],"discount_mode":0,"discount_amount":14.85,`+
			`"discount_ratio":0.85},{"order_line_item_ids":["b"],"discount_mode":0,"discount_amount":0.15,`+
			`"discount_ratio":0.85}]}]},{"discount_id":"D2","discount_type":1,"orders":[]}]}`)
	})
	all, err := c.OrderDiscounts(t.Context(), "CS1")
	want := []RateDiscount{{ID: "D1", Type: DiscountCommercial, Off: 1500}, {ID: "D2", Type: "billing_1"}}
	if diff := cmp.Diff(want, all); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestQuoteReturnNamesTheRefundsPlannedBefore(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"resource_id":"p1","refund":"500.00","fee":"0.00","currency":"CNY","full_refund":true}`)
	})
	q, err := c.QuoteReturn(t.Context(), "p1", 3)
	if diff := cmp.Diff(&ReturnQuote{Refund: 50000, Currency: "CNY", Full: true}, q); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if got := s.seen[0].URL.Query().Get("full_refunds"); got != "3" {
		t.Errorf("full_refunds = %q", got)
	}
}
