package simulator

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Move says where a clock is put: to an instant, or ahead by a duration of the calendar.
type Move struct {
	To time.Time
	By lifecycle.Duration // where To is zero
}

// target is the instant that a move leads to.
func (m Move) target(now time.Time) (time.Time, error) {
	if !m.To.IsZero() {
		return m.To.UTC().Truncate(time.Second), nil
	}
	return m.By.After(now)
}

// MoveClock puts a tenant's time forward. What falls due on the way happens, each at its own instant, and is stored.
func (c *Cloud) MoveClock(ctx context.Context, call Call, m Move) (now time.Time, err error) {
	call.At, call.moves = time.Time{}, m.target
	_, err = c.write(ctx, call, operation{name: "MoveClock"}, m, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		now = w.Now
		return nil, lifecycle.MoveClock(w)
	})
	return now, err
}

// Outlook tells what putting the clock forward would make happen, with the money that it would move, up to and including the new instant. It
// writes nothing.
func (c *Cloud) Outlook(ctx context.Context, call Call, m Move) (events []lifecycle.Event, now time.Time, err error) {
	call.At = time.Time{}
	w, err := c.Look(ctx, call, lifecycle.Selection{})
	if err != nil {
		return nil, now, err
	}
	moved := call
	moved.moves = m.target
	to, err := c.Look(ctx, moved, lifecycle.Selection{}) // refuses what MoveClock would
	if err != nil {
		return nil, now, err
	}
	if w.Tenant.ClockKind() == lifecycle.ClockReal {
		return nil, now, lifecycle.MoveClock(w)
	}
	if w.Tenant.Seq == 0 {
		return nil, to.Now, nil
	}
	story, err := c.Story(ctx, call.Tenant, to.Now)
	for _, e := range story {
		if e.At.After(w.Tenant.Head) && e.Seq == 0 {
			events = append(events, e)
		}
	}
	return events, to.Now, err
}
