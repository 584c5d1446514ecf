package call

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Family is a service with its own codes for what every call can get wrong.
type Family struct{ badJSON, badParameter, internal, unknownPath, unknownMethod string }

// The families. The calls of the simulated cloud alone answer as MetaStudio does, unless they are about money. IAM
// answers as Keystone does (documented): its codes are those of HTTP. Of billing no code is documented for a path or a
// method that it does not have (assumed: its parameter error).
var (
	MetaStudio = Family{badJSON: "MSS.10000002", badParameter: "MSS.00000003", internal: "MSS.00000004",
		unknownPath: "MSS.00010003", unknownMethod: "MSS.00010004"}
	Billing = Family{badJSON: "CBC.0100", badParameter: "CBC.0100", internal: "CBC.0999",
		unknownPath: "CBC.0100", unknownMethod: "CBC.0100"}
	IAM = Family{badJSON: "Bad Request", badParameter: "Bad Request", internal: "Internal Server Error",
		unknownPath: "Not Found", unknownMethod: "Method Not Allowed"}
)

// FamilyOf is the family of a path that is not served.
func FamilyOf(path string) Family {
	switch {
	case strings.HasPrefix(path, "/v3/auth/"), strings.HasPrefix(path, "/v3/projects"),
		strings.HasPrefix(path, "/v3/users"), strings.HasPrefix(path, "/v3/domains"):
		return IAM
	case strings.HasPrefix(path, "/v2/"), strings.HasPrefix(path, "/v3/"):
		return Billing
	default:
		return MetaStudio
	}
}

// UnknownPath is the answer to a path that is not served.
func (f Family) UnknownPath() *Failure {
	status := http.StatusBadRequest
	if f == IAM {
		status = http.StatusNotFound
	}
	return &Failure{status, f.unknownPath, "SR.api not found"}
}

// UnknownMethod is the answer to a method that a path does not have: documented as 400 of MetaStudio's, not 405.
func (f Family) UnknownMethod() *Failure {
	status := http.StatusBadRequest
	if f == IAM {
		status = http.StatusMethodNotAllowed
	}
	return &Failure{status, f.unknownMethod, "SR.method not allowed"}
}

// Routes are calls of the family.
func (f Family) Routes(calls ...Route) []Route {
	for i := range calls {
		calls[i].Family = f
	}
	return calls
}

// InternalError is all that callers are told of what went wrong inside.
func (f Family) InternalError() *Failure {
	return &Failure{http.StatusInternalServerError, f.internal, "Internal Error"}
}

// Unauthorized is the documented answer to a caller who is not recognised: MetaStudio's are 401 and, for tokens, 400;
// billing's are 403.
func (f Family) Unauthorized(err error) *Failure {
	invalid := errors.Is(err, auth.ErrToken)
	switch {
	case f == IAM:
		return &Failure{http.StatusUnauthorized, "Unauthorized", "The request you have made requires authentication."}
	case f == Billing && invalid:
		return &Failure{http.StatusForbidden, "CBC.0154", "The token is illegal or has expired."}
	case f == Billing:
		return &Failure{http.StatusForbidden, "CBC.0155", "The request is not allowed: its credentials are wrong or missing."}
	case invalid:
		return &Failure{http.StatusBadRequest, "MSS.00010008", "Invalid token in the header."}
	default:
		return &Failure{http.StatusUnauthorized, "MSS.00000001", "Unauthorized"}
	}
}

// Forbidden is the documented answer to a caller whose role does not cover the call.
func (f Family) Forbidden(role simulator.Role, name string) *Failure {
	return f.Denied(fmt.Sprintf("the role %s does not cover %s", role, name))
}

// ForeignProject is the answer to a caller who names another project than the credentials do. Billing's calls have no
// project in their path; for its header the reference has only the general denial (assumed).
func (f Family) ForeignProject() *Failure {
	if f == MetaStudio {
		return &Failure{http.StatusBadRequest, "MSS.00010009", "urlTenantId is not equal tokenTenantId"}
	}
	return f.Denied(wire.HeaderProject + " is not the project of the credentials.")
}

// ForeignAccount is the answer to a caller who names another account than that of the credentials (assumed).
func (f Family) ForeignAccount() *Failure {
	return f.Denied("X-Domain-Id is not the account of the credentials.")
}

// Throttled is the answer to a caller who asks too often. The gateway before the real services answers so (its code is
// that of the gateway; the place is assumed).
func (f Family) Throttled() *Failure {
	return &Failure{http.StatusTooManyRequests, "APIG.0308", "The throttling threshold has been reached; try again later."}
}

// Denied refuses a caller for a reason that can be told.
func (f Family) Denied(why string) *Failure {
	switch f {
	case Billing:
		return &Failure{http.StatusForbidden, "CBC.0151", "Access denied: " + why}
	case IAM:
		return &Failure{http.StatusForbidden, "Forbidden", "You are not authorized to perform the requested action: " + why}
	default:
		return &Failure{http.StatusForbidden, "MSS.00000005", "Forbidden: " + why}
	}
}
