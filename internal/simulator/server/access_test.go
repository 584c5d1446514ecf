package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

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
			t.Fatalf("%s sees %d packages and made %d orders (%v), want %d", id, len(packages), len(owned[id]), err,
				workers*each)
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
		r.must(r.admin("POST", "/_sim/v1/tenants/demo/keys", "",
			map[string]string{"access_key": "AK-" + string(role), "secret_key": "secret-of-" + string(role),
				"role": string(role)}))
		clients[role] = r.dial("demo", "AK-"+string(role), "secret-of-"+string(role))
	}
	for role, c := range clients {
		if _, err := c.Coupons(t.Context()); err != nil {
			t.Errorf("%s cannot read: %v", role, err)
		}
		_, err := c.PlaceOrder(t.Context(), voiceOrder("order-"+string(role)))
		if want := map[bool]string{true: "MSS.00000005"}[role == simulator.RoleReadOnly]; mssclient.Code(err) != want ||
			(err == nil) != (want == "") {
			t.Errorf("%s orders: %v", role, err)
		}
		err = c.CancelOrder(t.Context(), "none")
		if want := map[bool]string{true: "CBC.0151", false: "CBC.30000010"}[role == simulator.RoleReadOnly]; mssclient.Code(
			err) != want {
			t.Errorf("%s cancels: %v", role, err)
		}
		err = c.UpdateAsset(t.Context(), "none", mssclient.AssetUpdate{Name: new("x")})
		if want := map[bool]string{true: "MSS.10001001", false: "MSS.00000005"}[role == simulator.RoleOwner]; mssclient.Code(
			err) != want {
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
		if status, body := r.send("GET", "/_sim/v1/tenants", "", headers...); status != http.StatusUnauthorized ||
			strings.Contains(body, "AK-") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
	if status, body := r.admin("GET", "/_sim/v1/tenants", "", nil); status != 200 || !strings.Contains(body, "AK-demo") ||
		strings.Contains(body, "secret") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := r.admin("GET", "/v2/orders/customer-orders", "", nil); status != 400 ||
		!strings.Contains(body, "X-Project-Id") {
		t.Errorf("without a project: got %d %s", status, body)
	}
	if status, body := r.admin("POST", "/_sim/v1/account/coupons", "nobody",
		map[string]string{"type": "cash", "face_value": "1.00"}); status != 400 || !strings.Contains(body, "SIM.2004") {
		t.Errorf("a grant to a project without an account: got %d %s", status, body)
	}
	if status, body := r.admin("GET", "/_sim/v1/clock", "demo", nil); status != 200 ||
		!strings.Contains(body, `"clock":"client"`) {
		t.Errorf("got %d %s", status, body)
	}
	without := start(t, func(c *server.Config) { c.AdminKey = "" })
	if status, body := without.send("GET", "/_sim/v1/tenants", "", "Authorization",
		"Bearer "); status != http.StatusUnauthorized {
		t.Errorf("a server without an administrator's key: got %d %s", status, body)
	}
}

const passwordRequest = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"AK-demo",` +
	`"password":"secret-of-demo","domain":{"name":"demo"}}}},"scope":{"project":{"name":"any"}}}}`

// token asks for a token.
func (r *running) token(request string) (token, answer string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"/v3/auth/tokens",
		strings.NewReader(request))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if token = resp.Header.Get("X-Subject-Token"); resp.StatusCode != http.StatusCreated || token == "" {
		r.t.Fatalf("got %d %s, token %q", resp.StatusCode, body, token)
	}
	return token, string(body)
}

func TestATokenStandsForItsKey(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	token, _ := r.token(passwordRequest)
	for path, want := range map[string]int{"/v1/demo/digital-assets": 200, "/v2/orders/customer-orders": 200,
		"/v1/other/digital-assets": 400} {
		if status, body := r.send("GET", path, "", "X-Auth-Token", token); status != want {
			t.Errorf("%s: got %d %s", path, status, body)
		}
	}
	if status, body := r.send("GET", "/v1/demo/digital-assets", "", "X-Auth-Token", token+"x"); status != 400 ||
		!strings.Contains(body, "MSS.00010008") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := r.send("GET", "/v2/orders/customer-orders", "", "X-Auth-Token", token+"x"); status != 403 ||
		!strings.Contains(body, "CBC.0154") {
		t.Errorf("got %d %s", status, body)
	}
	inProject := func(scope string) string {
		return strings.Replace(passwordRequest, `{"project":{"name":"any"}}`, scope, 1)
	}
	for name, body := range map[string]string{
		"another account": strings.Replace(passwordRequest, `"domain":{"name":"demo"}`, `"domain":{"name":"other"}`, 1),
		"no account":      strings.Replace(passwordRequest, `,"domain":{"name":"demo"}`, "", 1),
		"another project": inProject(`{"project":{"id":"other"}}`),
		"another domain":  inProject(`{"domain":{"name":"other"}}`),
		"both":            inProject(`{"project":{"id":"demo"},"domain":{"id":"demo"}}`),
		"nothing":         inProject(`{"project":{}}`),
		"wrong password":  strings.Replace(passwordRequest, "secret-of-demo", "guessed-wrong", 1),
		"no user":         strings.Replace(passwordRequest, "AK-demo", "", 1),
		"method":          strings.Replace(passwordRequest, `["password"]`, `["token"]`, 1), "empty": "{}", "none": "",
	} {
		if status, body := r.send("POST", "/v3/auth/tokens", body); status != 401 && status != 400 ||
			strings.Contains(body, "guessed") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
}

// TestATokenHasItsScope: one for the account opens billing, and no project.
func TestATokenHasItsScope(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	for scope, want := range map[string]struct {
		answered string
		project  int
	}{
		`{"domain":{"name":"demo"}}`: {`"domain":{"id":"demo","name":"demo"},"expires_at"`, 400},
		`{"project":{"id":"demo"}}`:  {`"project":{"id":"demo","name":"demo","domain":{"id":"demo","name":"demo"}}`, 200},
		`{}`:                         {`"project":{"id":"demo"`, 200},
	} {
		token, answer := r.token(strings.Replace(passwordRequest, `{"project":{"name":"any"}}`, scope, 1))
		if !strings.Contains(answer, want.answered) &&
			!strings.Contains(answer, `"domain":{"id":"demo","name":"demo"},"roles"`) {
			t.Errorf("%s: the token says %s", scope, answer)
		}
		if status, body := r.send("GET", "/v1/demo/digital-assets", "", "X-Auth-Token", token); status != want.project ||
			status == 400 && !strings.Contains(body, "MSS.00010009") {
			t.Errorf("%s: MetaStudio answers %d %s", scope, status, body)
		}
		for _, path := range []string{"/v2/orders/customer-orders", "/v3/projects", "/v3/auth/domains"} {
			if status, body := r.send("GET", path, "", "X-Auth-Token", token); status != 200 {
				t.Errorf("%s: %s answers %d %s", scope, path, status, body)
			}
		}
	}
}

// TestAuthOffIssuesTokens that name their tenant where no path does.
func TestAuthOffIssuesTokens(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *server.Config) { c.AuthOff = true })
	bought(t, r.dial("anyone", "anyone", "whatever"), "token")
	token, _ := r.token(strings.NewReplacer("AK-demo", "anyone", `"name":"demo"`, `"name":"anyone"`).
		Replace(passwordRequest))
	for path, want := range map[string]string{
		"/v2/orders/customer-orders": `"total_count":1`, "/v3/projects": `"id":"anyone"`, "/v3/auth/domains": `"id":"anyone"`,
		"/v1/anyone/digital-assets": `"count":0`,
	} {
		if status, body := r.send("GET", path, "", "X-Auth-Token", token); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: got %d %s", path, status, body)
		}
	}
	// The names that the real cloud gives an account and its projects do as well.
	if same, _ := r.token(strings.NewReplacer("AK-demo", "anyone", `"domain":{"name":"demo"}`,
		`"domain":{"name":"our-company"}`).Replace(passwordRequest)); same == "" {
		t.Error("no token")
	}
	if status, body := r.send("GET", "/v1/other/digital-assets", "", "X-Auth-Token", token); status != 400 ||
		!strings.Contains(body, "MSS.00010009") {
		t.Errorf("in another project: got %d %s", status, body)
	}
}

// TestBillingAnswersWithItsOwnCodes for what every call can get wrong, MetaStudio with its.
func TestBillingAnswersWithItsOwnCodes(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	token, _ := r.token(passwordRequest)
	long := strings.Repeat("x", 129)
	for name, tt := range map[string]struct {
		headers             []string
		query               string
		metaStudio, billing string
	}{
		"no credentials": {nil, "", `401 {"error_code":"MSS.00000001"`, `403 {"error_code":"CBC.0155"`},
		"wrong key": {[]string{"Authorization", "SDK-HMAC-SHA256 Access=x"}, "", `401 {"error_code":"MSS.00000001"`,
			`403 {"error_code":"CBC.0155"`},
		"wrong token": {[]string{"X-Auth-Token", "x"}, "", `400 {"error_code":"MSS.00010008"`,
			`403 {"error_code":"CBC.0154"`},
		"foreign project": {[]string{"X-Project-Id", "other"}, "", `400 {"error_code":"MSS.00010009"`,
			`403 {"error_code":"CBC.0151"`},
		"bad instant": {[]string{"X-Simulator-Time", "x"}, "", `400 {"error_code":"MSS.00000003"`,
			`400 {"error_code":"CBC.0100"`},
		"bad client token": {[]string{"X-Client-Token", long}, "", `400 {"error_code":"MSS.00000003"`,
			`400 {"error_code":"CBC.0100"`},
		"bad escape": {nil, "?limit=%zz", `400 {"error_code":"MSS.00000003"`, `400 {"error_code":"CBC.0100"`},
		"semicolon":  {nil, "?limit=1;offset=2", `400 {"error_code":"MSS.00000003"`, `400 {"error_code":"CBC.0100"`},
		"limit":      {nil, "?limit=0", `400 {"error_code":"MSS.00000003"`, `400 {"error_code":"CBC.0100"`},
	} {
		headers := tt.headers
		if len(headers) == 0 && tt.query != "" || len(headers) > 0 && strings.HasPrefix(headers[0], "X-") &&
			headers[0] != "X-Auth-Token" {
			headers = append([]string{"X-Auth-Token", token}, headers...)
		}
		for path, want := range map[string]string{"/v1/demo/digital-assets": tt.metaStudio,
			"/v2/orders/customer-orders": tt.billing} {
			if status, body := r.send("GET", path+tt.query, "", headers...); !strings.HasPrefix(fmt.Sprint(status, " ", body),
				want) {
				t.Errorf("%s: %s answers %d %s, want %s", name, path, status, body, want)
			}
		}
	}
	for body, want := range map[string][2]string{
		"{":                     {"MSS.10000002", "CBC.0100"},
		"":                      {"MSS.10000002", "CBC.0100"},
		`{"order_id":"x","a":1`: {"MSS.10000002", "CBC.0100"},
	} {
		for i, path := range []string{"/v1/demo/mss/public/orders", "/v3/orders/customer-orders/pay"} {
			if status, answer := r.send("POST", path, body, "X-Auth-Token", token); status != 400 ||
				!strings.Contains(answer, want[i]) {
				t.Errorf("%s %q: got %d %s", path, body, status, answer)
			}
		}
	}
	for i, path := range []string{"/v1/demo/mss/public/orders", "/v3/orders/customer-orders/pay"} {
		want := [2]string{"MSS.10000002", "CBC.0100"}[i]
		if status, answer := r.send("POST", path, "{}", "X-Auth-Token", token, "Content-Type", "text/plain"); status != 400 ||
			!strings.Contains(answer, want) || !strings.Contains(answer, "text/plain") {
			t.Errorf("%s as text/plain: got %d %s", path, status, answer)
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
	if status, body := r.send("GET", "/v2/orders/customer-orders", "", "X-Project-Id", "anyone"); status != 200 ||
		!strings.Contains(body, `"total_count":1`) {
		t.Errorf("got %d %s", status, body)
	}
}

// TestAuthOffServesNoForeignPage: what a page of another site can have a browser send is refused, and does nothing.
func TestAuthOffServesNoForeignPage(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *server.Config) { c.AuthOff = true })
	const orders = "/v1/demo/mss/public/orders"
	for name, tt := range map[string]struct {
		method, path, body string
		headers            []string
		want               string
	}{
		"foreign origin":      {"POST", orders, "{}", []string{"Origin", "https://example.com"}, "origin"},
		"opaque origin":       {"POST", orders, "{}", []string{"Origin", "null"}, "origin"},
		"a foreign page":      {"POST", orders, "{}", []string{"Sec-Fetch-Site", "cross-site"}, "another site"},
		"reads of a page":     {"GET", "/v1/demo/digital-assets", "", []string{"Origin", "https://example.com"}, "origin"},
		"rebound name":        {"GET", "/v1/demo/digital-assets", "", []string{"Host", "attacker.example:7788"}, "host"},
		"a form":              {"POST", orders, "a=b", []string{"Content-Type", "text/plain"}, "Content-Type"},
		"no content type":     {"POST", orders, "{}", []string{"Content-Type", "none"}, "Content-Type"},
		"probes as the calls": {"GET", "/_sim/v1/ready", "", []string{"Host", "attacker.example"}, "host"},
	} {
		status, body := r.send(tt.method, tt.path, tt.body, tt.headers...)
		if status != http.StatusForbidden || !strings.Contains(body, tt.want) {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
	same := []string{"Origin", r.url, "Sec-Fetch-Site", "same-origin"}
	if status, body := r.send("GET", "/v1/demo/digital-assets", "", same...); status != http.StatusOK {
		t.Errorf("a page of its own: %d %s", status, body)
	}
	port := r.url[strings.LastIndex(r.url, ":"):]
	if status, body := r.send("GET", "/_sim/v1/ready", "", "Host", "localhost"+port); status != http.StatusOK {
		t.Errorf("by name: %d %s", status, body)
	}
}

// TestGuessesOfTheAdministratorsKeyAreSlowed, and logged without the guess.
func TestGuessesOfTheAdministratorsKeyAreSlowed(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	refused := 0
	for range 30 {
		status, _ := r.send("GET", "/_sim/v1/tenants", "", "Authorization", "Bearer not-the-key-of-the-server")
		if status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 15 {
		t.Errorf("%d of 30 guesses were not looked at", refused)
	}
	if log := r.log.String(); !strings.Contains(log, "wrong administrator's key") || strings.Contains(log, "not-the-key") {
		t.Errorf("the log is %s", log)
	}
	status, body := r.admin("GET", "/_sim/v1/tenants", "", nil)
	for end := time.Now().Add(5 * time.Second); status == http.StatusTooManyRequests && time.Now().Before(end); {
		time.Sleep(200 * time.Millisecond) // from the same address it has to wait as well
		status, body = r.admin("GET", "/_sim/v1/tenants", "", nil)
	}
	if status != http.StatusOK {
		t.Errorf("with the key: %d %s", status, body)
	}
}

// TestABillingKeyMovesTimeABoundedStep: an account in the year 9900 would be lost for all. Its owner may go there.
func TestABillingKeyMovesTimeABoundedStep(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *server.Config) {
		c.Clock = func() time.Time { return time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC) }
	})
	for id, most := range map[string]string{"five": "", "month": "P1M"} {
		r.must(r.admin("POST", "/_sim/v1/tenants", "", map[string]string{"project_id": id, "access_key": "AK-" + id,
			"secret_key": "secret-of-" + id, "max_advance": most}))
		r.must(r.admin("POST", "/_sim/v1/tenants/"+id+"/keys", "", map[string]string{"access_key": "PAYS-" + id,
			"secret_key": "secret-of-" + id, "role": "billing"}))
	}
	sign := func(key, id, instant string) error {
		token, _ := r.token(strings.NewReplacer("AK-demo", key+id, "secret-of-demo", "secret-of-"+id, `"name":"demo"`,
			`"name":"`+id+`"`).Replace(passwordRequest))
		status, body := r.send("POST", "/v1/"+id+"/tenants/service-agreements/signed", `{"agreement_type":"SERVICE"}`,
			"X-Auth-Token", token, "X-Simulator-Time", instant)
		if status != http.StatusOK {
			return fmt.Errorf("%d %s", status, body)
		}
		return nil
	}
	for _, step := range []struct{ key, id, instant, want string }{
		{"PAYS-", "five", "9900-01-01T00:00:00Z", "SIM.2005"},
		{"PAYS-", "five", "2032-03-01T00:00:01Z", "until 2032-03-01T00:00:00Z"},
		{"PAYS-", "five", "2032-03-01T00:00:00Z", ""},
		{"PAYS-", "five", "2037-03-01T00:00:00Z", ""},
		{"PAYS-", "five", "2043-03-01T00:00:00Z", "P5Y"},
		{"AK-", "five", "2060-03-01T00:00:00Z", ""},
		{"PAYS-", "month", "2027-04-02T00:00:00Z", "P1M"},
		{"PAYS-", "month", "2027-04-01T00:00:00Z", ""},
	} {
		if err := sign(step.key, step.id, step.instant); (err == nil) != (step.want == "") ||
			err != nil && !strings.Contains(err.Error(), step.want) {
			t.Errorf("%+v: %v", step, err)
		}
	}
	if status, body := r.admin("POST", "/_sim/v1/tenants", "", map[string]string{"project_id": "bad",
		"access_key": "AK-bad", "secret_key": "secret-of-bad", "max_advance": "soon"}); status != http.StatusBadRequest ||
		!strings.Contains(body, "max_advance") {
		t.Errorf("got %d %s", status, body)
	}
}
