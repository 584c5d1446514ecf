// Package httpapi is the simulated cloud's wire: MetaStudio's and the billing service's own calls, the extension calls beside them, and the
// control calls under /_sim/v1/. Answers are the official SDK's model structs, requests are read leniently.
package httpapi

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// Headers of the simulated cloud, beside the services' own.
const (
	headerInstant   = "X-Simulator-Time"
	headerToken     = "X-Client-Token"
	headerState     = "X-Simulator-State"
	headerFormer    = "X-Simulator-Former-States"
	headerRun       = "X-Simulator-Run"
	headerCommand   = "X-Simulator-Command"
	headerPurpose   = "X-Simulator-Purpose"
	headerInstead   = "X-Simulator-Instead"
	headerProject   = "X-Project-Id"
	headerRequestID = "X-Request-Id"
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

// family is a service with its own codes for what every call can get wrong.
type family struct{ badJSON, badParameter, internal string }

var (
	metaStudio = family{badJSON: "MSS.10000002", badParameter: "MSS.00000003", internal: "MSS.00000004"}
	billing    = family{badJSON: "CBC.0100", badParameter: "CBC.0100", internal: "CBC.0999"}
)

// errMethod is the documented answer to a method that a path does not have: 400, not 405. It is MetaStudio's; of billing none is documented.
var errMethod = &failure{http.StatusBadRequest, "MSS.00010004", "SR.method not allowed"}

// operation answers one call. A nil body is an empty answer.
type operation func(*request) (status int, body any, err error)

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
	for _, rt := range routes {
		mux.Handle(rt.method+" "+rt.pattern, a.serve(rt))
		if !known[rt.pattern] && !slices.ContainsFunc(routes, func(other route) bool { return other.covers(rt) }) {
			known[rt.pattern] = true
			mux.Handle(rt.pattern, a.refuse(errMethod))
		}
	}
	for _, rt := range unserved {
		refusing := a.serve(rt)
		mux.HandleFunc(rt.method+" "+rt.pattern, func(w http.ResponseWriter, hr *http.Request) {
			refusing.ServeHTTP(w, hr)
			hr.Pattern = "" // nothing has served it, and the description does not name it
		})
	}
	unknown := a.refuse(&failure{http.StatusBadRequest, "MSS.00010003", "SR.api not found"})
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
	if err := r.obey(query, queryRules[rt.name]); err != nil {
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

// identify finds out whose call it is, whether they may make it, and at which instant it is made.
func (r *request) identify(who auth.Authenticator, rt route) error {
	caller, err := who(r.Request, r.body)
	switch {
	case errors.Is(err, auth.ErrToken), errors.Is(err, auth.ErrCredentials):
		return rt.family.unauthorized(err)
	case err != nil:
		return &untold{err}
	}
	if caller.Tenant != "" && !simulator.IsProjectID(caller.Tenant) {
		caller.Tenant = "" // it names nothing, and must not reach a log
	}
	r.call = simulator.Call{
		Tenant: caller.Tenant, Token: r.Header.Get(headerToken), State: r.Header.Get(headerState), Run: r.Header.Get(headerRun),
		Instead: r.Header.Get(headerInstead), Former: strings.Fields(r.Header.Get(headerFormer)),
	}
	for _, p := range []string{r.PathValue("project_id"), r.Header.Get(headerProject)} {
		if p != "" && p != caller.Tenant {
			return rt.family.foreignProject()
		}
	}
	if caller.AccountOnly && r.PathValue("project_id") != "" {
		return rt.family.foreignProject()
	}
	if !may(caller, rt.needs) {
		return rt.family.forbidden(caller.Role, rt)
	}
	if rt.needs != toRule && !simulator.IsProjectID(caller.Tenant) {
		return &failure{http.StatusBadRequest, rt.family.badParameter,
			"Invalid parameter: " + headerProject + " must name the project: 1 to 64 letters, digits, hyphens and underscores, a letter or a digit first"}
	}
	for _, name := range []string{headerToken, headerState, headerRun, headerInstead} {
		if v := r.Header.Get(name); len(v) > maxToken || strings.ContainsFunc(v, func(c rune) bool { return c < ' ' || c > '~' }) {
			return &failure{http.StatusBadRequest, rt.family.badParameter, "Invalid parameter: " + name + " must be at most 128 printable ASCII characters"}
		}
	}
	if len(r.Header.Get(headerFormer)) > maxFormer {
		return &failure{http.StatusBadRequest, rt.family.badParameter, "Invalid parameter: " + headerFormer + fmt.Sprintf(" must be at most %d characters", maxFormer)}
	}
	if r.call.Command, err = commandOf(r.Header.Get(headerCommand)); err != nil {
		return &failure{http.StatusBadRequest, rt.family.badParameter, "Invalid parameter: " + headerCommand + " " + err.Error()}
	}
	if r.call.Purpose, err = purposeOf(r.Header.Get(headerPurpose)); err != nil {
		return &failure{http.StatusBadRequest, rt.family.badParameter, "Invalid parameter: " + headerPurpose + " " + err.Error()}
	}
	given := r.Header.Get(headerInstant)
	if given == "" {
		return nil
	}
	at, err := calendar.ParseSecond(strings.TrimSpace(given))
	if err != nil || !writable(at) {
		return &failure{http.StatusBadRequest, rt.family.badParameter,
			"Invalid parameter: " + headerInstant + " must be an instant in RFC 3339, such as 2027-03-01T00:00:00Z, in the years 1970 to 9900"}
	}
	r.call.At, r.now = at, at
	return nil
}

// commandOf reads what a Terraform command was asked for: words, some with a number of milliseconds.
func commandOf(header string) (c simulator.Command, err error) {
	for word := range strings.FieldsSeq(header) {
		name, value, timed := strings.Cut(word, "=")
		n, err := strconv.ParseInt(value, 10, 64)
		if timed && (err != nil || n < 0 || n > maxWait) {
			return c, fmt.Errorf("has %.40q, must have a number of milliseconds up to %d", word, int64(maxWait))
		}
		switch word {
		case "partial":
			c.Partial = true
		case "unlocked=" + value:
			c.Unlocked = time.Duration(n) * time.Millisecond
		case "waited=" + value:
			c.Waited = time.Duration(n) * time.Millisecond
		default:
			return c, fmt.Errorf("has %.40q, must have partial, unlocked=MILLISECONDS and waited=MILLISECONDS only", name)
		}
	}
	return c, nil
}

// writable says whether an instant can be stored: whatever begins by the last year ends in one that can be written with four digits.
func writable(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 9900 }

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
