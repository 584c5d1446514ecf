package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/openapi"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// fuzzWorld is an account with one of everything, created again after each call that changed it, so that every input
// meets the same state.
type fuzzWorld struct {
	tb    testing.TB
	file  string
	first []byte // the store as it was made
	names *strings.Replacer
	facts int
	store *store.Store
	cloud *simulator.Cloud
	api   http.Handler
}

func newFuzzWorld(tb testing.TB) *fuzzWorld {
	tb.Helper()
	f := &fuzzWorld{tb: tb, file: filepath.Join(tb.TempDir(), "simulator.db")}
	f.open()
	tb.Cleanup(func() { f.ok(f.store.Close()) })
	f.furnish()
	f.keep()
	f.facts = f.verify()
	return f
}

// keep takes the store as it is now for the one that is restored.
func (f *fuzzWorld) keep() {
	f.tb.Helper()
	f.ok(f.store.Close())
	var err error
	f.first, err = os.ReadFile(f.file)
	f.ok(err)
	f.open()
}

func (f *fuzzWorld) ok(err error) {
	f.tb.Helper()
	if err != nil {
		f.tb.Fatal(err)
	}
}

func (f *fuzzWorld) open() {
	f.store = store.New(f.file)
	f.cloud = simulator.New(f.store, simulator.Options{Clock: func() time.Time { return day0 }})
	f.api = New(f.cloud, auth.Embedded(project))
}

// furnish fills the account and gives what it holds names that inputs can use.
func (f *fuzzWorld) furnish() {
	f.tb.Helper()
	ctx, call := f.tb.Context(), simulator.Call{Tenant: project, At: day0}
	item := func(code string, period site.PeriodType, n int32) lifecycle.OrderRequestItem {
		return lifecycle.OrderRequestItem{ResourceSpecCode: code, PeriodType: period, PeriodNum: n, Quantity: 1}
	}
	const voice = "hws.resource.type.metastudio.modeling.voice.onebasic"
	items := []lifecycle.OrderRequestItem{
		item(voice, site.Yearly, 1), item(voice, site.Yearly, 1), item("mss.onshelf.voice_clone", site.Monthly, 3),
		item("mss.payperuse.video_minutes", site.Monthly, 1),
		item("hws.resource.type.metastudio.modeling.flexus.avatar.number", site.OneOff, 1),
		item("hws.resource.type.metastudio.avatarmodeling.number", site.Yearly, 1),
	}
	do := func(c lifecycle.Command) string {
		out, err := f.cloud.Do(ctx, call, c)
		f.ok(err)
		return out.ID()
	}
	coupon := do(lifecycle.GrantCoupon{
		Coupon: lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 100, ValidFrom: day0,
			ValidUntil: day0.AddDate(1, 0, 0)}})
	discount := do(lifecycle.GrantDiscount{
		Discount: lifecycle.Discount{Percent: 10, ValidFrom: day0, ValidUntil: day0.AddDate(1, 0, 0)}})
	order := do(lifecycle.PlaceOrder{Items: items})
	do(lifecycle.PayOrder{OrderID: order})
	w, err := f.cloud.Look(ctx, call, lifecycle.Selection{Orders: []string{order}})
	f.ok(err)
	packages := w.Orders[order].Resources()
	asset := do(lifecycle.MakeAsset{PackageID: packages[0], Kind: "voice_clone", Name: "Ann"})
	renewal := do(lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 1}}})
	pending := do(lifecycle.PlaceOrder{Items: items[:1]})
	job := func(t lifecycle.JobType) string {
		return do(lifecycle.CreateTrainingJob{Type: t, Details: lifecycle.JobDetails{Name: "Dan"}})
	}
	done := job(lifecycle.ImageJob)
	do(lifecycle.SubmitTrainingJob{JobChange: lifecycle.JobChange{JobID: done, Image: true}})
	f.names = strings.NewReplacer("{image}", job(lifecycle.ImageJob), "{trained}", done, "{voice}",
		job(lifecycle.BasicVoiceJob),
		"{used}", packages[0], "{free}", packages[1], "{payperuse}", packages[3], "{bundle}", packages[4], "{asset}", asset,
		"{renewal}", renewal, "{order}", order, "{pending}", pending, "{coupon}", coupon, "{discount}", discount,
		"{item}", strings.Replace(packages[3], billing.PackagePrefix, billing.FreeItemPrefix, 1))
}

