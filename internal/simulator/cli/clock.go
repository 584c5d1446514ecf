package cli

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type clockFlags struct {
	target.Target
	terminal.Output
	listing
	dryRun bool
}

func newClock(opts Options) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "clock",
		Short: "Show the clock of a project, and move it forward",
		Long: "Show the clock of a project, and move it forward. Time only goes forward: what falls due on the way " +
			"happens, each at its own instant, and cannot be undone. A held clock stands still in between; a client clock " +
			"follows real time once that is later; a real clock cannot be moved.",
		Example: "  " + program + " simulator clock show\n" +
			"  " + program + " simulator clock advance P1M --dry-run",
	}, newClockShow(opts), newClockSet(opts), newClockAdvance(opts))
}

func (f *clockFlags) defineMove(cmd *cobra.Command) {
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	f.define(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "only show what would happen and the money that would move")
}

func newClockShow(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:     "show [flags]",
		Short:   "Show the clock of a project",
		Example: "  " + program + " simulator clock show -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				clock, err := c.Clock(cmd.Context())
				if err != nil {
					return err
				}
				head := "nothing has happened yet"
				if clock.Head != nil {
					head = "newest fact " + clock.Head.Format(time.RFC3339)
				}
				return f.Show(cmd, clock, terminal.Line("%s  %s clock, %s", clock.Now.Format(time.RFC3339), clock.Clock, head))
			})
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	return cmd
}

func newClockSet(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:     "set INSTANT [flags]",
		Short:   "Move the clock of a project forward to an instant",
		Example: "  " + program + " simulator clock set 2027-09-01T00:00:00Z --dry-run",
		Args:    usage.One("an RFC 3339 instant such as 2027-09-01T00:00:00Z"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := usage.Instant("the instant", args[0]); err != nil {
				return err
			}
			return f.move(cmd, opts, control.ClockMove{To: args[0], DryRun: f.dryRun})
		},
	}
	f.defineMove(cmd)
	return cmd
}

func newClockAdvance(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:   "advance DURATION [flags]",
		Short: "Move the clock of a project forward by a duration",
		Long: "Move the clock of a project forward by an ISO 8601 duration, such as P1M, P2Y or P10DT12H. Months and days " +
			"follow the calendar in UTC+8; a day that a month does not have becomes its last day.",
		Example: "  " + program + " simulator clock advance P1M --dry-run\n" +
			"  " + program + " simulator clock advance P10Y --summary -o json",
		Args: usage.One("an ISO 8601 duration such as P1M"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := lifecycle.ParseDuration(args[0]); err != nil {
				return usage.Of(cmd, err)
			}
			return f.move(cmd, opts, control.ClockMove{By: args[0], DryRun: f.dryRun})
		},
	}
	f.defineMove(cmd)
	return cmd
}

// moved is a move of the clock, or what one would do.
type moved struct {
	ProjectID string          `json:"project_id"`
	DryRun    bool            `json:"dry_run"`
	Now       time.Time       `json:"now"` // after the move
	Summary   summary         `json:"summary"`
	Events    []control.Event `json:"events,omitempty"` // unless there are too many to list
}

func (f *clockFlags) move(cmd *cobra.Command, opts Options, in control.ClockMove) error {
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		told := newStory(f.listing)
		now, err := f.advance(cmd, opts, c, in, told)
		if err != nil {
			return err
		}
		out := moved{c.Project, f.dryRun, now, told.tally.summary(), told.events}
		return f.Show(cmd, out, func(w io.Writer) error {
			if err := told.write(w); err != nil {
				return err
			}
			is := "is"
			if f.dryRun {
				is = "would be"
			}
			_, err := fmt.Fprintf(w, "%s.%s The clock of %s %s at %s.\n", out.Summary.total(), told.hint(), c.Project, is,
				now.Format(time.RFC3339))
			return err
		})
	})
}

// advance moves the clock at once, and in steps if too much falls due on the way. Each step stays done.
func (f *clockFlags) advance(cmd *cobra.Command, opts Options, c *target.Client, in control.ClockMove,
	told *story) (now time.Time, err error) {
	ctx := cmd.Context()
	step := func(in control.ClockMove) error {
		var clock control.Clock
		if err := c.Call(ctx, http.MethodPost, "/clock", in, &clock); err != nil {
			return err
		}
		now = clock.Now
		return told.add(clock.Events)
	}
	p := terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock)
	if err = p.During("Moving the clock of "+c.Project, func() error { return step(in) }); !target.IsTooFar(err) {
		return now, err
	}
	clock, err := c.Clock(ctx)
	if err != nil {
		return now, err
	}
	to, err := destination(in, clock.Now)
	if err != nil {
		return now, err
	}
	if in.DryRun {
		return to, c.Look(ctx, p, *clock.Head, to, told.add)
	}
	err = target.Steps(ctx, p, clock.Now, to, func(_, to time.Time) error {
		return step(control.ClockMove{To: to.UTC().Format(time.RFC3339)})
	})
	if err != nil && !now.IsZero() {
		err = fmt.Errorf("the clock of %s was moved to %s, and not further: %w", c.Project, now.Format(time.RFC3339), err)
	}
	return now, err
}

// destination is the instant of a move.
func destination(in control.ClockMove, now time.Time) (time.Time, error) {
	if in.To != "" {
		return usage.Instant("the instant", in.To)
	}
	by, err := lifecycle.ParseDuration(in.By)
	if err != nil {
		return now, err
	}
	return by.After(now)
}
