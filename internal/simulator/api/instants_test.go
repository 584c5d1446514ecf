package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

func TestInstants(t *testing.T) {
	t.Parallel()
	h := newAPI(t)
	for sent, want := range map[string]string{
		"":                            "2027-03-01T01:00:00Z",
		"2027-03-02T00:00:00Z":        "2027-03-02T00:00:00Z",
		"2027-03-02T08:00:00.9+08:00": "2027-03-02T00:00:00Z",
		"2027-03-02t23:59:00-00:01":   "2027-03-03T00:00:00Z",
	} {
		w := send(h, "GET", "/_sim/v1/tenant", "", wire.HeaderInstant, sent)
		if got := w.Header().Get(wire.HeaderInstant); w.Code != 200 || got != want ||
			!strings.Contains(w.Body.String(), `"now":"`+want+`"`) {
			t.Errorf("%q: got %d, header %q, body %s; want the instant %s", sent, w.Code, got, w.Body, want)
		}
	}
	if w := send(h, "POST", "/v1/demo/tenants/special-agreements/signed",
		`{"agreement_type":"AUTO_PAY","to_sign":true}`); w.Header().Get(wire.HeaderInstant) != "2027-03-01T01:00:00Z" {
		t.Errorf("a write without an instant answered the instant %q", w.Header().Get(wire.HeaderInstant))
	}
	w := send(h, "GET", "/_sim/v1/tenant", "", wire.HeaderInstant, "2027-02-01T00:00:00Z")
	if e := errorOf(t, w); w.Code != http.StatusConflict || e.Code != lifecycle.CodeBeforeHead {
		t.Errorf("before the newest fact: got %d %s", w.Code, e.Code)
	}
}

// TestShapes pins what clients other than ours read: names, numbers that are numbers, counts that are there when they
// are 0.
func TestShapes(t *testing.T) {
	t.Parallel()
	h := newAPI(t)
	body := `{"cloud_services":[{"period_type":"3","period_num":"1","subscription_num":2.0,"is_auto_pay":"0",
		"resource_spec_code":"hws.resource.type.metastudio.modeling.voice.onebasic","unknown":1}]}`
	w := send(h, "POST", "/v1/demo/mss/public/orders", body)
	var placed struct {
		OrderID string `json:"order_id"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &placed); err != nil || placed.OrderID == "" {
		t.Fatalf("numbers given as strings: got %d %s", w.Code, w.Body)
	}
	pay := fmt.Sprintf(`{"order_id":%q,"use_coupon":"NO","use_discount":"NO"}`, placed.OrderID)
	for name, tt := range map[string]struct{ method, target, body, want string }{
		"no resources": {"GET", "/v1/demo/tenants/resources?resource_source=PURCHASED", "",
			`{"resources":[],"count":0}`},
		"no assets": {"GET", "/v1/demo/digital-assets", "", `{"count":0,"assets":[]}`},
		"balances": {"GET", "/v2/accounts/customer-accounts/balances", "",
			`"amount":99999999999.99,"currency":"USD"`},
		"products": {"GET", "/v1/demo/mss/products", "", `"prices":{"one_off":"129.00","yearly":"99.00"}`},
		"quotas": {"GET", "/v1/demo/mss/quotas", "", `{"pool":"voice_clone","total":0,"used":0,"available":0,` +
			`"packages":[],"spent":[]}`},
		"pending": {"GET", "/v2/orders/customer-orders/details/" + placed.OrderID, "",
			`"status":6,"order_type":1,"amount_after_discount":198,"official_amount":198,"measure_id":1`},
		"lines": {"GET", "/v2/orders/customer-orders/details/" + placed.OrderID, "",
			`"period_type":3,"period_num":1,"subscription_num":2`},
		"deadline": {"GET", "/v2/orders/customer-orders/details/" + placed.OrderID, "",
			`"pending_payment_end_time":"2027-03-08T01:00:00Z"`},
		"any case": {"GET", "/v2/orders/customer-orders?order_id=" + strings.ToLower(placed.OrderID), "",
			`"total_count":1`},
		"by type":           {"GET", "/v2/orders/customer-orders?order_type=2,4", "", `{"total_count":0,"order_infos":[]}`},
		"service agreement": {"POST", "/v1/demo/tenants/service-agreements/signed", "", `"need_to_sign":false`},
		"assigned": {
			"GET", "/v1/demo/tenants/resource/assignrecourd", "",
			`{"customer_project_id":"demo","resource_count":0,"resources":[],"resources_overview":[]}`,
		},
		"no image jobs": {"GET", "/v1/demo/digital-human-training-manage/user/jobs", "", `{"count":0,"jobs":[]}`},
		"no voice jobs": {"GET", "/v1/demo/voice-training-manage/user/jobs", "", `{"count":0,"jobs":[]}`},
		"no voice quotas": {
			"GET", "/v1/demo/voice-training-manage/quotas", "",
			`{"count":0,"resource_available_nums":{"flexus":0,"basic":0,"middle":0,"middle_on_demand":0,"advance":0,` +
				`"third_party_cmww":0},"resources":[]}`,
		},
	} {
		if w := send(h, tt.method, tt.target, tt.body); w.Code != 200 || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: got %d %s, want %s", name, w.Code, w.Body, tt.want)
		}
	}
	if w := send(h, "POST", "/v3/orders/customer-orders/pay", pay); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
		t.Fatalf("pay: got %d %s", w.Code, w.Body)
	}
	for name, tt := range map[string]struct{ method, target, body, want string }{
		"by order": {"POST", "/v2/orders/suscriptions/resources/query", fmt.Sprintf(`{"order_id":%q}`, placed.OrderID),
			`"total_count":2`},
		"in use": {"POST", "/v2/orders/suscriptions/resources/query", `{"status_list":["2"],"limit":"1"}`,
			`"is_main_resource":1,"status":2`},
		"closed": {"POST", "/v2/orders/suscriptions/resources/query", `{"status_list":[3]}`, `{"data":[],"total_count":0}`},
		"listed": {"GET", "/v1/demo/tenants/resources?resource_source=PURCHASED&limit=1&order_id=" + placed.OrderID, "",
			`"amount":1,"usage":0,"status":0,"unit":"NUM"}],"count":2}`},
		"frozen":   {"GET", "/v1/demo/tenants/resources?resource_source=PURCHASED&status=1", "", `"count":0`},
		"allotted": {"GET", "/v1/demo/tenants/resources?resource_source=SP_ALLOCATED", "", `"count":0`},
		"by window": {
			"GET",
			"/v1/demo/tenants/resources?resource_source=PURCHASED&resource_expire_start_time=2028-03-01T15:59:59Z" +
				"&resource_expire_end_time=2028-03-01T15:59:59Z", "",
			`"count":2`,
		},
	} {
		if w := send(h, tt.method, tt.target, tt.body); w.Code != 200 || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: got %d %s, want %s", name, w.Code, w.Body, tt.want)
		}
	}
}
