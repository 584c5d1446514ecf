package simulator

import (
	"context"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// PlaceOrder places an order and, with automatic payment, pays it.
func (c *Cloud) PlaceOrder(ctx context.Context, call Call, in lifecycle.OrderRequest) (orderID string, err error) {
	return one(c.write(ctx, call, operation{name: OpPlaceOrder, creates: true}, in, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.Place(w, in))
	}))
}

// PayOrder pays a pending order with the coupons and the discount chosen, the rest out of the balance.
func (c *Cloud) PayOrder(ctx context.Context, call Call, orderID string, choice lifecycle.Choice) error {
	return none(c.write(ctx, call, operation{name: "PayOrder"}, []any{orderID, choice}, lifecycle.Selection{Orders: []string{orderID}}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.Pay(w, orderID, choice)
	}))
}

// CancelOrder withdraws a pending order.
func (c *Cloud) CancelOrder(ctx context.Context, call Call, orderID string) error {
	return none(c.write(ctx, call, operation{name: "CancelOrder"}, orderID, lifecycle.Selection{Orders: []string{orderID}}, func(w *lifecycle.World) ([]string, error) {
		return nil, lifecycle.Cancel(w, orderID)
	}))
}

// SignService signs the service agreement.
func (c *Cloud) SignService(ctx context.Context, call Call) error {
	return none(c.write(ctx, call, operation{name: "SignService"}, nil, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		lifecycle.SignService(w)
		return nil, nil
	}))
}

// SignAutoPay signs or withdraws the AUTO_PAY agreement.
func (c *Cloud) SignAutoPay(ctx context.Context, call Call, sign bool) error {
	return none(c.write(ctx, call, operation{name: "SignAutoPay"}, sign, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		lifecycle.SignAutoPay(w, sign)
		return nil, nil
	}))
}

// made is the one id that a rule made, as a list; one and none take the list apart again.
func made(id string, err error) ([]string, error) { return []string{id}, err }

func one(ids []string, err error) (string, error) {
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

func none(_ []string, err error) error { return err }
