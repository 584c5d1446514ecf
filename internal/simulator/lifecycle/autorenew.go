package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

// AutoRenewSwitched is automatic renewal switched on or off, or on with other limits.
type AutoRenewSwitched struct {
	PackageID  string             `json:"package_id"`
	On         bool               `json:"on"`
	Times      int                `json:"times,omitempty"`
	Period     catalog.PeriodType `json:"period,omitempty"`
	NextCharge time.Time          `json:"next_charge,omitzero"`
}

func (*AutoRenewSwitched) factType() string { return "auto_renew_switched" }

func (b *AutoRenewSwitched) apply(w *World, f *Fact) {
	p := w.pkg(b.PackageID)
	p.AutoRenew, p.RenewTimes, p.RenewPeriod, p.NextCharge = b.On, b.Times, b.Period, b.NextCharge
	p.Changed = f.At
}

// maxRenewTimes is the largest auto_renew_times (documented).
const maxRenewTimes = 99

// SetAutoRenew switches automatic renewal: on only before the end (CBC.99003602), off at any time (CBC.99003605 if off). Documented. What cannot be
// renewed at all, or not so, is a wrong parameter (assumed: of the codes of this call none other fits). When it is on already, only other limits make
// a fact.
func SetAutoRenew(w *World, in AutoRenewRequest) error {
	p, ok := w.Packages[in.PackageID]
	switch {
	case !ok:
		return refuse(CodeResourceUnknown, "the resource %s does not exist", in.PackageID)
	case !in.On && (!p.AutoRenew || p.Gone(w.Now, w.Policies)):
		return refuse(CodeAutoRenewOff, "automatic renewal of the resource %s is already off", in.PackageID)
	case in.On && !p.renews():
		return refuse(CodeBillingParameter, "the resource %s (%s, %s) cannot be renewed", in.PackageID, p.ResourceSpecCode, p.PeriodType)
	case in.On && !(p.Returned.IsZero() && w.Now.Before(p.Expire())):
		return refuse(CodeAutoRenewTooLate, "the resource %s is %s since %s: automatic renewal can be switched on only before the end", in.PackageID, w.PackageStatus(p), instant(p.Since(w.Now, w.Policies)))
	case in.Times < 0 || in.Times > maxRenewTimes:
		return refuse(CodeBillingParameter, "auto_renew_times is %d, must be 0 (any number) to %d", in.Times, maxRenewTimes)
	}
	if product, ok := w.Catalog.Product(p.ResourceSpecCode); in.On && in.Period != "" && (!ok || !product.Sells(w.Policy.Site, in.Period)) {
		return refuse(CodeBillingParameter, "period_type: the resource %s (%s) cannot be renewed %s", p.ID, p.ResourceSpecCode, in.Period)
	}
	body := &AutoRenewSwitched{PackageID: in.PackageID, On: in.On}
	if in.On {
		body.Times, body.Period = in.Times, in.Period
		if p.AutoRenew && (in.KeepLimits || body.Times == p.RenewTimes && body.Period == p.RenewPeriod) {
			return nil
		}
		body.NextCharge = w.firstCharge(p, w.Now)
	}
	w.record(w.Now, in.PackageID, "subscriptions/resources/autorenew", nil, body)
	return nil
}

// firstCharge is the first attempt to renew a package automatically after an instant: at the charge hour, the lead days before its end, or at the
// next charge hour when that has passed; zero when attempts have ended by then.
func (w *World) firstCharge(p *Package, after time.Time) time.Time {
	return w.notAfterRetries(p, w.laterCharge(calendar.At(p.Expire(), -w.ChargeLeadDays(), w.Policy.ChargeHour.Value), after))
}

// ChargeLeadDays before an end automatic renewal is first tried: what the account has set (documented: DEDUCTION_DATE), or else the policy's.
func (w *World) ChargeLeadDays() int {
	if w.Tenant.DeductionDays > 0 {
		return w.Tenant.DeductionDays
	}
	return w.Policy.ChargeLeadDays.Value
}

