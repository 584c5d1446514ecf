package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

const orderBody = `{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":1,"resource_spec_code":"` +
	voice + `"}]}`

// leased is a server whose clock is moved by hand; runs are known by their leases there, since it cannot see its
// callers' processes.
type leased struct {
	*running
	passed atomic.Int64 // seconds
}

func startLeased(t *testing.T) *leased {
	t.Helper()
	l := &leased{}
	began := time.Now()
	l.running = start(t, func(c *server.Config) {
		c.AuthOff = true
		c.Clock = func() time.Time { return began.Add(time.Duration(l.passed.Load()) * time.Second) }
		c.LeaseClock = c.Clock
	})
	return l
}

// as makes a call in the name of a run.
func (l *leased) as(run, method, path, body string, headers ...string) (int, string) {
	l.t.Helper()
	return l.send(method, path, body, append(headers, "X-Simulator-State", "here", "X-Simulator-Run", run, "X-Project-Id",
		"demo")...)
}

// order orders the same as every run does.
func (l *leased) order(run, token string) string {
	l.t.Helper()
	status, body := l.as(run, "POST", "/v1/demo/mss/public/orders", orderBody, "X-Client-Token", token)
	var out struct {
		OrderID string `json:"order_id"`
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != http.StatusOK || out.OrderID == "" {
		l.t.Fatalf("%s ordered: got %d %s", run, status, body)
	}
	return out.OrderID
}

// refused orders what a run has already ordered that has not ended.
func (l *leased) refused(run, token, id string) {
	l.t.Helper()
	status, body := l.as(run, "POST", "/v1/demo/mss/public/orders", orderBody, "X-Client-Token", token)
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "SIM.2007") || !strings.Contains(body, id) {
		l.t.Errorf("%s ordered what an unbroken run has: got %d %s", run, status, body)
	}
}

func (l *leased) end(run, how string) {
	l.t.Helper()
	l.must(l.as(run, "POST", "/_sim/v1/runs/"+how, "{}"))
}

// lost is what a run is told to look after.
func (l *leased) lost(run string) []string {
	l.t.Helper()
	var out struct {
		Lost []string `json:"lost"`
	}
	status, body := l.as(run, "GET", "/_sim/v1/tenant", "")
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != http.StatusOK {
		l.t.Fatalf("got %d %s", status, body)
	}
	return out.Lost
}

func (l *leased) orders() int {
	l.t.Helper()
	var out struct {
		Count int `json:"total_count"`
	}
	status, body := l.as("any.1", "GET", "/v2/orders/customer-orders", "")
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != http.StatusOK {
		l.t.Fatalf("got %d %s", status, body)
	}
	return out.Count
}

// ended tries to order, and to go on, in the name of a run that has ended.
func (l *leased) ended(run, token string) {
	l.t.Helper()
	status, body := l.as(run, "POST", "/v1/demo/mss/public/orders", orderBody, "X-Client-Token", token)
	if status != http.StatusConflict || !strings.Contains(body, "SIM.2009") {
		l.t.Errorf("%s has ended, and ordered: got %d %s", run, status, body)
	}
	if status, body := l.as(run, "POST", "/_sim/v1/runs/keep", ""); status != http.StatusConflict ||
		!strings.Contains(body, "SIM.2009") {
		l.t.Errorf("%s has ended, and goes on: got %d %s", run, status, body)
	}
}

// TestARunThatHasEndedMakesNothingMore: a process that was interrupted, or stood still, may come back when another has
// bought in its place.
func TestARunThatHasEndedMakesNothingMore(t *testing.T) {
	t.Parallel()
	l := startLeased(t)
	first := l.order("one.1", "a")
	l.end("one.1", "abandon")
	l.ended("one.1", "b")
	if got := l.order("two.1", "c"); got != first {
		t.Errorf("the next run got %s, want %s", got, first)
	}
	l.passed.Add(60)
	if got := l.order("three.1", "d"); got != first {
		t.Errorf("the run after that got %s, want %s", got, first)
	}
	l.ended("two.1", "e")
	l.end("three.1", "close")
	if again := l.order("three.1", "f"); again == first || l.orders() != 2 {
		t.Errorf("a run that closed and went on, as one under a debugger does, got %s", again)
	}
}

// TestWhatWasNotedIsNotAdopted: an interrupted run tells what Terraform has noted before; that is in a state, and no
// other block's.
func TestWhatWasNotedIsNotAdopted(t *testing.T) {
	t.Parallel()
	l := startLeased(t)
	noted, doubtful := l.order("one.1", "a"), l.order("one.1", "b")
	l.must(l.as("one.1", "POST", "/_sim/v1/runs/abandon", `{"noted":["a"]}`))
	if got := l.lost("two.1"); len(got) != 1 || got[0] != doubtful {
		t.Errorf("lost are %v, want %s", got, doubtful)
	}
	if got := l.order("two.1", "c"); got != doubtful {
		t.Errorf("the next run got %s, want %s", got, doubtful)
	}
	if got := l.order("two.1", "d"); got == noted || got == doubtful {
		t.Errorf("a second block got %s, which is another's", got)
	}
}

