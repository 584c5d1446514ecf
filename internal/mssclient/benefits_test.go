package mssclient

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const couponsAnswer = `{"count":3,"user_coupons":[
	{"coupon_id":"c1","coupon_type":1,"status":2,"face_value":10.5,"currency":"USD","valid_time":"2027-03-01T01:00:00Z",
	"expire_time":"2028-03-01T01:00:00Z",
	 "lock_order_id":"CS9","use_limits":[{"limit_key":"resource_spec_code",
	 "value1":"a,b"},{"limit_key":"minimum_amount","value1":"50.00"},
	 {"limit_key":"with_discount","value1":"1"},{"limit_key":"isRebate","value1":"1"}]},
	{"coupon_id":"c2","coupon_type":2,"status":3,"order_id":"CS8"},
	{"coupon_id":"c3","coupon_type":4,"status":9}]}`

func TestCouponsReadWhatTheWireSays(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(_ int, _ *http.Request, _ string) (*http.Response, error) {
		return reply(200, couponsAnswer)
	})
	got, err := c.Coupons(t.Context())
	want := []Coupon{
		{
			ID: "c1", Type: CouponCash, Status: CouponToUse, FaceValue: 1050, Currency: "USD", ValidTime: day0,
			ExpireTime:  day0.AddDate(1, 0, 0),
			LockOrderID: "CS9", Products: []string{"a", "b"}, Minimum: 5000, WithDiscount: true,
		},
		{ID: "c2", Type: CouponDiscount, Status: CouponUsed, OrderID: "CS8"},
		{ID: "c3", Type: "billing_4", Status: "billing_9"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for _, bad := range []string{`{"count":1,"user_coupons":[{"valid_time":"soon"}]}`,
		`{"count":1,"user_coupons":[{"use_limits":[{"limit_key":"minimum_amount","value1":"x"}]}]}`} {
		c, _ := newClient(t, func(_ int, _ *http.Request, _ string) (*http.Response, error) { return reply(200, bad) })
		if _, err := c.Coupons(t.Context()); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// TestPayOrderWithNamesTypes: a payment names the types of what it uses, which only lists know.
func TestPayOrderWithNamesTypes(t *testing.T) {
	t.Parallel()
	const discounts = `{"discounts":[{"discount_id":"d1","discount_value":"0.9","discount_type":2,"orders":[]}]}`
	for name, tt := range map[string]struct {
		choice Payment
		want   string
		sent   int
	}{
		"nothing": {Payment{}, `{"order_id":"CS1","use_coupon":"NO","use_discount":"NO"}`, 1},
		"coupons": {
			Payment{CouponIDs: []string{"c2", "c1", "c4"}},
			`{"order_id":"CS1","use_coupon":"YES","use_discount":"NO","coupon_infos":[{"id":"c2","type":300},{"id":"c1",` +
				`"type":301},{"id":"c4","type":301}]}`, 2,
		},
		"discount": {Payment{DiscountID: "d1"}, `{"order_id":"CS1","use_coupon":"NO","use_discount":"YES",` +
			`"discount_infos":[{"id":"d1","type":2}]}`, 2},
		"another discount": {Payment{DiscountID: "d2"}, `{"order_id":"CS1","use_coupon":"NO","use_discount":"YES",` +
			`"discount_infos":[{"id":"d2","type":0}]}`, 2},
	} {
		paid := ""
		c, s := newClient(t, func(_ int, r *http.Request, body string) (*http.Response, error) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/coupons"):
				return reply(200, couponsAnswer)
			case strings.HasSuffix(r.URL.Path, "/order-discounts"):
				return reply(200, discounts)
			}
			paid = body
			return reply(200, "{}")
		})
		if err := c.PayOrderWith(t.Context(), "CS1", tt.choice); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got, want any
		if err := json.Unmarshal([]byte(paid), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(s.seen) != tt.sent {
			t.Errorf("%s: %d calls\n%s", name, len(s.seen), diff)
		}
	}
}

func TestNothingIsPaidWhenALookUpFails(t *testing.T) {
	t.Parallel()
	for _, choice := range []Payment{{CouponIDs: []string{"c1"}}, {DiscountID: "d1"}} {
		c, s := newClient(t, func(_ int, _ *http.Request, _ string) (*http.Response, error) {
			return reply(403, `{"error_code":"CBC.0151","error_msg":"access denied"}`)
		})
		if err := c.PayOrderWith(t.Context(), "CS1", choice); Code(err) != "CBC.0151" || MayHaveTakenEffect(err) {
			t.Errorf("got %v", err)
		}
		for _, r := range s.seen {
			if strings.HasSuffix(r.URL.Path, "/pay") {
				t.Error("it was paid")
			}
		}
	}
}

func TestBindAssetNamesThePackage(t *testing.T) {
	t.Parallel()
	for packageID, want := range map[string]string{"p1": `{"asset_id":"a1","resource_id":"p1"}`, "": `{"asset_id":"a1"}`} {
		c, s := newClient(t, func(_ int, _ *http.Request, body string) (*http.Response, error) {
			if strings.TrimSpace(body) != want {
				t.Errorf("sent %s, want %s", body, want)
			}
			return reply(200, "")
		})
		if err := c.BindAsset(t.Context(), "a1", packageID); err != nil ||
			s.seen[0].URL.Path != "/v1/demo/tenants/bind-resource" {
			t.Errorf("%v, %s", err, s.seen[0].URL)
		}
	}
}

func TestCouponAmountOfAnOrder(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(_ int, _ *http.Request, _ string) (*http.Response, error) {
		return reply(200,
			`{"total_count":0,"order_info":{"order_id":"CS1","status":5,"amount_after_discount":90,"amount_info":
			{"coupon_amount":10.5,"discounts":[{"discount_type":"300","discount_amount":5},
			{"discount_type":"605","discount_amount":9}]}}}`)
	})
	if o, err := c.Order(t.Context(), "CS1"); err != nil || o.Amount != 9000 || o.CouponAmount != 1550 {
		t.Errorf("got %+v, %v", o, err)
	}
}

// TestPayPerUsePackagesAreLookedUp: only where MetaStudio does not list an open package.
func TestPayPerUsePackagesAreLookedUp(t *testing.T) {
	t.Parallel()
	const billed = `{"total_count":1,"data":[{"id":"i1","resource_id":"p1","resource_spec_code":"x","status":2,
		"effective_time":"2027-03-01T01:00:00Z","expire_time":"2027-04-01T15:59:59Z"}]}`
	for name, tt := range map[string]struct {
		free, status string
		bad          bool
	}{
		"used up": {`{"total_count":1,"free_resource_packages":[{"order_instance_id":"i1","order_id":"CS1",` +
			`"free_resources":[{"amount":"0","original_amount":"60","measure_id":5}]}]}`, PackageUsedUp, false},
		"partly": {`{"total_count":1,"free_resource_packages":[{"order_instance_id":"i1","order_id":"CS1",` +
			`"free_resources":[{"amount":"20","original_amount":"60","measure_id":5}]}]}`, PackageActive, false},
		"other": {`{"total_count":1,"free_resource_packages":[{"order_instance_id":"i2"}]}`, PackageActive, false},
		"garbled": {`{"total_count":1,"free_resource_packages":[{"order_instance_id":"i1",` +
			`"free_resources":[{"amount":"all","original_amount":"60"}]}]}`, "", true},
	} {
		c, _ := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/free-resources/query"):
				return reply(200, tt.free)
			case strings.HasSuffix(r.URL.Path, "/tenants/resources"):
				return reply(200, `{"resources":[],"count":0}`)
			}
			return reply(200, billed)
		})
		p, err := c.Package(t.Context(), "p1")
		if (err != nil) != tt.bad || !tt.bad && p.Status != tt.status {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		if name == "partly" && (p.Units != 60 || p.Used != 40 || p.Unit != "MIN" || p.OrderID != "CS1" || !p.Listed) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
