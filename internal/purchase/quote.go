package purchase

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// RenewalTerm is a renewal until an instant: the fewest periods that suffice, in as many orders as that takes.
type RenewalTerm struct {
	PackageID  string // empty: of the package that is bought before
	Item       mssclient.OrderItem
	Begin, End time.Time // of the package as it is
	Through    time.Time

	periods int32 // not zero: so many in one order, whatever Through says
}

// PeriodsOf is a renewal by a number of periods, in one order.
func PeriodsOf(packageID string, it mssclient.OrderItem, end time.Time, n int32) *RenewalTerm {
	return &RenewalTerm{PackageID: packageID, Item: it, End: end, periods: n}
}

// next is the renewal order that the apply places for a package that ends at end; 0 periods: none.
func (t *RenewalTerm) next(end time.Time) (step mssclient.RenewalStep, err error) {
	period := t.Item.PeriodType
	n, err := Periods(t.Begin, end, t.Through, period)
	step = mssclient.RenewalStep{PackageID: t.PackageID, PeriodType: period, PeriodNum: min(n, MaxPeriods(period))}
	if t.PackageID != "" {
		step.Token = RenewalToken(t.PackageID, end, period, step.PeriodNum)
	}
	return step, err
}

// expect are the orders from an end on, as far as ends can be told without asking.
func (t *RenewalTerm) expect(steps []mssclient.RenewalStep, end time.Time) ([]mssclient.RenewalStep, error) {
	for {
		step, err := t.next(end)
		if err != nil || step.PeriodNum == 0 {
			return steps, err
		}
		steps = append(steps, step)
		have, err := calendar.MonthsUntil(t.Begin, end)
		if err != nil {
			return steps, err
		}
		end = calendar.End(t.Begin, have+int(step.PeriodNum)*Months(t.Item.PeriodType))
	}
}

// quoteTries bounds how often a sequence is priced again because a unified expiration day moved an end.
const quoteTries = 8

// Quote asks what a purchase costs, and the renewal after it. An error is what the service will refuse, as an
// *mssclient.Error.
func (b *Buyer) Quote(ctx context.Context, items []mssclient.OrderItem, t *RenewalTerm) (ledger.Quote, error) {
	steps, err := firstSteps(t)
	if err != nil {
		return ledger.Quote{}, nil //nolint:nilerr // the plan says so of the instant itself
	}
	if b.session.Client.IsReal() {
		return b.rated(ctx, items, steps, t), nil
	}
	for range quoteTries {
		orders, currency, err := b.session.Client.QuoteOrders(ctx, items, steps)
		if err != nil {
			return ledger.Quote{}, onlyRefusals(err)
		}
		amounts := make([]money.Amount, len(orders))
		for i, o := range orders {
			amounts[i] = o.Amount
		}
		q := ledger.Quote{Orders: amounts, Currency: currency, Known: true}
		if t == nil || t.periods > 0 {
			return q, nil
		}
		placed, done, err := t.follow(steps, orders, len(items) > 0)
		if err != nil {
			return ledger.Quote{}, nil //nolint:nilerr // as above
		}
		if done {
			q.Orders = q.Orders[:len(orders)-len(steps)+len(placed)]
			return q, nil
		}
		steps = placed
	}
	return ledger.Quote{}, nil
}

// CheckCoupons asks whether a purchase, or an order that waits for its payment, can be paid with coupons. An error is
// what the service will refuse.
func (b *Buyer) CheckCoupons(ctx context.Context, items []mssclient.OrderItem, orderID string, coupons []string) error {
	if len(coupons) == 0 || b.session.Client.IsReal() {
		return nil
	}
	return onlyRefusals(b.session.Client.CheckPayment(ctx, items, orderID, coupons))
}

