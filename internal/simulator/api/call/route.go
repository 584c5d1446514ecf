package httpapi

import "strings"

// route is one call that is served.
type route struct {
	name    string // the operation, as the service's official SDK has it; of an extension or control call our own
	method  string
	pattern string
	family  family
	needs   access
	query   rules
	op      operation
}

// operation answers one call. A nil body is an empty answer.
type operation func(*request) (status int, body any, err error)

// access is what a call needs its caller to be allowed to.
type access int

const (
	toEnter  access = iota // nothing: who is not recognised yet, and probes
	toRead                 // look at what is there
	toSpend                // what moves money or units: orders, payments, renewals, returns, agreements
	toManage               // everything else that changes something, the control calls of the own account included
	toRule                 // act on all tenants: the administrator alone
)

// inProject is where the calls of a project begin.
const inProject = "/v1/{project_id}"

func get(name, pattern string, needs access, op operation) route {
	return route{name: name, method: "GET", pattern: pattern, needs: needs, op: op}
}

func post(name, pattern string, needs access, op operation) route {
	return route{name: name, method: "POST", pattern: pattern, needs: needs, op: op}
}

func put(name, pattern string, needs access, op operation) route {
	return route{name: name, method: "PUT", pattern: pattern, needs: needs, op: op}
}

func del(name, pattern string, needs access, op operation) route {
	return route{name: name, method: "DELETE", pattern: pattern, needs: needs, op: op}
}

// asking is the route with rules for its query.
func (rt route) asking(query rules) route {
	rt.query = query
	return rt
}

// notServed is a documented call of the real services that the simulated cloud refuses by name: whoever makes it is told so, and not that the path is
// wrong. The guide to the real cloud lists such calls.
func notServed(name, method, pattern string) route {
	return route{name: name, method: method, pattern: pattern, needs: toRead, op: func(*request) (int, any, error) {
		return 0, nil, notSimulated("the real service has the call " + name + ", the simulated cloud has not: the guide \"From simulator to the real cloud\" lists such calls")
	}}
}

// covers says whether a route has a wildcard where another has a word. Its answer to a wrong method then stands for both: the mux would not take a
// second one, since neither would be the more specific.
func (rt route) covers(other route) bool {
	wide, narrow := strings.Split(rt.pattern, "/"), strings.Split(other.pattern, "/")
	if len(wide) != len(narrow) || rt.pattern == other.pattern {
		return false
	}
	for i := range wide {
		if wide[i] != narrow[i] && !strings.HasPrefix(wide[i], "{") {
			return false
		}
	}
	return true
}
