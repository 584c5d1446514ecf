package simulator

import (
	"context"
	"errors"
	"slices"
	"sort"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Tenants are the ids of the store's tenants. A store that does not exist is store.ErrMissing.
func (c *Cloud) Tenants(ctx context.Context) (ids []string, err error) {
	err = c.store.Read(ctx, "", func(tx *store.Tx) error {
		ids, err = tx.Tenants()
		return err
	})
	return ids, err
}

// Story tells a tenant's facts and the transitions between them, up to an instant (zero: the newest fact). It writes
// nothing; what lies after the newest fact is what will happen unless something is done.
func (c *Cloud) Story(ctx context.Context, tenantID string, until time.Time) (events []lifecycle.Event, err error) {
	return c.StoryAfter(ctx, tenantID, time.Time{}, until)
}

// StoryAfter is the part of the Story after an instant (zero: all of it).
func (c *Cloud) StoryAfter(ctx context.Context, tenantID string, after, until time.Time) (events []lifecycle.Event,
	err error) {
	defer func() {
		if p := recover(); p != nil { // what no rule has written
			err = lifecycle.Damaged("the facts of the project %s cannot be told (%v)", tenantID, p)
		}
	}()
	var tell func() []lifecycle.Event
	err = c.readAll(ctx, tenantID, func(tx *store.Tx) (err error) {
		tell, err = c.story(tx, tenantID, after, until)
		return err
	}, func() error {
		events = laterThan(tell(), after)
		return nil
	})
	return events, unwritten(err, "the project %s has no account yet: nothing was written to it", tenantID)
}

// story reads what a story needs, and returns what tells it.
func (c *Cloud) story(tx *store.Tx, tenantID string, after, until time.Time) (tell func() []lifecycle.Event,
	err error) {
	tenant, err := c.known(tx, tenantID)
	if err != nil {
		return nil, err
	}
	hits, err := tx.FaultHits(tenantID)
	if err != nil {
		return nil, err
	}
	if until.IsZero() {
		until = tenant.Head
	}
	if !after.IsZero() && !after.Before(tenant.Head) {
		return c.ahead(tx, tenant, after, until)
	}
	facts, err := tx.Facts(tenantID, 0)
	if err != nil {
		return nil, err
	}
	w, err := c.emptied(tenant)
	if err != nil {
		return nil, err
	}
	due, err := c.world(tenant, until)
	if err != nil {
		return nil, err
	}
	if err := tx.LoadDue(due, until); err != nil {
		return nil, err
	}
	return func() []lifecycle.Event { return withFaultHits(lifecycle.Story(w, facts, until), hits) },
		lifecycle.CheckDueBetween(due, after, until)
}

// unwritten refuses to tell what happened in a store that does not exist.
func unwritten(err error, format string, args ...any) error {
	if errors.Is(err, store.ErrMissing) {
		return lifecycle.Refuse(lifecycle.CodeTenantUnknown, format, args...)
	}
	return err
}

// ahead is the part of the story after an instant that is not before the newest fact.
func (c *Cloud) ahead(tx *store.Tx, tenant lifecycle.Tenant, after, until time.Time) (tell func() []lifecycle.Event,
	err error) {
	w, err := c.world(tenant, tenant.Head)
	if err != nil {
		return nil, err
	}
	found, err := tx.Everything(w)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return nil, &lifecycle.Refusal{Code: lifecycle.CodeStoreDamaged, Message: found[0]}
	}
	return func() []lifecycle.Event { return lifecycle.StoryAhead(w, until) },
		lifecycle.CheckDueBetween(w, after, until)
}

// laterThan are the events after an instant.
func laterThan(events []lifecycle.Event, after time.Time) []lifecycle.Event {
	return events[sort.Search(len(events), func(i int) bool { return events[i].At.After(after) }):]
}

// Verification is what Verify found.
type Verification struct {
	Tenant      string
	Facts       int
	Differences []string
}

// Verify folds a tenant's facts again and compares the result with the stored rows. Rows and facts that cannot be read
// are among the differences.
func (c *Cloud) Verify(ctx context.Context, tenantID string) (v Verification, err error) {
	var folded, stored *lifecycle.World
	var facts []lifecycle.Fact
	err = c.readAll(ctx, tenantID, func(tx *store.Tx) error {
		tenant, err := c.known(tx, tenantID)
		if err != nil {
			return err
		}
		var found []string
		if facts, found, err = tx.ReadableFacts(tenantID, 0); err != nil {
			return err
		}
		if folded, err = c.emptied(tenant); err != nil {
			return err
		}
		if stored, err = c.world(tenant, tenant.Head); err != nil {
			return err
		}
		damaged, err := tx.Everything(stored)
		v = Verification{Tenant: tenantID, Facts: len(facts), Differences: slices.Concat(found, damaged)}
		return err
	}, func() error {
		v.Differences = append(v.Differences, lifecycle.Verify(folded, facts, stored)...)
		return nil
	})
	return v, unwritten(err, "the project %s has no account yet: nothing was written to it", tenantID)
}

func (c *Cloud) history(tx *store.Tx, tenantID string) (lifecycle.Tenant, []lifecycle.Fact, error) {
	tenant, err := c.known(tx, tenantID)
	if err != nil {
		return tenant, nil, err
	}
	facts, err := tx.Facts(tenantID, 0)
	return tenant, facts, err
}

// known is a tenant that something has happened to.
func (c *Cloud) known(tx *store.Tx, tenantID string) (lifecycle.Tenant, error) {
	tenant, ok, err := tx.Tenant(tenantID)
	if err != nil || ok {
		return tenant, err
	}
	there, err := c.thereIs(tx, tenantID)
	switch {
	case err != nil:
		return tenant, err
	case there:
		return tenant, lifecycle.Refuse(lifecycle.CodeTenantUnknown, "nothing was written to the project %s yet", tenantID)
	default:
		return tenant, unknownTenant(tenantID)
	}
}

// emptied is the tenant as it was before its first fact, under its own rules.
func (c *Cloud) emptied(tenant lifecycle.Tenant) (*lifecycle.World, error) {
	if len(tenant.Rules) > 0 { // those of its first write
		first := tenant.Rules[0]
		tenant.CustomerLevel, tenant.OwnPolicy, tenant.OwnCatalog = first.CustomerLevel, first.OwnPolicy, first.OwnCatalog
		tenant.Rules = tenant.Rules[:1]
	}
	w, err := c.world(tenant, tenant.Head)
	if err == nil {
		w.Tenant = lifecycle.Tenant{ID: tenant.ID}
	}
	return w, err
}

// Ready reports whether the store can be read, and so whether calls can be served. One that is not there is not.
func (c *Cloud) Ready(ctx context.Context) error {
	return c.store.Read(ctx, "", func(tx *store.Tx) error { return tx.Ping() })
}

// Prepare makes the store, where it is not there yet, and finds out whether it can be written.
func (c *Cloud) Prepare(ctx context.Context) error {
	return c.store.Write(ctx, "", func(tx *store.Tx) error { return tx.Ping() })
}
