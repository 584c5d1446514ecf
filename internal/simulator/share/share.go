// Package share shares out a few places among callers, so that the many calls of one name do not keep others waiting.
//
// # What one tenant can cost another
//
// Whatever a call does for long is done in a place of internal/simulator/share, which leaves places to other
// tenants and heeds the caller's context: settling ahead (package settled), reading all of a tenant
// (Cloud.readAll), pages of lists (Cloud.placesFor), and reading at all (store.Read, which takes the tenant for
// it). A long read gives its place and its connection back while it decodes (store.Tx.decode). Settling goes in
// steps (lifecycle.Settling). What falls due is counted before it is read. Limits by rate are in package limit; api
// asks them once it knows the caller. The calls of a server run on half of its processors while those of other
// tenants do (api.WithPlaces): Go's scheduler favours who makes the most. TestNoProjectHurtsAnother with
// MSS_TEST_ATTACKS=1 runs the attacks at full size and needs the machine for itself. SECURITY.md says what is
// promised.
package share

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// Places are held by a bounded number of callers at a time. Names that wait get theirs in turn, one each.
type Places struct {
	mu    sync.Mutex
	free  int
	each  int
	names map[string]*name // those that hold a place or wait
	turns []*name          // those with a caller who waits, the one whose turn was longest ago first

	clock  func() time.Time // nil: the bound always holds
	last   *string          // who came last; nil: nobody yet
	shared time.Time        // when it last was another one than before
}

type name struct {
	held    int
	waiting []chan struct{}
}

// New makes so many places, of which each name holds at most some at a time.
func New(total, each int) *Places {
	return &Places{free: total, each: each, names: map[string]*name{}}
}

// NewYielding makes places of which each name holds at most some at a time while other names come, and any number while
// none does.
func NewYielding(each int, clock func() time.Time) *Places {
	p := New(math.MaxInt, each)
	p.clock = clock
	return p
}

// lately is for how long a name yields to one that came.
const lately = time.Second

// come notes who wants a place.
func (p *Places) come(of string) {
	switch {
	case p.clock == nil:
	case p.last == nil:
		p.last = &of
	case *p.last != of:
		p.last, p.shared = &of, p.clock()
	}
}

// most is how many places a name holds at a time.
func (p *Places) most() int {
	if p.clock != nil && p.clock().Sub(p.shared) >= lately {
		return math.MaxInt
	}
	return p.each
}

// Take waits for a place. The context ends the wait.
func (p *Places) Take(ctx context.Context, of string) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	n := p.names[of]
	if n == nil {
		n = &name{}
		p.names[of] = n
	}
	p.come(of)
	turn := make(chan struct{})
	n.waiting = append(n.waiting, turn)
	if len(n.waiting) == 1 {
		p.turns = append(p.turns, n)
	}
	p.giveOut()
	p.mu.Unlock()
	release = sync.OnceFunc(func() { p.leave(of, n, nil) })
	select {
	case <-turn:
		if err := ctx.Err(); err != nil { // its turn came as it left
			release()
			return nil, err
		}
		return release, nil
	case <-ctx.Done():
		p.leave(of, n, turn)
		return nil, ctx.Err()
	}
}

// leave gives a place back, or ends a wait for one.
func (p *Places) leave(of string, n *name, turn chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(n.waiting, turn); turn != nil && i >= 0 {
		n.waiting = slices.Delete(n.waiting, i, i+1)
		if len(n.waiting) == 0 {
			p.turns = slices.DeleteFunc(p.turns, func(other *name) bool { return other == n })
		}
	} else { // also one that was given while its caller left
		n.held--
		p.free++
		p.giveOut()
	}
	if n.held == 0 && len(n.waiting) == 0 {
		delete(p.names, of)
	}
}

// giveOut gives free places to those whose turn it is.
func (p *Places) giveOut() {
	for most := p.most(); p.free > 0; {
		i := slices.IndexFunc(p.turns, func(n *name) bool { return n.held < most })
		if i < 0 {
			return
		}
		n := p.turns[i]
		p.turns = slices.Delete(p.turns, i, i+1)
		close(n.waiting[0])
		n.waiting = n.waiting[1:]
		n.held++
		p.free--
		if len(n.waiting) > 0 {
			p.turns = append(p.turns, n)
		}
	}
}

// Waiting is how many callers wait.
func (p *Places) Waiting() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range p.turns {
		n += len(name.waiting)
	}
	return n
}
