package provider_test

import (
	"os"
	"testing"

	mss "github.com/mss-iac/terraform-provider-mss/internal/provider"
)

// TestMain ends the runs of this process as main does: nothing of them is left beside the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	mss.Close()
	os.Exit(code)
}
