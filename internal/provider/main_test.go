package provider_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// TestMain ends the runs of this process as main does. That writes to their stores, whose folders the tests have
// removed, so that all of them are in one that goes with it.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mss-provider-")
	if err == nil {
		err = os.Setenv("TMPDIR", dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	defer acctest.Process.Close()
	return m.Run()
}