// TestARunIsItsKeysOwn: another key of the account, which has learnt its name, can neither end it nor go on in its
// place, nor end one that has not begun.
func TestARunIsItsKeysOwn(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	r.must(r.admin("POST", "/_sim/v1/tenants/demo/keys", "", map[string]string{"access_key": "AK-other",
		"secret_key": "secret-of-other", "role": "billing"}))
	as := func(key, run string) *mssclient.Client {
		t.Helper()
		c, err := mssclient.New(mssclient.Config{ProjectID: "demo", AccessKey: "AK-" + key, SecretKey: "secret-of-" + key,
			Endpoint: r.url, Transport: r.client.Transport, UserAgent: "test", State: "here", Run: run})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	own, other := as("demo", "one.1"), as("other", "one.1")
	bought(t, own, "a")
	for what, err := range map[string]error{"abandoned": other.AbandonRun(t.Context(), nil),
		"closed": other.CloseRun(t.Context()), "kept": other.KeepRun(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "another access key") {
			t.Errorf("another key has %s the run: %v", what, err)
		}
	}
	bought(t, own, "b")
	if err := as("other", "two.1").AbandonRun(t.Context(), nil); err != nil {
		t.Error(err)
	}
	bought(t, as("demo", "two.1"), "c")
	if err := own.AbandonRun(t.Context(), nil); err != nil {
		t.Errorf("its own key could not abandon it: %v", err)
	}
}

// TestAnAbandonedRunIsAdoptedAtOnce by the next one, each purchase once, although its lease has not ended.
func TestAnAbandonedRunIsAdoptedAtOnce(t *testing.T) {
	t.Parallel()
	l := startLeased(t)
	first, second := l.order("one.1", "a"), l.order("one.1", "b")
	l.refused("two.1", "c", "CS")
	if n := l.orders(); n != 2 {
		t.Fatalf("%d orders after a refused one, want 2", n)
	}
	l.end("one.1", "abandon")
	if got := l.lost("two.1"); len(got) != 2 || !slices.Contains(got, first) || !slices.Contains(got, second) {
		t.Errorf("lost are %v, want %s and %s", got, first, second)
	}
	if got := l.lost("one.1"); len(got) > 0 {
		t.Errorf("the run has lost %v of its own", got)
	}
	taken := []string{l.order("two.1", "c"), l.order("two.1", "d")}
	if !slices.Contains(taken, first) || !slices.Contains(taken, second) {
		t.Errorf("the next run got %v, want %s and %s", taken, first, second)
	}
	if again := l.order("two.1", "c"); again != taken[0] {
		t.Errorf("the same call again got %s, want %s", again, taken[0])
	}
	if n := l.orders(); n != 2 {
		t.Errorf("%d orders after they were adopted, want 2", n)
	}
	third := l.order("two.1", "e")
	if n := l.orders(); slices.Contains(taken, third) || n != 3 {
		t.Errorf("a third identical order got %s, and there are %d", third, n)
	}
	l.end("two.1", "close")
	if got := l.lost("three.1"); len(got) > 0 {
		t.Errorf("after the run closed %v is lost", got)
	}
	if fourth := l.order("three.1", "f"); slices.Contains(append(taken, third), fourth) {
		t.Errorf("%s was adopted from a run that had closed", fourth)
	}
}

// TestAnotherRunWaitsForTheLease: a run that tells of itself keeps it, and one that was killed loses it.
func TestAnotherRunWaitsForTheLease(t *testing.T) {
	t.Parallel()
	l := startLeased(t)
	first := l.order("one.1", "a")
	// it may be lost: nobody can see whether the run still lives
	if got := l.lost("two.1"); len(got) != 1 || got[0] != first {
		t.Errorf("lost are %v, want %s", got, first)
	}
	l.refused("two.1", "b", first)
	l.passed.Store(20)
	l.end("one.1", "keep")
	l.passed.Store(50) // 30 after it was last heard of
	l.refused("two.1", "b", first)
	l.passed.Store(51)
	if got := l.order("two.1", "b"); got != first {
		t.Errorf("the next run ordered %s, want the lost %s", got, first)
	}
	if n := l.orders(); n != 1 {
		t.Errorf("there are %d orders, want 1", n)
	}
}

// TestProcessesOfOneCommandDoNotWaitForEachOther, as those of provider aliases: each orders its own.
func TestProcessesOfOneCommandDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	l := startLeased(t)
	first := l.order("one.1", "a")
	if got := l.lost("one.2"); len(got) > 0 {
		t.Errorf("%v is lost while its run lives", got)
	}
	if second := l.order("one.2", "b"); second == first {
		t.Errorf("%s was adopted from a run that lives", first)
	}
	l.end("other.1", "abandon") // which has made nothing
	if n := l.orders(); n != 2 {
		t.Errorf("there are %d orders, want 2", n)
	}
	for _, run := range []string{"one.1", "one.2"} {
		l.end(run, "abandon")
		l.end(run, "abandon") // again is the same
	}
	if got := l.lost("two.1"); len(got) != 2 {
		t.Errorf("lost are %v, want both", got)
	}
	// What the state has shown is no longer lost.
	l.must(l.as("two.1", "POST", "/v1/demo/mss/receipts", fmt.Sprintf(`{"ids":[%q]}`, first)))
	if got := l.lost("two.1"); len(got) != 1 || got[0] == first {
		t.Errorf("lost are %v, want the second alone", got)
	}
}
