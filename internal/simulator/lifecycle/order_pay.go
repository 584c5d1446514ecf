package lifecycle

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// OrderPaid is a payment and what it brought: new packages, or further terms of packages that exist.
type OrderPaid struct {
	OrderID   string        `json:"order_id"`
	Automatic bool          `json:"automatic,omitempty"`
	Completed time.Time     `json:"completed,omitzero"`
	Price     *Price        `json:"price,omitempty"` // where the choice at payment changed it
	Delivered []Package     `json:"delivered,omitempty"`
	Renewed   []RenewedTerm `json:"renewed,omitempty"`
}

// Price is what an order costs under the choice made at payment.
type Price struct {
	DiscountID   string         `json:"discount_id,omitempty"`
	CouponIDs    []string       `json:"coupon_ids,omitempty"`
	Amount       money.Amount   `json:"amount"`
	CouponAmount money.Amount   `json:"coupon_amount,omitempty"`
	Items        []money.Amount `json:"items"`
}

// RenewedTerm is a further term of a package.
type RenewedTerm struct {
	PackageID  string          `json:"package_id"`
	PeriodType site.PeriodType `json:"period_type"`
	Term       Term            `json:"term"`
	// Anchor and Total are what the end is counted from now, where the account has a unified expiration day.
	Anchor time.Time `json:"anchor,omitzero"`
	Total  int       `json:"total,omitempty"`
}

func (b *OrderPaid) apply(w *World, f *Fact) {
	o := w.order(b.OrderID)
	o.Paid, o.PaymentFailure, o.Completed = f.At, "", b.Completed
	if b.Price != nil {
		o.setPrice(*b.Price)
	}
	w.holdCoupons(o, true)
	for _, p := range b.Delivered {
		p.Seq = f.Seq
		p.Terms = slices.Clone(p.Terms)
		w.Packages[p.ID] = &p
		w.Changed.Packages[p.ID] = true
		o.Items[p.ItemIndex].Resources = append(slices.Clip(o.Items[p.ItemIndex].Resources), p.ID)
	}
	for _, r := range b.Renewed {
		w.pkg(r.PackageID).extend(w, f, r)
	}
}

func (b *OrderPaid) describe(*World) string {
	var words []string
	for _, p := range b.Delivered {
		words = append(words, fmt.Sprintf("%s %s until %s", shortCode(p.ResourceSpecCode), p.ID, instant(p.Expire())))
	}
	for _, r := range b.Renewed {
		words = append(words, fmt.Sprintf("%s renewed until %s", r.PackageID, instant(r.Term.End)))
	}
	if !b.Completed.IsZero() {
		return "delivers " + instant(b.Completed) + ": " + strings.Join(words, ", ")
	}
	return "delivered: " + strings.Join(words, ", ")
}

// extend adds a term: it starts at the old end, in grace and retention too, and unfreezes (documented).
func (p *Package) extend(w *World, f *Fact, r RenewedTerm) {
	p.Terms = append(p.Terms, r.Term)
	p.Months += r.Term.Months
	if !r.Anchor.IsZero() {
		p.Anchor, p.Months = r.Anchor, r.Total
	}
	p.PeriodType, p.Changed, p.Failed = r.PeriodType, f.At, nil
	if p.AutoRenew {
		p.NextCharge = w.firstCharge(p, f.At)
	}
}

// PaymentFailed is an automatic payment that did not work: the order waits to be paid by hand.
type PaymentFailed struct {
	OrderID string `json:"order_id"`
	Code    string `json:"code"`
	Reason  string `json:"reason"`
}

func (b *PaymentFailed) apply(w *World, _ *Fact) { w.order(b.OrderID).PaymentFailure = b.Reason }

func (b *PaymentFailed) describe(*World) string { return "not paid: " + b.Reason }

func (o *Order) setPrice(p Price) {
	o.DiscountID, o.CouponIDs, o.Amount, o.CouponAmount = p.DiscountID, p.CouponIDs, p.Amount, p.CouponAmount
	o.Items = slices.Clone(o.Items)
	for i := range o.Items {
		o.Items[i].Amount = p.Items[i]
	}
}

// PayOrder pays a pending order and delivers every item at this instant: coupons first, the rest out of the account's
// balance. Without a discount in the choice the ordered price holds; what is chosen now must be valid now, and replaces
// what automatic payment had chosen.
type PayOrder struct {
	OrderID string
	Choice  Choice
}

