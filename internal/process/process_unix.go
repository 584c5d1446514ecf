//go:build unix

// Package process is how the provider behaves as a process of the operating system.
//
// A killed Terraform leaves its provider behind, which therefore ends when its parent process changes. A store
// that grows beyond ulimit -f raises SIGXFSZ, which ends a Go process unless it is ignored.
package process

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// IgnoreFileSizeSignal makes a store that grows beyond the file size limit an error of the write instead of the end of
// the process.
func IgnoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }

// ExitWhenOrphaned ends the process soon after its parent. A killed Terraform leaves its providers running, an idle one
// for good.
func ExitWhenOrphaned() {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(500 * time.Millisecond)
	}
	os.Exit(1)
}
