package server_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

// person is a browser that keeps cookies.
type person struct {
	r      *running
	client *http.Client
}

func (r *running) person() *person {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return &person{r, &http.Client{Jar: jar, Transport: r.client.Transport}}
}

// visit sends a form, or gets a page without one.
func (p *person) visit(path string, form url.Values) (status int, at, page string) {
	p.r.t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	req, err := http.NewRequestWithContext(p.r.t.Context(), method, p.r.url+path, strings.NewReader(body))
	if err != nil {
		p.r.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := p.client.Do(req)
	if err != nil {
		p.r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.r.t.Fatal(err)
	}
	return resp.StatusCode, resp.Request.URL.Path, string(data)
}

func credentials(project, access, secret string) url.Values {
	return url.Values{"project": {project}, "access_key": {access}, "secret_key": {secret}}
}

// TestTheConsoleOfAServer signs in with an access key, whose role holds there, too.
func TestTheConsoleOfAServer(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	r.tenant("other")
	r.must(r.admin("POST", "/_sim/v1/tenants/demo/keys", "", map[string]string{"access_key": "AK-reader",
		"secret_key": "secret-of-reader", "role": "read_only"}))
	stranger := r.person()
	if _, at, page := stranger.visit("/console/packages", nil); at != "/console/sign-in" ||
		!strings.Contains(page, "Sign in to the simulated cloud") {
		t.Errorf("a stranger is at %s", at)
	}
	for name, form := range map[string]url.Values{
		"wrong secret": credentials("demo", "AK-demo", "guess"), "unknown key": credentials("demo", "AK-nobody", "guess"),
		"other project": credentials("other", "AK-demo", "secret-of-demo"),
	} {
		if status, _, page := stranger.visit("/console/sign-in", form); status != http.StatusUnauthorized ||
			!strings.Contains(page, "is wrong") {
			t.Errorf("%s: HTTP %d", name, status)
		}
	}
	owner := r.person()
	form := credentials("demo", "AK-demo", "secret-of-demo")
	form.Set("next", "/console/packages")
	if status, at, page := owner.visit("/console/sign-in", form); status != http.StatusOK || at != "/console/packages" ||
		!strings.Contains(page, "<b>demo</b>") {
		t.Errorf("the owner is at %s, HTTP %d", at, status)
	}
	order := url.Values{"item": {voice + "~yearly~1~1~0"}, "checked": {"1"}}
	if status, _, page := owner.visit("/console/orders", order); status != http.StatusOK ||
		!strings.Contains(page, "Waiting for payment") {
		t.Errorf("the owner's order: HTTP %d", status)
	}
	reader := r.person()
	form = credentials("demo", "AK-reader", "secret-of-reader")
	form.Set("next", "//evil.example/console/")
	_, at, page := reader.visit("/console/sign-in", form)
	if at != "/console/" || strings.Contains(page, "Buy resources") || !strings.Contains(page, "read only key") {
		t.Errorf("the reader is at %s and may buy", at)
	}
	if status, _, page := reader.visit("/console/orders", order); status != http.StatusForbidden ||
		!strings.Contains(page, "<h1>") {
		t.Errorf("the reader's order: HTTP %d", status)
	}
	r.must(r.admin("DELETE", "/_sim/v1/tenants/demo/keys/AK-reader", "", nil)) // its tokens end with it
	if status, at, page := reader.visit("/console/orders", nil); at != "/console/sign-in" ||
		!strings.Contains(page, "Your session has ended") {
		t.Errorf("after its key was deleted the reader is at %s, HTTP %d:\n%s", at, status, page)
	}
	owner.visit("/console/sign-out", url.Values{})
	if _, at, _ := owner.visit("/console/", nil); at != "/console/sign-in" {
		t.Errorf("after signing out the owner is at %s", at)
	}
}

// TestSignInAttemptsAreSlowed also at IAM, which the console asks.
func TestSignInAttemptsAreSlowed(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	p := r.person()
	status := 0
	for range 12 {
		status, _, _ = p.visit("/console/sign-in", credentials("demo", "AK-demo", "guess"))
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("HTTP %d after 12 wrong secrets, want 429", status)
	}
}

func TestTheConsoleOfAnOpenServerIsForItsMachine(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *server.Config) { c.AuthOff, c.AdminKey = true, "" })
	if status, body := r.send("GET", "/console/", "", "Host", "rebound.example"); status != http.StatusForbidden ||
		!strings.Contains(body, "Wrong host") {
		t.Errorf("a foreign host: HTTP %d", status)
	}
	if status, at, page := r.person().visit("/console/sign-in", credentials("demo", "demo", "any")); status != 200 ||
		at != "/console/" || !strings.Contains(page, "Overview") {
		t.Errorf("signing in: HTTP %d at %s", status, at)
	}
}
