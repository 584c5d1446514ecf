package mssclient

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAutoRenewalThatIsOffAlready(t *testing.T) {
	t.Parallel()
	c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(400, `{"error_code":"CBC.99003605","error_msg":"already cancelled"}`)
	})
	if err := c.SetAutoRenew(t.Context(), "r1", false); err != nil || s.seen[0].Method != http.MethodDelete {
		t.Errorf("off: %v", err)
	}
	if err := c.SetAutoRenew(t.Context(), "r1", true); Code(err) != "CBC.99003605" {
		t.Errorf("on: %v", err)
	}
}

func TestAResourceThatFailsInsideASuccess(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"order_ids":[],"fail_resource_infos":[{"resource_id":"r1","error_code":"CBC.99003144",`+
			`"error_msg":"in process"}]}`)
	})
	if _, err := c.RenewPackage(t.Context(), "r1", Yearly, 1, ""); Code(err) != "CBC.99003144" || MayHaveTakenEffect(err) {
		t.Errorf("got %v", err)
	}
}

func TestPackageStatus(t *testing.T) {
	t.Parallel()
	const listed = `{"resource_id":"r1","order_id":"CS1","unit":"MONTH","amount":3,"usage":3,` +
		`"charging_mode":"ONE_TIME","is_sub_resource":false}`
	const end, dayEnd, noon = "2028-03-01T15:59:59Z", "2028-03-31T15:59:59Z", "2028-02-01T04:00:00Z"
	for name, tt := range map[string]struct {
		billing, updated, row, want string
		policy                      int
	}{
		"active":                     {"2", noon, strings.Replace(listed, `"usage":3`, `"usage":2`, 1), PackageActive, 3},
		"used up":                    {"2", noon, listed, PackageUsedUp, 3},
		"all used but not a pool":    {"2", noon, strings.Replace(listed, "MONTH", "NUM", 1), PackageActive, 3},
		"not listed":                 {"2", noon, "", PackageActive, 3},
		"grace":                      {"5", noon, "", PackageGrace, 3},
		"frozen":                     {"4", noon, "", PackageFrozen, 3},
		"returned":                   {"3", noon, "", PackageReturned, 3},
		"returned at the day's end":  {"3", "2028-02-01T15:59:59Z", "", PackageReturned, 3},
		"returned in grace":          {"3", "2028-03-05T15:00:00Z", "", PackageReturned, 3},
		"expired":                    {"3", end, "", PackageExpired, 2},
		"released without grace":     {"3", end, "", PackageReleased, 0},
		"renewing, without grace":    {"3", end, "", PackageReleased, 3},
		"released":                   {"3", dayEnd, "", PackageReleased, 3},
		"a status nobody documented": {"7", noon, "", "billing_7", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newClient(t, func(_ int, r *http.Request, _ string) (*http.Response, error) {
				if r.URL.Path == "/v1/demo/tenants/resources" {
					return reply(200, `{"resources":[`+tt.row+`],"count":1}`)
				}
				return reply(200, `{"data":[{"resource_id":"r1","resource_spec_code":"code","status":`+tt.billing+
					`,"effective_time":"2027-03-01T01:00:00Z",
					"expire_time":"`+end+`","expire_policy":`+strconv.Itoa(tt.policy)+`,"update_time":"`+tt.updated+
					`"}],"total_count":1}`)
			})
			p, err := c.Package(t.Context(), "r1")
			if err != nil {
				t.Fatal(err)
			}
			if p.Status != tt.want || p.Listed != (tt.row != "") || p.AutoRenew != (tt.policy == 3) ||
				p.ResourceSpecCode != "code" {
				t.Errorf("got %+v, want the status %s", p, tt.want)
			}
		})
	}
}

