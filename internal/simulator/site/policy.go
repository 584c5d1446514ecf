// Package site is what a site of the simulated cloud goes by: its policy, which is its numbers (grace, retention,
// deadlines, fees), and its catalogue. Both are data in YAML files, which one strict reader reads.
package site

import (
	_ "embed" // the built-in files
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/strictyaml"
)

// Kinds of files, as messages name them.
const (
	PolicyFile  = "policy"
	CatalogFile = "catalogue"
)

// Origin is where numbers come from.
type Origin struct {
	Provenance string `yaml:"provenance"`
	Source     string `yaml:"source"`
}

func provenances() []string { return []string{"documented", "observed", "assumed"} }

func (o Origin) ok() bool { return slices.Contains(provenances(), o.Provenance) && o.Source != "" }

// CheckSize refuses a file that is too large for a user to set.
func CheckSize(kind, text string) error { return strictyaml.CheckSize(kind, text) }

// CheckText refuses in a file that a user sets what would stay readable in one that an older version has stored. Only
// where numbers come from may be told in several lines.
func CheckText(kind, text string) error {
	return strictyaml.CheckText(kind, text, "source", "price_source")
}

// The built-in files, as texts: every call of the simulated cloud looks its rules up by them, and copies none.
var (
	//go:embed international.yaml
	international string
	//go:embed china.yaml
	china string
	//go:embed catalog.yaml
	catalog string
)

// Names are the sites that have a policy here.
func Names() []string { return []string{"international", "china"} }

// Policy is every number that the rules of a site need. Durations are whole days unless the name says otherwise.
type Policy struct {
	Version  string `yaml:"version"`
	Site     string `yaml:"site"`
	Currency string `yaml:"currency"`

	MaxOrderItems   Number `yaml:"max_order_items" range:"1-1000"`
	MaxOrderUnits   Number `yaml:"max_order_units" range:"1-1000000"` // packages and units one order may deliver
	PayWithinHours  Number `yaml:"pay_within_hours" range:"1-87600"`  // from ordering to the payment deadline
	GraceDays       Number `yaml:"grace_days" range:"0-3660"`         // after the end: usable
	RetentionDays   Number `yaml:"retention_days" range:"0-3660"`     // after grace: frozen
	ChargeLeadDays  Number `yaml:"charge_lead_days" range:"0-27"`     // first automatic charge before the end
	ChargeHour      Number `yaml:"charge_hour" range:"0-22"`          // UTC+8
	ExpiresSoonDays Number `yaml:"expires_soon_days" range:"0-3660"`  // notice before the end
	LapseMonths     Number `yaml:"lapse_months" range:"1-1200"`       // validity of units and on-shelf months
	RenewBatchMax   Number `yaml:"renew_batch_max" range:"1-1000"`    // packages of one renewal or return call
	MaxTotalMonths  Number `yaml:"max_total_months" range:"1-1200"`   // from a package's first anchor

	// RetryUntil ends the attempts of automatic renewal: retention_end or expire_time (the documents disagree).
	RetryUntil Choice `yaml:"retry_until" words:"retention_end expire_time"`
	// Cascade says whether a released package takes an asset that lives by its own months: later_of or always.
	Cascade Choice `yaml:"cascade" words:"later_of always"`

	// DeletionGuard says whether an asset can be deleted while its package renews automatically: enforced or off.
	DeletionGuard Choice `yaml:"deletion_guard" words:"enforced off"`
	// RenewPastFrom is where the months of an asset that has ended are counted from: its end or now.
	RenewPastFrom Choice `yaml:"renew_past_from" words:"end now"`
	// RequireServiceAgreement says whether orders need the service agreement to be signed over the API: on or off.
	RequireServiceAgreement Choice `yaml:"require_service_agreement" words:"on off"`

	RecycleDays     Number `yaml:"recycle_days" range:"1-3660"`      // in the recycle bin, then deleted
	ProcessingHours Number `yaml:"processing_hours" range:"0-87840"` // from payment to the order's completion
	TrainingDays    Number `yaml:"training_days" range:"0-3660"`     // from making an asset until it can be used

	FullRefundDays  Number `yaml:"full_refund_days" range:"0-3660"`
	FullRefundQuota Number `yaml:"full_refund_quota" range:"0-1000000"` // full refunds a calendar year
	ReturnFees      []Fee  `yaml:"return_fees"`

	// Levels replace grace and retention by the customer's level.
	Levels []Level `yaml:"levels"`
}

// Number is a number with its provenance.
type Number struct {
	Value  int `yaml:"value"`
	Origin `yaml:",inline"`
}

// Choice is a switch with its provenance.
type Choice struct {
	Value  string `yaml:"value"`
	Origin `yaml:",inline"`
}

