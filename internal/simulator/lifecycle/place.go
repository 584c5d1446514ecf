package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

// OrderPlaced is an order that was accepted and waits for its payment.
type OrderPlaced struct {
	Order Order `json:"order"`
}

func (*OrderPlaced) factType() string { return "order_placed" }

func (b *OrderPlaced) apply(w *World, f *Fact) {
	o := b.Order
	o.Seq = f.Seq
	o.Items = slices.Clone(o.Items)
	w.Orders[o.ID] = &o
	w.Changed.Orders[o.ID] = true
	if len(o.CouponIDs) > 0 {
		w.holdCoupons(&o, false)
	}
	for _, it := range o.Items {
		if p, ok := w.Catalog.Product(it.ResourceSpecCode); ok && p.NewCustomersOnce && o.Type == NewPurchase {
			once := map[string]bool{it.ResourceSpecCode: true}
			for code := range w.Tenant.Once {
				once[code] = true
			}
			w.Tenant.Once = once
		}
	}
}

// Place is the order API: it checks a purchase list, fixes its price and, with automatic payment, pays it at once. An automatic payment that
// fails, or that no AUTO_PAY agreement allows, leaves the order unpaid (documented; the agreement's part is assumed).
func Place(w *World, in OrderRequest) (orderID string, err error) {
	if len(in.Items) == 0 {
		return "", refuse(CodeBadParameter, "cloud_services is empty: an order needs at least one product")
	}
	if w.Policy.RequireServiceAgreement.Value == "on" && !w.Tenant.ServiceSigned {
		return "", refuse(CodeForbidden, "the service agreement is not signed; sign it with tenants/service-agreements/signed")
	}
	if limit := w.Policy.MaxOrderItems.Value; len(in.Items) > limit {
		return "", refuse(CodeBadParameter, "cloud_services has %d products, an order takes at most %d", len(in.Items), limit)
	}
	o := Order{Type: NewPurchase, Created: w.Now, PayBy: w.Now.Add(time.Duration(w.Policy.PayWithinHours.Value) * time.Hour)}
	units := int64(0)
	for i, it := range in.Items {
		item, err := w.priceItem(fmt.Sprintf("cloud_services[%d]", i), it)
		if err != nil {
			return "", err
		}
		units += int64(it.Quantity) * int64(it.PeriodNum)
		if o.Amount, err = o.Amount.Add(item.Amount); err != nil {
			return "", refuse(CodeBadParameter, "cloud_services: %v", err)
		}
		o.OfficialAmount = o.Amount
		o.Items = append(o.Items, item)
	}
	if limit := int64(w.Policy.MaxOrderUnits.Value); units > limit {
		return "", refuse(CodeBadParameter, "cloud_services: the order asks for %d units and periods, at most %d fit into one order", units, limit)
	}
	o.ID = w.orderID(w.Now, "order", w.Identity)
	if in.AutoPay {
		w.chooseFor(&o)
	}
	w.record(w.Now, o.ID, "mss/public/orders", nil, &OrderPlaced{Order: o})
	if in.AutoPay {
		w.payAutomatically(o.ID)
	}
	return o.ID, nil
}

// chooseFor lets automatic payment choose an order's discount and coupons. The price is fixed at ordering, and the deadline is not later than the
// end of what was chosen (documented for discounts; for coupons assumed).
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

// priceItem checks one product of a purchase list and prices it.
func (w *World) priceItem(where string, in OrderRequestItem) (OrderItem, error) {
	no := func(format string, args ...any) (OrderItem, error) {
		return OrderItem{}, refuse(CodeBadParameter, where+"."+format, args...)
	}
	p, ok := w.Catalog.Product(in.ResourceSpecCode)
	switch {
	case !ok:
		return no("resource_spec_code: %q is not in the catalogue of the site %s", in.ResourceSpecCode, w.Policy.Site)
	case p.BilledByUse:
		return no("resource_spec_code: %s is billed by use and cannot be ordered", in.ResourceSpecCode)
	case !p.Sells(w.Policy.Site, in.PeriodType):
		return no("period_type: the site %s sells %s %s, not %s", w.Policy.Site, in.ResourceSpecCode, soldAs(p, w.Policy.Site), in.PeriodType)
	case in.PeriodNum < 1:
		return no("period_num: %d is less than 1", in.PeriodNum)
	case in.PeriodNum > p.MaxPeriodNum[in.PeriodType]:
		return no("period_num: %d is more than %d, the maximum of %s %s", in.PeriodNum, p.MaxPeriodNum[in.PeriodType], in.PeriodType, in.ResourceSpecCode)
	case in.Quantity < 1:
		return no("subscription_num: %d is less than 1", in.Quantity)
	case in.Quantity > p.MaxQuantity:
		return no("subscription_num: %d is more than %d, the maximum of %s", in.Quantity, p.MaxQuantity, in.ResourceSpecCode)
	case in.AutoRenew && (in.PeriodType == catalog.OneOff || p.Lapses):
		return no("is_auto_renew: %s (%s) lapses at its end and cannot be renewed automatically", in.ResourceSpecCode, in.PeriodType)
	case p.NeedsTicket && !slices.Contains(w.Tenant.Tickets, in.ResourceSpecCode):
		return no("resource_spec_code: %s is sold only after a service ticket; none was granted to this account", in.ResourceSpecCode)
	case p.NewCustomersOnce && w.Tenant.Once[in.ResourceSpecCode]:
		return no("resource_spec_code: %s is for new customers, once, and this account has ordered it", in.ResourceSpecCode)
	}
	price, ok := p.Price(w.Policy.Currency, in.PeriodType)
	if !ok {
		return no("resource_spec_code: %s has no price in %s", in.ResourceSpecCode, w.Policy.Currency)
	}
	amount, err := price.Times(int64(in.PeriodNum))
	if err == nil {
		amount, err = amount.Times(int64(in.Quantity))
	}
	if err != nil {
		return no("subscription_num: %v", err)
	}
	return OrderItem{
		ResourceSpecCode: in.ResourceSpecCode, PeriodType: in.PeriodType, PeriodNum: in.PeriodNum, Quantity: in.Quantity,
		AutoRenew: in.AutoRenew, OfficialAmount: amount, Amount: amount,
	}, nil
}

func soldAs(p catalog.Product, site string) string {
	types := p.PeriodTypes[site]
	if len(types) == 0 {
		return "in no period type"
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, " or ")
}

// orderID looks like billing's (CS, the minute, a suffix) and carries the mark of the simulated cloud.
func (w *World) orderID(at time.Time, parts ...string) string {
	return "CS" + at.UTC().Format("0601021504") + "SIM" + strings.ToUpper(w.Names(parts...)[:10])
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
