package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Headers of the real services that name what a caller is.
const (
	headerDomain        = "X-Domain-Id"
	headerSecurityToken = "X-Security-Token"
)

// identify finds out whose call it is, whether they may make it, and at which instant it is made.
func (a *api) identify(r *call.Request, rt call.Route) error {
	caller, err := a.auth(r.Request, r.ReadBody)
	if errors.Is(err, auth.ErrAdminKey) || errors.Is(err, auth.ErrThrottled) {
		a.log.Warn("a wrong administrator's key", "request", r.ID, "address", r.RemoteAddr, "error", err)
	}
	unsigned, isUnsigned := errors.AsType[*auth.UnsignedHeaderError](err)
	switch {
	case err != nil && r.TooLarge: // a signature covers the body
		return r.RefuseTooLarge()
	case errors.Is(err, auth.ErrThrottled):
		r.AnswerHeader = http.Header{"Retry-After": {"1"}}
		return rt.Family.Throttled()
	case isUnsigned:
		return r.Bad("%v", unsigned)
	case errors.Is(err, auth.ErrToken), errors.Is(err, auth.ErrCredentials):
		return rt.Family.Unauthorized(err)
	case err != nil:
		return call.Unreachable(err)
	case r.Header.Get(headerSecurityToken) != "": // there are no temporary credentials
		return rt.Family.Unauthorized(auth.ErrCredentials)
	}
	if caller.Tenant != "" && !wire.IsName(caller.Tenant) {
		caller.Tenant = "" // it names nothing, and must not reach a log
	}
	r.Call = simulator.Call{
		Tenant: caller.Tenant, Key: caller.Key, Token: r.Header.Get(wire.HeaderToken), State: r.Header.Get(wire.HeaderState),
		Run:       r.Header.Get(wire.HeaderRun),
		Bounded:   caller.Role == simulator.RoleBilling && !caller.Admin,
		Signature: caller.Signature, SignedUntil: caller.SignedUntil, NoFaults: caller.NoFaults,
		Instead: r.Header.Get(wire.HeaderInstead), Former: strings.Fields(r.Header.Get(wire.HeaderFormer)),
	}
	r.Role = caller.Role
	for needs, word := range map[call.Access]string{call.Read: "read", call.Spend: "spend", call.Manage: "manage"} {
		if may(caller, needs) {
			r.May = append(r.May, word)
		}
	}
	slices.Sort(r.May)
	for _, p := range []string{r.PathValue("project_id"), r.Header.Get(wire.HeaderProject)} {
		if p != "" && p != caller.Tenant {
			return rt.Family.ForeignProject()
		}
	}
	// An account has its project's id (assumed).
	if id := r.Header.Get(headerDomain); id != "" && id != caller.Tenant {
		return rt.Family.ForeignAccount()
	}
	if caller.AccountOnly && r.PathValue("project_id") != "" {
		return rt.Family.ForeignProject()
	}
	if !may(caller, rt.Needs) {
		return rt.Family.Forbidden(caller.Role, rt.Name)
	}
	if rt.Needs != call.Admin && !wire.IsName(caller.Tenant) {
		return r.Bad("%s must name the project: 1 to 64 letters, digits, hyphens and underscores, a letter or a digit first",
			wire.HeaderProject)
	}
	for _, name := range []string{wire.HeaderToken, wire.HeaderState, wire.HeaderRun, wire.HeaderInstead} {
		if !wire.IsPlain(r.Header.Get(name)) {
			return r.Bad("%s must be at most %d printable ASCII characters", name, wire.MaxHeader)
		}
	}
	if len(r.Header.Get(wire.HeaderFormer)) > call.MaxFormer {
		return r.Bad("%s must be at most %d characters", wire.HeaderFormer, call.MaxFormer)
	}
	if r.Call.Command, err = commandOf(r.Header.Get(wire.HeaderCommand)); err != nil {
		return r.Bad("%s %v", wire.HeaderCommand, err)
	}
	if r.Call.Purpose, err = purposeOf(r.Header.Get(wire.HeaderPurpose)); err != nil {
		return r.Bad("%s %v", wire.HeaderPurpose, err)
	}
	given := r.Header.Get(wire.HeaderInstant)
	if given == "" {
		return nil
	}
	at, err := calendar.ParseSecond(strings.TrimSpace(given))
	if err != nil || !wire.IsWritable(at) {
		return r.Bad("%s must be an instant in RFC 3339, such as 2027-03-01T00:00:00Z, in the years 1970 to 9900",
			wire.HeaderInstant)
	}
	r.Call.At, r.Now = at, at
	return nil
}

// may reports whether a caller can make a call that needs something. The roles are ours: the real cloud has policies of
// its IAM for it.
func may(c auth.Caller, needs call.Access) bool {
	most := call.Read
	switch {
	case c.Admin:
		most = call.Admin
	case c.Role == simulator.RoleOwner:
		most = call.Manage
	case c.Role == simulator.RoleBilling:
		most = call.Spend
	}
	return needs <= most
}
