package engine

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	longestPause = 3 * time.Millisecond
	// crowdedFor is how long a process pauses before each write after it noticed another writer.
	crowdedFor = time.Second
	// writesAtOnce is how long a process writes without a break. In a break, every waiting process retries at least once.
	writesAtOnce = 100 * time.Millisecond
	breakOf      = 2 * longestPause
)

// Pause returns how long to wait before a retry: short and random, because SQLite's own busy handler starves writers.
func Pause() time.Duration { return 200*time.Microsecond + rand.N(longestPause-200*time.Microsecond) }

// courtesy keeps one process from starving the others. A waiting process retries only every few milliseconds, so it
// would never find the file free while another one writes without breaks.
type courtesy struct {
	mu      sync.Mutex
	crowded time.Time // when another process was last in the way, or had written
	begun   time.Time // the first write since the last break
	ended   time.Time // the last write
	paused  bool      // the caller pauses before its next try anyway
}

// wait pauses before a try to write, if it is time to. It reports whether it paused.
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

// now returns the real time, because processes wait for each other in real time.
func now() time.Time { return time.Now() } //nolint:forbidigo // no fact depends on it

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

// end records a try, and whether another process was in the way.
func (c *courtesy) end(inTheWay bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended, c.paused = now(), inTheWay
	if inTheWay {
		c.crowded = c.ended
	}
}

// met records that another process has written.
func (c *courtesy) met() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.crowded = now()
}
