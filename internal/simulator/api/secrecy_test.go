package api

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

func TestErrorsInsideAreNotTold(t *testing.T) {
	t.Parallel()
	broken := func(*call.Request) (any, error) { return nil, errors.New("secret detail") }
	panicking := func(*call.Request) (any, error) { panic("secret detail") }
	unwritable := func(*call.Request) (any, error) { return func() {}, nil }
	for name, tt := range map[string]struct {
		family call.Family
		op     call.Operation
		status int
		code   string
	}{
		"any":            {call.MetaStudio, broken, 500, "MSS.00000004"},
		"any of billing": {call.Billing, broken, 500, "CBC.0999"},
		"panic":          {call.MetaStudio, panicking, 500, "MSS.00000004"},
		"billing panics": {call.Billing, panicking, 500, "CBC.0999"},
		"unwritten":      {call.MetaStudio, unwritable, 500, "MSS.00000004"},
		"unwritten bill": {call.Billing, unwritable, 500, "CBC.0999"},
		"busy": {call.MetaStudio, func(*call.Request) (any, error) {
			return nil, &lifecycle.Refusal{Code: "SIM.3005"}
		}, 503, "SIM.3005"},
		"unusable": {call.MetaStudio, func(*call.Request) (any, error) {
			return nil, &lifecycle.Refusal{Code: "SIM.3001", Message: "x"}
		}, 500, "SIM.3001"},
		"reused": {call.MetaStudio, func(*call.Request) (any, error) {
			return nil, fmt.Errorf("y: %w", &lifecycle.Refusal{Code: "SIM.2003", Message: "x"})
		}, 409, "SIM.2003"},
		"rule": {call.Billing, func(*call.Request) (any, error) {
			return nil, &lifecycle.Refusal{Code: "CBC.99005003", Message: "x"}
		}, 400, "CBC.99005003"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			a := assemble(nil, auth.Embedded(project), WithLogger(hclog.New(&hclog.LoggerOptions{Output: &logged})))
			w := send(a.serve(call.Route{Family: tt.family, Serve: tt.op}), "GET", "/", "")
			e := errorOf(t, w)
			if w.Code != tt.status || e.Code != tt.code || e.Message == "" || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			if name == "panic" && !strings.Contains(logged.String(), "api_test.go") {
				t.Errorf("the log %q has no stack", logged.String())
			}
			if e.Message == "Internal Error" && !strings.Contains(logged.String(), w.Header().Get(wire.HeaderRequestID)) {
				t.Errorf("the log %q does not name the request", logged.String())
			}
			if strings.Contains(logged.String(), "Access=") {
				t.Errorf("the log %q shows the signature", logged.String())
			}
		})
	}
}

// TestStrangersAreToldNothingOfTheStore: what fails before a caller is recognised is one and the same answer, whose
// reason is in the log alone.
func TestStrangersAreToldNothingOfTheStore(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	v := &auth.Verifier{Keys: silent{}, Clock: func() time.Time { return day0 }}
	cloud := simulator.New(store.New("postgres://team:word@127.0.0.1:1/secret"), simulator.Options{})
	log := hclog.New(&hclog.LoggerOptions{Output: &logged})
	checking := New(cloud, v.Authenticate, WithTokens(v), WithLogger(log))
	believing := New(cloud, (&auth.Verifier{Keys: silent{}, Off: true}).Believe, WithLogger(log))
	signed := []string{"Authorization", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=" +
		strings.Repeat("0", 64), "X-Sdk-Date", day0.Format("20060102T150405Z")}
	token := []string{"Authorization", "", "X-Auth-Token", "eyJhY2Nlc3MiOiJBSyJ9.x"}
	signIn := `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"AK","password":"secret-key",` +
		`"domain":{"name":"demo"}}}}}}`
	for name, tt := range map[string]struct {
		h                    http.Handler
		method, target, body string
		headers              []string
	}{
		"MetaStudio": {checking, "GET", "/v1/demo/digital-assets", "", signed},
		"billing":    {checking, "GET", "/v2/orders/customer-orders", "", signed},
		"token":      {checking, "GET", "/v2/orders/customer-orders", "", token},
		"IAM":        {checking, "GET", "/v3/projects", "", token},
		"signing in": {checking, "POST", "/v3/auth/tokens", signIn, nil},
		"ready":      {checking, "GET", "/_sim/v1/ready", "", nil},
		"off":        {believing, "GET", "/v1/demo/digital-assets", "", signed},
	} {
		logged.Reset()
		w := send(checked(t, tt.h), tt.method, tt.target, tt.body, tt.headers...)
		want := `{"error_code":"SIM.3006","error_msg":"the store cannot be read; try again"}`
		if strings.HasPrefix(tt.target, "/v3/") {
			want = `{"error":{"code":503,"message":"SIM.3006: the store cannot be read; try again",` +
				`"title":"Service Unavailable"}}`
		}
		if w.Code != http.StatusServiceUnavailable || w.Body.String() != want {
			t.Errorf("%s: got %d %s", name, w.Code, w.Body)
		}
		if !strings.Contains(logged.String(), w.Header().Get(wire.HeaderRequestID)) ||
			!strings.Contains(logged.String(), "127.0.0.1:1") {
			t.Errorf("%s: the log says %q", name, logged.String())
		}
	}
}

// TestAWriteIsNotRefusedAfterItWasMade: when another call has moved the tenant on, a repeated call still gets its
// result.
func TestAWriteIsNotRefusedAfterItWasMade(t *testing.T) {
	t.Parallel()
	cloud := simulator.New(stores.Open(t, stores.File(t)), simulator.Options{Clock: func() time.Time { return day0 }})
	first := simulator.Call{Tenant: project, At: day0, Token: "once"}
	later := simulator.Call{Tenant: project, At: day0.AddDate(0, 0, 5)}
	coupon := lifecycle.GrantCoupon{Coupon: lifecycle.Coupon{
		Type: lifecycle.CashCoupon, FaceValue: 100, ValidFrom: day0, ValidUntil: day0.AddDate(1, 0, 0),
	}}
	done, err := cloud.Do(t.Context(), first, coupon)
	if err != nil || done.Repeated || !done.After.Now.Equal(day0) || len(done.After.Tenant.Coupons) != 1 {
		t.Fatalf("got %+v, %v", done, err)
	}
	if _, err := cloud.Do(t.Context(), later, lifecycle.SignAutoPay{Sign: true}); err != nil {
		t.Fatal(err)
	}
	again, err := cloud.Do(t.Context(), first, coupon)
	if err != nil || !again.Repeated || again.ID() != done.ID() || !again.Now.Equal(day0) ||
		!again.After.Now.Equal(later.At) ||
		len(again.After.Tenant.Coupons) != 1 {
		t.Errorf("got %+v, %v", again, err)
	}
}
