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
)

// TokenLife is how long a token is valid (documented: 24 hours).
const TokenLife = 24 * time.Hour

// Token is a token that was issued.
type Token struct {
	Value           string // X-Subject-Token; a secret
	Issued, Expires time.Time
	Key             simulator.Key
}

// claims are what a token says. They are signed with the secret key that it was issued for, so that it needs no place in the store, holds on every
// server of one store, and ends with its key.
type claims struct {
	Access  string `json:"access"`
	Expires int64  `json:"expires"`
}

// Issue makes a token for an access key. ErrCredentials for a key or a secret that is not right.
func (v *Verifier) Issue(ctx context.Context, accessKey, secretKey string) (t Token, err error) {
	key, ok, err := v.Keys.Key(ctx, accessKey)
	if err != nil {
		return t, err
	}
	if !same(secretKey, key.SecretKey) || !ok {
		return t, ErrCredentials
	}
	t = Token{Issued: v.Clock().UTC().Truncate(time.Second), Key: key}
	t.Expires = t.Issued.Add(TokenLife)
	body, err := json.Marshal(claims{accessKey, t.Expires.Unix()})
	if err != nil {
		return t, err
	}
	payload := base64.RawURLEncoding.EncodeToString(body)
	t.Value = payload + "." + seal(payload, key.SecretKey)
	return t, nil
}

func seal(payload, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("token\n" + payload)) // no signature of a request begins like that
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (v *Verifier) byToken(r *http.Request) (Caller, error) {
	payload, given, ok := strings.Cut(r.Header.Get(headerToken), ".")
	if !ok {
		return Caller{}, ErrToken
	}
	body, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return Caller{}, ErrToken
	}
	var c claims
	if err := json.Unmarshal(body, &c); err != nil {
		return Caller{}, ErrToken
	}
	key, known, err := v.Keys.Key(r.Context(), c.Access)
	if err != nil {
		return Caller{}, err
	}
	if !hmac.Equal([]byte(seal(payload, key.SecretKey)), []byte(given)) || !known || v.Clock().Unix() >= c.Expires {
		return Caller{}, ErrToken
	}
	return Caller{Tenant: key.Tenant, Role: key.Role}, nil
}
