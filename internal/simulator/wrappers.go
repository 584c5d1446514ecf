package simulator

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// The handlers' calls, until they hand over commands.

const (
	OpPlaceOrder  = lifecycle.OpPlaceOrder
	OpMakeAsset   = lifecycle.OpMakeAsset
	OpRenewAssets = lifecycle.OpRenewAssets
)

type Move = lifecycle.MoveClock

func one(out Result, err error) (string, error) {
	if err != nil || len(out.IDs) == 0 {
		return "", err
	}
	return out.IDs[0], nil
}

func none(_ Result, err error) error { return err }

func (c *Cloud) PlaceOrder(ctx context.Context, call Call, in lifecycle.PlaceOrder) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c *Cloud) MakeAsset(ctx context.Context, call Call, in lifecycle.MakeAsset) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c *Cloud) BindAsset(ctx context.Context, call Call, in lifecycle.BindAsset) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c *Cloud) CreateTrainingJob(ctx context.Context, call Call, in lifecycle.CreateTrainingJob) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c *Cloud) GrantCoupon(ctx context.Context, call Call, in lifecycle.Coupon) (string, error) {
	return one(c.Do(ctx, call, lifecycle.GrantCoupon{Coupon: in}))
}

func (c *Cloud) GrantDiscount(ctx context.Context, call Call, in lifecycle.Discount) (string, error) {
	return one(c.Do(ctx, call, lifecycle.GrantDiscount{Discount: in}))
}

func (c *Cloud) PayOrder(ctx context.Context, call Call, orderID string, choice lifecycle.Choice) error {
	return none(c.Do(ctx, call, lifecycle.PayOrder{OrderID: orderID, Choice: choice}))
}

func (c *Cloud) CancelOrder(ctx context.Context, call Call, orderID string) error {
	return none(c.Do(ctx, call, lifecycle.CancelOrder{OrderID: orderID}))
}

func (c *Cloud) SignService(ctx context.Context, call Call) error {
	return none(c.Do(ctx, call, lifecycle.SignService{}))
}

func (c *Cloud) SignAutoPay(ctx context.Context, call Call, sign bool) error {
	return none(c.Do(ctx, call, lifecycle.SignAutoPay{Sign: sign}))
}

func (c *Cloud) ConfigureRenewal(ctx context.Context, call Call, in lifecycle.ConfigureRenewal) error {
	return none(c.Do(ctx, call, in))
}

func (c *Cloud) SetAutoRenew(ctx context.Context, call Call, in lifecycle.SetAutoRenew) error {
	return none(c.Do(ctx, call, in))
}

func (c *Cloud) UpdateAsset(ctx context.Context, call Call, assetID string, in lifecycle.AssetChange) error {
	return none(c.Do(ctx, call, lifecycle.UpdateAsset{AssetID: assetID, Change: in}))
}

func (c *Cloud) DeleteAsset(ctx context.Context, call Call, assetID string, force bool) error {
	return none(c.Do(ctx, call, lifecycle.DeleteAsset{AssetID: assetID, Force: force}))
}

func (c *Cloud) RestoreAsset(ctx context.Context, call Call, assetID string) error {
	return none(c.Do(ctx, call, lifecycle.RestoreAsset{AssetID: assetID}))
}

func (c *Cloud) Deposit(ctx context.Context, call Call, amount money.Amount) error {
	return none(c.Do(ctx, call, lifecycle.Deposit{Amount: amount}))
}

func (c *Cloud) ChangeRules(ctx context.Context, call Call, in lifecycle.RuleSet) error {
	return none(c.Do(ctx, call, lifecycle.ChangeRules{Rules: in}))
}

func (c *Cloud) GrantTicket(ctx context.Context, call Call, code string) error {
	return none(c.Do(ctx, call, lifecycle.GrantTicket{ResourceSpecCode: code}))
}

func (c *Cloud) UpdateTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.UpdateTrainingJob{JobChange: in}))
}

func (c *Cloud) SubmitTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.SubmitTrainingJob{JobChange: in}))
}

func (c *Cloud) DeleteTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.DeleteTrainingJob{JobChange: in}))
}

func (c *Cloud) RenewPackages(ctx context.Context, call Call, in lifecycle.RenewPackages) ([]string, error) {
	out, err := c.Do(ctx, call, in)
	return out.IDs, err
}

func (c *Cloud) ReturnPackages(ctx context.Context, call Call, in lifecycle.ReturnPackages) ([]string, error) {
	out, err := c.Do(ctx, call, in)
	return out.IDs, err
}

func (c *Cloud) RenewAssets(ctx context.Context, call Call, in lifecycle.RenewAssets) (renewalID string, repeated bool, err error) {
	out, err := c.Do(ctx, call, in)
	renewalID, err = one(out, err)
	return renewalID, out.Repeated, err
}

func (c *Cloud) ActOnAssets(ctx context.Context, call Call, in lifecycle.ActOnAssets) ([]lifecycle.BatchRow, error) {
	out, err := c.Do(ctx, call, in)
	return lifecycle.BatchRows(out.IDs, err)
}

func (c *Cloud) MoveClock(ctx context.Context, call Call, m Move) (now time.Time, err error) {
	out, err := c.Do(ctx, call, m)
	return out.Now, err
}
