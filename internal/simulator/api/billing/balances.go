package billing

import (
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Types of accounts (documented), and the credit that stands for having no limit.
const (
	cashAccount   = 1
	creditAccount = 2

	Unlimited money.Amount = 99_999_999_999_99
)

// balancesBody is the SDK's ShowCustomerAccountBalancesResponse with amounts as numbers: its decimals marshal as
// strings.
type balancesBody struct {
	AccountBalances []accountBalance `json:"account_balances"`
	DebtAmount      json.Number      `json:"debt_amount"`
	MeasureID       int              `json:"measure_id"`
	Currency        string           `json:"currency"`
}

type accountBalance struct {
	AccountID        string      `json:"account_id"`
	AccountType      int         `json:"account_type"`
	Amount           json.Number `json:"amount"`
	Currency         string      `json:"currency"`
	DesignatedAmount json.Number `json:"designated_amount"`
	CreditAmount     json.Number `json:"credit_amount"`
	MeasureID        int         `json:"measure_id"`
}

// showBalances is ShowCustomerAccountBalances. Unlimited credit shows as a credit account (assumed).
func showBalances(r *call.Request, w *lifecycle.View) (any, error) {
	account := accountBalance{
		AccountID: r.Call.Tenant + "-cash", AccountType: cashAccount, Amount: call.Decimal(w.Tenant.Balance),
		Currency:         w.Currency(),
		DesignatedAmount: call.Decimal(0), CreditAmount: call.Decimal(0), MeasureID: measureMajor,
	}
	if !w.Tenant.Limited {
		account.AccountID, account.AccountType = r.Call.Tenant+"-credit", creditAccount
		account.Amount, account.CreditAmount = call.Decimal(Unlimited), call.Decimal(Unlimited)
	}
	return balancesBody{
		AccountBalances: []accountBalance{account}, DebtAmount: call.Decimal(0), MeasureID: measureMajor,
		Currency: w.Currency(),
	}, nil
}