// verify folds all facts again and counts them.
func (f *fuzzWorld) verify() int {
	f.tb.Helper()
	v, err := f.cloud.Verify(f.tb.Context(), project)
	f.ok(err)
	if len(v.Differences) > 0 {
		f.tb.Errorf("the rows are not what the facts fold to: %v", v.Differences)
	}
	return v.Facts
}

// restore puts the store back as it was made.
func (f *fuzzWorld) restore() {
	f.tb.Helper()
	f.ok(f.store.Close())
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(f.file + suffix); err != nil && !os.IsNotExist(err) {
			f.tb.Fatal(err)
		}
	}
	f.ok(os.WriteFile(f.file, f.first, 0o600))
	f.open()
}

// fuzzCall is a request as it is fuzzed; {names} in it stand for the ids of the account.
type fuzzCall struct{ method, target, body, instant string }

const (
	fuzzProject   = "/v1/demo"
	fuzzImages    = fuzzProject + "/digital-human-training-manage/user/jobs"
	fuzzVoices    = fuzzProject + "/voice-training-manage"
	fuzzResources = "/v2/orders/subscriptions/resources"
	fuzzOrders    = "/v2/orders/customer-orders"
	fuzzRates     = "/v2/bills/ratings/period-resources"
)

// acceptedSeeds are all operations.
var acceptedSeeds = []fuzzCall{
	{"POST", fuzzProject + "/mss/public/orders",
		`{"cloud_services":[{"period_type":3,"period_num":3,"subscription_num":1,"is_auto_renew":1,` +
			`"resource_spec_code":"hws.resource.type.metastudio.modeling.avatarlive.channel"}]}`, "9900-12-31T23:59:59Z"},
	{"POST", fuzzProject + "/mss/public/orders",
		`{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":1,"is_auto_pay":1,` +
			`"resource_spec_code":"hws.resource.type.metastudio.modeling.voice.onebasic"}]}`, ""},
	{"GET", fuzzProject + "/tenants/resources?resource_source=PURCHASED&resource_id={free}&limit=100&status=0", "", ""},
	{"GET", fuzzProject + "/tenants/resources?resource_source=PURCHASED&sub_resource=voice_clone_flexus&order_id={order}",
		"", "2028-03-10T00:00:00Z"},
	{"GET", fuzzProject + "/tenants/resources-count?business=VOICE_CLONE&resource_expire_end_time=2029-01-01T00:00:00Z",
		"", ""},
	{"GET", fuzzProject + "/tenants/resources-usage?business=FLEXUS_2D", "", ""},
	{"POST", fuzzProject + "/tenants/bind-resource", `{"asset_id":"{asset}","business_type":"VOICE_CLONE"}`, ""},
	{"POST", fuzzProject + "/tenants/service-agreements/signed", "", ""},
	{"POST", fuzzProject + "/tenants/special-agreements/signed", `{"agreement_type":"AUTO_PAY","to_sign":true}`, ""},
	{"GET", fuzzProject + "/digital-assets?name=A&asset_type=VOICE_MODEL&sort_key=update_time&sort_dir=desc", "", ""},
	{"GET", fuzzProject + "/digital-assets/{asset}", "", "2030-01-01T00:00:00Z"},
	{"PUT", fuzzProject + "/digital-assets/{asset}", `{"asset_name":"Bob","asset_state":"UNACTIVED"}`, ""},
	{"DELETE", fuzzProject + "/digital-assets/{asset}", "", ""},
	{"DELETE", fuzzProject + "/digital-assets/{asset}?mode=force", "", ""},
	{"POST", fuzzProject + "/digital-assets/batch-action", `{"action":"UNACTIVE","asset_ids":["{asset}","{asset}",` +
		`"nope"]}`, ""},
	{"POST", fuzzProject + "/digital-assets/batch-action", `{"action":"SHARE","asset_ids":["{asset}"],"params":"x"}`, ""},
	{"GET", fuzzProject + "/tenants/resource/assignrecourd?limit=1&offset=2", "", ""},
	{"POST", fuzzImages, `{"name":"Eve","contact":"1","tags":["a"],"video_multipart_count":"3","model_version":"V3.2",` +
		`"audio_source_type":"AUDIO","supported_service":["VIDEO_2D"]}`, ""},
	{
		"GET",
		fuzzImages +
			"?state=WAIT_FILE_UPLOAD,JOB_SUCCESS&sort_key=update_time&sort_dir=desc&create_since=2027-01-01T00:00:00Z" +
			"&is_flexus=false&name=D", "", ""},
	{"GET", fuzzImages + "/{trained}", "", "2030-01-01T00:00:00Z"},
	{"PUT", fuzzImages + "/{image}", `{"name":"Fay","is_background_replacement":false}`, ""},
	{"DELETE", fuzzImages + "/{trained}", "", ""},
	{"POST", fuzzImages + "/{image}/command", `{"command":"CONFIRM_MULTIPART_UPLOADED"}`, ""},
	{"POST", fuzzVoices + "/user/basic-jobs",
		`{"voice_name":"Gus","sex":"MALE","language":"CN","create_type":"SEGMENT","tag":"NEWS"}`, ""},
	{"POST", fuzzVoices + "/user/middle-jobs", `{"voice_name":"Gus"}`, ""},
	{"POST", fuzzVoices + "/user/advance-jobs", `{"voice_name":"Gus"}`, ""},
	{"GET", fuzzVoices + "/user/jobs?job_type=BASIC&tag=&update_until=2029-01-01T00:00:00Z", "", ""},
	{"GET", fuzzVoices + "/user/jobs/{voice}", "", ""},
	{"POST", fuzzVoices + "/user/jobs/{voice}", `{"voice_name":"Hal","sex":"FEMALE"}`, ""},
	{"DELETE", fuzzVoices + "/user/jobs/{voice}", "", ""},
	{"GET", fuzzVoices + "/quotas?limit=1", "", "2028-03-20T00:00:00Z"},
	{"GET", fuzzProject + "/mss/quotas", "", ""},
	{"POST", fuzzProject + "/mss/assets", `{"package_id":"{free}","kind":"voice_clone","name":"Cid","inactive":true}`, ""},
	{"POST", fuzzProject + "/mss/asset-renewals",
		`{"renewals":[{"asset_id":"{asset}","months":2}],"renewal_id":"{renewal}"}`, ""},
	{"GET", fuzzProject + "/mss/asset-renewals/{renewal}", "", ""},
	{"GET", fuzzProject + "/mss/products", "", ""},
	{"POST", fuzzProject + "/mss/receipts", `{"ids":["{order}"]}`, ""},
	{"POST", fuzzProject + "/mss/receipts/search", `{"operation":"MakeAsset","request":{"package_id":"{free}",` +
		`"kind":"voice_clone","name":"Cid"}}`, ""},
	{"POST", fuzzProject + "/mss/receipts/search",
		`{"operation":"RenewAssets","request":{"renewals":[{"asset_id":"{asset}","months":2}]}}`, ""},
	{"POST", fuzzProject + "/mss/receipts/search", `{}`, ""},
	{"GET", fuzzOrders + "?order_id={order}&status=5&order_type=1&order_by=createTime&limit=1", "", ""},
	{"GET", fuzzOrders + "/details/{pending}?limit=1&offset=1", "", "2027-03-08T01:00:00Z"},
	{"GET", fuzzOrders + "/order-discounts?order_id={pending}", "", ""},
	{"GET", fuzzOrders + "/refund-orders?order_id={order}", "", ""},
	{"POST", "/v3/orders/customer-orders/pay",
		`{"order_id":"{pending}","use_coupon":"YES","coupon_infos":[{"id":"{coupon}","type":301}],"use_discount":"NO"}`, ""},
	{"POST", fuzzOrders + "/pay", `{"order_id":"{pending}","use_coupon":"YES","coupon_infos":[{"id":"{coupon}",` +
		`"type":301}],"discount_infos":[]}`, ""},
	{"POST", fuzzRates + "/subscribe-rate",
		`{"project_id":"demo","product_infos":[{"id":"1","cloud_service_type":"hws.service.type.metastudio",` +
			`"resource_type":"mss.onshelf.voice_clone","resource_spec":"mss.onshelf.voice_clone","region":"r",` +
			`"period_type":"2","period_num":2,"subscription_num":"1"}]}`, ""},
	{"POST", fuzzRates + "/renew-rate", `{"resource_ids":["{free}","{used}","{bundle}"],"period_type":"3",` +
		`"period_num":2,"include_relative_resources":""}`, "2028-03-10T00:00:00Z"},
	{"GET", "/v2/products/service-types?limit=1&offset=0&service_type_name=meta", "", ""},
	{"GET", "/v3/projects?name=cn-north-4&enabled=true&page=1&per_page=10&domain_id=demo", "", ""},
	{"GET", "/v3/auth/domains", "", ""},
	{
		"GET",
		fuzzOrders +
			"?service_type_code=hws.service.type.metastudio&method=oneself&payment_time_begin=2027-01-01T00:00:00Z" +
			"&payment_time_end=2028-01-01T00:00:00Z", "", ""},
	{"PUT", fuzzOrders + "/cancel", `{"order_id":"{pending}"}`, ""},
	{"POST", "/v2/orders/suscriptions/resources/query",
		`{"order_id":"{order}","resource_ids":["{free}"],"status_list":["2",5],"offset":0,"limit":"100"}`, ""},
	{"POST", fuzzResources + "/renew", `{"resource_ids":["{free}"],"period_type":3,"period_num":1,"is_auto_pay":0}`,
		"2028-03-10T00:00:00Z"},
	{"POST", fuzzResources + "/renew/config", `{"config_name":"EXPIRE_DATE","config_value":"-1"}`, ""},
	{"POST", fuzzResources + "/autorenew/{free}", `{"auto_renew_times":1,"period_type":"YEAR"}`, ""},
	{"POST", fuzzResources + "/unsubscribe", `{"resource_ids":["{used}"],"unsubscribe_type":1}`, "2027-05-01T00:00:00Z"},
	{"GET", "/v2/accounts/customer-accounts/balances", "", ""},
	{
		"GET",
		"/v2/promotions/benefits/coupons?coupon_id={coupon}&coupon_type=1&status=2&active_start_time=2027-01-01T00:00:00Z",
		"", ""},
	{"POST", "/v3/payments/free-resources/query",
		`{"order_id":"{order}","status":1,"service_type_code_list":["hws.service.type.metastudio"]}`, ""},
	{"POST", "/v2/payments/free-resources/usages/details/query", `{"free_resource_ids":["{item}"]}`, ""},
	{"GET", "/_sim/v1/tenant", "", "2029-01-01T00:00:00Z"},
	{"POST", "/_sim/v1/runs/close", "", ""},
	{"POST", "/_sim/v1/runs/abandon", `{"noted":["a"]}`, ""},
	{"POST", "/_sim/v1/account/coupons", `{"type":"discount","face_value":"10.00","minimum":"20",` +
		`"products":["mss.onshelf.voice_clone"],"valid_until":"2028-01-01T00:00:00Z"}`, ""},
	{"POST", "/_sim/v1/account/discounts", `{"type":"commercial","percent":"15"}`, "2027-04-01T00:00:00Z"},
	{"POST", "/_sim/v1/account/tickets", `{"resource_spec_code":"mss.onshelf.voice_clone"}`, ""},
	{"GET", "/_sim/v1/account/statement?from=2027-01-01T00:00:00Z&until=2028-01-01T00:00:00Z", "", ""},
}

