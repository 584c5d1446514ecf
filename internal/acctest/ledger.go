package acctest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// World is everything in the simulated cloud at its newest instant.
func (c *Cloud) World() (*lifecycle.View, error) {
	st := store.New(c.Store)
	defer func() { _ = st.Close() }()
	cloud := simulator.New(st, simulator.Options{Clock: func() time.Time { return time.Time{} }})
	return cloud.Look(context.Background(), simulator.Call{Tenant: c.Project},
		lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true, Pools: true})
}

// Coupon gives the account a cash coupon of an amount in minor units at an instant, and returns its id.
func (c *Cloud) Coupon(t *testing.T, now string, cents money.Amount) (id string) {
	t.Helper()
	c.owner(t, now, func(cloud *simulator.Cloud, call simulator.Call, at time.Time) error {
		out, err := cloud.Do(t.Context(), call, lifecycle.GrantCoupon{Coupon: lifecycle.Coupon{
			Type: lifecycle.CashCoupon, FaceValue: cents, ValidFrom: at, ValidUntil: at.AddDate(1, 0, 0),
		}})
		id = out.ID()
		return err
	})
	return id
}

// Discount gives the account a discount for a year from an instant on, and returns its id.
func (c *Cloud) Discount(t *testing.T, now string, kind lifecycle.DiscountType, percent int) (id string) {
	t.Helper()
	c.owner(t, now, func(cloud *simulator.Cloud, call simulator.Call, at time.Time) error {
		out, err := cloud.Do(t.Context(), call,
			lifecycle.GrantDiscount{Discount: lifecycle.Discount{Type: kind, Percent: percent, ValidFrom: at,
				ValidUntil: at.AddDate(1, 0, 0)}})
		id = out.ID()
		return err
	})
	return id
}

// Deposit adds money to the account.
func (c *Cloud) Deposit(t *testing.T, now string, cents money.Amount) {
	t.Helper()
	c.owner(t, now, func(cloud *simulator.Cloud, call simulator.Call, _ time.Time) error {
		_, err := cloud.Do(t.Context(), call, lifecycle.Deposit{Amount: cents})
		return err
	})
}

// owner does what the account's owner does outside Terraform.
func (c *Cloud) owner(t *testing.T, now string, do func(*simulator.Cloud, simulator.Call, time.Time) error) {
	t.Helper()
	at, err := calendar.ParseSecond(now)
	if err != nil {
		t.Fatal(err)
	}
	var settings simulator.Settings
	if c.Balance != "" {
		balance, err := money.Parse(c.Balance)
		if err != nil {
			t.Fatal(err)
		}
		settings.OpeningBalance = &balance
	}
	st := store.New(c.Store)
	defer func() { _ = st.Close() }()
	cloud := simulator.New(st, simulator.Options{Clock: func() time.Time { return at }, Settings: settings})
	if err := do(cloud, simulator.Call{Tenant: c.Project}, at); err != nil {
		t.Fatal(err)
	}
}

// Beside does something to the account outside Terraform, as a colleague would in the console.
func (c *Cloud) Beside(t *testing.T, now string, do func(*simulator.Cloud, simulator.Call, *lifecycle.View) error) {
	t.Helper()
	w, err := c.World()
	if err != nil {
		t.Fatal(err)
	}
	c.owner(t, now, func(cloud *simulator.Cloud, call simulator.Call, _ time.Time) error { return do(cloud, call, w) })
}

// Recycle puts all assets into the recycle bin, or those of a name.
func (c *Cloud) Recycle(t *testing.T, now string, names ...string) {
	t.Helper()
	c.Beside(t, now, func(cloud *simulator.Cloud, call simulator.Call, w *lifecycle.View) error {
		for _, a := range w.AssetList() {
			if len(names) > 0 && !slices.Contains(names, a.Name) {
				continue
			}
			if _, err := cloud.Do(t.Context(), call, lifecycle.DeleteAsset{AssetID: a.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Placed checks how many orders of a type were ever placed, and how many of them were paid: the ledger of the crash and
// money tests.
func (c *Cloud) Placed(kind lifecycle.OrderType, placed, paid int) func(*terraform.State) error {
	return func(*terraform.State) error {
		w, err := c.World()
		if err != nil {
			return err
		}
		var n, p int
		for _, o := range w.OrderList() {
			if o.Type != kind {
				continue
			}
			n++
			if !o.Paid.IsZero() {
				p++
			}
		}
		if n != placed || p != paid {
			return fmt.Errorf("orders of type %d: %d placed and %d paid, want %d and %d", kind, n, p, placed, paid)
		}
		return nil
	}
}

// Package finds a package of the simulated cloud by its position in the order of purchase.
func (c *Cloud) Package(t *testing.T, i int) *lifecycle.Package {
	t.Helper()
	w, err := c.World()
	if err != nil {
		t.Fatal(err)
	}
	all := w.PackageList()
	if i >= len(all) {
		t.Fatalf("there are %d packages, want more than %d", len(all), i)
	}
	return all[i]
}
