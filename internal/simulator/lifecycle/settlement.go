package lifecycle

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"iter"
	"math"
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

// AutoRenewalFailed is an attempt that did not work; it makes no order. Only an attempt that may have another answer
// than the one before is a fact: daily retries that cannot succeed are derived.
type AutoRenewalFailed struct {
	PackageID string `json:"package_id"`
	Code      string `json:"code"`
	Reason    string `json:"reason"`
	// NextCharge is the next attempt that time alone may let succeed; zero if only another fact can.
	NextCharge time.Time `json:"next_charge,omitzero"`
	// RetryUntil is before when it is tried again, every day; zero if this was the last attempt. Facts of earlier versions
	// have none: each of their attempts is a fact.
	RetryUntil time.Time `json:"retry_until,omitzero"`
	// Amount is what the balance did not cover; zero if the attempt failed for another reason.
	Amount money.Amount `json:"amount,omitempty"`
}

func (b *AutoRenewalFailed) apply(w *World, f *Fact) {
	p := w.pkg(b.PackageID)
	p.NextCharge, p.Failed = b.NextCharge, nil
	if !b.RetryUntil.IsZero() {
		p.Failed = &FailedRenewal{At: f.At, Code: b.Code, Amount: b.Amount, Until: b.RetryUntil}
	}
}

func (b *AutoRenewalFailed) describe(*World) string {
	switch {
	case !b.RetryUntil.IsZero():
		return b.Reason + "; retried daily until " + instant(b.RetryUntil)
	case b.NextCharge.IsZero():
		return b.Reason + "; no further attempt"
	default:
		return b.Reason + "; next attempt " + instant(b.NextCharge)
	}
}

// FailedRenewal is an automatic renewal that failed and is tried again every day.
type FailedRenewal struct {
	At     time.Time    `json:"at"` // of the attempt that was recorded
	Code   string       `json:"code"`
	Amount money.Amount `json:"amount,omitempty"` // what the balance did not cover
	Until  time.Time    `json:"until"`            // before when it is tried
}

// Unfunded is the amount for which a failed automatic renewal waits, and before when it is tried again. It is charged
// once the balance covers the amount; nothing else changes the answer without setting NextCharge.
func (p *Package) Unfunded() (amount money.Amount, until time.Time, ok bool) {
	if p.Failed == nil || !p.NextCharge.IsZero() || p.Failed.Code != CodeNoFunds {
		return 0, time.Time{}, false
	}
	return p.Failed.Amount, p.Failed.Until, true
}

// NextRetry is when what waits for money is tried next: at the first charge hour after the newest fact. Every write
// settles first, so that earlier retries have had their answer; and time alone never adds money.
func (w *World) NextRetry() time.Time { return w.laterCharge(time.Time{}, w.Tenant.Head) }

// Due says of which stored packages an attempt may have another answer by an instant than the one before.
type Due struct {
	Until time.Time // those with a NextCharge by then
	// Retry is when those that wait for money are tried, as far as the account Covers it; zero: not by then.
	Retry  time.Time
	Covers money.Amount
}

// DueBy an instant. The World's tenant is as it is stored.
func (w *World) DueBy(until time.Time) Due {
	due := Due{Until: until}
	if retry := w.NextRetry(); !retry.After(until) {
		due.Retry, due.Covers = retry, w.Tenant.Covers()
	}
	return due
}

// nextAttempt is the next attempt whose answer may differ from the one before; zero if there is none. It takes what
// NextRetry is.
func (p *Package) nextAttempt(retry time.Time) time.Time {
	if _, until, ok := p.Unfunded(); ok && retry.Before(until) {
		return retry
	}
	return p.NextCharge
}

// NextAttempt is when automatic renewal of a package is tried next, whether or not that can have another answer than
// before; zero if it is not.
func (w *View) NextAttempt(p *Package) time.Time {
	if p.Failed == nil {
		return p.NextCharge
	}
	if next := w.laterCharge(time.Time{}, w.Now); next.Before(p.Failed.Until) {
		return next
	}
	return time.Time{}
}

// rearm lets time try a failed renewal again, at the next charge hour, because a fact has changed the answer.
func (w *World) rearm(p *Package, at time.Time) {
	if next := w.laterCharge(time.Time{}, at); p.Failed != nil && next.Before(p.Failed.Until) {
		w.pkg(p.ID).NextCharge = next
	}
}

// retries are the attempts after the recorded one and before an instant, one a day: other charge hours make other
// facts.
func (f *FailedRenewal) retries(before time.Time) (n int, first, last time.Time) {
	const day = 24 * time.Hour
	if before.After(f.Until) {
		before = f.Until
	}
	n = int((before.Sub(f.At) - 1) / day)
	return n, f.At.Add(day), f.At.Add(time.Duration(n) * day)
}

// Settle records what time alone makes happen up to and including an instant: attempts of automatic renewal, each at
// its own instant, ordered by instant, then by the package's end, then by purchase sequence. Settling to a and then to
// b equals settling to b.
func Settle(w *World, until time.Time) {
	for range Settling(w, until) { // to its end
	}
}

