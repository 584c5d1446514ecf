package clone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Source is the account that is cloned.
type Source struct {
	Client   *mssclient.Client
	Endpoint string
	// Server says that it is a simulator server, which knows the identity of the account.
	Server bool
	// Tell is told what is being done.
	Tell func(what string)
}

// account is what was read of an account.
type account struct {
	Source
	at        time.Time
	ancestors []lifecycle.Ancestor
	balance   mssclient.Balance
	packages  []mssclient.Package
	orders    []mssclient.Order
	assets    []mssclient.Asset
	resources map[string][]string // packages by the order that bought, renewed or returned them

	packageOf map[string]*mssclient.Package
	assetOf   map[string]*mssclient.Asset
	firstOf   map[string]*mssclient.Asset // by package
}

// read reads all but prices.
func read(ctx context.Context, s Source) (*account, error) {
	a := &account{Source: s, resources: map[string][]string{}, packageOf: map[string]*mssclient.Package{},
		assetOf: map[string]*mssclient.Asset{}, firstOf: map[string]*mssclient.Asset{}}
	project := s.Client.ProjectID()
	a.ancestors = []lifecycle.Ancestor{{Identity: wire.RealIdentity(s.Endpoint, project), Project: project}}
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"Reading the account", a.readAccount},
		{"Reading the packages", a.readPackages},
		{"Reading the assets", a.readAssets},
		{"Reading the orders", a.readOrders},
	} {
		s.Tell(step.what)
		if err := step.do(ctx); err != nil {
			return nil, err
		}
	}
	for i := range a.orders {
		s.Tell(fmt.Sprintf("Reading order %d of %d", i+1, len(a.orders)))
		if err := a.readOrder(ctx, i); err != nil {
			return nil, err
		}
	}
	a.at = s.Client.Instant()
	return a, nil
}

func (a *account) readAccount(ctx context.Context) (err error) {
	if a.Server {
		tenant, err := a.Client.Tenant(ctx)
		if err != nil {
			return err
		}
		if !tenant.Exists {
			return fmt.Errorf("the project %s has no account at %s: nothing was written to it", tenant.ProjectID, a.Endpoint)
		}
		a.ancestors = nil
		for _, id := range append(tenant.Ancestors, tenant.Identity) {
			a.ancestors = append(a.ancestors, lifecycle.Ancestor{Identity: id, Project: tenant.ProjectID})
		}
	} else if err := a.Client.Check(ctx); err != nil {
		return err
	}
	a.balance, err = a.Client.Balance(ctx)
	return err
}

func (a *account) readPackages(ctx context.Context) (err error) {
	a.packages, err = a.Client.Packages(ctx, mssclient.PackageFilter{})
	for i := range a.packages {
		p := &a.packages[i]
		a.packageOf[p.ResourceID] = p
		if p.OrderID != "" {
			a.resources[p.OrderID] = append(a.resources[p.OrderID], p.ResourceID)
		}
	}
	return err
}

func (a *account) readAssets(ctx context.Context) (err error) {
	a.assets, err = a.Client.Assets(ctx)
	for i := range a.assets {
		one := &a.assets[i]
		a.assetOf[one.ID] = one
		if one.PackageID != "" && a.firstOf[one.PackageID] == nil {
			a.firstOf[one.PackageID] = one
		}
	}
	return err
}

func (a *account) readOrders(ctx context.Context) (err error) {
	a.orders, err = a.Client.Orders(ctx)
	return err
}

// readOrder reads what an order of the list was for. A single package names the order that bought it; which packages
// all other orders are about, and in which order, billing tells.
func (a *account) readOrder(ctx context.Context, i int) error {
	o, err := a.Client.Order(ctx, a.orders[i].ID)
	if err != nil {
		return err
	}
	a.orders[i] = *o
	bought := 0
	for _, it := range o.Items {
		bought += int(it.SubscriptionNum)
	}
	if o.TypeWord() == mssclient.OrderNew && (!o.IsPaid() || bought == 1 && len(a.resources[o.ID]) == 1) {
		return nil
	}
	ids, err := a.Client.PackageIDs(ctx, o.ID)
	if err == nil && len(ids) > 0 {
		a.resources[o.ID] = ids
	}
	return err
}

// isRefusal reports whether a service refuses what was asked, as it does for the price of what it does not sell.
// Whatever else goes wrong ends the clone.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*mssclient.Error](err)
	return ok && (e.HTTPStatus == http.StatusBadRequest || e.HTTPStatus == http.StatusNotFound)
}
