package lifecycle

import (
	"fmt"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Deposited is money that the account's owner added to it.
type Deposited struct {
	Amount money.Amount `json:"amount"`
}

func (*Deposited) apply(*World, *Fact) {}

func (b *Deposited) describe(w *World) string {
	return fmt.Sprintf("deposit of %s %s", b.Amount, w.Currency())
}

// Deposit adds money to an account with a balance.
func Deposit(w *World, amount money.Amount) error {
	switch {
	case amount <= 0:
		return refuse(CodeBillingParameter, "amount: %s is not more than 0", amount)
	case !w.Tenant.Limited:
		return refuse(CodeBillingParameter, "the account has unlimited credit: it was made without an opening balance")
	}
	if _, err := w.Tenant.Balance.Add(amount); err != nil {
		return refuse(CodeBillingParameter, "amount: %v", err)
	}
	w.record(w.Now, w.Tenant.ID, "account/deposits", []Entry{{AccountFunding, -amount}, {AccountCustomer, amount}}, &Deposited{Amount: amount})
	return nil
}
