package httpapi

import (
	"errors"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// identify finds out whose call it is, whether they may make it, and at which instant it is made.
func (r *request) identify(who auth.Authenticator, rt route) error {
	caller, err := who(r.Request, r.body)
	switch {
	case errors.Is(err, auth.ErrToken), errors.Is(err, auth.ErrCredentials):
		return rt.family.unauthorized(err)
	case err != nil:
		return unreachable(err)
	}
	if caller.Tenant != "" && !simulator.IsProjectID(caller.Tenant) {
		caller.Tenant = "" // it names nothing, and must not reach a log
	}
	r.call = simulator.Call{
		Tenant: caller.Tenant, Token: r.Header.Get(headerToken), State: r.Header.Get(headerState), Run: r.Header.Get(headerRun),
		Instead: r.Header.Get(headerInstead), Former: strings.Fields(r.Header.Get(headerFormer)),
	}
	for _, p := range []string{r.PathValue("project_id"), r.Header.Get(headerProject)} {
		if p != "" && p != caller.Tenant {
			return rt.family.foreignProject()
		}
	}
	if caller.AccountOnly && r.PathValue("project_id") != "" {
		return rt.family.foreignProject()
	}
	if !may(caller, rt.needs) {
		return rt.family.forbidden(caller.Role, rt.name)
	}
	if rt.needs != toRule && !simulator.IsProjectID(caller.Tenant) {
		return r.bad("%s must name the project: 1 to 64 letters, digits, hyphens and underscores, a letter or a digit first", headerProject)
	}
	for _, name := range []string{headerToken, headerState, headerRun, headerInstead} {
		if !plain(r.Header.Get(name)) {
			return r.bad("%s must be at most %d printable ASCII characters", name, maxToken)
		}
	}
	if len(r.Header.Get(headerFormer)) > maxFormer {
		return r.bad("%s must be at most %d characters", headerFormer, maxFormer)
	}
	if r.call.Command, err = commandOf(r.Header.Get(headerCommand)); err != nil {
		return r.bad("%s %v", headerCommand, err)
	}
	if r.call.Purpose, err = purposeOf(r.Header.Get(headerPurpose)); err != nil {
		return r.bad("%s %v", headerPurpose, err)
	}
	given := r.Header.Get(headerInstant)
	if given == "" {
		return nil
	}
	at, err := calendar.ParseSecond(strings.TrimSpace(given))
	if err != nil || !writable(at) {
		return r.bad("%s must be an instant in RFC 3339, such as 2027-03-01T00:00:00Z, in the years 1970 to 9900", headerInstant)
	}
	r.call.At, r.now = at, at
	return nil
}

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
