package once

import (
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v4/process"
)

// processExists reports whether the process that started at an instant still runs; yes where that cannot be told.
func processExists(pid int32, start int64) bool {
	exists, err := process.PidExists(pid)
	if err != nil {
		return true
	}
	now, err := startOf(pid)
	return exists && (err != nil || sameStart(now, start))
}

func startOf(pid int32) (int64, error) {
	p, err := process.NewProcess(pid)
	if err != nil {
		return 0, err
	}
	return p.CreateTime()
}

// sameStart allows for the second or two by which a container's clock of process starts moves between two looks.
func sameStart(a, b int64) bool { return max(a-b, b-a) <= 2000 }

// parseName reads "<process id>-<start>".
func parseName(name string) (pid int32, start int64, ok bool) {
	a, b, found := strings.Cut(name, "-")
	p, errP := strconv.ParseInt(a, 10, 32)
	s, errS := strconv.ParseInt(b, 10, 64)
	return int32(p), s, found && errP == nil && errS == nil
}