// laterCharge is the given attempt, or the first charge hour after an instant when it has passed.
func (w *World) laterCharge(due, after time.Time) time.Time {
	if due.After(after) {
		return due
	}
	due = calendar.At(after, 0, w.Policy.ChargeHour.Value)
	if !due.After(after) {
		due = calendar.At(after, 1, w.Policy.ChargeHour.Value)
	}
	return due
}

func (w *World) notAfterRetries(p *Package, due time.Time) time.Time {
	last := p.RetentionEnd(w.Policies)
	if w.Policy.RetryUntil.Value == "expire_time" {
		last = p.Expire()
	}
	if !due.Before(last) {
		return time.Time{}
	}
	return due
}

// RenewConfigured is a change of the account's renewal configuration.
type RenewConfigured struct {
	DeductionDays int `json:"deduction_days"`
	UnifiedDay    int `json:"unified_day"`
}

func (*RenewConfigured) factType() string { return "renew_configured" }

func (b *RenewConfigured) apply(w *World, f *Fact) {
	w.Tenant.DeductionDays, w.Tenant.UnifiedDay = b.DeductionDays, b.UnifiedDay
	w.rescheduleCharges(f.At)
}

// rescheduleCharges works out anew when the packages that renew automatically are charged next, after the account's days changed.
func (w *World) rescheduleCharges(at time.Time) {
	for _, p := range w.PackageList() {
		if p.AutoRenew && !p.NextCharge.IsZero() && at.Before(p.Expire()) {
			w.pkg(p.ID).NextCharge = w.firstCharge(p, at)
		}
	}
}

// ConfigureRenewal sets the day of deduction (2 to 7 days before the end) or the unified expiration day (1 to 28, -1 the last of the month) of the
// account. Documented, and no value that takes the day back. The World must hold all packages.
func ConfigureRenewal(w *World, in RenewConfigRequest) error {
	body := &RenewConfigured{DeductionDays: w.Tenant.DeductionDays, UnifiedDay: w.Tenant.UnifiedDay}
	switch in.Name {
	case "DEDUCTION_DATE":
		if in.Value < 2 || in.Value > 7 {
			return refuse(CodeBillingParameter, "config_value: DEDUCTION_DATE is %d, must be 2 to 7", in.Value)
		}
		body.DeductionDays = in.Value
	case "EXPIRE_DATE":
		if in.Value < -1 || in.Value == 0 || in.Value > 28 {
			return refuse(CodeBillingParameter, "config_value: EXPIRE_DATE is %d, must be 1 to 28, or -1 for the last day of the month", in.Value)
		}
		body.UnifiedDay = in.Value
	default:
		return refuse(CodeBillingParameter, "config_name: %q must be DEDUCTION_DATE or EXPIRE_DATE", in.Name)
	}
	w.record(w.Now, w.Tenant.ID, "subscriptions/resources/renew/config", nil, body)
	return nil
}

// unified is the anchor and the months from it with which a renewal by months ends on the account's unified day, and how many days that is more.
// Without a unified day they are the package's own.
func (w *World) unified(p *Package, months int) (anchor time.Time, total, extraDays int) {
	total = p.Months + months
	if w.Tenant.UnifiedDay == 0 {
		return p.Anchor, total, 0
	}
	end := calendar.End(p.Anchor, total)
	day := w.Tenant.UnifiedDay
	if day < 0 {
		day = 31 // clamped to each month's last day
	}
	y, m, _ := p.Anchor.In(calendar.Zone).Date()
	// Counted from a month that has the day, before or at the package's own.
	anchor = time.Date(y, m, day, 12, 0, 0, 0, calendar.Zone)
	if anchor.Day() != day {
		anchor = time.Date(y, m-1, day, 12, 0, 0, 0, calendar.Zone)
	}
	total, err := calendar.MonthsUntil(anchor, end)
	if err != nil {
		return p.Anchor, p.Months + months, 0
	}
	extraDays = int(calendar.End(anchor, total).Sub(end) / (24 * time.Hour))
	return anchor.UTC(), total, extraDays
}
