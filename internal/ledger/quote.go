package ledger

import (
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// Quote is what orders cost by the service's own word: those that the apply will place, in turn.
type Quote struct {
	Orders   []money.Amount
	Currency string
	// Known is false if the service gives no price in advance, or could not be asked.
	Known bool
}

// Sum is what all orders cost together.
func (q Quote) Sum() (sum money.Amount, err error) {
	for _, one := range q.Orders {
		if sum, err = sum.Add(one); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Split is the quote of the first order, and that of the rest.
func (q Quote) Split() (first, rest Quote) {
	first, rest = q, q
	n := min(1, len(q.Orders))
	first.Orders, rest.Orders = q.Orders[:n], q.Orders[n:]
	return first, rest
}

// QuoteOf is what an order costs that waits for its payment.
func QuoteOf(o *mssclient.Order) Quote {
	return Quote{Orders: []money.Amount{o.Amount}, Currency: o.Currency, Known: true}
}
