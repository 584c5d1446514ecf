package simulator

import (
	"context"
	"errors"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/settled"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// errMoved is a settlement of a newest fact that is no longer the newest.
var errMoved = errors.New("the account was written to")

// settleAt reads what is due at a moment and settles it. Its facts are not kept: nothing is stored.
func (c *Cloud) settleAt(ctx context.Context, of settled.Moment) (w *lifecycle.World, err error) {
	if err := c.throttle.LookAhead(of.Tenant, 0); err != nil {
		return nil, err
	}
	err = c.store.Read(ctx, of.Tenant, func(tx *store.Tx) error {
		tenant, ok, err := tx.Tenant(of.Tenant)
		if err == nil && (!ok || tx.NewestFact() != of.Newest) {
			err = errMoved
		}
		if err != nil {
			return err
		}
		if w, err = c.world(tenant, of.Now); err != nil {
			return err
		}
		return tx.LoadDue(w, of.Now)
	})
	if err != nil {
		return nil, err
	}
	counted := 0
	err = settle(w, func(attempts int) error {
		_ = c.throttle.LookAhead(of.Tenant, attempts-counted) // what was begun may end
		counted, w.Facts = attempts, w.Facts[:0]
		return ctx.Err()
	})
	w.Facts = nil
	return w, err
}

// settle settles a World that holds what is due by its instant. Step is called now and then, with the attempts so far;
// its error ends it.
func settle(w *lifecycle.World, step func(attempts int) error) error {
	if err := lifecycle.CheckDue(w, w.Now); err != nil {
		return err
	}
	for n := range lifecycle.Settling(w, w.Now) {
		if err := step(n); err != nil {
			return err
		}
	}
	return nil
}
