package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// furtherCalls are accepted one after the other: what acceptedSeeds leave out since it needs an administrator or a call
// before it.
var furtherCalls = []fuzzCall{
	{"DELETE", fuzzProject + "/digital-assets/{asset}", "", ""},
	{"POST", fuzzProject + "/digital-assets/{asset}/restore", "", ""},
	{"POST", fuzzResources + "/autorenew/{free}", "", ""},
	{"DELETE", fuzzResources + "/autorenew/{free}", "", ""},
	{"POST", "/v2/bills/ratings/period-resources/subscribe-rate",
		`{"project_id":"demo","product_infos":[{"id":"1","cloud_service_type":"hws.service.type.metastudio",
		"resource_type":"mss.onshelf.voice_clone","resource_spec":"mss.onshelf.voice_clone","region":"x","period_type":2,
		"period_num":3,"subscription_num":1}]}`, ""},
	{"POST", "/v2/bills/ratings/period-resources/renew-rate",
		`{"resource_ids":["{free}","{payperuse}","nope"],"period_type":3,"period_num":1}`, ""},
	{"GET", fuzzProject + "/mss/returns/{free}?full_refunds=3", "", ""},
	{"POST", fuzzProject + "/mss/quotes",
		`{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":1,
		"resource_spec_code":"hws.resource.type.metastudio.modeling.voice.onebasic"}],
		"renewals":[{"period_type":3,"period_num":2},{"resource_id":"{free}","period_type":3,"period_num":1,
		"client_token":"t"}]}`, ""},
	{"POST", fuzzProject + "/mss/forecasts", `{"months":36,"resource_spec_codes":["mss.onshelf.voice_clone"]}`, ""},
	{"GET", "/v2/products/service-types?service_type_name=meta", "", ""},
	{"POST", fuzzOrders + "/pay", `{"order_id":"{pending}","discount_infos":[{"id":"{discount}","type":0}]}`, ""},
	{"GET", "/v3/projects?name=eu-west-101", "", ""},
	{"GET", "/v3/auth/domains", "", ""},
	{"GET", "/_sim/v1/clock", "", ""},
	{"GET", "/_sim/v1/events?until=2029-01-01T00:00:00Z", "", ""},
	{"GET", "/_sim/v1/verification", "", ""},
	{"GET", "/_sim/v1/rules", "", ""},
	{"POST", "/_sim/v1/account/rules", `{}`, ""},
	{"POST", "/_sim/v1/runs/keep", "", ""},
	{"PUT", "/_sim/v1/faults", `{"rules":"- match: {operation: PayOrders, after: 1000}\n  decline: no money\n"}`, ""},
	{"GET", "/_sim/v1/faults", "", ""},
	{"DELETE", "/_sim/v1/faults", "", ""},
	{"POST", fuzzProject + "/mss/receipts/query", `{"operation":"PlaceOrder","token":"t-1"}`, ""},
	{"POST", "/_sim/v1/tenants", `{"project_id":"other","access_key":"AKOFOTHER","secret_key":"not-so-secret",` +
		`"opening_balance":"5.00","clock":"held","now":"2027-03-01T00:00:00Z"}`, ""},
	{"POST", "/_sim/v1/tenants/other/keys", `{"access_key":"READER","secret_key":"not-so-secret","role":"read_only"}`, ""},
	{"GET", "/_sim/v1/tenants", "", ""},
	{
		"POST", "/v3/auth/tokens",
		`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"AKOFOTHER","password":"not-so-secret",
		"domain":{"name":"other"}}}},
		"scope":{"project":{"name":"other"}}}}`, ""},
	{"POST", "/_sim/v1/account/deposits", `{"amount":"100.00"}`, "other"},
	{"POST", "/_sim/v1/clock", `{"by":"P1M","dry_run":true}`, "other"},
	{"POST", "/_sim/v1/clock", `{"to":"2027-05-01T00:00:00Z"}`, "other"},
	{"GET", "/_sim/v1/tenant/file", "", "other"},
	{"POST", "/_sim/v1/tenants/copy/file", exported, "other"},
	{"DELETE", "/_sim/v1/tenants/copy", "", ""},
	{"DELETE", "/_sim/v1/tenants/other/keys/READER", "", ""},
	{"DELETE", "/_sim/v1/tenants/other", "", ""},
	{"GET", "/_sim/v1/openapi.json", "", ""},
	{"GET", "/_sim/v1/health", "", ""},
	{"GET", "/_sim/v1/ready", "", ""},
}

// exported stands for what the last ExportTenant answered.
const exported = "{exported}"

