package ledger

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// Terraform plans and applies up to ten objects at the same time, and shows the warnings of each. What they tell of
// money is gathered instead, and the object that ends last tells it of all.

// announcements are of the new objects that are being planned.
type announcements struct {
	planning int
	charges  []message.Charge
}

// confirmations are of the objects that are being applied.
type confirmations struct {
	applying int
	charged  []message.Paid
	refunded []message.Returned
}

// concludes ends the plan of a new object that charges so much. It returns what all charge that were planned at the
// same time; nothing while others are being planned.
func (l *Ledger) concludes(charges []message.Charge) (all []message.Charge) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plans.planning--
	l.plans.charges = append(l.plans.charges, charges...)
	if l.plans.planning > 0 {
		return nil
	}
	all, l.plans.charges = l.plans.charges, nil
	return all
}

// announce tells what plans charge, with the total of the command, and whether the balance covers that.
func (l *Ledger) announce(charges []message.Charge, by Announce) (d diag.Diagnostics) {
	if len(charges) == 0 {
		return nil
	}
	l.mu.Lock()
	total := l.planned
	l.mu.Unlock()
	var sum money.Amount
	for _, one := range charges {
		sum += one.Sum // as it was counted, so that it fits
	}
	currency, sofar := charges[0].Currency, ""
	if total > sum { // Terraform folds warnings of equal summary into one, and shows no sum of them
		sofar = fmt.Sprintf(" (%s in this command so far)", message.Sum(total, currency))
	}
	if len(charges) == 1 {
		d.Append(by(message.Sum(sum, currency), charges[0].What+sofar))
	} else {
		d.Append(message.WillChargeAll(charges, sum, sofar))
	}
	if l.session.Balance != nil && total > *l.session.Balance {
		d.Append(message.ExceedsBalance(message.Sum(total, currency), message.Sum(*l.session.Balance, currency)))
	}
	return d
}

// Begin counts an operation that may charge or refund. End must follow.
func (l *Ledger) Begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done.applying++
}

// Charged notes a charge, for the operation that ends last to tell.
func (l *Ledger) Charged(o *mssclient.Order, what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done.charged = append(l.done.charged, message.Paid{Order: o, What: what})
}

// Refunded notes the order that returned a package, for the operation that ends last to tell.
func (l *Ledger) Refunded(o *mssclient.Order, packageID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done.refunded = append(l.done.refunded, message.Returned{Order: o, PackageID: packageID})
}

// End ends an operation. If no other runs, it tells what all have charged and refunded, with the total of the command
// and the balance after it.
func (l *Ledger) End(ctx context.Context, d *diag.Diagnostics) {
	l.mu.Lock()
	l.done.applying--
	if l.done.applying > 0 {
		l.mu.Unlock()
		return
	}
	charged, refunded := l.done.charged, l.done.refunded
	l.done.charged, l.done.refunded = nil, nil
	for _, one := range charged {
		l.told += one.Order.Amount - one.Order.CouponAmount
	}
	total := l.told
	l.mu.Unlock()
	if len(charged)+len(refunded) == 0 || l.session.Notices >= session.LossesOnly {
		return
	}
	balance := l.session.BalanceNow(ctx)
	if len(charged) > 0 {
		d.Append(message.Charged(charged, total, balance))
	}
	if len(refunded) > 0 {
		d.Append(message.Refunded(refunded, balance))
	}
}
