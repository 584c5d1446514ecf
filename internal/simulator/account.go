package simulator

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/yamldoc"
)

// GrantCoupon gives the account a coupon.
func (c *Cloud) GrantCoupon(ctx context.Context, call Call, in lifecycle.Coupon) (id string, err error) {
	return one(c.write(ctx, call, operation{name: "GrantCoupon"}, in, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.GrantCoupon(w, in))
	}))
}

// GrantDiscount gives the account a discount.
func (c *Cloud) GrantDiscount(ctx context.Context, call Call, in lifecycle.Discount) (id string, err error) {
	return one(c.write(ctx, call, operation{name: "GrantDiscount"}, in, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.GrantDiscount(w, in))
	}))
}

// Deposit adds money to the account.
func (c *Cloud) Deposit(ctx context.Context, call Call, amount money.Amount) error {
	return none(c.write(ctx, call, operation{name: "Deposit"}, amount, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.Deposit(w, amount)
	}))
}

// ChangeRules replaces the tenant's policy, catalogue and customer level from the call's instant on; empty ones are the built-in ones. The site stays.
func (c *Cloud) ChangeRules(ctx context.Context, call Call, in lifecycle.RuleSet) error {
	want := lifecycle.Selection{AllPackages: true, AllOrders: true}
	return none(c.write(ctx, call, operation{name: "ChangeRules"}, in, want, func(w *lifecycle.World) ([]string, error) {
		pol, err := policyOf(&lifecycle.Tenant{Site: w.Tenant.Site, OwnPolicy: in.OwnPolicy})
		if err != nil {
			return nil, &lifecycle.Refusal{Code: lifecycle.CodeBillingParameter, Message: err.Error()}
		}
		cat, err := catalogOf(in.OwnCatalog)
		if err != nil {
			return nil, &lifecycle.Refusal{Code: lifecycle.CodeBillingParameter, Message: err.Error()}
		}
		for _, err := range []error{yamldoc.CheckText("policy", []byte(in.OwnPolicy)), yamldoc.CheckText("catalogue", []byte(in.OwnCatalog))} {
			if err != nil {
				return nil, &lifecycle.Refusal{Code: lifecycle.CodeBillingParameter, Message: err.Error()}
			}
		}
		if err := priced(pol, cat); err != nil {
			return nil, &lifecycle.Refusal{Code: lifecycle.CodeBillingParameter, Message: err.Error()}
		}
		return nil, lifecycle.ChangeRules(w, in, pol, cat)
	}))
}

// GrantTicket grants a service ticket for a product.
func (c *Cloud) GrantTicket(ctx context.Context, call Call, code string) error {
	return none(c.write(ctx, call, operation{name: "GrantTicket"}, code, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.GrantTicket(w, code)
	}))
}

// Statement is the account's movements from an instant (zero: the beginning) up to another, not included (zero: all).
func (c *Cloud) Statement(ctx context.Context, tenantID string, from, until time.Time) (s lifecycle.Statement, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		tenant, facts, err := c.history(tx, tenantID)
		if err != nil {
			return err
		}
		w, err := c.emptied(tenant)
		if err != nil {
			return err
		}
		s, err = lifecycle.State(w, facts, from, until)
		return err
	})
	return s, err
}
