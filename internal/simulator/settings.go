package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Settings are what a tenant is made with at its first write; the zero value of each leaves it open.
type Settings struct {
	Site          string `json:"site,omitempty"`           // "": international
	CustomerLevel string `json:"customer_level,omitempty"` // "": the site's own grace and retention
	// the text of a policy file instead of the site's; it names its site itself
	Policy string `json:"policy,omitempty"`
	// the text of a catalogue file instead of the built-in one
	Catalog        string        `json:"catalog,omitempty"`
	OpeningBalance *money.Amount `json:"opening_balance,omitempty"` // nil: unlimited credit

	Clock lifecycle.Clock `json:"clock,omitempty"` // "": client
	// MaxAdvance is the ISO 8601 duration by which one write of a key with the role billing may move a client clock
	// forward; "": defaultMaxAdvance.
	MaxAdvance string    `json:"max_advance,omitempty"`
	Start      time.Time `json:"start,omitzero"` // where a held clock stands before the first write; zero: at real time
}

// tenant is one that is made with the settings and has no facts yet.
func (s Settings) tenant(id string) lifecycle.Tenant {
	return lifecycle.Tenant{ID: id, Site: s.Site, CustomerLevel: s.CustomerLevel, OwnPolicy: s.Policy,
		OwnCatalog: s.Catalog, Clock: s.Clock}
}

// withFiles are the settings with what swap makes of each file.
func (s Settings) withFiles(swap func(string) (string, error)) (Settings, error) {
	var err, err2 error
	s.Policy, err = swap(s.Policy)
	s.Catalog, err2 = swap(s.Catalog)
	return s, errors.Join(err, err2)
}

// Check reads the files among the settings. Errors name the line at fault, and at is the setting that is.
func (s Settings) Check() (at string, err error) {
	files := site.NewFiles()
	pol, err := files.Policy(s.Policy, s.Site, "")
	if err != nil && s.Policy == "" {
		return "site", err
	}
	if err == nil {
		err = site.CheckText(site.PolicyFile, s.Policy)
	}
	if err != nil {
		return "policy", err
	}
	if s.Site != "" && pol.Site != s.Site {
		return "policy", fmt.Errorf("policy: it is for the site %s, not %s", pol.Site, s.Site)
	}
	if _, err := pol.AtLevel(s.CustomerLevel); err != nil {
		return "customer_level", err
	}
	if s.MaxAdvance != "" {
		if _, err := lifecycle.ParseDuration(s.MaxAdvance); err != nil {
			return "max_advance", fmt.Errorf("max_advance: %.40q is no ISO 8601 duration such as P5Y", s.MaxAdvance)
		}
	}
	cat, err := files.Catalog(s.Catalog)
	if err == nil {
		err = site.CheckText(site.CatalogFile, s.Catalog)
	}
	if err != nil {
		return "catalog", err
	}
	if err := site.CheckSale(pol, cat); err != nil {
		if s.Catalog == "" {
			return "policy", err
		}
		return "catalog", err
	}
	return "", nil
}

// defaultMaxAdvance is long enough for a rehearsal's step, and far from the end of time.
const defaultMaxAdvance = "P5Y"

// checkAdvance refuses a write that moves the tenant's time further forward than the caller's key may: time never goes
// back, and an account in the year 9900 is lost to all others.
func (c *Cloud) checkAdvance(tx *store.Tx, call Call, tenant lifecycle.Tenant) error {
	body, _, err := tx.Account(tenant.ID)
	if err != nil {
		return err
	}
	account := Settings{}
	if body != "" {
		if err := json.Unmarshal([]byte(body), &account); err != nil {
			return lifecycle.Damaged("the account of the project %s cannot be read: %v", tenant.ID, err)
		}
	}
	most := cmp.Or(account.MaxAdvance, defaultMaxAdvance)
	by, err := lifecycle.ParseDuration(most)
	if err != nil {
		return lifecycle.Damaged("the account of the project %s cannot be read: %v", tenant.ID, err)
	}
	from := c.real()
	if tenant.Head.After(from) {
		from = tenant.Head
	}
	last, err := by.After(from)
	if err == nil && call.At.After(last) {
		err = lifecycle.Refuse(lifecycle.CodeClock, "a key with the role billing may move the time of the project "+
			"%s forward by at most %s in one call, until %s; use an earlier instant, or an owner's key", tenant.ID, most,
			last.Format(time.RFC3339))
	}
	return err
}

// seed is what a tenant is made with at its first write: its account, where it has one, with which the settings must
// agree; else the settings.
func (c *Cloud) seed(tx *store.Tx, id string) (Settings, error) {
	body, ok, err := tx.Account(id)
	if err == nil && !ok && c.opts.OnlyAccounts {
		err = unknownTenant(id)
	}
	if err != nil || !ok {
		return c.opts.Settings, err
	}
	var account Settings
	if err := json.Unmarshal([]byte(body), &account); err != nil {
		return account, lifecycle.Damaged("the account of the project %s cannot be read: %v", id, err)
	}
	if account, err = account.withFiles(tx.Text); err != nil {
		return account, err
	}
	made := account.tenant(id)
	if account.OpeningBalance != nil {
		made.Limited, made.OpeningBalance = true, *account.OpeningBalance
	}
	return account, c.agree(made)
}

// agree refuses a tenant that was made with something else than the settings say.
func (c *Cloud) agree(tenant lifecycle.Tenant) error {
	differs := func(what, have, want string) error {
		return lifecycle.Refuse(lifecycle.CodeTenantDiffers,
			"the account of the project %s has %s %s and the configuration says %s; what it was made with stays, but for its "+
				"rules, which `simulator account rules` changes: use the value that it has, or another store or project", tenant.ID,
			what, have, want)
	}
	s, policies, catalogs := c.opts.Settings, &c.files.Policies, &c.files.Catalogs
	switch {
	case s.Policy != "" && !policies.Same(s.Policy, tenant.OwnPolicy):
		return differs("policy", policies.Name(tenant.OwnPolicy), policies.Name(s.Policy))
	case s.Catalog != "" && !catalogs.Same(s.Catalog, tenant.OwnCatalog):
		return differs("catalog", catalogs.Name(tenant.OwnCatalog), catalogs.Name(s.Catalog))
	case s.Site != "" && s.Site != tenant.Site:
		return differs("site", tenant.Site, s.Site)
	case s.CustomerLevel != "" && !strings.EqualFold(s.CustomerLevel, tenant.CustomerLevel):
		return differs("customer_level", cmp.Or(tenant.CustomerLevel, "none"), s.CustomerLevel)
	case s.OpeningBalance != nil && (!tenant.Limited || *s.OpeningBalance != tenant.OpeningBalance):
		have := "unlimited"
		if tenant.Limited {
			have = tenant.OpeningBalance.String()
		}
		return differs("opening_balance", have, s.OpeningBalance.String())
	}
	return nil
}

// policies are all policies that a tenant has had. What it was made with stands in its first fact's values, which later
// changes keep as history.
func (c *Cloud) policies(t lifecycle.Tenant) (all lifecycle.Policies, err error) {
	history := t.Rules
	if len(history) == 0 {
		history = []lifecycle.RuleSet{{CustomerLevel: t.CustomerLevel, OwnPolicy: t.OwnPolicy}}
	}
	for _, rules := range history {
		pol, err := c.files.Policy(rules.OwnPolicy, t.Site, rules.CustomerLevel)
		if err != nil {
			return nil, err
		}
		all = append(all, lifecycle.InForce{From: rules.From, Policy: pol})
	}
	return all, nil
}
