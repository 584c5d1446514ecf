package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type forecastFlags struct {
	target.Target
	terminal.Output
	in control.NewForecast
}

func newForecast(opts Options) *cobra.Command {
	var f forecastFlags
	cmd := &cobra.Command{
		Use:   "forecast [flags]",
		Short: "Show what a project will be charged and lose if nothing is done",
		Long: "Show what a project will be charged and lose if nothing is done: automatic renewals by month (UTC+8), the " +
			"balance, the first charge that the balance does not cover, and the packages and assets that end. Nothing is " +
			"written.\n\n" +
			"--resource and --product limit charges and ends. The balance is always that of the whole account.\n\n" +
			"With -o csv, each line is a month: month, charged, balance, currency.",
		Example: "  " + program + " simulator forecast --months 24\n" +
			"  " + program + " simulator forecast --until 2029-01-01T00:00:00Z -o csv\n" +
			"  " + program + " simulator forecast -o json | jq .first_failure",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd, "csv")
	flags := cmd.Flags()
	flags.StringVar(&f.in.Until, "until", "", "last RFC 3339 `instant`, at most 120 months ahead")
	flags.Int64Var(&f.in.Months, "months", 12, "`number` of months to look ahead, 1 to 120")
	flags.StringArrayVar(&f.in.ResourceIDs, "resource", nil, "only the package with this `id`; repeatable")
	flags.StringArrayVar(&f.in.ResourceSpecCodes, "product", nil, "only packages of the product with this `code`; "+
		"repeatable")
	cmd.MarkFlagsMutuallyExclusive("until", "months")
	return cmd
}

func (f *forecastFlags) run(cmd *cobra.Command, opts Options) error {
	if _, err := usage.Instant("--until", f.in.Until); err != nil {
		return err
	}
	if f.in.Until != "" {
		f.in.Months = 0
	}
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		var out control.Forecast
		err := terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock).During("Forecasting "+c.Project, func() error {
			return c.Extension(cmd.Context(), http.MethodPost, "/forecasts", f.in, &out)
		})
		if err != nil {
			return err
		}
		if f.Is("csv") {
			return writeMonthsCSV(cmd.OutOrStdout(), out)
		}
		return f.Show(cmd, out, func(w io.Writer) error { return writeForecast(w, out) })
	})
}

func writeMonthsCSV(w io.Writer, f control.Forecast) error {
	rows := csv.NewWriter(w)
	all := [][]string{{"month", "charged", "balance", "currency"}}
	for _, m := range f.Months {
		all = append(all, []string{m.Month, m.Charged, m.Balance, f.Currency})
	}
	return rows.WriteAll(all)
}

func writeForecast(w io.Writer, f control.Forecast) error {
	if err := writeMonths(w, f); err != nil {
		return err
	}
	then := ""
	if f.Balance != "" {
		then = fmt.Sprintf("; the balance is %s %s then", f.Balance, f.Currency)
	}
	fmt.Fprintf(w, "%s, %s %s in all, until %s%s.\n", terminal.Count(len(f.Charges), "charge"), f.Total, f.Currency,
		f.Until.Format(time.RFC3339), then)
	if no := f.FirstFailure; no != nil {
		fmt.Fprintf(w, "Not covered: %s %s for %s (%s) on %s; the balance is %s %s then.\n", no.Amount, f.Currency,
			no.ResourceID, no.ResourceSpecCode, no.Time.Format(time.RFC3339), no.Balance, f.Currency)
	}
	if len(f.Ends) == 0 {
		_, err := fmt.Fprintln(w, "Nothing ends.")
		return err
	}
	fmt.Fprintln(w)
	if len(f.Ends) > listedEvents {
		return countEnds(w, f.Ends)
	}
	t := terminal.Table{Head: []string{"ENDS", "WHAT", "KIND", "ID", "NAME"}, Gives: 4}
	for _, e := range f.Ends {
		kind := e.Kind
		if e.Units > 0 {
			kind += ", " + terminal.Count(int(e.Units), "unit")
		}
		t.Rows = append(t.Rows, []string{e.Time.Format(time.RFC3339), e.What, kind, e.ID, terminal.OneLine(e.Name)})
	}
	return t.Write(w)
}

// writeMonths writes a line a month, with a bar as long as its charges.
func writeMonths(w io.Writer, f control.Forecast) error {
	const longest = 30 // columns
	amounts, most := make([]money.Amount, len(f.Months)), money.Amount(1)
	for i, m := range f.Months {
		var err error
		if amounts[i], err = money.Parse(m.Charged); err != nil {
			return fmt.Errorf("the charges of %s cannot be read: %w", m.Month, err)
		}
		most = max(most, amounts[i])
	}
	t := terminal.Table{Head: []string{"MONTH", "CHARGED", "BALANCE", ""}, Right: []int{1, 2}, Gives: 3}
	for i, m := range f.Months {
		bar := int(amounts[i].Float() / most.Float() * longest)
		if amounts[i] > 0 {
			bar = max(bar, 1)
		}
		t.Rows = append(t.Rows, []string{m.Month, m.Charged, m.Balance, strings.Repeat("█", bar)})
	}
	return t.Write(w)
}

// countEnds writes how many things end in which way, where they are too many to be listed.
func countEnds(w io.Writer, ends []control.ForecastEnd) error {
	counts := map[string]int{}
	for _, e := range ends {
		counts[e.What+" "+e.Kind]++
	}
	t := terminal.Table{Head: []string{"ENDS", "NUMBER"}, Right: []int{1}}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Rows = append(t.Rows, []string{name, strconv.Itoa(counts[name])})
	}
	if err := t.Write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "List them with -o json.")
	return err
}