// Spec of a Command.
func (in PayOrder) Spec() Spec {
	return Spec{Operation: "PayOrder", Content: []any{in.OrderID, in.Choice},
		Rows: Selection{Orders: []string{in.OrderID}}}
}

// Decide is the rule.
func (in PayOrder) Decide(w *World) ([]string, error) {
	o, err := w.payable(in.OrderID)
	if err != nil {
		return nil, err
	}
	price, err := w.priceUnder(o, in.Choice)
	if err != nil {
		return nil, err
	}
	if cash := price.Amount - price.CouponAmount; !w.canPay(cash) {
		return nil, w.noFunds(o, cash)
	}
	return nil, w.pay(o, price, false, "customer-orders/pay")
}

// priceUnder is what an order costs under a choice.
func (w *World) priceUnder(o *Order, choice Choice) (*Price, error) {
	items, amount, discount := o.Items, o.Amount, o.DiscountID
	if choice.DiscountID != "" && choice.DiscountID != o.DiscountID {
		if o.Type == Renewal {
			return nil, Refuse(CodeDiscountUnusable, "a renewal gets no discount")
		}
		d, err := w.checkDiscount(choice.DiscountID, o.Items)
		if err != nil {
			return nil, err
		}
		items, amount = discounted(o.Items, d)
		discount = d.ID
	}
	off, err := w.checkCoupons(o, choice.CouponIDs, amount, discount != "")
	if err == nil {
		err = w.checkTypes(choice)
	}
	if err != nil {
		return nil, err
	}
	price := &Price{DiscountID: discount, CouponIDs: choice.CouponIDs, Amount: amount, CouponAmount: off}
	for _, it := range items {
		price.Items = append(price.Items, it.Amount)
	}
	return price, nil
}

func (w *World) payable(orderID string) (*Order, error) {
	o, ok := w.Orders[orderID]
	switch {
	case !ok:
		return nil, Refuse(CodeOrderUnknown, "the order %s does not exist", orderID)
	case !o.Paid.IsZero():
		return nil, Refuse(CodeOrderChanged, "the order %s was paid on %s and cannot be paid again", o.ID, instant(o.Paid))
	case !o.Cancelled.IsZero():
		return nil, Refuse(CodeOrderChanged, "the order %s was cancelled on %s", o.ID, instant(o.Cancelled))
	case o.Status(w.Now) == OrderCancelled:
		return nil, Refuse(CodeOrderTooLate, "the order %s had to be paid before %s and is cancelled; place it again", o.ID,
			instant(o.PayBy))
	}
	return o, nil
}

func (w *World) noFunds(o *Order, cash money.Amount) error {
	return Refuse(CodeNoFunds, "the balance of %s %s does not cover the order %s of %s %s", w.Tenant.Balance, w.Currency(),
		o.ID, cash, w.Currency())
}

// payAutomatically pays a new order at once, or notes why it could not and leaves the order unpaid.
func (w *World) payAutomatically(orderID string) {
	o := w.Orders[orderID]
	var err error
	switch {
	case !w.Tenant.AutoPaySigned:
		err = Refuse("", "the AUTO_PAY agreement is not signed")
	case !w.canPay(o.Amount - o.CouponAmount):
		err = w.noFunds(o, o.Amount-o.CouponAmount)
	default:
		err = w.pay(o, nil, true, "automatic payment")
	}
	if r, refused := errors.AsType[*Refusal](err); refused {
		w.record(w.Now, o.ID, "automatic payment", nil, &PaymentFailed{OrderID: o.ID, Code: r.Code, Reason: r.Message})
	}
}

// pay delivers and records. A nil price is the ordered one, with the coupons chosen then.
func (w *World) pay(o *Order, price *Price, automatic bool, cause string) error {
	priced := *o
	if price != nil {
		priced.setPrice(*price)
	}
	body := &OrderPaid{OrderID: o.ID, Automatic: automatic, Price: price}
	if o.Type == NewPurchase {
		var err error
		if body.Completed, err = w.completion(); err != nil {
			return err
		}
	}
	paid := priced.paidByItem()
	if o.Type == Renewal {
		for i, it := range o.Items {
			p, ok := w.Packages[it.Resources[0]]
			if !ok || p.Gone(w.Now, w.Policies) {
				return Refuse(CodeResourceGone, "the resource %s of the renewal order %s has gone", it.Resources[0], o.ID)
			}
			it, err := w.asPriced(p, o, it)
			if err != nil {
				return err
			}
			body.Renewed = append(body.Renewed, renewedTerm(p, o.ID, it, paid[i]))
		}
	} else {
		for i, it := range o.Items {
			body.Delivered = append(body.Delivered, w.deliver(o, i, it, paid[i], later(w.Now, body.Completed))...)
		}
	}
	w.record(w.Now, o.ID, cause, chargeWith(priced.Amount-priced.CouponAmount, priced.CouponAmount), body)
	return nil
}

