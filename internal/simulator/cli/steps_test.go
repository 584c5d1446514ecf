package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// farCloud stands in for a simulated cloud of a project on which 500 charges fall due each month, of which one call
// takes the charges of a year.
type farCloud struct {
	now   time.Time
	moves int
	limit time.Duration
}

func (f *farCloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(v any) {
		if err := json.NewEncoder(w).Encode(v); err != nil {
			panic(err)
		}
	}
	refuse := func() {
		w.WriteHeader(http.StatusBadRequest)
		answer(map[string]string{"error_code": lifecycle.CodeTooMuchDue, "error_msg": "too much falls due"})
	}
	ask := r.URL.Query()
	switch path := strings.TrimPrefix(r.URL.Path, control.Prefix); {
	case path == "/tenants":
		answer(control.Tenants{Tenants: []control.Tenant{{ProjectID: "demo"}}})
	case path == "/clock" && r.Method == http.MethodGet:
		answer(control.Clock{Clock: "held", Now: f.now, Head: &f.now})
	case path == "/clock":
		var in control.ClockMove
		_ = json.NewDecoder(r.Body).Decode(&in)
		to, err := time.Parse(time.RFC3339, in.To)
		if err != nil || in.DryRun || to.Sub(f.now) > f.limit {
			refuse()
			return
		}
		events := charges(f.now, to)
		f.now, f.moves = to, f.moves+1
		answer(control.Clock{Clock: "held", Now: to, Head: &to, Events: events})
	default:
		until, err := time.Parse(time.RFC3339, ask.Get("until"))
		after, err2 := time.Parse(time.RFC3339, ask.Get("after"))
		switch {
		case err != nil:
			answer(control.Story{Events: []control.Event{
				{At: f.now, Seq: 1, Type: "tenant_opened", Amount: "900.00", Currency: "USD"}}})
		case err2 != nil || until.Sub(after) > f.limit:
			refuse()
		default:
			answer(control.Story{Events: charges(after, until)})
		}
	}
}

// charges are 500 of 1.00 on the second day of each month in (after, until].
func charges(after, until time.Time) (events []control.Event) {
	for at := time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC); !at.After(until); at = at.AddDate(0, 1, 0) {
		for range 500 {
			if at.After(after) {
				events = append(events, control.Event{At: at, Type: "auto_renewal_charged", Subject: "p", Text: "renewed",
					Amount: "-1.00", Currency: "USD"})
			}
		}
	}
	return events
}

// TestFarAheadGoesInSteps sets the environment and runs alone.
func TestFarAheadGoesInSteps(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", adminKey)
	cloud := &farCloud{now: day0, limit: 366 * 24 * time.Hour}
	server := httptest.NewServer(cloud)
	defer server.Close()
	const total = "60000 events, paid 60000.00 USD, refunded 0.00 USD."
	at := []string{"--endpoint", server.URL}

	events := mustRun(t, append([]string{"events", "--until", "2037-03-01T01:00:00Z"}, at...)...)
	if want := "60001 events, paid 60000.00 USD, refunded 0.00 USD. List them with --all.\n"; !strings.HasSuffix(events,
		want) || strings.Count(events, "\n") > 140 {
		t.Errorf("got %d lines that end with %q", strings.Count(events, "\n"), events[max(0, len(events)-200):])
	}
	if !strings.Contains(events, "\n2027-03  500.00      0.00\n") { // without the opening balance
		t.Errorf("got\n%s", events)
	}
	if lines := mustRun(t, append([]string{"events", "--until", "2037-03-01T01:00:00Z", "-o", "json"},
		at...)...); strings.Count(lines, "\n") != 60001 {
		t.Errorf("got %d lines of JSON", strings.Count(lines, "\n"))
	}
	dry := mustRun(t, append([]string{"clock", "advance", "P10Y", "--dry-run"}, at...)...)
	if want := total + " List them with --all. The clock of demo would be at 2037-03-01T01:00:00Z.\n"; !strings.HasSuffix(
		dry, want) || cloud.moves != 0 {
		t.Errorf("after %d moves got %q", cloud.moves, dry[max(0, len(dry)-200):])
	}
	all := mustRun(t, append([]string{"clock", "advance", "P10Y", "--all", "--dry-run"}, at...)...)
	if n := strings.Count(all, "auto renewal charged"); n != 60000 {
		t.Errorf("%d events are listed", n)
	}
	var moved struct {
		Now     time.Time `json:"now"`
		Summary struct {
			Events int    `json:"events"`
			Paid   string `json:"paid"`
			Months []struct {
				Paid string `json:"paid"`
			} `json:"months"`
		} `json:"summary"`
		Events []any `json:"events"`
	}
	out := mustRun(t, append([]string{"clock", "advance", "P10Y", "-o", "json"}, at...)...)
	if err := json.Unmarshal([]byte(out), &moved); err != nil || moved.Summary.Events != 60000 ||
		moved.Summary.Paid != "60000.00" || len(moved.Summary.Months) != 120 || moved.Events != nil {
		t.Errorf("got %+v, %v", moved, err)
	}
	if want := "2037-03-01T01:00:00Z"; moved.Now.Format(time.RFC3339) != want || cloud.moves < 10 || cloud.moves > 20 {
		t.Errorf("after %d moves the clock is at %s", cloud.moves, moved.Now)
	}

	// Where a step fails, what was moved stays, and is told.
	cloud.now, cloud.moves = day0, 0
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cloud.moves == 3 && r.Method == http.MethodPost {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"error_code":"SIM.3002","error_msg":"busy"}`)
			return
		}
		cloud.ServeHTTP(w, r)
	}))
	defer broken.Close()
	mustFail(t, "the clock of demo was moved to "+cloud.now.AddDate(1, 10, 15).Format("2006-"), "clock", "advance", "P10Y",
		"--endpoint", broken.URL)
}
