package control

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// The control calls' words for the types of coupons and discounts.
var (
	CouponWords   = map[string]lifecycle.CouponType{"cash": lifecycle.CashCoupon, "discount": lifecycle.DiscountCoupon}
	DiscountWords = map[string]lifecycle.DiscountType{"promotion": lifecycle.Promotion, "commercial": lifecycle.Commercial,
		"partner": lifecycle.Partner}
)

// Validity is the part of a grant that says how long it can be used: from now for a year where nothing is said.
type Validity struct {
	ValidFrom  string `json:"valid_from,omitempty"`
	ValidUntil string `json:"valid_until,omitempty"`
}

// NewCoupon asks for a coupon: type is cash or discount.
type NewCoupon struct {
	Type         string   `json:"type"`
	FaceValue    string   `json:"face_value"`
	Minimum      string   `json:"minimum,omitempty"`
	Products     []string `json:"products,omitempty"`
	WithDiscount bool     `json:"with_discount,omitempty"`
	Validity
}

// GrantedCoupon is a coupon that was made.
type GrantedCoupon struct {
	CouponID  string `json:"coupon_id"`
	FaceValue string `json:"face_value"`
	Currency  string `json:"currency"`
	Validity
}

// NewDiscount asks for a discount: type is promotion, commercial or partner.
type NewDiscount struct {
	Type     string      `json:"type"`
	Percent  call.Number `json:"percent"`
	Products []string    `json:"products,omitempty"`
	Validity
}

// GrantedDiscount is a discount that was made.
type GrantedDiscount struct {
	DiscountID string `json:"discount_id"`
	Validity
}

// NewTicket asks for the service ticket that some products are sold only with.
type NewTicket struct {
	ResourceSpecCode string `json:"resource_spec_code"`
}

// NewRules are the texts of the files, empty for the built-in ones.
type NewRules struct {
	Policy        string `json:"policy,omitempty"`
	Catalog       string `json:"catalog,omitempty"`
	CustomerLevel string `json:"customer_level,omitempty"`
}

// NewDeposit is money for the account.
type NewDeposit struct {
	Amount string `json:"amount"`
}

func validity(r *call.Request, v Validity) (from, until time.Time, err error) {
	if from, err = r.Time("valid_from", v.ValidFrom); err != nil {
		return from, until, err
	}
	if until, err = r.Time("valid_until", v.ValidUntil); err != nil {
		return from, until, err
	}
	if from.IsZero() {
		w, err := r.Look(lifecycle.Selection{})
		if err != nil {
			return from, until, err
		}
		from = w.Now
	}
	if until.IsZero() {
		until = from.AddDate(1, 0, 0)
	}
	if !wire.IsWritable(from) || !wire.IsWritable(until) {
		return from, until, r.Bad("valid_from and valid_until must be in the years 1970 to 9900")
	}
	return from, until, nil
}

// amount reads a decimal of at most unlimited, so that no sum of a few overflows.
func amount(r *call.Request, name, s string) (money.Amount, error) {
	if s == "" {
		return 0, nil
	}
	a, err := money.Parse(s)
	if err == nil && a > billing.Unlimited {
		err = money.ErrOverflow
	}
	if err != nil {
		return 0, r.Bad("%s is %.40q: %v", name, s, err)
	}
	return a, nil
}

func granted(from, until time.Time) Validity {
	return Validity{call.Instant(from), call.Instant(until)}
}

// grantCoupon is a control call.
func grantCoupon(r *call.Request, in NewCoupon) (any, error) {
	c := lifecycle.Coupon{Products: in.Products, WithDiscount: in.WithDiscount}
	var known bool
	if c.Type, known = CouponWords[in.Type]; !known {
		return nil, r.Bad("type is %.40q, must be cash or discount", in.Type)
	}
	var err error
	if c.FaceValue, err = amount(r, "face_value", in.FaceValue); err != nil {
		return nil, err
	}
	if c.Minimum, err = amount(r, "minimum", in.Minimum); err != nil {
		return nil, err
	}
	if c.ValidFrom, c.ValidUntil, err = validity(r, in.Validity); err != nil {
		return nil, err
	}
	done, err := r.Do(lifecycle.GrantCoupon{Coupon: c})
	if err != nil {
		return nil, err
	}
	return GrantedCoupon{done.ID(), c.FaceValue.String(), done.After.Currency(), granted(c.ValidFrom, c.ValidUntil)}, nil
}

// grantDiscount is a control call.
func grantDiscount(r *call.Request, in NewDiscount) (any, error) {
	d := lifecycle.Discount{Products: in.Products}
	var known bool
	if d.Type, known = DiscountWords[in.Type]; !known {
		return nil, r.Bad("type is %.40q, must be promotion, commercial or partner", in.Type)
	}
	percent, err := r.Int32("percent", in.Percent)
	if err != nil {
		return nil, err
	}
	d.Percent = int(percent)
	if d.ValidFrom, d.ValidUntil, err = validity(r, in.Validity); err != nil {
		return nil, err
	}
	id, err := r.Make(lifecycle.GrantDiscount{Discount: d})
	if err != nil {
		return nil, err
	}
	return GrantedDiscount{id, granted(d.ValidFrom, d.ValidUntil)}, nil
}

// grantTicket is a control call: the service ticket that some products are sold only with.
func grantTicket(r *call.Request, in NewTicket) (any, error) {
	return r.Done(lifecycle.GrantTicket{ResourceSpecCode: in.ResourceSpecCode})
}

// changeRules is a control call: the texts of the files, empty for the built-in ones.
func changeRules(r *call.Request, in NewRules) (any, error) {
	return r.Done(lifecycle.ChangeRules{
		Rules: lifecycle.RuleSet{OwnPolicy: in.Policy, OwnCatalog: in.Catalog, CustomerLevel: in.CustomerLevel}})
}

// deposit is a control call.
func deposit(r *call.Request, in NewDeposit) (any, error) {
	sum, err := amount(r, "amount", in.Amount)
	if err != nil {
		return nil, err
	}
	return r.Done(lifecycle.Deposit{Amount: sum})
}
