package lifecycle

import (
	"fmt"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Damaged is the refusal of a call that reads what no rule has written. It tells what was found.
func Damaged(format string, args ...any) error {
	return Refuse(CodeStoreDamaged, "the store is damaged: %s; nothing was stored. `terraform-provider-mss simulator "+
		"verify` lists what differs; put a copy from before the damage in its place",
		fmt.Sprintf(format, args...))
}

// The Flaw of a row is what is impossible about it, whatever the rules and the history; empty if nothing is. It is
// asked of every row that is read, so that a damaged one is neither answered nor met by a rule. What only the facts
// tell is Verify's.

// Flaw of an order.
func (o *Order) Flaw() string {
	amount, official := money.Amount(0), money.Amount(0)
	for i, it := range o.Items {
		switch {
		case !knownPeriod(it.PeriodType):
			return fmt.Sprintf("item %d has the period type %q", i, it.PeriodType)
		case it.Quantity < 1 || it.PeriodNum < 0:
			return fmt.Sprintf("item %d is of %d times %d periods", i, it.Quantity, it.PeriodNum)
		case o.Type != NewPurchase && len(it.Resources) != 1:
			return fmt.Sprintf("item %d names %d packages, not one", i, len(it.Resources))
		case !o.Paid.IsZero() && len(it.Resources) == 0:
			return fmt.Sprintf("it is paid, and item %d has delivered nothing", i)
		}
		var err, err2 error
		amount, err = amount.Add(it.Amount)
		official, err2 = official.Add(it.OfficialAmount)
		if err != nil || err2 != nil {
			return "its items' amounts are too large"
		}
	}
	switch {
	case !slices.Contains([]OrderType{NewPurchase, Renewal, Unsubscription}, o.Type):
		return fmt.Sprintf("it has the type %d", o.Type)
	case len(o.Items) == 0:
		return "it has no items"
	case o.Created.IsZero():
		return "it was never created"
	case amount != o.Amount:
		return fmt.Sprintf("its items come to %s, and its amount is %s", amount, o.Amount)
	case official != o.OfficialAmount:
		return fmt.Sprintf("its items' list prices come to %s, and its own is %s", official, o.OfficialAmount)
	case (o.Amount < 0) != (o.Type == Unsubscription) && o.Amount != 0:
		return fmt.Sprintf("it has the amount %s", o.Amount)
	case o.CouponAmount < 0 || o.CouponAmount > max(o.Amount, 0):
		return fmt.Sprintf("coupons pay %s of %s", o.CouponAmount, o.Amount)
	case !o.Paid.IsZero() && !o.Cancelled.IsZero():
		return "it was both paid and cancelled"
	case !o.Paid.IsZero() && o.Paid.Before(o.Created) || !o.Cancelled.IsZero() && o.Cancelled.Before(o.Created):
		return "it was paid or cancelled before it was created"
	default:
		return ""
	}
}

// Flaw of a package.
func (p *Package) Flaw() string {
	for i, t := range p.Terms {
		switch {
		case t.OrderID == "":
			return fmt.Sprintf("term %d has no order", i)
		case t.End.Before(t.Start):
			return fmt.Sprintf("term %d ends %s, before it begins", i, instant(t.End))
		case t.Paid < 0 || t.Months < 0:
			return fmt.Sprintf("term %d is of %d months for %s", i, t.Months, t.Paid)
		}
	}
	switch {
	case p.OrderID == "":
		return "it has no order"
	case p.ResourceSpecCode == "":
		return "it has no product"
	case !knownPeriod(p.PeriodType), p.RenewPeriod != "" && !knownPeriod(p.RenewPeriod):
		return fmt.Sprintf("it has the period types %q and %q", p.PeriodType, p.RenewPeriod)
	case p.Used < 0 || p.Used > p.Units:
		return fmt.Sprintf("%d of its %d units are used", p.Used, p.Units)
	case p.ItemIndex < 0 || p.RenewTimes < 0:
		return fmt.Sprintf("it is of item %d and renews %d times", p.ItemIndex, p.RenewTimes)
	case len(p.Terms) == 0:
		return "it has no term"
	case p.Months < 0 || p.Months > calendar.MaxMonths:
		return fmt.Sprintf("it lasts %d months", p.Months)
	case p.Effective.IsZero() || p.Anchor.IsZero():
		return "it never began"
	case p.Expire().Before(p.Effective):
		return fmt.Sprintf("it ends %s, before it begins", instant(p.Expire()))
	case !p.Returned.IsZero() && p.Returned.Before(p.Effective):
		return fmt.Sprintf("it was returned %s, before it began", instant(p.Returned))
	default:
		return ""
	}
}

// Flaw of an asset.
func (a *Asset) Flaw() string {
	switch {
	case a.PackageID == "":
		return "it has no package"
	case a.Kind == "" || a.Name == "":
		return fmt.Sprintf("it is of the kind %q and named %q", a.Kind, a.Name)
	case a.OnShelfMonths < 0 || a.OnShelfMonths > calendar.MaxMonths:
		return fmt.Sprintf("it has %d months of its own", a.OnShelfMonths)
	case a.Created.IsZero() || a.Anchor.IsZero():
		return "it was never made"
	case a.Updated.Before(a.Created), !a.Recycled.IsZero() && a.Recycled.Before(a.Created), !a.Deleted.IsZero() &&
		a.Deleted.Before(a.Created):
		return "it was changed or deleted before it was made"
	default:
		return ""
	}
}

// Flaw of a training job.
func (j *TrainingJob) Flaw() string {
	switch {
	case !slices.Contains([]JobType{ImageJob, BasicVoiceJob, MiddleVoiceJob, AdvanceVoiceJob}, j.Type):
		return fmt.Sprintf("it has the type %q", j.Type)
	case j.Created.IsZero() || j.Updated.Before(j.Created):
		return "it was changed before it was created"
	case j.Submitted.IsZero() != (j.AssetID == "") || j.Submitted.IsZero() != (j.PackageID == ""):
		return fmt.Sprintf("it was submitted %s and made asset %q from package %q", instant(j.Submitted), j.AssetID,
			j.PackageID)
	case j.Ready.Before(j.Submitted):
		return "it was ready before it was submitted"
	default:
		return ""
	}
}

// Flaw of a tenant.
func (t *Tenant) Flaw() string {
	switch {
	case t.Seed == "" || t.Seq < 1 || t.Head.IsZero():
		return "it has never been opened"
	case t.Clock != "" && !slices.Contains(Clocks(), t.Clock):
		return fmt.Sprintf("it has the clock %q", t.Clock)
	case t.Limited && t.Balance < 0:
		return fmt.Sprintf("its balance is %s", t.Balance)
	case t.UnifiedDay < -1 || t.UnifiedDay > 28 || t.DeductionDays < 0 || t.DeductionDays > 7:
		return fmt.Sprintf("renewals end on day %d and are charged %d days before", t.UnifiedDay, t.DeductionDays)
	}
	for _, c := range t.Coupons {
		if c.Type != DiscountCoupon && c.Type != CashCoupon || c.FaceValue <= 0 || !c.ValidFrom.Before(c.ValidUntil) {
			return fmt.Sprintf("its coupon %s is of type %d and worth %s", c.ID, c.Type, c.FaceValue)
		}
	}
	for _, d := range t.Discounts {
		if d.Percent < 1 || d.Percent > 99 || !d.ValidFrom.Before(d.ValidUntil) {
			return fmt.Sprintf("its discount %s takes off %d percent", d.ID, d.Percent)
		}
	}
	return ""
}

func knownPeriod(p site.PeriodType) bool {
	return p == site.Monthly || p == site.Yearly || p == site.OneOff
}
