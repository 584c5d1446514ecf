package httpapi

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// access is what a call needs its caller to be allowed to.
type access int

const (
	toEnter  access = iota // nothing: who is not recognised yet, and probes
	toRead                 // look at what is there
	toSpend                // what moves money or units: orders, payments, renewals, returns, agreements
	toManage               // everything else that changes something, the control calls of the own account included
	toRule                 // act on all tenants: the administrator alone
)

// may says whether a caller can make a call that needs something. The roles are ours: the real cloud has policies of its IAM for it.
func may(c auth.Caller, needs access) bool {
	most := toRead
	switch {
	case c.Admin:
		most = toRule
	case c.Role == simulator.RoleOwner:
		most = toManage
	case c.Role == simulator.RoleBilling:
		most = toSpend
	}
	return needs <= most
}

// unauthorized is the documented answer to a caller who is not recognised: MetaStudio's are 401 and, for tokens, 400; billing's are 403.
func (f family) unauthorized(err error) *failure {
	invalid := errors.Is(err, auth.ErrToken)
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
func (f family) forbidden(role simulator.Role, rt route) *failure {
	detail := fmt.Sprintf("the role %s does not cover %s", role, rt.name)
	if f == billing {
		return &failure{http.StatusForbidden, "CBC.0151", "Access denied: " + detail + "."}
	}
	return &failure{http.StatusForbidden, "MSS.00000005", "Forbidden: " + detail}
}

// foreignProject is the answer to a caller who names another project than the credentials do. Billing's calls have no project in their path; for its
// header the reference has only the general denial (assumed).
func (f family) foreignProject() *failure {
	if f == billing {
		return &failure{http.StatusForbidden, "CBC.0151", "Access denied: " + headerProject + " is not the project of the credentials."}
	}
	return &failure{http.StatusBadRequest, "MSS.00010009", "urlTenantId is not equal tokenTenantId"}
}
