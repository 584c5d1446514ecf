package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

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

// DiscountGranted is a discount given to the account.
type DiscountGranted struct {
	Discount Discount `json:"discount"`
}

func (b *DiscountGranted) apply(w *World, _ *Fact) {
	w.Tenant.Discounts = append(slices.Clip(w.Tenant.Discounts), b.Discount)
}

func (b *DiscountGranted) describe(*World) string {
	return fmt.Sprintf("discount of %d %%, valid until %s", b.Discount.Percent, instant(b.Discount.ValidUntil))
}

// GrantDiscount gives the account a discount.
type GrantDiscount struct{ Discount }

// Spec of a Command.
func (in GrantDiscount) Spec() Spec { return Spec{Operation: "GrantDiscount", Content: in.Discount} }

// Decide is the rule.
func (in GrantDiscount) Decide(w *World) ([]string, error) {
	d := in.Discount
	switch {
	case d.Type != Promotion && d.Type != Commercial && d.Type != Partner:
		return nil, Refuse(CodeBillingParameter, "type: %d is none of 0 (promotion), 2 (commercial), 3 (partner)", d.Type)
	case d.Percent < 1 || d.Percent > 99:
		return nil, Refuse(CodeBillingParameter, "percent: %d must be 1 to 99", d.Percent)
	case !d.ValidFrom.Before(d.ValidUntil):
		return nil, Refuse(CodeBillingParameter, "the discount's validity ends %s, before it begins", instant(d.ValidUntil))
	}
	if err := w.knownProducts(d.Products); err != nil {
		return nil, err
	}
	d.ID = "sim-discount-" + w.Names("discount", w.Identity)[:16]
	w.record(w.Now, d.ID, "account/discounts", nil, &DiscountGranted{Discount: d})
	return []string{d.ID}, nil
}

func (w *View) discount(id string) *Discount {
	i := slices.IndexFunc(w.Tenant.Discounts, func(d Discount) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &w.Tenant.Discounts[i]
}

// discounted prices an order's items under a discount.
func discounted(items []OrderItem, d *Discount) ([]OrderItem, money.Amount) {
	items = slices.Clone(items)
	var sum money.Amount
	for i := range items {
		items[i].Amount = items[i].OfficialAmount
		if d != nil {
			// Rounded half up to the minor unit (assumed). The percentage is small: the division comes first, so that nothing
			// overflows.
			whole, rest := items[i].OfficialAmount/100, items[i].OfficialAmount%100
			keep := money.Amount(100 - d.Percent)
			items[i].Amount = whole*keep + (rest*keep+50)/100
		}
		sum += items[i].Amount
	}
	return items, sum
}
