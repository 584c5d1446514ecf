// Package policy is the numbers of a site (grace, retention, deadlines, fees): data in one YAML file a site, read into types here.
package policy

import (
	"bytes"
	"embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed international.yaml china.yaml
var builtin embed.FS

// Sites are the sites that have a policy here.
func Sites() []string { return []string{"international", "china"} }

// Policy is every number that the rules of a site need. Durations are whole days unless the name says otherwise.
type Policy struct {
	Version  string `yaml:"version"`
	Site     string `yaml:"site"`
	Currency string `yaml:"currency"`

	MaxOrderItems   Number `yaml:"max_order_items"`
	MaxOrderUnits   Number `yaml:"max_order_units"`   // packages and units one order may deliver
	PayWithinHours  Number `yaml:"pay_within_hours"`  // from ordering to the payment deadline
	GraceDays       Number `yaml:"grace_days"`        // after the end: usable
	RetentionDays   Number `yaml:"retention_days"`    // after grace: frozen
	ChargeLeadDays  Number `yaml:"charge_lead_days"`  // first automatic charge before the end
	ChargeHour      Number `yaml:"charge_hour"`       // UTC+8
	ExpiresSoonDays Number `yaml:"expires_soon_days"` // notice before the end
	LapseMonths     Number `yaml:"lapse_months"`      // validity of units and on-shelf months
	RenewBatchMax   Number `yaml:"renew_batch_max"`   // packages of one renewal or return call
	MaxTotalMonths  Number `yaml:"max_total_months"`  // from a package's first anchor

	// RetryUntil ends the attempts of automatic renewal: retention_end or expire_time (the documents disagree).
	RetryUntil Choice `yaml:"retry_until"`
	// Cascade says whether a released package takes an asset that lives by its own months: later_of or always.
	Cascade Choice `yaml:"cascade"`

	FullRefundDays  Number `yaml:"full_refund_days"`
	FullRefundQuota Number `yaml:"full_refund_quota"` // full refunds a calendar year
	ReturnFees      []Fee  `yaml:"return_fees"`
}

// Number is a number with its provenance.
type Number struct {
	Value      int    `yaml:"value"`
	Provenance string `yaml:"provenance"`
	Source     string `yaml:"source"`
}

// Choice is a switch with its provenance.
type Choice struct {
	Value      string `yaml:"value"`
	Provenance string `yaml:"provenance"`
	Source     string `yaml:"source"`
}

// Fee is the handling fee of a return, in percent of the term's payment, for terms of up to MaxMonths, by year of the term.
type Fee struct {
	MaxMonths  int    `yaml:"max_months"`
	Percent    []int  `yaml:"percent"`
	Provenance string `yaml:"provenance"`
	Source     string `yaml:"source"`
}

// ForSite is the built-in policy of a site.
func ForSite(site string) (*Policy, error) {
	if !slices.Contains(Sites(), site) {
		return nil, fmt.Errorf("the site %q has no policy; known sites: %v", site, Sites())
	}
	data, err := builtin.ReadFile(site + ".yaml")
	if err != nil {
		return nil, err
	}
	return Parse(data)
}

// Parse reads and checks a policy; errors name the line at fault.
func Parse(data []byte) (*Policy, error) {
	var p Policy
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return &p, p.check()
}

func (p *Policy) check() error {
	for _, n := range p.numbers() {
		if n.Value < 0 {
			return fmt.Errorf("policy: %s is %d, must not be negative", n.name, n.Value)
		}
		if err := checkProvenance(n.name, n.Provenance, n.Source); err != nil {
			return err
		}
	}
	if err := p.RetryUntil.check("retry_until", "retention_end", "expire_time"); err != nil {
		return err
	}
	if err := p.Cascade.check("cascade", "later_of", "always"); err != nil {
		return err
	}
	if len(p.ReturnFees) == 0 {
		return fmt.Errorf("policy: return_fees is empty")
	}
	for _, f := range p.ReturnFees {
		if f.MaxMonths < 1 || len(f.Percent) == 0 {
			return fmt.Errorf("policy: a row of return_fees has no max_months or no percent")
		}
	}
	return nil
}

type named struct {
	name string
	Number
}

func (p *Policy) numbers() []named {
	return []named{
		{"max_order_items", p.MaxOrderItems},
		{"max_order_units", p.MaxOrderUnits},
		{"pay_within_hours", p.PayWithinHours},
		{"grace_days", p.GraceDays},
		{"retention_days", p.RetentionDays},
		{"charge_lead_days", p.ChargeLeadDays},
		{"charge_hour", p.ChargeHour},
		{"expires_soon_days", p.ExpiresSoonDays},
		{"lapse_months", p.LapseMonths},
		{"renew_batch_max", p.RenewBatchMax},
		{"max_total_months", p.MaxTotalMonths},
		{"full_refund_days", p.FullRefundDays},
		{"full_refund_quota", p.FullRefundQuota},
	}
}

func (c Choice) check(name string, allowed ...string) error {
	if !slices.Contains(allowed, c.Value) {
		return fmt.Errorf("policy: %s is %q, must be one of %v", name, c.Value, allowed)
	}
	return checkProvenance(name, c.Provenance, c.Source)
}

var provenances = []string{"documented", "observed", "assumed"}

func checkProvenance(name, provenance, source string) error {
	if !slices.Contains(provenances, provenance) || source == "" {
		return fmt.Errorf("policy: %s needs provenance (one of %v) and source", name, provenances)
	}
	return nil
}

// FeePercent is the handling fee for a term of months in its year-th year (from 0).
func (p *Policy) FeePercent(months, year int) int {
	for _, f := range p.ReturnFees {
		if months <= f.MaxMonths {
			return f.Percent[min(year, len(f.Percent)-1)]
		}
	}
	last := p.ReturnFees[len(p.ReturnFees)-1]
	return last.Percent[min(year, len(last.Percent)-1)]
}
