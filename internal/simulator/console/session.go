package console

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const (
	sessionLife = 12 * time.Hour // of a console for one project; IAM's tokens have their own end
	maxForm     = 1 << 20
)

// caller is who visits: a project, what its key may do, and how calls are authenticated.
type caller struct {
	Project, Role string
	token         string // IAM's; empty: the line is authenticated by itself
}

// MayAct reports whether the key may change anything.
func (c caller) MayAct() bool { return c.Role != roleReadOnly }

const (
	roleOwner    = "owner"
	roleReadOnly = "read_only"
)

// sessions tells visitors by their cookies. It keeps nothing: a session of a console for one project is an end that is
// signed with a key of the process, and everywhere else it is the service's own token.
type sessions struct {
	key     []byte
	project string
	clock   func() time.Time
	path    string

	mu    *sync.Mutex
	token *string // of the printed address; empty once it was exchanged
}

func newSessions(cfg Config) sessions {
	token := cfg.Token
	return sessions{key: []byte(newToken()), project: cfg.Project, clock: cfg.Clock, path: cfg.Path, mu: &sync.Mutex{},
		token: &token}
}

// cookieName has the port of the address in it: browsers send the cookies of a host to all of its ports, and there may
// be a console on each.
func cookieName(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		return "mss_console_" + port
	}
	return "mss_console"
}

// of is the caller of a request.
func (s *sessions) of(r *http.Request) (caller, bool) {
	cookie, err := r.Cookie(cookieName(r))
	if err != nil {
		return caller{}, false
	}
	if s.project != "" {
		end, seal, _ := strings.Cut(cookie.Value, ".")
		n, err := strconv.ParseInt(end, 10, 64)
		ok := err == nil && hmac.Equal([]byte(seal), []byte(s.seal(end))) && s.clock().Unix() < n
		return caller{Project: s.project, Role: roleOwner}, ok
	}
	parts := strings.SplitN(cookie.Value, ":", 3)
	if len(parts) != 3 || !wire.IsName(parts[0]) || parts[2] == "" {
		return caller{}, false
	}
	// The service checks all three with every call.
	return caller{Project: parts[0], Role: parts[1], token: parts[2]}, true
}

func (s *sessions) seal(end string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(end))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// exchange takes the token of the printed address, once.
func (s *sessions) exchange(given string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *s.token == "" || !hmac.Equal([]byte(given), []byte(*s.token)) {
		return false
	}
	*s.token = ""
	return true
}

// begin gives a visitor a cookie.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, value string) {
	http.SetCookie(w, s.cookie(r, value, 0))
}

func (s *sessions) cookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure where there is TLS
		Name: cookieName(r), Value: value, Path: s.path + "/", MaxAge: age, HttpOnly: true, Secure: r.TLS != nil,
		SameSite: http.SameSiteStrictMode,
	}
}

