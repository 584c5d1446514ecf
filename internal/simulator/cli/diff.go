package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

type diffFlags struct {
	target.Target
	terminal.Output
	in control.NewForecast
}

// errDifferent is the outcome of a comparison that has shown a difference.
var errDifferent = errors.New("there are differences")

// trouble is the error of a command whose exit code 1 means a difference.
type trouble struct{ error }

func (t *trouble) Unwrap() error { return t.error }

func newDiff(opts Options) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff A B [flags]",
		Short: "Compare what two projects will be charged and lose",
		Long: "Compare what two projects will be charged and lose if nothing is done: charges by month (UTC+8), and what " +
			"ends earlier, later or in only one of them. Each is a project, or a file that \"simulator export\" wrote. If " +
			"their clocks differ, both are looked at from the later one on. Nothing is written.\n\n" +
			"Exit codes: 0 no difference; 1 a difference; 2 error.",
		Example: "  " + program + " simulator diff demo what-if --months 24\n" +
			"  " + program + " simulator diff before.jsonl demo --until 2029-01-01T00:00:00Z -o json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 || args[0] == "" || args[1] == "" {
				return errors.New("expected two projects or files to compare")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := f.compare(cmd, opts, args[0], args[1])
			if err == nil {
				err = f.Show(cmd, d, d.write)
			}
			switch {
			case err != nil:
				return &trouble{err}
			case !d.Equal:
				return errDifferent
			default:
				return nil
			}
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.in.Until, "until", "", "last RFC 3339 `instant`, at most 120 months ahead")
	cmd.Flags().Int64Var(&f.in.Months, "months", 12, "`number` of months to look ahead, 1 to 120")
	cmd.MarkFlagsMutuallyExclusive("until", "months")
	return cmd
}

// compare forecasts both for the same time: from the later one of their clocks on.
func (f *diffFlags) compare(cmd *cobra.Command, opts Options, a, b string) (d difference, err error) {
	if _, err := usage.Instant("--until", f.in.Until); err != nil {
		return d, err
	}
	if f.in.Until != "" {
		f.in.Months = 0
	}
	one, two, err := f.both(cmd, opts, a, b, time.Time{})
	if err == nil && !one.From.Equal(two.From) {
		from := one.From
		if two.From.After(from) {
			from = two.From
		}
		one, two, err = f.both(cmd, opts, a, b, from)
	}
	if err != nil {
		return d, err
	}
	return differ(side{a, one}, side{b, two})
}

// both are the forecasts from an instant on; zero: each from its own clock.
func (f *diffFlags) both(cmd *cobra.Command, opts Options, a, b string,
	from time.Time) (one, two control.Forecast, err error) {
	if one, err = f.forecast(cmd, opts, a, from); err != nil {
		return one, two, fmt.Errorf("%s: %w", a, err)
	}
	if two, err = f.forecast(cmd, opts, b, from); err != nil {
		return one, two, fmt.Errorf("%s: %w", b, err)
	}
	return one, two, nil
}

// forecast is that of a project, or of a file, which is imported into a store for as long as that takes.
func (f *diffFlags) forecast(cmd *cobra.Command, opts Options, of string,
	from time.Time) (out control.Forecast, err error) {
	ask := func(c *target.Client) error {
		if !from.IsZero() {
			c.At = from.Format(time.RFC3339)
		}
		return terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock).During("Forecasting "+of, func() error {
			return c.Extension(cmd.Context(), http.MethodPost, "/forecasts", f.in, &out)
		})
	}
	if info, err := os.Stat(of); err != nil || !info.Mode().IsRegular() {
		if !wire.IsName(of) { // no project's id either
			return out, fmt.Errorf("there is no such file")
		}
		return out, f.On(cmd, opts.Clock, of, ask)
	}
	project, in, err := readTenant(of, nil)
	if err != nil {
		return out, err
	}
	return out, target.Aside(opts.Clock, func(c *target.Client) error {
		if _, err := create(cmd, opts, c, project, in); err != nil {
			return err
		}
		c.Project = project
		return ask(c)
	})
}

// side is one of two forecasts that are compared.
type side struct {
	name string
	control.Forecast
}

// difference is two forecasts side by side, as JSON shows it.
type difference struct {
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

func differ(a, b side) (difference, error) {
	d := difference{A: a.sums(), B: b.sums(), From: a.From, Until: a.Until, Months: []monthsCompared{},
		Ends: compareEnds(a.Ends, b.Ends)}
	months := map[string]*monthsCompared{}
	for i, s := range []side{a, b} {
		for _, m := range s.Months {
			amount, err := money.Parse(m.Charged)
			if err != nil {
				return d, fmt.Errorf("%s: the charges of %s cannot be read: %w", s.name, m.Month, err)
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

func (s side) sums() sideSums {
	return sideSums{s.name, s.Total, s.Balance, s.Currency, s.FirstFailure}
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

func (d difference) write(w io.Writer) error {
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
