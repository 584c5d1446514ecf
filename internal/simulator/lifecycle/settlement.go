package lifecycle

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// AutoRenewalCharged is an automatic renewal that worked: an order of the system's, paid at once.
type AutoRenewalCharged struct {
	Order   Order       `json:"order"`
	Renewed RenewedTerm `json:"renewed"`
}

func (b *AutoRenewalCharged) apply(w *World, f *Fact) {
	w.place(b.Order, f).Paid = f.At
	p := w.pkg(b.Renewed.PackageID)
	if p.RenewTimes == 1 { // that was the last one allowed
		p.AutoRenew, p.NextCharge = false, time.Time{}
	}
	p.RenewTimes = max(p.RenewTimes-1, 0)
	p.extend(w, f, b.Renewed)
}

func (b *AutoRenewalCharged) describe(*World) string {
	return fmt.Sprintf("renewed automatically until %s, order %s", instant(b.Renewed.Term.End), b.Order.ID)
}

// AutoRenewalFailed is an attempt that did not work; it makes no order.
type AutoRenewalFailed struct {
	PackageID  string    `json:"package_id"`
	Code       string    `json:"code"`
	Reason     string    `json:"reason"`
	NextCharge time.Time `json:"next_charge,omitzero"`
	// Amount is what the balance did not cover; zero if the attempt failed for another reason.
	Amount money.Amount `json:"amount,omitempty"`
}

func (b *AutoRenewalFailed) apply(w *World, _ *Fact) { w.pkg(b.PackageID).NextCharge = b.NextCharge }

func (b *AutoRenewalFailed) describe(*World) string {
	if b.NextCharge.IsZero() {
		return b.Reason + "; no further attempt"
	}
	return b.Reason + "; next attempt " + instant(b.NextCharge)
}

// Settle records what time alone makes happen up to and including an instant: attempts of automatic renewal, each at
// its own instant, ordered by instant, then by the package's end, then by purchase sequence. Settling to a and then to
// b equals settling to b.
func Settle(w *World, until time.Time) {
	due := w.dueBy(until)
	if due.Len() == 0 {
		return
	}
	w.Facts = slices.Grow(w.Facts, int(min(w.chargesBy(until), maxDue)))
	for due.Len() > 0 {
		due.settleNext()
	}
}

// dueQueue is the packages whose automatic charge is due by an instant, the next one first.
type dueQueue struct {
	w       *World
	until   time.Time
	unpaid  []*Order // that may name a package; settling makes no more of them
	charges []dueCharge
}

// dueCharge is a package's next charge, with what orders it among the others worked out once.
type dueCharge struct {
	pkg            *Package
	charge, expire int64 // seconds
}

func (p *Package) dueCharge() dueCharge { return dueCharge{p, p.NextCharge.Unix(), p.Expire().Unix()} }

// maxDue is how many automatic charges one call settles (assumed): a rehearsal needs a few hundred, and other calls
// wait meanwhile.
const maxDue = 50_000

// IsDue reports whether time alone makes anything happen by an instant.
func IsDue(w *World, until time.Time) bool {
	for _, p := range w.Packages {
		if !p.NextCharge.IsZero() && !p.NextCharge.After(until) {
			return true
		}
	}
	return false
}

// CheckDue refuses an instant by which more charges fall due than one call settles. It counts without settling, rather
// too many.
func CheckDue(w *World, until time.Time) error { return CheckDueBetween(w, time.Time{}, until) }

// CheckDueBetween refuses an interval, (after, until], in which more charges fall due than one call tells.
func CheckDueBetween(w *World, after, until time.Time) error {
	if n := w.chargesBy(until) - w.chargesBy(after); n > maxDue {
		return Refuse(CodeTooMuchDue, "about %d automatic charges of %d packages fall due by %s, and one call settles at "+
			"most %d: go there in smaller steps", n, len(w.Packages), instant(until), maxDue)
	}
	return nil
}

