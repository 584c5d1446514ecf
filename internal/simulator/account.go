package simulator

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Statement is the account's movements from an instant (zero: the beginning) up to another, not included (zero: all).
func (c *Cloud) Statement(ctx context.Context, tenantID string, from, until time.Time) (s lifecycle.Statement,
	err error) {
	var facts []lifecycle.Fact
	var w *lifecycle.World
	err = c.readAll(ctx, tenantID, func(tx *store.Tx) (err error) {
		var tenant lifecycle.Tenant
		if tenant, facts, err = c.history(tx, tenantID); err != nil {
			return err
		}
		w, err = c.emptied(tenant)
		return err
	}, func() (err error) {
		s, err = lifecycle.State(w, facts, from, until)
		return err
	})
	return s, unwritten(err, "the account has no movements yet: nothing was written to it")
}
