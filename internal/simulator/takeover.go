package simulator

import (
	"cmp"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// fitting leaves out the lost orders that a call may not adopt for its purpose, and puts those first for which most was
// paid.
func (c *Cloud) fitting(tx *store.Tx, call Call, op lifecycle.Spec, hash string,
	open []store.Receipt) ([]store.Receipt, error) {
	if op.Operation != lifecycle.OpPlaceOrder || !call.Purpose.Given {
		return open, nil
	}
	var ids []string
	for _, r := range open {
		if r.Operation == op.Operation && r.Content == hash && !ours(r.Run, call) {
			ids = append(ids, r.IDs...)
		}
	}
	if len(ids) == 0 {
		return open, nil
	}
	w, err := c.settled(tx, call, lifecycle.Selection{Orders: ids})
	if err != nil {
		return nil, err
	}
	ranks := map[string]int64{}
	left := slices.DeleteFunc(slices.Clone(open), func(r store.Receipt) bool {
		if !slices.Contains(ids, r.IDs[0]) {
			return false
		}
		fits, rank := lifecycle.Fit(w, r.IDs[0], call.Purpose)
		ranks[r.Token] = rank
		return !fits
	})
	slices.SortStableFunc(left, func(a, b store.Receipt) int { return cmp.Compare(ranks[b.Token], ranks[a.Token]) })
	return left, nil
}

// adopt records that a lost order is given to a block.
func (c *Cloud) adopt(tx *store.Tx, call Call, op lifecycle.Spec, ids []string) error {
	if op.Operation != lifecycle.OpPlaceOrder {
		return nil
	}
	w, _, _, err := c.enter(tx, call, true)
	if err != nil {
		return err
	}
	if err := loadAll(tx, w, lifecycle.Selection{Orders: ids}); err != nil {
		return err
	}
	return decide(tx, w, func() error {
		for _, id := range ids {
			if err := lifecycle.AdoptOrder(w, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepAnswered makes what a repeated token is answered with the caller's, where it was lost.
func (c *Cloud) keepAnswered(tx *store.Tx, call Call, op lifecycle.Spec, r store.Receipt) error {
	if !op.Creates || call.Command.Partial || !slices.Contains(call.states(), r.State) || ours(r.Run, call) {
		return nil
	}
	if lost, err := c.broken(tx, call, r.Run); err != nil || !lost {
		return err
	}
	if err := c.end(tx, call.Tenant, r.Run); err != nil {
		return err
	}
	if err := c.adopt(tx, call, op, r.IDs); err != nil {
		return err
	}
	return c.putReceipt(tx, call, receipt(op, call, r.Content, r.IDs))
}

// withdrawRest withdraws what a run that ends in order has left unclaimed on adopted packages and assets. What a lost
// state had shown stays, unless the state bought several identical orders: only then can the next apply fail to find
// it.
func (c *Cloud) withdrawRest(tx *store.Tx, call Call) error {
	w, exists, _, err := c.enter(tx, call, true)
	if err != nil || !exists {
		return err
	}
	lost, err := c.loadLost(tx, call, w)
	if err != nil || len(lost) == 0 { // or each apply would read all that its state has made
		return err
	}
	single, err := c.single(tx, call)
	if err != nil {
		return err
	}
	lost = slices.DeleteFunc(lost, func(r store.Receipt) bool {
		stays := r.Run == lostState &&
			!slices.ContainsFunc(packagesBehind(w, r.IDs[0]), func(p *lifecycle.Package) bool { return !single(p.OrderID) })
		for _, id := range r.IDs {
			w.Lost[id] = w.Lost[id] && !stays
		}
		return stays
	})
	if len(lost) == 0 {
		return nil
	}
	if err := loadAll(tx, w, lifecycle.Selection{}); err != nil {
		return err
	}
	err = decide(tx, w, func() error {
		lifecycle.WithdrawRest(w)
		return nil
	})
	if err != nil {
		return err
	}
	return c.claim(tx, call, lost, w)
}

// single returns a function that reports whether an order is the only one of the call's state with its content.
func (c *Cloud) single(tx *store.Tx, call Call) (func(orderID string) bool, error) {
	open, err := tx.OpenReceipts(call.Tenant, call.states()...)
	if err != nil {
		return nil, err
	}
	closed, err := tx.ClosedReceipts(call.Tenant, call.states()...)
	if err != nil {
		return nil, err
	}
	content, times := map[string]string{}, map[string]int{}
	for _, r := range slices.Concat(open, closed) {
		if r.Operation == lifecycle.OpPlaceOrder {
			content[r.IDs[0]] = r.Content
			times[r.Content]++
		}
	}
	return func(orderID string) bool { return times[content[orderID]] < 2 }, nil
}

// packagesBehind are the packages of an asset, or of the assets that a renewal renewed.
func packagesBehind(w *lifecycle.World, id string) (all []*lifecycle.Package) {
	assets := []string{id}
	if r, ok := w.Renewals[id]; ok {
		assets, _ = r.Names()
	}
	for _, id := range assets {
		if a, ok := w.Assets[id]; ok {
			if p, ok := w.Packages[a.PackageID]; ok {
				all = append(all, p)
			}
		}
	}
	return all
}

// loadLost tells a rule that adopts what is lost for the call's state, with the rows that it then may need.
func (c *Cloud) loadLost(tx *store.Tx, call Call, w *lifecycle.World) (lost []store.Receipt, err error) {
	if call.State == "" || !c.knowsRuns() || call.Command.Partial {
		return nil, nil
	}
	open, err := tx.OpenReceiptsOfOthers(call.Run, call.Tenant, call.states()...)
	if err != nil {
		return nil, err
	}
	w.Lost, w.Busy = map[string]bool{}, map[string]bool{}
	broken := map[string]bool{}
	var want lifecycle.Selection
	for _, r := range open {
		if ours(r.Run, call) {
			continue
		}
		if _, known := broken[r.Run]; !known {
			if broken[r.Run], err = c.broken(tx, call, r.Run); err != nil {
				return nil, err
			}
		}
		if !broken[r.Run] {
			for _, id := range r.IDs {
				w.Busy[id] = true
			}
			continue
		}
		switch r.Operation {
		case lifecycle.OpMakeAsset:
			want.Assets = append(want.Assets, r.IDs...)
		case lifecycle.OpRenewAssets:
			want.Renewals = append(want.Renewals, r.IDs...)
		default:
			continue
		}
		lost = append(lost, r)
		for _, id := range r.IDs {
			w.Lost[id] = true
		}
	}
	if len(lost) == 0 {
		return nil, nil
	}
	if err := tx.Load(w, want); err != nil || len(want.Renewals) == 0 {
		return lost, err
	}
	var named lifecycle.Selection
	for _, id := range want.Renewals {
		if r, ok := w.Renewals[id]; ok {
			assets, packages := r.Names()
			named.Assets, named.Packages = append(named.Assets, assets...), append(named.Packages, packages...)
		}
	}
	return lost, tx.Load(w, named)
}

// claim forgets the receipts of what a call has adopted, which gets one of its own, or has withdrawn. The runs that
// left them make nothing more.
func (c *Cloud) claim(tx *store.Tx, call Call, lost []store.Receipt, w *lifecycle.World) error {
	for _, r := range lost {
		if !slices.Contains(w.Withdrawn, r.IDs[0]) && !slices.Contains(w.Claimed, r.IDs[0]) {
			continue
		}
		if err := c.end(tx, call.Tenant, r.Run); err != nil {
			return err
		}
		if err := tx.DropReceipt(call.Tenant, r); err != nil {
			return err
		}
	}
	return nil
}