// settlingStep is how many attempts are made between two looks at whether anybody still waits.
const settlingStep = 256

// Settling is Settle in steps: it yields how many attempts it has made after some of them and at the end, and leaves
// the rest undone when its caller breaks off. The World is of no use then.
func Settling(w *World, until time.Time) iter.Seq[int] {
	return func(yield func(int) bool) {
		due, n := w.dueBy(until), 0
		if due.Len() > settlingStep { // else append grows it by a quarter each time; CheckDue bounds it
			w.Facts = slices.Grow(w.Facts, int(w.chargesBetween(time.Time{}, until)))
		}
		for ; due.Len() > 0; n++ {
			if n%settlingStep == 0 && !yield(n) {
				return
			}
			due.settleNext()
		}
		yield(n)
	}
}

// dueQueue is the packages whose automatic charge is due by an instant, the next one first.
type dueQueue struct {
	w       *World
	until   time.Time
	retry   time.Time           // of what waits for money
	unpaid  map[string][]*Order // by the packages that they name; settling makes no more of them
	charges []dueCharge
}

// dueCharge is a package's next charge, with what orders it among the others worked out once.
type dueCharge struct {
	pkg            *Package
	at             time.Time
	charge, expire int64 // seconds
	place          int64 // of the package
}

func (p *Package) dueCharge(at time.Time) dueCharge {
	return dueCharge{p, at, at.Unix(), p.Expire().Unix(), p.Place()}
}

// maxDue is how many automatic charges one call settles (assumed): a rehearsal needs a few hundred, and other calls
// wait meanwhile.
const maxDue = 50_000

// CheckDue refuses an instant by which more charges fall due than one call settles. It counts without settling, rather
// too many.
func CheckDue(w *World, until time.Time) error { return CheckDueBetween(w, time.Time{}, until) }

// CheckDueBetween refuses an interval, (after, until], in which more charges fall due than one call tells.
func CheckDueBetween(w *World, after, until time.Time) error {
	return checkDue(w.chargesBetween(after, until), int64(len(w.Packages)), until)
}

// CheckDuePackages refuses so many packages that are due by an instant, before they are read.
func CheckDuePackages(n int64, until time.Time) error { return checkDue(n, n, until) }

func checkDue(charges, packages int64, until time.Time) error {
	if charges > maxDue {
		return Refuse(CodeTooMuchDue, "about %d automatic charges of %d packages fall due by %s, and one call settles at "+
			"most %d: go there in smaller steps", charges, packages, instant(until), maxDue)
	}
	return nil
}

// chargesBetween is how many attempts are made in (after, until], rather too many: as many as there are periods, but no
// more than the balance pays for and one that fails for each package. What fails is not tried again until a fact comes,
// or an unpaid order lapses.
func (w *World) chargesBetween(after, until time.Time) int64 {
	var periods, due int64
	least := money.Amount(math.MaxInt64)
	for _, p := range w.Packages {
		if n := w.chargesOf(p, until); n > 0 {
			periods += n - w.chargesOf(p, after)
			due++
			least = min(least, w.leastCharge(p))
		}
	}
	if w.Tenant.Limited && least > 0 {
		lapsing := int64(len(w.unpaidRenewals()))
		return min(periods, int64(max(w.Tenant.Balance, 0)/least)+due+lapsing)
	}
	return periods
}

// chargesOf a package by an instant is how many attempts are made by then if all can be paid, rather too many.
func (w *World) chargesOf(p *Package, until time.Time) int64 {
	next := p.nextAttempt(w.NextRetry())
	if next.IsZero() || next.After(until) {
		return 0
	}
	months := int64(12)
	if cmp.Or(p.RenewPeriod, p.PeriodType) == site.Monthly {
		months = 1
	}
	const hoursOfAMonth = 24 * 28
	left := int64(max(w.Policy.MaxTotalMonths.Value-p.Months, 0))
	return min(int64(until.Sub(next)/time.Hour)/hoursOfAMonth, left)/months + 1
}

// leastCharge is less than no automatic charge of the package.
func (w *World) leastCharge(p *Package) money.Amount {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	price, ok := product.Price(w.Policy.Currency, cmp.Or(p.RenewPeriod, p.PeriodType))
	if !ok {
		return math.MaxInt64 // it cannot be charged
	}
	amount, err := price.Times(p.quantity())
	if err != nil {
		return math.MaxInt64
	}
	return amount
}

func (w *World) dueBy(until time.Time) *dueQueue {
	q := &dueQueue{w: w, until: until, retry: w.NextRetry()}
	for _, p := range w.Packages {
		if at := p.nextAttempt(q.retry); q.isDue(at) {
			q.charges = append(q.charges, p.dueCharge(at))
		}
	}
	if len(q.charges) > 0 {
		q.unpaid = map[string][]*Order{}
		for _, o := range w.unpaidRenewals() {
			for _, id := range o.Resources() {
				q.unpaid[id] = append(q.unpaid[id], o)
			}
		}
	}
	heap.Init(q)
	return q
}

