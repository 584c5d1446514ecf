package iam

import (
	"errors"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// tokenRequest is IAM's, of which the password method is served: a user is an access key, the password its secret key
// (assumed: ours).
type tokenRequest struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User struct {
					Name     string `json:"name"`
					Password string `json:"password"`
					Domain   struct {
						Name string `json:"name"`
					} `json:"domain"`
				} `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope tokenScope `json:"scope"`
	} `json:"auth"`
}

// tokenScope is what a token is for: the project, which is the default here (assumed), or the account.
type tokenScope struct {
	Domain  *named `json:"domain"`
	Project *named `json:"project"`
}

// check refuses what is not the key's own. Clients name the project of a region by the region, and every region is this
// one project (assumed).
func (s tokenScope) check(r *call.Request, tenant string) error {
	other := func(id string) bool { return id != "" && id != tenant }
	switch {
	case s.Domain != nil && s.Project != nil:
		return r.Bad("auth.scope names both a domain and a project")
	case s.Domain != nil && *s.Domain == named{}, s.Project != nil && *s.Project == named{}:
		return r.Bad("auth.scope has neither an id nor a name")
	case s.Domain != nil && (other(s.Domain.ID) || other(s.Domain.Name)), s.Project != nil && other(s.Project.ID):
		return r.Family.Unauthorized(auth.ErrCredentials)
	}
	return nil
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// signedIn is a user. A secret key never expires: the time is empty (documented).
type signedIn struct {
	inDomain
	PasswordExpiresAt string `json:"password_expires_at"`
}

type inDomain struct {
	named
	Domain named `json:"domain"`
}

type tokenAnswer struct {
	Token struct {
		Methods   []string  `json:"methods"`
		ExpiresAt string    `json:"expires_at"`
		IssuedAt  string    `json:"issued_at"`
		User      signedIn  `json:"user"`
		Domain    *named    `json:"domain,omitempty"`
		Project   *inDomain `json:"project,omitempty"`
		Roles     []named   `json:"roles"`
		Catalog   []any     `json:"catalog"`
	} `json:"token"`
}

// createToken is IAM's KeystoneCreateUserTokenByPassword; the token stands in a header of the answer (documented).
func createToken(r *call.Request, in tokenRequest) (any, error) {
	if m := in.Auth.Identity.Methods; len(m) != 1 || m[0] != "password" {
		return nil, r.Bad("auth.identity.methods must be [\"password\"]: a user is an access key, its password the " +
			"secret key")
	}
	user := in.Auth.Identity.Password.User
	if user.Domain.Name == "" {
		return nil, r.Bad("auth.identity.password.user.domain.name is missing: it is the account's, and an account has " +
			"its project's name")
	}
	if r.Tokens == nil {
		return nil, r.Family.Unauthorized(auth.ErrCredentials)
	}
	if r.Tokens.IsThrottled(r.Request) {
		r.AnswerHeader = http.Header{"Retry-After": {"1"}}
		return nil, r.Family.Throttled()
	}
	key, err := r.Tokens.Identify(r.Context(), user.Name, user.Password)
	switch {
	case errors.Is(err, auth.ErrCredentials), err == nil && !r.Tokens.Off && user.Domain.Name != key.Tenant:
		r.Tokens.GuessedWrong(r.Request)
		return nil, r.Family.Unauthorized(auth.ErrCredentials)
	case err != nil:
		return nil, call.Unreachable(err)
	}
	if err := in.Auth.Scope.check(r, key.Tenant); err != nil && !r.Tokens.Off {
		return nil, err
	}
	token, err := r.Tokens.Issue(key, in.Auth.Scope.Domain != nil)
	if err != nil {
		return nil, err
	}
	const iamTime = "2006-01-02T15:04:05.000000Z"
	domain := named{key.Tenant, key.Tenant} // an account and its project have the same id (assumed)
	var out tokenAnswer
	out.Token.Methods = in.Auth.Identity.Methods
	out.Token.IssuedAt, out.Token.ExpiresAt = token.Issued.Format(iamTime), token.Expires.Format(iamTime)
	out.Token.User = signedIn{inDomain: inDomain{named{key.AccessKey, key.AccessKey}, domain}}
	if in.Auth.Scope.Domain != nil {
		out.Token.Domain = &domain
	} else {
		out.Token.Project = &inDomain{domain, domain}
	}
	out.Token.Roles = []named{{string(key.Role), string(key.Role)}}
	out.Token.Catalog = []any{}
	r.AnswerHeader = http.Header{wire.HeaderSubjectToken: {token.Value}}
	return out, nil
}
