package clone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
)

// Operation is a call that reads.
type Operation struct {
	Name, Method string
	Path         *regexp.Regexp
	// Body are the fields that a body may have; empty: it has none. All of them choose what is read.
	Body []string
}

const inProject = `^/v1/[A-Za-z0-9_-]+`

// Operations are the only calls that a clone makes, by the names of the services' references.
func Operations() []Operation {
	get := func(name, path string) Operation {
		return Operation{Name: name, Method: http.MethodGet, Path: regexp.MustCompile(path + "$")}
	}
	query := func(name, path string, fields ...string) Operation {
		return Operation{Name: name, Method: http.MethodPost, Path: regexp.MustCompile(path + "$"), Body: fields}
	}
	return []Operation{
		get("ListServiceTypes", "^/v2/products/service-types"),
		get("ShowCustomerAccountBalances", "^/v2/accounts/customer-accounts/balances"),
		get("ListCustomerOrders", "^/v2/orders/customer-orders"),
		get("ShowCustomerOrderDetails", "^/v2/orders/customer-orders/details/[A-Za-z0-9_.~:-]+"),
		query("ListPayPerUseCustomerResources", "^/v2/orders/suscriptions/resources/query", "resource_ids", "order_id",
			"only_main_resource", "offset", "limit"),
		query("ListFreeResourceInfos", "^/v3/payments/free-resources/query", "order_id", "offset", "limit"),
		query("ListRateOnPeriodDetail", "^/v2/bills/ratings/period-resources/subscribe-rate", "project_id",
			"product_infos"),
		query("ListRenewRateOnPeriod", "^/v2/bills/ratings/period-resources/renew-rate", "resource_ids", "period_type",
			"period_num"),
		get("ListTenantResources", inProject+"/tenants/resources"),
		get("ListAssets", inProject+"/digital-assets"),
		get("the account of a simulator server", "^/_sim/v1/tenant"),
	}
}

// ErrNotRead is the error of a request that is not one of the reading operations. It was not sent.
var ErrNotRead = errors.New("a clone only reads, and this call is not among those that do; it was not sent")

// ReadOnly is a transport that sends the reading operations only.
type ReadOnly struct {
	Base       http.RoundTripper
	operations []Operation
}

// NewReadOnly lets the reading operations through to another transport.
func NewReadOnly(base http.RoundTripper) *ReadOnly { return &ReadOnly{base, Operations()} }

// RoundTrip sends a request that reads.
func (t *ReadOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	i := slices.IndexFunc(t.operations, func(o Operation) bool {
		return o.Method == req.Method && o.Path.MatchString(req.URL.EscapedPath())
	})
	var body []byte
	var err error
	if req.Body != nil {
		body, err = io.ReadAll(req.Body)
		err = errors.Join(err, req.Body.Close())
	}
	switch {
	case err != nil:
		return nil, err
	case i < 0 || !t.operations[i].allows(body):
		return nil, fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, ErrNotRead)
	}
	req = req.Clone(req.Context())
	req.Body = io.NopCloser(bytes.NewReader(body))
	return t.Base.RoundTrip(req)
}

// allows reports whether a body has only fields that choose what is read.
func (o *Operation) allows(body []byte) bool {
	if len(bytes.TrimSpace(body)) == 0 {
		return len(o.Body) == 0
	}
	var fields map[string]json.RawMessage
	if len(o.Body) == 0 || json.Unmarshal(body, &fields) != nil {
		return false
	}
	for name := range fields {
		if !slices.Contains(o.Body, name) {
			return false
		}
	}
	return true
}
