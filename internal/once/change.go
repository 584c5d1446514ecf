package provider

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
)

var (
	// interrupted is set when Terraform stops the provider, or does not wait for an answer any more. From then on it may never note what it is answered:
	// a second interrupt ends it at once.
	interrupted atomic.Bool
	// stopped is set with it, until Terraform configures the provider again, as one under a debugger is. Nothing new is begun then: what an apply that
	// nobody waits for bought now, the next one, which may have begun already, would buy again.
	stopped atomic.Bool
	// hungUp is set when Terraform has dropped an answer, or was interrupted twice: nothing says then what it has noted.
	hungUp atomic.Bool
)

// applied is set when Terraform applies a change: what this process plans after it is planned for the second time.
var applied atomic.Bool

// underWay counts the changes that have no answer yet.
var underWay atomic.Int64

func stop() {
	interrupted.Store(true)
	stopped.Store(true)
}

// StopAtInterrupt takes an interrupt of the process for one of Terraform's: a terminal sends it to both, and Terraform may end before it tells its providers.
func StopAtInterrupt() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		for n := 1; ; n++ {
			<-signals
			if n > 1 {
				hungUp.Store(true)
			}
			stop()
		}
	}()
}

// ending is how a run ended.
type ending int

const (
	inOrder         ending = iota
	interruptedOnce        // Terraform kept what it had been answered before
	dropped                // Terraform may have kept nothing
)

func howItEnded() ending {
	switch {
	case hungUp.Load() || underWay.Load() > 0:
		return dropped
	case interrupted.Load():
		return interruptedOnce
	default:
		return inOrder
	}
}

// begin counts a change as under way until it ends.
func begin(ctx context.Context) (_ context.Context, end func()) {
	underWay.Add(1)
	there := context.AfterFunc(ctx, func() {
		if !interrupted.Load() { // nobody has told it to stop: the line is down
			hungUp.Store(true)
		}
		stop()
	})
	c := &change{}
	return context.WithValue(ctx, changeKey{}, c), func() {
		there()
		c.noted.Store(!interrupted.Load())
		underWay.Add(-1)
	}
}
