package cli

import (
	"bufio"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console"
)

type reportFlags struct {
	target.Target
	form, until string
	months      int
}

func newReport(opts Options) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report [flags]",
		Short: "Write a report on a project, as a page or as Markdown",
		Long: "Write a report on a project to the standard output: its packages and assets on a timeline, charges by " +
			"month, what ends, and the events ahead, if nothing is done. Nothing is written to the project.\n\n" +
			"The page is one file without scripts that loads nothing, for a mail or a CI artifact. Markdown has the tables " +
			"only, at most 60 kB, for a comment on a pull request.",
		Example: "  " + program + " simulator report --months 24 > report.html\n" +
			"  " + program + " simulator report --until 2029-01-01T00:00:00Z -o md | gh pr comment --body-file -",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	flags := cmd.Flags()
	flags.VarP(terminal.Choose(&f.form, "html", "md"), "output", "o", "`form` of the report: html or md")
	flags.StringVar(&f.until, "until", "", "last RFC 3339 `instant`, at most 120 months ahead")
	flags.IntVar(&f.months, "months", 12, "`number` of months to look ahead, 1 to 120")
	cmd.MarkFlagsMutuallyExclusive("until", "months")
	return cmd
}

func (f *reportFlags) run(cmd *cobra.Command, opts Options) error {
	until, err := usage.Instant("--until", f.until)
	if err != nil {
		return err
	}
	if f.months < 1 || f.months > 120 {
		return usage.Errorf("--months must be 1 to 120")
	}
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		if until.IsZero() {
			clock, err := c.Clock(cmd.Context())
			if err != nil {
				return err
			}
			at, _ := target.Acts(clock)
			until = calendar.AddMonths(at, f.months)
		}
		base, carrier := c.Line()
		cfg := console.Config{Cloud: carrier, Base: base, Place: c.Place, Project: c.Project, Clock: opts.Clock}
		out := bufio.NewWriter(cmd.OutOrStdout())
		if err := console.Report(cmd.Context(), out, cfg, until.Truncate(time.Second), f.form == "md"); err != nil {
			return fmt.Errorf("the report on %s cannot be made: %w", c.Project, err)
		}
		return out.Flush()
	})
}