// exchangeToken answers a request that brings the token of the printed address: with a session, at an address without
// the token.
func (c *Console) exchangeToken(w http.ResponseWriter, r *http.Request) bool {
	query := r.URL.Query()
	given := query.Get("token")
	if c.Project == "" || given == "" || r.Method != http.MethodGet {
		return false
	}
	query.Del("token")
	// Not //host, which would lead elsewhere.
	clean := url.URL{Path: "/" + strings.TrimLeft(r.URL.Path, `/\`), RawQuery: query.Encode()}
	if _, ok := c.sessions.of(r); !ok {
		if !c.sessions.exchange(given) {
			c.refuse(w, r, http.StatusForbidden, "The link cannot be used",
				"Its token is wrong, or it was used before. Run the command again for a new link.")
			return true
		}
		end := strconv.FormatInt(c.Clock().Add(sessionLife).Unix(), 10)
		c.sessions.begin(w, r, end+"."+c.sessions.seal(end))
	}
	http.Redirect(w, r, clean.String(), http.StatusSeeOther)
	return true
}

// askToSignIn answers visitors without a session, or whose session has ended.
func (c *Console) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if c.Project != "" {
		c.refuse(w, r, http.StatusUnauthorized, "Not signed in",
			"Open the address that \"simulator console\" printed. If it was used before or 12 hours ago, run the command again.")
		return
	}
	next := ""
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	http.Redirect(w, r, c.address("/sign-in", url.Values{"next": {next}}), http.StatusSeeOther)
}

type signInPage struct {
	frame
	Next, AccessKey, Problem string
}

func (c *Console) showSignIn(w http.ResponseWriter, r *http.Request) {
	if c.Project != "" {
		c.askToSignIn(w, r)
		return
	}
	p := signInPage{frame: c.bareFrame("Sign in"), Next: r.URL.Query().Get("next")}
	if r.URL.Query().Has("ended") {
		p.Problem = "Your session has ended. Sign in again to continue."
	}
	c.pages.render(w, http.StatusOK, "sign-in", p)
}

// signIn exchanges an access key and its secret for the service's own token.
func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if c.Project != "" || r.ParseForm() != nil {
		c.askToSignIn(w, r)
		return
	}
	p := signInPage{frame: c.bareFrame("Sign in"), Next: r.PostForm.Get("next"),
		AccessKey: strings.TrimSpace(r.PostForm.Get("access_key"))}
	status, who, err := c.issue(r, p.AccessKey, strings.TrimSpace(r.PostForm.Get("secret_key")),
		strings.TrimSpace(r.PostForm.Get("project")))
	switch {
	case err != nil:
		status, p.Problem = http.StatusBadGateway, "The simulated cloud does not answer. Try again."
	case status == http.StatusTooManyRequests:
		p.Problem = "Too many wrong keys came from your address. Wait a second and try again."
	case status >= http.StatusBadRequest:
		p.Problem = "The access key, its secret key or the project is wrong."
	default:
		c.sessions.begin(w, r, who.Project+":"+who.Role+":"+who.token)
		next := c.Path + "/"
		if u, err := url.Parse(p.Next); err == nil && u.Host == "" && u.Scheme == "" &&
			strings.HasPrefix(u.Path, c.Path+"/") && !strings.HasPrefix(u.Path, "//") {
			next = u.RequestURI()
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	c.pages.render(w, status, "sign-in", p)
}

// issue asks IAM for a token.
func (c *Console) issue(r *http.Request, access, secret, project string) (status int, who caller, err error) {
	type named struct {
		Name string `json:"name"`
	}
	type user struct {
		Name     string `json:"name"`
		Password string `json:"password"`
		Domain   named  `json:"domain"`
	}
	body, err := json.Marshal(map[string]any{"auth": map[string]any{
		"identity": map[string]any{"methods": []string{"password"},
			"password": map[string]any{"user": user{access, secret, named{project}}}},
		"scope": map[string]any{"project": named{project}},
	}})
	if err != nil {
		return 0, who, err
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, c.Base+"/v3/auth/tokens", bytes.NewReader(body))
	if err != nil {
		return 0, who, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.RemoteAddr = r.RemoteAddr // attempts are slowed by the address of the person, not of the console
	resp, err := c.Cloud.RoundTrip(req)
	if err != nil {
		return 0, who, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		return resp.StatusCode, who, err
	}
	var answer struct {
		Token struct {
			Project named   `json:"project"`
			Roles   []named `json:"roles"`
		} `json:"token"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return 0, who, err
	}
	who = caller{Project: answer.Token.Project.Name, token: resp.Header.Get(wire.HeaderSubjectToken), Role: roleReadOnly}
	if len(answer.Token.Roles) > 0 {
		who.Role = answer.Token.Roles[0].Name
	}
	return resp.StatusCode, who, nil
}

// signOut ends a session.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, c.sessions.cookie(r, "", -1))
	if c.Project != "" {
		c.refuse(w, r, http.StatusOK, "Signed out", "Run \"simulator console\" again to sign in.")
		return
	}
	http.Redirect(w, r, c.address("/sign-in", nil), http.StatusSeeOther)
}
