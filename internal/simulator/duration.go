package simulator

import (
	"math"
	"time"

	"github.com/sosodev/duration"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// ParseDuration reads a duration of ISO 8601, such as P1M, P2Y or P10DT12H. Years to days are whole numbers: the calendar cannot halve them.
func ParseDuration(s string) (out lifecycle.Duration, err error) {
	const most = 1e6
	bad := func() (lifecycle.Duration, error) {
		return lifecycle.Duration{}, badParameter("%.40q is no duration of ISO 8601 that a clock can be put forward by, such as P1M, P2Y or P10DT12H", s)
	}
	d, err := duration.Parse(s)
	if err != nil || d.Negative {
		return bad()
	}
	for _, n := range []float64{d.Years, d.Months, d.Weeks, d.Days} {
		if n != math.Trunc(n) || n < 0 || n > most {
			return bad()
		}
	}
	seconds := d.Hours*3600 + d.Minutes*60 + d.Seconds
	if math.IsNaN(seconds) || seconds < 0 || seconds > most*3600 {
		return bad()
	}
	out = lifecycle.Duration{
		Months: int(d.Years)*12 + int(d.Months), Days: int(d.Weeks)*7 + int(d.Days), Time: time.Duration(seconds) * time.Second,
	}
	if out == (lifecycle.Duration{}) {
		return bad()
	}
	return out, nil
}
