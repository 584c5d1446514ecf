package httpapi

import (
	"errors"
	"net/http"
	"strings"
)

// Authenticator says whose call a request is: the tenant, which is the project id. Its error is never shown to the caller.
type Authenticator func(*http.Request) (tenant string, err error)

var errUnauthorized = errors.New("the access key is not the tenant's")

// EmbeddedAuth is for the API that is mounted inside the caller's own process: the access key is the tenant's name, and signatures are not
// checked, since nobody else can call.
func EmbeddedAuth(tenant string) Authenticator {
	return func(r *http.Request) (string, error) {
		if key, ok := accessKey(r.Header.Get("Authorization")); !ok || key != tenant {
			return "", errUnauthorized
		}
		return tenant, nil
	}
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
