package ledger

import (
	"cmp"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// maxAmount is the attribute of an object that bounds each of its orders.
var maxAmount = path.Root("max_amount")

const (
	maxPerRun     = "max_charge_per_run"
	raiseTheLimit = "Raise the limit to allow it."
)

// LimitError is an order that costs more than may be charged. Nothing was paid.
type LimitError struct {
	Text string
	Next string // what to do; empty: raise the limit
}

func (e *LimitError) Error() string { return e.Text }

// Way is what to do.
func (e *LimitError) Way() string { return cmp.Or(e.Next, raiseTheLimit) }

// Limit reads an amount of the configuration or the plan; nil if it says nothing.
func Limit(v types.String) *money.Amount {
	if !tfconv.Known(v) {
		return nil
	}
	a, err := money.Parse(v.ValueString()) // the schema has checked its form
	if err != nil {
		return nil
	}
	return &a
}

// Charge counts what is about to be charged, unless that is too much; the returned function takes it off again if it
// was not charged.
func (l *Ledger) Charge(amount money.Amount, what string) (giveBack func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fits(amount, what); err != nil {
		return nil, err
	}
	l.charged += amount
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.charged -= amount
	}, nil
}

// Fits refuses what costs more than may still be charged.
func (l *Ledger) Fits(amount money.Amount, what string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fits(amount, what)
}

func (l *Ledger) fits(amount money.Amount, what string) error {
	if charged, err := l.charged.Add(amount); err != nil || l.session.MaxCharge != nil && charged > *l.session.MaxCharge {
		return &LimitError{Text: fmt.Sprintf("%s costs %s, %s were charged before by this command, and the provider's %s "+
			"is %s", what, amount, l.charged, maxPerRun, limitText(l.session.MaxCharge))}
	}
	return nil
}

func limitText(a *money.Amount) string {
	if a == nil {
		return "not set"
	}
	return a.String()
}
