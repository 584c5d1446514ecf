package console

import (
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type orderRow struct {
	mssclient.Order

	Address string
}

type ordersPage struct {
	frame
	Filters []tab
	Rows    []orderRow
	Paging  paging
}

var orderFilters = [][2]string{{"", "All"}, {mssclient.OrderPendingPayment, "To be paid"},
	{mssclient.OrderProcessing, "Processing"}, {mssclient.OrderCompleted, "Completed"},
	{mssclient.OrderCancelled, "Cancelled"}}

func listOrders(v *visit) error {
	p := ordersPage{frame: v.frame("Orders", "Orders")}
	filter := v.query.Get("status")
	for _, f := range orderFilters {
		p.Filters = append(p.Filters, tab{f[1], v.with("status", f[0], "page", ""), f[0] == filter})
	}
	page, paged := v.paging(listSize)
	found, err := v.client.OrdersOf(v.ctx, mssclient.OrderFilter{Status: filter, NewestFirst: true, Page: &page})
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	for _, o := range found {
		p.Rows = append(p.Rows, orderRow{o, v.link("/orders/" + o.ID)})
	}
	return v.show("orders", p)
}

type orderPage struct {
	frame
	Order    *mssclient.Order
	Items    []orderItem
	Packages []packageRow
	Events   []control.Event
	More     int // packages that are not listed

	AllPackages string // the address where all are
	Waits       bool
	Left        string
	Payment     *payment // of an order that waits to be paid
	acting
}

// payment is what an order can be paid with, and what is charged if it is paid with what the address names.
type payment struct {
	Coupons   []chosenCoupon
	Discounts []chosenDiscount
	None      bool // no discount is chosen
	Charge    string
	Lines     []pair // from the price to what is charged
	Short     string // by how much the balance does not cover it; empty: it does
	Problem   string // why it cannot be paid like this
}

type chosenCoupon struct {
	mssclient.Coupon

	Chosen bool
}

type chosenDiscount struct {
	mssclient.RateDiscount

	Chosen bool
}

type orderItem struct {
	mssclient.OrderItem

	Name string
}

func showOrder(v *visit) error {
	p, err := v.order()
	if err != nil {
		return err
	}
	return v.show("order", p)
}

func (v *visit) order() (p orderPage, err error) {
	o, err := v.client.Order(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return p, err
	}
	products, err := v.products()
	if err != nil {
		return p, err
	}
	p = orderPage{frame: v.frame("Order "+o.ID, "Orders"), Order: o, Waits: o.Status == mssclient.OrderPendingPayment}
	if p.acting = v.acting(); p.Waits {
		p.Left = left(v.at, o.PaymentDeadline)
		if p.Payment, err = v.payment(o); err != nil {
			return p, err
		}
	}
	for _, it := range o.Items {
		p.Items = append(p.Items, orderItem{it, products.name(it.ResourceSpecCode)})
	}
	page := mssclient.Page{Limit: maxFound}
	delivered, err := v.client.Packages(v.ctx, mssclient.PackageFilter{OrderID: o.ID, Page: &page})
	if err != nil {
		return p, err
	}
	p.More, p.AllPackages = int(page.Total)-len(delivered), v.link("/packages", "q", o.ID)
	for _, one := range delivered {
		p.Packages = append(p.Packages, v.packageRow(one, products))
	}
	p.Events, err = v.events(time.Time{}, v.at, o.ID)
	return p, err
}

// payment prices the payment that the address asks for.
func (v *visit) payment(o *mssclient.Order) (*payment, error) {
	with := mssclient.Payment{CouponIDs: v.query["coupon"], DiscountID: v.query.Get("discount")}
	p := &payment{None: with.DiscountID == ""}
	coupons, err := v.client.CouponsFor(v.ctx, o)
	if err != nil {
		return nil, err
	}
	for _, c := range coupons {
		p.Coupons = append(p.Coupons, chosenCoupon{c, slices.Contains(with.CouponIDs, c.ID)})
	}
	discounts, err := v.client.OrderDiscounts(v.ctx, o.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range discounts {
		p.Discounts = append(p.Discounts, chosenDiscount{d, d.ID == with.DiscountID})
	}
	q, currency, err := v.client.QuotePayment(v.ctx, o.ID, with)
	if err != nil {
		p.Problem = message(err)
		return p, nil
	}
	p.Charge = amount(q.Charge) + " " + currency
	line := func(name string, sum money.Amount) {
		if sum != 0 {
			p.Lines = append(p.Lines, pair{name, amount(sum) + " " + currency})
		}
	}
	line("Price", o.OfficialAmount)
	line("Discount", q.Amount-o.OfficialAmount)
	line("Coupons", q.Charge-q.Amount)
	if balance, err := money.Parse(v.account.Balance); err == nil && balance < q.Charge {
		p.Short = amount(q.Charge-balance) + " " + currency
	}
	return p, nil
}
