package server

import (
	"cmp"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
)

// metrics are the server's numbers for Prometheus. Tenants are no label: their number has no bound, and the page is
// open to all who can reach it.
type metrics struct {
	registry *prometheus.Registry
	calls    *prometheus.CounterVec
	took     *prometheus.HistogramVec
	panics   prometheus.Counter
	refused  *prometheus.CounterVec
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mss_simulator_calls_total", Help: "Calls that were answered, by operation and HTTP status.",
		}, []string{"operation", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mss_simulator_call_duration_seconds", Help: "Time from a call's arrival to its answer, by operation.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 20},
		}, []string{"operation"}),
	}
	m.panics = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "mss_simulator_panics_total", Help: "Calls that ended in a fault of the program; the log has their stacks.",
	})
	m.refused = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mss_simulator_throttled_total",
		Help: "Calls that were refused because their project exceeds a limit, by limit.",
	}, []string{"limit"})
	for _, limit := range []string{limit.Requests, limit.Writes, limit.LookAhead,
		limit.Facts} {
		m.refused.WithLabelValues(limit) // at 0
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "mss_simulator_build_info", Help: "Always 1; the label says which version serves."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	m.registry.MustRegister(m.calls, m.took, m.panics, m.refused, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(o api.Observation) {
	operation := cmp.Or(o.Operation, "unknown")
	m.calls.WithLabelValues(operation, strconv.Itoa(o.Status)).Inc()
	m.took.WithLabelValues(operation).Observe(o.Took.Seconds())
	if o.Throttled != "" {
		m.refused.WithLabelValues(o.Throttled).Inc()
	}
	if o.Panicked {
		m.panics.Inc()
	}
}
