package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// CouponType is billing's type of a coupon at payment.
type CouponType int

// The coupon types that the simulated cloud knows (documented). Both take their face value off an order; a cash coupon comes back when an order is
// refunded in full, a discount coupon does not.
const (
	DiscountCoupon CouponType = 300
	CashCoupon     CouponType = 301
)

// Coupon is an account's coupon. It is used once; what an order does not need of it is lost (assumed).
type Coupon struct {
	ID         string       `json:"id"`
	Type       CouponType   `json:"type"`
	FaceValue  money.Amount `json:"face_value"`
	Minimum    money.Amount `json:"minimum,omitempty"` // of the order after discounts
	ValidFrom  time.Time    `json:"valid_from"`
	ValidUntil time.Time    `json:"valid_until"`
	Products   []string     `json:"products,omitempty"` // empty: all
	// WithDiscount says that it may be combined with a discount.
	WithDiscount bool      `json:"with_discount,omitempty"`
	UsedBy       string    `json:"used_by,omitempty"`     // order
	LockedBy     string    `json:"locked_by,omitempty"`   // an order that may still be paid
	LockedUntil  time.Time `json:"locked_until,omitzero"` // its payment deadline
}

// Locked says whether an unpaid order holds the coupon at an instant.
func (c *Coupon) Locked(at time.Time) bool { return c.LockedBy != "" && at.Before(c.LockedUntil) }

// DiscountType is billing's type of a discount at payment.
type DiscountType int

// The discount types (documented). A commercial discount has priority where the service chooses.
const (
	Promotion  DiscountType = 0
	Commercial DiscountType = 2
	Partner    DiscountType = 3
)

// Discount is an account's discount on products.
type Discount struct {
	ID         string       `json:"id"`
	Type       DiscountType `json:"type"`
	Percent    int          `json:"percent"` // off, 1 to 99
	ValidFrom  time.Time    `json:"valid_from"`
	ValidUntil time.Time    `json:"valid_until"`
	Products   []string     `json:"products,omitempty"` // empty: all
}

// Choice is what is chosen to pay an order with. The zero value: the ordered price, no coupon.
type Choice struct {
	DiscountID string
	CouponIDs  []string
	// DiscountType and CouponTypes are what the chosen ones are said to be; nil and 0: nothing is said.
	DiscountType *DiscountType `json:",omitempty"`
	CouponTypes  []CouponType  `json:",omitempty"`
}

// maxCoupons is how many coupons one payment takes (documented).
const maxCoupons = 3

func valid(from, until, at time.Time) bool { return !at.Before(from) && at.Before(until) }

func covers(products []string, items []OrderItem) bool {
	return len(products) == 0 || !slices.ContainsFunc(items, func(it OrderItem) bool { return !slices.Contains(products, it.ResourceSpecCode) })
}

// CouponGranted is a coupon given to the account.
type CouponGranted struct {
	Coupon Coupon `json:"coupon"`
}

func (*CouponGranted) factType() string { return "coupon_granted" }

func (b *CouponGranted) apply(w *World, _ *Fact) {
	w.Tenant.Coupons = append(slices.Clip(w.Tenant.Coupons), b.Coupon)
}

// GrantCoupon gives the account a coupon.
func GrantCoupon(w *World, c Coupon) (id string, err error) {
	switch {
	case c.Type != DiscountCoupon && c.Type != CashCoupon:
		return "", refuse(CodeBillingParameter, "type: %d is neither 300 (discount coupon) nor 301 (cash coupon)", c.Type)
	case c.FaceValue <= 0 || c.Minimum < 0:
		return "", refuse(CodeBillingParameter, "the face value must be more than 0 and the minimum not less")
	case c.FaceValue > money.MostInFloat || c.Minimum > money.MostInFloat:
		return "", refuse(CodeBillingParameter, "the face value and the minimum must be at most %s", money.MostInFloat)
	case !c.ValidFrom.Before(c.ValidUntil):
		return "", refuse(CodeBillingParameter, "the coupon's validity ends %s, before it begins", instant(c.ValidUntil))
	}
	if err := w.knownProducts(c.Products); err != nil {
		return "", err
	}
	c.ID, c.UsedBy, c.LockedBy, c.LockedUntil = "sim-coupon-"+w.Names("coupon", w.Identity)[:16], "", "", time.Time{}
	w.record(w.Now, c.ID, "account/coupons", nil, &CouponGranted{Coupon: c})
	return c.ID, nil
}

// DiscountGranted is a discount given to the account.
type DiscountGranted struct {
	Discount Discount `json:"discount"`
}

func (*DiscountGranted) factType() string { return "discount_granted" }

func (b *DiscountGranted) apply(w *World, _ *Fact) {
	w.Tenant.Discounts = append(slices.Clip(w.Tenant.Discounts), b.Discount)
}

