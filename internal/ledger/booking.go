package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// bookingKey keeps in planned private data what the plan of an object counts towards the totals of its command.
const bookingKey = "booking"

// Booking is what the plan of one object is going to charge and to buy.
type Booking struct {
	ledger  *Ledger
	charges []money.Amount
	items   []mssclient.OrderItem
	claimed []string // products that an account can buy once
	// gathers is set for a new object, whose charges are announced with those of the others.
	gathers   bool
	announced []message.Charge
	// MayCharge is set if it may charge more than can be told at plan.
	MayCharge bool
	// Renews is set if it renews a package that exists. Another block may renew it first, which changes what this renewal
	// charges.
	Renews bool
}

type storedBooking struct {
	Origin  session.Origin        `json:"origin"`
	Charge  string                `json:"charge,omitempty"`
	Items   []mssclient.OrderItem `json:"items,omitempty"`
	Claimed []string              `json:"claimed,omitempty"`
}

// Book begins the booking of an object's plan. Terraform plans a replacement twice, the second time without a prior
// state and with the private data that the first plan left: what that one booked is taken off again, so that a change
// that was due is not counted in addition to the purchase.
func (l *Ledger) Book(ctx context.Context, creates bool, private tfconv.PrivateGetter) (*Booking, diag.Diagnostics) {
	b := &Booking{ledger: l}
	var before storedBooking
	if !creates {
		return b, nil
	}
	found, d := tfconv.GetPrivate(ctx, private, bookingKey, &before)
	if !found || d.HasError() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.plans.planning++
		b.gathers = true
		return b, d
	}
	if amount, err := money.Parse(before.Charge); err == nil {
		l.mu.Lock()
		l.planned -= amount
		l.mu.Unlock()
	}
	for _, it := range before.Items {
		l.Purchased(ctx, it)
	}
	l.unclaim(before.Claimed...)
	return b, d
}

// Keep leaves the booking to the second plan of a replacement, and to those of a saved plan.
func (b *Booking) Keep(ctx context.Context, private tfconv.PrivateSetter) diag.Diagnostics {
	sum, err := b.sum()
	if err != nil {
		return nil // the plan has refused it
	}
	return tfconv.SetPrivate(ctx, private, bookingKey, storedBooking{Origin: b.ledger.session.Origin, Charge: sum.String(),
		Items: b.items, Claimed: b.claimed})
}

func (b *Booking) sum() (sum money.Amount, err error) {
	for _, c := range b.charges {
		if sum, err = sum.Add(c); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Charges reports whether the plan charges anything, or may.
func (b *Booking) Charges() bool { return b.MayCharge || len(b.charges) > 0 }

// Planned is the value of planned_charge: all that the plan has announced, unknown if that cannot be told.
func (b *Booking) Planned() types.String {
	sum, err := b.sum()
	if b.MayCharge || err != nil {
		return types.StringUnknown()
	}
	return types.StringValue(sum.String())
}

// Buy notes what the plan buys, for the pools that it feeds.
func (b *Booking) Buy(ctx context.Context, items ...mssclient.OrderItem) {
	for _, it := range items {
		b.ledger.PlanPurchase(ctx, it)
	}
	b.items = append(b.items, items...)
}

// Claim takes what an account can buy only once for this object. It returns the item that another object of the plan
// has claimed; -1 if there is none. Objects are planned at the same time, so that looking and taking are one step.
func (b *Booking) Claim(ctx context.Context, items []mssclient.OrderItem) int {
	l := b.ledger
	for i, it := range items {
		if p, ok := l.session.Product(ctx, it.ResourceSpecCode); !ok || !p.NewCustomersOnce {
			continue
		}
		l.mu.Lock()
		taken := l.once[it.ResourceSpecCode]
		if !taken {
			l.once[it.ResourceSpecCode] = true
			b.claimed = append(b.claimed, it.ResourceSpecCode)
		}
		l.mu.Unlock()
		if taken {
			return i
		}
	}
	return -1
}

// ClaimCoupons takes coupons for this object, as each is used once. It returns one that another object of the plan has
// claimed; empty if there is none.
func (b *Booking) ClaimCoupons(ids []string) string {
	l := b.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		if l.once[id] {
			return id
		}
	}
	for _, id := range ids {
		l.once[id] = true
	}
	b.claimed = append(b.claimed, ids...)
	return ""
}

// unclaim gives back what was claimed.
func (l *Ledger) unclaim(codes ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, code := range codes {
		delete(l.once, code)
	}
}

// Announce says how a diagnostic tells of a charge.
type Announce func(sum, what string) diag.Diagnostic

// Charge announces what the orders of a quote charge, counts it towards the limits, and refuses what is above one.
// max_amount bounds each order.
func (b *Booking) Charge(limit types.String, what string, q Quote, announce Announce) (d diag.Diagnostics) {
	if !q.Known {
		b.MayCharge = true
		return diag.Diagnostics{message.WillCharge("", what)}
	}
	sum, err := q.Sum()
	if err != nil {
		d.AddError("Charges are too large", fmt.Sprintf("%s: %s. No money moved.", what, err))
		return d
	}
	if len(q.Orders) == 0 {
		return d
	}
	dearest := slices.Max(q.Orders)
	if most := Limit(limit); most != nil && dearest > *most {
		one := what
		if dearest < sum {
			one = "One of its orders (" + what + ")"
		}
		d.Append(message.Wrong(maxAmount, "Charge is above max_amount",
			"%s costs %s, and max_amount is %s. No money moved. %s",
			one, message.Sum(dearest, q.Currency), *most, raiseTheLimit))
	}
	b.charges = append(b.charges, sum)
	if d.Append(b.ledger.count(sum, q.Currency, what)...); d.HasError() {
		return d
	}
	one := message.Charge{Sum: sum, Currency: q.Currency, What: what}
	if b.gathers {
		b.announced = append(b.announced, one)
		return d
	}
	return append(d, b.ledger.announce([]message.Charge{one}, announce)...)
}

// count adds a charge to the total of the command.
func (l *Ledger) count(sum money.Amount, currency, what string) (d diag.Diagnostics) {
	l.mu.Lock()
	defer l.mu.Unlock()
	planned, err := l.planned.Add(sum)
	if err != nil {
		d.AddError("Charges are too large",
			fmt.Sprintf("The total of this command's charges is too large: %s. No money moved.", err))
		return d
	}
	if l.planned = planned; l.session.MaxCharge != nil && planned > *l.session.MaxCharge {
		d.AddError("Charges are above max_charge_per_run",
			fmt.Sprintf("With %s for %s this command charges %s, and the provider's %s is %s. No money moved for it. %s",
				message.Sum(sum, currency), what, message.Sum(planned, currency), maxPerRun, *l.session.MaxCharge, raiseTheLimit))
	}
	return d
}
