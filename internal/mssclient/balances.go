package mssclient

import (
	"context"
	"fmt"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Types of accounts from which orders are paid (documented), and the credit by which a simulated cloud says that an
// account has no limit.
const (
	cashAccount   = 1
	creditAccount = 2

	unlimitedCredit money.Amount = 99_999_999_999_99
)

// Balance is what orders can be paid with.
type Balance struct {
	Amount    money.Amount // cash and credit
	Unlimited bool
	Currency  string
}

// Balance reads the account's balance.
func (c *Client) Balance(ctx context.Context) (b Balance, err error) {
	const operation = "read the balance"
	resp, err := do(ctx, c, call{operation: operation, read: true},
		func(s *services) (*bssmodel.ShowCustomerAccountBalancesResponse, error) {
			return s.bss.ShowCustomerAccountBalances(&bssmodel.ShowCustomerAccountBalancesRequest{})
		})
	if err != nil {
		return b, err
	}
	b.Currency = value(resp.Currency)
	var a amounts
	for _, account := range value(resp.AccountBalances) {
		if account.AccountType != cashAccount && account.AccountType != creditAccount {
			continue
		}
		amount := readAmount(&a, "amount", account.Amount)
		b.Unlimited = b.Unlimited || account.AccountType == creditAccount && amount >= unlimitedCredit
		if b.Amount, err = b.Amount.Add(amount); err != nil {
			return b, fmt.Errorf("%s: %w", operation, err)
		}
	}
	if a.err != nil {
		return b, fmt.Errorf("%s: %w", operation, a.err)
	}
	return b, nil
}