// GrantDiscount gives the account a discount.
func GrantDiscount(w *World, d Discount) (id string, err error) {
	switch {
	case d.Type != Promotion && d.Type != Commercial && d.Type != Partner:
		return "", refuse(CodeBillingParameter, "type: %d is none of 0 (promotion), 2 (commercial), 3 (partner)", d.Type)
	case d.Percent < 1 || d.Percent > 99:
		return "", refuse(CodeBillingParameter, "percent: %d must be 1 to 99", d.Percent)
	case !d.ValidFrom.Before(d.ValidUntil):
		return "", refuse(CodeBillingParameter, "the discount's validity ends %s, before it begins", instant(d.ValidUntil))
	}
	if err := w.knownProducts(d.Products); err != nil {
		return "", err
	}
	d.ID = "sim-discount-" + w.Names("discount", w.Identity)[:16]
	w.record(w.Now, d.ID, "account/discounts", nil, &DiscountGranted{Discount: d})
	return d.ID, nil
}

// TicketGranted is a service ticket that lets the account buy a product.
type TicketGranted struct {
	ResourceSpecCode string `json:"resource_spec_code"`
}

func (*TicketGranted) factType() string { return "ticket_granted" }

func (b *TicketGranted) apply(w *World, _ *Fact) {
	w.Tenant.Tickets = append(slices.Clip(w.Tenant.Tickets), b.ResourceSpecCode)
}

// GrantTicket grants a service ticket for a product; again is no fact.
func GrantTicket(w *World, code string) error {
	if err := w.knownProducts([]string{code}); err != nil {
		return err
	}
	if !slices.Contains(w.Tenant.Tickets, code) {
		w.record(w.Now, w.Tenant.ID, "account/tickets", nil, &TicketGranted{ResourceSpecCode: code})
	}
	return nil
}

func (w *World) knownProducts(codes []string) error {
	for _, code := range codes {
		if _, ok := w.Catalog.Product(code); !ok {
			return refuse(CodeBillingParameter, "products: %q is not in the catalogue", code)
		}
	}
	return nil
}