// neverAccepted are calls that are served so that clients get the documented refusal, and one of the other site, which
// TestWhatAnOrderCanBePaidWith makes.
var neverAccepted = []string{"CreateTrainingThirdPartyJob", "ListOrderCouponsByOrderId"}

// TestEveryCallIsAnsweredAsDescribed has each call answered once with a success, which the description allows.
func TestEveryCallIsAnsweredAsDescribed(t *testing.T) {
	t.Parallel()
	world := newFuzzWorld(t)
	left, file := map[string]string{}, ""
	for _, rt := range Routes() {
		left[rt.Method+" "+rt.Pattern] = rt.Name
	}
	for i, in := range slices.Concat(acceptedSeeds, furtherCalls) {
		if i <= len(acceptedSeeds) {
			world.restore()
		}
		if in.body == exported {
			in.body = file
		}
		pattern, answer := administer(t, world, in)
		if delete(left, pattern); strings.HasSuffix(pattern, "/tenant/file") {
			file = answer
		}
	}
	for pattern, name := range left {
		if !slices.Contains(neverAccepted, name) {
			t.Errorf("%s %s: no call was accepted", name, pattern)
		}
	}
}

// administer makes a call as the administrator, on another project where the call says so in place of an instant, and
// tells which route served it, and the answer.
func administer(t *testing.T, world *fuzzWorld, in fuzzCall) (pattern, answer string) {
	t.Helper()
	r, w := asAdministrator(t, world, in)
	if w.Code >= http.StatusBadRequest {
		t.Errorf("%s %s %s: got %d %s", in.method, in.target, in.body, w.Code, w.Body)
	}
	return r.Pattern, w.Body.String()
}

// rawAdminister makes a call as the administrator, and tells how it was answered.
func rawAdminister(t *testing.T, world *fuzzWorld, in fuzzCall) *httptest.ResponseRecorder {
	t.Helper()
	_, w := asAdministrator(t, world, in)
	return w
}

func asAdministrator(t *testing.T, world *fuzzWorld, in fuzzCall) (*http.Request, *httptest.ResponseRecorder) {
	t.Helper()
	const key = "the-administrator"
	v := &auth.Verifier{Keys: world.cloud, Clock: func() time.Time { return day0 }, Admin: key}
	r := httptest.NewRequest(in.method, world.names.Replace(in.target), strings.NewReader(world.names.Replace(in.body)))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set(wire.HeaderProject, project)
	if in.instant == "other" {
		r.Header.Set(wire.HeaderProject, in.instant)
	} else {
		r.Header.Set(wire.HeaderInstant, in.instant)
	}
	w := httptest.NewRecorder()
	checked(t, New(world.cloud, v.Authenticate, WithTokens(v))).ServeHTTP(w, r)
	return r, w
}

// TestStrangersAreRefusedAsDescribed: whoever is not recognised gets an answer that the description allows, from all
// calls that need somebody.
func TestStrangersAreRefusedAsDescribed(t *testing.T) {
	t.Parallel()
	world := newFuzzWorld(t)
	v := &auth.Verifier{Keys: world.cloud, Clock: func() time.Time { return day0 }}
	h := checked(t, New(world.cloud, v.Authenticate, WithTokens(v)))
	for _, rt := range Routes() {
		if rt.Needs == call.Public {
			continue
		}
		target := strings.NewReplacer("{project_id}", project, "{", "", "}", "").Replace(rt.Pattern)
		for _, header := range []string{"X-Auth-Token", "Authorization"} {
			r := httptest.NewRequest(rt.Method, target, http.NoBody)
			r.Header.Set(header, "nobody's")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code < http.StatusBadRequest || w.Code > http.StatusForbidden {
				t.Errorf("%s with %s: got %d %s", rt.Name, header, w.Code, w.Body)
			}
		}
	}
}

// TestLargeFilesOfTenants: those of the administrator are read, and no other large body is.
func TestLargeFilesOfTenants(t *testing.T) {
	t.Parallel()
	world := newFuzzWorld(t)
	body := `{"lines":["` + strings.Repeat("x", 3*call.MaxBody) + `"]}`
	for target, want := range map[string]string{"/_sim/v1/tenants/copy/file": lifecycle.CodeTenantFile,
		"/_sim/v1/account/deposits": "larger than"} {
		if w := rawAdminister(t, world, fuzzCall{"POST", target, body, ""}); w.Code != http.StatusBadRequest ||
			!strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is answered with %d %s, want %s", target, w.Code, w.Body, want)
		}
	}
}
