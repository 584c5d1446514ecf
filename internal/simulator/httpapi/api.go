// Package httpapi is the simulated cloud's wire: MetaStudio's and the billing service's own calls, the extension calls beside them, and the
// control calls under /_sim/v1/. Answers are the official SDK's model structs, requests are read leniently.
package httpapi

import (
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

// Headers of the simulated cloud, beside the services' own.
const (
	headerInstant   = "X-Simulator-Time"
	headerToken     = "X-Client-Token"
	headerState     = "X-Simulator-State"
	headerRun       = "X-Simulator-Run"
	headerProject   = "X-Project-Id"
	headerRequestID = "X-Request-Id"
)

// Option changes how the API is mounted.
type Option func(*api)

// WithLogger logs what is not told to callers: the errors behind "Internal Error". Without it nothing is logged.
func WithLogger(log hclog.Logger) Option { return func(a *api) { a.log = log } }

type api struct {
	cloud *simulator.Cloud
	auth  Authenticator
	log   hclog.Logger
}

// family is a service with its own codes for what every call can get wrong.
type family struct{ badJSON, badParameter string }

var (
	metaStudio = family{badJSON: "MSS.10000002", badParameter: "MSS.00000003"}
	billing    = family{badJSON: "CBC.0100", badParameter: "CBC.0100"}
)

// operation answers one call. A nil body is an empty answer.
type operation func(*request) (status int, body any, err error)

// New serves the simulated cloud.
func New(cloud *simulator.Cloud, auth Authenticator, opts ...Option) http.Handler {
	a := &api{cloud: cloud, auth: auth, log: hclog.NewNullLogger()}
	for _, o := range opts {
		o(a)
	}
	mux := http.NewServeMux()
	known := map[string]bool{}
	add := func(f family, method, pattern string, op operation) {
		mux.Handle(method+" "+pattern, a.serve(f, op))
		if !known[pattern] {
			known[pattern] = true
			mux.Handle(pattern, a.refuse(&failure{http.StatusBadRequest, "MSS.00010004", "SR.method not allowed"}))
		}
	}
	routes(add)
	unknown := a.refuse(&failure{http.StatusBadRequest, "MSS.00010003", "SR.api not found"})
	mux.Handle("/", unknown)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would answer an unclean path with a redirect, which no client of these services follows.
		if p := r.URL.Path; p == "" || (p != "/" && path.Clean(p) != p) {
			unknown.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func routes(add func(f family, method, pattern string, op operation)) {
	const project = "/v1/{project_id}"
	add(metaStudio, "POST", project+"/mss/public/orders", placeOrder)
	add(metaStudio, "GET", project+"/tenants/resources", listResources)
	add(metaStudio, "GET", project+"/tenants/resources-count", countResources)
	add(metaStudio, "GET", project+"/tenants/resources-usage", showUsage)
	add(metaStudio, "POST", project+"/tenants/bind-resource", bindResource)
	add(metaStudio, "POST", project+"/tenants/service-agreements/signed", signService)
	add(metaStudio, "POST", project+"/tenants/special-agreements/signed", signSpecial)
	add(metaStudio, "GET", project+"/digital-assets", listAssets)
	add(metaStudio, "GET", project+"/digital-assets/{asset_id}", showAsset)
	add(metaStudio, "PUT", project+"/digital-assets/{asset_id}", updateAsset)
	add(metaStudio, "DELETE", project+"/digital-assets/{asset_id}", deleteAsset)
	add(metaStudio, "POST", project+"/digital-assets/{asset_id}/restore", restoreAsset)

	// Extension calls: no public API offers these.
	add(metaStudio, "GET", project+"/mss/quotas", listQuotas)
	add(metaStudio, "POST", project+"/mss/assets", makeAsset)
	add(metaStudio, "POST", project+"/mss/asset-renewals", renewAssets)
	add(metaStudio, "GET", project+"/mss/asset-renewals/{renewal_id}", showRenewal)
	add(metaStudio, "GET", project+"/mss/products", listProducts)
	add(metaStudio, "POST", project+"/mss/receipts", receive)

	add(billing, "GET", "/v2/orders/customer-orders", listOrders)
	add(billing, "GET", "/v2/orders/customer-orders/details/{order_id}", showOrder)
	add(billing, "GET", "/v2/orders/customer-orders/order-coupons", orderCoupons)
	add(billing, "GET", "/v2/orders/customer-orders/order-discounts", orderDiscounts)
	add(billing, "GET", "/v2/orders/customer-orders/refund-orders", refundOrders)
	add(billing, "POST", "/v3/orders/customer-orders/pay", payOrder)
	add(billing, "PUT", "/v2/orders/customer-orders/cancel", cancelOrder)
	add(billing, "POST", "/v2/orders/suscriptions/resources/query", queryResources) // the service's own spelling
	add(billing, "POST", "/v2/orders/subscriptions/resources/renew", renewResources)
	add(billing, "POST", "/v2/orders/subscriptions/resources/renew/config", configureRenewal)
	add(billing, "POST", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", autoRenewOn)
	add(billing, "DELETE", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", autoRenewOff)
	add(billing, "POST", "/v2/orders/subscriptions/resources/unsubscribe", unsubscribe)
	add(billing, "GET", "/v2/accounts/customer-accounts/balances", showBalances)
	add(billing, "GET", "/v2/promotions/benefits/coupons", listCoupons)
	add(billing, "POST", "/v3/payments/free-resources/query", listFreeResources)
	add(billing, "POST", "/v2/payments/free-resources/usages/details/query", showFreeResources)

	add(metaStudio, "GET", "/_sim/v1/tenant", showTenant)
	add(metaStudio, "POST", "/_sim/v1/account/rules", changeRules)
	add(metaStudio, "POST", "/_sim/v1/account/deposits", deposit)
	add(metaStudio, "POST", "/_sim/v1/runs/close", closeRun)
	add(billing, "POST", "/_sim/v1/account/coupons", grantCoupon)
	add(billing, "POST", "/_sim/v1/account/discounts", grantDiscount)
	add(billing, "POST", "/_sim/v1/account/tickets", grantTicket)
	add(billing, "GET", "/_sim/v1/account/statement", showStatement)
}

// serve does what is common to all calls: identity, instant, errors, headers.
func (a *api) serve(f family, op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Request: hr, cloud: a.cloud, family: f, id: uuid.NewString()}
		w.Header().Set(headerRequestID, r.id)
		written := false
		defer func() {
			if p := recover(); p != nil {
				a.log.Error("a call panicked", "request", r.id, "method", hr.Method, "path", hr.URL.Path, "panic", p)
				if !written {
					a.answerError(w, r, errPanic)
				}
			}
		}()
		hr.Body = http.MaxBytesReader(w, hr.Body, maxBody)
		status, body, err := a.handle(r, op)
		written = true
		if err != nil {
			a.answerError(w, r, err)
			return
		}
		a.answer(w, r, status, body)
	})
}

func (a *api) handle(r *request, op operation) (int, any, error) {
	if err := r.identify(a.auth); err != nil {
		return 0, nil, err
	}
	return op(r)
}

// identify finds out whose call it is, and at which instant it is made.
func (r *request) identify(auth Authenticator) error {
	tenant, err := auth(r.Request)
	if err != nil {
		return &failure{http.StatusUnauthorized, "MSS.00000001", "Unauthorized"}
	}
	r.call = simulator.Call{
		Tenant: tenant, Token: r.Header.Get(headerToken), State: r.Header.Get(headerState), Run: r.Header.Get(headerRun),
	}
	for _, p := range []string{r.PathValue("project_id"), r.Header.Get(headerProject)} {
		if p != "" && p != tenant {
			return &failure{http.StatusBadRequest, "MSS.00010009", "urlTenantId is not equal tokenTenantId"}
		}
	}
	for _, name := range []string{headerToken, headerState, headerRun} {
		if len(r.Header.Get(name)) > maxToken {
			return &failure{http.StatusBadRequest, metaStudio.badParameter, "Invalid parameter: " + name + " is longer than 128 characters"}
		}
	}
	given := r.Header.Get(headerInstant)
	if given == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(given))
	if err != nil || !writable(at) {
		return &failure{http.StatusBadRequest, metaStudio.badParameter,
			"Invalid parameter: " + headerInstant + " must be an instant in RFC 3339, such as 2027-03-01T00:00:00Z, in the years 1970 to 9900"}
	}
	r.call.At = at.UTC().Truncate(time.Second)
	r.now = r.call.At
	return nil
}

// writable says whether an instant can be stored: whatever begins by the last year ends in one that can be written with four digits.
func writable(t time.Time) bool { return t.UTC().Year() >= 1970 && t.UTC().Year() <= 9900 }

// refuse answers always the same.
func (a *api) refuse(f *failure) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Request: hr, id: uuid.NewString()}
		w.Header().Set(headerRequestID, r.id)
		a.answerError(w, r, f)
	})
}
