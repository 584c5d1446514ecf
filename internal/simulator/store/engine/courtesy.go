package engine

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	longestPause = 3 * time.Millisecond
	// crowdedFor is how long a process takes it that another one still writes.
	crowdedFor = time.Second
	// writesAtOnce is for how long a process writes before it leaves the file free for a break, in which who waits for it
	// looks at least once.
	writesAtOnce = 100 * time.Millisecond
	breakOf      = 2 * longestPause
)

// Pause is how long a process waits before it looks again whether it can write: short and random, because SQLite's own
// busy handler starves writers.
func Pause() time.Duration { return 200*time.Microsecond + rand.N(longestPause-200*time.Microsecond) }

// courtesy lets other processes write to a file, too. They look only now and then, and a process whose writes follow
// one another at once would leave them nothing to find.
type courtesy struct {
	mu      sync.Mutex
	crowded time.Time // when another process was last in the way, or had written
	begun   time.Time // the first of the writes that followed one another at once
	ended   time.Time // the last one
	paused  bool      // before the next try
}

// wait is before each try to write. It reports whether it has left the file free.
func (c *courtesy) wait(ctx context.Context) bool {
	pause := c.pause(now())
	if pause == 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	<-ctx.Done()
	return true
}

// now is real time: for so long processes keep each other waiting.
func now() time.Time { return time.Now() } //nolint:forbidigo // nothing of business hangs on it

func (c *courtesy) pause(at time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	paused := c.paused
	c.paused = false
	switch {
	case paused:
		return 0
	case at.Sub(c.crowded) < crowdedFor:
		return Pause()
	case at.Sub(c.ended) > longestPause:
		c.begun = at
		return 0
	case at.Sub(c.begun) > writesAtOnce:
		c.begun = at
		return breakOf
	default:
		return 0
	}
}

// end is after each try. Who found another process in the way pauses anyway.
func (c *courtesy) end(inTheWay bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended, c.paused = now(), inTheWay
	if inTheWay {
		c.crowded = c.ended
	}
}

// met is that another process has written meanwhile.
func (c *courtesy) met() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.crowded = now()
}
