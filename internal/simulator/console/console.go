// Package console serves pages on which people look at an account of the simulated cloud and act on it. It is a client
// of the HTTP API like any other: what a page shows and does are calls of mssclient and of the control API.
package console

import (
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/visitor"
)

// Config is what a console is made with.
type Config struct {
	// Path is the path of its pages, such as /console; empty: the root.
	Path string
	// Cloud carries calls to the simulated cloud at Base, a scheme and a host.
	Cloud http.RoundTripper
	Base  string
	// Place names the simulated cloud for people, such as "the store demo.db".
	Place string
	// Project is the account that whoever opens the address with Token sees; Cloud's calls may act on it. Without it,
	// people sign in with an access key.
	Project, Token string
	// Clock is real time, of sessions only.
	Clock func() time.Time
	// AnyHost serves requests for every host; else only those for this machine.
	AnyHost bool
}

// Console is an http.Handler.
type Console struct {
	Config

	mux      *http.ServeMux
	pages    pages
	sessions *visitor.Sessions
	origins  *http.CrossOriginProtection
}

// New makes a console. It calls nothing.
func New(cfg Config) (*Console, error) {
	c := &Console{Config: cfg, mux: http.NewServeMux(), origins: http.NewCrossOriginProtection()}
	c.sessions = visitor.NewSessions(cfg.Project, cfg.Path, cfg.Token, cfg.Clock)
	var err error
	if c.pages, err = readPages(); err != nil {
		return nil, err
	}
	c.mount()
	return c, nil
}

// mount lists the pages.
func (c *Console) mount() {
	c.mux.HandleFunc("GET "+c.Path+"/static/{file}", c.serveStatic)
	c.mux.HandleFunc("GET "+c.Path+"/sign-in", c.showSignIn)
	c.mux.HandleFunc("POST "+c.Path+"/sign-in", c.signIn)
	c.mux.HandleFunc("POST "+c.Path+"/sign-out", c.signOut)
	for pattern, show := range map[string]func(*visit) error{
		"GET /{$}": showOverview, "GET /timeline": showTimeline, "GET /packages": listPackages,
		"GET /packages/{id}": showPackage, "GET /assets": listAssets, "GET /assets/{id}": showAsset,
		"GET /orders": listOrders, "GET /orders/{id}": showOrder, "GET /events": listEvents,
		"GET /buy": showBuy, "GET /buy/confirm": confirmPurchase, "POST /orders": placeOrder,
		"POST /orders/{id}/pay": payOrder, "GET /orders/{id}/cancel": askToCancel, "POST /orders/{id}/cancel": cancelOrder,
		"GET /packages/{id}/renew": askToRenew, "POST /packages/{id}/renew": renewPackage,
		"GET /packages/{id}/auto-renewal": askToSwitch, "POST /packages/{id}/auto-renewal": switchRenewal,
		"GET /packages/{id}/return": askToReturn, "POST /packages/{id}/return": returnPackage,
		"GET /assets/{id}/delete": askToDelete, "POST /assets/{id}/delete": deleteAsset,
		"GET /assets/{id}/restore": askToRestore, "POST /assets/{id}/restore": restoreAsset,
		"GET /renew": showRenew, "GET /renew/confirm": confirmRenewal, "POST /renew": renewAssets,
		"GET /renewals/{id}": showRenewal, "GET /rules": showRules, "GET /clock": showClock, "POST /clock": moveClock,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		c.mux.HandleFunc(method+" "+c.Path+path, c.visited(show))
	}
	c.mux.HandleFunc("GET "+c.Path+"/", c.visited(func(*visit) error { return errNoPage }))
}

// policy lets a page load what the console itself serves, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP answers a browser.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, v := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		w.Header().Set(name, v)
	}
	switch {
	case !c.AnyHost && !isThisMachine(r.Host):
		c.refuse(w, r, http.StatusForbidden, "Wrong host",
			"This console answers only requests for this machine, such as 127.0.0.1. Nothing was done.")
	case c.origins.Check(r) != nil:
		c.refuse(w, r, http.StatusForbidden, "Form from another site",
			"The form was sent by a page of another site. Nothing was done.")
	default:
		c.mux.ServeHTTP(w, r)
	}
}

// isThisMachine reports whether a host, with or without a port, is a name of this machine for itself: another name may
// have been rebound to it.
func isThisMachine(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// errNoPage is an address that names no page.
var errNoPage = errors.New("there is no such page")

// visited serves a page to those who are signed in, and shows what went wrong.
func (c *Console) visited(show func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c.exchangeToken(w, r) {
			return
		}
		who, ok := c.sessions.Of(r)
		if !ok {
			c.askToSignIn(w, r)
			return
		}
		v, err := c.visit(w, r, who)
		if err == nil {
			err = show(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// address is a path of the console with a query, without its empty values.
func (c *Console) address(path string, query url.Values) string {
	full := url.Values{}
	for name, values := range query {
		for _, v := range values {
			if v != "" {
				full.Add(name, v)
			}
		}
	}
	if len(full) == 0 {
		return c.Path + path
	}
	return c.Path + path + "?" + full.Encode()
}

// newToken returns a random name that cannot be guessed.
func newToken() string { return rand.Text() }

// instant writes an instant as RFC 3339 does, in UTC.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// billingDay is the day of an instant in the billing calendar.
func billingDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Zone).Format(time.DateOnly)
}
