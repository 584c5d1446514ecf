package api_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// Products whose rules differ.
const (
	voice   = "hws.resource.type.metastudio.modeling.voice.onebasic"
	flexus  = "hws.resource.type.metastudio.modeling.flexus.avatar.number"
	onShelf = "mss.onshelf.voice_clone"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

// world is the whole chain: official client, wire, use cases, a store file.
type world struct {
	t    *testing.T
	file string
	as   func(instant time.Time, accessKey string) *mssclient.Client

	cloud     *simulator.Cloud
	api       http.Handler
	transport http.RoundTripper
	token     string // see wire
}

func newWorld(t *testing.T, opening string) world {
	t.Helper()
	var settings simulator.Settings
	if opening != "" {
		amount, err := money.Parse(opening)
		if err != nil {
			t.Fatal(err)
		}
		settings.OpeningBalance = &amount
	}
	return newWorldWith(t, settings)
}

func newWorldWith(t *testing.T, settings simulator.Settings) world {
	t.Helper()
	file := stores.New(t)
	cloud := simulator.New(stores.Open(t, file),
		simulator.Options{Clock: func() time.Time { return day0 }, Settings: settings})
	api := api.Checked(t, api.New(cloud, auth.Embedded("demo")))
	transport, token := wire(t, cloud, api)
	return world{t: t, file: file, cloud: cloud, api: api, transport: transport, token: token,
		as: func(instant time.Time, accessKey string) *mssclient.Client {
			c, err := mssclient.New(mssclient.Config{
				ProjectID: "demo", AccessKey: accessKey, SecretKey: "sk", Endpoint: "http://simulator.mss.invalid",
				Transport: transport,
				Instant:   instant, UserAgent: "conformance",
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}}
}

// at is a client whose calls are made at an instant.
func (w world) at(instant time.Time) *mssclient.Client { return w.as(instant, "demo") }

func (w world) days(n int) *mssclient.Client { return w.at(day0.AddDate(0, 0, n)) }

// buy orders, pays and lists.
func (w world) buy(c *mssclient.Client, items ...mssclient.OrderItem) (orderID string, packages []mssclient.Package) {
	w.t.Helper()
	id, err := c.PlaceOrder(w.t.Context(), mssclient.OrderRequest{Items: items})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := c.PayOrder(w.t.Context(), id); err != nil {
		w.t.Fatal(err)
	}
	packages, err = c.Packages(w.t.Context(), mssclient.PackageFilter{OrderID: id})
	if err != nil || len(packages) == 0 {
		w.t.Fatalf("the order delivered %v, %v", packages, err)
	}
	return id, packages
}

func yearly(n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: n}
}

func months(n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: onShelf, PeriodType: mssclient.Monthly, PeriodNum: n, SubscriptionNum: 1}
}

func (w world) make(c *mssclient.Client, packageID, name string) string {
	w.t.Helper()
	id, err := c.MakeAsset(w.t.Context(), mssclient.AssetRequest{PackageID: packageID, Kind: "voice_clone", Name: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w world) status(c *mssclient.Client, id, want string) *mssclient.Package {
	w.t.Helper()
	p, err := c.Package(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if p.Status != want {
		w.t.Errorf("the package %s is %s, want %s", id, p.Status, want)
	}
	return p
}

func (w world) refused(err error, code string) {
	w.t.Helper()
	if mssclient.Code(err) != code || mssclient.MayHaveTakenEffect(err) {
		w.t.Errorf("got %v, want a refusal with %s", err, code)
	}
}

func utc(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadingMakesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "500.00")
	c := w.days(0)
	got, err := c.Tenant(t.Context())
	want := &mssclient.Tenant{ProjectID: "demo", Clock: "client", Site: "international", Currency: "USD", Now: day0,
		GraceDays: 15, RetentionDays: 15, MaxTotalMonths: 600, ChargeLeadDays: 7, ChargeHour: 3,
		Role: "owner", May: []string{"manage", "read", "spend"}}
	if got != nil {
		want.Balance = got.Balance // before the first write it is only what is configured
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	products, err := c.Products(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		if p.ResourceSpecCode == voice && (p.Prices[mssclient.Yearly] != 9900 || p.Currency != "USD" ||
			p.MaxPeriodNum[mssclient.Yearly] != 3) {
			t.Errorf("got %+v", p)
		}
	}
	packages, err := c.Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil || len(packages) > 0 || len(products) < 10 {
		t.Errorf("%d products, packages %v, %v", len(products), packages, err)
	}
	if _, err := os.Stat(filepath.Dir(w.file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made a file: %v", err)
	}
	if !c.Instant().Equal(day0) {
		t.Errorf("instant %v", c.Instant())
	}
}
