package run

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// Shortage is a renewal pool that has too few units for what a plan wants.
type Shortage struct {
	Pool                                 string
	Wanted, Available, Planned, Reserved int64
}

func (s Shortage) String() string {
	text := fmt.Sprintf("pool %s: %s wanted, %d available", s.Pool, message.Count(s.Wanted, "unit"), s.Available)
	if s.Planned > 0 {
		text += fmt.Sprintf(", %d bought in this plan", s.Planned)
	}
	if s.Reserved > 0 {
		text += fmt.Sprintf(", %d already planned for other renewals", s.Reserved)
	}
	return text
}

// PlanPurchase notes that this plan is going to buy a product, for the pool that it feeds.
func (r *Run) PlanPurchase(ctx context.Context, it mssclient.OrderItem) { r.purchase(ctx, it, 1) }

// Purchased takes a planned purchase off the account: it was made, and the service's own figures hold it from now on.
func (r *Run) Purchased(ctx context.Context, it mssclient.OrderItem) {
	r.purchase(ctx, it, -1)
	r.unclaim(it.ResourceSpecCode)
}

func (r *Run) purchase(ctx context.Context, it mssclient.OrderItem, sign int64) {
	p, ok := r.Product(ctx, it.ResourceSpecCode)
	if !ok || p.Pool == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bought == nil {
		r.bought = map[string]int64{}
	}
	r.bought[p.Pool] = max(0, r.bought[p.Pool]+sign*int64(it.PeriodNum)*int64(it.SubscriptionNum))
}

// Reserve books units of pools for a planned renewal, all of them or, when a pool is short, none.
func (r *Run) Reserve(ctx context.Context, wanted map[string]int64) ([]Shortage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	quotas, err := r.Client.Quotas(ctx)
	if err != nil {
		return nil, err
	}
	available := map[string]int64{}
	for _, q := range quotas {
		available[q.Pool] = q.Available
		for _, spent := range q.Spent { // what a lost renewal has spent, it does not spend again when it is taken over
			if slices.Contains(r.lost, spent.RenewalID) {
				available[q.Pool] += spent.Units
			}
		}
	}
	short := shortages(wanted, available, r.bought, r.reserved)
	if len(short) > 0 {
		return short, nil
	}
	if r.reserved == nil {
		r.reserved = map[string]int64{}
	}
	for pool, n := range wanted {
		r.reserved[pool] += n
	}
	return nil, nil
}

// Unreserve ends a reservation just before its units are spent: while the call runs, other plans see too much rather than too little, and
// the service's own check decides.
func (r *Run) Unreserve(wanted map[string]int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for pool, n := range wanted {
		if r.reserved[pool] > 0 {
			r.reserved[pool] = max(0, r.reserved[pool]-n)
		}
	}
}

// claim is a unit of a package that a planned asset takes.
type claim struct {
	asset  string
	rebind bool // of an asset that exists
}

// TakeUnit books one of the free units behind a key, which names a package or the unit of an asset in the recycle bin, for a planned asset. Where none is left
// it answers with the assets of this plan that took them. Terraform plans an asset that is going to be replaced twice, first as it is: the new one then
// gets the unit that it was booked before.
func (r *Run) TakeUnit(key, asset string, rebind bool, free int64) (takers []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.claims[key]
	if i := slices.Index(all, claim{asset, true}); i >= 0 && !rebind {
		all[i].rebind = false
		return nil
	}
	if int64(len(all)) >= free {
		for _, c := range all {
			takers = append(takers, c.asset)
		}
		return takers
	}
	if r.claims == nil {
		r.claims = map[string][]claim{}
	}
	r.claims[key] = append(all, claim{asset, rebind})
	return nil
}

// FreeUnit ends a booking just before its unit is taken, as Unreserve does.
func (r *Run) FreeUnit(key, asset string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.claims[key]
	if i := slices.IndexFunc(all, func(c claim) bool { return c.asset == asset }); i >= 0 {
		r.claims[key] = slices.Delete(all, i, i+1)
	}
}

func shortages(wanted, available, bought, reserved map[string]int64) []Shortage {
	var short []Shortage
	for _, pool := range slices.Sorted(maps.Keys(wanted)) {
		if n := wanted[pool]; available[pool]+bought[pool]-reserved[pool] < n {
			short = append(short, Shortage{pool, n, available[pool], bought[pool], reserved[pool]})
		}
	}
	return short
}
