// Package call is what the calls of all services share: the request and how it is read, refusals, and the form of
// answers.
package call

import (
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Route is one call that is served.
type Route struct {
	Name    string // the operation, as the service's official SDK has it; of an extension or control call our own
	Method  string
	Pattern string
	Family  Family
	Needs   Access
	Query   Rules
	Status  int   // of a success; 0: 200, and without a body 204
	MaxBody int64 // bytes of a body; 0: MaxBody
	Serve   Operation

	// Of what faults can do to the call: whether it pays orders that exist, places orders, and names products.
	Pays, Orders, Products bool
}

// Operation answers one call. A nil body is an empty answer.
type Operation func(*Request) (any, error)

// Body is an operation that gets the body of its call as a value.
func Body[T any](serve func(*Request, T) (any, error)) Operation {
	return func(r *Request) (any, error) {
		var in T
		if err := r.Decode(&in); err != nil {
			return nil, err
		}
		return serve(r, in)
	}
}

// OptionalBody is Body for a call whose body can be left out.
func OptionalBody[T any](serve func(*Request, T) (any, error)) Operation {
	return func(r *Request) (any, error) {
		if len(r.Content) > 0 || r.ContentErr != nil {
			return Body(serve)(r)
		}
		var none T
		return serve(r, none)
	}
}

// Looking is an operation that gets the rows that it answers with.
func Looking(want lifecycle.Selection, answer func(*Request, *lifecycle.View) (any, error)) Operation {
	return func(r *Request) (any, error) {
		w, err := r.Look(want)
		if err != nil {
			return nil, err
		}
		return answer(r, w)
	}
}

// Access is what a call needs its caller to be allowed to.
type Access int

// What a call can need, each with all that those before it allow.
const (
	Public Access = iota // nothing: who is not recognised yet, and probes
	Read                 // look at what is there
	Spend                // what moves money or units: orders, payments, renewals, returns, agreements
	Manage               // everything else that changes something, the control calls of the own account included
	Admin                // act on all tenants: the administrator alone
)

// InProject is where the calls of a project begin.
const InProject = "/v1/{project_id}"

// Get is a call by this method.
func Get(name, pattern string, needs Access, op Operation) Route {
	return Route{Name: name, Method: "GET", Pattern: pattern, Needs: needs, Serve: op}
}

// Post is a call by this method.
func Post(name, pattern string, needs Access, op Operation) Route {
	return Route{Name: name, Method: "POST", Pattern: pattern, Needs: needs, Serve: op}
}

// Put is a call by this method.
func Put(name, pattern string, needs Access, op Operation) Route {
	return Route{Name: name, Method: "PUT", Pattern: pattern, Needs: needs, Serve: op}
}

// Delete is a call by this method.
func Delete(name, pattern string, needs Access, op Operation) Route {
	return Route{Name: name, Method: "DELETE", Pattern: pattern, Needs: needs, Serve: op}
}

// Answering is the route with a status of its own for its success.
func (rt Route) Answering(status int) Route {
	rt.Status = status
	return rt
}

// Paying is the route of a call that pays orders.
func (rt Route) Paying() Route {
	rt.Pays = true
	return rt
}

// Ordering is the route of a call that places orders, of products that it names.
func (rt Route) Ordering() Route {
	rt.Orders = true
	return rt.Naming()
}

// Naming is the route of a call that names products.
func (rt Route) Naming() Route {
	rt.Products = true
	return rt
}

// Taking is the route with a body of at most so many bytes, of callers that are known.
func (rt Route) Taking(bytes int64) Route {
	rt.MaxBody = bytes
	return rt
}

// Asking is the route with rules for its query.
func (rt Route) Asking(query Rules) Route {
	rt.Query = query
	return rt
}

// NotServed is a documented call of the real services that the simulated cloud refuses by name, so that its
// caller does not take the path for wrong. The guide to the real cloud lists such calls.
func NotServed(name, method, pattern string) Route {
	return Route{Name: name, Method: method, Pattern: pattern, Needs: Read, Serve: func(*Request) (any, error) {
		return nil, NotSimulated("the real service has the call " + name + ", the simulated cloud has not: the guide " +
			"\"From simulator to the real cloud\" lists such calls")
	}}
}

// Covers reports whether a route has a wildcard where another has a word. Its answer to a wrong method then stands for
// both: the mux would not take a second one, since neither would be the more specific.
func (rt Route) Covers(other Route) bool {
	wide, narrow := strings.Split(rt.Pattern, "/"), strings.Split(other.Pattern, "/")
	if len(wide) != len(narrow) || rt.Pattern == other.Pattern {
		return false
	}
	for i := range wide {
		if wide[i] != narrow[i] && !strings.HasPrefix(wide[i], "{") {
			return false
		}
	}
	return true
}
