package mssclient

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOrdersPages(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		if r.URL.Query().Get("offset") == "0" {
			return reply(200, `{"total_count":4,"order_infos":[
				{"order_id":"CS1","order_type":1,"status":6,"official_amount":99,"amount_after_discount":89.1,"currency":"USD",
				"create_time":"2027-03-01T01:00:00Z",
				 "service_type_code":"hws.service.type.metastudio"},
				{"order_id":"EC1","order_type":1,"status":5,"service_type_code":"hws.service.type.ec2"}]}`)
		}
		return reply(200, `{"total_count":4,"order_infos":[
			{"order_id":"CS1","order_type":1,"status":6},
			{"order_id":"CS2","order_type":10,"status":5,"payment_time":"2027-03-01T01:00:00Z",
				"create_time":"2027-03-01T01:00:00Z"}]}`)
	})
	got, err := c.Orders(t.Context())
	want := []Order{
		{ID: "CS1", Type: 1, Status: OrderPendingPayment, OfficialAmount: 9900, Amount: 8910, Currency: "USD",
			CreatedTime: day0},
		{ID: "CS2", Type: 10, Status: OrderCompleted, CreatedTime: day0, PaidTime: day0},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if q := s.seen[1].URL.Query(); q.Get("offset") != "2" || q.Get("order_by") != "createTime" {
		t.Errorf("the second page was asked for with %v", q)
	}
	if got[0].TypeWord() != OrderNew || got[1].TypeWord() != "billing_10" {
		t.Errorf("types %s and %s", got[0].TypeWord(), got[1].TypeWord())
	}
	c, _ = newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"total_count":1,"order_infos":[{"order_id":"CS1","create_time":"yesterday"}]}`)
	})
	if _, err := c.Orders(t.Context()); err == nil {
		t.Error("an order of yesterday was read")
	}
}

func TestRatePurchase(t *testing.T) {
	t.Parallel()
	sent := ""
	c, _ := newClient(t, func(_ int, _ *http.Request, body string) (*http.Response, error) {
		sent = body
		return reply(200, `{"currency":"USD","official_website_rating_result":{"official_website_amount":298.5},
			"optional_discount_rating_results":[{"discount_id":"d1","discount_name":"10% off","discount_type":605,
			"amount":268.65,"discount_amount":29.85}]}`)
	})
	got, err := c.RatePurchase(t.Context(), OrderItem{ResourceSpecCode: "a.b", PeriodType: Yearly, PeriodNum: 1,
		SubscriptionNum: 3})
	want := &Rate{OfficialAmount: 29850, Currency: "USD", Discounts: []RateDiscount{
		{ID: "d1", Name: "10% off", Type: DiscountCommercial, Amount: 26865, Off: 2985}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	var body struct {
		ProjectID    string           `json:"project_id"`
		ProductInfos []map[string]any `json:"product_infos"`
	}
	if err := json.Unmarshal([]byte(sent), &body); err != nil || body.ProjectID != "demo" || len(body.ProductInfos) != 1 ||
		body.ProductInfos[0]["period_type"] != 3. {
		t.Errorf("%s was sent (%v)", sent, err)
	}
	for _, bad := range []string{`{}`, `{"official_website_rating_result":{}}`} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, bad) })
		if got, err := c.RatePurchase(t.Context(), OrderItem{}); err == nil {
			t.Errorf("%s was read as %+v", bad, got)
		}
	}
}

func TestRateRenewal(t *testing.T) {
	t.Parallel()
	answer := `{"currency":"USD","official_website_rating_result":{"official_website_amount":"99.00"},` +
		`"renew_inquiry_results":[{"resource_id":"r1","amount":"99.00"}]}`
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, answer) })
	got, err := c.RateRenewal(t.Context(), "r1", Yearly, 1)
	if diff := cmp.Diff(&Rate{OfficialAmount: 9900, Currency: "USD"}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for answer, code := range map[string]string{
		`{"fail_resource_infos":[{"resource_id":"r1","error_code":"CBC.1","error_msg":"gone"}]}`: "CBC.1",
		`{}`: "",
		`{"official_website_rating_result":{"official_website_amount":"a lot"}}`: "",
	} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, answer) })
		c.pause = time.Microsecond
		if got, err := c.RateRenewal(t.Context(), "r1", Yearly, 1); err == nil || Code(err) != code {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
	}
}