// completion is when an order that is paid now will be delivered; zero: at once.
func (w *World) completion() (time.Time, error) {
	hours := w.Policy.ProcessingHours.Value
	switch {
	case w.Processing != (Duration{}):
		return w.Processing.After(w.Now)
	case hours > 0:
		return w.Now.Add(time.Duration(hours) * time.Hour), nil
	default:
		return time.Time{}, nil
	}
}

// IsDelayed reports whether facts pay an order that is delivered later.
func IsDelayed(facts []Fact) bool {
	return slices.ContainsFunc(facts, func(f Fact) bool {
		paid, ok := f.Body.(*OrderPaid)
		return ok && !paid.Completed.IsZero()
	})
}

// paidByItem is the money that each item was paid with: what coupons paid is shared out over the items by their
// amounts. Refunds count from it.
func (o *Order) paidByItem() []money.Amount {
	paid := make([]money.Amount, len(o.Items))
	left := o.CouponAmount
	for i, it := range o.Items {
		off := left
		if i < len(o.Items)-1 && o.Amount > 0 {
			share := new(big.Int).Mul(big.NewInt(int64(o.CouponAmount)), big.NewInt(int64(it.Amount)))
			off = min(left, money.Amount(share.Div(share, big.NewInt(int64(o.Amount))).Int64()))
		}
		off = min(off, it.Amount)
		paid[i] = it.Amount - off
		left -= off
	}
	return paid
}

// deliver creates the packages of one item, as it was priced; their terms begin when the order is completed. What an
// order of an older store delivers follows from the present rules.
func (w *World) deliver(o *Order, index int, it OrderItem, cash money.Amount, from time.Time) []Package {
	d := it.Delivers
	if d == nil {
		product, _ := w.Catalog.Product(it.ResourceSpecCode)
		d = w.delivery(product, it.PeriodType, it.PeriodNum, it.Quantity)
	}
	packages := make([]Package, d.Packages)
	for i, paid := range split(cash, d.Packages) {
		p := Package{
			ID:      "sim-pkg-" + w.Names("package", o.ID, strconv.Itoa(index), strconv.Itoa(i))[:16],
			OrderID: o.ID, ItemIndex: index, ResourceSpecCode: it.ResourceSpecCode, PeriodType: it.PeriodType,
			Units: d.Units, Effective: from, Anchor: from, Months: d.Months, Lapses: d.Lapses, Pool: d.Pool,
			AutoRenew: it.AutoRenew,
		}
		p.Terms = []Term{{OrderID: o.ID, Start: from, End: p.Expire(), Months: d.Months, Paid: paid}}
		if p.AutoRenew {
			p.NextCharge = w.firstCharge(&p, from)
		}
		packages[i] = p
	}
	return packages
}

// renewedTerm is the term that a renewal was priced for.
func renewedTerm(p *Package, orderID string, it OrderItem, paid money.Amount) RenewedTerm {
	d := it.Delivers
	r := RenewedTerm{PackageID: p.ID, PeriodType: it.PeriodType, Term: Term{
		OrderID: orderID, Start: p.Expire(), End: calendar.End(d.Anchor, d.Total), Months: d.Months, Paid: paid,
	}}
	if !d.Anchor.Equal(p.Anchor) {
		r.Anchor, r.Total = d.Anchor, d.Total
	}
	return r
}

// asPriced is a line of a renewal order with what it was priced for. An order of an older store does not say that: it
// is refused where the present rules give another price.
func (w *World) asPriced(p *Package, o *Order, it OrderItem) (OrderItem, error) {
	if it.Delivers != nil {
		return it, nil
	}
	now, err := w.renewalItem(p, it.PeriodType, it.PeriodNum)
	if err != nil || now.OfficialAmount != it.OfficialAmount {
		return it, Refuse(CodeOrderChanged, "the order %s was priced under rules that have changed since; cancel it and "+
			"renew the resource %s again", o.ID, p.ID)
	}
	it.Delivers = now.Delivers
	return it, nil
}
