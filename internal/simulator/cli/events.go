package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type eventsFlags struct {
	place
	project, until string
	after          int64
	json           bool
}

func newEvents(opts Options) *cobra.Command {
	var flags eventsFlags
	cmd := &cobra.Command{
		Use:   "events --project ID --store FILE",
		Short: "Tell what happened in a project, and what time alone made of it",
		Long: "Tell what happened in a project, oldest first: what was ordered, paid, made, renewed and returned, and in between\n" +
			"what time alone brought, such as notices, grace, freezing and release. Instants are in UTC. Nothing is written,\n" +
			"also with --until in the future.",
		Example: "  terraform-provider-mss simulator events --project demo --store .mss/simulator.db\n" +
			"  terraform-provider-mss simulator events --project demo --store .mss/simulator.db --until 2029-01-01T00:00:00Z",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&flags.place, opts, false, func(c *client) error { return flags.run(cmd, c) })
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&flags.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&flags.until, "until", "", "tell up to this RFC 3339 `instant`, also one ahead (default: the newest fact)")
	cmd.Flags().Int64Var(&flags.after, "after", 0, "tell only what follows the fact with this `number`")
	cmd.Flags().BoolVar(&flags.json, "json", false, "one JSON object a line; \"seq\" is the number of the fact, 0 where time alone made the event")
	requireFlags(cmd, "project")
	return cmd
}

func (f *eventsFlags) run(cmd *cobra.Command, c *client) error {
	if _, err := instant("until", f.until); err != nil {
		return err
	}
	if err := c.on(cmd.Context(), f.project); err != nil {
		return err
	}
	var story control.Story
	if err := c.call(cmd.Context(), http.MethodGet, "/events?until="+url.QueryEscape(f.until), nil, &story); err != nil {
		return err
	}
	events := follow(story.Events, f.after)
	if f.json {
		return writeJSON(cmd.OutOrStdout(), events)
	}
	return writeStory(cmd.OutOrStdout(), events)
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

func writeJSON(w io.Writer, events []control.Event) error {
	enc := json.NewEncoder(w)
	for _, e := range events {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

func writeStory(w io.Writer, events []control.Event) error {
	rows := make([][]string, 0, len(events))
	for _, e := range events {
		var money, cause string
		if e.Amount != "" {
			money = e.Amount + " " + e.Currency
		}
		if e.Cause != "" {
			cause = "(" + e.Cause + ")"
		}
		rows = append(rows, []string{e.At.UTC().Format(time.RFC3339), strings.ReplaceAll(e.Type, "_", " "), oneLine(e.Text), oneLine(e.Subject), money, cause})
	}
	return writeAligned(w, rows)
}
