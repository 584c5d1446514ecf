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
type Deposit struct{ Amount money.Amount }

// Spec of a Command.
func (in Deposit) Spec() Spec { return Spec{Operation: "Deposit", Content: in.Amount} }

// Decide is the rule.
func (in Deposit) Decide(w *World) ([]string, error) {
	switch {
	case in.Amount <= 0:
		return nil, Refuse(CodeBillingParameter, "amount: %s is not more than 0", in.Amount)
	case !w.Tenant.Limited:
		return nil, Refuse(CodeBillingParameter, "the account has unlimited credit: it was made without an opening balance")
	}
	if _, err := w.Tenant.Balance.Add(in.Amount); err != nil {
		return nil, Refuse(CodeBillingParameter, "amount: %v", err)
	}
	w.record(w.Now, w.Tenant.ID, "account/deposits", []Entry{{AccountFunding, -in.Amount}, {AccountCustomer, in.Amount}},
		&Deposited{Amount: in.Amount})
	return nil, nil
}
