package mssclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNewChecksTheConfiguration(t *testing.T) {
	t.Parallel()
	good := Config{ProjectID: "demo", AccessKey: "ak", SecretKey: "sk", Endpoint: "https://metastudio.example.com/"}
	if _, err := New(good); err != nil {
		t.Errorf("a good configuration: %v", err)
	}
	for name, spoil := range map[string]func(*Config){
		"no project":      func(c *Config) { c.ProjectID = "" },
		"slash":           func(c *Config) { c.ProjectID = "a/b" },
		"no access key":   func(c *Config) { c.AccessKey = "" },
		"no secret key":   func(c *Config) { c.SecretKey = "" },
		"no endpoint":     func(c *Config) { c.Endpoint = "" },
		"no scheme":       func(c *Config) { c.Endpoint = "metastudio.example.com" },
		"other scheme":    func(c *Config) { c.Endpoint = "ftp://metastudio.example.com" },
		"path":            func(c *Config) { c.Endpoint = "https://example.com/metastudio" },
		"user":            func(c *Config) { c.Endpoint = "https://user:geheim@example.com" },
		"unreadable host": func(c *Config) { c.Endpoint = "http://[::1" },
	} {
		cfg := good
		spoil(&cfg)
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(_ int, _ *http.Request, _ string) (*http.Response, error) {
		return reply(200, `{"order_id":"CS1","order_ids":["CS2"]}`, "X-Simulator-Time", "2027-03-02T00:00:00Z")
	}, func(cfg *Config) { cfg.Instant = day0.In(time.FixedZone("", 3600)).Add(time.Millisecond) })
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, "mine")
	if id, err := c.PlaceOrder(ctx, OrderRequest{Items: []OrderItem{{PeriodType: Yearly}}, Token: "t-1"}); id != "CS1" ||
		err != nil {
		t.Fatal(id, err)
	}
	if id, err := c.ReturnPackage(ctx, "r1"); id != "CS2" || err != nil {
		t.Fatal(id, err)
	}
	for i, want := range []map[string]string{
		{"X-Simulator-Time": "2027-03-01T01:00:00Z", "X-Client-Token": "t-1", "X-Project-Id": "demo"},
		{"X-Simulator-Time": "2027-03-01T01:00:00Z", "X-Client-Token": "", "X-Project-Id": "", "X-Domain-Id": "",
			"X-Language": "en_US"},
	} {
		r := s.seen[i]
		for k, v := range want {
			if got := r.Header.Get(k); got != v {
				t.Errorf("call %d: %s is %q, want %q", i, k, got, v)
			}
			signed := strings.Contains(r.Header.Get("Authorization"), strings.ToLower(k))
			if v != "" && !signed {
				t.Errorf("call %d: %s is not signed", i, k)
			}
		}
		if ua := r.Header.Get("User-Agent"); !strings.Contains(ua, "test/1") {
			t.Errorf("call %d: User-Agent %q", i, ua)
		}
		if r.Context().Value(key{}) != "mine" {
			t.Errorf("call %d has lost the caller's context", i)
		}
		if !strings.Contains(r.Header.Get("Authorization"), "Access=ak") {
			t.Errorf("call %d is not signed", i)
		}
	}
	if want := time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC); !c.Instant().Equal(want) {
		t.Errorf("instant %v, want %v", c.Instant(), want)
	}
}

func TestNothingIsWrittenIntoTheHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, `{}`) },
		func(cfg *Config) { cfg.UserAgent = "" })
	if _, err := c.Tenant(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found, err := filepath.Glob(filepath.Join(home, "*")); err != nil || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) > 0 {
		t.Errorf("found %v, %v", entries, err)
	}
}

