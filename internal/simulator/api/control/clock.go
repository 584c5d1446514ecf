package control

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Clock is a tenant's clock, as the control API shows it.
type Clock struct {
	Clock string     `json:"clock"` // client, real or held
	Now   time.Time  `json:"now"`   // the instant of a call that names none
	Head  *time.Time `json:"head"`  // of the newest fact; time cannot be put before it
	// Events are what putting it forward makes happen; of a dry run what it would.
	Events []Event `json:"events,omitempty"`
	// Amount is the sum of the money that they move on the account.
	Amount   string `json:"amount,omitempty"`
	Currency string `json:"currency,omitempty"`
}

func clockOf(w *lifecycle.View) Clock {
	c := Clock{Clock: string(w.Tenant.ClockKind()), Now: w.Now.UTC()}
	if !w.Tenant.Head.IsZero() {
		c.Head = new(w.Tenant.Head.UTC())
	}
	return c
}

// showClock is a control call.
func showClock(_ *call.Request, w *lifecycle.View) (any, error) {
	return clockOf(w), nil
}

// ClockMove is a move of the clock, either to an instant or by a duration.
type ClockMove struct {
	To     string `json:"to,omitempty"`      // RFC 3339
	By     string `json:"by,omitempty"`      // ISO 8601, such as P1M
	DryRun bool   `json:"dry_run,omitempty"` // only tell what would happen
}

// moveClock is a control call: it puts the tenant's time forward to an instant, or by a duration of ISO 8601.
func moveClock(r *call.Request, in ClockMove) (any, error) {
	if (in.To == "") == (in.By == "") {
		return nil, r.Bad("either to (an instant such as 2027-03-01T00:00:00Z) or by (a duration such as P1M) is needed")
	}
	var move lifecycle.MoveClock
	var err error
	if in.By != "" {
		move.By, err = lifecycle.ParseDuration(in.By)
	} else if move.To, err = r.Time("to", in.To); err == nil && !wire.IsWritable(move.To) {
		err = r.Bad("to must be in the years 1970 to 9900")
	}
	if err != nil {
		return nil, err
	}
	// What happens is told before it does; another call in between is told by the events.
	events, now, err := r.Cloud.Outlook(r.Context(), r.Call, move)
	if err != nil {
		return nil, err
	}
	var w *lifecycle.View
	if in.DryRun {
		r.Call.At = time.Time{}
		w, err = r.Look(lifecycle.Selection{})
	} else {
		var done simulator.Result
		done, err = r.Do(move)
		w, now = done.After, done.Now
	}
	if err != nil {
		return nil, err
	}
	var sum money.Amount
	for _, e := range events {
		if sum, err = sum.Add(e.Money); err != nil {
			return nil, err
		}
	}
	out := clockOf(w)
	out.Now, out.Events, r.Now = now, wireEvents(events), now
	out.Amount, out.Currency = sum.String(), w.Currency()
	return out, nil
}