// coupon and discount look one up in the account.
func (w *World) coupon(id string) *Coupon {
	i := slices.IndexFunc(w.Tenant.Coupons, func(c Coupon) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &w.Tenant.Coupons[i]
}

func (w *World) discount(id string) *Discount {
	i := slices.IndexFunc(w.Tenant.Discounts, func(d Discount) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &w.Tenant.Discounts[i]
}

// holdCoupons notes in the account which coupons an order uses (used) or locks until it is paid, and frees its others.
func (w *World) holdCoupons(o *Order, used bool) {
	w.Tenant.Coupons = slices.Clone(w.Tenant.Coupons)
	for i := range w.Tenant.Coupons {
		c := &w.Tenant.Coupons[i]
		if c.LockedBy == o.ID {
			c.LockedBy, c.LockedUntil = "", time.Time{}
		}
		switch {
		case !slices.Contains(o.CouponIDs, c.ID):
		case used:
			c.UsedBy = o.ID
		default:
			c.LockedBy, c.LockedUntil = o.ID, o.PayBy
		}
	}
}

// discounted prices an order's items under a discount.
func discounted(items []OrderItem, d *Discount) ([]OrderItem, money.Amount) {
	items = slices.Clone(items)
	var sum money.Amount
	for i := range items {
		items[i].Amount = items[i].OfficialAmount
		if d != nil {
			// Rounded half up to the minor unit (assumed). The percentage is small: the division comes first, so that nothing overflows.
			whole, rest := items[i].OfficialAmount/100, items[i].OfficialAmount%100
			keep := money.Amount(100 - d.Percent)
			items[i].Amount = whole*keep + (rest*keep+50)/100
		}
		sum += items[i].Amount
	}
	return items, sum
}

// checkDiscount refuses a discount that an order cannot be paid with.
func (w *World) checkDiscount(id string, items []OrderItem) (*Discount, error) {
	d := w.discount(id)
	switch {
	case d == nil:
		return nil, refuse(CodeDiscountUnusable, "the account has no discount %s", id)
	case !valid(d.ValidFrom, d.ValidUntil, w.Now):
		return nil, refuse(CodeDiscountUnusable, "the discount %s is valid from %s until %s, not now", id, instant(d.ValidFrom), instant(d.ValidUntil))
	case !covers(d.Products, items):
		return nil, refuse(CodeDiscountUnusable, "the discount %s does not cover every product of the order", id)
	}
	return d, nil
}

// checkCoupons refuses coupons that an order of an amount cannot be paid with, and says what they take off.
func (w *World) checkCoupons(o *Order, ids []string, amount money.Amount, withDiscount bool) (off money.Amount, err error) {
	if len(ids) > maxCoupons {
		return 0, refuse(CodeBillingParameter, "coupon_infos: %d coupons, at most %d can be used", len(ids), maxCoupons)
	}
	var kind CouponType
	for i, id := range ids {
		c := w.coupon(id)
		switch {
		case slices.Contains(ids[:i], id):
			return 0, refuse(CodeBillingParameter, "coupon_infos: %s is named twice", id)
		case c == nil:
			return 0, refuse(CodeCouponUnusable, "the account has no coupon %s", id)
		case c.UsedBy != "":
			return 0, refuse(CodeCouponUnusable, "the coupon %s was used for the order %s", id, c.UsedBy)
		case c.Locked(w.Now) && c.LockedBy != o.ID:
			return 0, refuse(CodeCouponUnusable, "the coupon %s is locked by the unpaid order %s", id, c.LockedBy)
		case !valid(c.ValidFrom, c.ValidUntil, w.Now):
			return 0, refuse(CodeCouponUnusable, "the coupon %s is valid from %s until %s, not now", id, instant(c.ValidFrom), instant(c.ValidUntil))
		case !covers(c.Products, o.Items):
			return 0, refuse(CodeCouponUnusable, "the coupon %s does not cover every product of the order", id)
		case amount < c.Minimum:
			return 0, refuse(CodeCouponMinimum, "the coupon %s needs an order of %s %s, this one is %s", id, c.Minimum, w.Currency(), amount)
		case withDiscount && !c.WithDiscount:
			return 0, refuse(CodeCouponWithDiscount, "the coupon %s cannot be combined with a discount", id)
		case kind != 0 && kind != c.Type:
			return 0, refuse(CodeCouponKinds, "cash coupons and discount coupons cannot be used together")
		}
		kind = c.Type
		off += min(amount-off, c.FaceValue)
	}
	return off, nil
}

// checkTypes refuses what is not of the type that the choice says: the account has no such coupon or discount.
func (w *World) checkTypes(choice Choice) error {
	if d := w.discount(choice.DiscountID); d != nil && choice.DiscountType != nil && *choice.DiscountType != d.Type {
		return refuse(CodeDiscountUnusable, "the account has no discount %s of the type %d: it is of the type %d", d.ID, *choice.DiscountType, d.Type)
	}
	for i, t := range choice.CouponTypes {
		if c := w.coupon(choice.CouponIDs[i]); c != nil && t != 0 && t != c.Type {
			return refuse(CodeCouponUnusable, "the account has no coupon %s of the type %d: it is of the type %d", c.ID, t, c.Type)
		}
	}
	return nil
}

// bestChoice is what automatic payment takes by itself: the discount that saves most, a commercial one first (documented), then up to three coupons
// of one kind that save most, those that end first before others (assumed).
func (w *World) bestChoice(o *Order) Choice {
	var best Choice
	saved := money.Amount(-1)
	for i := range w.Tenant.Discounts {
		d := &w.Tenant.Discounts[i]
		if _, err := w.checkDiscount(d.ID, o.Items); err != nil {
			continue
		}
		_, sum := discounted(o.Items, d)
		current := w.discount(best.DiscountID)
		commercialFirst := current != nil && (d.Type == Commercial) != (current.Type == Commercial)
		if commercialFirst && d.Type == Commercial || !commercialFirst && o.OfficialAmount-sum > saved {
			best.DiscountID, saved = d.ID, o.OfficialAmount-sum
		}
	}
	_, amount := discounted(o.Items, w.discount(best.DiscountID))
	for _, kind := range []CouponType{CashCoupon, DiscountCoupon} {
		ids, off := w.bestCoupons(o, kind, amount, best.DiscountID != "")
		if off > w.off(o, best.CouponIDs, amount, best.DiscountID != "") {
			best.CouponIDs = ids
		}
	}
	return best
}

// off is what usable coupons take off an order.
func (w *World) off(o *Order, ids []string, amount money.Amount, withDiscount bool) money.Amount {
	off, err := w.checkCoupons(o, ids, amount, withDiscount)
	if err != nil {
		return 0
	}
	return off
}

func (w *World) bestCoupons(o *Order, kind CouponType, amount money.Amount, withDiscount bool) (ids []string, off money.Amount) {
	usable := slices.Clone(w.Tenant.Coupons)
	usable = slices.DeleteFunc(usable, func(c Coupon) bool {
		_, err := w.checkCoupons(o, []string{c.ID}, amount, withDiscount)
		return c.Type != kind || err != nil
	})
	slices.SortStableFunc(usable, func(a, b Coupon) int {
		return cmp.Or(cmp.Compare(b.FaceValue, a.FaceValue), a.ValidUntil.Compare(b.ValidUntil), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range usable {
		if len(ids) == maxCoupons || off == amount {
			break
		}
		ids = append(ids, c.ID)
		off += min(amount-off, c.FaceValue)
	}
	return ids, off
}