func TestInstantPrefersTheSimulatedCloud(t *testing.T) {
	t.Parallel()
	var header http.Header
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		resp, err := reply(200, `{}`)
		resp.Header = header
		return resp, err
	})
	if !c.Instant().IsZero() {
		t.Errorf("before the first answer: %v", c.Instant())
	}
	for _, tt := range []struct{ header, value, want string }{
		{"X-Nothing", "", "0001-01-01T00:00:00Z"},
		{"Date", "Mon, 01 Mar 2027 01:00:00 GMT", "2027-03-01T01:00:00Z"},
		// the first simulated instant counts, even an earlier one
		{"X-Simulator-Time", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"Date", "Mon, 01 Mar 2027 01:00:00 GMT", "2026-01-01T00:00:00Z"}, // of something between
		{"X-Simulator-Time", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"},
		{"X-Simulator-Time", "2026-01-15T00:00:00Z", "2026-02-01T00:00:00Z"}, // an older answer that arrives late
	} {
		header = http.Header{tt.header: {tt.value}}
		if _, err := c.Tenant(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := c.Instant().Format(time.RFC3339); got != tt.want {
			t.Errorf("after %s %s: %s, want %s", tt.header, tt.value, got, tt.want)
		}
	}
}

type answerFunc func() (*http.Response, error)

// TestRetries checks that nothing is sent twice that may take effect twice.
func TestRetries(t *testing.T) {
	t.Parallel()
	lost := func() (*http.Response, error) { return nil, errors.New("connection reset") }
	down := func() (*http.Response, error) { return nil, &net.OpError{Op: "dial", Err: errors.New("refused")} }
	status := func(code int, body string) answerFunc {
		return func() (*http.Response, error) { return reply(code, body) }
	}
	const busy = `{"error_code":"SIM.3005","error_msg":"the store stayed locked"}`
	const failed = `{"error_code":"MSS.00000004","error_msg":"Internal Error"}`
	const refused = `{"error_code":"CBC.99005003","error_msg":"insufficient balance"}`
	read := func(c *Client) error { _, err := c.Tenant(context.Background()); return err }
	write := func(c *Client) error { return c.PayOrder(context.Background(), "CS1") }
	order := func(token string) func(*Client) error {
		return func(c *Client) error {
			_, err := c.PlaceOrder(context.Background(), OrderRequest{Token: token})
			return err
		}
	}
	tests := map[string]struct {
		call      func(*Client) error
		simulated bool
		answer    answerFunc
		sent      int
		effect    bool
	}{
		"read lost":                       {read, false, lost, 4, true},
		"read failed":                     {read, false, status(500, failed), 4, true},
		"read throttled":                  {read, false, status(429, `{}`), 4, false},
		"read refused":                    {read, false, status(400, refused), 1, false},
		"read from an unusable store":     {read, false, status(500, `{"error_code":"SIM.3001","error_msg":"x"}`), 1, false},
		"write lost":                      {write, true, lost, 1, true},
		"write unreachable":               {write, true, down, 1, false},
		"write failed":                    {write, true, status(500, failed), 1, true},
		"write busy":                      {write, true, status(503, busy), 1, false},
		"write refused":                   {write, true, status(400, refused), 1, false},
		"write gateway":                   {write, true, status(502, `<html>`), 1, true},
		"write garbled":                   {write, true, status(200, `<html>`), 1, true},
		"write redirected":                {write, true, status(302, ``), 1, true},
		"order without a token lost":      {order(""), true, lost, 1, true},
		"order lost":                      {order("t"), true, lost, 4, true},
		"order failed":                    {order("t"), true, status(500, failed), 4, true},
		"order busy":                      {order("t"), true, status(503, busy), 4, false},
		"order refused":                   {order("t"), true, status(400, refused), 1, false},
		"order without an id":             {order("t"), true, status(200, `{}`), 1, true},
		"order lost on a real cloud":      {order("t"), false, lost, 1, true},
		"order failed on a real cloud":    {order("t"), false, status(500, failed), 1, true},
		"order unreachable on real cloud": {order("t"), false, down, 4, false},
		"order with a spoilt token":       {order("t t"), true, lost, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return tt.answer() })
			c.simulated = tt.simulated
			err := tt.call(c)
			if err == nil {
				t.Fatal("no error")
			}
			if len(s.seen) != tt.sent {
				t.Errorf("sent %d times, want %d (%v)", len(s.seen), tt.sent, err)
			}
			if got := MayHaveTakenEffect(err); got != tt.effect {
				t.Errorf("MayHaveTakenEffect is %t for %v", got, err)
			}
			for _, r := range s.seen[min(1, len(s.seen)):] {
				if r.Header.Get("X-Client-Token") != s.seen[0].Header.Get("X-Client-Token") {
					t.Error("a retry carries another token")
				}
			}
		})
	}
}

