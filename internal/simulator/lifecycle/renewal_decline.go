package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// RenewalDecline is a window in which automatic renewals are declined. It is a fault that the account itself has: no
// call makes automatic renewals.
type RenewalDecline struct {
	From             time.Time `json:"from"`                         // the first instant
	Until            time.Time `json:"until,omitzero"`               // the first instant after; zero: it does not end
	ResourceSpecCode string    `json:"resource_spec_code,omitempty"` // empty: of all products
	PackageID        string    `json:"package_id,omitempty"`         // empty: of all packages
	Reason           string    `json:"reason"`
}

func (d RenewalDecline) isOf(p *Package) bool {
	return (d.ResourceSpecCode == "" || d.ResourceSpecCode == p.ResourceSpecCode) &&
		(d.PackageID == "" || d.PackageID == p.ID)
}

func (d RenewalDecline) holdsAt(t time.Time) bool {
	return !t.Before(d.From) && (d.Until.IsZero() || t.Before(d.Until))
}

func (d RenewalDecline) String() string {
	words := []string{"all packages"}
	if d.ResourceSpecCode != "" || d.PackageID != "" {
		words = slices.DeleteFunc([]string{shortCode(d.ResourceSpecCode), d.PackageID},
			func(s string) bool { return s == "" })
	}
	text := fmt.Sprintf("%s from %s", strings.Join(words, " "), instant(d.From))
	if !d.Until.IsZero() {
		text += " until " + instant(d.Until)
	}
	return text + ": " + d.Reason
}

// decline is the decline that is in the way of an automatic renewal at an instant; nil if none is.
func (w *World) decline(p *Package, at time.Time) *obstacle {
	for _, d := range w.Tenant.Declines {
		if d.isOf(p) && d.holdsAt(at) {
			return &obstacle{refusal(CodeDeclined, "the renewal was declined: %s", d.Reason), d.Until}
		}
	}
	return nil
}

// DeclinesAfter are the declines of automatic renewals that are not over at an instant.
func (w *View) DeclinesAfter(t time.Time) []RenewalDecline {
	return slices.DeleteFunc(slices.Clone(w.Tenant.Declines), func(d RenewalDecline) bool {
		return !d.Until.IsZero() && !d.Until.After(t)
	})
}

// RenewalsDeclined replaces which automatic renewals are declined, from the next second on: those that were due by its
// own instant have had their answer.
type RenewalsDeclined struct {
	Declines []RenewalDecline `json:"declines"`
}

func (b *RenewalsDeclined) apply(w *World, f *Fact) {
	next := f.At.Add(time.Second)
	var all []RenewalDecline
	for _, d := range w.Tenant.Declines {
		if d.Until.IsZero() || d.Until.After(next) {
			d.Until = next
		}
		if d.From.Before(next) {
			all = append(all, d)
		}
	}
	for _, d := range b.Declines {
		if d.From.Before(next) {
			d.From = next
		}
		if d.Until.IsZero() || d.Until.After(next) {
			all = append(all, d)
		}
	}
	w.Tenant.Declines = all
	for _, p := range w.Packages {
		if p.Failed != nil && p.Failed.Code == CodeDeclined {
			w.rearm(p, f.At)
		}
	}
}

func (b *RenewalsDeclined) describe(*World) string {
	if len(b.Declines) == 0 {
		return "automatic renewals are no longer declined"
	}
	var words []string
	for _, d := range b.Declines {
		words = append(words, d.String())
	}
	return "automatic renewals are declined: " + strings.Join(words, "; ")
}

// DeclineRenewals replaces which automatic renewals are declined from now on.
type DeclineRenewals struct{ Declines []RenewalDecline }

// Spec of a Command.
func (in DeclineRenewals) Spec() Spec {
	return Spec{Operation: "DeclineRenewals", Content: in.Declines, Rows: Selection{AllPackages: true}}
}

// Decide is the rule.
func (in DeclineRenewals) Decide(w *World) ([]string, error) {
	b := &RenewalsDeclined{Declines: slices.Clone(in.Declines)}
	for i := range b.Declines {
		if next := w.Now.Add(time.Second); b.Declines[i].From.Before(next) {
			b.Declines[i].From = next
		}
	}
	w.record(w.Now, w.Tenant.ID, "faults", nil, b)
	return nil, nil
}
