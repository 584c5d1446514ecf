package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// firstCharge is the first attempt to renew a package automatically after an instant: at the charge hour, the lead days
// before its end, or at the next charge hour when that has passed; zero when attempts have ended by then.
func (w *World) firstCharge(p *Package, after time.Time) time.Time {
	return w.notAfterRetries(p, w.laterCharge(calendar.At(p.Expire(), -w.ChargeLeadDays(), w.Policy.ChargeHour.Value),
		after))
}

// ChargeLeadDays before an end automatic renewal is first tried: what the account has set (documented: DEDUCTION_DATE),
// or else the policy's.
func (w *View) ChargeLeadDays() int {
	if w.Tenant.DeductionDays > 0 {
		return w.Tenant.DeductionDays
	}
	return w.Policy.ChargeLeadDays.Value
}

// laterCharge is the given attempt, or the first charge hour after an instant when it has passed.
func (w *View) laterCharge(due, after time.Time) time.Time {
	if due.After(after) {
		return due
	}
	due = calendar.At(after, 0, w.Policy.ChargeHour.Value)
	if !due.After(after) {
		due = calendar.At(after, 1, w.Policy.ChargeHour.Value)
	}
	return due
}

// retryEnd is before when a package is renewed automatically.
func (w *World) retryEnd(p *Package) time.Time {
	if w.Policy.RetryUntil.Value == "expire_time" {
		return p.Expire()
	}
	return p.RetentionEnd(w.Policies)
}

func (w *World) notAfterRetries(p *Package, due time.Time) time.Time {
	if !due.Before(w.retryEnd(p)) {
		return time.Time{}
	}
	return due
}

// AutoRenewSwitched is automatic renewal switched on or off, or on with other limits.
type AutoRenewSwitched struct {
	PackageID  string          `json:"package_id"`
	On         bool            `json:"on"`
	Times      int             `json:"times,omitempty"`
	Period     site.PeriodType `json:"period,omitempty"`
	NextCharge time.Time       `json:"next_charge,omitzero"`
}

func (b *AutoRenewSwitched) apply(w *World, f *Fact) {
	p := w.pkg(b.PackageID)
	p.AutoRenew, p.RenewTimes, p.RenewPeriod, p.NextCharge = b.On, b.Times, b.Period, b.NextCharge
	p.Failed, p.Changed = nil, f.At
}

func (b *AutoRenewSwitched) describe(*World) string {
	if !b.On {
		return "off"
	}
	return "on, first charge " + instant(b.NextCharge)
}

// maxRenewTimes is the largest auto_renew_times (documented).
const maxRenewTimes = 99

// SetAutoRenew switches automatic renewal: on only before the end (CBC.99003602), off at any time (CBC.99003605 if
// off). Documented. What cannot be renewed at all, or not so, is a wrong parameter (assumed: of the codes of this call
// none other fits). When it is on already, only other limits make a fact.
type SetAutoRenew struct {
	PackageID string          `json:"PackageID"`
	On        bool            `json:"On"`
	Times     int             `json:"Times"`  // how many renewals; 0: any number
	Period    site.PeriodType `json:"Period"` // of the renewals; empty: that of the last order
	// KeepLimits leaves the limits as they are where it is on already: none were given.
	KeepLimits bool `json:"KeepLimits"`
}

// Spec of a Command.
func (in SetAutoRenew) Spec() Spec {
	return Spec{Operation: "SetAutoRenew", Content: in, Rows: Selection{Packages: []string{in.PackageID}}}
}

// Decide is the rule.
func (in SetAutoRenew) Decide(w *World) ([]string, error) {
	p, ok := w.Delivered(in.PackageID)
	switch {
	case !ok:
		return nil, Refuse(CodeResourceUnknown, "the resource %s does not exist", in.PackageID)
	case !in.On && (!p.AutoRenew || p.Gone(w.Now, w.Policies)):
		return nil, Refuse(CodeAutoRenewOff, "automatic renewal of the resource %s is already off", in.PackageID)
	case in.On && !p.renews():
		return nil, Refuse(CodeBillingParameter, "the resource %s (%s, %s) cannot be renewed", in.PackageID,
			p.ResourceSpecCode, p.PeriodType)
	case in.On && !(p.Returned.IsZero() && w.Now.Before(p.Expire())):
		return nil, Refuse(CodeAutoRenewTooLate, "the resource %s is %s since %s: automatic renewal can be switched on "+
			"only before the end", in.PackageID, w.PackageStatus(p), instant(p.Since(w.Now, w.Policies)))
	case in.Times < 0 || in.Times > maxRenewTimes:
		return nil, Refuse(CodeBillingParameter, "auto_renew_times is %d, must be 0 (any number) to %d", in.Times,
			maxRenewTimes)
	}
	if product, ok := w.Catalog.Product(p.ResourceSpecCode); in.On && in.Period != "" &&
		(!ok || !product.Sells(w.Policy.Site, in.Period)) {
		return nil, Refuse(CodeBillingParameter, "period_type: the resource %s (%s) cannot be renewed %s", p.ID,
			p.ResourceSpecCode, in.Period)
	}
	body := &AutoRenewSwitched{PackageID: in.PackageID, On: in.On}
	if in.On {
		body.Times, body.Period = in.Times, in.Period
		if p.AutoRenew && (in.KeepLimits || body.Times == p.RenewTimes && body.Period == p.RenewPeriod) {
			return nil, nil
		}
		body.NextCharge = w.firstCharge(p, w.Now)
	}
	w.record(w.Now, in.PackageID, "subscriptions/resources/autorenew", nil, body)
	return nil, nil
}
