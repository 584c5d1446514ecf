package lifecycle

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Tenant is the row of one account with one project.
type Tenant struct {
	ID   string `json:"id"` // the project id
	Seed string `json:"seed"`
	// Identity is the tenant's own if it was branched; empty: it follows from the seed. Ancestors are what it was branched
	// from, the oldest first.
	Identity  string     `json:"identity,omitempty"`
	Ancestors []Ancestor `json:"ancestors,omitempty"`
	// Clock says where the instants of calls come from; empty: from the calls.
	Clock Clock  `json:"clock,omitempty"`
	Site  string `json:"site"`
	// CustomerLevel replaces the site's grace and retention, where the site has levels.
	CustomerLevel string `json:"customer_level,omitempty"`
	// OwnPolicy and OwnCatalog are the files that the tenant was made with instead of the built-in ones.
	OwnPolicy  string `json:"own_policy,omitempty"`
	OwnCatalog string `json:"own_catalog,omitempty"`
	// Rules are the changes of the three above since the first write.
	Rules []RuleSet `json:"rules,omitempty"`
	Head  time.Time `json:"head"` // instant of the newest fact
	Seq   int64     `json:"seq"`  // number of the newest fact
	// Limited says that there was an opening balance; without one credit is unlimited.
	Limited        bool         `json:"limited"`
	OpeningBalance money.Amount `json:"opening_balance"`
	Balance        money.Amount `json:"balance"`
	AutoPaySigned  bool         `json:"auto_pay_signed,omitempty"`
	ServiceSigned  bool         `json:"service_signed,omitempty"`
	Coupons        []Coupon     `json:"coupons,omitempty"`
	Discounts      []Discount   `json:"discounts,omitempty"`
	// DeductionDays replaces the policy's days before the end at which automatic renewal is first charged; 0: it does not.
	DeductionDays int `json:"deduction_days,omitempty"`
	// UnifiedDay is the day of the month on which renewals end, -1 its last day; 0: each package its own.
	UnifiedDay int `json:"unified_day,omitempty"`
	// Tickets are the products for which a service ticket was granted.
	Tickets []string `json:"tickets,omitempty"`
	// Declines are the windows in which automatic renewals are declined, also those that are over.
	Declines    []RenewalDecline `json:"declines,omitempty"`
	FullRefunds map[int]int      `json:"full_refunds,omitempty"` // by calendar year
	Once        map[string]bool  `json:"once,omitempty"`         // new-customer products already bought
}

// WithFiles is the tenant with what swap makes of each file of its rules.
func (t *Tenant) WithFiles(swap func(string) string) Tenant {
	own := *t
	own.OwnPolicy, own.OwnCatalog = swap(t.OwnPolicy), swap(t.OwnCatalog)
	own.Rules = slices.Clone(t.Rules)
	for i, r := range own.Rules {
		own.Rules[i] = r.withFiles(swap)
	}
	return own
}

// TenantOpened is the first fact of a tenant: what it was made with.
type TenantOpened struct {
	Seed           string       `json:"seed"`
	Clock          Clock        `json:"clock,omitempty"`
	Site           string       `json:"site"`
	CustomerLevel  string       `json:"customer_level,omitempty"`
	PolicyVersion  string       `json:"policy_version"`
	CatalogVersion string       `json:"catalog_version"`
	OwnPolicy      string       `json:"own_policy,omitempty"`  // the file, where the tenant has one of its own
	OwnCatalog     string       `json:"own_catalog,omitempty"` // likewise
	Limited        bool         `json:"limited"`
	OpeningBalance money.Amount `json:"opening_balance"`
}

func (b *TenantOpened) apply(w *World, _ *Fact) {
	w.Tenant.Clock = b.Clock
	w.Tenant.Seed, w.Tenant.Site, w.Tenant.CustomerLevel = b.Seed, b.Site, b.CustomerLevel
	w.Tenant.OwnPolicy, w.Tenant.OwnCatalog = b.OwnPolicy, b.OwnCatalog
	w.Tenant.Rules = []RuleSet{{CustomerLevel: b.CustomerLevel, OwnPolicy: b.OwnPolicy, OwnCatalog: b.OwnCatalog}}
	w.Tenant.Limited, w.Tenant.OpeningBalance = b.Limited, b.OpeningBalance
}

func (b *TenantOpened) describe(w *World) string {
	if b.Limited {
		return fmt.Sprintf("site %s, opening balance %s %s", b.Site, b.OpeningBalance, w.Currency())
	}
	return fmt.Sprintf("site %s, unlimited credit", b.Site)
}

// Open makes the tenant at its first write, with the data that its row already names. Without an opening balance its
// credit is unlimited.
func Open(w *World, seed string, opening *money.Amount) {
	body := &TenantOpened{
		Seed: seed, Clock: w.Tenant.Clock, Site: w.Policy.Site, CustomerLevel: w.Tenant.CustomerLevel,
		PolicyVersion: w.Policy.Version, CatalogVersion: w.Catalog.Version,
		OwnPolicy: w.Tenant.OwnPolicy, OwnCatalog: w.Tenant.OwnCatalog,
	}
	var entries []Entry
	if opening != nil {
		body.Limited, body.OpeningBalance = true, *opening
		entries = []Entry{{AccountFunding, -*opening}, {AccountCustomer, *opening}}
	}
	w.record(w.Now, w.Tenant.ID, "first write", entries, body)
}

// AccountIdentity names the tenant for good: it comes with the first write, is random, and stays wherever the store
// lies and whatever serves it. Empty before the first write. Unless the tenant was branched, it follows from the seed
// without telling it: who knows the seed can tell the ids to come.
func (w *View) AccountIdentity() string {
	if w.Tenant.Seed == "" || w.Tenant.Identity != "" {
		return w.Tenant.Identity
	}
	return w.Names("account identity")[:32]
}

// Covers is the largest amount that the account can pay. Without an opening balance that is all with which its sum can
// still be counted.
func (t *Tenant) Covers() money.Amount {
	switch {
	case t.Limited:
		return t.Balance
	case t.Balance >= 0:
		return math.MaxInt64
	default:
		return t.Balance - math.MinInt64
	}
}

func (w *World) canPay(a money.Amount) bool { return a <= w.Tenant.Covers() }

// checkRefund refuses to pay an amount back that the account's balance cannot take.
func (w *World) checkRefund(a money.Amount) error {
	if _, err := w.Tenant.Balance.Add(a); err != nil {
		return Refuse(CodeBillingParameter, "the refund of %s %s would lift the balance of %s %s above what an account "+
			"can hold", a, w.Currency(), w.Tenant.Balance, w.Currency())
	}
	return nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
