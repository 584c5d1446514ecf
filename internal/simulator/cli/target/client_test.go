package target_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
)

// TestAnInterruptedCallSaysSo, and does not blame the store.
func TestAnInterruptedCallSaysSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := target.Aside(time.Now, func(c *target.Client) error {
		return c.Call(ctx, http.MethodGet, "/tenants", nil, nil)
	})
	if err == nil || !strings.Contains(err.Error(), "interrupted") || strings.Contains(err.Error(), "does not answer") {
		t.Errorf("got %v", err)
	}
}
