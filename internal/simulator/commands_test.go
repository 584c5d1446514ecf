package simulator_test

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// The commands as calls, as most tests want them.

func one(out simulator.Result, err error) (string, error) {
	if err != nil || len(out.IDs) == 0 {
		return "", err
	}
	return out.IDs[0], nil
}

func none(_ simulator.Result, err error) error { return err }

func (c cloud) PlaceOrder(ctx context.Context, call simulator.Call, in lifecycle.PlaceOrder) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c cloud) MakeAsset(ctx context.Context, call simulator.Call, in lifecycle.MakeAsset) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c cloud) BindAsset(ctx context.Context, call simulator.Call, in lifecycle.BindAsset) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c cloud) CreateTrainingJob(ctx context.Context, call simulator.Call,
	in lifecycle.CreateTrainingJob) (string, error) {
	return one(c.Do(ctx, call, in))
}

func (c cloud) GrantCoupon(ctx context.Context, call simulator.Call, in lifecycle.Coupon) (string, error) {
	return one(c.Do(ctx, call, lifecycle.GrantCoupon{Coupon: in}))
}

func (c cloud) GrantDiscount(ctx context.Context, call simulator.Call, in lifecycle.Discount) (string, error) {
	return one(c.Do(ctx, call, lifecycle.GrantDiscount{Discount: in}))
}

func (c cloud) PayOrder(ctx context.Context, call simulator.Call, orderID string, choice lifecycle.Choice) error {
	return none(c.Do(ctx, call, lifecycle.PayOrder{OrderID: orderID, Choice: choice}))
}

func (c cloud) CancelOrder(ctx context.Context, call simulator.Call, orderID string) error {
	return none(c.Do(ctx, call, lifecycle.CancelOrder{OrderID: orderID}))
}

func (c cloud) SignService(ctx context.Context, call simulator.Call) error {
	return none(c.Do(ctx, call, lifecycle.SignService{}))
}

func (c cloud) SignAutoPay(ctx context.Context, call simulator.Call, sign bool) error {
	return none(c.Do(ctx, call, lifecycle.SignAutoPay{Sign: sign}))
}

func (c cloud) ConfigureRenewal(ctx context.Context, call simulator.Call, in lifecycle.ConfigureRenewal) error {
	return none(c.Do(ctx, call, in))
}

func (c cloud) SetAutoRenew(ctx context.Context, call simulator.Call, in lifecycle.SetAutoRenew) error {
	return none(c.Do(ctx, call, in))
}

func (c cloud) UpdateAsset(ctx context.Context, call simulator.Call, assetID string, in lifecycle.AssetChange) error {
	return none(c.Do(ctx, call, lifecycle.UpdateAsset{AssetID: assetID, Change: in}))
}

func (c cloud) DeleteAsset(ctx context.Context, call simulator.Call, assetID string, force bool) error {
	return none(c.Do(ctx, call, lifecycle.DeleteAsset{AssetID: assetID, Force: force}))
}

func (c cloud) RestoreAsset(ctx context.Context, call simulator.Call, assetID string) error {
	return none(c.Do(ctx, call, lifecycle.RestoreAsset{AssetID: assetID}))
}

func (c cloud) Deposit(ctx context.Context, call simulator.Call, amount money.Amount) error {
	return none(c.Do(ctx, call, lifecycle.Deposit{Amount: amount}))
}

func (c cloud) ChangeRules(ctx context.Context, call simulator.Call, in lifecycle.RuleSet) error {
	return none(c.Do(ctx, call, lifecycle.ChangeRules{Rules: in}))
}

func (c cloud) GrantTicket(ctx context.Context, call simulator.Call, code string) error {
	return none(c.Do(ctx, call, lifecycle.GrantTicket{ResourceSpecCode: code}))
}

func (c cloud) UpdateTrainingJob(ctx context.Context, call simulator.Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.UpdateTrainingJob{JobChange: in}))
}

func (c cloud) SubmitTrainingJob(ctx context.Context, call simulator.Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.SubmitTrainingJob{JobChange: in}))
}

func (c cloud) DeleteTrainingJob(ctx context.Context, call simulator.Call, in lifecycle.JobChange) error {
	return none(c.Do(ctx, call, lifecycle.DeleteTrainingJob{JobChange: in}))
}

func (c cloud) RenewPackages(ctx context.Context, call simulator.Call, in lifecycle.RenewPackages) ([]string, error) {
	out, err := c.Do(ctx, call, in)
	return out.IDs, err
}

func (c cloud) ReturnPackages(ctx context.Context, call simulator.Call, in lifecycle.ReturnPackages) ([]string, error) {
	out, err := c.Do(ctx, call, in)
	return out.IDs, err
}

func (c cloud) RenewAssets(ctx context.Context, call simulator.Call, in lifecycle.RenewAssets) (renewalID string,
	repeated bool, err error) {
	out, err := c.Do(ctx, call, in)
	renewalID, err = one(out, err)
	return renewalID, out.Repeated, err
}

func (c cloud) ActOnAssets(ctx context.Context, call simulator.Call, in lifecycle.ActOnAssets) ([]lifecycle.BatchRow,
	error) {
	out, err := c.Do(ctx, call, in)
	return lifecycle.BatchRows(out.IDs, err)
}

func (c cloud) MoveClock(ctx context.Context, call simulator.Call, m lifecycle.MoveClock) (now time.Time, err error) {
	out, err := c.Do(ctx, call, m)
	return out.Now, err
}
