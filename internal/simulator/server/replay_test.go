package server_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// recorder keeps what went over the wire, as somebody on the way could.
type recorder struct {
	next http.RoundTripper

	mu     sync.Mutex
	passed []*http.Request
	bodies [][]byte
}

// RoundTrip sends the request.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	r.mu.Lock()
	r.passed, r.bodies = append(r.passed, req.Clone(req.Context())), append(r.bodies, body)
	r.mu.Unlock()
	return r.next.RoundTrip(r.again(len(r.passed) - 1))
}

// again is a request that went over the wire before.
func (r *recorder) again(i int) *http.Request {
	req := r.passed[i].Clone(context.WithoutCancel(r.passed[i].Context()))
	req.Body = io.NopCloser(bytes.NewReader(r.bodies[i]))
	return req
}

// TestASignatureSpendsOnce: who has read a signed request cannot have it carried out again, unless that spends nothing.
func TestASignatureSpendsOnce(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	line := &recorder{next: r.client.Transport}
	c, err := mssclient.New(mssclient.Config{ProjectID: "demo", AccessKey: "AK-demo", SecretKey: "secret-of-demo",
		Endpoint: r.url, Transport: line, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	order, err := c.PlaceOrder(t.Context(), voiceOrder(""))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PayOrder(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Order(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	for i := range line.passed {
		resp, err := line.next.RoundTrip(line.again(i))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		path := line.passed[i].URL.Path
		if strings.HasSuffix(path, "/pay") { // which its order refuses by itself
			if !strings.Contains(string(body), "CBC.99003106") {
				t.Errorf("%s, sent again: %d %s", path, resp.StatusCode, body)
			}
			continue
		}
		spends := line.passed[i].Method == http.MethodPost
		refused := resp.StatusCode == http.StatusConflict && strings.Contains(string(body), lifecycle.CodeSignatureUsed) &&
			strings.Contains(string(body), "X-Client-Token")
		if refused != spends {
			t.Errorf("%s, sent again: %d %s", path, resp.StatusCode, body)
		}
	}
	if all, err := c.Packages(t.Context(), mssclient.PackageFilter{}); err != nil || len(all) != 1 {
		t.Errorf("there are %d packages, %v", len(all), err)
	}
	again, err := c.PlaceOrder(t.Context(), voiceOrder("")) // signed again, in another second or with another agent
	if err != nil && mssclient.Code(err) != lifecycle.CodeSignatureUsed || again == order {
		t.Errorf("got %s, %v", again, err)
	}
}

// TestTokensEndWithTheirTenant: one that is deleted and created again, with the same keys, knows none of before.
func TestTokensEndWithTheirTenant(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	signIn := `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"AK-demo","password":` +
		`"secret-of-demo","domain":{"name":"demo"}}}}}}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/v3/auth/tokens",
		strings.NewReader(signIn))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	token := resp.Header.Get("X-Subject-Token")
	look := func() (int, string) {
		return r.send("GET", "/v1/demo/digital-assets", "", "X-Auth-Token", token)
	}
	if status, body := look(); status != http.StatusOK {
		t.Fatalf("with the token: %d %s", status, body)
	}
	r.must(r.admin("DELETE", "/_sim/v1/tenants/demo", "", nil))
	if status, body := look(); status != http.StatusBadRequest || !strings.Contains(body, "MSS.00010008") {
		t.Errorf("after the tenant: %d %s", status, body)
	}
	r.tenant("demo")
	if status, body := look(); status != http.StatusBadRequest || !strings.Contains(body, "MSS.00010008") {
		t.Errorf("with the tenant of the same name: %d %s", status, body)
	}
}
