package httpapi

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// family is a service with its own codes for what every call can get wrong.
type family struct{ badJSON, badParameter, internal string }

var (
	metaStudio = family{badJSON: "MSS.10000002", badParameter: "MSS.00000003", internal: "MSS.00000004"}
	billing    = family{badJSON: "CBC.0100", badParameter: "CBC.0100", internal: "CBC.0999"}
)

// routes are calls of the family.
func (f family) routes(calls ...route) []route {
	for i := range calls {
		calls[i].family = f
	}
	return calls
}

// internalError is all that callers are told of what went wrong inside.
func (f family) internalError() *failure {
	return &failure{http.StatusInternalServerError, f.internal, "Internal Error"}
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
func (f family) forbidden(role simulator.Role, name string) *failure {
	detail := fmt.Sprintf("the role %s does not cover %s", role, name)
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
