package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

// TestTenantsNeverSeeEachOther: two tenants are hammered side by side, and every row that one sees is its own.
func TestTenantsNeverSeeEachOther(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	const workers, each = 4, 15
	owned := map[string]map[string]bool{"one": {}, "two": {}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	clients := map[string]*mssclient.Client{"one": r.tenant("one"), "two": r.tenant("two")}
	for id, c := range clients {
		for worker := range workers {
			wg.Go(func() {
				for n := range each {
					order := bought(t, c, fmt.Sprintf("same-token-%d-%d", worker, n)) // tokens are a tenant's own
					mu.Lock()
					owned[id][order] = true
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	for id, c := range clients {
		packages, err := c.Packages(t.Context(), mssclient.PackageFilter{})
		if err != nil || len(packages) != workers*each || len(owned[id]) != workers*each {
			t.Fatalf("%s sees %d packages and made %d orders (%v), want %d", id, len(packages), len(owned[id]), err, workers*each)
		}
		for _, p := range packages {
			if !owned[id][p.OrderID] {
				t.Errorf("%s sees a package of the order %s, which is not its own", id, p.OrderID)
			}
		}
		for other, ids := range owned {
			for order := range ids {
				if _, err := c.Order(t.Context(), order); other != id && !mssclient.IsNotFound(err) {
					t.Errorf("%s can read the order %s of %s: %v", id, order, other, err)
				}
			}
		}
	}
}

func TestWrongKeysAndForeignProjectsAreRefused(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	r.tenant("other")
	for name, tt := range map[string]struct {
		project, access, secret string
		metaStudio, billing     string
	}{
		"wrong secret":    {"demo", "AK-demo", "secret-of-other", "MSS.00000001", "CBC.0155"},
		"unknown key":     {"demo", "AK-nobody", "secret-of-demo", "MSS.00000001", "CBC.0155"},
		"foreign project": {"other", "AK-demo", "secret-of-demo", "MSS.00010009", ""}, // billing calls carry no project
	} {
		c := r.dial(tt.project, tt.access, tt.secret)
		if _, err := c.Assets(t.Context()); mssclient.Code(err) != tt.metaStudio {
			t.Errorf("%s: MetaStudio answers %v", name, err)
		}
		if _, err := c.Coupons(t.Context()); mssclient.Code(err) != tt.billing {
			t.Errorf("%s: billing answers %v", name, err)
		}
	}
}

// TestRolesCoverWhatTheySay: an operation of each kind, as a key of each role.
func TestRolesCoverWhatTheySay(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	clients := map[simulator.Role]*mssclient.Client{simulator.RoleOwner: r.tenant("demo")}
	for _, role := range []simulator.Role{simulator.RoleBilling, simulator.RoleReadOnly} {
		r.must(r.admin("POST", "/_sim/v1/tenants/demo/keys", "", map[string]string{"access_key": "AK-" + string(role), "secret_key": "secret-of-" + string(role), "role": string(role)}))
		clients[role] = r.dial("demo", "AK-"+string(role), "secret-of-"+string(role))
	}
	for role, c := range clients {
		if _, err := c.Coupons(t.Context()); err != nil {
			t.Errorf("%s cannot read: %v", role, err)
		}
		_, err := c.PlaceOrder(t.Context(), voiceOrder("order-"+string(role)))
		if want := map[bool]string{true: "MSS.00000005"}[role == simulator.RoleReadOnly]; mssclient.Code(err) != want || (err == nil) != (want == "") {
			t.Errorf("%s orders: %v", role, err)
		}
		err = c.CancelOrder(t.Context(), "none")
		if want := map[bool]string{true: "CBC.0151", false: "CBC.30000010"}[role == simulator.RoleReadOnly]; mssclient.Code(err) != want {
			t.Errorf("%s cancels: %v", role, err)
		}
		err = c.UpdateAsset(t.Context(), "none", mssclient.AssetUpdate{Name: new("x")})
		if want := map[bool]string{true: "MSS.10001001", false: "MSS.00000005"}[role == simulator.RoleOwner]; mssclient.Code(err) != want {
			t.Errorf("%s changes an asset: %v", role, err)
		}
	}
	r.must(r.admin("DELETE", "/_sim/v1/tenants/demo/keys/AK-billing", "", nil))
	if _, err := clients[simulator.RoleBilling].Coupons(t.Context()); mssclient.Code(err) != "CBC.0155" {
		t.Errorf("a deleted key: %v", err)
	}
}

func TestTheAdministratorAloneActsOnAllTenants(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	for name, headers := range map[string][]string{
		"nobody": nil, "wrong key": {"Authorization", "Bearer wrong"}, "no key": {"Authorization", "Bearer "},
	} {
		if status, body := r.send("GET", "/_sim/v1/tenants", "", headers...); status != http.StatusUnauthorized || strings.Contains(body, "AK-") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
	if status, body := r.admin("GET", "/_sim/v1/tenants", "", nil); status != 200 || !strings.Contains(body, "AK-demo") || strings.Contains(body, "secret") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := r.admin("GET", "/v2/orders/customer-orders", "", nil); status != 400 || !strings.Contains(body, "X-Project-Id") {
		t.Errorf("without a project: got %d %s", status, body)
	}
	if status, body := r.admin("POST", "/_sim/v1/account/coupons", "nobody", map[string]string{"type": "cash", "face_value": "1.00"}); status != 400 || !strings.Contains(body, "SIM.2004") {
		t.Errorf("a grant to a project without an account: got %d %s", status, body)
	}
	if status, body := r.admin("GET", "/_sim/v1/clock", "demo", nil); status != 200 || !strings.Contains(body, `"clock":"client"`) {
		t.Errorf("got %d %s", status, body)
	}
	without := start(t, func(c *server.Config) { c.AdminKey = "" })
	if status, body := without.send("GET", "/_sim/v1/tenants", "", "Authorization", "Bearer "); status != http.StatusUnauthorized {
		t.Errorf("a server without an administrator's key: got %d %s", status, body)
	}
}

const passwordRequest = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"AK-demo","password":"secret-of-demo","domain":{"name":"demo"}}}},"scope":{"project":{"name":"any"}}}}`

func TestATokenStandsForItsKey(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	resp, err := r.client.Post(r.url+"/v3/auth/tokens", "application/json", strings.NewReader(passwordRequest))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	token := resp.Header.Get("X-Subject-Token")
	if resp.StatusCode != http.StatusCreated || token == "" {
		t.Fatalf("got %d, token %q", resp.StatusCode, token)
	}
	for path, want := range map[string]int{"/v1/demo/digital-assets": 200, "/v2/orders/customer-orders": 200, "/v1/other/digital-assets": 400} {
		if status, body := r.send("GET", path, "", "X-Auth-Token", token); status != want {
			t.Errorf("%s: got %d %s", path, status, body)
		}
	}
	if status, body := r.send("GET", "/v1/demo/digital-assets", "", "X-Auth-Token", token+"x"); status != 400 || !strings.Contains(body, "MSS.00010008") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := r.send("GET", "/v2/orders/customer-orders", "", "X-Auth-Token", token+"x"); status != 403 || !strings.Contains(body, "CBC.0154") {
		t.Errorf("got %d %s", status, body)
	}
	for name, body := range map[string]string{
		"wrong password": strings.Replace(passwordRequest, "secret-of-demo", "guessed-wrong", 1), "no user": strings.Replace(passwordRequest, "AK-demo", "", 1),
		"method": strings.Replace(passwordRequest, `["password"]`, `["token"]`, 1), "empty": "{}", "none": "",
	} {
		if status, body := r.send("POST", "/v3/auth/tokens", body); status != 401 && status != 400 || strings.Contains(body, "guessed") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
}

func TestAuthOffNeedsNoKey(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *server.Config) { c.AuthOff = true })
	if status, body := r.send("GET", "/v1/anyone/digital-assets", ""); status != 200 {
		t.Errorf("got %d %s", status, body)
	}
	bought(t, r.dial("anyone", "anyone", "whatever"), "token")
	if status, body := r.send("GET", "/v2/orders/customer-orders", "", "X-Project-Id", "anyone"); status != 200 || !strings.Contains(body, `"total_count":1`) {
		t.Errorf("got %d %s", status, body)
	}
}
