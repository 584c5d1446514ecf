package target

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// IsTooFar reports whether a call was refused because more falls due by its instant than one call settles.
func IsTooFar(err error) bool { return IsRefused(err, lifecycle.CodeTooMuchDue) }

// Steps goes from an instant to another in as few steps as the simulated cloud takes: step refuses those that are too
// long.
func Steps(ctx context.Context, p *terminal.Progress, from, to time.Time, step func(from, to time.Time) error) error {
	defer p.Clear()
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
		if IsTooFar(err) && span > time.Second {
			span = (span / 2).Truncate(time.Second)
			continue
		}
		if err != nil {
			return err
		}
		if from = next; from.Before(to) {
			p.Tell("%s of %s (%d %%)", from.Format(time.RFC3339), to.Format(time.RFC3339),
				100-int64(to.Sub(from)/time.Second)*100/max(1, int64(whole/time.Second)))
		}
	}
	return nil
}

// Look tells the events after an instant up to another one, as each step brings them. It writes nothing.
func (c *Client) Look(ctx context.Context, p *terminal.Progress, from, until time.Time,
	tell func([]control.Event) error) error {
	return Steps(ctx, p, from, until, func(from, until time.Time) error {
		var part control.Story
		asked := url.Values{"after": {from.UTC().Format(time.RFC3339)}, "until": {until.UTC().Format(time.RFC3339)}}
		if err := c.Call(ctx, http.MethodGet, "/events?"+asked.Encode(), nil, &part); err != nil {
			return err
		}
		return tell(part.Events)
	})
}

// Clock is the clock of the client's project.
func (c *Client) Clock(ctx context.Context) (clock control.Clock, err error) {
	err = c.Call(ctx, http.MethodGet, "/clock", nil, &clock)
	return clock, err
}
