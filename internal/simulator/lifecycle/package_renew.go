package lifecycle

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// checkIDs refuses too many ids, and with the code doubled an id that stands there twice.
func (w *View) checkIDs(where string, ids []string, doubled string) error {
	if len(ids) == 0 || len(ids) > w.Policy.RenewBatchMax.Value {
		return Refuse(CodeBillingParameter, "%s holds %d ids, must hold 1 to %d", where, len(ids),
			w.Policy.RenewBatchMax.Value)
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			return Refuse(doubled, "%s names %s twice", where, id)
		}
		seen[id] = true
	}
	return nil
}

func (w *View) renewable(id string) (*Package, error) {
	p, ok := w.Delivered(id)
	switch {
	case !ok:
		return nil, Refuse(CodeResourceGone, "the resource %s does not exist", id)
	case p.Gone(w.Now, w.Policies):
		return nil, Refuse(CodeResourceGone, "the resource %s is %s since %s and cannot be renewed", id, w.PackageStatus(p),
			instant(p.ClosedAt(w.Policies)))
	case !p.renews():
		return nil, Refuse(CodeNotRenewable, "the resource %s (%s, %s) cannot be renewed", id, p.ResourceSpecCode,
			p.PeriodType)
	}
	if o := w.unpaidOrderOf(id); o != nil {
		return nil, Refuse(CodeResourceInOrder, "the resource %s is in the unpaid order %s; pay or cancel it first", id, o.ID)
	}
	return p, nil
}

// renews reports whether a product can be renewed at all: products that end for good and one-off units cannot
// (documented).
func (p *Package) renews() bool { return !p.Lapses && p.PeriodType != site.OneOff }

// unpaidOrderOf is the payable order that names a package, if there is one.
func (w *View) unpaidOrderOf(packageID string) *Order {
	return naming(packageID, w.Now, w.unpaidRenewals())
}

// unpaidRenewals are the renewal orders that were neither paid nor withdrawn, by purchase sequence.
func (w *View) unpaidRenewals() []*Order {
	var unpaid []*Order
	for _, o := range w.Orders {
		if o.Type == Renewal && o.Paid.IsZero() && o.Cancelled.IsZero() {
			unpaid = append(unpaid, o)
		}
	}
	slices.SortFunc(unpaid, bySequence)
	return unpaid
}

func naming(packageID string, at time.Time, orders []*Order) *Order {
	i := slices.IndexFunc(orders, func(o *Order) bool {
		return o.Status(at) == OrderPendingPayment && slices.Contains(o.Resources(), packageID)
	})
	if i < 0 {
		return nil
	}
	return orders[i]
}

// renewalOf is the line of a package's renewal, priced; ordering and quoting both take it.
func (w *View) renewalOf(id string, period site.PeriodType, n int32) (OrderItem, error) {
	p, err := w.renewable(id)
	if err != nil {
		return OrderItem{}, err
	}
	return w.renewalItem(p, period, n)
}

// maxRenewal is by how many periods billing renews at most, whatever the catalogue sells (documented).
var maxRenewal = map[site.PeriodType]int32{site.Monthly: 11, site.Yearly: 3}

