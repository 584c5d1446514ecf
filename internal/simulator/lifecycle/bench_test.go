package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// BenchmarkSettle settles a year of monthly automatic renewals in memory.
func BenchmarkSettle(b *testing.B) {
	for _, packages := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(packages), func(b *testing.B) {
			charges := 0
			for b.Loop() {
				b.StopTimer()
				k := newTester(b)
				bought := k.buy(item(channel, site.Monthly, 1, 1, true))[0]
				for i := range packages - 1 {
					p := *bought
					p.ID, p.Seq = fmt.Sprint("sim-pkg-", i), bought.Seq+int64(i)
					k.Packages[p.ID] = &p
				}
				k.Facts = nil
				b.StartTimer()
				lifecycle.Settle(k.World, day0.AddDate(1, 0, 0))
				charges += len(k.Facts)
			}
			b.ReportMetric(float64(charges)/b.Elapsed().Seconds(), "charges/s")
		})
	}
}

// BenchmarkForecast foresees a year of monthly automatic renewals, and the end of as many packages.
func BenchmarkForecast(b *testing.B) {
	for _, packages := range []int{1_000, 4_000} {
		b.Run(fmt.Sprint(packages), func(b *testing.B) {
			events := 0
			for b.Loop() {
				b.StopTimer()
				k := newTester(b)
				bought := k.buy(item(channel, site.Monthly, 1, 1, true))[0]
				for i := range packages - 1 {
					p := *bought
					p.ID, p.Seq = fmt.Sprint("sim-pkg-", i), bought.Seq+int64(i)
					if i%2 == 0 {
						p.AutoRenew, p.NextCharge = false, time.Time{}
					}
					k.Packages[p.ID] = &p
				}
				b.StartTimer()
				f, err := lifecycle.Foresee(k.World, lifecycle.ForecastRequest{Months: 12})
				if err != nil {
					b.Fatal(err)
				}
				events += len(f.Charges) + len(f.Ends)
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
