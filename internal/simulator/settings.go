package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Settings are what a tenant is made with at its first write; the zero value of each leaves it open.
type Settings struct {
	Site           string        `json:"site,omitempty"`            // "": international
	CustomerLevel  string        `json:"customer_level,omitempty"`  // "": the site's own grace and retention
	Policy         string        `json:"policy,omitempty"`          // the text of a policy file instead of the site's; it names its site itself
	Catalog        string        `json:"catalog,omitempty"`         // the text of a catalogue file instead of the built-in one
	OpeningBalance *money.Amount `json:"opening_balance,omitempty"` // nil: unlimited credit

	Clock lifecycle.Clock `json:"clock,omitempty"` // "": client
	Start time.Time       `json:"start,omitzero"`  // where a held clock stands before the first write; zero: at real time
}

// tenant is one that is made with the settings and has no facts yet.
func (s Settings) tenant(id string) lifecycle.Tenant {
	return lifecycle.Tenant{ID: id, Site: s.Site, CustomerLevel: s.CustomerLevel, OwnPolicy: s.Policy, OwnCatalog: s.Catalog, Clock: s.Clock}
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
	text := s.Policy
	if text == "" {
		if text, err = site.PolicyText(cmp.Or(s.Site, site.Names()[0])); err != nil {
			return "site", err
		}
	}
	pol, err := parsedPolicy(text)
	if err == nil {
		err = site.CheckText("policy", []byte(s.Policy))
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
	cat, err := catalogOf(s.Catalog)
	if err == nil {
		err = site.CheckText("catalogue", []byte(s.Catalog))
	}
	if err != nil {
		return "catalog", err
	}
	if err := priced(pol, cat); err != nil {
		if s.Catalog == "" {
			return "policy", err
		}
		return "catalog", err
	}
	return "", nil
}

// priced refuses a catalogue that sells nothing on the policy's site, or something without a price in its currency: each order of it would fail.
func priced(pol *site.Policy, cat *site.Catalog) error {
	sells := false
	for _, p := range cat.Products {
		for _, t := range p.PeriodTypes[pol.Site] {
			if _, ok := p.Price(pol.Currency, t); !ok {
				return fmt.Errorf("catalogue: %s is sold %s on the site %s and has no price in %s, the currency of the policy", p.ResourceSpecCode, t, pol.Site, pol.Currency)
			}
			sells = true
		}
	}
	if !sells {
		return fmt.Errorf("catalogue: it sells nothing on the site %s, which is the policy's", pol.Site)
	}
	return nil
}

// seed is what a tenant is made with at its first write: its account, where it has one, with which the settings must agree; else the settings.
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
	return account, c.opts.Settings.agree(made)
}

