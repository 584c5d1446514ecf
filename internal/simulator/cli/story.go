package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

// listing says how many events are shown one by one.
type listing struct{ all, none bool }

// listedEvents is how many events a command lists unless it is asked for all.
const listedEvents = 1000

func (l *listing) define(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.all, "all", false, fmt.Sprintf("list every event; without it more than %d are summarized",
		listedEvents))
	cmd.Flags().BoolVar(&l.none, "summary", false, "only summarize the events by type and by month (UTC+8)")
	cmd.MarkFlagsMutuallyExclusive("all", "summary")
}

// story is the events that a command has gone through: all of their sums, and those of them that it lists.
type story struct {
	listing
	tally  *tally
	events []control.Event // nil if there are more than are listed
	many   bool
}

func newStory(l listing) *story { return &story{listing: l, tally: newTally()} }

func (s *story) add(events []control.Event) error {
	if s.many = s.many || s.none || !s.all && s.tally.events+len(events) > listedEvents; s.many {
		s.events = nil
	} else {
		s.events = append(s.events, events...)
	}
	return s.tally.add(events)
}

// write lists the events, or summarizes them if they are many.
func (s *story) write(w io.Writer) error {
	if s.many {
		return s.tally.summary().write(w)
	}
	t := terminal.Table{Gives: 2}
	for _, e := range s.events {
		t.Rows = append(t.Rows, eventRow(e))
	}
	return t.Write(w)
}

// hint says how to see what was summarized only because there is so much of it.
func (s *story) hint() string {
	if s.many && !s.none {
		return " List them with --all."
	}
	return ""
}

func eventRow(e control.Event) []string {
	var money, cause string
	if e.Amount != "" {
		money = e.Amount + " " + e.Currency
	}
	if e.Cause != "" {
		cause = "(" + e.Cause + ")"
	}
	return []string{e.At.UTC().Format(time.RFC3339), terminal.Words(e.Type), terminal.OneLine(e.Text),
		terminal.OneLine(e.Subject), money, cause}
}
