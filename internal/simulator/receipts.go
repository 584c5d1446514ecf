package simulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// answered looks a call's client token up. The same content gets the same answer, another content is refused. A token
// is free again, and its old ids are returned, when what it bought has been cancelled, has expired or was returned. A
// token that was never seen may adopt what a broken run made for the same state with the same content: it died
// before Terraform could note what it had bought.
func (c *Cloud) answered(tx *store.Tx, call Call, op lifecycle.Spec, hash string) (ids []string, answered bool,
	err error) {
	if call.Token == "" {
		return nil, false, nil
	}
	if err := c.mayGoOn(tx, call); err != nil {
		return nil, false, err
	}
	r, ok, err := tx.Receipt(call.Tenant, op.Operation, call.Token)
	if err != nil {
		return nil, false, err
	}
	if !ok {
		if err := c.meanwhile(tx, call, op, hash); err != nil {
			return nil, false, err
		}
		return c.takeOver(tx, call, op, hash)
	}
	gone, err := c.gone(tx, call, r.IDs)
	if err != nil || gone || call.Instead != "" && slices.Contains(r.IDs, call.Instead) {
		return r.IDs, false, err
	}
	if r.Content != hash {
		if lost, err := c.broken(tx, call.Tenant, r.Run); err != nil || lost && op.Operation == lifecycle.OpRenewAssets &&
			slices.Contains(call.states(), r.State) && !ours(r.Run, call) {
			return r.IDs, false, err // its assets may be other blocks' now; the rule decides
		}
		return nil, false, lifecycle.Refuse(lifecycle.CodeTokenReused,
			"the client token %q was used for another request, which made %s; use a new token or repeat that request",
			call.Token,
			strings.Join(r.IDs, ", "))
	}
	return r.IDs, true, c.keepAnswered(tx, call, op, r)
}

// receipt is a call's receipt: open while its run lasts, if the call may lose what it made.
func receipt(op lifecycle.Spec, call Call, hash string, ids []string) store.Receipt {
	r := store.Receipt{Operation: op.Operation, Token: call.Token, Content: hash, IDs: ids, State: call.State}
	if op.Creates && call.State != "" {
		r.Run = call.Run
	}
	return r
}

// takeOver answers a call with what a broken run made by an identical one, each thing once.
func (c *Cloud) takeOver(tx *store.Tx, call Call, op lifecycle.Spec, hash string) (ids []string, answered bool,
	err error) {
	if call.State == "" || !op.Creates {
		return nil, false, nil
	}
	open, err := tx.OpenReceiptsOfOthers(call.Run, call.Tenant, call.states()...)
	if err != nil {
		return nil, false, err
	}
	if open, err = c.fitting(tx, call, op, hash, open); err != nil {
		return nil, false, err
	}
	for _, r := range open {
		if r.Operation != op.Operation || r.Content != hash || ours(r.Run, call) {
			continue
		}
		broken, err := c.broken(tx, call.Tenant, r.Run)
		if err != nil {
			return nil, false, err
		}
		if !broken && c.knowsRuns() {
			return nil, false, c.underWay(r)
		}
		if !broken {
			continue
		}
		if err := c.end(tx, call.Tenant, r.Run); err != nil {
			return nil, false, err
		}
		gone, err := c.gone(tx, call, r.IDs)
		if err != nil {
			return nil, false, err
		}
		if gone {
			continue
		}
		if err := c.mayAdopt(tx, call, r); err != nil {
			return nil, false, err
		}
		if op.Operation == lifecycle.OpMakeAsset { // its rule does, and knows the unit
			return nil, false, nil
		}
		if err := c.adopt(tx, call, op, r.IDs); err != nil {
			return nil, false, err
		}
		// it is the caller's now; a token of its block names another one
		if err := tx.DropReceipt(call.Tenant, r); err != nil {
			return nil, false, err
		}
		return r.IDs, true, c.putReceipt(tx, call, receipt(op, call, hash, r.IDs))
	}
	return nil, false, nil
}

// underWay refuses what a living run of the same state has made.
func (c *Cloud) underWay(r store.Receipt) error {
	message := fmt.Sprintf("another apply of the same state has made %s and has not ended; give states of their own "+
		"names of their own, with simulator.state_id", strings.Join(r.IDs, ", "))
	if c.opts.Lease > 0 {
		message += fmt.Sprintf("; if it was killed, that is known %s after it was last heard of", c.opts.Lease)
	}
	return lifecycle.Refuse(lifecycle.CodeRunUnderWay, "%s", message)
}

// mayGoOn refuses a run that was given up, or taken for broken: another may have made since what it is about to make.
func (c *Cloud) mayGoOn(tx *store.Tx, call Call) error {
	if call.Run == "" || c.opts.Lease == 0 {
		return nil
	}
	seen, err := tx.RunSeen(call.Tenant, call.Run)
	if err == nil && seen < 0 {
		err = lifecycle.Refuse(lifecycle.CodeRunEnded,
			"this run was interrupted, or not heard of for %s, and another goes on in its place; it makes nothing more",
			c.opts.Lease)
	}
	return err
}

// end keeps a run that is broken from making anything more.
func (c *Cloud) end(tx *store.Tx, tenant, run string) error {
	if c.opts.Lease == 0 {
		return nil
	}
	return tx.EndRun(tenant, run, c.real().Unix())
}

// knowsRuns reports whether it can be told that a run is broken, and so may have to be waited for.
func (c *Cloud) knowsRuns() bool { return c.opts.Lease > 0 || c.opts.Alive != nil }

