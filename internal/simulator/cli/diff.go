package cli

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/compare"
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
				err = f.Show(cmd, d, d.Write)
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
func (f *diffFlags) compare(cmd *cobra.Command, opts Options, a, b string) (d compare.Difference, err error) {
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
	return compare.Forecasts(compare.Side{Name: a, Forecast: one}, compare.Side{Name: b, Forecast: two})
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
