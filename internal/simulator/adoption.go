package simulator

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// kept are the operations that make something which a state keeps.
var kept = []string{lifecycle.OpPlaceOrder, lifecycle.OpMakeAsset, lifecycle.OpRenewAssets, opHold}

// opHold is the operation in receipts of objects that no client token made, such as imported ones.
const opHold = "Hold"

// Made is something that a call made: an order, an asset or a renewal.
type Made struct {
	ID       string
	Packages []string // that an order delivered
	Reopened bool     // its state has said that it lost it
}

// String names an order with its packages, which is what users know.
func (m Made) String() string {
	switch len(m.Packages) {
	case 0:
		return m.ID
	case 1:
		return m.ID + " (package " + m.Packages[0] + ")"
	default:
		return m.ID + " (packages " + strings.Join(m.Packages, ", ") + ")"
	}
}

func names(all []Made) string {
	texts := make([]string, 0, len(all))
	for _, m := range all {
		texts = append(texts, m.String())
	}
	return strings.Join(texts, ", ")
}

// mayAdopt refuses a command whose plan covers a part of the state: what the rest of the state holds was not shown, and
// would be given to a second block.
func (c *Cloud) mayAdopt(tx *store.Tx, call Call, r store.Receipt) error {
	if !call.Command.Partial {
		return nil
	}
	made, err := c.living(tx, call, r.IDs)
	if err != nil {
		return err
	}
	return lifecycle.Refuse(lifecycle.CodePartialPlan,
		"an apply that was interrupted has made the same: %s; a partial plan cannot tell whether the state holds it; run "+
			"a full plan first, without -target and -exclude", names(made))
}

// meanwhile refuses what would be created while another apply runs of the same state, which the caller's plan knows
// nothing of: a caller that has not locked its state makes nothing, one that had to wait for another run not the same
// as that one.
func (c *Cloud) meanwhile(tx *store.Tx, call Call, op lifecycle.Spec, hash string) error {
	unlocked := call.Command.Unlocked > 0
	since := max(call.Command.Unlocked, call.Command.Waited)
	if call.State == "" || !op.Creates || since <= 0 {
		return nil
	}
	if unlocked && c.knowsRuns() {
		made, err := tx.ReceiptsOfOtherRuns(call.Run, call.Tenant, call.State)
		if err != nil {
			return err
		}
		for _, r := range made {
			run := cmp.Or(r.Run, r.ClosedBy)
			if ours(run, call) {
				continue
			}
			broken, err := c.broken(tx, call, run)
			if err != nil {
				return err
			}
			if !broken {
				return c.underWay(r)
			}
		}
	}
	now, err := c.leaseTime(tx)
	if err != nil {
		return err
	}
	closed, err := tx.ReceiptsClosedSince(call.Tenant, call.State, now.Add(-since).UnixMilli())
	if err != nil {
		return err
	}
	for _, r := range closed {
		same := r.Operation == op.Operation && r.Content == hash
		if ours(r.ClosedBy, call) || !slices.Contains(kept, r.Operation) || !same && !unlocked {
			continue
		}
		made, err := c.living(tx, call, r.IDs)
		if err != nil {
			return err
		}
		if len(made) > 0 {
			next := "plan and apply again"
			if unlocked {
				next = "without a lock one apply overwrites the state of another: restore the backup that holds them or import " +
					"them, and then plan and apply again"
			}
			return lifecycle.Refuse(lifecycle.CodeMadeMeanwhile,
				"another apply of the same state has made %s since this one began, which this plan does not know; nothing was "+
					"made; %s", names(made), next)
		}
	}
	return nil
}

// Unclaimed is what interrupted commands made for the call's state by a call like this one, and that the state has not
// shown. A client token that was used before claims what it made.
func (c *Cloud) Unclaimed(ctx context.Context, call Call, operation string, content any) (made []Made, err error) {
	hash, err := contentHash(content)
	if err != nil {
		return nil, err
	}
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
		made = nil
		if call.Token != "" {
			if _, used, err := tx.Receipt(call.Tenant, operation, call.Token); err != nil || used {
				return err
			}
		}
		open, err := tx.OpenReceiptsOfOthers(call.Run, call.Tenant, call.states()...)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range open {
			if r.Operation == operation && r.Content == hash && !ours(r.Run, call) {
				ids = append(ids, r.IDs...)
			}
		}
		made, err = c.living(tx, call, ids)
		return err
	})
	return made, ifThere(err)
}

// lostState stands for the run of what a state had shown before it was lost. No process has this name: it is broken.
const lostState = "lost-state"

