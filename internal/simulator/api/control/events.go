package control

import (
	"slices"
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
}

// concerns reports whether an event is about one of the ids; without any it is.
func concerns(e lifecycle.Event, ids call.List) bool {
	return ids.Allows(e.Subject) ||
		slices.ContainsFunc(e.About, func(c lifecycle.Concerned) bool { return ids.Allows(c.ID) })
}

func wireEvents(events []lifecycle.Event, ids call.List) []Event {
	out := make([]Event, 0, len(events))
	for _, e := range events {
		if !concerns(e, ids) {
			continue
		}
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
// newest fact. With ids, those about these packages, assets, orders and renewals.
func listEvents(r *call.Request) (any, error) {
	if err := r.Obey(call.Rules{"after": {Instant: true}, "until": {Instant: true}}); err != nil {
		return nil, err
	}
	until := r.Query.Instant("until").Truncate(time.Second)
	if !until.IsZero() && !wire.IsWritable(until) {
		return nil, r.Bad("until must be in the years 1970 to 9900")
	}
	events, err := r.Cloud.StoryAfter(r.Context(), r.Call.Tenant, r.Query.Instant("after"), until)
	if err != nil {
		return nil, err
	}
	return Story{wireEvents(events, call.List(r.Query.Values["id"]))}, nil
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
