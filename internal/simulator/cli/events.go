package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type eventsFlags struct {
	store, project, until string
	after                 int64
	json                  bool
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
		RunE: func(cmd *cobra.Command, _ []string) error { return runEvents(cmd, flags, opts) },
	}
	cmd.Flags().StringVar(&flags.store, "store", "", "`file` of the store")
	cmd.Flags().StringVar(&flags.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&flags.until, "until", "", "tell up to this RFC 3339 `instant`, also one ahead (default: the newest fact)")
	cmd.Flags().Int64Var(&flags.after, "after", 0, "tell only what follows the fact with this `number`")
	cmd.Flags().BoolVar(&flags.json, "json", false, "one JSON object a line; \"seq\" is the number of the fact, 0 where time alone made the event")
	requireFlags(cmd, "store", "project")
	return cmd
}

func runEvents(cmd *cobra.Command, flags eventsFlags, opts Options) (err error) {
	var until time.Time
	if flags.until != "" {
		if until, err = time.Parse(time.RFC3339, flags.until); err != nil {
			return fmt.Errorf(`--until %q is not an RFC 3339 instant such as "2027-03-01T00:00:00Z"`, flags.until)
		}
	}
	cloud, closeStore, err := openCloud(flags.store, opts)
	if err != nil {
		return err
	}
	defer func() {
		if e := closeStore(); err == nil {
			err = e
		}
	}()

	if _, err := tenants(cmd.Context(), cloud, flags.store, flags.project); err != nil {
		return err
	}
	events, err := cloud.Story(cmd.Context(), flags.project, until)
	if err != nil {
		return err
	}
	events = follow(events, flags.after)
	if flags.json {
		return writeJSON(cmd.OutOrStdout(), events)
	}
	return writeStory(cmd.OutOrStdout(), events)
}

// follow drops the events up to the fact with the given number.
func follow(events []lifecycle.Event, after int64) []lifecycle.Event {
	first := 0
	for i, e := range events {
		if e.Seq != 0 && e.Seq <= after {
			first = i + 1
		}
	}
	return events[first:]
}

type jsonEvent struct {
	At       time.Time `json:"at"`
	Seq      int64     `json:"seq"`
	Type     string    `json:"type"`
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
	Amount   string    `json:"amount,omitempty"`
	Currency string    `json:"currency,omitempty"`
	Cause    string    `json:"cause,omitempty"`
}

func writeJSON(w io.Writer, events []lifecycle.Event) error {
	enc := json.NewEncoder(w)
	for _, e := range events {
		line := jsonEvent{At: e.At.UTC(), Seq: e.Seq, Type: e.Type, Subject: e.Subject, Text: e.Text, Cause: e.Cause}
		if e.Money != 0 {
			line.Amount, line.Currency = e.Money.String(), e.Currency
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func writeStory(w io.Writer, events []lifecycle.Event) error {
	rows := make([][]string, 0, len(events))
	for _, e := range events {
		var money, cause string
		if e.Money != 0 {
			money = e.Money.String() + " " + e.Currency
		}
		if e.Cause != "" {
			cause = "(" + e.Cause + ")"
		}
		rows = append(rows, []string{e.At.UTC().Format(time.RFC3339), strings.ReplaceAll(e.Type, "_", " "), oneLine(e.Text), oneLine(e.Subject), money, cause})
	}
	return writeAligned(w, rows)
}

// widest bounds a column. A longer cell moves only its own line.
const widest = 76

func writeAligned(w io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if n := utf8.RuneCountInString(cell); n <= widest {
				widths[i] = max(widths[i], n)
			}
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", 2+max(0, widths[i]-utf8.RuneCountInString(cell))))
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// oneLine keeps the text of an event, which may hold a user's words, on its line and in its column.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
