package customer_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const (
	voice    = "hws.resource.type.metastudio.modeling.voice.onebasic"
	onShelf  = "mss.onshelf.voice_clone"
	adminKey = "the-administrators-key"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

func clock() time.Time { return day0 }

// fleet is a simulated cloud in which the project demo has two voices and six months to renew them with, and owes the
// payment of an order.
type fleet struct {
	t      *testing.T
	at     []string // the flags that choose it
	file   string
	voices []string // assets
	packs  []string // of the voices
	unpaid string   // order
	other  string   // package of another project
}

// newFleet makes a store with a fleet whose account has a balance of 1000.00 USD before it has bought anything, and a
// clock.
func newFleet(t *testing.T, kind string) *fleet {
	t.Helper()
	f := &fleet{t: t, file: filepath.Join(t.TempDir(), "simulator.db")}
	f.at = []string{"--store", f.file, "--project", "demo"}
	create := []string{"tenant", "create", "demo", "--opening-balance", "1000.00", "--clock", kind, "--store", f.file}
	if code, _, errs := run(create...); code != 0 {
		t.Fatal(errs)
	}
	st := store.New(f.file)
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	cloud := simulator.New(st, simulator.Options{Clock: clock})
	do := func(project string, c lifecycle.Command) []string {
		t.Helper()
		done, err := cloud.Do(t.Context(), simulator.Call{Tenant: project}, c)
		if err != nil {
			t.Fatal(err)
		}
		return done.IDs
	}
	buy := func(project, code string, p site.PeriodType, n, quantity int32) string {
		t.Helper()
		return do(project, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{ResourceSpecCode: code, PeriodType: p,
			PeriodNum: n, Quantity: quantity}}})[0]
	}
	for _, order := range []string{buy("demo", voice, site.Yearly, 1, 2), buy("demo", onShelf, site.Monthly, 6, 1)} {
		do("demo", lifecycle.PayOrder{OrderID: order})
	}
	for _, b := range f.packages() {
		if b.ResourceSpecCode == voice {
			f.packs = append(f.packs, b.ResourceID)
			f.voices = append(f.voices, do("demo", lifecycle.MakeAsset{PackageID: b.ResourceID, Kind: "voice_clone",
				Name: "voice " + b.ResourceID})...)
		}
	}
	f.unpaid = buy("demo", voice, site.Yearly, 1, 1)
	do("other", lifecycle.PayOrder{OrderID: buy("other", voice, site.Yearly, 1, 1)})
	var others struct {
		Packages []bundle `json:"packages"`
	}
	_, out, _ := run("package", "list", "-o", "json", "--store", f.file, "--project", "other")
	if err := json.Unmarshal([]byte(out), &others); err != nil || len(others.Packages) != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	f.other = others.Packages[0].ResourceID
	return f
}

// serve puts the fleet on a server, behind something if that is not nil, and makes its commands use it.
func (f *fleet) serve(behind func(http.Handler) http.Handler) {
	f.t.Helper()
	cloud := simulator.New(stores.Open(f.t, f.file), simulator.Options{Clock: clock})
	handler := api.New(cloud, (&auth.Verifier{Keys: cloud, Clock: time.Now, Admin: adminKey}).Authenticate)
	if behind != nil {
		handler = behind(handler)
	}
	server := httptest.NewServer(handler)
	f.t.Cleanup(server.Close)
	f.at = []string{"--endpoint", server.URL, "--project", "demo"}
}

type bundle struct {
	ResourceID       string    `json:"resource_id"`
	ResourceSpecCode string    `json:"resource_spec_code"`
	Status           string    `json:"status"`
	AutoRenew        bool      `json:"auto_renew"`
	Expires          time.Time `json:"expire_time"`
}

func (f *fleet) packages() []bundle {
	f.t.Helper()
	var list struct {
		Packages []bundle `json:"packages"`
	}
	f.read(&list, "package", "list")
	return list.Packages
}

// run runs a command of "simulator" in the test's own process.
func run(args ...string) (code int, out, errs string) { return runAt(day0, args...) }

// runAt is run at an instant of the real world.
func runAt(now time.Time, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = cli.Main(append([]string{"simulator"}, args...), &o, &e, cli.Options{Version: "1.2.3",
		Clock: func() time.Time { return now }})
	return code, o.String(), e.String()
}

// must runs a command on the fleet that succeeds.
func (f *fleet) must(args ...string) string {
	f.t.Helper()
	code, out, errs := run(append(args, f.at...)...)
	if code != 0 || errs != "" {
		f.t.Fatalf("%v ended with %d: %s", args, code, errs)
	}
	return out
}

// read is must with the result as JSON.
func (f *fleet) read(into any, args ...string) {
	f.t.Helper()
	out := f.must(append(args, "-o", "json")...)
	if err := json.Unmarshal([]byte(out), into); err != nil {
		f.t.Fatalf("%v: %v in %s", args, err, out)
	}
}

// refuses runs a command that changes nothing, prints no result and says why.
func (f *fleet) refuses(code int, want string, args ...string) {
	f.t.Helper()
	before := f.must("events")
	f.fails(code, want, args...)
	if after := f.must("events"); after != before {
		f.t.Errorf("%v changed something:\n%s", args, strings.TrimPrefix(after, before))
	}
}

// fails runs a command that prints no result, not even as JSON, and says why.
func (f *fleet) fails(code int, want string, args ...string) {
	f.t.Helper()
	got, out, errs := run(append(append(args, f.at...), "-o", "json")...)
	if got != code || out != "" || !strings.Contains(errs, want) {
		f.t.Errorf("%v ended with %d, output %q, errors %q; want %d and %q", args, got, out, errs, code, want)
	}
}

func (f *fleet) balance() string {
	f.t.Helper()
	var own struct {
		Balance string `json:"balance"`
	}
	f.read(&own, "tenant", "show")
	return own.Balance
}

func (f *fleet) has(out string, parts ...string) {
	f.t.Helper()
	for _, part := range parts {
		if !strings.Contains(out, part) {
			f.t.Errorf("%q does not tell %q", out, part)
		}
	}
}
