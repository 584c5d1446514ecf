package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type eventsFlags struct {
	target.Target
	terminal.Output
	listing
	until string
	after int64
}

func newEvents(opts Options) *cobra.Command {
	var f eventsFlags
	cmd := &cobra.Command{
		Use:   "events [flags]",
		Short: "List what happened in a project, and what will happen by an instant",
		Long: "List what happened in a project, oldest first: what was ordered, paid, made, renewed and returned, and " +
			"what time alone brought about, such as notices, grace, freezing and release. With --until in the future, also " +
			"list what will happen if nothing is done. Instants are in UTC. Nothing is written.\n\n" +
			"With -o json, each line is one JSON object. Its \"seq\" is the number of the recorded fact, or 0 if time alone " +
			"brought the event about.",
		Example: "  " + program + " simulator events\n" +
			"  " + program + " simulator events --until 2029-01-01T00:00:00Z --summary\n" +
			"  " + program + " simulator events -o json | jq 'select(.amount)'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	f.define(cmd)
	cmd.Flags().StringVar(&f.until, "until", "", "last RFC 3339 `instant` to list, also in the future (default: the "+
		"newest fact)")
	cmd.Flags().Int64Var(&f.after, "after", 0, "list only what follows the fact with this `number`")
	return cmd
}

func (f *eventsFlags) run(cmd *cobra.Command, opts Options) error {
	until, err := usage.Instant("--until", f.until)
	if err != nil {
		return err
	}
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		told := newStory(f.listing)
		tell := told.add
		if f.IsJSON() && !f.none { // as they come, however many
			enc := json.NewEncoder(cmd.OutOrStdout())
			enc.SetEscapeHTML(false)
			tell = func(events []control.Event) error {
				for _, e := range events {
					if err := enc.Encode(e); err != nil {
						return err
					}
				}
				return nil
			}
		}
		if err := f.read(cmd, opts, c, until, tell); err != nil {
			return err
		}
		switch {
		case f.IsJSON() && !f.none:
			return nil
		default:
			return f.Show(cmd, told.tally.summary(), func(w io.Writer) error {
				if err := told.write(w); err != nil || !told.many {
					return err
				}
				_, err := fmt.Fprintf(w, "%s.%s\n", told.tally.summary().total(), told.hint())
				return err
			})
		}
	})
}

// read asks for everything at once, and in steps if that is too much.
func (f *eventsFlags) read(cmd *cobra.Command, opts Options, c *target.Client, until time.Time,
	tell func([]control.Event) error) error {
	var all control.Story
	err := c.Call(cmd.Context(), http.MethodGet, "/events?"+url.Values{"until": {f.until}}.Encode(), nil, &all)
	if err == nil {
		return tell(follow(all.Events, f.after))
	}
	if !target.IsTooFar(err) {
		return err
	}
	all = control.Story{}
	if err := c.Call(cmd.Context(), http.MethodGet, "/events", nil, &all); err != nil {
		return err
	}
	if err := tell(follow(all.Events, f.after)); err != nil {
		return err
	}
	clock, err := c.Clock(cmd.Context())
	if err != nil {
		return err
	}
	return c.Look(cmd.Context(), terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock), *clock.Head, until, tell)
}

// follow drops the events up to the fact with the given number.
func follow(events []control.Event, after int64) []control.Event {
	first := 0
	for i, e := range events {
		if e.Seq != 0 && e.Seq <= after {
			first = i + 1
		}
	}
	return events[first:]
}
