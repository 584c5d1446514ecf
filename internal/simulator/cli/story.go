package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
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
	t := table{gives: 2}
	for _, e := range s.events {
		t.rows = append(t.rows, eventRow(e))
	}
	return t.write(w)
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
	return []string{e.At.UTC().Format(time.RFC3339), words(e.Type), oneLine(e.Text), oneLine(e.Subject), money, cause}
}

// isTooFar reports whether a call was refused because more falls due by its instant than one call settles.
func isTooFar(err error) bool { return isRefused(err, lifecycle.CodeTooMuchDue) }

// steps goes from an instant to another in as few steps as the simulated cloud takes: step refuses those that are too
// long.
func steps(ctx context.Context, p *progress, from, to time.Time, step func(from, to time.Time) error) error {
	defer p.clear()
	whole := to.Sub(from)
	span := whole
	for first := true; first || from.Before(to); first = false {
		if err := ctx.Err(); err != nil {
			return err
		}
		next := from.Add(span)
		if next.After(to) {
			next = to
		}
		err := step(from, next)
		if isTooFar(err) && span > time.Second {
			span = (span / 2).Truncate(time.Second)
			continue
		}
		if err != nil {
			return err
		}
		if from = next; from.Before(to) {
			p.tell("%s of %s (%d %%)", from.Format(time.RFC3339), to.Format(time.RFC3339),
				100-int64(to.Sub(from)/time.Second)*100/max(1, int64(whole/time.Second)))
		}
	}
	return nil
}

// look tells the events after an instant up to another one, as each step brings them. It writes nothing.
func (c *client) look(ctx context.Context, p *progress, from, until time.Time, tell func([]control.Event) error) error {
	return steps(ctx, p, from, until, func(from, until time.Time) error {
		var part control.Story
		asked := url.Values{"after": {from.UTC().Format(time.RFC3339)}, "until": {until.UTC().Format(time.RFC3339)}}
		if err := c.call(ctx, http.MethodGet, "/events?"+asked.Encode(), nil, &part); err != nil {
			return err
		}
		return tell(part.Events)
	})
}

// clock is the clock of the client's project.
func (c *client) clock(ctx context.Context) (clock control.Clock, err error) {
	err = c.call(ctx, http.MethodGet, "/clock", nil, &clock)
	return clock, err
}
