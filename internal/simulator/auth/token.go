package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// TokenLife is how long a token is valid (documented: 24 hours).
const TokenLife = 24 * time.Hour

// Token is a token that was issued.
type Token struct {
	Value           string // X-Subject-Token; a secret
	Issued, Expires time.Time
	Key             simulator.Key
}

// claims are what a token says. They are signed with the secret key that it was issued for, so that it needs no place
// in the store, holds on every server of one store, and ends with its key.
type claims struct {
	Access  string `json:"access"`
	Expires int64  `json:"expires"`
	Account bool   `json:"account,omitempty"` // for the account, not for its project
}

// Identify finds an access key by its secret. ErrCredentials for a key or a secret that is not right.
func (v *Verifier) Identify(ctx context.Context, accessKey, secretKey string) (simulator.Key, error) {
	key, ok, err := v.Keys.Key(ctx, accessKey)
	switch {
	case err != nil:
		return simulator.Key{}, err
	case v.Off && !ok && wire.IsName(accessKey):
		return simulator.Key{AccessKey: accessKey, Role: simulator.RoleOwner, Tenant: accessKey}, nil
	case v.Off && ok:
		return key, nil
	case !same(secretKey, key.SecretKey) || !ok:
		return simulator.Key{}, ErrCredentials
	}
	return key, nil
}

// Issue makes a token for an access key, for its project or for the account alone.
func (v *Verifier) Issue(key simulator.Key, account bool) (t Token, err error) {
	t = Token{Issued: v.Clock().UTC().Truncate(time.Second), Key: key}
	t.Expires = t.Issued.Add(TokenLife)
	body, err := json.Marshal(claims{key.AccessKey, t.Expires.Unix(), account})
	if err != nil {
		return t, err
	}
	payload := base64.RawURLEncoding.EncodeToString(body)
	t.Value = payload + "." + seal(payload, key)
	return t, nil
}

func seal(payload string, key simulator.Key) string {
	mac := hmac.New(sha256.New, []byte(key.SecretKey))
	mac.Write([]byte("token\n" + key.Edition + "\n" + payload)) // no signature of a request begins like that
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// readToken takes a token apart, unchecked.
func readToken(token string) (c claims, seal [2]string, ok bool) {
	payload, given, ok := strings.Cut(token, ".")
	if !ok {
		return c, seal, false
	}
	body, err := base64.RawURLEncoding.DecodeString(payload)
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	return c, [2]string{payload, given}, err == nil && c.Access != ""
}

func (v *Verifier) byToken(r *http.Request) (Caller, error) {
	c, sealed, ok := readToken(r.Header.Get(headerToken))
	if !ok {
		return Caller{}, ErrToken
	}
	key, known, err := v.Keys.Key(r.Context(), c.Access)
	if err != nil {
		return Caller{}, err
	}
	if !hmac.Equal([]byte(seal(sealed[0], key)), []byte(sealed[1])) || !known || v.Clock().Unix() >= c.Expires {
		return Caller{}, ErrToken
	}
	return Caller{Tenant: key.Tenant, Key: key.AccessKey, Role: key.Role, AccountOnly: c.Account,
		NoFaults: !key.HasFaults}, nil
}
