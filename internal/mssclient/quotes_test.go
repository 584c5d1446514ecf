package mssclient

import (
	"encoding/json"
	"net/http"
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
			`"expire_time":"2028-03-01T15:59:59Z"},{"amount":"106.43","expire_time":"2029-03-28T15:59:59Z"}]}`)
	})
	items := []OrderItem{{ResourceSpecCode: "a.b", PeriodType: OneOff, PeriodNum: 1, SubscriptionNum: 2, AutoRenew: true}}
	steps := []RenewalStep{{PackageID: "p1", PeriodType: Yearly, PeriodNum: 1, Token: "t"}}
	orders, currency, err := c.QuoteOrders(t.Context(), items, steps)
	want := []QuotedOrder{
		{Amount: 9900, End: time.Date(2028, 3, 1, 15, 59, 59, 0, time.UTC)},
		{Amount: 10643, End: time.Date(2029, 3, 28, 15, 59, 59, 0, time.UTC)},
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
		`{"orders":[{"amount":"1.00"},{"amount":"1.00","expire_time":"soon"}]}`} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, bad) })
		c.pause = time.Microsecond
		if got, _, err := c.QuoteOrders(t.Context(), items, steps); err == nil {
			t.Errorf("%s was read as %+v", bad, got)
		}
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
