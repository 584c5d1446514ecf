package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Types of accounts (documented), and the credit that stands for having no limit.
const (
	cashAccount   = 1
	creditAccount = 2

	unlimited money.Amount = 99_999_999_999_99
)

// balancesBody is the SDK's ShowCustomerAccountBalancesResponse with amounts as numbers: its decimals marshal as strings.
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
func showBalances(r *request) (int, any, error) {
	w, err := r.look(store.Want{})
	if err != nil {
		return 0, nil, err
	}
	account := accountBalance{
		AccountID: r.call.Tenant + "-cash", AccountType: cashAccount, Amount: decimal(w.Tenant.Balance), Currency: w.Currency(),
		DesignatedAmount: decimal(0), CreditAmount: decimal(0), MeasureID: measureMajor,
	}
	if !w.Tenant.Limited {
		account.AccountID, account.AccountType = r.call.Tenant+"-credit", creditAccount
		account.Amount, account.CreditAmount = decimal(unlimited), decimal(unlimited)
	}
	return http.StatusOK, balancesBody{
		AccountBalances: []accountBalance{account}, DebtAmount: decimal(0), MeasureID: measureMajor, Currency: w.Currency(),
	}, nil
}
