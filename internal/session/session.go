// Package session is the configured provider as its objects see it: the client, the user's options, and facts of the
// account.
package session

import (
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/once/command"
	"github.com/mss-iac/terraform-provider-mss/internal/once/planfile"
)

// Session is one configured provider.
type Session struct {
	Client            *mssclient.Client
	Origin            Origin
	Ancestors         []string // the identities of what the account was branched from
	AcceptAgreements  bool
	ExpiryWarningDays int
	Notices           Notices
	// GraceDays and RetentionDays follow the end of what can be renewed; both 0 if unknown.
	GraceDays, RetentionDays int
	MaxTotalMonths           int // of a package from its beginning; 0 if unknown
	// ChargeLeadDays and ChargeHour (UTC+8) are of the first attempt of an automatic renewal before an end.
	ChargeLeadDays, ChargeHour int
	// AllowDuplicateOrder lets things be created that exist already: in addition to an order of a killed run on the real
	// cloud, and to what an empty state has held.
	AllowDuplicateOrder bool
	// State is the Terraform state that the command works on.
	State command.State
	// Partial is set if the plan covers only a part of the state, or may: nothing is adopted then.
	Partial bool
	// Destroys is set if the command destroys all that it works on.
	Destroys bool
	Plans    once.Plans // of the Terraform command; nil: nothing is carried from one plan to the next
	// Balance is what the account has at the beginning; nil: unlimited credit, or unknown.
	Balance *money.Amount
	// NoRefresh is set if the command does not refresh what it plans.
	NoRefresh bool
	// AppliesPlan is set if the command applies a saved plan.
	AppliesPlan bool
	// SavedPlan is the plan that this command was given to apply; nil if there is none, or it cannot be read.
	SavedPlan *planfile.Plan
	// MaxCharge is the most that may be charged by this command; nil: any amount.
	MaxCharge *money.Amount

	asking   sync.Mutex // held while the account's identity is asked for
	identity string     // of the account, where it was made after the provider was configured
	reading  sync.Mutex // held while the catalogue is read
	products []mssclient.Product
	receipts receipts
}

// Now is the business instant of the newest answer.
func (s *Session) Now() time.Time { return s.Client.Instant() }

// Account is what data sources read, as their errors name it.
func (s *Session) Account() string {
	return fmt.Sprintf("project %s at %s", s.Origin.Project, s.Now().Format(time.RFC3339))
}

// GraceEnd is when what ended is frozen, ReleaseEnd when it is gone for good; zero if unknown.
func (s *Session) GraceEnd(end time.Time) time.Time { return s.after(end, s.GraceDays) }

// ReleaseEnd is when what ended is gone for good.
func (s *Session) ReleaseEnd(end time.Time) time.Time {
	return s.after(end, s.GraceDays+s.RetentionDays)
}

// NextCharge is the next attempt to renew automatically what ends at end: so many days before it, or when that has
// passed on the next day, at the hour. It is zero when attempts have ended, because the next one would come when what
// ended is gone.
func (s *Session) NextCharge(end time.Time) time.Time {
	due := calendar.At(end, -s.ChargeLeadDays, s.ChargeHour)
	for days := 0; !due.After(s.Now()); days++ {
		due = calendar.At(s.Now(), days, s.ChargeHour)
	}
	if last := s.ReleaseEnd(end); !last.IsZero() && !due.Before(last) {
		return time.Time{}
	}
	return due
}

// LastCharge is the last attempt to renew automatically what ends at end; zero before the first.
func (s *Session) LastCharge(end time.Time) time.Time {
	last := calendar.At(s.Now(), 0, s.ChargeHour)
	if last.After(s.Now()) {
		last = calendar.At(s.Now(), -1, s.ChargeHour)
	}
	if last.Before(calendar.At(end, -s.ChargeLeadDays, s.ChargeHour)) {
		return time.Time{}
	}
	return last
}

func (s *Session) after(end time.Time, days int) time.Time {
	if end.IsZero() || s.GraceDays+s.RetentionDays == 0 {
		return time.Time{}
	}
	return calendar.DaysAfter(end, days)
}

// Soon reports whether an end lies within the days for which the user wants to be warned. They begin so many days
// before it, at that very second.
func (s *Session) Soon(end time.Time) bool {
	return !end.IsZero() && s.ExpiryWarningDays > 0 && !s.Now().Before(calendar.DaysAfter(end, -s.ExpiryWarningDays))
}

// OnlySimulated refuses what no public API of the real cloud offers.
func (s *Session) OnlySimulated(what, instead string) (d diag.Diagnostics) {
	if s != nil && s.Client.IsReal() {
		d.AddError("Not offered by the real cloud",
			fmt.Sprintf("%s is available in the simulated cloud only, because the real cloud has no public API for it. "+
				"Nothing was sent, no money moved. %s", what, instead))
	}
	return d
}
