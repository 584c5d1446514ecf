package mssclient

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
