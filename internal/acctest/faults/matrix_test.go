// Package faults has the provider under each fault: every operation that it calls, every kind of fault, and the first,
// the second and the last call.
package faults

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// envAll runs every cell; without it a sample is run.
const envAll = "MSS_TEST_FAULTS"

// stride of the sample: a prime, so that it meets every operation and kind.
const stride = 17

// rig is a simulated cloud, embedded or served, and the provider's configuration for it.
type rig struct {
	cloud  *simulator.Cloud
	config map[string]any

	mu    sync.Mutex
	calls map[string]int // by operation
}

func newRig(t *testing.T, served bool) *rig {
	t.Helper()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := store.New(file)
	t.Cleanup(func() { _ = st.Close() })
	now, err := time.Parse(time.RFC3339, acctest.Now)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{calls: map[string]int{}, cloud: simulator.New(st, simulator.Options{Clock: func() time.Time { return now }})}
	sim := map[string]any{"now": acctest.Now, "state_id": "matrix"}
	r.config = map[string]any{"accept_agreements": true, "project_id": "demo", "simulator": sim}
	if !served {
		sim["store"] = filepath.ToSlash(file)
		return r
	}
	verifier := &auth.Verifier{Keys: r.cloud, Off: true}
	server := httptest.NewServer(api.New(r.cloud, verifier.Believe, api.WithObserver(time.Now, r.note)))
	t.Cleanup(server.Close)
	r.config["endpoint"], r.config["access_key"], r.config["secret_key"] = server.URL, "demo", "secret-of-demo"
	return r
}

func (r *rig) note(o api.Observation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls[o.Operation]++
}

// step is one command on one object.
type step struct {
	object string
	config func(of func(object, attribute string) string) map[string]any // nil: it is destroyed
}

func fixed(config map[string]any) func(func(string, string) string) map[string]any {
	return func(func(string, string) string) map[string]any { return config }
}

// story is what is applied, one command a step: everything that the provider creates, changes, renews and destroys.
func story() []step {
	months := map[string]any{"items": []any{map[string]any{"resource_spec_code": acctest.OnShelfVoice,
		"period_type": "monthly", "period_num": 6}}, "payment": map[string]any{}}
	voice := func(more map[string]any) map[string]any {
		config := map[string]any{"resource_spec_code": acctest.Voice, "period_type": "yearly", "period_num": 1}
		maps.Copy(config, more)
		return config
	}
	asset := func(name string) func(func(string, string) string) map[string]any {
		return func(of func(string, string) string) map[string]any {
			return map[string]any{"kind": "voice_clone", "name": name, "package_id": of("voice", "id")}
		}
	}
	renewal := func(of func(string, string) string) map[string]any {
		return map[string]any{"renewals": []any{map[string]any{"asset_id": of("asset", "id"), "months": 2}}}
	}
	return []step{
		{"months", fixed(months)},
		{"voice", fixed(voice(nil))},
		{"asset", asset("Narrator")},
		{"renewal", renewal},
		{"voice", fixed(voice(map[string]any{"auto_renew": true}))},
		{"voice", fixed(voice(map[string]any{"auto_renew": false}))},
		{"voice", fixed(voice(map[string]any{"auto_renew": false, "valid_through": "2029-03-01T00:00:00Z"}))},
		{"asset", asset("Speaker")},
		{"renewal", nil}, {"asset", nil}, {"voice", nil}, {"months", nil},
	}
}

func objects() map[string]*object {
	return map[string]*object{"months": {kind: "mss_order"}, "voice": {kind: "mss_resource_package"},
		"asset": {kind: "mss_asset"}, "renewal": {kind: "mss_asset_renewal"}}
}

// outcome is what a story leaves: what happened on the account, without ids.
type outcome struct {
	ledger []string
	said   []string // errors on the way
}

// tell applies the story. A command that fails is followed by more, each of the whole configuration: what it left
// unpaid is paid then.
func (r *rig) tell(t *testing.T) (out outcome) {
	t.Helper()
	all := objects()
	written := map[string]func(func(string, string) string) map[string]any{}
	for i, s := range story() {
		for attempt := 0; ; attempt++ {
			c := start(t, r.config)
			of := func(name, attribute string) string { return c.attribute(all[name], attribute) }
			var config map[string]any
			if s.config != nil {
				config = s.config(of)
			}
			wrong := ""
			for _, name := range []string{"months", "voice", "asset", "renewal"} {
				if before, ok := written[name]; ok && attempt > 0 && name != s.object && wrong == "" {
					wrong = c.apply(all[name], before(of))
				}
			}
			if wrong == "" {
				wrong = c.apply(all[s.object], config)
			}
			c.process.Close()
			if wrong == "" {
				break
			}
			out.said = append(out.said, fmt.Sprintf("step %d, %s: %s", i+1, s.object, wrong))
			if attempt > 2 {
				t.Fatalf("step %d does not converge:\n%s", i+1, strings.Join(out.said, "\n"))
			}
		}
		if delete(written, s.object); s.config != nil {
			written[s.object] = s.config
		}
	}
	events, err := r.cloud.Story(t.Context(), "demo", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Money != 0 || slices.Contains([]string{"asset_made", "assets_renewed", "asset_recycled", "package_returned"},
			e.Type) {
			out.ledger = append(out.ledger, e.Type+" "+e.Money.String())
		}
	}
	return out
}

