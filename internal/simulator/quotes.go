package simulator

import (
	"context"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// OrdersQuote is what a sequence of orders costs.
type OrdersQuote struct {
	Orders   []lifecycle.QuotedOrder
	Amount   money.Amount
	Currency string
}

// QuoteOrders prices a purchase and renewals as ordering them now would, and refuses what ordering would refuse. Tokens
// are the client tokens that the renewals will be placed with: what an interrupted caller placed with one already is
// priced as it was placed. It writes nothing.
func (c *Cloud) QuoteOrders(ctx context.Context, call Call, in lifecycle.OrdersRequest,
	tokens []string) (*OrdersQuote, error) {
	want, err := c.placedBefore(ctx, call, &in, tokens)
	if err != nil {
		return nil, err
	}
	if in.OrderID != "" {
		want.Orders = append(want.Orders, in.OrderID)
	}
	w, err := c.look(ctx, call, want)
	if err == nil && (boughtOnce(w, in.Items) || len(in.Coupons) > 0) {
		w, err = c.unclaimed(ctx, call, want)
	}
	if err != nil {
		return nil, err
	}
	q := &OrdersQuote{Currency: w.Currency()}
	if q.Orders, err = lifecycle.QuoteOrders(w, in); err != nil {
		return nil, err
	}
	for _, o := range q.Orders {
		if q.Amount, err = q.Amount.Add(o.Amount); err != nil {
			return nil, lifecycle.Refuse(lifecycle.CodeTooDear, "%s", err)
		}
	}
	return q, nil
}

// boughtOnce reports whether the account has bought one of the items already that it can buy only once.
func boughtOnce(w *lifecycle.World, items []lifecycle.OrderRequestItem) bool {
	return slices.ContainsFunc(items, func(it lifecycle.OrderRequestItem) bool {
		return w.Tenant.Once[it.ResourceSpecCode]
	})
}

// unclaimed is the World without what interrupted applies of the caller's state bought once, and with the coupons that
// they used: what they ordered is adopted, not ordered a second time.
func (c *Cloud) unclaimed(ctx context.Context, call Call, want lifecycle.Selection) (*lifecycle.World, error) {
	lost, err := c.Lost(ctx, call)
	if err != nil {
		return nil, err
	}
	want.Orders = append(want.Orders, lost...)
	w, err := c.look(ctx, call, want)
	if err != nil {
		return nil, err
	}
	for i := range w.Tenant.Coupons {
		one := &w.Tenant.Coupons[i]
		if slices.Contains(lost, one.UsedBy) {
			one.UsedBy = ""
		}
		if slices.Contains(lost, one.LockedBy) {
			one.LockedBy = ""
		}
	}
	for _, id := range lost {
		if o, ok := w.Orders[id]; ok {
			for _, it := range o.Items {
				delete(w.Tenant.Once, it.ResourceSpecCode)
			}
		}
	}
	return w, nil
}

// placedBefore finds the orders that the request's tokens have placed.
func (c *Cloud) placedBefore(ctx context.Context, call Call, in *lifecycle.OrdersRequest,
	tokens []string) (want lifecycle.Selection, err error) {
	for _, r := range in.Renewals {
		if r.PackageID != "" {
			want.Packages = append(want.Packages, r.PackageID)
		}
	}
	if len(tokens) == 0 {
		return want, nil
	}
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
		for i, token := range tokens {
			if token == "" {
				continue
			}
			r, ok, err := tx.Receipt(call.Tenant, "RenewPackages", token)
			if err != nil {
				return err
			}
			if ok && len(r.IDs) == 1 {
				in.Renewals[i].Placed = r.IDs[0]
				want.Orders = append(want.Orders, r.IDs[0])
			}
		}
		return nil
	})
	return want, ifThere(err)
}

// QuoteReturn says what returning a package now would pay back, after so many full refunds that are planned before it.
// It writes nothing.
func (c *Cloud) QuoteReturn(ctx context.Context, call Call, packageID string, before int) (q *lifecycle.ReturnQuotation,
	currency string, err error) {
	w, err := c.look(ctx, call, lifecycle.Selection{Packages: []string{packageID}, OrderMates: true})
	if err != nil {
		return nil, "", err
	}
	q, err = lifecycle.QuoteReturn(w, packageID, before)
	return q, w.Currency(), err
}