func TestARetrySucceeds(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(n int, _ *http.Request, body string) (*http.Response, error) {
		if n == 1 {
			return reply(503, `{"error_code":"SIM.3005","error_msg":"busy"}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
		}
		if !strings.Contains(body, `"subscription_num":2`) {
			t.Errorf("the retry's body is %q", body)
		}
		return reply(200, `{"order_id":"CS1"}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
	})
	id, err := c.PlaceOrder(t.Context(), OrderRequest{Items: []OrderItem{{SubscriptionNum: 2}}, Token: "t"})
	if id != "CS1" || err != nil || len(s.seen) != 2 {
		t.Errorf("got %q, %v after %d calls", id, err, len(s.seen))
	}
}

// TestAServiceThatAsksForAWaitGetsIt, unless the wait would outlast the caller's time.
func TestAServiceThatAsksForAWaitGetsIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status       int
		after        string
		time         time.Duration // that the caller has; 0: no end
		calls        int
		least, below time.Duration
	}{
		"throttled":         {429, "1", 0, 2, time.Second, 3 * time.Second},
		"unavailable":       {503, "1", 0, 2, time.Second, 3 * time.Second},
		"refused":           {500, "1", 0, 2, 0, time.Second},
		"no number":         {429, "soon", 0, 2, 0, time.Second},
		"longer than time":  {429, "2", time.Second, 1, 0, time.Second},
		"longer than waits": {429, "3600", 0, 1, 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, s := newClient(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
				if n == 1 {
					return reply(c.status, `{"error_code":"APIG.0308","error_msg":"slow down"}`, "Retry-After", c.after)
				}
				return reply(200, `{}`)
			})
			ctx := t.Context()
			if c.time > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.time)
				defer cancel()
			}
			begin := time.Now()
			_, _ = client.Tenant(ctx)
			if took := time.Since(begin); len(s.seen) != c.calls || took < c.least || took > c.below {
				t.Errorf("%d calls in %s, want %d in %s to %s", len(s.seen), took, c.calls, c.least, c.below)
			}
		})
	}
}

func TestTheContextEndsCalls(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, s := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	_, err := c.Tenant(ctx)
	if !errors.Is(err, context.Canceled) || len(s.seen) != 1 || !MayHaveTakenEffect(err) {
		t.Errorf("cancelled while waiting: %v after %d calls", err, len(s.seen))
	}
	if err = c.PayOrder(ctx, "CS1"); !errors.Is(err, context.Canceled) || len(s.seen) != 1 || MayHaveTakenEffect(err) {
		t.Errorf("cancelled before: %v after %d calls", err, len(s.seen))
	}

	c, _ = newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	c.deadline = 10 * time.Millisecond
	if err := c.PayOrder(t.Context(), "CS1"); !errors.Is(err, context.DeadlineExceeded) || !MayHaveTakenEffect(err) {
		t.Errorf("a service that does not answer: %v", err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(400, `{"error_code":"CBC.30000010","error_msg":"Invalid order."}`)
	})
	_, err := c.Order(t.Context(), "CS1")
	if want := "read the order CS1: Invalid order. (CBC.30000010, request r1)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	wrapped := fmt.Errorf("outer: %w", err)
	if Code(wrapped) != "CBC.30000010" || !IsNotFound(wrapped) || MayHaveTakenEffect(wrapped) {
		t.Errorf("code %q, not found %t", Code(wrapped), IsNotFound(wrapped))
	}
	if Code(nil) != "" || Code(io.EOF) != "" || IsNotFound(nil) || IsNotFound(io.EOF) || MayHaveTakenEffect(nil) ||
		MayHaveTakenEffect(io.EOF) {
		t.Error("other errors are taken for the service's")
	}
	page, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(502, "<html>"+strings.Repeat("x", 5000))
	})
	if err := page.PayOrder(t.Context(), "CS1"); err == nil || len(err.Error()) > 800 ||
		!strings.Contains(err.Error(), "HTTP 502") {
		t.Errorf("got %v", err)
	}
}

func TestIDsDoNotLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) { return reply(200, `{}`) })
	for _, id := range []string{"", "..", "a/b", "a?b", "a b", "ä", "a%2Fb"} {
		_, assetErr := c.Asset(t.Context(), id)
		_, orderErr := c.Order(t.Context(), id)
		_, renewalErr := c.Renewal(t.Context(), id)
		for _, err := range []error{
			assetErr, orderErr, renewalErr, c.UpdateAsset(t.Context(), id, AssetUpdate{}), c.DeleteAsset(t.Context(), id, true),
			c.RestoreAsset(t.Context(), id), c.SetAutoRenew(t.Context(), id, true), c.SetAutoRenew(t.Context(), id, false),
		} {
			if err == nil || MayHaveTakenEffect(err) {
				t.Errorf("%q: got %v", id, err)
			}
		}
	}
	if len(s.seen) > 0 {
		t.Errorf("%d calls were sent", len(s.seen))
	}
}

