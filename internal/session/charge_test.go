package session_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
)

// Attempts are daily at 03:00 UTC+8 from seven days before the end on; the wire's clock stands at 2027-03-01T00:00:00Z,
// which is 08:00 there.
func TestNextAndLastCharge(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	for end, want := range map[string]struct{ next, last string }{
		"2028-03-01T15:59:59Z": {"2028-02-22T19:00:00Z", ""},
		"2027-03-09T15:59:59Z": {"2027-03-01T19:00:00Z", ""},                     // tomorrow
		"2027-03-08T15:59:59Z": {"2027-03-01T19:00:00Z", "2027-02-28T19:00:00Z"}, // this morning was the first
		"2027-02-25T15:59:59Z": {"2027-03-01T19:00:00Z", "2027-02-28T19:00:00Z"}, // past the end it goes on
	} {
		at, err := time.Parse(time.RFC3339, end)
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		if l := l.Session.LastCharge(at); !l.IsZero() {
			last = l.Format(time.RFC3339)
		}
		if next := l.Session.NextCharge(at).Format(time.RFC3339); next != want.next || last != want.last {
			t.Errorf("an end at %s: next %s, last %q, want %s and %q", end, next, last, want.next, want.last)
		}
	}
}