// agree refuses settings that differ from what the tenant was made with.
func (s Settings) agree(tenant lifecycle.Tenant) error {
	differs := func(what, have, want string) error {
		return &lifecycle.Refusal{Code: lifecycle.CodeTenantDiffers, Message: fmt.Sprintf(
			"the account of the project %s has %s %s and the configuration says %s; what it was made with stays, but for its rules, which `simulator account rules` changes: "+
				"use the value that it has, or another store or project", tenant.ID, what, have, want)}
	}
	switch {
	case s.Policy != "" && !policies.same(s.Policy, tenant.OwnPolicy):
		return differs("policy", dataName(tenant.OwnPolicy, policyVersion), dataName(s.Policy, policyVersion))
	case s.Catalog != "" && !catalogs.same(s.Catalog, tenant.OwnCatalog):
		return differs("catalog", dataName(tenant.OwnCatalog, catalogVersion), dataName(s.Catalog, catalogVersion))
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

func dataName(text string, version func(string) string) string {
	if text == "" {
		return "built in"
	}
	return fmt.Sprintf("version %q (%d bytes)", version(text), len(text))
}

func policyVersion(text string) string {
	p, err := parsedPolicy(text)
	if err != nil {
		return "unreadable"
	}
	return p.Version
}

func catalogVersion(text string) string {
	c, err := catalogOf(text)
	if err != nil {
		return "unreadable"
	}
	return c.Version
}

// Files are read once each; Worlds share what is in them and never change it.
var (
	policies = memo[*site.Policy]{read: site.ParsePolicy}
	catalogs = memo[*site.Catalog]{read: site.ParseCatalog}

	builtinCatalog = sync.OnceValues(site.BuiltinCatalog)
)

func parsedPolicy(text string) (*site.Policy, error) { return policies.get(text) }

func catalogOf(text string) (*site.Catalog, error) {
	if text == "" {
		return builtinCatalog()
	}
	return catalogs.get(text)
}

// policyOf is a tenant's policy. A tenant without a site gets its policy's.
func policyOf(t *lifecycle.Tenant) (*site.Policy, error) {
	text := t.OwnPolicy
	if text == "" {
		t.Site = cmp.Or(t.Site, site.Names()[0])
		builtin, err := site.PolicyText(t.Site)
		if err != nil {
			return nil, err
		}
		text = builtin
	}
	pol, err := parsedPolicy(text)
	if err != nil {
		return nil, err
	}
	t.Site = cmp.Or(t.Site, pol.Site)
	return pol.AtLevel(t.CustomerLevel)
}

// policiesOf are all policies that a tenant has had. What it was made with stands in its first fact's values, which later changes keep as history.
func policiesOf(t lifecycle.Tenant) (lifecycle.Policies, error) {
	history := t.Rules
	if len(history) == 0 {
		history = []lifecycle.RuleSet{{CustomerLevel: t.CustomerLevel, OwnPolicy: t.OwnPolicy, OwnCatalog: t.OwnCatalog}}
	}
	var all lifecycle.Policies
	for _, rules := range history {
		pol, err := policyOf(&lifecycle.Tenant{Site: t.Site, CustomerLevel: rules.CustomerLevel, OwnPolicy: rules.OwnPolicy})
		if err != nil {
			return nil, err
		}
		all = append(all, lifecycle.InForce{From: rules.From, Policy: pol})
	}
	return all, nil
}

// resolve is the policy and the catalogue of a rule set that was checked before it was stored.
func resolve(site string, rules lifecycle.RuleSet) (*site.Policy, *site.Catalog) {
	pol, err := policyOf(&lifecycle.Tenant{Site: site, CustomerLevel: rules.CustomerLevel, OwnPolicy: rules.OwnPolicy})
	cat, err2 := catalogOf(rules.OwnCatalog)
	if err != nil || err2 != nil {
		panic(fmt.Sprintf("a stored rule set cannot be read: %v, %v", err, err2))
	}
	return pol, cat
}

// readRules reads the files of a rule set that is to be stored, and checks that something can be sold with them.
func readRules(site string, rules lifecycle.RuleSet) (*site.Policy, *site.Catalog, error) {
	pol, err := policyOf(&lifecycle.Tenant{Site: site, OwnPolicy: rules.OwnPolicy})
	if err != nil {
		return nil, nil, err
	}
	cat, err := catalogOf(rules.OwnCatalog)
	if err != nil {
		return nil, nil, err
	}
	if err := cmp.Or(site.CheckText("policy", []byte(rules.OwnPolicy)), site.CheckText("catalogue", []byte(rules.OwnCatalog))); err != nil {
		return nil, nil, err
	}
	return pol, cat, priced(pol, cat)
}

// memo keeps what was read from a text.
type memo[T any] struct {
	read func([]byte) (T, error)
	kept sync.Map
}

func (m *memo[T]) get(text string) (T, error) {
	if v, ok := m.kept.Load(text); ok {
		return v.(T), nil //nolint:forcetypeassert // only this function stores
	}
	v, err := m.read([]byte(text))
	if err == nil {
		m.kept.Store(text, v)
	}
	return v, err
}

// same reports whether two texts say the same, whatever their comments and layout.
func (m *memo[T]) same(a, b string) bool {
	if a == b {
		return true
	}
	left, err := m.get(a)
	right, err2 := m.get(b)
	return a != "" && b != "" && err == nil && err2 == nil && reflect.DeepEqual(left, right)
}
