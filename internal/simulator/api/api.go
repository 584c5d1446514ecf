// Package api is the simulated cloud's wire: it mounts the calls of all services. Answers are the official SDK's model
// structs, requests are read leniently.
//
// # The description of the wire
//
// internal/simulator/api/openapi.json, served at /_sim/v1/openapi.json, is generated: from the routes, from the
// official SDK's requests and answers, and from the types of our own calls with their comments. A route gets its row
// in openapi/calls.go; of a call that the SDK has, that is
//
//	{"ListServiceTypes", 200, "List the services that there are",
//		sdk[bssmodel.ListServiceTypesRequest](bss.GenReqDefForListServiceTypes())},
//
// One of our own calls has the types of its query, its body and its answer instead: ours[none, NewDeposit,
// none](). make docs or go generate ./internal/simulator/api writes it again. The
// tests of the package compare every answer with it, more strictly than clients should: an answer has no field that
// the description does not name. TestEveryCallIsAnsweredAsDescribed wants each call accepted once, by a seed of
// the fuzz test or a line of its own. The library for it is linked into tests and the generator only.
package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Option changes how the API is mounted.
type Option func(*api)

// WithLogger logs what is not told to callers: the errors behind "Internal Error". Without it nothing is logged.
func WithLogger(log hclog.Logger) Option { return func(a *api) { a.log = log } }

// Observation is a call that was answered, as logs and metrics tell it.
type Observation struct {
	Operation string // "" for a path or a method that is not served
	Tenant    string // "" if none was recognised
	Request   string // X-Request-Id
	Status    int
	Code      string // of a refusal or a failure
	Fault     string // the kind of the fault that has hit the call
	Took      time.Duration
	Throttled string // the limit of its tenant that the call exceeds; empty: none
	Panicked  bool   // the log has the stack
}

// WithObserver tells of each call when it has been answered. Without it nothing is told.
func WithObserver(clock func() time.Time, observe func(Observation)) Option {
	return func(a *api) { a.clock, a.observe = clock, observe }
}

// WithTokens serves IAM's token call. Without it no token is issued.
func WithTokens(v *auth.Verifier) Option { return func(a *api) { a.tokens = v } }

// WithGuard refuses requests that a guard has something against, before anything else, and tells what.
func WithGuard(guard func(*http.Request) error) Option { return func(a *api) { a.guard = guard } }

// WithPlaces lets the calls of each project be carried out in places that projects share. Without it all run at once.
func WithPlaces(p *share.Places) Option { return func(a *api) { a.places = p } }

type api struct {
	places  *share.Places             // nil: no call waits
	guard   func(*http.Request) error // nil: all are served
	tokens  *auth.Verifier
	cloud   *simulator.Cloud
	auth    auth.Authenticator
	log     hclog.Logger
	clock   func() time.Time // real time, of transport only
	observe func(Observation)

	operations []fault.Operation
}

