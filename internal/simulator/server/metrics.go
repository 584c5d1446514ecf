package server

import (
	"cmp"
	"fmt"
	"net/http"

	victoria "github.com/VictoriaMetrics/metrics"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
)

// metrics are the server's numbers in Prometheus' form. Tenants are no label: their number has no bound, and the page
// is open to all who can reach it.
type metrics struct {
	set    *victoria.Set
	panics *victoria.Counter // calls that ended in a fault of the program; the log has their stacks
}

// buckets of the time from a call's arrival to its answer, in seconds.
var buckets = [...]float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 20}

func newMetrics(version string) *metrics {
	victoria.ExposeMetadata(true) // the types of metrics
	set := victoria.NewSet()
	for _, of := range []string{limit.Requests, limit.Writes, limit.LookAhead, limit.Facts} {
		throttled(set, of) // at 0
	}
	set.NewGauge(fmt.Sprintf("mss_simulator_build_info{version=%q}", version), func() float64 { return 1 })
	return &metrics{set, set.NewCounter("mss_simulator_panics_total")}
}

// throttled counts the calls that were refused because their project exceeds a limit.
func throttled(set *victoria.Set, limit string) *victoria.Counter {
	return set.GetOrCreateCounter(fmt.Sprintf("mss_simulator_throttled_total{limit=%q}", limit))
}

func (m *metrics) observe(o api.Observation) {
	operation := cmp.Or(o.Operation, "unknown")
	m.set.GetOrCreateCounter(fmt.Sprintf("mss_simulator_calls_total{operation=%q,status=\"%d\"}", operation,
		o.Status)).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("mss_simulator_call_duration_seconds{operation=%q}", operation),
		buckets[:]).Update(o.Took.Seconds())
	if o.Throttled != "" {
		throttled(m.set, o.Throttled).Inc()
	}
	if o.Panicked {
		m.panics.Inc()
	}
}

// ServeHTTP writes all metrics in Prometheus' text format.
func (m *metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
	victoria.WriteProcessMetrics(w)
	victoria.WriteFDMetrics(w)
}
