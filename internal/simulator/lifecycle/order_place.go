package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// OrderPlaced is an order that was accepted and waits for its payment.
type OrderPlaced struct {
	Order Order `json:"order"`
}

func (b *OrderPlaced) apply(w *World, f *Fact) {
	o := w.place(b.Order, f)
	o.Items = slices.Clone(o.Items) // they change with the payment, and the fact does not
}

// place makes the row of an order that a fact has placed.
func (w *World) place(o Order, f *Fact) *Order {
	o.Seq = f.Seq
	w.Orders[o.ID] = &o
	w.Changed.Orders[o.ID] = true
	if len(o.CouponIDs) > 0 {
		w.holdCoupons(&o, false)
	}
	if o.Type == NewPurchase {
		w.useUp(o.Items)
	}
	return &o
}

// useUp notes which products for new customers an order takes.
func (w *World) useUp(items []OrderItem) {
	for _, it := range items {
		if p, ok := w.Catalog.Product(it.ResourceSpecCode); ok && p.NewCustomersOnce {
			once := map[string]bool{it.ResourceSpecCode: true}
			for code := range w.Tenant.Once {
				once[code] = true
			}
			w.Tenant.Once = once
		}
	}
}

func (b *OrderPlaced) describe(w *World) string {
	what := "order"
	if b.Order.Type == Renewal {
		what = "renewal order"
	}
	items := make([]string, len(b.Order.Items))
	for i, it := range b.Order.Items {
		items[i] = fmt.Sprintf("%d × %s (%s, %d)", it.Quantity, shortCode(it.ResourceSpecCode), it.PeriodType, it.PeriodNum)
	}
	return fmt.Sprintf("%s for %s %s, to be paid before %s: %s", what, b.Order.Amount, w.Currency(),
		instant(b.Order.PayBy),
		strings.Join(items, ", "))
}

// PlaceOrder is the order API: it checks a purchase list, fixes its price and, with automatic payment, pays it at once.
// An automatic payment that fails, or that no AUTO_PAY agreement allows, leaves the order unpaid (documented; the
// agreement's part is assumed).
type PlaceOrder struct {
	Items []OrderRequestItem `json:"Items"`
	// AutoPay is the items' common is_auto_pay.
	AutoPay bool `json:"AutoPay"`
}

// OrderRequestItem is one product of a purchase list.
type OrderRequestItem struct {
	ResourceSpecCode string          `json:"ResourceSpecCode"`
	PeriodType       site.PeriodType `json:"PeriodType"`
	PeriodNum        int32           `json:"PeriodNum"`
	Quantity         int32           `json:"Quantity"`
	AutoRenew        bool            `json:"AutoRenew"`
}

// Spec of a Command.
func (in PlaceOrder) Spec() Spec {
	return Spec{Operation: OpPlaceOrder, Content: in, Creates: true, Spends: true}
}

// Decide is the rule.
func (in PlaceOrder) Decide(w *World) (orderIDs []string, err error) {
	if len(in.Items) == 0 {
		return nil, Refuse(CodeBadParameter, "cloud_services is empty: an order needs at least one product")
	}
	if w.Policy.RequireServiceAgreement.Value == "on" && !w.Tenant.ServiceSigned {
		return nil, Refuse(CodeForbidden, "the service agreement is not signed; sign it with "+
			"tenants/service-agreements/signed")
	}
	items, sum, no := w.priceList(in.Items)
	if no != nil {
		return nil, Refuse(CodeBadParameter, "%s: %s", no.at("cloud_services", fieldSpec), no.reason)
	}
	for i, it := range in.Items {
		if err := w.mayOrder(fmt.Sprintf("cloud_services[%d].", i), it, in.Items[:i]); err != nil {
			return nil, err
		}
	}
	o := Order{
		Type: NewPurchase, Items: items, Amount: sum, OfficialAmount: sum, Created: w.Now,
		PayBy: w.Now.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour),
	}
	o.ID = w.orderID(w.Now, "order", w.Identity)
	if in.AutoPay {
		w.chooseFor(&o)
	}
	w.record(w.Now, o.ID, "mss/public/orders", nil, &OrderPlaced{Order: o})
	if in.AutoPay {
		w.payAutomatically(o.ID)
	}
	return []string{o.ID}, nil
}

// chooseFor lets automatic payment choose an order's discount and coupons. The price is fixed at ordering, and the
// deadline is not later than the end of what was chosen (documented for discounts; for coupons assumed).
func (w *World) chooseFor(o *Order) {
	choice := w.bestChoice(o)
	d := w.discount(choice.DiscountID)
	o.DiscountID, o.CouponIDs = choice.DiscountID, choice.CouponIDs
	o.Items, o.Amount = discounted(o.Items, d)
	o.CouponAmount = w.off(o, o.CouponIDs, o.Amount, d != nil)
	if d != nil && d.ValidUntil.Before(o.PayBy) {
		o.PayBy = d.ValidUntil
	}
	for _, id := range o.CouponIDs {
		if until := w.coupon(id).ValidUntil; until.Before(o.PayBy) {
			o.PayBy = until
		}
	}
}

// mayOrder refuses a product that the site sells, but not with these settings, not to this account, or not together
// with the items before it.
func (w *World) mayOrder(at string, in OrderRequestItem, before []OrderRequestItem) error {
	p, _ := w.Catalog.Product(in.ResourceSpecCode)
	switch {
	case in.AutoRenew && (in.PeriodType == site.OneOff || p.Lapses):
		return Refuse(CodeBadParameter, "%sis_auto_renew: %s (%s) lapses at its end and cannot be renewed automatically", at,
			in.ResourceSpecCode, in.PeriodType)
	case p.NeedsTicket && !slices.Contains(w.Tenant.Tickets, in.ResourceSpecCode):
		return Refuse(CodeBadParameter, "%sresource_spec_code: %s is sold only after a service ticket; none was granted "+
			"to this account", at, in.ResourceSpecCode)
	case p.NewCustomersOnce && w.Tenant.Once[in.ResourceSpecCode]:
		return Refuse(CodeBadParameter, "%sresource_spec_code: %s is for new customers, once, and this account has "+
			"ordered it",
			at, in.ResourceSpecCode)
	case p.NewCustomersOnce && slices.ContainsFunc(before, func(it OrderRequestItem) bool {
		return it.ResourceSpecCode == in.ResourceSpecCode
	}):
		return Refuse(CodeBadParameter, "%sresource_spec_code: %s is for new customers, once, and stands in this "+
			"order before",
			at, in.ResourceSpecCode)
	default:
		return nil
	}
}

// orderID looks like billing's (CS, the minute, a suffix) and carries the mark of the simulated cloud.
func (w *World) orderID(at time.Time, parts ...string) string {
	return "CS" + orderStamp(at) + "SIM" + strings.ToUpper(w.Names(parts...)[:10])
}

// orderStamp is an instant in UTC as "0601021504", without reading a layout for each order.
func orderStamp(at time.Time) string {
	year, month, day := at.UTC().Date()
	hour, minute, _ := at.UTC().Clock()
	var digits [10]byte
	for i, n := range []int{year % 100, int(month), day, hour, minute} {
		digits[2*i], digits[2*i+1] = byte('0'+n/10), byte('0'+n%10)
	}
	return string(digits[:])
}

// split shares an amount out over n packages; the first ones get the remainder.
func split(a money.Amount, n int64) []money.Amount {
	parts := make([]money.Amount, n)
	for i := range parts {
		parts[i] = a / money.Amount(n)
		if int64(i) < int64(a%money.Amount(n)) {
			parts[i]++
		}
	}
	return parts
}
