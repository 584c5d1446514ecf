package lifecycle

import (
	"cmp"
	"errors"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

// AutoRenewalCharged is an automatic renewal that worked: an order of the system's, paid at once.
type AutoRenewalCharged struct {
	Order   Order       `json:"order"`
	Renewed RenewedTerm `json:"renewed"`
}

func (*AutoRenewalCharged) factType() string { return "auto_renewal_charged" }

func (b *AutoRenewalCharged) apply(w *World, f *Fact) {
	(&OrderPlaced{Order: b.Order}).apply(w, f)
	w.order(b.Order.ID).Paid = f.At
	w.pkg(b.Renewed.PackageID).extend(w, f, b.Renewed)
}

// AutoRenewalFailed is an attempt that did not work; it makes no order.
type AutoRenewalFailed struct {
	PackageID  string    `json:"package_id"`
	Code       string    `json:"code"`
	Reason     string    `json:"reason"`
	NextCharge time.Time `json:"next_charge,omitzero"`
}

func (*AutoRenewalFailed) factType() string { return "auto_renewal_failed" }

func (b *AutoRenewalFailed) apply(w *World, _ *Fact) { w.pkg(b.PackageID).NextCharge = b.NextCharge }

// Settle records what time alone makes happen up to and including an instant: attempts of automatic renewal, each at its own instant, ordered by
// instant, then by the package's end, then by purchase sequence. Settling to a and then to b equals settling to b.
func Settle(w *World, until time.Time) {
	for {
		p := w.nextDue(until)
		if p == nil {
			return
		}
		w.attemptCharge(p)
	}
}

// nextDue is the package whose charge is due next, up to an instant. It is looked up again after every fact, since a fact may make another due.
func (w *World) nextDue(until time.Time) *Package {
	var next *Package
	for _, p := range w.Packages {
		if !p.NextCharge.IsZero() && !p.NextCharge.After(until) && (next == nil || duesBefore(p, next)) {
			next = p
		}
	}
	return next
}

func duesBefore(a, b *Package) bool {
	return cmp.Or(a.NextCharge.Compare(b.NextCharge), a.Expire().Compare(b.Expire()), byPurchase(a, b)) < 0
}

// attemptCharge renews a package by one period of its last order's type, or notes why it could not. A failed attempt is tried again the next day.
func (w *World) attemptCharge(p *Package) {
	due := p.NextCharge
	item, err := w.chargeItem(p, due)
	if err != nil {
		var r *Refusal
		errors.As(err, &r)
		next := notAfterRetries(p, laterCharge(due, due, w.Policy), w.Policy)
		w.record(due, p.ID, "automatic renewal", nil, &AutoRenewalFailed{PackageID: p.ID, Code: r.Code, Reason: r.Message, NextCharge: next})
		return
	}
	o := Order{
		ID: w.orderID(due, "auto-renewal", p.ID, instant(due)), Type: Renewal, BySystem: true, Items: []OrderItem{item},
		OfficialAmount: item.OfficialAmount, Amount: item.Amount, Created: due, PayBy: due.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour),
	}
	w.record(due, p.ID, "automatic renewal", charge(o.Amount), &AutoRenewalCharged{Order: o, Renewed: w.renewedTerm(p, o.ID, item)})
}

func (w *World) chargeItem(p *Package, due time.Time) (OrderItem, error) {
	if o := w.unpaidOrderOf(p.ID, due); o != nil {
		return OrderItem{}, refuse(CodeResourceInOrder, "the resource is in the unpaid order %s", o.ID)
	}
	period := p.PeriodType
	if period == catalog.OneOff {
		return OrderItem{}, refuse(CodeNotRenewable, "the resource cannot be renewed")
	}
	item, err := w.renewalItem(p, period, 1)
	if err == nil && !w.canPay(item.Amount) {
		err = refuse(CodeNoFunds, "the balance of %s %s does not cover %s %s", w.Tenant.Balance, w.Currency(), item.Amount, w.Currency())
	}
	return item, err
}