func TestAutoRenewalThatIsOffAlready(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(400, `{"error_code":"CBC.99003605","error_msg":"already cancelled"}`)
	})
	if err := c.SetAutoRenew(t.Context(), "r1", false); err != nil || s.seen[0].Method != http.MethodDelete {
		t.Errorf("off: %v", err)
	}
	if err := c.SetAutoRenew(t.Context(), "r1", true); Code(err) != "CBC.99003605" {
		t.Errorf("on: %v", err)
	}
}

func TestAResourceThatFailsInsideASuccess(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"order_ids":[],"fail_resource_infos":[{"resource_id":"r1","error_code":"CBC.99003144",`+
			`"error_msg":"in process"}]}`)
	})
	if _, err := c.RenewPackage(t.Context(), "r1", Yearly, 1, ""); Code(err) != "CBC.99003144" || MayHaveTakenEffect(err) {
		t.Errorf("got %v", err)
	}
}

func TestPackageStatus(t *testing.T) {
	t.Parallel()
	const listed = `{"resource_id":"r1","order_id":"CS1","unit":"MONTH","amount":3,"usage":3,` +
		`"charging_mode":"ONE_TIME","is_sub_resource":false}`
	const end, dayEnd, noon = "2028-03-01T15:59:59Z", "2028-03-31T15:59:59Z", "2028-02-01T04:00:00Z"
	for name, tt := range map[string]struct {
		billing, updated, row, want string
		policy                      int
	}{
		"active":                     {"2", noon, strings.Replace(listed, `"usage":3`, `"usage":2`, 1), PackageActive, 3},
		"used up":                    {"2", noon, listed, PackageUsedUp, 3},
		"all used but not a pool":    {"2", noon, strings.Replace(listed, "MONTH", "NUM", 1), PackageActive, 3},
		"not listed":                 {"2", noon, "", PackageActive, 3},
		"grace":                      {"5", noon, "", PackageGrace, 3},
		"frozen":                     {"4", noon, "", PackageFrozen, 3},
		"returned":                   {"3", noon, "", PackageReturned, 3},
		"returned at the day's end":  {"3", "2028-02-01T15:59:59Z", "", PackageReturned, 3},
		"returned in grace":          {"3", "2028-03-05T15:00:00Z", "", PackageReturned, 3},
		"expired":                    {"3", end, "", PackageExpired, 2},
		"released without grace":     {"3", end, "", PackageReleased, 0},
		"renewing, without grace":    {"3", end, "", PackageReleased, 3},
		"released":                   {"3", dayEnd, "", PackageReleased, 3},
		"a status nobody documented": {"7", noon, "", "billing_7", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
				if r.URL.Path == "/v1/demo/tenants/resources" {
					return reply(200, `{"resources":[`+tt.row+`],"count":1}`)
				}
				return reply(200, `{"data":[{"resource_id":"r1","resource_spec_code":"code","status":`+tt.billing+
					`,"effective_time":"2027-03-01T01:00:00Z",
					"expire_time":"`+end+`","expire_policy":`+strconv.Itoa(tt.policy)+`,"update_time":"`+tt.updated+
					`"}],"total_count":1}`)
			})
			p, err := c.Package(t.Context(), "r1")
			if err != nil {
				t.Fatal(err)
			}
			if p.Status != tt.want || p.Listed != (tt.row != "") || p.AutoRenew != (tt.policy == 3) ||
				p.ResourceSpecCode != "code" {
				t.Errorf("got %+v, want the status %s", p, tt.want)
			}
		})
	}
}

// TestPackagesPages checks that all pages are read, rows that move are not doubled, and other services' resources are
// left out.
func TestPackagesPages(t *testing.T) {
	t.Parallel()
	const count = 230
	c, s := newClient(t, func(_ int, r *http.Request, body string) (*http.Response, error) {
		var in struct {
			Offset int `json:"offset"`
			Limit  int `json:"limit"`
		}
		if r.URL.Path == "/v1/demo/tenants/resources" {
			q := r.URL.Query()
			if _, err := fmt.Sscan(q.Get("offset"), &in.Offset); err != nil {
				t.Error(err)
			}
			in.Limit = 100
			if q.Get("resource_source") != "PURCHASED" || q.Get("resource_id") != "" {
				t.Errorf("query %v", q)
			}
			return reply(200, fmt.Sprintf(`{"resources":%s,"count":%d}`, rows(in.Offset, in.Limit, count), count))
		}
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Error(err)
		}
		return reply(200, fmt.Sprintf(`{"data":%s,"total_count":%d}`, rows(in.Offset, in.Limit, count), count))
	})
	found, err := c.Packages(t.Context(), PackageFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != count-2 || len(s.seen) != 6 {
		t.Errorf("found %d packages in %d calls", len(found), len(s.seen))
	}
	for _, p := range found {
		if !p.Listed || p.Units != 5 || p.OrderID != "CS1" {
			t.Errorf("not joined: %+v", p)
		}
	}
}

