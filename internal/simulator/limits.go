package simulator

import (
	"fmt"
	"math"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Limits of each tenant; zero: none.
type Limits struct {
	Requests  int // a second
	Writes    int // a second, among them
	LookAhead int // automatic charges a second that reads of later instants settle
	Facts     int // in all
}

// The names of limits, for logs and metrics.
const (
	LimitRequests  = "requests"
	LimitWrites    = "writes"
	LimitLookAhead = "look_ahead"
	LimitFacts     = "facts"
)

// ThrottledError is the answer to a call that exceeds a limit of its tenant. Nothing was done.
type ThrottledError struct {
	Limit string
	After time.Duration // when it may be tried again
}

func (e *ThrottledError) Error() string {
	return fmt.Sprintf("the project exceeds its limit of %s; try again in %s", e.Limit, e.After)
}

// throttle keeps what each tenant has left of its limits: up to ten seconds' worth, so that an apply may begin with
// many calls at once.
type throttle struct {
	limits Limits
	clock  func() time.Time

	mu   sync.Mutex
	left *lru.Cache[string, *allowances] // by tenant
}

// allowances are what a tenant may still do.
type allowances struct{ requests, writes, lookAhead allowance }

type allowance struct {
	left  float64
	since time.Time
}

const (
	burst           = 10 // seconds
	throttleTenants = 10_000
)

func newThrottle(limits Limits, clock func() time.Time) *throttle {
	left, _ := lru.New[string, *allowances](throttleTenants) // fails for sizes below 1 only
	return &throttle{limits: limits, clock: clock, left: left}
}

func (t *throttle) of(tenant string) *allowances {
	a, ok := t.left.Get(tenant)
	if !ok {
		a = &allowances{}
		t.left.Add(tenant, a)
	}
	return a
}

// take spends some of an allowance of so much a second. A negative remainder keeps the next caller waiting.
func (a *allowance) take(perSecond int, n float64, now time.Time) (wait time.Duration) {
	if perSecond == 0 {
		return 0
	}
	rate := float64(perSecond)
	if a.since.IsZero() {
		a.left = rate * burst
	} else {
		a.left = min(rate*burst, a.left+rate*max(0, now.Sub(a.since).Seconds()))
	}
	a.since = now
	if a.left <= 0 {
		return time.Duration(math.Ceil((1 - a.left) / rate * float64(time.Second)))
	}
	a.left -= n
	return 0
}

// call counts a call that arrives.
func (t *throttle) call(tenant string, write bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, now := t.of(tenant), t.clock()
	if wait := a.requests.take(t.limits.Requests, 1, now); wait > 0 {
		return &ThrottledError{LimitRequests, wait}
	}
	if write {
		if wait := a.writes.take(t.limits.Writes, 1, now); wait > 0 {
			return &ThrottledError{LimitWrites, wait}
		}
	}
	return nil
}

// lookAhead counts charges that a look ahead has settled; none before it begins.
func (t *throttle) lookAhead(tenant string, charges int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := t.of(tenant).lookAhead.take(t.limits.LookAhead, float64(charges), t.clock()); wait > 0 {
		return &ThrottledError{LimitLookAhead, wait}
	}
	return nil
}

// Admit counts a call of a tenant that is known, and refuses it if its tenant has made too many.
func (c *Cloud) Admit(tenant string, write bool) error { return c.throttle.call(tenant, write) }

// checkFacts refuses another write of a tenant that has written as much as it may.
func (c *Cloud) checkFacts(tenant lifecycle.Tenant) error {
	if most := int64(c.opts.Limits.Facts); most > 0 && tenant.Seq >= most {
		return lifecycle.Refuse(lifecycle.CodeTenantFull, "the project %s has %d facts, and this server keeps at most %d "+
			"for each; nothing was done. Delete the project and create it again, or use another one",
			tenant.ID, tenant.Seq, most)
	}
	return nil
}
