// Package visitor tells who visits the console: by cookies, by the token of a printed address, by an access key.
package visitor

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const sessionLife = 12 * time.Hour // of a console for one project; IAM's tokens have their own end

// Caller is who visits: a project, what its key may do, and how calls are authenticated.
type Caller struct {
	Project, Role string
	Token         string // IAM's; empty: the line is authenticated by itself
}

// Owner is the caller of a console for one project.
func Owner(project string) Caller { return Caller{Project: project, Role: "owner"} }

const roleReadOnly = "read_only"

// MayAct reports whether the key may change anything.
func (c Caller) MayAct() bool { return c.Role != roleReadOnly }

// Sessions tells visitors by their cookies. It keeps nothing: a session of a console for one project is an end that is
// signed with a key of the process, and everywhere else it is the service's own token.
type Sessions struct {
	key     []byte
	project string
	path    string
	clock   func() time.Time

	mu    sync.Mutex
	token string // of the printed address; empty once it was exchanged
}

// NewSessions are those of a console at a path, for one project or, without one, for whoever has a key. The token of
// the printed address begins one of them.
func NewSessions(project, path, token string, clock func() time.Time) *Sessions {
	return &Sessions{key: []byte(rand.Text()), project: project, path: path, clock: clock, token: token}
}

// cookieName has the port of the address in it: browsers send the cookies of a host to all of its ports, and there may
// be a console on each.
func cookieName(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		return "mss_console_" + port
	}
	return "mss_console"
}

// Of is the caller of a request.
func (s *Sessions) Of(r *http.Request) (Caller, bool) {
	cookie, err := r.Cookie(cookieName(r))
	if err != nil {
		return Caller{}, false
	}
	if s.project != "" {
		end, seal, _ := strings.Cut(cookie.Value, ".")
		n, err := strconv.ParseInt(end, 10, 64)
		ok := err == nil && hmac.Equal([]byte(seal), []byte(s.seal(end))) && s.clock().Unix() < n
		return Owner(s.project), ok
	}
	parts := strings.SplitN(cookie.Value, ":", 3)
	if len(parts) != 3 || !wire.IsName(parts[0]) || parts[2] == "" {
		return Caller{}, false
	}
	// The service checks all three with every call.
	return Caller{Project: parts[0], Role: parts[1], Token: parts[2]}, true
}

func (s *Sessions) seal(end string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(end))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Exchange takes the token of the printed address, once, and gives the visitor a session for it. It reports whether the
// token is the right one.
func (s *Sessions) Exchange(w http.ResponseWriter, r *http.Request, given string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" || !hmac.Equal([]byte(given), []byte(s.token)) {
		return false
	}
	s.token = ""
	end := strconv.FormatInt(s.clock().Add(sessionLife).Unix(), 10)
	http.SetCookie(w, s.cookie(r, end+"."+s.seal(end), 0))
	return true
}

// Begin gives a caller with a token of its own a session.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, who Caller) {
	http.SetCookie(w, s.cookie(r, who.Project+":"+who.Role+":"+who.Token, 0))
}

// End takes the session from a visitor.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.cookie(r, "", -1))
}

func (s *Sessions) cookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure where there is TLS
		Name: cookieName(r), Value: value, Path: s.path + "/", MaxAge: age, HttpOnly: true, Secure: r.TLS != nil,
		SameSite: http.SameSiteStrictMode,
	}
}
