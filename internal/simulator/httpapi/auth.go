package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

// Authenticator says who makes a request. The body is the request's, read already. Its errors are ErrToken for an X-Auth-Token that is not valid,
// and anything else for everything else; callers are shown neither.
type Authenticator func(r *http.Request, body []byte) (Caller, error)

// Caller is who makes a call.
type Caller struct {
	Tenant string // the project id
	Role   Role
}

// ErrToken is an X-Auth-Token that is not valid, or not any more.
var ErrToken = errors.New("the token is not valid")

var errUnauthorized = errors.New("the access key is not the tenant's")

// Role is what an access key may do.
type Role = simulator.Role

// access is what a call needs its caller to be allowed to.
type access int

const (
	toRead   access = iota // look at what is there
	toSpend                // what moves money or units: orders, payments, renewals, returns, agreements
	toManage               // everything else that changes something, the control calls of the own account included
)

// may says whether a role covers what a call needs. The roles are ours: the real cloud has policies of its IAM for it.
func may(role Role, needs access) bool {
	switch role {
	case simulator.RoleOwner:
		return true
	case simulator.RoleBilling:
		return needs != toManage
	default:
		return needs == toRead
	}
}

// unauthorized is the documented answer to a caller who is not recognised: MetaStudio's are 401 and, for tokens, 400; billing's are 403.
func (f family) unauthorized(err error) *failure {
	invalid := errors.Is(err, ErrToken)
	switch {
	case f == billing && invalid:
		return &failure{http.StatusForbidden, "CBC.0154", "The token is illegal or has expired."}
	case f == billing:
		return &failure{http.StatusForbidden, "CBC.0155", "The request is not allowed: its credentials are wrong or missing."}
	case invalid:
		return &failure{http.StatusBadRequest, "MSS.00010008", "Invalid token in the header."}
	default:
		return &failure{http.StatusUnauthorized, "MSS.00000001", "Unauthorized"}
	}
}

// forbidden is the documented answer to a caller whose role does not cover the call.
func (f family) forbidden(role Role, rt route) *failure {
	detail := fmt.Sprintf("the role %s does not cover %s", role, rt.name)
	if f == billing {
		return &failure{http.StatusForbidden, "CBC.0151", "Access denied: " + detail + "."}
	}
	return &failure{http.StatusForbidden, "MSS.00000005", "Forbidden: " + detail}
}

// EmbeddedAuth is for the API that is mounted inside the caller's own process: the access key is the tenant's name, and signatures are not
// checked, since nobody else can call.
func EmbeddedAuth(tenant string) Authenticator {
	return func(r *http.Request, _ []byte) (Caller, error) {
		if key, ok := accessKey(r.Header.Get("Authorization")); !ok || key != tenant {
			return Caller{}, errUnauthorized
		}
		return Caller{tenant, simulator.RoleOwner}, nil
	}
}

// accessKey reads the key of a header like "SDK-HMAC-SHA256 Access=KEY, SignedHeaders=…, Signature=…".
func accessKey(authorization string) (string, bool) {
	_, fields, ok := strings.Cut(authorization, " ")
	if !ok {
		return "", false
	}
	for field := range strings.SplitSeq(fields, ",") {
		if key, ok := strings.CutPrefix(strings.TrimSpace(field), "Access="); ok {
			return key, key != ""
		}
	}
	return "", false
}
