// Package iam serves the calls of identity and access management that clients make to sign in.
package iam

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// Routes are tokens, and what clients look up when they are configured, to learn their project and their account.
func Routes() []call.Route {
	return call.IAM.Routes(
		call.Post("KeystoneCreateUserTokenByPassword", "/v3/auth/tokens", call.Public, call.Body(createToken)).
			Answering(http.StatusCreated),
		call.Get("KeystoneListProjects", "/v3/projects", call.Read, listProjects).
			Asking(call.Rules{"page": call.NumberFrom(1, call.MaxInt), "per_page": call.NumberFrom(1, maxProjectPage),
				"enabled": {Truth: true}, "is_domain": {Truth: true}}),
		call.Get("KeystoneListAuthDomains", "/v3/auth/domains", call.Read, listDomains),
	)
}

// Unserved are documented calls that are not simulated. There are no users, only access keys.
func Unserved() []call.Route {
	return call.IAM.Routes(call.NotServed("KeystoneListUsers", "GET", "/v3/users"))
}
