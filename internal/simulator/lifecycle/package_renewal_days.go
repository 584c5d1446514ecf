package lifecycle

import (
	"cmp"
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// RenewConfigured is a change of the account's renewal configuration.
type RenewConfigured struct {
	DeductionDays int `json:"deduction_days"`
	UnifiedDay    int `json:"unified_day"`
}

func (b *RenewConfigured) apply(w *World, f *Fact) {
	w.Tenant.DeductionDays, w.Tenant.UnifiedDay = b.DeductionDays, b.UnifiedDay
	w.rescheduleCharges(f.At)
}

func (b *RenewConfigured) describe(w *World) string {
	return fmt.Sprintf("first charge %s before the end, unified expiration day %d",
		count(int64(cmp.Or(b.DeductionDays, w.Policy.ChargeLeadDays.Value)), "day"), b.UnifiedDay)
}

// rescheduleCharges sets when the packages that renew automatically are charged next, after the account's days or
// rules changed: what failed under the old ones may succeed now.
func (w *World) rescheduleCharges(at time.Time) {
	for _, p := range sorted(w.Packages, ByPurchase) { // also those of orders in processing
		ended := p.NextCharge.IsZero()
		if p.Failed != nil {
			ended = !w.laterCharge(time.Time{}, at).Before(p.Failed.Until)
		}
		switch {
		case !p.AutoRenew || ended:
		case at.Before(p.Expire()):
			w.pkg(p.ID).NextCharge, p.Failed = w.firstCharge(p, later(at, p.Effective)), nil
		case p.Failed != nil:
			w.pkg(p.ID).NextCharge, p.Failed = w.notAfterRetries(p, w.laterCharge(time.Time{}, at)), nil
		}
	}
}

// ConfigureRenewal sets the day of deduction (2 to 7 days before the end) or the unified expiration day (1 to 28, -1
// the last of the month) of the account. Documented, and no value that takes the day back. The World must hold all
// packages.
type ConfigureRenewal struct {
	Name  string `json:"Name"` // DEDUCTION_DATE or EXPIRE_DATE
	Value int    `json:"Value"`
}

// Spec of a Command.
func (in ConfigureRenewal) Spec() Spec {
	return Spec{Operation: "ConfigureRenewal", Content: in, Rows: Selection{AllPackages: true}}
}

// Decide is the rule.
func (in ConfigureRenewal) Decide(w *World) ([]string, error) {
	body := &RenewConfigured{DeductionDays: w.Tenant.DeductionDays, UnifiedDay: w.Tenant.UnifiedDay}
	switch in.Name {
	case "DEDUCTION_DATE":
		if in.Value < 2 || in.Value > 7 {
			return nil, Refuse(CodeBillingParameter, "config_value: DEDUCTION_DATE is %d, must be 2 to 7", in.Value)
		}
		body.DeductionDays = in.Value
	case "EXPIRE_DATE":
		if in.Value < -1 || in.Value == 0 || in.Value > 28 {
			return nil, Refuse(CodeBillingParameter, "config_value: EXPIRE_DATE is %d, must be 1 to 28, or -1 for the last "+
				"day of the month", in.Value)
		}
		body.UnifiedDay = in.Value
	default:
		return nil, Refuse(CodeBillingParameter, "config_name: %q must be DEDUCTION_DATE or EXPIRE_DATE", in.Name)
	}
	w.record(w.Now, w.Tenant.ID, "subscriptions/resources/renew/config", nil, body)
	return nil, nil
}

// unified is the anchor and the months from it with which a renewal by months ends on the account's unified day, and
// how many days that is more. Without a unified day they are the package's own.
func (w *View) unified(p *Package, months int) (anchor time.Time, total, extraDays int) {
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
