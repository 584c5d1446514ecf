package simulator

import (
	"context"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Holders of what a client token made.
const (
	HolderNobody = "nobody" // no state was named
	HolderRun    = "run"    // another run, which lives or was killed
	HolderOwnRun = "own_run"
	HolderUnpaid = "unpaid" // the caller's state, or nothing: the order waits for its payment
	HolderState  = "state"  // the caller's state
	HolderOther  = "other_state"
)

// TokenUse is what a client token stands for: nothing where it is free.
type TokenUse struct {
	IDs    []string
	Holder string
}

// TokenUse says what a client token of an operation stands for. It writes nothing.
func (c *Cloud) TokenUse(ctx context.Context, call Call, operation, token string) (use TokenUse, err error) {
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
		use = TokenUse{}
		r, ok, err := tx.Receipt(call.Tenant, operation, token)
		if err != nil || !ok {
			return err
		}
		w, err := c.settled(tx, call, lifecycle.Selection{Orders: r.IDs, Assets: r.IDs, Jobs: r.IDs})
		if err != nil || w.Gone(r.IDs) {
			return err
		}
		unpaid := slices.ContainsFunc(r.IDs, func(id string) bool {
			o, ok := w.Orders[id]
			return ok && o.Status(w.Now) == lifecycle.OrderPendingPayment
		})
		use.IDs = r.IDs
		switch {
		case r.State == "":
			use.Holder = HolderNobody
		case !slices.Contains(call.states(), r.State):
			use.Holder = HolderOther
		case r.Run != "" && ours(r.Run, call):
			use.Holder = HolderOwnRun
		case r.Run != "":
			use.Holder = HolderRun
		case unpaid:
			use.Holder = HolderUnpaid
		default:
			use.Holder = HolderState
		}
		return nil
	})
	return use, ifThere(err)
}
