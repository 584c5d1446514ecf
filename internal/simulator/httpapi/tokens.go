package httpapi

import (
	"errors"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

const headerSubjectToken = "X-Subject-Token"

// tokenRequest is IAM's, of which the password method is served: a user is an access key, the password its secret key (assumed: ours). The scope
// is the key's own project, whatever the request asks for.
type tokenRequest struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User struct {
					Name     string `json:"name"`
					Password string `json:"password"`
				} `json:"user"`
			} `json:"password"`
		} `json:"identity"`
	} `json:"auth"`
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
		Methods   []string `json:"methods"`
		ExpiresAt string   `json:"expires_at"`
		IssuedAt  string   `json:"issued_at"`
		User      signedIn `json:"user"`
		Project   inDomain `json:"project"`
		Roles     []named  `json:"roles"`
		Catalog   []any    `json:"catalog"`
	} `json:"token"`
}

// createToken is IAM's KeystoneCreateUserTokenByPassword; the token stands in a header of the answer (documented).
func createToken(r *request) (int, any, error) {
	var in tokenRequest
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if m := in.Auth.Identity.Methods; len(m) != 1 || m[0] != "password" {
		return 0, nil, r.bad("auth.identity.methods must be [\"password\"]: a user is an access key, its password the secret key")
	}
	user := in.Auth.Identity.Password.User
	if r.tokens == nil {
		return 0, nil, r.family.unauthorized(auth.ErrCredentials)
	}
	token, err := r.tokens.Issue(r.Context(), user.Name, user.Password)
	if errors.Is(err, auth.ErrCredentials) {
		return 0, nil, r.family.unauthorized(err)
	}
	if err != nil {
		return 0, nil, err
	}
	const iamTime = "2006-01-02T15:04:05.000000Z"
	domain := named{token.Key.Tenant, token.Key.Tenant} // an account and its project have the same id (assumed)
	var out tokenAnswer
	out.Token.Methods = in.Auth.Identity.Methods
	out.Token.IssuedAt, out.Token.ExpiresAt = token.Issued.Format(iamTime), token.Expires.Format(iamTime)
	out.Token.User = signedIn{inDomain: inDomain{named{token.Key.AccessKey, token.Key.AccessKey}, domain}}
	out.Token.Project = inDomain{named{token.Key.Tenant, token.Key.Tenant}, domain}
	out.Token.Roles = []named{{string(token.Key.Role), string(token.Key.Role)}}
	out.Token.Catalog = []any{}
	r.answerHeader = http.Header{headerSubjectToken: {token.Value}}
	return http.StatusCreated, out, nil
}