// chargesBy an instant is about how many charges fall due by then, rather too many.
func (w *World) chargesBy(until time.Time) (n int64) {
	for _, p := range w.Packages {
		if p.NextCharge.IsZero() || p.NextCharge.After(until) {
			continue
		}
		months := int64(12)
		if cmp.Or(p.RenewPeriod, p.PeriodType) == site.Monthly {
			months = 1
		}
		const hoursOfAMonth = 24 * 28
		left := int64(max(w.Policy.MaxTotalMonths.Value-p.Months, 0))
		n += min(int64(until.Sub(p.NextCharge)/time.Hour)/hoursOfAMonth, left)/months + 1
	}
	return n
}

func (w *World) dueBy(until time.Time) *dueQueue {
	q := &dueQueue{w: w, until: until}
	for _, p := range w.Packages {
		if q.isDue(p) {
			q.charges = append(q.charges, p.dueCharge())
		}
	}
	if len(q.charges) > 0 {
		q.unpaid = w.unpaidRenewals()
	}
	heap.Init(q)
	return q
}

func (q *dueQueue) isDue(p *Package) bool {
	return !p.NextCharge.IsZero() && !p.NextCharge.After(q.until)
}

func (q *dueQueue) Len() int { return len(q.charges) }

func (q *dueQueue) Swap(i, j int) { q.charges[i], q.charges[j] = q.charges[j], q.charges[i] }

// Push is heap.Interface's; the queue never grows.
func (q *dueQueue) Push(any) {}

// Pop is heap.Interface's; its result is not used.
func (q *dueQueue) Pop() any {
	q.charges = q.charges[:len(q.charges)-1]
	return nil
}

func (q *dueQueue) Less(i, j int) bool {
	switch a, b := &q.charges[i], &q.charges[j]; {
	case a.charge != b.charge:
		return a.charge < b.charge
	case a.expire != b.expire:
		return a.expire < b.expire
	default:
		return ByPurchase(a.pkg, b.pkg) < 0
	}
}

// next is the instant of the next charge.
func (q *dueQueue) next() time.Time { return q.charges[0].pkg.NextCharge }

// settleNext records the next charge and looks again when its package is due after that.
func (q *dueQueue) settleNext() {
	p := q.charges[0].pkg
	q.w.attemptCharge(p, q.unpaid)
	if q.isDue(p) {
		q.charges[0] = p.dueCharge()
		heap.Fix(q, 0)
	} else {
		heap.Pop(q)
	}
}

// attemptCharge renews a package by one period of its last order's type, or notes why it could not. A failed attempt is
// tried again the next day.
func (w *World) attemptCharge(p *Package, unpaid []*Order) {
	due := p.NextCharge
	item, err := w.chargeItem(p, due, unpaid)
	if r, refused := errors.AsType[*Refusal](err); refused {
		next := w.notAfterRetries(p, w.laterCharge(due, due))
		failed := &AutoRenewalFailed{PackageID: p.ID, Code: r.Code, Reason: r.Message, NextCharge: next}
		if r.Code == CodeNoFunds {
			failed.Amount = item.Amount
		}
		w.record(due, p.ID, "automatic renewal", nil, failed)
		return
	}
	o := Order{
		ID: w.orderID(due, "auto-renewal", p.ID, instant(due)), Type: Renewal, BySystem: true, Items: []OrderItem{item},
		OfficialAmount: item.OfficialAmount, Amount: item.Amount, Created: due,
		PayBy: due.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour),
	}
	w.record(due, p.ID, "automatic renewal", charge(o.Amount),
		&AutoRenewalCharged{Order: o, Renewed: renewedTerm(p, o.ID, item, item.Amount)})
}

func (w *World) chargeItem(p *Package, due time.Time, unpaid []*Order) (OrderItem, error) {
	if err := w.decline(p, due); err != nil {
		return OrderItem{}, err
	}
	if o := naming(p.ID, due, unpaid); o != nil {
		return OrderItem{}, Refuse(CodeResourceInOrder, "the resource is in the unpaid order %s", o.ID)
	}
	period := cmp.Or(p.RenewPeriod, p.PeriodType)
	if period == site.OneOff {
		return OrderItem{}, Refuse(CodeNotRenewable, "the resource cannot be renewed")
	}
	item, err := w.renewalItem(p, period, 1)
	if err == nil && !w.canPay(item.Amount) {
		err = Refuse(CodeNoFunds, "the balance of %s %s does not cover %s %s", w.Tenant.Balance, w.Currency(), item.Amount,
			w.Currency())
	}
	return item, err
}
