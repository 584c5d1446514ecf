package once

import (
	"context"
	"sync/atomic"
)

// change is one change of Terraform's, and whether Terraform has certainly noted what came of it: its answer was given
// before any interrupt.
type change struct{ noted atomic.Bool }

type changeKey struct{}

// Apply counts a change that Terraform applies as under way until it ends.
func (p *Process) Apply(ctx context.Context) (_ context.Context, end func()) {
	p.applied.Store(true)
	return p.Invoke(ctx)
}

// Invoke is Apply for what is no change of an object.
func (p *Process) Invoke(ctx context.Context) (_ context.Context, end func()) {
	p.underWay.Add(1)
	stopWatching := context.AfterFunc(ctx, func() {
		if !p.interrupted.Load() { // it was not told to stop: the line is down
			p.hungUp.Store(true)
		}
		p.Interrupt()
	})
	c := &change{}
	return context.WithValue(ctx, changeKey{}, c), func() {
		stopWatching()
		c.noted.Store(!p.interrupted.Load())
		p.underWay.Add(-1)
	}
}
