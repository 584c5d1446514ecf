//go:build unix

package binary_test

import (
	"errors"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills Terraform and, since they share its group, the providers that it started.
func killGroup(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed, or done already
	waitForGroup(cmd)
}

// waitForGroup waits for the providers: on a busy machine one can outlive its Terraform for a moment, with its lock,
// and would be taken for alive.
func waitForGroup(cmd *exec.Cmd) {
	for range 100 {
		if errors.Is(syscall.Kill(-cmd.Process.Pid, 0), syscall.ESRCH) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// interruptGroup is Ctrl-C in a terminal, which reaches Terraform and its providers.
func interruptGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
