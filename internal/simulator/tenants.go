package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// TenantInfo is a tenant as its owner's lists show it.
type TenantInfo struct {
	ID       string
	Written  bool   // whether anything has happened
	Identity string // from then on
	Site     string
	Clock    lifecycle.Clock
	Now      time.Time // the instant of a call that names none
	Facts    int64
	Keys     []Key // by name, without their secrets
}

func badParameter(format string, args ...any) error {
	return lifecycle.Refuse(lifecycle.CodeBadParameter, "Invalid parameter: "+format, args...)
}

func unknownTenant(id string) error {
	return lifecycle.Refuse(lifecycle.CodeTenantUnknown, "the project %.80q has no account here; `simulator tenant "+
		"create` makes one", id)
}

// CreateTenant writes down what a project's account will be made with at its first write, and the first key that opens
// it. Nothing happens on the account yet, so that its first instant is still open.
func (c *Cloud) CreateTenant(ctx context.Context, id string, in Settings, k Key) error {
	if !wire.IsName(id) {
		return badParameter("the project id must be 1 to 64 letters, digits, hyphens and underscores, and begin with a " +
			"letter or a digit")
	}
	if err := k.check(); err != nil {
		return err
	}
	if _, err := in.Check(); err != nil {
		return badParameter("%s", err)
	}
	if in.Clock != "" && !slices.Contains(lifecycle.Clocks(), in.Clock) {
		return badParameter("clock is %.40q, must be client, real or held", in.Clock)
	}
	if !in.Start.IsZero() && in.Clock != lifecycle.ClockHeld {
		return badParameter("only a held clock can be set at the beginning")
	}
	return c.store.Write(ctx, id, func(tx *store.Tx) error {
		there, err := c.thereIs(tx, id)
		if err != nil {
			return err
		}
		if there {
			return lifecycle.Refuse(lifecycle.CodeTenantExists, "the project %s has an account already; delete it first, or "+
				"give it one more key", id)
		}
		stored, err := in.withFiles(tx.PutText)
		if err != nil {
			return err
		}
		body, err := json.Marshal(stored)
		if err != nil {
			return err
		}
		if err := tx.PutAccount(id, string(body)); err != nil {
			return err
		}
		return putKey(tx, id, k)
	})
}

// thereIs reports whether a tenant exists, or an account was created for it.
func (c *Cloud) thereIs(tx *store.Tx, id string) (bool, error) {
	if _, ok, err := tx.Account(id); ok || err != nil {
		return ok, err
	}
	_, ok, err := tx.Tenant(id)
	return ok, err
}

// DeleteTenant removes a project's account with its keys and all that ever happened on it.
func (c *Cloud) DeleteTenant(ctx context.Context, id string) error {
	defer c.settlements.Forget(id)
	return c.onTenant(ctx, id, func(tx *store.Tx) error { return tx.DeleteTenant(id) })
}

// onTenant writes to the account of a tenant that is there. It makes no store.
func (c *Cloud) onTenant(ctx context.Context, id string, do func(*store.Tx) error) error {
	check := func(tx *store.Tx) error {
		there, err := c.thereIs(tx, id)
		if err == nil && !there {
			err = unknownTenant(id)
		}
		return err
	}
	if !wire.IsName(id) {
		return unknownTenant(id)
	}
	if err := c.store.Read(ctx, id, check); errors.Is(err, store.ErrMissing) {
		return unknownTenant(id)
	} else if err != nil {
		return err
	}
	return c.store.Write(ctx, id, func(tx *store.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		return do(tx)
	})
}

// ListTenants are the store's tenants by id. A store that does not exist has none.
func (c *Cloud) ListTenants(ctx context.Context) (all []TenantInfo, err error) {
	err = c.store.Read(ctx, "", func(tx *store.Tx) error {
		all = nil
		written, err := tx.Tenants()
		if err != nil {
			return err
		}
		made, err := tx.Accounts()
		if err != nil {
			return err
		}
		ids := map[string]bool{}
		for _, id := range append(written, made...) {
			ids[id] = true
		}
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			one, err := c.tenantInfo(tx, id)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, ifThere(err)
}

func (c *Cloud) tenantInfo(tx *store.Tx, id string) (TenantInfo, error) {
	w, written, _, err := c.enter(tx, Call{Tenant: id}, false)
	if err != nil {
		return TenantInfo{}, err
	}
	keys, err := tx.Keys(id)
	if err != nil {
		return TenantInfo{}, err
	}
	info := TenantInfo{ID: id, Written: written, Identity: w.AccountIdentity(), Site: w.Policy.Site,
		Clock: w.Tenant.ClockKind(), Now: w.Now, Facts: w.Tenant.Seq}
	for _, k := range keys {
		info.Keys = append(info.Keys, Key{AccessKey: k.AccessKey, Role: Role(k.Role), Tenant: id})
	}
	slices.SortFunc(info.Keys, func(a, b Key) int { return strings.Compare(a.AccessKey, b.AccessKey) })
	return info, nil
}