func assemble(cloud *simulator.Cloud, who auth.Authenticator, opts ...Option) *api {
	a := &api{
		cloud: cloud, auth: who, log: hclog.NewNullLogger(), clock: func() time.Time { return time.Time{} },
		observe: func(Observation) {}, operations: Operations(),
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
	routes := Routes()
	for _, rt := range routes {
		mux.Handle(rt.Method+" "+rt.Pattern, a.serve(rt))
		if !known[rt.Pattern] && !slices.ContainsFunc(routes, func(other call.Route) bool { return other.Covers(rt) }) {
			known[rt.Pattern] = true
			mux.Handle(rt.Pattern, a.refuse(call.Family.UnknownMethod))
		}
	}
	for _, rt := range unserved() {
		refusing := a.serve(rt)
		mux.HandleFunc(rt.Method+" "+rt.Pattern, func(w http.ResponseWriter, hr *http.Request) {
			refusing.ServeHTTP(w, hr)
			hr.Pattern = "" // nothing has served it, and the description does not name it
		})
	}
	unknown := a.refuse(call.Family.UnknownPath)
	mux.Handle("/", unknown)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.guard != nil {
			if err := a.guard(r); err != nil {
				a.refuse(func(f call.Family) *call.Failure { return f.Denied(err.Error()) }).ServeHTTP(w, r)
				return
			}
		}
		// ServeMux would answer an unclean path with a redirect, which no client of these services follows.
		if p := r.URL.Path; p == "" || (p != "/" && path.Clean(p) != p) {
			unknown.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serve does what is common to all calls: identity, instant, errors, headers, the log.
func (a *api) serve(rt call.Route) http.Handler {
	wrongMethod := a.refuse(call.Family.UnknownMethod)
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		// ServeMux hands HEAD to the handlers of GET. Only probes, which need no signature, use it.
		if hr.Method != rt.Method && rt.Needs != call.Public {
			hr.Pattern = "" // nothing has served it
			wrongMethod.ServeHTTP(w, hr)
			return
		}
		begin := a.clock()
		r := &call.Request{Request: hr, Cloud: a.cloud, Family: rt.Family, ID: uuid.NewString()}
		w.Header().Set(wire.HeaderRequestID, r.ID)
		status, written, panicked, cut := 0, false, false, false
		defer func() {
			if p := recover(); p != nil {
				panicked = true
				a.log.Error("call panicked", "request", r.ID, "operation", rt.Name, "panic", p, "stack", string(debug.Stack()))
				if !written {
					status = a.answerError(w, r, errPanic)
				}
			}
			a.observe(Observation{Operation: rt.Name, Tenant: r.Call.Tenant, Request: r.ID, Status: status, Code: r.Refused,
				Fault: r.Fault, Took: a.clock().Sub(begin), Throttled: r.Throttled, Panicked: panicked})
			if cut {
				panic(http.ErrAbortHandler)
			}
		}()
		body, err := a.handle(hr.Context(), w, r, rt)
		written = true
		switch {
		case errors.Is(err, errCut):
			cut = true
		case err != nil:
			status = a.answerError(w, r, err)
		case rt.Status == 0 && body == nil:
			status = a.answer(w, r, http.StatusNoContent, nil)
		default:
			status = a.answer(w, r, cmp.Or(rt.Status, http.StatusOK), body)
		}
		cut = cut || r.Truncated
	})
}

func (a *api) handle(ctx context.Context, w http.ResponseWriter, r *call.Request, rt call.Route) (any, error) {
	r.MaxBody = rt.MaxBody
	if rt.Needs != call.Public { // a stranger is told nothing but that
		if err := a.identify(r, rt); err != nil {
			return nil, err
		}
		if rt.Needs != call.Admin {
			if err := a.cloud.Admit(r.Call.Tenant, rt.Needs > call.Read); err != nil {
				return nil, err
			}
		}
	}
	r.ReadBody()
	if err := r.RefuseTooLarge(); err != nil {
		return nil, err
	}
	if err := a.hitBefore(ctx, w, r, rt); err != nil {
		return nil, err
	}
	body, err := a.inPlace(ctx, r, rt)
	if err != nil {
		return nil, err
	}
	return body, a.hitAfter(ctx, r)
}

// inPlace carries a call out as soon as its project has a place. Who asks for health needs none.
func (a *api) inPlace(ctx context.Context, r *call.Request, rt call.Route) (any, error) {
	if a.places != nil && rt.Needs != call.Public {
		release, err := a.places.Take(ctx, r.Call.Tenant)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	return a.carryOut(r, rt)
}

// carryOut checks a request and does what it asks for.
func (a *api) carryOut(r *call.Request, rt call.Route) (any, error) {
	r.Tokens, r.Operations = a.tokens, a.operations
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil { // or the pairs that cannot be read would silently not count
		return nil, r.Bad("the query cannot be read: %v", err)
	}
	r.Query.Values = query
	if err := r.Obey(rt.Query); err != nil {
		return nil, err
	}
	if err := r.CheckContentType(); err != nil {
		return nil, err
	}
	if rt.Family == call.MetaStudio {
		if _, err := r.AppUser(); err != nil {
			return nil, err
		}
	}
	return rt.Serve(r)
}

// refuse answers always the same, in the form of the service that is asked.
func (a *api) refuse(failure func(call.Family) *call.Failure) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &call.Request{Request: hr, ID: uuid.NewString(), Family: call.FamilyOf(hr.URL.Path)}
		w.Header().Set(wire.HeaderRequestID, r.ID)
		begin := a.clock()
		status := a.answerError(w, r, failure(r.Family))
		a.observe(Observation{Request: r.ID, Status: status, Code: r.Refused, Took: a.clock().Sub(begin)})
	})
}
