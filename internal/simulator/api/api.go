// Package httpapi is the simulated cloud's wire: MetaStudio's and the billing service's own calls, the extension calls beside them, and the
// control calls under /_sim/v1/. Answers are the official SDK's model structs, requests are read leniently.
package httpapi

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// Option changes how the API is mounted.
type Option func(*api)

// WithLogger logs what is not told to callers: the errors behind "Internal Error". Without it nothing is logged.
func WithLogger(log hclog.Logger) Option { return func(a *api) { a.log = log } }

// Observation is a call that was answered, as logs and metrics tell it.
type Observation struct {
	Operation string // "" for a path or a method that is not served
	Tenant    string // "" where nobody was recognised
	Request   string // X-Request-Id
	Status    int
	Code      string // of a refusal or a failure
	Took      time.Duration
}

// WithObserver tells of each call when it has been answered. Without it nobody is told.
func WithObserver(clock func() time.Time, observe func(Observation)) Option {
	return func(a *api) { a.clock, a.observe = clock, observe }
}

// WithTokens serves IAM's token call. Without it no token is issued.
func WithTokens(v *auth.Verifier) Option { return func(a *api) { a.tokens = v } }

type api struct {
	tokens  *auth.Verifier
	cloud   *simulator.Cloud
	auth    auth.Authenticator
	log     hclog.Logger
	clock   func() time.Time // real time, of transport only
	observe func(Observation)
}

// errMethod is the documented answer to a method that a path does not have: 400, not 405. It is MetaStudio's; of billing none is documented.
var errMethod = refuse(http.StatusBadRequest, "MSS.00010004", "SR.method not allowed")

func assemble(cloud *simulator.Cloud, who auth.Authenticator, opts ...Option) *api {
	a := &api{
		cloud: cloud, auth: who, log: hclog.NewNullLogger(), clock: func() time.Time { return time.Time{} }, observe: func(Observation) {},
	}
	for _, o := range opts {
		o(a)
	}
	return a
}

// New serves the simulated cloud.
func New(cloud *simulator.Cloud, who auth.Authenticator, opts ...Option) http.Handler {
	a := assemble(cloud, who, opts...)
	mux := http.NewServeMux()
	known := map[string]bool{}
	routes := routes()
	for _, rt := range routes {
		mux.Handle(rt.method+" "+rt.pattern, a.serve(rt))
		if !known[rt.pattern] && !slices.ContainsFunc(routes, func(other route) bool { return other.covers(rt) }) {
			known[rt.pattern] = true
			mux.Handle(rt.pattern, a.refuse(errMethod))
		}
	}
	for _, rt := range unserved() {
		refusing := a.serve(rt)
		mux.HandleFunc(rt.method+" "+rt.pattern, func(w http.ResponseWriter, hr *http.Request) {
			refusing.ServeHTTP(w, hr)
			hr.Pattern = "" // nothing has served it, and the description does not name it
		})
	}
	unknown := a.refuse(refuse(http.StatusBadRequest, "MSS.00010003", "SR.api not found"))
	mux.Handle("/", unknown)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would answer an unclean path with a redirect, which no client of these services follows.
		if p := r.URL.Path; p == "" || (p != "/" && path.Clean(p) != p) {
			unknown.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serve does what is common to all calls: identity, instant, errors, headers, the log.
func (a *api) serve(rt route) http.Handler {
	wrongMethod := a.refuse(errMethod)
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		// ServeMux hands HEAD to the handlers of GET. Only probes, which nobody needs to sign, are asked so.
		if hr.Method != rt.method && rt.needs != toEnter {
			hr.Pattern = "" // nothing has served it
			wrongMethod.ServeHTTP(w, hr)
			return
		}
		begin := a.clock()
		r := &request{Request: hr, cloud: a.cloud, family: rt.family, id: uuid.NewString()}
		w.Header().Set(headerRequestID, r.id)
		status, written := 0, false
		defer func() {
			if p := recover(); p != nil {
				a.log.Error("a call panicked", "request", r.id, "operation", rt.name, "panic", p)
				if !written {
					status = a.answerError(w, r, errPanic)
				}
			}
			a.observe(Observation{Operation: rt.name, Tenant: r.call.Tenant, Request: r.id, Status: status, Code: r.refused, Took: a.clock().Sub(begin)})
		}()
		code, body, err := a.handle(r, rt)
		written = true
		if err != nil {
			status = a.answerError(w, r, err)
			return
		}
		status = a.answer(w, r, code, body)
	})
}

func (a *api) handle(r *request, rt route) (int, any, error) {
	if r.body, r.bodyErr = io.ReadAll(io.LimitReader(r.Body, maxBody+1)); len(r.body) > maxBody {
		return 0, nil, r.badJSON(fmt.Sprintf("the body is larger than %d bytes", maxBody))
	}
	r.tokens = a.tokens
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil { // or the pairs that cannot be read would silently not count
		return 0, nil, r.bad("the query cannot be read: %v", err)
	}
	if err := r.obey(query, rt.query); err != nil {
		return 0, nil, err
	}
	if err := r.checkContentType(); err != nil {
		return 0, nil, err
	}
	if rt.needs != toEnter {
		if err := r.identify(a.auth, rt); err != nil {
			return 0, nil, err
		}
	}
	if rt.family == metaStudio {
		if _, err := r.appUser(); err != nil {
			return 0, nil, err
		}
	}
	return rt.op(r)
}

// refuse answers always the same.
func (a *api) refuse(f *failure) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Request: hr, id: uuid.NewString()}
		w.Header().Set(headerRequestID, r.id)
		begin := a.clock()
		status := a.answerError(w, r, f)
		a.observe(Observation{Request: r.id, Status: status, Code: r.refused, Took: a.clock().Sub(begin)})
	})
}
