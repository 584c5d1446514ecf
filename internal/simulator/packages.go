package simulator

import (
	"context"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// RenewPackages places a renewal order for each package.
func (c *Cloud) RenewPackages(ctx context.Context, call Call, in lifecycle.RenewRequest) (orderIDs []string, err error) {
	return c.write(ctx, call, operation{name: "RenewPackages"}, in, lifecycle.Selection{Packages: in.PackageIDs}, func(w *lifecycle.World) ([]string, error) {
		return lifecycle.Renew(w, in)
	})
}

// ConfigureRenewal changes the account's renewal configuration.
func (c *Cloud) ConfigureRenewal(ctx context.Context, call Call, in lifecycle.RenewConfigRequest) error {
	return none(c.write(ctx, call, operation{name: "ConfigureRenewal"}, in, lifecycle.Selection{AllPackages: true}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.ConfigureRenewal(w, in)
	}))
}

// SetAutoRenew switches a package's automatic renewal.
func (c *Cloud) SetAutoRenew(ctx context.Context, call Call, in lifecycle.AutoRenewRequest) error {
	return none(c.write(ctx, call, operation{name: "SetAutoRenew"}, in, lifecycle.Selection{Packages: []string{in.PackageID}}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.SetAutoRenew(w, in)
	}))
}

// QuoteReturn says what returning a package now would pay back, after so many full refunds that are planned before it. It writes nothing.
func (c *Cloud) QuoteReturn(ctx context.Context, call Call, packageID string, before int) (q *lifecycle.ReturnQuotation, currency string, err error) {
	w, err := c.Look(ctx, call, lifecycle.Selection{Packages: []string{packageID}, OrderMates: true})
	if err != nil {
		return nil, "", err
	}
	q, err = lifecycle.QuoteReturn(w, packageID, before)
	return q, w.Currency(), err
}

// ReturnPackages unsubscribes packages, or only their renewed terms that have not begun.
func (c *Cloud) ReturnPackages(ctx context.Context, call Call, in lifecycle.ReturnRequest) (orderIDs []string, err error) {
	// The order's other packages decide whether its coupons come back.
	want := lifecycle.Selection{Packages: in.PackageIDs, OrderMates: true}
	return c.write(ctx, call, operation{name: "ReturnPackages"}, in, want, func(w *lifecycle.World) ([]string, error) {
		return lifecycle.Return(w, in)
	})
}
