// Package clone reads an account of the real cloud, or of a simulator server, with calls that only read, and makes a
// tenant of it.
package clone

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/tenantfile"
)

// Clone is what came of reading an account: a tenant as the lines of a file, and what is to be known about it.
type Clone struct {
	Lines []string
	Report
}

// Report says what was cloned, what was assumed and what was not cloned.
type Report struct {
	Endpoint string    `json:"endpoint"`
	Time     time.Time `json:"time"`
	Site     string    `json:"site"`
	Currency string    `json:"currency"`
	Balance  string    `json:"balance"` // unlimited without a limit
	Packages int       `json:"packages"`
	Assets   int       `json:"assets"`
	Orders   int       `json:"orders"`
	Products int       `json:"products"`
	Assumed  []Note    `json:"assumed"`
	LeftOut  []Note    `json:"left_out"`
}

// Make reads an account. The customer level decides what follows an end; empty: the site's own days.
func Make(ctx context.Context, s Source, level string) (*Clone, error) {
	a, err := read(ctx, s)
	if err != nil {
		return nil, err
	}
	settings, pol, err := rulesFor(a.balance.Currency, level)
	if err != nil {
		return nil, err
	}
	builtin, err := site.BuiltinCatalog()
	if err != nil {
		return nil, err
	}
	r := makeRows(a, pol, builtin)
	read, err := r.readPrices(ctx)
	if err != nil {
		return nil, err
	}
	source := fmt.Sprintf("read from %s at %s", s.Endpoint, a.at.Format(time.RFC3339))
	text, catalog, err := r.makeCatalog(read, "clone of "+a.at.Format(time.DateOnly), source)
	if err != nil {
		return nil, fmt.Errorf("the prices that were read make no catalogue: %w", err)
	}
	r.assumeOfAll()

	settings.ID, settings.OwnCatalog = s.Client.ProjectID(), text
	w := lifecycle.NewWorld(settings, pol, catalog, a.at)
	in := lifecycle.CloneTenant{Seed: uuid.NewString(), Orders: r.orders, Packages: r.packages, Assets: r.assets,
		Account: lifecycle.TenantCloned{Identity: strings.ReplaceAll(uuid.NewString(), "-", ""), Ancestors: a.ancestors,
			Endpoint: s.Endpoint}}
	if !a.balance.Unlimited {
		balance := max(a.balance.Amount, 0)
		in.Balance = &balance
	}
	lifecycle.Clone(w, in)
	lines, err := encode(w)
	return &Clone{lines, r.report(catalog)}, err
}

// rulesFor is the account that a tenant is opened with: that of the site with the currency.
func rulesFor(currency, level string) (t lifecycle.Tenant, pol *site.Policy, err error) {
	for _, name := range site.Names() {
		if pol, err = site.BuiltinPolicy(name); err != nil {
			return t, nil, err
		}
		if pol.Currency == currency {
			pol, err = pol.AtLevel(level)
			return lifecycle.Tenant{Site: name, CustomerLevel: level}, pol, err
		}
	}
	return t, nil, fmt.Errorf("the account pays in %q, for which there is no policy; nothing was written", currency)
}

// encode writes the World's facts as a file.
func encode(w *lifecycle.World) ([]string, error) {
	digest, err := lifecycle.RowsDigest(w)
	if err != nil {
		return nil, err
	}
	f := tenantfile.File{Facts: w.Facts, Rows: digest, Head: tenantfile.Head{
		Project: w.Tenant.ID, Identity: w.AccountIdentity(), Ancestors: w.Tenant.Ancestors, Site: w.Tenant.Site,
		Clock: w.Tenant.ClockKind(), Newest: w.Tenant.Head,
	}}
	return f.Encode()
}

// assumeOfAll notes what the API tells of no package.
func (r *rows) assumeOfAll() {
	for _, p := range r.packages {
		if p.Gone(r.at, lifecycle.Policies{{Policy: r.pol}}) {
			continue
		}
		if !p.Lapses {
			r.assume(fmt.Sprintf("packages: %d days of grace and %d of retention after the end", r.pol.GraceDays.Value,
				r.pol.RetentionDays.Value), p.ID)
		}
		if p.AutoRenew {
			r.assume(fmt.Sprintf("automatic renewals: from %d days before the end, at %d:00 (UTC+8), any number of times, by "+
				"one period of the last order", r.pol.ChargeLeadDays.Value, r.pol.ChargeHour.Value), p.ID)
		}
	}
	for _, a := range r.assets {
		if !r.Server && a.Recycled.IsZero() && a.Deleted.IsZero() {
			r.assume("assets: no months of their own; they end with their package", a.ID)
		}
	}
	if !r.Server && r.balance.Amount > 0 {
		r.assume("balance: cash and credit together; coupons and discounts are not cloned", r.Client.ProjectID())
	}
}

func (r *rows) report(catalog *site.Catalog) Report {
	out := Report{Endpoint: r.Endpoint, Time: r.at, Site: r.pol.Site,
		Currency: r.pol.Currency, Balance: "unlimited", Packages: len(r.packages), Assets: len(r.assets),
		Orders: len(r.orders), Products: len(catalog.Products), Assumed: r.assumed, LeftOut: r.leftOut}
	if !r.balance.Unlimited {
		out.Balance = max(r.balance.Amount, money.Amount(0)).String()
	}
	if out.Assumed == nil {
		out.Assumed = []Note{}
	}
	if out.LeftOut == nil {
		out.LeftOut = []Note{}
	}
	return out
}
