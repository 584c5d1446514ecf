package console_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const (
	imageCode = "hws.resource.type.metastudio.avatarmodeling.number"
	voiceCode = "hws.resource.type.metastudio.modeling.voice.onebasic"
	shelfCode = "mss.onshelf.voice_clone"
	token     = "ONE-TIME-TOKEN"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

// house is a simulated cloud and a console of the project demo on it.
type house struct {
	t       *testing.T
	cloud   *simulator.Cloud
	carrier http.RoundTripper
	wire    *wire        // of the console
	ahead   atomic.Int64 // of day0 on the console's clock, in nanoseconds
	server  *httptest.Server
	browser *http.Client // with the session's cookie
}

// wire counts the calls that a console makes.
type wire struct {
	http.RoundTripper
	calls atomic.Int64
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.calls.Add(1)
	return w.RoundTripper.RoundTrip(r)
}

// open starts one, at day0 of real time.
func open(t *testing.T) *house {
	t.Helper()
	return openStore(t, filepath.Join(t.TempDir(), "simulator.db"))
}

func openStore(t *testing.T, file string) *house {
	t.Helper()
	st := store.New(file)
	cloud := simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }})
	h := &house{t: t, cloud: cloud,
		carrier: api.Transport(api.New(cloud, (&auth.Verifier{Keys: cloud, Off: true}).Believe))}
	h.wire = &wire{RoundTripper: h.carrier}
	pages, err := console.New(console.Config{Cloud: h.wire, Base: "http://simulator.mss.invalid",
		Place: "the store simulator.db", Project: "demo", Token: token,
		Clock: func() time.Time { return day0.Add(time.Duration(h.ahead.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(pages)
	t.Cleanup(func() {
		h.server.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.browser = &http.Client{Jar: jar}
	return h
}

// signIn exchanges the token.
func (h *house) signIn() *house {
	h.t.Helper()
	if page := h.get("/?token=" + token); !strings.Contains(page, "<h1>Overview</h1>") {
		h.t.Fatalf("not signed in: %s", page)
	}
	return h
}

// fetch gets a page.
func (h *house) fetch(path string) (status int, page string) {
	h.t.Helper()
	return h.send(http.MethodGet, path, nil, nil)
}

func (h *house) send(method, path string, form url.Values, headers map[string]string) (status int, page string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, v := range headers {
		req.Header.Set(name, v)
		if name == "Host" {
			req.Host = v
		}
	}
	resp, err := h.browser.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// get gets a page that there is.
func (h *house) get(path string) string {
	h.t.Helper()
	status, page := h.fetch(path)
	if status != http.StatusOK {
		h.t.Fatalf("%s: HTTP %d\n%s", path, status, page)
	}
	return page
}

// client makes the project's own calls at an instant.
func (h *house) client(at time.Time) *mssclient.Client {
	h.t.Helper()
	c, err := mssclient.New(mssclient.Config{ProjectID: "demo", AccessKey: "demo", SecretKey: "simulated",
		Endpoint: "http://simulator.mss.invalid", Transport: h.carrier, Instant: at, UserAgent: "test"})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// control makes a call of the control API at day0.
func (h *house) control(path, body string, out any) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, "http://simulator.mss.invalid"+path,
		strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Project-Id", "demo")
	req.Header.Set("X-Simulator-Time", day0.Format(time.RFC3339))
	resp, err := h.carrier.RoundTrip(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err == nil && out != nil {
		err = json.Unmarshal(data, out)
	}
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		h.t.Fatalf("%s: HTTP %d, %v: %s", path, resp.StatusCode, err, data)
	}
}

// grant gives the account a coupon or a discount.
func (h *house) grant(what, body string) (id string) {
	h.t.Helper()
	var granted struct {
		Coupon   string `json:"coupon_id"`
		Discount string `json:"discount_id"`
	}
	h.control("/_sim/v1/account/"+what, body, &granted)
	return cmp.Or(granted.Coupon, granted.Discount)
}

// order orders and pays packages.
func (h *house) order(at time.Time, items ...mssclient.OrderItem) (id string) {
	h.t.Helper()
	c := h.client(at)
	id, err := c.PlaceOrder(h.t.Context(), mssclient.OrderRequest{Items: items})
	if err == nil {
		err = c.PayOrder(h.t.Context(), id)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// buy orders and pays packages, and returns their ids.
func (h *house) buy(at time.Time, items ...mssclient.OrderItem) (ids []string) {
	h.t.Helper()
	order := h.order(at, items...)
	bought, err := h.client(at).Packages(h.t.Context(), mssclient.PackageFilter{OrderID: order})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range bought {
		ids = append(ids, p.ResourceID)
	}
	return ids
}

// voice makes an asset from a package.
func (h *house) voice(at time.Time, packageID, name string) string {
	h.t.Helper()
	id, err := h.client(at).MakeAsset(h.t.Context(), mssclient.AssetRequest{PackageID: packageID, Kind: "voice_clone",
		Name: name})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func yearly(code string, n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: code, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: n}
}

// months are on-shelf months of a pool's product.
func months(n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: shelfCode, PeriodType: mssclient.Monthly, PeriodNum: 1,
		SubscriptionNum: n}
}

// fleet buys a small fleet: a voice that renews itself, one that has months of its own, and an image package.
func (h *house) fleet() (packages, assets []string) {
	h.t.Helper()
	renews := yearly(voiceCode, 1)
	renews.AutoRenew = true
	packages = h.buy(day0, yearly(voiceCode, 1), renews, yearly(imageCode, 1))
	assets = []string{h.voice(day0, packages[0], "narrator"), h.voice(day0, packages[1], "host")}
	h.buy(day0, months(6))
	if _, err := h.client(day0).RenewAssets(h.t.Context(), mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: assets[0], Months: 2}}}); err != nil {
		h.t.Fatal(err)
	}
	return packages, assets
}

// events are the types of all events so far.
func (h *house) facts() int {
	h.t.Helper()
	v, err := h.cloud.Verify(context.Background(), "demo")
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Facts
}
