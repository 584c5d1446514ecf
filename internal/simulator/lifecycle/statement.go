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

// State makes the statement of a period, [from, until): a zero from is the beginning, a zero until the end. The World must be the tenant's empty one.
func State(w *World, facts []Fact, from, until time.Time) Statement {
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
		line := StatementLine{At: f.At, Seq: f.Seq, Type: f.Type, Subject: f.Subject, Text: w.describe(f), Amount: amount, Balance: w.Tenant.Balance}
		for _, e := range f.Entries {
			if e.Account == AccountCoupons {
				line.Coupons -= e.Amount
			}
		}
		switch {
		case f.Type == (*TenantOpened)(nil).factType():
		case f.Type == (*Deposited)(nil).factType():
			s.Deposited += amount
		case amount < 0:
			s.Paid -= amount
		default:
			s.Refunded += amount
		}
		s.Lines = append(s.Lines, line)
	}
	s.Closing = w.Tenant.Balance
	return s
}
