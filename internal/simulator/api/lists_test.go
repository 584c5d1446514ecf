package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

func TestListsOfAssets(t *testing.T) {
	t.Parallel()
	h := newAPI(t)
	field := func(w *httptest.ResponseRecorder, name string) string {
		t.Helper()
		var all map[string]json.RawMessage
		if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || w.Code != http.StatusOK {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
		return strings.Trim(string(all[name]), `"`)
	}
	order := field(send(h, "POST", "/v1/demo/mss/public/orders",
		`{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":3,
		"resource_spec_code":"hws.resource.type.metastudio.modeling.voice.onebasic"}]}`), "order_id")
	send(h, "POST", "/v3/orders/customer-orders/pay",
		fmt.Sprintf(`{"order_id":%q,"use_coupon":"NO","use_discount":"NO"}`, order))
	var packages struct {
		Data []struct {
			ResourceID string `json:"resource_id"`
		} `json:"data"`
	}
	if err := json.Unmarshal(send(h, "POST", "/v2/orders/suscriptions/resources/query", `{}`).Body.Bytes(),
		&packages); err != nil || len(packages.Data) != 3 {
		t.Fatal(packages, err)
	}
	ids := map[string]string{}
	for i, name := range []string{"Ann", "Anna", "Bob"} {
		made := send(h, "POST", "/v1/demo/mss/assets",
			fmt.Sprintf(`{"package_id":%q,"kind":"voice_clone","name":%q,"inactive":%t}`,
				packages.Data[i].ResourceID, name, name == "Bob"), wire.HeaderInstant,
			call.Instant(day0.Add(time.Duration(i)*time.Hour)))
		ids[name] = field(made, "asset_id")
	}
	now := call.Instant(day0.Add(3 * time.Hour))
	if w := send(h, "PUT", "/v1/demo/digital-assets/"+ids["Ann"], `{"asset_description":"changed"}`, wire.HeaderInstant,
		now); w.Code != http.StatusOK {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	for query, want := range map[string]string{
		"":         "3 Ann Anna Bob",
		"name=Ann": "2 Ann Anna",
		"name=ann": "0",
		"asset_id=" + ids["Bob"] + "&asset_id=" + ids["Ann"]: "2 Ann Bob",
		"asset_type=IMAGE,VOICE_MODEL":                       "3 Ann Anna Bob",
		"asset_type=IMAGE":                                   "0",
		"asset_state=UNACTIVED,DELETED":                      "1 Bob",
		"asset_source=SYSTEM":                                "0",
		"sort_dir=desc":                                      "3 Bob Anna Ann",
		"sort_key=update_time":                               "3 Anna Bob Ann",
		"limit=1&offset=1":                                   "3 Anna",
		"start_time=2027-03-01T02:00:00Z":                    "2 Anna Bob",
		"end_time=2027-03-01T02:00:00Z":                      "2 Ann Anna",
		"sort_key=asset_order&name=Bob":                      "1 Bob",
		"offset=7":                                           "3",
		"asset_state=BLOCK&asset_source=X":                   "0",
	} {
		w := send(h, "GET", "/v1/demo/digital-assets?"+query, "", wire.HeaderInstant, now)
		var list struct {
			Count  int `json:"count"`
			Assets []struct {
				Name string `json:"asset_name"`
			} `json:"assets"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
			t.Fatalf("%s: got %d %s", query, w.Code, w.Body)
		}
		got := strconv.Itoa(list.Count)
		for _, a := range list.Assets {
			got += " " + a.Name
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}
