//go:build !unix

package binary_test

import (
	"os/exec"
	"testing"
)

func ownGroup(*exec.Cmd) {}

func killGroup(t *testing.T, _ *exec.Cmd) { t.Helper() }

func waitForGroup(*exec.Cmd) {}

func interruptGroup(*exec.Cmd) {}
