package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

// TestALimitIsAnsweredAsThrottling with the code of the gateway and when to try again, for the project that exceeds it
// alone. Facts are a limit for good.
func TestALimitIsAnsweredAsThrottling(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	r := start(t, func(cfg *server.Config) {
		cfg.AuthOff, cfg.AdminKey = true, ""
		cfg.Limits = limit.Set{Requests: 3, Writes: 1, LookAhead: 1, Facts: 2}
		cfg.Clock = func() time.Time { return begin } // so that nothing is won by waiting
	})
	header := func(project string) []string { return []string{"X-Project-Id", project} }
	read := func(project string) (int, string) {
		return r.send("GET", "/_sim/v1/tenant", "", header(project)...)
	}
	for range 30 {
		if status, body := read("busy"); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
	if status, body := read("busy"); status != http.StatusTooManyRequests || !strings.Contains(body, "APIG.0308") {
		t.Errorf("the next read: %d %s", status, body)
	}
	if status, body := read("quiet"); status != http.StatusOK {
		t.Errorf("another project's: %d %s", status, body)
	}
	move := func(project string) (int, string) {
		return r.send("POST", "/_sim/v1/clock", `{"by":"P1D"}`, header(project)...)
	}
	for want, times := 200, 0; times < 3; times++ { // the first write opens the account, and so makes two facts
		status, body := move("small")
		if status != want || times > 0 && !strings.Contains(body, "SIM.2016") {
			t.Errorf("write %d of an account that may have two facts: %d %s", times, status, body)
		}
		want = http.StatusForbidden
	}
	throttled := 0
	for range 12 {
		if status, _ := move("writing"); status == http.StatusTooManyRequests {
			throttled++
		}
	}
	if throttled != 2 {
		t.Errorf("%d of 12 writes at once are throttled, want 2", throttled)
	}
	_, metrics := r.send("GET", "/metrics", "")
	for _, want := range []string{`mss_simulator_throttled_total{limit="requests"} 1`,
		`mss_simulator_throttled_total{limit="writes"} 2`, `mss_simulator_throttled_total{limit="facts"} 11`,
		`mss_simulator_throttled_total{limit="look_ahead"} 0`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics do not have %s", want)
		}
	}
}
