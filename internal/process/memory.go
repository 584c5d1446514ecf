package process

import (
	"os"
	"runtime/debug"
)

// Memory that is traded for time: a provider lives for seconds, and its objects are small.
const (
	garbagePercent = 400
	memoryLimit    = 1 << 30
)

// CollectSeldom lets garbage grow to four times what is in use, up to 1 GiB in all, unless the environment says how it
// is collected.
func CollectSeldom() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(memoryLimit)
}