// ours reports whether a run is of the call's own Terraform command, which lives and has what it made.
func ours(run string, call Call) bool { return store.CommandOf(run) == store.CommandOf(call.Run) }

// putReceipt keeps a receipt. Where runs are known by their leases, an open one begins its run's, or renews it.
func (c *Cloud) putReceipt(tx *store.Tx, call Call, r store.Receipt) error {
	if r.Run != "" && c.opts.Lease > 0 {
		if err := tx.SeeRun(call.Tenant, r.Run, c.real().Unix()); err != nil {
			return err
		}
	}
	return tx.PutReceipt(call.Tenant, r)
}

// broken reports whether a run ended without closing, or has closed.
func (c *Cloud) broken(tx *store.Tx, tenant, run string) (bool, error) {
	switch {
	case c.opts.Lease > 0:
		seen, err := tx.RunSeen(tenant, run)
		return seen < 0 || c.real().Sub(time.Unix(seen, 0)) > c.opts.Lease, err
	case c.opts.Alive != nil:
		return !c.opts.Alive(run), nil
	}
	return false, nil
}

// gone reports whether all that a call made has gone.
func (c *Cloud) gone(tx *store.Tx, call Call, ids []string) (bool, error) {
	w, err := c.settled(tx, call, lifecycle.Selection{Orders: ids, Assets: ids, Jobs: ids})
	return err == nil && w.Gone(ids), err
}

// settled is what has become of the wanted rows by the instant of a call, for looking at only.
func (c *Cloud) settled(tx *store.Tx, call Call, want lifecycle.Selection) (*lifecycle.World, error) {
	tenant, _, err := tx.Tenant(call.Tenant)
	if err != nil {
		return nil, err
	}
	w, err := c.world(tenant, tenant.Now(c.now(call, tenant)))
	if err != nil {
		return nil, err
	}
	if err := loadAll(tx, w, want); err != nil {
		return nil, err
	}
	return w, settle(w, tx.Err)
}

// Lost is what other commands' runs for the call's state have made and that no state has shown: they ended without
// closing, or are still to end.
func (c *Cloud) Lost(ctx context.Context, call Call) (ids []string, err error) {
	if call.State == "" || !c.knowsRuns() {
		return nil, nil
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		ids = nil
		open, err := tx.OpenReceiptsOfOthers(call.Run, call.Tenant, call.states()...)
		if err != nil {
			return err
		}
		for _, r := range open {
			if !ours(r.Run, call) {
				ids = append(ids, r.IDs...)
			}
		}
		return nil
	})
	return ids, ifThere(err)
}

// Receive closes the receipts for ids that need no longer be adopted: the call's state has shown them, or an
// action of the call's own run has told its user of them, which no state ever will.
func (c *Cloud) Receive(ctx context.Context, call Call, ids []string) error {
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		made, err := tx.ReceiptsWith(call.Tenant, ids, call.states())
		if err != nil {
			return err
		}
		return tx.CloseReceipts(call.Tenant, made, func(r *store.Receipt) bool {
			if r.Run == call.Run {
				r.State = ""
			}
			r.ClosedBy = r.Run
			return true
		})
	})
}

// KeepRun renews the lease of the call's run.
func (c *Cloud) KeepRun(ctx context.Context, call Call) error {
	if call.Run == "" {
		return nil
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if err := c.mayGoOn(tx, call); err != nil {
			return err
		}
		return tx.SeeRun(call.Tenant, call.Run, c.real().Unix())
	})
}

// runsKept is how long a run that has ended without having closed is remembered: far longer than a process can be
// stopped and go on.
const runsKept = 30 * 24 * time.Hour

// CloseRun closes all receipts of the call's run: it ended in order, so that Terraform has noted what it made. What is
// still lost then of what hangs on something that was adopted has no block, and is withdrawn.
func (c *Cloud) CloseRun(ctx context.Context, call Call) error {
	rest := c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error { return c.withdrawRest(tx, call) })
	return errors.Join(rest, c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if err := c.closeOwn(tx, call, func(store.Receipt) bool { return true }); err != nil {
			return err
		}
		if err := tx.RunEnded(call.Tenant, call.State, call.Run, c.opts.Clock().UnixMilli()); err != nil {
			return err
		}
		if err := tx.ForgetOldRuns(call.Tenant, c.real().Add(-runsKept).Unix()); err != nil {
			return err
		}
		return tx.ForgetRun(call.Tenant, call.Run)
	}))
}

// AbandonRun ends the call's run, of which Terraform may not have noted what it made: that can be adopted at once,
// but for the calls of which it certainly has. The run makes nothing more.
func (c *Cloud) AbandonRun(ctx context.Context, call Call, noted []string) error {
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		of := func(r store.Receipt) bool { return slices.Contains(noted, r.Token) }
		if err := c.closeOwn(tx, call, of); err != nil {
			return err
		}
		if err := tx.RunEnded(call.Tenant, call.State, call.Run, c.opts.Clock().UnixMilli()); err != nil {
			return err
		}
		return c.end(tx, call.Tenant, call.Run)
	})
}

// closeOwn closes receipts of the call's run, and notes that it did.
func (c *Cloud) closeOwn(tx *store.Tx, call Call, of func(store.Receipt) bool) error {
	open, err := tx.OpenReceiptsOf(call.Run, call.Tenant, call.State)
	if err != nil {
		return err
	}
	return tx.CloseReceipts(call.Tenant, open, func(r *store.Receipt) bool {
		r.ClosedBy, r.ClosedAt = call.Run, c.opts.Clock().UnixMilli()
		return of(*r)
	})
}