var refusedSeeds = []fuzzCall{
	{"GET", fuzzOrders + "/order-coupons?order_id={pending}", "", ""},
	{"POST", fuzzResources + "/renew", `{"resource_ids":["{free}"],"period_type":3,"period_num":1,"is_auto_pay":1}`,
		"2028-03-10T00:00:00Z"},
	{"POST", "/_sim/v1/account/coupons", `{"type":"cash","face_value":"92233720368547758.07"}`, ""},
	{"POST", "/_sim/v1/account/discounts", `{"type":"partner","percent":1,"valid_from":"9999-12-31T23:59:59-01:00"}`, ""},
	{"POST", fuzzResources + "/renew/config", `{"config_name":"DEDUCTION_DATE","config_value":9223372036854775807}`, ""},
	{"POST", fuzzResources + "/autorenew/{free}", `{"auto_renew_times":100,"period_type":"MONTH"}`, ""},
	{"POST", fuzzProject + "/mss/public/orders", `{"cloud_services":[{"period_type":2,"period_num":2147483647,` +
		`"subscription_num":2147483647,"resource_spec_code":"mss.onshelf.voice_clone"}]}`, ""},
	{"POST", fuzzProject + "/tenants/bind-resource", `{"asset_id":"{asset}","resource_id":"{bundle}"}`, ""},
	{"POST", fuzzProject + "/tenants/bind-resource", `{"asset_id":"{asset}"}`, "2028-03-20T00:00:00Z"},
	{"POST", fuzzProject + "/digital-assets/{asset}/restore", "", ""},
	{"POST", fuzzProject + "/mss/assets", `{"package_id":"{used}","kind":"voice_clone","name":"Cid"}`, ""},
	{"POST", fuzzProject + "/mss/asset-renewals",
		`{"renewals":[{"asset_id":"{asset}","valid_through":"9999-12-31T23:59:59Z"}]}`, ""},
	{"POST", "/v3/orders/customer-orders/pay",
		`{"order_id":"{pending}","use_coupon":"YES","coupon_infos":[{"id":"{coupon}"}],"use_discount":"YES",` +
			`"discount_infos":[{"id":"{discount}","type":"0"}]}`, ""},
	{"POST", fuzzOrders + "/pay", `{"order_id":"{order}","discount_infos":[{"id":"{discount}"}]}`, ""},
	{"POST", fuzzRates + "/subscribe-rate",
		`{"project_id":"demo","product_infos":[{"id":"1","cloud_service_type":"hws.service.type.metastudio",` +
			`"resource_type":"mss.onshelf.voice_clone","resource_spec":"mss.onshelf.voice_clone","region":"r",` +
			`"period_type":"2","period_num":2147483647,"subscription_num":"1"}]}`, ""},
	{"POST", fuzzRates + "/renew-rate", `{"resource_ids":["{free}","{free}"],"period_type":2,"period_num":2147483647}`,
		""},
	{"GET", "/v3/projects?page=2147483647&per_page=5001", "", ""},
	{"POST", fuzzResources + "/renew", `{"resource_ids":["{payperuse}"],"period_type":2,"period_num":1}`, ""},
	{"POST", fuzzResources + "/autorenew/{free}", "", "2028-03-02T00:00:00Z"},
	{"DELETE", fuzzResources + "/autorenew/{free}", "", ""},
	{"POST", fuzzResources + "/unsubscribe", `{"resource_ids":["{free}","{payperuse}"],"unsubscribe_type":1}`, ""},
	{"POST", fuzzProject + "/digital-assets/batch-action", `{"action":"DELETE","asset_ids":[]}`, ""},
	{"POST", fuzzImages, `{"name":"Eve","video_multipart_count":9223372036854775807}`, ""},
	{"POST", fuzzImages, `{"name":"Eve","is_flexus":true}`, ""},
	{"POST", fuzzImages + "/{image}/command", `{"command":"SUBMITVERIFYING"}`, ""},
	{"PUT", fuzzImages + "/{trained}", `{"name":"Fay"}`, ""},
	{"GET", fuzzImages + "/{voice}", "", ""},
	{"POST", fuzzVoices + "/user/third-party-jobs", `{"voice_name":"Gus"}`, ""},
	{"POST", fuzzVoices + "/user/jobs/{image}", "", ""},
	{"POST", fuzzVoices + "/user/jobs/{voice}", "", "2028-03-20T00:00:00Z"},
	{"GET", "/v1/other/digital-assets", "", ""},
	{"PATCH", fuzzProject + "/digital-assets/%2e%2e/x", "{", "2026-01-01T00:00:00Z"},
}