// rows are resources as either list shows them; number 100 is number 99 again, number 7 another service's.
func rows(offset, limit, count int) string {
	type row map[string]any
	list := []row{}
	for i := offset; i < min(offset+limit, count); i++ {
		service, id := "hws.service.type.metastudio", i
		switch i {
		case 7:
			service = "hws.service.type.ec2"
		case 100:
			id = 99
		}
		list = append(list, row{"resource_id": fmt.Sprint("r", id), "status": 2, "order_id": "CS1", "amount": 5,
			"service_type_code": service})
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestPackagesByID(t *testing.T) {
	t.Parallel()
	var asked [][]string
	c, _ := newClient(t, func(_ int, r *http.Request, body string) (*http.Response, error) {
		var in struct {
			ResourceIDs []string `json:"resource_ids"`
		}
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Error(err)
		}
		asked = append(asked, in.ResourceIDs)
		return reply(200, `{"data":[],"total_count":0}`)
	})
	ids := make([]string, 120)
	for i := range ids {
		ids[i] = fmt.Sprint("r", i)
	}
	if found, err := c.Packages(t.Context(), PackageFilter{ResourceIDs: ids}); err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	if diff := cmp.Diff(ids, slices.Concat(asked...)); diff != "" || len(asked) != 3 {
		t.Errorf("asked %d times:\n%s", len(asked), diff)
	}
	if _, err := c.Package(t.Context(), "r1"); !IsNotFound(err) {
		t.Errorf("an unknown package: %v", err)
	}
}

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

func TestAssetWithoutSystemProperties(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]Asset{
		"ACTIVED": {Status: AssetActive, Active: true}, "UNACTIVED": {Status: AssetInactive},
		"WAITING_DELETE": {Status: AssetActive, Active: true}, "BLOCK": {Status: AssetFrozen},
		"DELETING": {Status: AssetRecycled}, "DELETED": {Status: AssetDeleted}, "CREATING": {Status: "CREATING"},
	} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
			return reply(200, `{"asset_id":"a1","asset_name":"Ann","asset_type":"VOICE_MODEL","asset_state":"`+state+
				`","create_time":"2027-03-01T01:00:00Z",
				"system_properties":[{"key":"STYLE_ID","value":"x"}]}`)
		})
		want.ID, want.Name, want.AssetType, want.CreatedTime, want.Kind = "a1", "Ann", "VOICE_MODEL", day0, "voice_clone"
		got, err := c.Asset(t.Context(), "a1")
		if diff := cmp.Diff(&want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", state, err, diff)
		}
	}
}

func TestRenewalFoldsItsOperations(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"renewal_id":"n1","create_time":"2027-03-01T01:00:00Z","units_spent":5,"operations":[
			{"time":"2027-03-01T01:00:00Z","results":[{"asset_id":"a","outcome":"renewed","months":2},{"asset_id":"b",
			"outcome":"failed","months":9,"error_code":"SIM.1008"}]},
			{"time":"2027-03-02T01:00:00Z","results":[{"asset_id":"a","outcome":"renewed","months":3,
			"valid_through":"2028-01-01T00:00:00Z",
				"expire_time":"2028-03-01T15:59:59Z","debits":[{"resource_id":"r","units":3}]}]}]}`)
	})
	got, err := c.Renewal(t.Context(), "n1")
	want := &Renewal{
		ID: "n1", CreatedTime: day0, UnitsSpent: 5, Operations: 2, Months: map[string]int64{"a": 5},
		Requested: map[string]string{"a": "2028-01-01T00:00:00Z"},
		Results: []RenewalResult{{
			AssetID: "a", Outcome: OutcomeRenewed, Months: 3, ExpireTime: time.Date(2028, 3, 1, 15, 59, 59, 0, time.UTC),
			Debits: []RenewalDebit{{ResourceID: "r", Units: 3}},
		}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{}`, "X-Simulator-Time", "2027-03-01T01:00:00Z")
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if _, err := c.Tenant(t.Context()); err != nil {
					t.Error(err)
				}
				if err := c.PayOrder(t.Context(), "CS1"); err != nil {
					t.Error(err)
				}
				_ = c.Instant()
			}
		})
	}
	wg.Wait()
}
