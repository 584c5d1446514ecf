package control

import (
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
}

// Story answers listEvents.
type Story struct {
	Events []Event `json:"events"`
}

func wireEvents(events []lifecycle.Event) []Event {
	out := make([]Event, 0, len(events))
	for _, e := range events {
		line := Event{At: e.At.UTC(), Seq: e.Seq, Type: e.Type, Subject: e.Subject, Text: e.Text, Cause: e.Cause}
		if e.Money != 0 {
			line.Amount, line.Currency = e.Money.String(), e.Currency
		}
		out = append(out, line)
	}
	return out
}

// listEvents is a control call: facts and, from the rules alone, every transition between them, also ahead of the
// newest fact.
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
	return Story{wireEvents(events)}, nil
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
