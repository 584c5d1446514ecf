package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const (
	algorithm      = "SDK-HMAC-SHA256"
	headerDate     = "X-Sdk-Date"
	headerContent  = "X-Sdk-Content-Sha256"
	unsignedBody   = "UNSIGNED-PAYLOAD"
	dateForm       = "20060102T150405Z"
	maxClockSkew   = 15 * time.Minute // of the real gateway (assumed)
	signatureBytes = 2 * sha256.Size  // in hexadecimal
)

// signature is an Authorization header. The official SDK signs with its own signer, which cannot check what another
// client signed: which headers are signed, content-type among them, is the client's choice. So the scheme is written
// down here again, for checking only.
type signature struct {
	access, given string
	headers       []string // lower case, in the client's order
}

// parseSignature reads "SDK-HMAC-SHA256 Access=KEY, SignedHeaders=a;b, Signature=HEX".
func parseSignature(authorization string) (s signature, err error) {
	fields, ok := strings.CutPrefix(authorization, algorithm+" ")
	if !ok {
		return s, ErrCredentials
	}
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Access":
			s.access = value
		case "SignedHeaders":
			s.headers = strings.Split(value, ";")
		case "Signature":
			s.given = value
		default:
			return s, ErrCredentials
		}
	}
	// Without the date among them the signature would hold for ever.
	if s.access == "" || len(s.given) != signatureBytes || !slices.Contains(s.headers, strings.ToLower(headerDate)) {
		return s, ErrCredentials
	}
	return s, nil
}

// signedAt is when a request was signed, by its signer's clock; an error if that is too far from ours.
func signedAt(r *http.Request, now time.Time) (time.Time, error) {
	at, err := time.Parse(dateForm, r.Header.Get(headerDate))
	if err != nil || now.Sub(at).Abs() > maxClockSkew {
		return at, ErrCredentials
	}
	return at, nil
}

// UnsignedHeaderError is a header that decides what a call does, and that its signature does not cover: anybody on the
// way could have set it.
type UnsignedHeaderError struct{ Name string }

func (e *UnsignedHeaderError) Error() string {
	return "the header " + e.Name + " is not among the signed headers; sign it or leave it out"
}

// covers refuses a request in which a header counts that is not signed. The project may be named unsigned if it is the
// key's own, which clients of the real cloud do after they have signed: it then changes nothing.
func (s signature) covers(r *http.Request, project string) error {
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		counts := strings.HasPrefix(name, wire.HeaderPrefix) || name == wire.HeaderToken ||
			name == wire.HeaderProject && !slices.Equal(r.Header[name], []string{project})
		if counts && !slices.Contains(s.headers, strings.ToLower(name)) {
			return &UnsignedHeaderError{name}
		}
	}
	return nil
}

// verify checks a request against its signature, over exactly the headers that it lists.
func (s signature) verify(r *http.Request, body []byte, secret string) error {
	date := r.Header.Get(headerDate)
	canonical, err := s.canonical(r, body)
	if err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(algorithm + "\n" + date + "\n" + hex.EncodeToString(hash[:])))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(strings.ToLower(s.given))) {
		return ErrCredentials
	}
	return nil
}

// canonical is the request in the form that is signed.
func (s signature) canonical(r *http.Request, body []byte) (string, error) {
	path, err := canonicalPath(r.URL)
	if err != nil {
		return "", ErrCredentials
	}
	query, err := canonicalQuery(r.URL.RawQuery)
	if err != nil {
		return "", ErrCredentials
	}
	var headers strings.Builder
	for _, name := range s.headers {
		values := r.Header.Values(name)
		if name == "host" {
			values = []string{r.Host}
		}
		if len(values) == 0 {
			return "", ErrCredentials // it was taken out on the way
		}
		values = slices.Sorted(slices.Values(values))
		for _, v := range values {
			headers.WriteString(name + ":" + strings.TrimSpace(v) + "\n")
		}
	}
	content, err := s.content(r, body)
	if err != nil {
		return "", err
	}
	return strings.Join([]string{r.Method, path, query, headers.String(), strings.Join(s.headers, ";"), content}, "\n"),
		nil
}

// content is the body's hash, or the client's signed word that it did not sign the body, as the SDK does for what is no
// JSON.
func (s signature) content(r *http.Request, body []byte) (string, error) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	switch said := r.Header.Get(headerContent); {
	case said == "", strings.EqualFold(said, hash):
		return hash, nil
	case said == unsignedBody && slices.Contains(s.headers, strings.ToLower(headerContent)):
		return unsignedBody, nil
	default:
		return "", ErrCredentials
	}
}

// canonicalPath escapes each segment and ends with a slash.
func canonicalPath(u *url.URL) (string, error) {
	segments := strings.Split(u.EscapedPath(), "/")
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil {
			return "", err
		}
		segments[i] = escape(plain)
	}
	path := strings.Join(segments, "/")
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	return path, nil
}

// canonicalQuery sorts by key, and a key's values.
func canonicalQuery(raw string) (string, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return "", err
	}
	var pairs []string
	keys := make([]string, 0, len(query))
	for k := range query {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		for _, v := range slices.Sorted(slices.Values(query[k])) {
			pairs = append(pairs, escape(k)+"="+escape(v))
		}
	}
	return strings.Join(pairs, "&"), nil
}

// escape escapes all but what RFC 3986 calls unreserved.
func escape(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}