// send makes the call; ok is false for what no HTTP server would hand to a handler.
func (f *fuzzWorld) send(in fuzzCall) (w *httptest.ResponseRecorder, ok bool) {
	target := f.names.Replace(in.target)
	if u, err := url.ParseRequestURI(target); err != nil || !strings.HasPrefix(target, "/") || u.Host != "" {
		return nil, false
	}
	r, err := http.NewRequestWithContext(f.tb.Context(), in.method, "http://simulator.mss.invalid"+target,
		strings.NewReader(f.names.Replace(in.body)))
	if err != nil {
		return nil, false
	}
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+project)
	r.Header.Set(wire.HeaderInstant, in.instant)
	w = httptest.NewRecorder()
	f.api.ServeHTTP(w, r)
	if err := answersAsDescribed(r, w); err != nil {
		f.tb.Errorf("%s %s %s: got %d %s: %v", in.method, target, in.body, w.Code, w.Body, err)
	}
	return w, true
}

var documentedCode = regexp.MustCompile(openapi.CodePattern)

// FuzzAPI sends anything: nothing panics, a refusal has the documented shape and leaves the store as it was.
func FuzzAPI(f *testing.F) {
	for _, s := range slices.Concat(acceptedSeeds, refusedSeeds) {
		f.Add(s.method, s.target, s.body, s.instant)
	}
	world := newFuzzWorld(f)
	before := world.dump()
	f.Fuzz(func(t *testing.T, method, target, body, instant string) {
		world.tb = t
		w, ok := world.send(fuzzCall{method, target, body, instant})
		if !ok {
			return
		}
		if err := checkAnswer(w); err != nil {
			t.Errorf("got %d %s: %v", w.Code, w.Body, err)
		}
		facts, unchanged := world.verify(), world.dump() == before
		switch {
		case w.Code >= http.StatusBadRequest && !unchanged && !paymentFailed(w):
			t.Errorf("the refused call changed the store; %d facts, there were %d: %s", facts, world.facts, w.Body)
		case facts < world.facts:
			t.Errorf("of %d facts %d are left", world.facts, facts)
		}
		if !unchanged {
			world.restore()
		}
	})
}

