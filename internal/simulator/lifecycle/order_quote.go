package lifecycle

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Quotation is what a purchase list costs now. Nothing is ordered by it.
type Quotation struct {
	Items          []OrderItem // before discounts
	OfficialAmount money.Amount
	Offers         []DiscountOffer // the account's discounts that the list can be paid with
}

// Quote prices a purchase list as PlaceOrder would. What depends on the account and not on the price is not asked: a
// price can be seen before the service ticket is granted (assumed).
func Quote(w *View, list []OrderRequestItem) (*Quotation, error) {
	if len(list) == 0 {
		return nil, Refuse(CodeBillingParameter, "product_infos is empty")
	}
	items, sum, no := w.priceList(list)
	if no != nil {
		return nil, Refuse(no.code, "%s: %s", no.at("product_infos", "resource_spec"), no.reason)
	}
	return &Quotation{Items: items, OfficialAmount: sum, Offers: w.discountOffers(items)}, nil
}

// OrdersRequest asks what orders cost that are placed and paid one after the other: a purchase and then renewals.
type OrdersRequest struct {
	Items    []OrderRequestItem // empty: nothing is bought
	OrderID  string             // an order that waits for its payment, instead of a purchase
	Coupons  []string           // that the purchase or the order is paid with
	Discount string             // likewise; empty: none
	Renewals []RenewalStep
}

// RenewalStep is one renewal order.
type RenewalStep struct {
	PackageID  string // empty: the package that Items buy
	PeriodType site.PeriodType
	PeriodNum  int32
	// Placed is the order that this renewal was placed with before; empty: it is placed again.
	Placed string
}

// QuotedOrder is what an order costs, and when the package that it buys or renews ends then; zero for several packages.
type QuotedOrder struct {
	Amount money.Amount // after the discount
	Charge money.Amount // what is left for the account to pay after the coupons
	End    time.Time
}

// QuoteOrders prices orders by placing and paying them in the World, which must be thrown away. It refuses what
// ordering would refuse. Neither the balance nor the service agreement is asked: a price can be seen before there is
// money for it.
func QuoteOrders(w *World, in OrdersRequest) (all []QuotedOrder, err error) {
	w.Tenant.ServiceSigned = true
	var bought []string
	orderID := in.OrderID
	if len(in.Items) > 0 {
		w.Identity = "quote"
		ids, err := PlaceOrder{Items: in.Items}.Decide(w)
		if err != nil {
			return nil, err
		}
		orderID = ids[0]
	}
	if orderID != "" {
		if err := w.quotePayment(orderID, Choice{CouponIDs: in.Coupons, DiscountID: in.Discount}); err != nil {
			return nil, err
		}
		bought = w.Orders[orderID].Resources()
		all = append(all, w.quoted(orderID))
	}
	for i, r := range in.Renewals {
		if r.PackageID == "" && len(bought) != 1 {
			return nil, Refuse(CodeBadParameter, "renewals[%d].resource_id is missing: the purchase delivers %d packages", i,
				len(bought))
		}
		w.Identity = "quote" + strconv.Itoa(i)
		id, err := w.quoteRenewal(r, cmp.Or(r.PackageID, strings.Join(bought, "")))
		if err != nil {
			return nil, err
		}
		all = append(all, w.quoted(id))
	}
	return all, nil
}

func (w *World) quotePayment(orderID string, choice Choice) error {
	o, err := w.payable(orderID)
	if err != nil {
		return err
	}
	own := *o // the rows of a World that was looked at are shared
	w.Orders[orderID] = &own
	if len(choice.CouponIDs) == 0 && choice.DiscountID == "" {
		return w.pay(&own, nil, false, "quote")
	}
	price, err := w.priceUnder(&own, choice)
	if err != nil {
		return err
	}
	return w.pay(&own, price, false, "quote")
}

func (w *World) quoteRenewal(r RenewalStep, packageID string) (orderID string, err error) {
	orderID = r.Placed
	if o, ok := w.Orders[orderID]; !ok || o.Status(w.Now) != OrderPendingPayment {
		ids, err := RenewPackages{PackageIDs: []string{packageID}, PeriodType: r.PeriodType, PeriodNum: r.PeriodNum}.Decide(w)
		if err != nil {
			return "", err
		}
		orderID = ids[0]
	}
	return orderID, w.pay(w.Orders[orderID], nil, false, "quote")
}

func (w *World) quoted(orderID string) QuotedOrder {
	o := w.Orders[orderID]
	q := QuotedOrder{Amount: o.Amount, Charge: o.Amount - o.CouponAmount}
	if ids := o.Resources(); len(ids) == 1 {
		q.End = w.Packages[ids[0]].Expire()
	}
	return q
}