func (w *View) renewalItem(p *Package, period site.PeriodType, n int32) (OrderItem, error) {
	product, ok := w.Catalog.Product(p.ResourceSpecCode)
	if !ok || !product.Sells(w.Policy.Site, period) || period == site.OneOff {
		return OrderItem{}, Refuse(CodeNoSuchPeriod, "the resource %s (%s) cannot be renewed %s", p.ID,
			p.ResourceSpecCode, period)
	}
	if limit := min(product.MaxPeriodNum[period], maxRenewal[period]); n < 1 || n > limit {
		return OrderItem{}, Refuse(CodeNoSuchPeriod, "period_num is %d, must be 1 to %d for %s %s", n, limit, period,
			p.ResourceSpecCode)
	}
	if months := p.Months + period.Months()*int(n); months > w.Policy.MaxTotalMonths.Value {
		return OrderItem{}, Refuse(CodeTooLong, "the resource %s would last %d months in all, at most %d are sold", p.ID,
			months, w.Policy.MaxTotalMonths.Value)
	}
	price, ok := product.Price(w.Policy.Currency, period)
	if !ok {
		return OrderItem{}, Refuse(CodeNoSuchPeriod, "%s has no price in %s", p.ResourceSpecCode, w.Policy.Currency)
	}
	months := period.Months() * int(n)
	anchor, total, extraDays := w.unified(p, months)
	amount, err := price.Times(int64(n))
	if err == nil {
		amount, err = amount.Add(extraDaysCost(extraDays, period, price))
	}
	if err == nil {
		amount, err = amount.Times(p.quantity())
	}
	if paid, tooMuch := p.paid(); err == nil && (tooMuch != nil || amount > money.MostInFloat-paid) {
		err = money.ErrOverflow // a return pays back parts of all terms, in one order
	}
	if err != nil {
		return OrderItem{}, Refuse(CodeNoSuchPeriod, "period_num: %v", err)
	}
	return OrderItem{
		ResourceSpecCode: p.ResourceSpecCode, PeriodType: period, PeriodNum: n, Quantity: int32(p.quantity()),
		OfficialAmount: amount, Amount: amount, Resources: []string{p.ID},
		Delivers: &Delivery{Months: months, Anchor: anchor, Total: total},
	}, nil
}

// quantity is what a renewal of the package is priced by: every unit of a package that can be renewed was one of its
// quantity.
func (p *Package) quantity() int64 { return max(p.Units, 1) }

// paid is what all terms of the package were paid with.
func (p *Package) paid() (sum money.Amount, err error) {
	for _, t := range p.Terms {
		if sum, err = sum.Add(t.Paid); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// extraDaysCost is what the days up to the unified expiration day cost: the price of the period by the day, rounded up
// (the days are documented to be charged; the formula is assumed).
func extraDaysCost(extra int, period site.PeriodType, price money.Amount) money.Amount {
	days := money.Amount(30 * period.Months())
	return (price*money.Amount(extra) + days - 1) / days
}

// RenewPackages places a renewal order for each package, and pays it with automatic payment. Renewals get no discount
// (documented).
type RenewPackages struct {
	PackageIDs []string        `json:"PackageIDs"`
	PeriodType site.PeriodType `json:"PeriodType"` // monthly or yearly
	PeriodNum  int32           `json:"PeriodNum"`
	AutoPay    bool            `json:"AutoPay"`
}

// Spec of a Command.
func (in RenewPackages) Spec() Spec {
	return Spec{Operation: "RenewPackages", Content: in, Spends: true, Rows: Selection{Packages: in.PackageIDs}}
}

// Decide is the rule.
func (in RenewPackages) Decide(w *World) (orderIDs []string, err error) {
	if err := w.checkIDs("resource_ids", in.PackageIDs, CodeBillingParameter); err != nil {
		return nil, err
	}
	for i, id := range in.PackageIDs {
		item, err := w.renewalOf(id, in.PeriodType, in.PeriodNum)
		if no, refused := errors.AsType[*Refusal](err); refused && no.Code == CodeNotRenewable {
			// ordering has no other code for it (assumed): that one is of prices
			err = &Refusal{Code: CodeNoSuchPeriod, Message: no.Message}
		}
		if err != nil {
			return nil, err
		}
		o := Order{
			ID: w.orderID(w.Now, "renewal", w.Identity, strconv.Itoa(i)), Type: Renewal, Items: []OrderItem{item},
			OfficialAmount: item.OfficialAmount, Amount: item.Amount, Created: w.Now,
			PayBy: w.Now.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour),
		}
		w.record(w.Now, o.ID, "subscriptions/resources/renew", nil, &OrderPlaced{Order: o})
		if in.AutoPay {
			w.payAutomatically(o.ID)
		}
		orderIDs = append(orderIDs, o.ID)
	}
	return orderIDs, nil
}