func checkAnswer(w *httptest.ResponseRecorder) error {
	body := w.Body.Bytes()
	switch {
	case w.Code >= http.StatusInternalServerError || w.Code < http.StatusOK || w.Code >= 300 &&
		w.Code < http.StatusBadRequest:
		return fmt.Errorf("no call is answered so")
	case w.Header().Get(wire.HeaderRequestID) == "":
		return fmt.Errorf("the answer names no request")
	case (w.Header().Get("Content-Type") == "application/json") != (len(body) > 0):
		return fmt.Errorf("the answer of %d bytes is of the type %q", len(body), w.Header().Get("Content-Type"))
	case w.Code < http.StatusBadRequest:
		if len(body) > 0 && !json.Valid(body) {
			return fmt.Errorf("the answer is no JSON")
		}
		return nil
	}
	e, err := failureIn(body)
	if err != nil {
		return err
	}
	if ofIAM := e.Code == http.StatusText(w.Code); !ofIAM && !documentedCode.MatchString(e.Code) || e.Message == "" {
		return fmt.Errorf("the refusal has not the documented shape")
	}
	return nil
}

// TestFuzzSeedsReachTheRules keeps the seeds from rotting.
func TestFuzzSeedsReachTheRules(t *testing.T) {
	t.Parallel()
	world := newFuzzWorld(t)
	for i, s := range slices.Concat(acceptedSeeds, refusedSeeds) {
		w, ok := world.send(s)
		if accepted := i < len(acceptedSeeds); !ok || (w.Code < http.StatusBadRequest) != accepted {
			t.Errorf("%s %s %s: got %d %s, accepted should be %t", s.method, s.target, s.body, w.Code, w.Body, accepted)
		}
		world.restore()
	}
}
