package lifecycle

import (
	"fmt"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// unsold says why a purchase list cannot be sold.
type unsold struct {
	index  int    // of the line at fault; -1: the list as a whole
	field  string // of that line, as the order API names it
	code   string // billing's, for those who only ask for the price
	reason string
}

// at is the place at fault in a list of the given name, whose lines name the product by spec.
func (u *unsold) at(list, spec string) string {
	switch {
	case u.index < 0:
		return list
	case u.field == fieldSpec:
		return fmt.Sprintf("%s[%d].%s", list, u.index, spec)
	default:
		return fmt.Sprintf("%s[%d].%s", list, u.index, u.field)
	}
}

// Fields of a purchase list.
const (
	fieldSpec     = "resource_spec_code"
	fieldPeriod   = "period_type"
	fieldNum      = "period_num"
	fieldQuantity = "subscription_num"
)

// priceList checks a purchase list against what the site sells, and prices it before discounts. Ordering and quoting
// both begin here, so that a quoted price is the one that ordering charges.
func (w *View) priceList(list []OrderRequestItem) (items []OrderItem, sum money.Amount, no *unsold) {
	if limit := w.Policy.MaxOrderItems.Value; len(list) > limit {
		return nil, 0, &unsold{-1, "", CodeBillingParameter,
			fmt.Sprintf("%d products, an order takes at most %d", len(list), limit)}
	}
	units := int64(0)
	for i, it := range list {
		item, no := w.priceItem(i, it)
		if no != nil {
			return nil, 0, no
		}
		units += int64(it.Quantity) * int64(it.PeriodNum)
		var err error
		if sum, err = sum.Add(item.Amount); err == nil && sum > money.MostInFloat {
			err = money.ErrOverflow
		}
		if err != nil {
			return nil, 0, &unsold{-1, "", CodeTooDear, err.Error()}
		}
		items = append(items, item)
	}
	if limit := int64(w.Policy.MaxOrderUnits.Value); units > limit {
		return nil, 0, &unsold{-1, "", CodeBillingParameter,
			fmt.Sprintf("the order asks for %d units and periods, at most %d fit into one order", units, limit)}
	}
	return items, sum, nil
}

// priceItem is one line of priceList.
func (w *View) priceItem(index int, in OrderRequestItem) (item OrderItem, _ *unsold) {
	no := func(field, code, format string, args ...any) (OrderItem, *unsold) {
		return OrderItem{}, &unsold{index, field, code, fmt.Sprintf(format, args...)}
	}
	p, ok := w.Catalog.Product(in.ResourceSpecCode)
	switch {
	case !ok:
		return no(fieldSpec, CodeProductUnknown, "%q is not in the catalogue of the site %s", in.ResourceSpecCode,
			w.Policy.Site)
	case p.BilledByUse:
		return no(fieldSpec, CodeProductUnknown, "%s is billed by use and cannot be ordered", in.ResourceSpecCode)
	case !p.Sells(w.Policy.Site, in.PeriodType):
		return no(fieldPeriod, CodeProductUnknown, "the site %s sells %s %s, not %s", w.Policy.Site, in.ResourceSpecCode,
			soldAs(p, w.Policy.Site), in.PeriodType)
	case in.PeriodNum < 1:
		return no(fieldNum, CodeBillingParameter, "%d is less than 1", in.PeriodNum)
	case in.PeriodNum > p.MaxPeriodNum[in.PeriodType]:
		return no(fieldNum, CodeProductUnknown, "%d is more than %d, the maximum of %s %s", in.PeriodNum,
			p.MaxPeriodNum[in.PeriodType], in.PeriodType, in.ResourceSpecCode)
	case in.Quantity < 1:
		return no(fieldQuantity, CodeBillingParameter, "%d is less than 1", in.Quantity)
	case in.Quantity > p.MaxQuantity:
		return no(fieldQuantity, CodeBillingParameter, "%d is more than %d, the maximum of %s", in.Quantity, p.MaxQuantity,
			in.ResourceSpecCode)
	}
	price, ok := p.Price(w.Policy.Currency, in.PeriodType)
	if !ok {
		return no(fieldSpec, CodeProductUnknown, "%s has no price in %s", in.ResourceSpecCode, w.Policy.Currency)
	}
	delivers := w.delivery(p, in.PeriodType, in.PeriodNum, in.Quantity)
	if limit := w.Policy.MaxTotalMonths.Value; !delivers.Lapses && delivers.Months > limit {
		return no(fieldNum, CodeProductUnknown, "%d %s is %d months, at most %d are sold", in.PeriodNum, in.PeriodType,
			delivers.Months, limit)
	}
	amount, err := price.Times(int64(in.PeriodNum))
	if err == nil {
		amount, err = amount.Times(int64(in.Quantity))
	}
	if err != nil {
		return no(fieldQuantity, CodeTooDear, "%v", err)
	}
	return OrderItem{
		ResourceSpecCode: p.ResourceSpecCode, PeriodType: in.PeriodType, PeriodNum: in.PeriodNum, Quantity: in.Quantity,
		AutoRenew: in.AutoRenew, OfficialAmount: amount, Amount: amount, Delivers: delivers,
	}, nil
}

// delivery is what a line of an order brings: n units of a product that is used one by one are n packages of one unit,
// else one package.
func (w *View) delivery(p site.Product, period site.PeriodType, periods, quantity int32) *Delivery {
	d := &Delivery{
		Packages: 1, Units: p.Units * int64(quantity), Months: period.Months() * int(periods), Pool: p.Pool,
		Lapses: p.Lapses || period == site.OneOff,
	}
	if len(p.Makes) > 0 || len(p.SubResources) > 0 {
		d.Packages, d.Units = int64(quantity), p.Units
	}
	if p.Pool != "" {
		d.Units *= int64(periods)
	}
	// A pay-per-use package is valid for the period it was bought for.
	if p.Lapses && !p.PayPerUse || period == site.OneOff {
		d.Months = w.Policy.LapseMonths.Value
	}
	return d
}

func soldAs(p site.Product, site string) string {
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
