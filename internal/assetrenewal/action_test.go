package assetrenewal

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// shop is a simulated cloud with one voice and a pool of on-shelf months, in which runs begin and end.
type shop struct {
	t         *testing.T
	transport http.RoundTripper
	deaf      *atomic.Bool // answers to renewals are lost
	alive     map[string]bool
	asset     string
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func newShop(t *testing.T) shop {
	t.Helper()
	s := shop{t: t, deaf: &atomic.Bool{}, alive: map[string]bool{}}
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	cloud := simulator.New(stores.Open(t, stores.New(t)), simulator.Options{
		Clock: func() time.Time { return day }, Alive: func(run string) bool { return s.alive[run] },
	})
	wire := api.Transport(api.New(cloud, auth.Embedded("demo")))
	s.transport = roundTrip(func(req *http.Request) (*http.Response, error) {
		resp, err := wire.RoundTrip(req)
		if err == nil && s.deaf.Load() && strings.HasSuffix(req.URL.Path, "/mss/asset-renewals") {
			_ = resp.Body.Close()
			return nil, errors.New("the answer is lost")
		}
		return resp, err
	})
	c := s.client("setup")
	buy := func(code string, p mssclient.PeriodType, n int32) string {
		t.Helper()
		id, err := c.PlaceOrder(t.Context(),
			mssclient.OrderRequest{Token: code, Items: []mssclient.OrderItem{
				{ResourceSpecCode: code, PeriodType: p, PeriodNum: n, SubscriptionNum: 1}}})
		if err == nil {
			err = c.PayOrder(t.Context(), id)
		}
		if err != nil {
			t.Fatal(err)
		}
		all, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: id})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d packages of order %s: %v", len(all), id, err)
		}
		return all[0].ResourceID
	}
	buy("mss.onshelf.voice_clone", mssclient.Monthly, 6)
	var err error
	s.asset, err = c.MakeAsset(t.Context(), mssclient.AssetRequest{
		PackageID: buy("hws.resource.type.metastudio.modeling.voice.onebasic", mssclient.Yearly, 1), Kind: "voice_clone",
		Name: "Anna", Token: "anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// client is that of a run, for the same state as all others.
func (s shop) client(name string) *mssclient.Client {
	s.t.Helper()
	s.alive[name] = true
	c, err := mssclient.New(mssclient.Config{
		ProjectID: "demo", AccessKey: "demo", SecretKey: "sk", Endpoint: "http://simulator.mss.invalid",
		Transport: s.transport, State: "here", Run: name,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// config of the action, with values as the core hands them over: nil is null.
func (s shop) config(a *RenewAction, asset, months, through any) tfsdk.Config {
	var schema action.SchemaResponse
	a.Schema(s.t.Context(), action.SchemaRequest{}, &schema)
	return tfsdk.Config{Schema: schema.Schema, Raw: tftypes.NewValue(schema.Schema.Type().TerraformType(s.t.Context()),
		map[string]tftypes.Value{
			"asset_id": tftypes.NewValue(tftypes.String, asset), "months": tftypes.NewValue(tftypes.Number, months),
			"valid_through": tftypes.NewValue(tftypes.String, through), "client_token": tftypes.NewValue(tftypes.String, nil),
		})}
}

// action is that of a run, configured as the provider does it.
func (s shop) action(name string) *RenewAction {
	s.t.Helper()
	r := &session.Session{Client: s.client(name)}
	tenant, err := r.Client.Tenant(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	r.SetUnclaimed(tenant.Lost)
	r.MaxTotalMonths = tenant.MaxTotalMonths
	return &RenewAction{crud.Action{Configured: crud.NewConfigured(r)}}
}

// invoke plans and gives the asset months in a run, which dies after it.
func (s shop) invoke(name string, months int) diag.Diagnostics {
	s.t.Helper()
	a := s.action(name)
	var planned action.ModifyPlanResponse
	a.ModifyPlan(s.t.Context(), action.ModifyPlanRequest{Config: s.config(a, s.asset, months, nil)}, &planned)
	if planned.Diagnostics.HasError() {
		return planned.Diagnostics
	}
	resp := action.InvokeResponse{SendProgress: func(action.InvokeProgressEvent) {}}
	a.Invoke(s.t.Context(), action.InvokeRequest{Config: s.config(a, s.asset, months, nil)}, &resp)
	s.alive[name] = false
	return resp.Diagnostics
}

func (s shop) used() int64 {
	s.t.Helper()
	quotas, err := s.client("look").Quotas(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, q := range quotas {
		if q.Pool == "voice_clone" {
			return q.Used
		}
	}
	s.t.Fatal("there is no such pool")
	return 0
}

// What an action did is done again by an identical one of a later run, also where its own run was killed after it.
func TestAnActionOfAKilledRunIsNotTakenForTheNext(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for i, name := range []string{"one", "two"} {
		if d := s.invoke(name, 1); d.HasError() {
			t.Fatal(d)
		}
		if got := s.used(); got != int64(i+1) {
			t.Fatalf("after run %s %d units are spent, want %d", name, got, i+1)
		}
	}
}

// What an action may have done without anybody learning of it is found again by an identical one, also where it emptied
// the pool.
func TestAnActionWhoseAnswerWasLostIsAdopted(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deaf.Store(true)
	d := s.invoke("one", 6)
	if !d.HasError() || !strings.Contains(d[0].Detail(), "Apply again in the same directory") {
		t.Fatalf("the action says %v", d)
	}
	s.deaf.Store(false)
	if got := s.used(); got != 6 {
		t.Fatalf("%d units are spent, want 6: the call was to take effect", got)
	}
	a := s.action("plan")
	var planned action.ModifyPlanResponse
	a.ModifyPlan(t.Context(), action.ModifyPlanRequest{Config: s.config(a, s.asset, 6, nil)}, &planned)
	if said := fmt.Sprint(planned.Diagnostics); !strings.Contains(said, "Spends up to 6 units of pool voice_clone") ||
		!strings.Contains(said, "May adopt renewal sim-renewal-") {
		t.Errorf("its plan says %s", said)
	}
	if d := s.invoke("two", 6); d.HasError() || s.used() != 6 ||
		!strings.Contains(fmt.Sprint(d), "Already spent 6 units of pool voice_clone: renewal sim-renewal-") {
		t.Errorf("the next run says %v, and %d units are spent, want the 6 that were", d, s.used())
	}
}

// No plan of the action is silent about what it spends.
func TestPlannedActionsTellWhatTheySpend(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	unknown := tftypes.UnknownValue
	const through = "2028-05-15T00:00:00Z"
	for name, c := range map[string]struct {
		asset, months, through any
		want                   string
	}{
		"all known":           {s.asset, 2, nil, "Spends 2 units of pool voice_clone"},
		"a date":              {s.asset, nil, through, "Spends 3 units of pool voice_clone"},
		"a date that is kept": {s.asset, nil, "2028-01-01T00:00:00Z", ""},
		"its last fraction":   {s.asset, nil, "2028-03-01T23:59:59.999+08:00", ""},
		"the next second":     {s.asset, nil, "2028-03-02t00:00:00.001+08:00", "Spends 1 unit of pool voice_clone"},
		"unknown asset":       {unknown, 2, nil, "Spends up to 2 units; the pools are not known until apply"},
		"unknown months": {s.asset, unknown, nil, "May spend units of on-shelf months; how many is not known " +
			"until apply"},
		"unknown date": {s.asset, nil, unknown, "May spend units of on-shelf months; how many is not known " +
			"until apply"},
		"too many months":     {s.asset, 601, nil, "Too many months"},
		"as many as it takes": {s.asset, 588, nil, "Spends 588 units of pool voice_cloneRenewal pool is short"},
		"one more":            {s.asset, 589, nil, "Too many months"},
		"of any asset": {unknown, 601, nil, "Spends up to 601 units; the pools are not known until applyToo " +
			"many months"},
		"unknown asset's date": {unknown, nil, through, "May spend units of on-shelf months; how many is not known " +
			"until apply"},
	} {
		a := s.action("plan")
		var resp action.ModifyPlanResponse
		a.ModifyPlan(t.Context(), action.ModifyPlanRequest{Config: s.config(a, c.asset, c.months, c.through)}, &resp)
		var got string
		for _, d := range resp.Diagnostics {
			got += d.Summary()
		}
		if got != c.want {
			t.Errorf("%s: the plan says %q, want %q", name, got, c.want)
		}
	}
	if got := s.used(); got != 0 {
		t.Errorf("plans spent %d units", got)
	}
}
