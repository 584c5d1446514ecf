package target_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
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

// TestServicesActOnTheProject, and not on one that an access key of the same name belongs to.
func TestServicesActOnTheProject(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)
	err := target.Aside(func() time.Time { return now }, func(c *target.Client) error {
		ctx := t.Context()
		other := control.NewTenant{ProjectID: "other", NewKey: control.NewKey{AccessKey: "demo", SecretKey: "a-secret-key"}}
		if err := c.Call(ctx, http.MethodPost, "/tenants", other, nil); err != nil {
			return err
		}
		c.Project = "demo"
		services, err := c.Services(now.AddDate(1, 0, 0))
		if err != nil {
			return err
		}
		if err := services.SignAutoPay(ctx); err != nil {
			return err
		}
		clock, err := c.Clock(ctx)
		at, named := target.Acts(clock)
		if want := now.AddDate(1, 0, 0); !at.Equal(want) || !named {
			t.Errorf("the next call acts at %s (named: %t), want %s", at, named, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