// Reopen takes a state's word that it has lost ids that it had shown. What a restored state, or an import, does not
// show again can then be adopted, as what a killed run made.
func (c *Cloud) Reopen(ctx context.Context, call Call, ids []string) error {
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		made, err := tx.ReceiptsWith(call.Tenant, ids, call.states())
		if err != nil {
			return err
		}
		for _, r := range made {
			if r.Run != "" || !slices.Contains(kept, r.Operation) {
				continue
			}
			r.Run, r.ClosedBy, r.ClosedAt = lostState, "", 0
			if err := tx.PutReceipt(call.Tenant, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// Hold records that the call's state has these objects, whichever state had them before: they were imported, or the
// state was moved or renamed. Objects without a receipt get one.
func (c *Cloud) Hold(ctx context.Context, call Call, ids []string) error {
	if call.State == "" {
		return nil
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if _, exists, err := tx.Tenant(call.Tenant); err != nil || !exists {
			return err
		}
		for _, id := range ids {
			of, err := tx.ReceiptsFor(call.Tenant, id)
			if err != nil {
				return err
			}
			of = slices.DeleteFunc(of, func(r store.Receipt) bool { return !slices.Contains(kept, r.Operation) })
			if len(of) == 0 {
				of = []store.Receipt{{Operation: opHold, Token: id, IDs: []string{id}}}
			}
			for _, r := range of {
				if r.Run != "" {
					r.Run, r.ClosedBy = "", r.Run
				}
				r.State = call.State
				if err := tx.PutReceipt(call.Tenant, r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Release records that the call's state has given up objects that still exist. Their receipts are dropped, so that they
// raise no alarm if the state is emptied, and their client tokens are free again.
func (c *Cloud) Release(ctx context.Context, call Call, ids []string) error {
	if call.State == "" {
		return nil
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		for _, id := range ids {
			of, err := tx.ReceiptsFor(call.Tenant, id, call.states()...)
			if err != nil {
				return err
			}
			for _, r := range of {
				if slices.Contains(kept, r.Operation) {
					if err := tx.DropReceipt(call.Tenant, r); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// Kept is what was made for the call's state, by any of its names, that it has shown or was told of, and that still
// exists.
func (c *Cloud) Kept(ctx context.Context, call Call) (made []Made, err error) {
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
		made = nil
		open, err := tx.OpenReceipts(call.Tenant, call.states()...)
		if err != nil {
			return err
		}
		closed, err := tx.ClosedReceipts(call.Tenant, call.states()...)
		if err != nil {
			return err
		}
		var lost, reopened, ids []string
		for _, r := range open {
			if r.Run == lostState {
				closed = append(closed, r)
				reopened = append(reopened, r.IDs...)
				continue
			}
			lost = append(lost, r.IDs...)
		}
		for _, r := range closed {
			if slices.Contains(kept, r.Operation) &&
				!slices.ContainsFunc(r.IDs, func(id string) bool { return slices.Contains(lost, id) }) {
				ids = append(ids, r.IDs...)
			}
		}
		made, err = c.living(tx, call, ids)
		for i := range made {
			made[i].Reopened = slices.Contains(reopened, made[i].ID)
		}
		return err
	})
	return made, ifThere(err)
}

// living is what still exists of what calls made, each once. A renewal lives as long as one of its assets does.
func (c *Cloud) living(tx *store.Tx, call Call, ids []string) (made []Made, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w, err := c.settled(tx, call, lifecycle.Selection{Orders: ids, Assets: ids, Jobs: ids})
	if err != nil {
		return nil, err
	}
	if err := tx.Load(w, lifecycle.Selection{Renewals: ids}); err != nil {
		return nil, err
	}
	assets := map[string][]string{}
	var all []string
	for _, r := range w.Renewals {
		for _, op := range r.Operations {
			for _, row := range op.Results {
				assets[r.ID] = append(assets[r.ID], row.AssetID)
			}
		}
		all = append(all, assets[r.ID]...)
	}
	if err := tx.Load(w, lifecycle.Selection{Assets: all}); err != nil {
		return nil, err
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		of, isRenewal := assets[id]
		switch {
		case isRenewal && !slices.ContainsFunc(of, func(asset string) bool { return !w.Gone([]string{asset}) }), !isRenewal &&
			w.Gone([]string{id}):
			continue
		}
		m := Made{ID: id}
		if o, ok := w.Orders[id]; ok {
			m.Packages = o.Resources()
		}
		made = append(made, m)
	}
	return made, nil
}

// ifThere is nil for a store that does not exist yet: nothing was made in it.
func ifThere(err error) error {
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	return err
}
