package process

import (
	"math"
	"runtime/debug"
	"testing"
)

//nolint:paralleltest // the collector and the environment are the process's
func TestGarbageIsCollectedAsTheEnvironmentSays(t *testing.T) {
	percent := debug.SetGCPercent(100)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	})
	for _, c := range []struct {
		gogc, limit string
		want        int
	}{{"", "", garbagePercent}, {"off", "", 100}, {"", "256MiB", 100}} {
		t.Setenv("GOGC", c.gogc)
		t.Setenv("GOMEMLIMIT", c.limit)
		debug.SetGCPercent(100)
		CollectSeldom()
		if got := debug.SetGCPercent(100); got != c.want {
			t.Errorf("GOGC=%q, GOMEMLIMIT=%q: %d %%, want %d", c.gogc, c.limit, got, c.want)
		}
	}
}
