package mssclient

import (
	"context"
	"fmt"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
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
	b.Currency = answer.Value(resp.Currency)
	var read answer.Reader
	for _, account := range answer.Value(resp.AccountBalances) {
		if account.AccountType != cashAccount && account.AccountType != creditAccount {
			continue
		}
		amount := answer.Decimal(&read, "amount", account.Amount)
		b.Unlimited = b.Unlimited || account.AccountType == creditAccount && amount >= unlimitedCredit
		if b.Amount, err = b.Amount.Add(amount); err != nil {
			return b, fmt.Errorf("%s: %w", operation, err)
		}
	}
	if read.Err != nil {
		return b, fmt.Errorf("%s: %w", operation, read.Err)
	}
	return b, nil
}
