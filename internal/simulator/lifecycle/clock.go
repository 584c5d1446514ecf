package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Clock says where the instant of a tenant's calls comes from.
type Clock string

// Clocks. All go forward only.
const (
	ClockClient Clock = "client" // each call may name its instant; else real time
	ClockReal   Clock = "real"   // real time
	ClockHeld   Clock = "held"   // stands still until it is moved
)

// Clocks are all kinds.
func Clocks() []Clock { return []Clock{ClockClient, ClockReal, ClockHeld} }

// ClockKind is the tenant's clock; tenants of old have none written down.
func (t *Tenant) ClockKind() Clock {
	if t.Clock == "" {
		return ClockClient
	}
	return t.Clock
}

// Now is a tenant's instant when it is clock's time in the real world: not before its newest fact, at which a held
// clock stands.
func (t *Tenant) Now(clock time.Time) time.Time {
	if t.ClockKind() == ClockHeld && !t.Head.IsZero() || t.Head.After(clock) {
		return t.Head
	}
	return clock
}

// Duration is a length of time that the calendar counts: months first, then days, then the time of day, in UTC+8.
type Duration struct {
	Months int           `json:"Months"`
	Days   int           `json:"Days"`
	Time   time.Duration `json:"Time"`
}

// After is the instant that lies a duration after another one. A day that the month does not have is its last one. An
// error for what goes back or leaves the years that can be written.
func (d Duration) After(t time.Time) (time.Time, error) {
	if d.Months < 0 || d.Days < 0 || d.Time < 0 || d.Months > calendar.MaxMonths || d.Days > 31*calendar.MaxMonths {
		return t, Refuse(CodeBadParameter, "a clock can only be put forward, by at most %d months", calendar.MaxMonths)
	}
	after := calendar.AddMonths(t, d.Months).In(calendar.Zone).AddDate(0, 0, d.Days).Add(d.Time).UTC()
	if after.Year() > wire.LastYear {
		return t, Refuse(CodeBadParameter, "the clock would be put to %s, after the year %d", instant(after), wire.LastYear)
	}
	return after, nil
}

// ClockMoved is a tenant's time put forward, to the fact's own instant.
type ClockMoved struct{}

func (*ClockMoved) apply(*World, *Fact) {}

func (*ClockMoved) describe(w *World) string {
	return "time was put forward to " + instant(w.Tenant.Head)
}

// MoveClock puts the tenant's time forward, to an instant or by a duration of the calendar. Its World is at the instant
// that it leads to. A real clock cannot be moved (assumed: ours).
type MoveClock struct {
	To time.Time `json:"To"`
	By Duration  `json:"By"` // if To is zero
}

// Target is the instant that the move leads to.
func (in MoveClock) Target(now time.Time) (time.Time, error) {
	if !in.To.IsZero() {
		return in.To.UTC().Truncate(time.Second), nil
	}
	return in.By.After(now)
}

// Spec of a Command.
func (in MoveClock) Spec() Spec { return Spec{Operation: "MoveClock", Content: in} }

// Decide is the rule.
func (MoveClock) Decide(w *World) ([]string, error) {
	if w.Tenant.ClockKind() == ClockReal {
		return nil, Refuse(CodeClock, "the clock of the project %s is real and cannot be moved", w.Tenant.ID)
	}
	w.record(w.Now, w.Tenant.ID, "clock", nil, &ClockMoved{})
	return nil, nil
}
