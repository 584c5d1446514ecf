package lifecycle_test

import (
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// one decides a command that makes one thing.
func one(w *lifecycle.World, c lifecycle.Command) (string, error) {
	ids, err := c.Decide(w)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

func decide(w *lifecycle.World, c lifecycle.Command) error {
	_, err := c.Decide(w)
	return err
}

func place(w *lifecycle.World, in lifecycle.PlaceOrder) (string, error)          { return one(w, in) }
func makeAsset(w *lifecycle.World, in lifecycle.MakeAsset) (string, error)       { return one(w, in) }
func bindAsset(w *lifecycle.World, in lifecycle.BindAsset) (string, error)       { return one(w, in) }
func renewAssets(w *lifecycle.World, in lifecycle.RenewAssets) (string, error)   { return one(w, in) }
func renew(w *lifecycle.World, in lifecycle.RenewPackages) ([]string, error)     { return in.Decide(w) }
func giveBack(w *lifecycle.World, in lifecycle.ReturnPackages) ([]string, error) { return in.Decide(w) }
func setAutoRenew(w *lifecycle.World, in lifecycle.SetAutoRenew) error           { return decide(w, in) }
func configureRenewal(w *lifecycle.World, in lifecycle.ConfigureRenewal) error   { return decide(w, in) }
func signService(w *lifecycle.World) {
	_ = decide(w, lifecycle.SignService{})
}
func signAutoPay(w *lifecycle.World, sign bool) {
	_ = decide(w, lifecycle.SignAutoPay{Sign: sign})
}
func createTrainingJob(w *lifecycle.World, in lifecycle.CreateTrainingJob) (string, error) {
	return one(w, in)
}

func pay(w *lifecycle.World, orderID string, choice lifecycle.Choice) error {
	return decide(w, lifecycle.PayOrder{OrderID: orderID, Choice: choice})
}

func cancel(w *lifecycle.World, orderID string) error {
	return decide(w, lifecycle.CancelOrder{OrderID: orderID})
}

func updateAsset(w *lifecycle.World, assetID string, in lifecycle.AssetChange) error {
	return decide(w, lifecycle.UpdateAsset{AssetID: assetID, Change: in})
}

func deleteAsset(w *lifecycle.World, assetID string, force bool) error {
	return decide(w, lifecycle.DeleteAsset{AssetID: assetID, Force: force})
}

func restoreAsset(w *lifecycle.World, assetID string) error {
	return decide(w, lifecycle.RestoreAsset{AssetID: assetID})
}

func actOnAssets(w *lifecycle.World, in lifecycle.ActOnAssets) []lifecycle.BatchRow {
	rows, _ := lifecycle.BatchRows(in.Decide(w))
	return rows
}

func grantCoupon(w *lifecycle.World, in lifecycle.Coupon) (string, error) {
	return one(w, lifecycle.GrantCoupon{Coupon: in})
}

func grantDiscount(w *lifecycle.World, in lifecycle.Discount) (string, error) {
	return one(w, lifecycle.GrantDiscount{Discount: in})
}

func grantTicket(w *lifecycle.World, code string) error {
	return decide(w, lifecycle.GrantTicket{ResourceSpecCode: code})
}

func deposit(w *lifecycle.World, amount money.Amount) error {
	return decide(w, lifecycle.Deposit{Amount: amount})
}

func updateTrainingJob(w *lifecycle.World, in lifecycle.JobChange) error {
	return decide(w, lifecycle.UpdateTrainingJob{JobChange: in})
}

func deleteTrainingJob(w *lifecycle.World, in lifecycle.JobChange) error {
	return decide(w, lifecycle.DeleteTrainingJob{JobChange: in})
}

// submitTrainingJob returns the asset that the job makes.
func submitTrainingJob(w *lifecycle.World, in lifecycle.JobChange) (string, error) {
	if err := decide(w, lifecycle.SubmitTrainingJob{JobChange: in}); err != nil {
		return "", err
	}
	return w.Jobs[in.JobID].AssetID, nil
}