// Fee is the handling fee of a return, in percent of the term's payment, for terms of up to MaxMonths, by year of the
// term.
type Fee struct {
	MaxMonths int   `yaml:"max_months"`
	Percent   []int `yaml:"percent"`
	Origin    `yaml:",inline"`
}

// Level is a customer level with its own grace and retention.
type Level struct {
	Name          string `yaml:"name"`
	GraceDays     int    `yaml:"grace_days"`
	RetentionDays int    `yaml:"retention_days"`
	Origin        `yaml:",inline"`
}

// AtLevel is the policy for a customer level; an empty level is the policy itself.
func (p *Policy) AtLevel(name string) (*Policy, error) {
	if name == "" {
		return p, nil
	}
	i := slices.IndexFunc(p.Levels, func(l Level) bool { return strings.EqualFold(l.Name, name) })
	if i < 0 {
		return nil, fmt.Errorf("the policy of the site %s has no customer level %q", p.Site, name)
	}
	level := *p
	level.GraceDays.Value, level.RetentionDays.Value = p.Levels[i].GraceDays, p.Levels[i].RetentionDays
	return &level, nil
}

// BuiltinPolicy is the built-in policy of a site.
func BuiltinPolicy(site string) (*Policy, error) { return NewFiles().Policy("", site, "") }

func (p *Policy) version() string { return p.Version }

// PolicyText is the file of the built-in policy of a site.
func PolicyText(site string) (string, error) {
	switch site {
	case "international":
		return international, nil
	case "china":
		return china, nil
	default:
		return "", fmt.Errorf("the site %q has no policy; known sites: %v", site, Names())
	}
}

// ParsePolicy reads and checks a policy; errors name the line at fault.
func ParsePolicy(data []byte) (*Policy, error) {
	return strictyaml.Read(PolicyFile, data, (*Policy).check)
}

func (p *Policy) check() error {
	if p.Version == "" || p.Site == "" || p.Currency == "" {
		return strictyaml.Wrong(nil, "version, site and currency must be given")
	}
	for f, v := range reflect.ValueOf(p).Elem().Fields() {
		if err := checkField(f.Tag, v.Interface()); err != nil {
			return err
		}
	}
	if err := p.checkFees(); err != nil {
		return err
	}
	return p.checkLevels()
}

func (p *Policy) checkFees() error {
	if len(p.ReturnFees) == 0 {
		return strictyaml.Wrong([]any{"return_fees"}, "is empty")
	}
	for i, f := range p.ReturnFees {
		at := []any{"return_fees", i}
		if f.MaxMonths < 1 || len(f.Percent) == 0 {
			return strictyaml.Wrong(at, "needs max_months and percent")
		}
		if slices.ContainsFunc(f.Percent, func(n int) bool { return n < 0 || n > 100 }) {
			return strictyaml.Wrong(append(at, "percent"), "%v must be from 0 to 100", f.Percent)
		}
		if err := checkOrigin(at, f.Origin); err != nil {
			return err
		}
	}
	return nil
}

func (p *Policy) checkLevels() error {
	for i, l := range p.Levels {
		at := []any{"levels", i}
		if l.Name == "" || l.GraceDays < 0 || l.GraceDays > maxDays || l.RetentionDays < 0 || l.RetentionDays > maxDays {
			return strictyaml.Wrong(at, "needs a name, and days from 0 to %d", maxDays)
		}
		if err := checkOrigin(at, l.Origin); err != nil {
			return err
		}
	}
	return nil
}

const maxDays = 3660

// checkField holds a number to its range and a choice to its words, which the field's tag lists.
func checkField(tag reflect.StructTag, value any) error {
	name := tag.Get("yaml")
	switch v := value.(type) {
	case Number:
		var least, most int
		if _, err := fmt.Sscanf(tag.Get("range"), "%d-%d", &least, &most); err != nil {
			return fmt.Errorf("the range of %s: %w", name, err)
		}
		if v.Value < least || v.Value > most {
			return strictyaml.Wrong([]any{name, "value"}, "%d is out of range, must be %d to %d", v.Value, least, most)
		}
		return checkOrigin([]any{name}, v.Origin)
	case Choice:
		if words := strings.Fields(tag.Get("words")); !slices.Contains(words, v.Value) {
			return strictyaml.Wrong([]any{name, "value"}, "%q must be one of %v", v.Value, words)
		}
		return checkOrigin([]any{name}, v.Origin)
	}
	return nil
}

func checkOrigin(at []any, o Origin) error {
	if !o.ok() {
		return strictyaml.Wrong(at, "needs provenance (one of %v) and source", provenances())
	}
	return nil
}

// DaysAfterEnd is how many days after its end something is released: grace and retention together.
func (p *Policy) DaysAfterEnd() int { return p.GraceDays.Value + p.RetentionDays.Value }

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
