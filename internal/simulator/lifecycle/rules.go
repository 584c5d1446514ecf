package lifecycle

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Policies are a tenant's policies, each from the instant at which it came into force, in that order. The one in force
// at an end governs what follows it.
type Policies []InForce

// At is the policy in force at an instant; before the first one's, the first.
func (p Policies) At(t time.Time) *site.Policy {
	for _, one := range slices.Backward(p) {
		if !t.Before(one.From) {
			return one.Policy
		}
	}
	return p[0].Policy
}

// InForce is a policy from an instant on.
type InForce struct {
	From   time.Time
	Policy *site.Policy
}

// RuleSet is what a tenant's rules are: a customer level, and the files that replace the built-in ones (empty: they do
// not).
type RuleSet struct {
	From          time.Time `json:"from,omitzero"`
	CustomerLevel string    `json:"customer_level,omitempty"`
	OwnPolicy     string    `json:"own_policy,omitempty"`
	OwnCatalog    string    `json:"own_catalog,omitempty"`
}

func (r RuleSet) withFiles(swap func(string) string) RuleSet {
	r.OwnPolicy, r.OwnCatalog = swap(r.OwnPolicy), swap(r.OwnCatalog)
	return r
}

// RulesChanged is a tenant's rules replaced, from its instant on.
type RulesChanged struct {
	Rules RuleSet `json:"rules"`
}

func (b *RulesChanged) apply(w *World, f *Fact) {
	rules := b.Rules
	rules.From = f.At
	w.Tenant.Rules = append(slices.Clip(w.Tenant.Rules), rules)
	w.Tenant.CustomerLevel, w.Tenant.OwnPolicy, w.Tenant.OwnCatalog = rules.CustomerLevel, rules.OwnPolicy,
		rules.OwnCatalog
	if w.Files == nil {
		return
	}
	pol, err := w.Files.Policy(rules.OwnPolicy, w.Tenant.Site, rules.CustomerLevel)
	cat, err2 := w.Files.Catalog(rules.OwnCatalog)
	if err != nil || err2 != nil { // what was checked before it was stored
		panic(fmt.Sprintf("a stored rule set cannot be read: %v, %v", err, err2))
	}
	w.Policy, w.Catalog = pol, cat
	w.Policies = append(slices.Clip(w.Policies), InForce{f.At, w.Policy})
	w.rescheduleCharges(f.At)
}

func (b *RulesChanged) describe(w *World) string {
	return fmt.Sprintf("rules: policy version %q, catalogue version %q, level %s", w.Policy.Version, w.Catalog.Version,
		cmp.Or(b.Rules.CustomerLevel, "none"))
}

// ChangeRules replaces the tenant's policy, catalogue and customer level from now on; empty ones are the built-in ones.
// The new policy must be of the same site and currency.
type ChangeRules struct{ Rules RuleSet }

// Spec of a Command.
func (in ChangeRules) Spec() Spec {
	return Spec{Operation: "ChangeRules", Content: in.Rules, Rows: Selection{AllPackages: true, AllOrders: true}}
}

// Prepare reads the new files, which takes longer than a tenant's other calls should wait. One that cannot be read is
// parsed once.
func (in ChangeRules) Prepare(files *site.Files) error {
	err := cmp.Or(site.CheckSize(site.PolicyFile, in.Rules.OwnPolicy),
		site.CheckSize(site.CatalogFile, in.Rules.OwnCatalog))
	if err == nil && in.Rules.OwnPolicy != "" {
		_, err = files.Policy(in.Rules.OwnPolicy, "", "")
	}
	if err == nil {
		_, err = files.Catalog(in.Rules.OwnCatalog)
	}
	if err == nil {
		err = cmp.Or(site.CheckText(site.PolicyFile, in.Rules.OwnPolicy),
			site.CheckText(site.CatalogFile, in.Rules.OwnCatalog))
	}
	if err != nil {
		return Refuse(CodeBillingParameter, "%s", err)
	}
	return nil
}

// Decide is the rule.
func (in ChangeRules) Decide(w *World) ([]string, error) {
	pol, cat, err := in.read(w)
	if err != nil {
		return nil, Refuse(CodeBillingParameter, "%s", err)
	}
	if pol.Site != w.Policy.Site || pol.Currency != w.Policy.Currency {
		return nil, Refuse(CodeBillingParameter, "policy: it is for the site %s in %s, the account is one of %s in %s",
			pol.Site, pol.Currency, w.Policy.Site, w.Policy.Currency)
	}
	if _, err := pol.AtLevel(in.Rules.CustomerLevel); err != nil {
		return nil, Refuse(CodeBillingParameter, "customer_level: %v", err)
	}
	for _, p := range sorted(w.Packages, ByPurchase) { // also those of orders in processing
		if _, ok := cat.Product(p.ResourceSpecCode); !ok && !p.Gone(w.Now, w.Policies) {
			return nil, Refuse(CodeBillingParameter, "catalog: it lacks %s, of which the package %s exists",
				p.ResourceSpecCode, p.ID)
		}
	}
	for _, o := range w.OrderList() {
		if o.Status(w.Now) != OrderPendingPayment {
			continue
		}
		for _, it := range o.Items {
			if _, ok := cat.Product(it.ResourceSpecCode); !ok {
				return nil, Refuse(CodeBillingParameter, "catalog: it lacks %s, of which the order %s waits for its payment",
					it.ResourceSpecCode, o.ID)
			}
		}
	}
	w.record(w.Now, w.Tenant.ID, "account/rules", nil, &RulesChanged{Rules: in.Rules})
	return nil, nil
}

// read is the new policy, still at no customer level, and the new catalogue; an error for what cannot be read, or sells
// nothing.
func (in ChangeRules) read(w *World) (*site.Policy, *site.Catalog, error) {
	pol, err := w.Files.Policy(in.Rules.OwnPolicy, w.Tenant.Site, "")
	if err != nil {
		return nil, nil, err
	}
	cat, err := w.Files.Catalog(in.Rules.OwnCatalog)
	if err != nil {
		return nil, nil, err
	}
	return pol, cat, site.CheckSale(pol, cat)
}
