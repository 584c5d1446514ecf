package control

import (
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Event is a line of a tenant's story, as the control API tells it.
type Event struct {
	At       time.Time `json:"at"`
	Seq      int64     `json:"seq"` // number of the fact; 0 where time alone made the event
	Type     string    `json:"type"`
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
	Amount   string    `json:"amount,omitempty"` // what moved on the account, negative when it paid
	Currency string    `json:"currency,omitempty"`
	Cause    string    `json:"cause,omitempty"`
	// About is the packages and assets whose term, unit or use a fact has changed.
	About []Concerned `json:"about,omitempty"`
}

// Concerned is a package or an asset with its end after an event.
type Concerned struct {
	ID         string     `json:"id"`
	ExpireTime *time.Time `json:"expire_time,omitempty"` // none of what is permanent
}

// Story answers listEvents.
type Story struct {
	Events []Event `json:"events"`
	// Total is how many events the query has chosen, and Types how many there are of each type, whichever types are
	// asked for.
	Total int            `json:"total_count"`
	Types map[string]int `json:"types"`
}

// askedEvents are the rules of listEvents. A page of events has up to a thousand.
var askedEvents = call.Rules{"after": {Instant: true}, "until": {Instant: true}, "limit": call.NumberFrom(1, 1_000),
	"offset": call.NumberFrom(0, call.MaxInt), "text": {Length: 256}, "type": {Length: 64}}

// movedMoney is the type that stands for all events that moved money.
const movedMoney = "money"

// chosen are the events of a type, and how many there are of each.
func chosen(events []lifecycle.Event, kind string) (of []lifecycle.Event, types map[string]int) {
	types = map[string]int{}
	for _, e := range events {
		types[e.Type]++
		if kind == "" || kind == e.Type || kind == movedMoney && e.Money != 0 {
			of = append(of, e)
		}
	}
	return of, types
}

// newest are so many of the newest events after those that are passed over, in their order; 0: all.
func newest(events []lifecycle.Event, offset, limit int) []lifecycle.Event {
	to := max(0, len(events)-offset)
	if limit == 0 {
		return events[:to]
	}
	return events[max(0, to-limit):to]
}

// says reports whether a text, in lower case, occurs in an event.
func says(e lifecycle.Event, text string) bool {
	return strings.Contains(strings.ToLower(e.Text+" "+e.Subject+" "+e.Cause), text)
}

// concerns reports whether an event is about one of the ids; without any it is.
func concerns(e lifecycle.Event, ids call.List) bool {
	return ids.Allows(e.Subject) ||
		slices.ContainsFunc(e.About, func(c lifecycle.Concerned) bool { return ids.Allows(c.ID) })
}

func wireEvents(events []lifecycle.Event) []Event {
	out := make([]Event, 0, len(events))
	for _, e := range events {
		line := Event{At: e.At.UTC(), Seq: e.Seq, Type: e.Type, Subject: e.Subject, Text: e.Text, Cause: e.Cause}
		if e.Money != 0 {
			line.Amount, line.Currency = e.Money.String(), e.Currency
		}
		for _, c := range e.About {
			one := Concerned{ID: c.ID}
			if !c.End.IsZero() {
				one.ExpireTime = new(c.End.UTC())
			}
			line.About = append(line.About, one)
		}
		out = append(out, line)
	}
	return out
}

// listEvents is a control call: facts and, from the rules alone, every transition between them, also ahead of the
// newest fact. With ids, those about these packages, assets, orders and renewals. All facts up to the last event are
// read for it, in steps, but no more is answered than the query wants.
func listEvents(r *call.Request) (any, error) {
	until := r.Query.Instant("until").Truncate(time.Second)
	if !until.IsZero() && !wire.IsWritable(until) {
		return nil, r.Bad("until must be in the years 1970 to 9900")
	}
	events, err := r.Cloud.StoryAfter(r.Context(), r.Call.Tenant, r.Query.Instant("after"), until)
	if err != nil {
		return nil, err
	}
	ids, text := call.List(r.Query.Values["id"]), strings.ToLower(r.Query.Get("text"))
	events = slices.DeleteFunc(events, func(e lifecycle.Event) bool { return !concerns(e, ids) || !says(e, text) })
	events, types := chosen(events, r.Query.Get("type"))
	page := newest(events, r.Query.Int("offset", 0), r.Query.Int("limit", 0))
	return Story{wireEvents(page), len(events), types}, nil
}

// Verification answers verify.
type Verification struct {
	Facts       int      `json:"facts"`
	Differences []string `json:"differences"` // between the stored rows and what the facts fold to
}

// verify is a control call: it folds the facts again and compares.
func verify(r *call.Request) (any, error) {
	v, err := r.Cloud.Verify(r.Context(), r.Call.Tenant)
	if err != nil {
		return nil, err
	}
	return Verification{v.Facts, append([]string{}, v.Differences...)}, nil
}
