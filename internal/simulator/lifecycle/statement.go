package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Statement is an account's movements in a period.
type Statement struct {
	Currency         string
	Opening, Closing money.Amount // balances; without an opening balance of the tenant they count from zero
	// Paid, Refunded and Deposited are sums of the lines, all of them positive.
	Paid, Refunded, Deposited money.Amount
	Lines                     []StatementLine
}

// StatementLine is one movement of money on the account.
type StatementLine struct {
	At      time.Time
	Seq     int64
	Type    string
	Subject string
	Text    string
	Amount  money.Amount // negative when the tenant paid
	Coupons money.Amount // what coupons paid of it besides
	Balance money.Amount // after it
}

// State makes the statement of a period, [from, until): a zero from is the beginning, a zero until the end. The World
// must be the tenant's empty one. A period whose sums are too large to be counted is refused.
func State(w *World, facts []Fact, from, until time.Time) (Statement, error) {
	s := Statement{Currency: w.Currency()}
	for _, f := range facts {
		if !until.IsZero() && !f.At.Before(until) {
			break
		}
		w.Apply(f)
		amount := f.Money()
		if f.At.Before(from) {
			s.Opening = w.Tenant.Balance
			continue
		}
		if len(f.Entries) == 0 {
			continue
		}
		line := StatementLine{At: f.At, Seq: f.Seq, Type: f.Type, Subject: f.Subject, Text: f.Body.describe(w),
			Amount:  amount,
			Balance: w.Tenant.Balance}
		for _, e := range f.Entries {
			if e.Account == AccountCoupons {
				line.Coupons -= e.Amount
			}
		}
		if err := s.count(f, amount); err != nil {
			return s, Refuse(CodeBillingParameter, "the sums of the movements up to %s: %v; ask for a shorter period",
				instant(f.At), err)
		}
		s.Lines = append(s.Lines, line)
	}
	s.Closing = w.Tenant.Balance
	return s, nil
}

// count adds a movement to the sum that it belongs to.
func (s *Statement) count(f Fact, amount money.Amount) (err error) {
	switch f.Body.(type) {
	case *TenantOpened:
	case *Deposited:
		s.Deposited, err = s.Deposited.Add(amount)
	default:
		if amount < 0 {
			s.Paid, err = s.Paid.Add(-amount)
		} else {
			s.Refunded, err = s.Refunded.Add(amount)
		}
	}
	return err
}