func call() simulator.Call { return simulator.Call{Tenant: "demo"} }

// effects are the faults of the matrix, by their kinds. Hanging is left out: it ends with the minute of an attempt.
func effects() map[fault.Kind]fault.Rule {
	return map[fault.Kind]fault.Rule{
		fault.KindError:      {Error: &fault.Failure{Status: http.StatusInternalServerError, Message: "Internal Error"}},
		fault.KindThrottle:   {Throttle: &fault.Throttle{RetryAfter: 1}},
		fault.KindDelay:      {Delay: "5ms"},
		fault.KindReset:      {Reset: true},
		fault.KindLostAnswer: {LostAnswer: true},
		fault.KindTruncate:   {Truncate: true},
		fault.KindDecline:    {Decline: "the card has expired"},
		fault.KindSoldOut:    {SoldOut: true},
	}
}

// cell is one fault.
type cell struct {
	operation fault.Operation
	kind      fault.Kind
	after     int
	which     string
	served    bool
}

func (c cell) String() string {
	where := "embedded"
	if c.served {
		where = "server"
	}
	return fmt.Sprintf("%s/%s/%s/%s", c.operation.Name, c.kind, c.which, where)
}

func (c cell) rule() fault.Rule {
	rule := effects()[c.kind]
	rule.Match = fault.Match{Operation: c.operation.Name, After: c.after, Times: 1}
	return rule
}

// cells are all that can happen to the operations that the undisturbed story calls.
func cells(calls map[string]int) (all []cell) {
	for _, o := range api.Operations() {
		n := calls[o.Name]
		for _, kind := range fault.Kinds() {
			rule, ok := effects()[kind]
			rule.Match.Operation = o.Name
			if n == 0 || !ok || !rule.IsAbout(o, func(string) bool { return false }) {
				continue
			}
			seen := map[int]bool{}
			for _, at := range []struct {
				which string
				after int
			}{{"first", 0}, {"second", 1}, {"last", n - 1}} {
				if at.after >= n || seen[at.after] {
					continue
				}
				seen[at.after] = true
				for _, served := range []bool{false, true} {
					all = append(all, cell{o, kind, at.after, at.which, served})
				}
			}
		}
	}
	return all
}

// TestTheProviderUnderEachFault: after each fault the story converges, the same money has moved as without it, once,
// and nothing is tainted.
func TestTheProviderUnderEachFault(t *testing.T) {
	t.Parallel()
	plain := newRig(t, true)
	want := plain.tell(t)
	if len(want.said) > 0 || len(want.ledger) < 7 {
		t.Fatalf("without a fault: %v %v", want.said, want.ledger)
	}
	all := cells(plain.calls)
	run := all
	if os.Getenv(envAll) == "" {
		run = nil
		for i := 0; i < len(all); i += stride {
			run = append(run, all[i])
		}
	}
	t.Logf("%d of %d cells, of %d operations", len(run), len(all), len(plain.calls))
	for _, c := range run {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.served)
			if err := r.cloud.SetFaults(context.Background(), call(), []fault.Rule{c.rule()}); err != nil {
				t.Fatal(err)
			}
			got := r.tell(t)
			if !slices.Equal(got.ledger, want.ledger) {
				t.Errorf("the account has\n%s\nwant\n%s\nsaid:\n%s", strings.Join(got.ledger, "\n"),
					strings.Join(want.ledger, "\n"), strings.Join(got.said, "\n"))
			}
			for _, text := range got.said {
				if strings.Contains(text, "panic") {
					t.Error(text)
				}
			}
			checkHit(t, r)
		})
	}
}

// checkHit wants the fault to have hit: a matrix of faults that never happen would prove nothing.
func checkHit(t *testing.T, r *rig) {
	t.Helper()
	all, err := r.cloud.ListFaults(t.Context(), call())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.Hits == 0 {
			t.Errorf("the fault has not hit, of %d calls", f.Matched)
		}
	}
}
