// Package compare puts two forecasts side by side: what is charged by month, and what ends in one of them otherwise
// than in the other.
package compare

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

// Side is one of two forecasts that are compared.
type Side struct {
	Name string
	control.Forecast
}

// Difference is two forecasts side by side, as JSON shows it.
type Difference struct {
	A      sideSums         `json:"a"`
	B      sideSums         `json:"b"`
	Equal  bool             `json:"equal"`
	From   time.Time        `json:"from"`
	Until  time.Time        `json:"until"`
	Months []monthsCompared `json:"months"`
	Ends   []endsCompared   `json:"ends"` // those that differ
}

type sideSums struct {
	Name         string                   `json:"name"`
	Total        string                   `json:"total"`
	Balance      string                   `json:"balance,omitempty"`
	Currency     string                   `json:"currency"`
	FirstFailure *control.ForecastFailure `json:"first_failure,omitempty"`
}

// monthsCompared is a month in which either is charged.
type monthsCompared struct {
	Month string `json:"month"`
	A     string `json:"a"`
	B     string `json:"b"`
}

// endsCompared is an end that both do not have at the same instant.
type endsCompared struct {
	Change string     `json:"change"` // in B: earlier, later, only_a or only_b
	What   string     `json:"what"`
	Kind   string     `json:"kind"`
	ID     string     `json:"id"`
	Name   string     `json:"name,omitempty"`
	A      *time.Time `json:"a,omitempty"`
	B      *time.Time `json:"b,omitempty"`
}

// Forecasts compares two forecasts of the same time.
func Forecasts(a, b Side) (Difference, error) {
	d := Difference{A: a.sums(), B: b.sums(), From: a.From, Until: a.Until, Months: []monthsCompared{},
		Ends: compareEnds(a.Ends, b.Ends)}
	months := map[string]*monthsCompared{}
	for i, s := range []Side{a, b} {
		for _, m := range s.Months {
			amount, err := money.Parse(m.Charged)
			if err != nil {
				return d, fmt.Errorf("%s: the charges of %s cannot be read: %w", s.Name, m.Month, err)
			}
			if amount == 0 {
				continue
			}
			one := months[m.Month]
			if one == nil {
				one = &monthsCompared{Month: m.Month, A: "0.00", B: "0.00"}
				months[m.Month] = one
			}
			*[]*string{&one.A, &one.B}[i] = m.Charged
		}
	}
	d.Equal = len(d.Ends) == 0 && d.A.Total == d.B.Total && d.A.Balance == d.B.Balance && d.A.Currency == d.B.Currency &&
		sameFailure(a.FirstFailure, b.FirstFailure)
	for _, one := range months {
		d.Months = append(d.Months, *one)
		d.Equal = d.Equal && one.A == one.B
	}
	slices.SortFunc(d.Months, func(a, b monthsCompared) int { return cmp.Compare(a.Month, b.Month) })
	return d, nil
}

func (s Side) sums() sideSums {
	return sideSums{s.Name, s.Total, s.Balance, s.Currency, s.FirstFailure}
}

func sameFailure(a, b *control.ForecastFailure) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// compareEnds pairs the ends of a kind of each package and asset, the first with the first.
func compareEnds(a, b []control.ForecastEnd) []endsCompared {
	type key struct{ what, kind, id string }
	of := func(e control.ForecastEnd) key { return key{e.What, e.Kind, e.ID} }
	left := map[key][]control.ForecastEnd{}
	for _, e := range b {
		left[of(e)] = append(left[of(e)], e)
	}
	all := []endsCompared{}
	for _, e := range a {
		one := endsCompared{Change: "only_a", What: e.What, Kind: e.Kind, ID: e.ID, Name: e.Name, A: new(e.Time)}
		if others := left[of(e)]; len(others) > 0 {
			one.B, left[of(e)] = new(others[0].Time), others[1:]
			switch one.B.Compare(*one.A) {
			case -1:
				one.Change = "earlier"
			case 1:
				one.Change = "later"
			default:
				continue
			}
		}
		all = append(all, one)
	}
	for _, e := range b {
		if rest := left[of(e)]; len(rest) > 0 && rest[0] == e {
			left[of(e)] = rest[1:]
			all = append(all, endsCompared{Change: "only_b", What: e.What, Kind: e.Kind, ID: e.ID, Name: e.Name,
				B: new(e.Time)})
		}
	}
	slices.SortStableFunc(all, func(x, y endsCompared) int { return x.first().Compare(y.first()) })
	return all
}

func (e *endsCompared) first() time.Time {
	switch {
	case e.A == nil:
		return *e.B
	case e.B == nil || e.A.Before(*e.B):
		return *e.A
	default:
		return *e.B
	}
}

// Write writes the difference for people.
func (d Difference) Write(w io.Writer) error {
	months := terminal.Table{Head: []string{"CHARGED", d.A.Name, d.B.Name}, Right: []int{1, 2}}
	for _, m := range d.Months {
		months.Rows = append(months.Rows, []string{m.Month, m.A, m.B})
	}
	months.Rows = append(months.Rows, []string{"total", d.A.Total + " " + d.A.Currency, d.B.Total + " " + d.B.Currency},
		[]string{"balance", cmp.Or(d.A.Balance, "unlimited"), cmp.Or(d.B.Balance, "unlimited")},
		[]string{"not covered", d.A.failure(), d.B.failure()})
	if err := months.Write(w); err != nil {
		return err
	}
	if len(d.Ends) > 0 {
		fmt.Fprintln(w)
		ends := terminal.Table{Head: []string{"IN " + d.B.Name, "WHAT", "KIND", "ID", "NAME", d.A.Name, d.B.Name}, Gives: 4}
		for _, e := range d.Ends {
			change := map[string]string{"only_a": "not", "only_b": "only there"}[e.Change]
			ends.Rows = append(ends.Rows, []string{cmp.Or(change, e.Change), e.What, e.Kind, e.ID, terminal.OneLine(e.Name),
				written(e.A), written(e.B)})
		}
		if err := ends.Write(w); err != nil {
			return err
		}
	}
	found := "They differ"
	if d.Equal {
		found = "No difference"
	}
	_, err := fmt.Fprintf(w, "%s from %s until %s.\n", found, d.From.Format(time.RFC3339), d.Until.Format(time.RFC3339))
	return err
}

func (s sideSums) failure() string {
	if s.FirstFailure == nil {
		return "-"
	}
	return "from " + s.FirstFailure.Time.Format("2006-01-02")
}

func written(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format(time.RFC3339)
}
