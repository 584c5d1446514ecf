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
		if lost, err := c.broken(tx, call, r.Run); err != nil || lost && op.Operation == lifecycle.OpRenewAssets &&
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
		broken, err := c.broken(tx, call, r.Run)
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
	seen, key, err := tx.RunSeen(call.Tenant, call.Run)
	if err == nil && seen > 0 {
		err = foreign(call, key)
	}
	// One that another key has ended was another run.
	if err == nil && seen < 0 && foreign(call, key) == nil {
		err = lifecycle.Refuse(lifecycle.CodeRunEnded,
			"this run was interrupted, or not heard of for %s, and another goes on in its place; it makes nothing more",
			c.opts.Lease)
	}
	return err
}

// foreign refuses a call in the name of a run that was begun with another access key: who knows its name could end it
// or go on in its place.
func foreign(call Call, key string) error {
	if key == "" || call.Key == "" || call.Key == key {
		return nil
	}
	return lifecycle.Refuse(lifecycle.CodeForbidden, "the run %s was begun with another access key, and only that one "+
		"may end it or go on in its name; nothing was done", call.Run)
}

// own refuses to end a run that was begun with another access key.
func (c *Cloud) own(tx *store.Tx, call Call) error {
	_, key, err := tx.RunSeen(call.Tenant, call.Run)
	if err == nil {
		err = foreign(call, key)
	}
	return err
}

// leaseTime is the time by which leases end and applies come after one another: the same for all servers of a store.
func (c *Cloud) leaseTime(tx *store.Tx) (time.Time, error) {
	if c.opts.LeaseClock != nil {
		return c.opts.LeaseClock(), nil
	}
	now, shared, err := tx.Clock()
	if err == nil && !shared {
		now = c.opts.Clock()
	}
	return now, err
}

// end keeps a run that is broken from making anything more.
func (c *Cloud) end(tx *store.Tx, tenant, run string) error {
	if c.opts.Lease == 0 {
		return nil
	}
	now, err := c.leaseTime(tx)
	if err != nil {
		return err
	}
	return tx.EndRun(tenant, run, now.Unix())
}

// knowsRuns reports whether it can be told that a run is broken, and so may have to be waited for.
func (c *Cloud) knowsRuns() bool { return c.opts.Lease > 0 || c.opts.Alive != nil }

// ours reports whether a run is of the call's own Terraform command, which lives and has what it made.
func ours(run string, call Call) bool { return store.CommandOf(run) == store.CommandOf(call.Run) }

// putReceipt keeps a receipt. Where runs are known by their leases, an open one begins its run's, or renews it.
func (c *Cloud) putReceipt(tx *store.Tx, call Call, r store.Receipt) error {
	if r.Run != "" && c.opts.Lease > 0 {
		if err := c.seeRun(tx, call, r.Run); err != nil {
			return err
		}
	}
	return tx.PutReceipt(call.Tenant, r)
}

func (c *Cloud) seeRun(tx *store.Tx, call Call, run string) error {
	now, err := c.leaseTime(tx)
	if err != nil {
		return err
	}
	return tx.SeeRun(call.Tenant, run, call.Key, now.Unix())
}

// broken reports whether a run ended without closing, or has closed.
func (c *Cloud) broken(tx *store.Tx, call Call, run string) (bool, error) {
	switch {
	case c.opts.Lease > 0:
		seen, _, err := tx.RunSeen(call.Tenant, run)
		if err != nil {
			return false, err
		}
		now, err := c.leaseTime(tx)
		return seen < 0 || time.Duration(now.Unix()-seen)*time.Second > c.opts.Lease, err
	case c.opts.Alive == nil:
		return false, nil
	case call.alive == nil: // a read holds nobody up
		return !c.opts.Alive(run), nil
	default:
		alive, known := call.alive[run]
		if !known {
			return false, &unprobedError{run}
		}
		return !alive, nil
	}
}

// unprobedError ends a write that asks whether a run's process still exists: that is found out outside of it, because a
// lock can be held by a process that stands still.
type unprobedError struct{ run string }

func (e *unprobedError) Error() string {
	return "whether the run " + e.run + " still exists is not known yet"
}

// writing is a write of a call that may ask about runs. It begins again with what it asked.
func (c *Cloud) writing(ctx context.Context, call Call, f func(*store.Tx, Call) error) error {
	call.alive = map[string]bool{}
	for {
		err := c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error { return f(tx, call) })
		unknown, ok := errors.AsType[*unprobedError](err)
		if !ok {
			return err
		}
		call.alive[unknown.run] = c.opts.Alive(unknown.run)
	}
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
	return w, settle(w, func(int) error { return tx.Err() })
}

// Lost is what other commands' runs for the call's state have made and that no state has shown: they ended without
// closing, or are still to end.
func (c *Cloud) Lost(ctx context.Context, call Call) (ids []string, err error) {
	if call.State == "" || !c.knowsRuns() {
		return nil, nil
	}
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
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
		return c.seeRun(tx, call, call.Run)
	})
}

// runsKept is how long a run that has ended without having closed is remembered: far longer than a process can be
// stopped and go on.
const runsKept = 30 * 24 * time.Hour

// CloseRun closes all receipts of the call's run: it ended in order, so that Terraform has noted what it made. What is
// still lost then of what hangs on something that was adopted has no block, and is withdrawn.
func (c *Cloud) CloseRun(ctx context.Context, call Call) error {
	rest := c.writing(ctx, call, func(tx *store.Tx, call Call) error {
		if err := c.own(tx, call); err != nil {
			return err
		}
		return c.withdrawRest(tx, call)
	})
	if r, refused := errors.AsType[*lifecycle.Refusal](rest); refused && r.Code == lifecycle.CodeForbidden {
		return rest
	}
	return errors.Join(rest, c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if err := c.endOwn(tx, call, func(store.Receipt) bool { return true }); err != nil {
			return err
		}
		now, err := c.leaseTime(tx)
		if err != nil {
			return err
		}
		if err := tx.ForgetOldRuns(call.Tenant, now.Add(-runsKept).Unix()); err != nil {
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
		if err := c.own(tx, call); err != nil {
			return err
		}
		if err := c.endOwn(tx, call, of); err != nil {
			return err
		}
		if c.opts.Lease > 0 { // whose it is, if nothing was heard of it yet
			if err := c.seeRun(tx, call, call.Run); err != nil {
				return err
			}
		}
		return c.end(tx, call.Tenant, call.Run)
	})
}

// endOwn closes receipts of the call's run, which ends, and notes that it did.
func (c *Cloud) endOwn(tx *store.Tx, call Call, of func(store.Receipt) bool) error {
	open, err := tx.OpenReceiptsOf(call.Run, call.Tenant, call.State)
	if err != nil {
		return err
	}
	now, err := c.leaseTime(tx)
	if err != nil {
		return err
	}
	if err := tx.CloseReceipts(call.Tenant, open, func(r *store.Receipt) bool {
		r.ClosedBy, r.ClosedAt = call.Run, now.UnixMilli()
		return of(*r)
	}); err != nil {
		return err
	}
	return tx.RunEnded(call.Tenant, call.State, call.Run, now.UnixMilli())
}
