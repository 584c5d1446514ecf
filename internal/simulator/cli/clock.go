package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type clockFlags struct {
	place
	project string
	dryRun  bool
}

func newClock(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "Show a project's clock, and put it forward",
		Long: "Show a project's clock, and put it forward. Time goes only forward: what falls due on the way happens, each at its own instant, and stays.\n" +
			"A held clock stands still in between; one of a client goes on with real time once that is later; a real one cannot be moved.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newClockShow(opts), newClockSet(opts), newClockAdvance(opts))
	return cmd
}

func (f *clockFlags) define(cmd *cobra.Command, moves bool) {
	f.place.define(cmd)
	cmd.Flags().StringVar(&f.project, "project", "", "project `id`")
	requireFlags(cmd, "project")
	if moves {
		cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "only tell what would happen, with the money that it would move")
	}
}

func newClockShow(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:   "show --project ID --store FILE",
		Short: "Show a project's clock",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&f.place, opts, false, func(c *client) error {
				if err := c.on(cmd.Context(), f.project); err != nil {
					return err
				}
				var clock control.Clock
				if err := c.call(cmd.Context(), http.MethodGet, "/clock", nil, &clock); err != nil {
					return err
				}
				head := "nothing has happened yet"
				if clock.Head != nil {
					head = "newest fact " + clock.Head.Format(time.RFC3339)
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s clock, %s\n", clock.Now.Format(time.RFC3339), clock.Clock, head)
				return err
			})
		},
	}
	f.define(cmd, false)
	return cmd
}

func newClockSet(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:     "set INSTANT --project ID --store FILE",
		Short:   "Put a project's clock forward to an instant",
		Example: "  terraform-provider-mss simulator clock set 2027-09-01T00:00:00Z --project demo --store .mss/simulator.db --dry-run",
		Args:    oneOf("an RFC 3339 instant such as 2027-09-01T00:00:00Z"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := instant("to", args[0]); err != nil {
				return fmt.Errorf("%q is not an RFC 3339 instant such as 2027-09-01T00:00:00Z, in the years 1970 to 9900", args[0])
			}
			return f.move(cmd, opts, move{To: args[0], DryRun: f.dryRun})
		},
	}
	f.define(cmd, true)
	return cmd
}

func newClockAdvance(opts Options) *cobra.Command {
	var f clockFlags
	cmd := &cobra.Command{
		Use:   "advance DURATION --project ID --store FILE",
		Short: "Put a project's clock forward by a duration of the calendar",
		Long: "Put a project's clock forward by a duration of ISO 8601, such as P1M, P2Y or P10DT12H. Months and days are the calendar's, in UTC+8; a day that\n" +
			"a month does not have is its last one.",
		Example: "  terraform-provider-mss simulator clock advance P1M --project demo --store .mss/simulator.db --dry-run",
		Args:    oneOf("a duration of ISO 8601 such as P1M"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.move(cmd, opts, move{By: args[0], DryRun: f.dryRun})
		},
	}
	f.define(cmd, true)
	return cmd
}

func oneOf(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return errors.New("give " + what)
		}
		return nil
	}
}

type move struct {
	To     string `json:"to,omitempty"`
	By     string `json:"by,omitempty"`
	DryRun bool   `json:"dry_run,omitempty"`
}

func (f *clockFlags) move(cmd *cobra.Command, opts Options, in move) error {
	return with(&f.place, opts, false, func(c *client) error {
		if err := c.on(cmd.Context(), f.project); err != nil {
			return err
		}
		var clock control.Clock
		if err := c.call(cmd.Context(), http.MethodPost, "/clock", in, &clock); err != nil {
			return err
		}
		return writeMove(cmd.OutOrStdout(), f.project, clock, in.DryRun)
	})
}

// writeMove tells what happened on the way, or would happen, and the sum of the money.
func writeMove(w io.Writer, project string, clock control.Clock, dryRun bool) error {
	if err := writeStory(w, clock.Events); err != nil {
		return err
	}
	moved, is := "moved", "is"
	if dryRun {
		moved, is = "would move", "would be"
	}
	_, err := fmt.Fprintf(w, "%d events, which %s %s %s; the clock of %s %s at %s\n",
		len(clock.Events), moved, clock.Amount, clock.Currency, project, is, clock.Now.Format(time.RFC3339))
	return err
}
