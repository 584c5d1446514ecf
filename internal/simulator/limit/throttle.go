// Package limit is what an operator allows each tenant of a server: calls and work a second, and facts in all.
package limit

import (
	"fmt"
	"math"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Set is the limits of each tenant; zero: none.
type Set struct {
	Requests  int // a second
	Writes    int // a second, among them
	LookAhead int // automatic charges a second that reads of later instants settle
	Facts     int // in all
}

// The names of limits, for logs and metrics.
const (
	Requests  = "requests"
	Writes    = "writes"
	LookAhead = "look_ahead"
	Facts     = "facts"
)

// ExceededError is the answer to a call that exceeds a limit of its tenant. Nothing was done.
type ExceededError struct {
	Limit string
	After time.Duration // when it may be tried again
}

func (e *ExceededError) Error() string {
	return fmt.Sprintf("the project exceeds its limit of %s; try again in %s", e.Limit, e.After)
}

// Throttle keeps what each tenant has left of its limits: up to ten seconds' worth, so that an apply may begin with
// many calls at once.
type Throttle struct {
	limits Set
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

// NewThrottle allows each tenant its limits from now on.
func NewThrottle(limits Set, clock func() time.Time) *Throttle {
	left, _ := lru.New[string, *allowances](throttleTenants) // fails for sizes below 1 only
	return &Throttle{limits: limits, clock: clock, left: left}
}

func (t *Throttle) of(tenant string) *allowances {
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

// Call counts a call that arrives.
func (t *Throttle) Call(tenant string, write bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, now := t.of(tenant), t.clock()
	if wait := a.requests.take(t.limits.Requests, 1, now); wait > 0 {
		return &ExceededError{Requests, wait}
	}
	if write {
		if wait := a.writes.take(t.limits.Writes, 1, now); wait > 0 {
			return &ExceededError{Writes, wait}
		}
	}
	return nil
}

// LookAhead counts charges that a look ahead has settled; none before it begins.
func (t *Throttle) LookAhead(tenant string, charges int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := t.of(tenant).lookAhead.take(t.limits.LookAhead, float64(charges), t.clock()); wait > 0 {
		return &ExceededError{LookAhead, wait}
	}
	return nil
}
