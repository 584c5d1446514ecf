package simulator

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Outlook tells what putting the clock forward would make happen, with the money that it would move, up to and
// including the new instant. It writes nothing.
func (c *Cloud) Outlook(ctx context.Context, call Call, m lifecycle.MoveClock) (events []lifecycle.Event, now time.Time,
	err error) {
	call.At = time.Time{}
	w, err := c.look(ctx, call, lifecycle.Selection{})
	if err != nil {
		return nil, now, err
	}
	moved := call
	moved.moves = m.Target
	to, err := c.Look(ctx, moved, lifecycle.Selection{}) // refuses what MoveClock would
	if err != nil {
		return nil, now, err
	}
	if w.Tenant.ClockKind() == lifecycle.ClockReal {
		_, err := m.Decide(w)
		return nil, now, err
	}
	if w.Tenant.Seq == 0 {
		return nil, to.Now, nil
	}
	story, err := c.StoryAfter(ctx, call.Tenant, w.Tenant.Head, to.Now)
	for _, e := range story {
		if e.At.After(w.Tenant.Head) && e.Seq == 0 {
			events = append(events, e)
		}
	}
	return events, to.Now, err
}
