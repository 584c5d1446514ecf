package provider_test

import (
	"os"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// TestMain ends the runs of this process as main does: nothing of them is left beside the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	acctest.Process.Close()
	os.Exit(code)
}