func (q *dueQueue) isDue(at time.Time) bool { return !at.IsZero() && !at.After(q.until) }

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
	case a.place != b.place:
		return a.place < b.place
	default:
		return ByPurchase(a.pkg, b.pkg) < 0
	}
}

// next is the instant of the next charge.
func (q *dueQueue) next() time.Time { return q.charges[0].at }

// answer is the result of an attempt.
type answer int

const (
	recorded answer = iota // as a fact
	retried                // no fact: the balance still does not cover it
	hindered               // no fact: as retried, and a declined renewal or an unpaid order is in the way, too
)

// settleNext makes the next attempt and looks again when its package is due after that.
func (q *dueQueue) settleNext() (*Package, answer) {
	p, at := q.charges[0].pkg, q.next()
	got, next := q.w.attemptCharge(p, at, q.unpaid[p.ID])
	if q.isDue(next) {
		q.charges[0] = p.dueCharge(next)
		heap.Fix(q, 0)
	} else {
		heap.Pop(q)
	}
	return p, got
}

// attemptCharge renews a package by one period of its last order's type, or notes why it could not, and returns when
// it is due next. A retry that the balance still does not cover leaves no fact. If a declined renewal or an unpaid
// order is in the way, too, the next attempt is made after that.
func (w *World) attemptCharge(p *Package, due time.Time, unpaid []*Order) (got answer, next time.Time) {
	if amount, _, waits := p.Unfunded(); waits && !w.canPay(amount) {
		no := w.declinedOrInOrder(p, due, unpaid)
		if no == nil {
			return retried, time.Time{}
		}
		return hindered, w.afterObstacle(p, due, no)
	}
	item, no := w.chargeItem(p, due, unpaid)
	if no != nil {
		w.record(due, p.ID, "automatic renewal", nil, w.failedAttempt(p, due, item, no))
		return recorded, p.NextCharge
	}
	o := Order{
		ID: w.orderID(due, "auto-renewal", p.ID, instant(due)), Type: Renewal, BySystem: true, Items: []OrderItem{item},
		OfficialAmount: item.OfficialAmount, Amount: item.Amount, Created: due,
		PayBy: due.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour),
	}
	w.record(due, p.ID, "automatic renewal", charge(o.Amount),
		&AutoRenewalCharged{Order: o, Renewed: renewedTerm(p, o.ID, item, item.Amount)})
	return recorded, p.NextCharge
}

func (w *World) failedAttempt(p *Package, due time.Time, item OrderItem, no *obstacle) *AutoRenewalFailed {
	failed := &AutoRenewalFailed{PackageID: p.ID, Code: no.Code, Reason: no.Message}
	if no.Code == CodeNoFunds {
		failed.Amount = item.Amount
	}
	until := w.retryEnd(p)
	if !w.laterCharge(time.Time{}, due).Before(until) {
		return failed
	}
	failed.RetryUntil, failed.NextCharge = until, w.afterObstacle(p, due, no)
	return failed
}

// afterObstacle returns the first attempt after an obstacle, later than the attempt that met it; zero if time alone
// does not lift the obstacle.
func (w *World) afterObstacle(p *Package, met time.Time, no *obstacle) time.Time {
	if no.until.IsZero() {
		return time.Time{}
	}
	return w.notAfterRetries(p, w.laterCharge(time.Time{}, later(met, no.until.Add(-time.Second))))
}

// obstacle is why an attempt of automatic renewal fails. Time alone lifts it at an instant; zero: only a fact does.
// Facts that lift one before that instant call World.rearm; those that add money need not, see NextRetry.
type obstacle struct {
	*Refusal
	until time.Time
}

// declinedOrInOrder returns the obstacle that has nothing to do with price and balance; nil if there is none.
func (w *World) declinedOrInOrder(p *Package, due time.Time, unpaid []*Order) *obstacle {
	if no := w.decline(p, due); no != nil {
		return no
	}
	if o := naming(p.ID, due, unpaid); o != nil {
		return &obstacle{refusal(CodeResourceInOrder, "the resource is in the unpaid order %s", o.ID), o.PayBy}
	}
	return nil
}

// chargeItem is the line of an automatic renewal, or what is in its way at an instant. All that an attempt depends on
// is looked at here.
func (w *World) chargeItem(p *Package, due time.Time, unpaid []*Order) (OrderItem, *obstacle) {
	if no := w.declinedOrInOrder(p, due, unpaid); no != nil {
		return OrderItem{}, no
	}
	period := cmp.Or(p.RenewPeriod, p.PeriodType)
	if period == site.OneOff {
		return OrderItem{}, &obstacle{Refusal: refusal(CodeNotRenewable, "the resource cannot be renewed")}
	}
	item, err := w.renewalItem(p, period, 1)
	if r, refused := errors.AsType[*Refusal](err); refused {
		return item, &obstacle{Refusal: r}
	}
	if !w.canPay(item.Amount) {
		return item, &obstacle{Refusal: refusal(CodeNoFunds, "the balance of %s %s does not cover %s %s", w.Tenant.Balance,
			w.Currency(), item.Amount, w.Currency())}
	}
	return item, nil
}
