package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const project = "demo"

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	st := stores.Open(t, stores.New(t))
	return checked(t, New(simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }}),
		auth.Embedded(project)))
}

// send makes a call as project, with pairs of further headers.
func send(h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+project+", SignedHeaders=x-sdk-date, Signature=00")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func errorOf(t *testing.T, w *httptest.ResponseRecorder) call.ErrorBody {
	t.Helper()
	e, err := failureIn(w.Body.Bytes())
	if err != nil {
		t.Fatalf("the answer %q is no error body: %v", w.Body, err)
	}
	return e
}

func TestRefusalsOfTheWire(t *testing.T) {
	t.Parallel()
	h := newAPI(t)
	const orders = "/v1/demo/mss/public/orders"
	const images, voices = "/v1/demo/digital-human-training-manage/user/jobs", "/v1/demo/voice-training-manage/user"
	const (
		oldPay     = "/v2/orders/customer-orders/pay"
		price      = "/v2/bills/ratings/period-resources/subscribe-rate"
		renewPrice = "/v2/bills/ratings/period-resources/renew-rate"
	)
	const item = `"period_num":1,"subscription_num":1,"resource_spec_code":"x"`
	tests := map[string]struct {
		method, target, body string
		headers              []string
		status               int
		code, message        string
	}{
		"unknown path":     {"GET", "/v1/demo/nothing", "", nil, 400, "MSS.00010003", "SR.api not found"},
		"root":             {"GET", "/", "", nil, 400, "MSS.00010003", ""},
		"unclean path":     {"GET", "/v1/demo//digital-assets", "", nil, 400, "MSS.00010003", ""},
		"trailing slash":   {"GET", "/v1/demo/digital-assets/", "", nil, 400, "MSS.00010003", ""},
		"correctly spelt":  {"POST", "/v2/orders/subscriptions/resources/query", "{}", nil, 400, "CBC.0100", "not found"},
		"billing's method": {"DELETE", "/v2/orders/customer-orders", "", nil, 400, "CBC.0100", "method not allowed"},
		"IAM's path":       {"GET", "/v3/auth/catalog", "", nil, 404, "Not Found", ""},
		"IAM's method":     {"DELETE", "/v3/projects", "", nil, 405, "Method Not Allowed", ""},
		"IAM's users":      {"GET", "/v3/users", "", nil, 400, "Bad Request", "SIM.1011"},
		"stranger's query": {"GET", "/v1/demo/digital-assets?limit=x", "", []string{"Authorization", ""}, 401, "MSS.00000001",
			""},
		"stranger's form": {"POST", "/v3/orders/customer-orders/pay", "a",
			[]string{"Authorization", "", "Content-Type", "x/y"}, 403, "CBC.0155", ""},
		"stranger's large body": {"POST", orders, strings.Repeat("x", 1<<20+1), []string{"Authorization", ""}, 401,
			"MSS.00000001", ""},
		"HEAD":              {"HEAD", "/v1/demo/digital-assets", "", nil, 400, "MSS.00010004", "SR.method not allowed"},
		"broken escape":     {"GET", "/v1/demo/digital-assets?name=%zz", "", nil, 400, "MSS.00000003", "%zz"},
		"semicolon":         {"GET", "/v2/orders/customer-orders?limit=1;offset=1", "", nil, 400, "CBC.0100", "semicolon"},
		"escape of a probe": {"GET", "/_sim/v1/health?%", "", nil, 400, "MSS.00000003", ""},
		"a form": {"POST", orders, "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 400,
			"MSS.10000002", "x-www-form"},
		"no content type": {"POST", "/v3/orders/customer-orders/pay", "{}", []string{"Content-Type", ";"}, 400, "CBC.0100",
			"Content-Type"},
		"wrong method":    {"GET", orders, "", nil, 400, "MSS.00010004", "SR.method not allowed"},
		"foreign project": {"GET", "/v1/other/digital-assets", "", nil, 400, "MSS.00010009", ""},
		"foreign header": {"GET", "/v2/orders/customer-orders", "", []string{"X-Project-Id", "other"}, 403, "CBC.0151",
			"X-Project-Id"},
		"foreign account": {"GET", "/v2/orders/customer-orders", "", []string{"X-Domain-Id", "other"}, 403, "CBC.0151",
			"X-Domain-Id"},
		"foreign account of a project": {"GET", "/v1/demo/digital-assets", "", []string{"X-Domain-Id", "other"}, 403,
			"MSS.00000005", "X-Domain-Id"},
		"own account": {"GET", "/v2/orders/customer-orders?limit=0", "", []string{"X-Domain-Id", "demo"}, 400, "CBC.0100",
			"limit"},
		"security token": {"GET", "/v2/orders/customer-orders", "", []string{"X-Security-Token", "x"}, 403, "CBC.0155", ""},
		"no authorization": {"GET", "/v1/demo/digital-assets", "", []string{"Authorization", ""}, 401, "MSS.00000001",
			"Unauthorized"},
		"another's key": {"GET", "/v1/demo/digital-assets", "", []string{"Authorization", "SDK-HMAC-SHA256 Access=x"},
			401, "MSS.00000001", ""},
		"instant unreadable": {"GET", "/_sim/v1/tenant", "", []string{wire.HeaderInstant, "2027-03-01"}, 400, "MSS.00000003",
			wire.HeaderInstant},
		"instant's offset": {"GET", "/_sim/v1/tenant", "", []string{wire.HeaderInstant, "2027-03-01T00:00:00+24:00"}, 400,
			"MSS.00000003", wire.HeaderInstant},
		"instant's comma": {"GET", "/_sim/v1/tenant", "", []string{wire.HeaderInstant, "2027-03-01T00:00:00,5Z"}, 400,
			"MSS.00000003", wire.HeaderInstant},
		"instant too early": {"GET", "/_sim/v1/tenant", "", []string{wire.HeaderInstant, "0001-01-01T00:00:00Z"}, 400,
			"MSS.00000003", wire.HeaderInstant},
		"long token": {"GET", "/_sim/v1/tenant", "", []string{wire.HeaderToken, strings.Repeat("x", 129)}, 400,
			"MSS.00000003", wire.HeaderToken},

		"no body":      {"POST", orders, "", nil, 400, "MSS.10000002", "empty"},
		"bad JSON":     {"POST", orders, "{", nil, 400, "MSS.10000002", ""},
		"two values":   {"POST", orders, "{} {}", nil, 400, "MSS.10000002", ""},
		"wrong type":   {"POST", orders, `{"cloud_services":{}}`, nil, 400, "MSS.10000002", "cloud_services"},
		"not a number": {"POST", orders, `{"cloud_services":[{"period_type":"two"}]}`, nil, 400, "MSS.10000002", "two"},
		"a fraction":   {"POST", orders, `{"cloud_services":[{"period_type":2.5}]}`, nil, 400, "MSS.10000002", "2.5"},
		"large body": {"POST", orders, `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 400,
			"MSS.10000002", "larger"},
		"billing bad JSON": {"POST", "/v3/orders/customer-orders/pay", "[", nil, 400, "CBC.0100", ""},
		"order empty":      {"POST", orders, `{"cloud_services":[]}`, nil, 400, "MSS.00000003", "cloud_services is empty"},
		"order without":    {"POST", orders, `{}`, nil, 400, "MSS.00000003", "cloud_services is empty"},
		"no period type": {"POST", orders, `{"cloud_services":[{` + item + `}]}`, nil, 400, "MSS.00000003",
			"cloud_services[0].period_type is missing"},
		"billing's one-off": {"POST", orders, `{"cloud_services":[{"period_type":5,` + item + `}]}`, nil, 400, "MSS.00000003",
			"6 (one-off)"},
		"auto renew 2": {
			"POST", orders, `{"cloud_services":[{"period_type":3,"is_auto_renew":2,` + item + `}]}`, nil, 400, "MSS.00000003",
			"is_auto_renew is 2",
		},
		"mixed auto pay": {
			"POST", orders, `{"cloud_services":[{"period_type":3,"is_auto_pay":1,` + item + `},{"period_type":3,` + item +
				`}]}`, nil,
			400, "MSS.00000003", "cloud_services[1].is_auto_pay",
		},
		"period num out of range": {
			"POST", orders, `{"cloud_services":[{"period_type":3,"period_num":2147483648,"subscription_num":1,` +
				`"resource_spec_code":"x"}]}`, nil,
			400, "MSS.00000003", "out of range",
		},
		"no code": {
			"POST", orders, `{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":1}]}`, nil, 400,
			"MSS.00000003", "resource_spec_code",
		},

		"no source":     {"GET", "/v1/demo/tenants/resources", "", nil, 400, "MSS.00000003", "resource_source"},
		"limit 0":       {"GET", "/v1/demo/digital-assets?limit=0", "", nil, 400, "MSS.00000003", "limit"},
		"limit 101":     {"GET", "/v1/demo/digital-assets?limit=101", "", nil, 400, "MSS.00000003", "limit"},
		"offset -1":     {"GET", "/v1/demo/digital-assets?offset=-1", "", nil, 400, "MSS.00000003", "offset"},
		"sort key":      {"GET", "/v1/demo/digital-assets?sort_key=size", "", nil, 400, "MSS.00000003", "sort_key"},
		"unknown asset": {"GET", "/v1/demo/digital-assets/nope", "", nil, 400, "MSS.10001001", "Asset not found"},
		"asset state": {"PUT", "/v1/demo/digital-assets/a", `{"asset_state":"BLOCK"}`, nil, 400, "MSS.00000003",
			"ACTIVED"},
		"delete mode": {"DELETE", "/v1/demo/digital-assets/a?mode=soft", "", nil, 400, "MSS.00000003", "mode"},
		"batch action": {"POST", "/v1/demo/digital-assets/batch-action", `{"action":"PAINT","asset_ids":["a"]}`, nil,
			400, "MSS.00000003", "action"},
		"batch without": {"POST", "/v1/demo/digital-assets/batch-action", `{"asset_ids":["a"]}`, nil, 400,
			"MSS.00000003", "action is missing"},
		"batch of none": {"POST", "/v1/demo/digital-assets/batch-action", `{"action":"DELETE"}`, nil, 400,
			"MSS.00000003", "asset_ids has 0"},
		"batch of many": {"POST", "/v1/demo/digital-assets/batch-action", `{"action":"DELETE","asset_ids":["a"` +
			strings.Repeat(`,"a"`, 100) + `]}`, nil, 400, "MSS.00000003", "101"},
		"batch read": {"GET", "/v1/demo/digital-assets/batch-action", "", nil, 400, "MSS.10001001", ""},
		"batch put":  {"PATCH", "/v1/demo/digital-assets/batch-action", "", nil, 400, "MSS.00010004", ""},
		"assigned limit": {"GET", "/v1/demo/tenants/resource/assignrecourd?limit=101", "", nil, 400,
			"MSS.00000003", "limit"},
		"image no name": {"POST", images, `{}`, nil, 400, "MSS.00000003", "name is missing"},
		"image parts": {"POST", images, `{"name":"x","video_multipart_count":1001}`, nil, 400, "MSS.00000003",
			"video_multipart_count"},
		"image action parts": {"POST", images, `{"name":"x","action_video_multipart_count":0}`, nil, 400, "MSS.00000003",
			"action_video_multipart_count"},
		"image service": {"POST", images, `{"name":"x","supported_service":["LIVE_2D","LIVE_2D"]}`, nil, 400,
			"MSS.00000003", "supported_service"},
		"image message": {"POST", images, `{"name":"x","command_message":"y"}`, nil, 400, "MSS.00000003",
			"command_message"},
		"image audio": {"POST", images, `{"name":"x","audio_source_type":"y"}`, nil, 400, "MSS.00000003",
			"audio_source_type"},
		"image version": {"POST", images, `{"name":"x","model_version":"V9"}`, nil, 400, "MSS.00000003",
			"model_version"},
		"image old version": {"POST", images, `{"name":"x","model_version":"V3"}`, nil, 400, "MSS.00000003", "obsolete"},
		"image flexus":      {"POST", images, `{"name":"x","is_flexus":true}`, nil, 400, "SIM.1011", "Flexus"},
		"image fast flexus": {"POST", images, `{"name":"x","model_version":"V3.3"}`, nil, 400, "SIM.1011", "Flexus"},
		"image on demand": {"POST", images, `{"name":"x","is_ondemand_resource":true}`, nil, 400, "SIM.1011",
			"is_ondemand_resource"},
		"image long name": {"POST", images, `{"name":"` + strings.Repeat("x", 257) + `"}`, nil, 400,
			"MSS.00000003", "257"},
		"image app user": {"POST", images, `{"name":"x"}`, []string{"X-App-UserId", "安"}, 400, "MSS.00000003",
			"X-App-UserId"},
		"image put flexus":    {"PUT", images + "/j", `{"is_fast_flexus":true}`, nil, 400, "SIM.1011", ""},
		"image put unknown":   {"PUT", images + "/j", `{"name":"x"}`, nil, 400, "SIM.1009", "j does not exist"},
		"image show unknown":  {"GET", images + "/j", "", nil, 400, "SIM.1009", "j does not exist"},
		"image delete":        {"DELETE", images + "/j", "", nil, 400, "SIM.1009", ""},
		"image no command":    {"POST", images + "/j/command", `{}`, nil, 400, "MSS.00000003", "command is missing"},
		"image command":       {"POST", images + "/j/command", `{"command":"DANCE"}`, nil, 400, "MSS.00000003", "command"},
		"image submit":        {"POST", images + "/j/command", `{"command":"SUBMITVERIFYING"}`, nil, 400, "SIM.1009", ""},
		"image other command": {"POST", images + "/j/command", `{"command":"CONFIRM_ACCEPT"}`, nil, 400, "SIM.1009", ""},
		"images flag":         {"GET", images + "?is_live_copy=2", "", nil, 400, "MSS.00000003", "is_live_copy"},
		"images window":       {"GET", images + "?update_since=x", "", nil, 400, "MSS.00000003", "update_since"},
		"images sort key":     {"GET", images + "?sort_key=size", "", nil, 400, "MSS.00000003", "sort_key"},
		"images sort dir":     {"GET", images + "?sort_dir=up", "", nil, 400, "MSS.00000003", "sort_dir"},
		"images limit":        {"GET", images + "?limit=0", "", nil, 400, "MSS.00000003", "limit"},
		"voice no name":       {"POST", voices + "/basic-jobs", `{}`, nil, 400, "MSS.00000003", "voice_name is missing"},
		"voice tag": {"POST", voices + "/basic-jobs", `{"voice_name":"x","tag":"y"}`, nil, 400,
			"MSS.00000003", "tag"},
		"voice sex": {"POST", voices + "/middle-jobs", `{"voice_name":"x","sex":"y"}`, nil, 400,
			"MSS.00000003", "sex"},
		"voice language": {"POST", voices + "/middle-jobs", `{"voice_name":"x","language":"y"}`, nil, 400, "MSS.00000003",
			"language"},
		"voice segments": {"POST", voices + "/advance-jobs", `{"voice_name":"x","create_type":"SEGMENT"}`, nil, 400,
			"MSS.00000003", "create_type"},
		"voice on demand": {"POST", voices + "/middle-jobs", `{"voice_name":"x","is_ondemand_resource":true}`, nil, 400,
			"SIM.1011", ""},
		"voice third party": {"POST", voices + "/third-party-jobs", `{"voice_name":"x"}`, nil, 400, "SIM.1011",
			"third party"},
		"voice commit":      {"POST", voices + "/jobs/j", "", nil, 400, "SIM.1009", ""},
		"voice commit sex":  {"POST", voices + "/jobs/j", `{"sex":"y"}`, nil, 400, "MSS.00000003", "sex"},
		"voice commit body": {"POST", voices + "/jobs/j", `[`, nil, 400, "MSS.10000002", ""},
		"voice show":        {"GET", voices + "/jobs/j", "", nil, 400, "SIM.1009", ""},
		"voice delete":      {"DELETE", voices + "/jobs/j", "", nil, 400, "SIM.1009", ""},
		"voices flag": {"GET", voices + "/jobs?is_ondemand_resource=x", "", nil, 400, "MSS.00000003",
			"is_ondemand_resource"},
		"voice quotas": {"GET", "/v1/demo/voice-training-manage/quotas?offset=-1", "", nil, 400,
			"MSS.00000003", "offset"},
		"other agreement": {"POST", "/v1/demo/tenants/special-agreements/signed", `{"agreement_type":"X","to_sign":true}`,
			nil, 400, "MSS.00000003", "AUTO_PAY"},
		"no decision": {"POST", "/v1/demo/tenants/special-agreements/signed", `{"agreement_type":"AUTO_PAY"}`, nil,
			400, "MSS.00000003", "to_sign"},
		"months and through": {"POST", "/v1/demo/mss/asset-renewals", `{"renewals":[{"asset_id":"a"}]}`, nil, 400,
			"MSS.00000003", "either"},
		"unknown renewal": {"GET", "/v1/demo/mss/asset-renewals/nope", "", nil, 400, "SIM.1006", "nope"},
		"unknown order":   {"GET", "/v2/orders/customer-orders/details/CS1", "", nil, 400, "CBC.30000010", ""},
		"order_by":        {"GET", "/v2/orders/customer-orders?order_by=amount", "", nil, 400, "CBC.0100", "order_by"},
		"coupons": {"POST", "/v3/orders/customer-orders/pay",
			`{"order_id":"CS1","use_coupon":"YES","use_discount":"NO"}`, nil, 400, "CBC.0100", "coupon_infos has 0"},
		"unused coupons": {"POST", "/v3/orders/customer-orders/pay",
			`{"order_id":"CS1","use_coupon":"NO","coupon_infos":[{"id":"x","type":301}],"use_discount":"NO"}`, nil, 400,
			"CBC.0100", "coupon_infos has 1"},
		"two discounts": {"POST", "/v3/orders/customer-orders/pay",
			`{"order_id":"CS1","use_coupon":"NO","use_discount":"YES","discount_infos":[{"id":"x"},{"id":"y"}]}`, nil, 400,
			"CBC.0100", "at most one"},
		"use_coupon missing": {"POST", "/v3/orders/customer-orders/pay", `{"order_id":"CS1","use_discount":"NO"}`, nil, 400,
			"CBC.0100", "use_coupon"},
		"use_coupon": {"POST", oldPay, `{"order_id":"CS1","use_coupon":"MAYBE"}`, nil, 400, "CBC.0100",
			"use_coupon"},
		"said not to be used": {"POST", oldPay, `{"order_id":"CS1","use_coupon":"NO","coupon_infos":[{"id":"x"}]}`, nil, 400,
			"CBC.0100", "coupon_infos has 1"},
		"said to be used": {"POST", oldPay, `{"order_id":"CS1","use_discount":"YES"}`, nil, 400, "CBC.0100",
			"discount_infos has 0"},
		"pay what": {"POST", oldPay, `{}`, nil, 400, "CBC.0100", "order_id is missing"},
		"coupon without id": {"POST", oldPay, `{"order_id":"CS1","coupon_infos":[{"type":301}]}`, nil, 400, "CBC.0100",
			"coupon_infos[0].id"},
		"old payment's order": {"POST", oldPay, `{"order_id":"CS1"}`, nil, 400, "CBC.30000010", "CS1"},
		"a year of orders": {"GET",
			"/v2/orders/customer-orders?create_time_begin=2026-01-01T00:00:00Z&create_time_end=2027-01-01T00:00:01Z", "", nil,
			400, "CBC.0100", "more than a year"},
		"a year of payments": {"GET",
			"/v2/orders/customer-orders?payment_time_begin=2024-02-29T00:00:00Z&payment_time_end=2025-03-01T00:00:01Z", "", nil,
			400, "CBC.0100", "payment_time_begin"},
		"order status": {"GET", "/v2/orders/customer-orders?status=2", "", nil, 400, "CBC.0100", "status is \"2\""},
		"order method": {"GET", "/v2/orders/customer-orders?method=theirs", "", nil, 400, "CBC.0100", "sub_customer"},
		"main resources": {"POST", "/v2/orders/suscriptions/resources/query", `{"only_main_resource":2}`, nil, 400,
			"CBC.0100", "only_main_resource"},
		"many resources": {"POST", "/v2/orders/suscriptions/resources/query", `{"limit":501}`, nil, 400,
			"CBC.0100", "500"},
		"unsubscribe why": {"POST", "/v2/orders/subscriptions/resources/unsubscribe",
			`{"resource_ids":["r"],"unsubscribe_type":1,"unsubscribe_reason_type":6}`, nil, 400, "CBC.0100",
			"unsubscribe_reason_type"},
		"price of no project": {"POST", price, `{"product_infos":[]}`, nil, 400, "CBC.0100", "project_id"},
		"price of nothing":    {"POST", price, `{"project_id":"demo"}`, nil, 400, "CBC.0100", "product_infos is empty"},
		"price of no line":    {"POST", price, `{"project_id":"demo","product_infos":{}}`, nil, 400, "CBC.0100", ""},
		"price without type": {"POST", price, `{"project_id":"demo","product_infos":[{"id":"1","cloud_service_type":"x",` +
			`"resource_type":"x","resource_spec":"x","region":"x"}]}`, nil, 400, "CBC.0100",
			"product_infos[0].period_type is missing"},
		"price without id": {"POST", price, `{"project_id":"demo","product_infos":[{"region":"x"}]}`, nil, 400, "CBC.0100",
			"product_infos[0].id is missing"},
		"price, no signature": {"POST", price, `{}`, []string{"Authorization", ""}, 403, "CBC.0155", ""},
		"renewal of nothing": {"POST", renewPrice, `{"period_type":3,"period_num":1}`, nil, 400, "CBC.0100",
			"resource_ids is empty"},
		"renewal by weeks": {"POST", renewPrice, `{"resource_ids":["r"],"period_type":1,"period_num":1}`, nil, 400,
			"CBC.0100", "period_type"},
		"renewal by nothing": {"POST", renewPrice, `{"resource_ids":["r"],"period_type":3}`, nil, 400, "CBC.0100",
			"period_num is missing"},
		"renewal twice": {"POST", renewPrice, `{"resource_ids":["r","r"],"period_type":3,"period_num":1}`, nil, 400,
			"CBC.30050012", "twice"},
		"relatives": {"POST", renewPrice, `{"resource_ids":["r"],"period_type":3,"period_num":1,` +
			`"include_relative_resources":"perhaps"}`, nil, 400, "CBC.0100", "neither true nor false"},
		"service types limit": {"GET", "/v2/products/service-types?limit=0", "", nil, 400, "CBC.0100", "limit"},
		"service type name": {"GET", "/v2/products/service-types?service_type_name=" + strings.Repeat("x", 129), "", nil,
			400, "CBC.0100", "128"},
		"website, no key": {"GET", "/v2/products/service-types?limit=1", "", []string{"Authorization", ""}, 403,
			"CBC.0155", ""},
		"projects page":     {"GET", "/v3/projects?page=0", "", nil, 400, "Bad Request", "page"},
		"projects per page": {"GET", "/v3/projects?per_page=5001", "", nil, 400, "Bad Request", "per_page"},
		"nobody's projects": {"GET", "/v3/projects", "", []string{"Authorization", ""}, 401, "Unauthorized", ""},
		"nobody's domain":   {"GET", "/v3/auth/domains", "", []string{"Authorization", ""}, 401, "Unauthorized", ""},
		"a closed status": {"POST", "/v2/orders/suscriptions/resources/query", `{"status_list":[2,1]}`, nil, 400,
			"CBC.0100", "status_list"},
		"a partner's": {"POST", "/v2/orders/suscriptions/resources/query", `{"customer_id":"` +
			strings.Repeat("x", 65) + `"}`, nil, 400, "CBC.0100", "customer_id"},
		"paid by halves": {"POST", price, `{"project_id":"demo","product_infos":[{"id":"1","cloud_service_type":"x",` +
			`"resource_type":"x","resource_spec":"x","region":"r","period_type":2,"period_num":1,"subscription_num":1,` +
			`"fee_installment_mode":"HALF_PAY"}]}`, nil, 400, "CBC.0100", "fee_installment_mode"},
		"a long item": {"POST", "/v2/payments/free-resources/usages/details/query", `{"free_resource_ids":["` +
			strings.Repeat("x", 65) + `"]}`, nil, 400, "CBC.0100", "free_resource_ids[0]"},
		"no coupon type": {"GET", "/v2/promotions/benefits/coupons?coupon_type=", "", nil, 400, "CBC.0100",
			"coupon_type"},
		"no coupon start": {"GET", "/v2/promotions/benefits/coupons?active_start_time=", "", nil, 400, "CBC.0100",
			"active_start_time"},
		"bind by business": {"POST", "/v1/demo/tenants/bind-resource", `{"asset_id":"a","business_type":"X"}`, nil, 400,
			"MSS.00000003", "business_type"},
		"a Chinese user": {"GET", "/v1/demo/digital-assets", "", []string{"X-App-UserId", "用户"}, 400, "MSS.00000003",
			"X-App-UserId"},
		"too many ids": {"POST", "/v2/orders/suscriptions/resources/query", `{"resource_ids":["x"` +
			strings.Repeat(`,"x"`, 50) + `]}`, nil, 400, "CBC.0100", "51"},
		"empty service": {"POST", "/v2/orders/suscriptions/resources/query", `{"service_type_code":""}`, nil, 400,
			"CBC.0100", "service_type_code"},
		"renew one-off": {"POST", "/v2/orders/subscriptions/resources/renew",
			`{"resource_ids":["r"],"period_type":6,"period_num":1}`, nil, 400, "CBC.0100", "period_type"},
		"renew nothing": {"POST", "/v2/orders/subscriptions/resources/renew", `{"period_type":3,"period_num":1}`, nil,
			400, "CBC.0100", "resource_ids"},
		"unsubscribe type": {"POST", "/v2/orders/subscriptions/resources/unsubscribe", `{"resource_ids":["r"]}`, nil, 400,
			"CBC.0100", "unsubscribe_type"},
		"auto renew times": {"POST", "/v2/orders/subscriptions/resources/autorenew/r", `{"auto_renew_times":2147483648}`,
			nil, 400, "CBC.0100", "auto_renew_times"},
		"auto renew period": {"POST", "/v2/orders/subscriptions/resources/autorenew/r", `{"period_type":"WEEK"}`, nil, 400,
			"CBC.0100", "MONTH or YEAR"},
		"auto renew body": {"POST", "/v2/orders/subscriptions/resources/autorenew/r", `[`, nil, 400, "CBC.0100", ""},
		"renewal config": {"POST", "/v2/orders/subscriptions/resources/renew/config",
			`{"config_name":"DEDUCTION_DATE","config_value":"8"}`, nil, 400, "CBC.0100", "2 to 7"},
		"no config value": {"POST", "/v2/orders/subscriptions/resources/renew/config", `{"config_name":"EXPIRE_DATE"}`,
			nil, 400, "CBC.0100", "config_value is missing"},
		"other config": {"POST", "/v2/orders/subscriptions/resources/renew/config",
			`{"config_name":"X","config_value":"2"}`, nil, 400, "CBC.0100", "config_name"},
		"bind nothing": {"POST", "/v1/demo/tenants/bind-resource", `{}`, nil, 400, "MSS.00000003",
			"asset_id is missing"},
		"bind unknown": {"POST", "/v1/demo/tenants/bind-resource", `{"asset_id":"a"}`, nil, 400, "MSS.10001001", ""},
		"count window": {"GET", "/v1/demo/tenants/resources-count?resource_expire_end_time=soon", "", nil, 400,
			"MSS.00000003", "resource_expire_end_time"},
		"coupon type": {"GET", "/v2/promotions/benefits/coupons?coupon_type=301", "", nil, 400, "CBC.0100",
			"coupon_type"},
		"coupon status": {"GET", "/v2/promotions/benefits/coupons?status=6", "", nil, 400, "CBC.0100", "status"},
		"coupon window": {"GET", "/v2/promotions/benefits/coupons?active_start_time=x", "", nil, 400, "CBC.0100",
			"active_start_time"},
		"coupons of no order": {"GET", "/v2/orders/customer-orders/order-coupons", "", nil, 400, "CBC.0100",
			"order_id is missing"},
		"coupons of unknown": {"GET", "/v2/orders/customer-orders/order-coupons?order_id=CS1", "", nil, 400,
			"CBC.30000010", ""},
		"discount of unknown": {"GET", "/v2/orders/customer-orders/order-discounts?order_id=CS1", "", nil, 400,
			"CBC.30000010", ""},
		"refund of unknown": {"GET", "/v2/orders/customer-orders/refund-orders?order_id=CS1", "", nil, 400,
			"CBC.30000010", ""},
		"free status": {"POST", "/v3/payments/free-resources/query", `{"status":5}`, nil, 400, "CBC.0100", "status"},
		"free limit":  {"POST", "/v3/payments/free-resources/query", `{"limit":0}`, nil, 400, "CBC.0100", "limit"},
		"free ids": {"POST", "/v2/payments/free-resources/usages/details/query", `{}`, nil, 400, "CBC.0100",
			"free_resource_ids has 0"},
		"grant type": {"POST", "/_sim/v1/account/coupons", `{"type":"gift","face_value":"1"}`, nil, 400,
			"CBC.0100", "type"},
		"grant value": {"POST", "/_sim/v1/account/coupons", `{"type":"cash","face_value":"1.001"}`, nil, 400,
			"CBC.0100", "face_value"},
		"grant too much": {"POST", "/_sim/v1/account/coupons", `{"type":"cash","face_value":"92233720368547758.07"}`, nil,
			400, "CBC.0100", "face_value"},
		"grant nothing": {"POST", "/_sim/v1/account/coupons", `{"type":"cash"}`, nil, 400, "CBC.0100", "face value"},
		"grant for ever": {"POST", "/_sim/v1/account/coupons",
			`{"type":"cash","face_value":"1","valid_until":"9999-12-31T23:59:59Z"}`, nil, 400, "CBC.0100", "9900"},
		"grant percent": {"POST", "/_sim/v1/account/discounts", `{"type":"partner","percent":100}`, nil, 400, "CBC.0100",
			"percent"},
		"grant no percent": {"POST", "/_sim/v1/account/discounts", `{"type":"partner"}`, nil, 400, "CBC.0100",
			"percent is missing"},
		"grant ticket":     {"POST", "/_sim/v1/account/tickets", `{}`, nil, 400, "CBC.0100", "catalogue"},
		"statement":        {"GET", "/_sim/v1/account/statement", "", nil, 400, "SIM.2004", ""},
		"statement window": {"GET", "/_sim/v1/account/statement?from=x", "", nil, 400, "CBC.0100", "from"},
		"unknown resource": {"DELETE", "/v2/orders/subscriptions/resources/autorenew/r", "", nil, 400, "CBC.99003012", ""},
		"refused by the rule": {"POST", orders, `{"cloud_services":[{"period_type":3,` + item + `}]}`, nil, 400,
			"MSS.00000003", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := send(h, tt.method, tt.target, tt.body, tt.headers...)
			if e := errorOf(t, w); w.Code != tt.status || e.Code != tt.code || !strings.Contains(e.Message, tt.message) ||
				e.Message == "" {
				t.Errorf("got %d %s %q, want %d %s with %q", w.Code, e.Code, e.Message, tt.status, tt.code, tt.message)
			}
			if w.Header().Get(wire.HeaderRequestID) == "" || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("headers %v lack the request id or the content type", w.Header())
			}
		})
	}
}

// silent are keys of a store that cannot be read.
type silent struct{}

func (silent) Key(context.Context, string) (simulator.Key, bool, error) {
	return simulator.Key{}, false,
		&lifecycle.Refusal{Code: lifecycle.CodeStoreUnusable, Message: "the store postgres://team@127.0.0.1:1/secret " +
			"cannot be used"}
}