func firstSteps(t *RenewalTerm) ([]mssclient.RenewalStep, error) {
	switch {
	case t == nil:
		return nil, nil
	case t.periods > 0:
		step := mssclient.RenewalStep{PackageID: t.PackageID, PeriodType: t.Item.PeriodType, PeriodNum: t.periods}
		if t.PackageID != "" {
			step.Token = RenewalToken(t.PackageID, t.End, t.Item.PeriodType, t.periods)
		}
		return []mssclient.RenewalStep{step}, nil
	default:
		return t.expect(nil, t.End)
	}
}

// follow is what the apply will place by the ends that the service named; done if all of that was priced.
func (t *RenewalTerm) follow(steps []mssclient.RenewalStep, orders []mssclient.QuotedOrder,
	bought bool) (placed []mssclient.RenewalStep, done bool, err error) {
	end := t.End
	if bought {
		end, orders = orders[0].End, orders[1:]
	}
	for i, step := range steps {
		next, err := t.next(end)
		switch {
		case err != nil:
			return nil, false, err
		case next.PeriodNum == 0:
			return steps[:i], true, nil
		case next.PeriodNum != step.PeriodNum:
			placed, err = t.expect(slices.Clone(steps[:i]), end)
			return placed, false, err
		case !orders[i].End.After(end):
			return steps[:i+1], true, nil // the apply stops there
		}
		end = orders[i].End
	}
	placed, err = t.expect(slices.Clone(steps), end)
	return placed, len(placed) == len(steps), err
}

// onlyRefusals drops errors of calls that were not answered: a plan does not fail for want of a price.
func onlyRefusals(err error) error {
	if e, ok := errors.AsType[*mssclient.Error](err); ok && e.HTTPStatus >= 400 && e.HTTPStatus < 500 &&
		e.HTTPStatus != 429 {
		return err
	}
	return nil
}

// rated asks the real cloud's billing, which rates monthly and yearly periods only, one order after the other.
func (b *Buyer) rated(ctx context.Context, items []mssclient.OrderItem, steps []mssclient.RenewalStep,
	t *RenewalTerm) (q ledger.Quote) {
	add := func(rate *mssclient.Rate, err error) bool {
		if err != nil {
			return false
		}
		q.Orders, q.Currency = append(q.Orders, rate.OfficialAmount), rate.Currency
		return true
	}
	if len(items) > 0 {
		var order money.Amount
		for _, it := range items {
			if it.PeriodType == mssclient.OneOff {
				return ledger.Quote{}
			}
			rate, err := b.session.Client.RatePurchase(ctx, it)
			if err != nil {
				return ledger.Quote{}
			}
			if order, err = order.Add(rate.OfficialAmount); err != nil {
				return ledger.Quote{}
			}
			q.Currency = rate.Currency
		}
		q.Orders = append(q.Orders, order)
	}
	for _, step := range steps {
		var ok bool
		if step.PackageID != "" {
			ok = add(b.session.Client.RateRenewal(ctx, step.PackageID, step.PeriodType, step.PeriodNum))
		} else { // of a package that is bought first: by the price of buying as much
			it := t.Item
			it.PeriodNum = step.PeriodNum
			ok = add(b.session.Client.RatePurchase(ctx, it))
		}
		if !ok {
			return ledger.Quote{}
		}
	}
	q.Known = true
	return q
}

// itemField finds the item and its field in a refusal of the order API.
var itemField = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`cloud_services\[(\d+)\]\.(\w+): (.*)$`)
})

// RefusedItem is the item of a purchase that a refusal is about, and its attribute; index is -1 if it is about the
// whole purchase.
func RefusedItem(err error) (index int, attribute, why string) {
	e, ok := errors.AsType[*mssclient.Error](err)
	if !ok {
		return -1, "", err.Error()
	}
	m := itemField().FindStringSubmatch(e.Message)
	if m == nil {
		return -1, "", e.Message
	}
	index, _ = strconv.Atoi(m[1])
	attribute = m[2]
	if attribute == "is_auto_renew" {
		attribute = "auto_renew"
	}
	return index, attribute, m[3]
}
