package ledger

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
	text := fmt.Sprintf("pool %s: %s needed, %d available", s.Pool, message.Count(s.Wanted, "unit"), s.Available)
	if s.Planned > 0 {
		text += fmt.Sprintf(", %d bought in this plan", s.Planned)
	}
	if s.Reserved > 0 {
		text += fmt.Sprintf(", %d already planned for other renewals", s.Reserved)
	}
	return text
}

// PlanPurchase notes that this plan is going to buy a product, for the pool that it feeds.
func (l *Ledger) PlanPurchase(ctx context.Context, it mssclient.OrderItem) { l.purchase(ctx, it, 1) }

// Purchased takes a planned purchase off the account: it was made, and the service's own figures hold it from now on.
func (l *Ledger) Purchased(ctx context.Context, it mssclient.OrderItem) {
	l.purchase(ctx, it, -1)
	l.unclaim(it.ResourceSpecCode)
}

func (l *Ledger) purchase(ctx context.Context, it mssclient.OrderItem, sign int64) {
	p, ok := l.session.Product(ctx, it.ResourceSpecCode)
	if !ok || p.Pool == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bought[p.Pool] = max(0, l.bought[p.Pool]+sign*int64(it.PeriodNum)*int64(it.SubscriptionNum))
}

// Reserve books units of pools for a planned renewal, all of them or, when a pool is short, none.
func (l *Ledger) Reserve(ctx context.Context, wanted map[string]int64) ([]Shortage, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	quotas, err := l.session.Client.Quotas(ctx)
	if err != nil {
		return nil, err
	}
	available := map[string]int64{}
	for _, q := range quotas {
		available[q.Pool] = q.Available
		for _, spent := range q.Spent { // what a lost renewal has spent, it does not spend again when it is adopted
			if l.session.Unclaimed(spent.RenewalID) {
				available[q.Pool] += spent.Units
			}
		}
	}
	short := shortages(wanted, available, l.bought, l.reserved)
	if len(short) > 0 {
		return short, nil
	}
	for pool, n := range wanted {
		l.reserved[pool] += n
	}
	return nil, nil
}

// Unreserve ends a reservation just before its units are spent: while the call runs, other plans see too much rather
// than too little, and the service's own check decides.
func (l *Ledger) Unreserve(wanted map[string]int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for pool, n := range wanted {
		if l.reserved[pool] > 0 {
			l.reserved[pool] = max(0, l.reserved[pool]-n)
		}
	}
}

// claim is a unit of a package that a planned asset takes.
type claim struct {
	asset  string
	rebind bool // of an asset that exists
}

// TakeUnit books one of the free units behind a key, which names a package or the unit of an asset in the recycle bin,
// for a planned asset. Where none is left it answers with the assets of this plan that took them. Terraform plans an
// asset that is going to be replaced twice, first as it is: the new one then gets the unit that it was booked before.
func (l *Ledger) TakeUnit(key, asset string, rebind bool, free int64) (takers []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.claims[key]
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
	l.claims[key] = append(all, claim{asset, rebind})
	return nil
}

// FreeUnit ends a booking just before its unit is taken, as Unreserve does.
func (l *Ledger) FreeUnit(key, asset string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.claims[key]
	if i := slices.IndexFunc(all, func(c claim) bool { return c.asset == asset }); i >= 0 {
		l.claims[key] = slices.Delete(all, i, i+1)
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
