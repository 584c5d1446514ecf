// Package run is what a configured provider hands to its objects: the client, the origin that states belong to, the user's consent, and an
// account of what this walk has planned so far. The rules about money that all objects share live here too.
package run

import (
	"context"
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

// Run is one configured provider.
type Run struct {
	Client            *mssclient.Client
	Origin            Origin
	AcceptAgreements  bool
	ExpiryWarningDays int
	// GraceDays and RetentionDays follow the end of what can be renewed; both 0 where nobody says.
	GraceDays, RetentionDays int
	MaxTotalMonths           int // of a package from its beginning; 0 where nobody says
	// ChargeLeadDays and ChargeHour (UTC+8) are of the first attempt of an automatic renewal before an end.
	ChargeLeadDays, ChargeHour int
	// AllowDuplicateOrder lets things be made that exist already: beside an order of a killed run on the real cloud, and beside what an empty state has held.
	AllowDuplicateOrder bool
	// State is the Terraform state that the run works on.
	State command.State
	// Partial says that the plan covers only a part of the state, or may: nothing is adopted then.
	Partial bool
	// Destroys says that the command destroys all that it works on.
	Destroys bool
	Journal  Journal          // of runs on the real cloud
	Clock    func() time.Time // real time, for the journal
	Plans    once.Plans       // of the Terraform command; nil: nothing is carried from one plan to the next
	// Balance is what the account has at the beginning; nil: unlimited credit, or nobody says.
	Balance *money.Amount
	// NoRefresh says that the command does not refresh what it plans.
	NoRefresh bool
	// AppliesPlan says that the command applies a saved plan.
	AppliesPlan bool
	// SavedPlan is the plan that this command was given to apply; nil if there is none, or it cannot be read.
	SavedPlan *planfile.Plan
	// MaxCharge is the most that may be charged in this run; nil: any amount.
	MaxCharge *money.Amount

	asking   sync.Mutex // held while the account's identity is asked for
	identity string     // of the account, where it was made after the provider was configured
	tokens   tokens
	placing  sync.Mutex // held while an order is placed on the real cloud
	looking  sync.Mutex // held while is found out what an empty state held
	looked   bool
	emptied  bool           // its state is, and what it held exists
	reading  sync.Mutex     // held while the saved plan is read
	saved    map[string]any // its objects, by type
	returns  sync.Mutex     // held while returns are quoted
	refunds  int            // full refunds of the year that this walk plans

	mu   sync.Mutex
	lost []string // ids that a killed run made, and that no state has shown yet

	unconfirmed error // from the service, to which the state showed what a killed run made

	products []mssclient.Product
	bought   map[string]int64   // pool: units that this walk plans to buy and has not bought yet
	once     map[string]bool    // products that an account can buy once, and coupons, that this walk plans to use
	reserved map[string]int64   // pool: units that this walk plans to spend and has not spent yet
	claims   map[string][]claim // package, or asset in the recycle bin: units that this walk plans to use and has not used yet
	known    map[string]bool    // orders that are accounted for
	planned  money.Amount       // charges that this walk has announced
	charged  money.Amount       // charges that this walk has made
}

// From takes the Run out of a Configure request; nil before the provider is configured, as in a validate walk.
func From(data any, d *diag.Diagnostics) *Run {
	if data == nil {
		return nil
	}
	r, ok := data.(*Run)
	if !ok {
		d.AddError("Unable to configure the object", fmt.Sprintf("The provider handed over %T. This is a bug of the provider, please report it.", data))
	}
	return r
}

// Uninterrupted lets an operation that moves money come to its end when Terraform is interrupted: half of it would leave an order behind.
func Uninterrupted(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// defaultTimeout of an operation. Nothing waits for business time, so that only a service that hardly answers takes as long.
const defaultTimeout = 20 * time.Minute

// Within is Uninterrupted for the time that a timeouts attribute gives an operation. What was under way at its end may have taken effect.
func Within(ctx context.Context, timeout func(context.Context, time.Duration) (time.Duration, diag.Diagnostics), d *diag.Diagnostics) (context.Context, context.CancelFunc) {
	limit, more := timeout(ctx, defaultTimeout)
	d.Append(more...)
	return context.WithTimeout(Uninterrupted(ctx), limit)
}

// Now is the business instant of the newest answer.
func (r *Run) Now() time.Time { return r.Client.Instant() }

// Account is what data sources read, as their errors name it.
func (r *Run) Account() string {
	return fmt.Sprintf("project %s at %s", r.Origin.Project, r.Now().Format(time.RFC3339))
}

// GraceEnd is when what ended is frozen, ReleaseEnd when it is gone for good; zero where nobody says.
func (r *Run) GraceEnd(end time.Time) time.Time { return r.after(end, r.GraceDays) }

// ReleaseEnd is when what ended is gone for good.
func (r *Run) ReleaseEnd(end time.Time) time.Time { return r.after(end, r.GraceDays+r.RetentionDays) }

// NextCharge is the next attempt to renew automatically what ends at end: so many days before it, or when that has passed on the next day, at the hour. It is zero
// when attempts have ended, because the next one would come when what ended is gone.
func (r *Run) NextCharge(end time.Time) time.Time {
	due := calendar.At(end, -r.ChargeLeadDays, r.ChargeHour)
	for days := 0; !due.After(r.Now()); days++ {
		due = calendar.At(r.Now(), days, r.ChargeHour)
	}
	if last := r.ReleaseEnd(end); !last.IsZero() && !due.Before(last) {
		return time.Time{}
	}
	return due
}

// LastCharge is the last attempt to renew automatically what ends at end; zero before the first.
func (r *Run) LastCharge(end time.Time) time.Time {
	last := calendar.At(r.Now(), 0, r.ChargeHour)
	if last.After(r.Now()) {
		last = calendar.At(r.Now(), -1, r.ChargeHour)
	}
	if last.Before(calendar.At(end, -r.ChargeLeadDays, r.ChargeHour)) {
		return time.Time{}
	}
	return last
}

func (r *Run) after(end time.Time, days int) time.Time {
	if end.IsZero() || r.GraceDays+r.RetentionDays == 0 {
		return time.Time{}
	}
	return calendar.DaysAfter(end, days)
}

// Soon reports whether an end lies within the days for which the user wants to be warned. They begin so many days before it, at that very second.
func (r *Run) Soon(end time.Time) bool {
	return !end.IsZero() && r.ExpiryWarningDays > 0 && !r.Now().Before(calendar.DaysAfter(end, -r.ExpiryWarningDays))
}

// Product looks a product up in the catalogue, which is read once a run. Estimates and plan checks must not fail a plan, so that a
// catalogue that cannot be read only means that they are left out.
func (r *Run) Product(ctx context.Context, code string) (mssclient.Product, bool) {
	for _, p := range r.catalogue(ctx) {
		if p.ResourceSpecCode == code {
			return p, true
		}
	}
	return mssclient.Product{}, false
}

func (r *Run) catalogue(ctx context.Context) []mssclient.Product {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.products == nil {
		r.products, _ = r.Client.Products(ctx)
	}
	return r.products
}
