// Package auth says who makes a request: by a signature of an access key, by a token that was issued for one, or by the
// administrator's key.
package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Caller is who makes a call.
type Caller struct {
	Tenant string // the project id
	Key    string // the access key, or that of the token; empty: the administrator's, or one that is believed
	Role   simulator.Role
	Admin  bool // the server's administrator, who may act on every tenant
	// AccountOnly is a token for the account: it names no project, as calls of MetaStudio need it.
	AccountOnly bool
	NoFaults    bool // nothing goes wrong with calls of the tenant, as its key was looked up
	// Signature is that of the request, in lower case, and SignedUntil the instant of real time from which it no longer
	// holds; empty without one.
	Signature   string
	SignedUntil time.Time
}

// Body reads the body of a request when it is needed: that of an unknown caller is never read.
type Body func() []byte

// Authenticator says who makes a request. Its error is ErrToken for an X-Auth-Token that is not valid, an
// UnsignedHeaderError for a header that would count and is not signed, an error of the store, or another one for
// everything else that is not recognised; callers are shown only the second of them.
type Authenticator func(r *http.Request, body Body) (Caller, error)

var (
	// ErrToken is an X-Auth-Token that is not valid, or no longer.
	ErrToken = errors.New("the token is not valid")
	// ErrAdminKey is a wrong administrator's key.
	ErrAdminKey = fmt.Errorf("%w: a wrong administrator's key", ErrCredentials)
	// ErrCredentials is a request without credentials, or with wrong ones.
	ErrCredentials = errors.New("the credentials are wrong or missing")
)

// Headers of requests.
const (
	headerAuthorization = "Authorization"
	headerToken         = "X-Auth-Token" //nolint:gosec // the name of a header
)

// Keys finds access keys.
type Keys interface {
	Key(ctx context.Context, accessKey string) (k simulator.Key, ok bool, err error)
}

// Verifier recognises callers by their access keys. The clock is real time.
type Verifier struct {
	Keys  Keys
	Clock func() time.Time
	Admin string // the administrator's key; empty: there is none
	// Off issues tokens for every key, whatever its secret: what Believe is for identities.
	Off bool

	guesses guesses
}

// Authenticate recognises the caller of a request.
func (v *Verifier) Authenticate(r *http.Request, body Body) (Caller, error) {
	authorization := r.Header.Get(headerAuthorization)
	if key, ok := strings.CutPrefix(authorization, "Bearer "); ok {
		if v.guesses.exhausted(r, v.Clock()) {
			return Caller{}, ErrThrottled
		}
		if v.Admin == "" || !same(key, v.Admin) {
			v.guesses.wrong(r, v.Clock())
			return Caller{}, ErrAdminKey
		}
		return Caller{Tenant: named(r), Role: simulator.RoleOwner, Admin: true}, nil
	}
	if authorization == "" && r.Header.Get(headerToken) != "" {
		return v.byToken(r)
	}
	s, err := parseSignature(authorization)
	if err != nil {
		return Caller{}, err
	}
	at, err := signedAt(r, v.Clock())
	if err != nil {
		return Caller{}, err
	}
	key, ok, err := v.Keys.Key(r.Context(), s.access)
	switch {
	case err != nil:
		return Caller{}, err
	case !ok:
		return Caller{}, ErrCredentials
	}
	if err := s.verify(r, body(), key.SecretKey); err != nil {
		return Caller{}, err
	}
	if err := s.covers(r, key.Tenant); err != nil {
		return Caller{}, err
	}
	return Caller{Tenant: key.Tenant, Key: key.AccessKey, Role: key.Role, NoFaults: !key.HasFaults,
		Signature:   strings.ToLower(s.given),
		SignedUntil: at.Add(maxClockSkew)}, nil
}

// named is the project that a request names by itself.
func named(r *http.Request) string {
	if id := r.PathValue("project_id"); id != "" {
		return id
	}
	return r.Header.Get(wire.HeaderProject)
}

// same compares secrets in constant time, whatever their lengths.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return hmac.Equal(x[:], y[:])
}

// Embedded is for the API that is mounted inside the caller's own process: the access key is the tenant's name, and
// signatures are not checked, because no other caller exists.
func Embedded(tenant string) Authenticator {
	return func(r *http.Request, _ Body) (Caller, error) {
		if key, _ := accessKey(r.Header.Get(headerAuthorization)); key != tenant {
			return Caller{}, ErrCredentials
		}
		return Caller{Tenant: tenant, Role: simulator.RoleOwner}, nil
	}
}

// Believe recognises every caller, for servers that only their own machine can reach: a known access key, or the token
// of one, names its tenant, any other key is the tenant's name, and without either the request names it. Nothing is
// checked.
func (v *Verifier) Believe(r *http.Request, _ Body) (Caller, error) {
	caller := Caller{Tenant: named(r), Role: simulator.RoleOwner, Admin: true}
	name, ok := accessKey(r.Header.Get(headerAuthorization))
	if c, _, readable := readToken(r.Header.Get(headerToken)); !ok && readable {
		name, ok, caller.AccountOnly = c.Access, true, c.Account
	}
	if !ok {
		return caller, nil
	}
	key, known, err := v.Keys.Key(r.Context(), name)
	if err != nil {
		return Caller{}, err
	}
	if caller.Tenant = name; known {
		caller.Tenant, caller.NoFaults = key.Tenant, !key.HasFaults
	}
	return caller, nil
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

// IsLoopback reports whether an address to listen on can be reached from its own machine only.
func IsLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
