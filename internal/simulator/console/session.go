package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/visitor"
)

const maxForm = 1 << 20

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
	if _, ok := c.sessions.Of(r); !ok && !c.sessions.Exchange(w, r, given) {
		c.refuse(w, r, http.StatusForbidden, "The link cannot be used",
			"Its token is wrong, or it was used before. Run the command again for a new link.")
		return true
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
	iam := visitor.IAM{Base: c.Base, Cloud: c.Cloud}
	status, who, err := iam.Issue(r, p.AccessKey, strings.TrimSpace(r.PostForm.Get("secret_key")),
		strings.TrimSpace(r.PostForm.Get("project")))
	switch {
	case err != nil:
		status, p.Problem = http.StatusBadGateway, "The simulated cloud does not answer. Try again."
	case status == http.StatusTooManyRequests:
		p.Problem = "Too many wrong keys came from your address. Wait a second and try again."
	case status >= http.StatusBadRequest:
		p.Problem = "The access key, its secret key or the project is wrong."
	default:
		c.sessions.Begin(w, r, who)
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

// signOut ends a session.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	c.sessions.End(w, r)
	if c.Project != "" {
		c.refuse(w, r, http.StatusOK, "Signed out", "Run \"simulator console\" again to sign in.")
		return
	}
	http.Redirect(w, r, c.address("/sign-in", nil), http.StatusSeeOther)
}