// TestPackagesPages checks that all pages are read, rows that move are not doubled, and other services' resources are
// left out.
func TestPackagesPages(t *testing.T) {
	t.Parallel()
	const count = 230
	c, s := newClient(t, func(_ int, r *http.Request, body string) (*http.Response, error) {
		var in struct {
			Offset int `json:"offset"`
			Limit  int `json:"limit"`
		}
		if r.URL.Path == "/v1/demo/tenants/resources" {
			q := r.URL.Query()
			if _, err := fmt.Sscan(q.Get("offset"), &in.Offset); err != nil {
				t.Error(err)
			}
			in.Limit = 100
			if q.Get("resource_source") != "PURCHASED" || q.Get("resource_id") != "" {
				t.Errorf("query %v", q)
			}
			return reply(200, fmt.Sprintf(`{"resources":%s,"count":%d}`, rows(in.Offset, in.Limit, count), count))
		}
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Error(err)
		}
		return reply(200, fmt.Sprintf(`{"data":%s,"total_count":%d}`, rows(in.Offset, in.Limit, count), count))
	})
	found, err := c.Packages(t.Context(), PackageFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != count-2 || len(s.seen) != 6 {
		t.Errorf("found %d packages in %d calls", len(found), len(s.seen))
	}
	for _, p := range found {
		if !p.Listed || p.Units != 5 || p.OrderID != "CS1" {
			t.Errorf("not joined: %+v", p)
		}
	}
}

// rows are resources as either list shows them; number 100 is number 99 again, number 7 another service's.
func rows(offset, limit, count int) string {
	type row map[string]any
	list := []row{}
	for i := offset; i < min(offset+limit, count); i++ {
		service, id := "hws.service.type.metastudio", i
		switch i {
		case 7:
			service = "hws.service.type.ec2"
		case 100:
			id = 99
		}
		list = append(list, row{"resource_id": fmt.Sprint("r", id), "status": 2, "order_id": "CS1", "amount": 5,
			"service_type_code": service})
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestPackagesByID(t *testing.T) {
	t.Parallel()
	var asked [][]string
	c, _ := newClient(t, func(_ int, r *http.Request, body string) (*http.Response, error) {
		var in struct {
			ResourceIDs []string `json:"resource_ids"`
		}
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Error(err)
		}
		asked = append(asked, in.ResourceIDs)
		return reply(200, `{"data":[],"total_count":0}`)
	})
	ids := make([]string, 120)
	for i := range ids {
		ids[i] = fmt.Sprint("r", i)
	}
	if found, err := c.Packages(t.Context(), PackageFilter{ResourceIDs: ids}); err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	if diff := cmp.Diff(ids, slices.Concat(asked...)); diff != "" || len(asked) != 3 {
		t.Errorf("asked %d times:\n%s", len(asked), diff)
	}
	if _, err := c.Package(t.Context(), "r1"); !IsNotFound(err) {
		t.Errorf("an unknown package: %v", err)
	}
}

// TestAStatusIsAskedOfBilling, as far as billing tells it from others.
func TestAStatusIsAskedOfBilling(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]string{PackageActive: "[2]", PackageUsedUp: "[2]", PackageGrace: "[5]",
		PackageFrozen: "[4]", PackageReleased: "[3]", PackageExpired: "[3]", PackageReturned: "[3]", "": "[]"} {
		var in struct {
			StatusList []int32 `json:"status_list"`
		}
		c, s := newClient(t, func(_ int, _ *http.Request, body string) (*http.Response, error) {
			if err := json.Unmarshal([]byte(body), &in); err != nil {
				t.Error(err)
			}
			return reply(200, `{"data":[],"total_count":0}`)
		})
		if _, err := c.Packages(t.Context(), PackageFilter{Status: status}); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(in.StatusList); got != want || len(s.seen) != 1 {
			t.Errorf("%q: asked for %s in %d calls, want %s in one", status, got, len(s.seen), want)
		}
	}
	for status, want := range map[string]string{OrderPendingPayment: "6", OrderCompleted: "5", "": ""} {
		c, s := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
			return reply(200, `{"order_infos":[],"total_count":0}`)
		})
		if _, err := c.OrdersOf(t.Context(), OrderFilter{Status: status}); err != nil {
			t.Fatal(err)
		}
		if got := s.seen[0].URL.Query().Get("status"); got != want {
			t.Errorf("%q: asked for %q, want %q", status, got, want)
		}
	}
}
