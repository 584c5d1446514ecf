package lifecycle

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// PackageUnsubscribed is a package that was returned, or whose renewed terms that had not begun were.
type PackageUnsubscribed struct {
	PackageID  string       `json:"package_id"`
	Order      Order        `json:"order"` // of type unsubscription; its amount is the refund, negative
	Refund     money.Amount `json:"refund"`
	FullRefund bool         `json:"full_refund,omitempty"` // one of the year's unconditional returns
	// CouponsBack says that with it the whole order is refunded in full, which frees the cash coupons that it was paid
	// with.
	CouponsBack bool `json:"coupons_back,omitempty"`
	// KeptTerms is how many terms stay when only renewed ones are returned; 0 when the package itself is.
	KeptTerms int `json:"kept_terms,omitempty"`
}

func (b *PackageUnsubscribed) apply(w *World, f *Fact) {
	(&OrderPlaced{Order: b.Order}).apply(w, f)
	w.order(b.Order.ID).Paid = f.At
	p := w.pkg(b.PackageID)
	if b.CouponsBack {
		w.giveCashCouponsBack(p.OrderID)
	}
	if b.FullRefund {
		p.RefundedInFull = true
		refunds := map[int]int{yearOf(f.At): 1}
		for y, n := range w.Tenant.FullRefunds {
			refunds[y] += n
		}
		w.Tenant.FullRefunds = refunds
	}
	if b.KeptTerms > 0 {
		p.shortenTo(b.KeptTerms)
		p.Changed, p.Failed = f.At, nil
		if p.AutoRenew {
			p.NextCharge = w.firstCharge(p, f.At)
		}
		return
	}
	p.Returned, p.AutoRenew, p.NextCharge, p.Failed = f.At, false, time.Time{}, nil
	if a, ok := w.Assets[p.AssetID]; ok && a.PackageID == p.ID && a.Status(p, f.At, w.Policies) != AssetDeleted {
		w.asset(a.ID).Deleted = f.At
	}
}

func (b *PackageUnsubscribed) describe(w *World) string {
	if b.KeptTerms > 0 {
		return "renewed periods returned, order " + b.Order.ID
	}
	return fmt.Sprintf("returned, refund %s %s, order %s", b.Refund, w.Currency(), b.Order.ID)
}

// yearOf is the calendar year in which a return counts.
func yearOf(t time.Time) int { return t.In(calendar.Zone).Year() }

// shortenTo takes the terms after the first n away; the package ends with the last one kept.
func (p *Package) shortenTo(n int) {
	p.Terms = slices.Clone(p.Terms[:n])
	end := p.Terms[n-1].End
	for p.Months > 0 && p.Expire().After(end) {
		p.Months--
	}
	if !p.Expire().Equal(end) { // a unified day had moved the anchor
		p.Anchor, p.Months = end, 0
	}
}

// restRefundedInFull reports whether all other packages of a package's order were refunded in full. Otherwise a coupon
// would come back whole for one of them, while it still pays for the rest (assumed: the sources speak of orders).
func (w *World) restRefundedInFull(p *Package) bool {
	for _, other := range w.Packages {
		if other.OrderID == p.OrderID && other.ID != p.ID && !other.RefundedInFull {
			return false
		}
	}
	return true
}

// giveCashCouponsBack frees the cash coupons of an order that is refunded in full; discount coupons stay used
// (documented).
func (w *World) giveCashCouponsBack(orderID string) {
	w.Tenant.Coupons = slices.Clone(w.Tenant.Coupons)
	for i := range w.Tenant.Coupons {
		if c := &w.Tenant.Coupons[i]; c.UsedBy == orderID && c.Type == CashCoupon {
			c.UsedBy = ""
		}
	}
}

// ReturnPackages unsubscribes packages, each in an order of its own. A returned package's asset is deleted at once.
type ReturnPackages struct {
	PackageIDs  []string `json:"PackageIDs"`
	OnlyRenewed bool     `json:"OnlyRenewed"` // only the renewed terms that have not begun (unsubscribe_type 2)
}

// Spec of a Command. The order's other packages decide whether its coupons come back.
func (in ReturnPackages) Spec() Spec {
	return Spec{Operation: "ReturnPackages", Content: in,
		Rows: Selection{Packages: in.PackageIDs, OrderMates: true}}
}

// Decide is the rule.
func (in ReturnPackages) Decide(w *World) (orderIDs []string, err error) {
	if err := w.checkIDs("resource_ids", in.PackageIDs, CodeBillingParameter); err != nil {
		return nil, err
	}
	for i, id := range in.PackageIDs {
		p, err := w.returnable(id)
		if err != nil {
			return nil, err
		}
		body := &PackageUnsubscribed{PackageID: id}
		if in.OnlyRenewed {
			for body.KeptTerms = len(p.Terms); body.KeptTerms > 1 &&
				p.Terms[body.KeptTerms-1].Start.After(w.Now); body.KeptTerms-- {
				body.Refund += p.Terms[body.KeptTerms-1].Paid
			}
			if body.KeptTerms == len(p.Terms) {
				return nil, Refuse(CodeNoRenewedPeriod, "the resource %s has no renewed period that has not begun", id)
			}
		} else {
			body.Refund, body.FullRefund = w.Refund(p)
			body.CouponsBack = body.FullRefund && w.restRefundedInFull(p)
		}
		if err := w.checkRefund(body.Refund); err != nil {
			return nil, err
		}
		body.Order = Order{
			ID: w.orderID(w.Now, "unsubscription", w.Identity, strconv.Itoa(i)), Type: Unsubscription, Created: w.Now,
			PayBy:          w.Now,
			OfficialAmount: -body.Refund, Amount: -body.Refund,
			Items: []OrderItem{{
				ResourceSpecCode: p.ResourceSpecCode, PeriodType: p.PeriodType, Quantity: 1, OfficialAmount: -body.Refund,
				Amount:    -body.Refund,
				Resources: []string{id},
			}},
		}
		w.record(w.Now, id, "subscriptions/resources/unsubscribe", charge(-body.Refund), body)
		orderIDs = append(orderIDs, body.Order.ID)
	}
	return orderIDs, nil
}

func (w *World) returnable(id string) (*Package, error) {
	p, ok := w.Delivered(id)
	if !ok {
		return nil, Refuse(CodeResourceUnknown, "the resource %s does not exist", id)
	}
	status := w.PackageStatus(p)
	switch {
	case p.Gone(w.Now, w.Policies):
		return nil, Refuse(CodeDeleted, "the resource %s is %s since %s", id, status, instant(p.ClosedAt(w.Policies)))
	case status == PackageFrozen:
		return nil, Refuse(CodeFrozen, "the resource %s is frozen and cannot be returned", id)
	case p.Pool != "" && p.Used > 0:
		return nil, Refuse(CodeNotReturnable, "%d of the %d units of the resource %s are spent: it cannot be returned",
			p.Used,
			p.Units, id)
	case w.isPayPerUse(p):
		return nil, Refuse(CodeNotReturnable, "the resource %s (%s) is a pay-per-use package and cannot be returned", id,
			p.ResourceSpecCode)
	case p.Pool == "" && !p.renews():
		return nil, Refuse(CodeNotReturnable, "the resource %s (%s) is one-off and cannot be returned", id,
			p.ResourceSpecCode)
	}
	if o := w.unpaidOrderOf(id); o != nil {
		return nil, Refuse(CodeResourceInOrder, "the resource %s is in the unpaid order %s; pay or cancel it first", id, o.ID)
	}
	return p, nil
}

func (w *World) isPayPerUse(p *Package) bool {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	return product.PayPerUse
}
