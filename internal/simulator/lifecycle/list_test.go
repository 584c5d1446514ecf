package lifecycle_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestAStatusIsRangesOfEnds: to the second, and under policies that followed each other, a package has one of some
// statuses exactly if its end lies in one of their ranges.
func TestAStatusIsRangesOfEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		number := func(name string, least, most int) int { return rapid.IntRange(least, most).Draw(rt, name) }
		edge := func(name string) time.Duration {
			return time.Duration(number(name+" days", -4, 4))*24*time.Hour +
				time.Duration(number(name+" seconds", -1, 1))*time.Second
		}
		p := &lifecycle.Package{Anchor: day0, Effective: day0, Months: 1, Units: 1, Lapses: rapid.Bool().Draw(rt, "lapses")}
		now := p.Expire().Add(edge("now"))
		if rapid.Bool().Draw(rt, "is returned") {
			p.Returned = now
		}
		var policies lifecycle.Policies
		from := p.Expire().Add(-24 * time.Hour)
		for range number("policies", 1, 3) {
			policies = append(policies, lifecycle.InForce{From: from, Policy: &site.Policy{
				GraceDays: site.Number{Value: number("grace", 0, 2)}, RetentionDays: site.Number{Value: number("retention", 0, 2)},
			}})
			from = from.Add(time.Duration(number("changes after", 0, 2))*24*time.Hour +
				time.Duration(number("and seconds", 0, 1))*time.Second)
		}
		list := lifecycle.PackageList{}
		for _, s := range append(lifecycle.NotGone(), lifecycle.Gone()...) {
			if s != lifecycle.PackageUsedUp && rapid.Bool().Draw(rt, string(s)) {
				list.Statuses = append(list.Statuses, s)
			}
		}
		want := list.RowsOf(&lifecycle.View{Now: now, Policies: policies}, p)
		ranges, returned, all := list.Ranges(now, policies)
		got := 0
		for _, r := range ranges {
			end := p.Expire().Unix()
			if p.Returned.IsZero() && r.Lapses == p.Lapses && end > r.After && end <= r.Until {
				got++
			}
		}
		if all || returned && !p.Returned.IsZero() {
			got++
		}
		if got != want {
			rt.Fatalf("%s at %s is in %d ranges %v, and %d times in the list", p.Status(now, policies), now, got, ranges, want)
		}
	})
}

// TestAnOrderStatusIsRanges likewise.
func TestAnOrderStatusIsRanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		near := func(name string) time.Time {
			return day0.Add(time.Duration(rapid.IntRange(-2, 2).Draw(rt, name)) * time.Second)
		}
		o := &lifecycle.Order{PayBy: near("pay by")}
		stage := rapid.SampledFrom([]lifecycle.OrderStage{lifecycle.StageWaiting, lifecycle.StagePaid,
			lifecycle.StageWithdrawn}).Draw(rt, "stage")
		by := o.PayBy
		switch stage {
		case lifecycle.StageWaiting:
		case lifecycle.StagePaid:
			o.Paid = near("paid")
			if rapid.Bool().Draw(rt, "takes a while") {
				o.Completed = near("completed")
			}
			by = o.Completed
		case lifecycle.StageWithdrawn:
			o.Cancelled = near("cancelled")
		}
		list := lifecycle.OrderList{Statuses: []lifecycle.OrderStatus{rapid.SampledFrom([]lifecycle.OrderStatus{
			lifecycle.OrderProcessing, lifecycle.OrderCancelled, lifecycle.OrderCompleted,
			lifecycle.OrderPendingPayment}).Draw(rt, "status")}}
		ranges, _ := list.Ranges(day0)
		got := 0
		for _, r := range ranges {
			if r.Stage == stage && by.Unix() > r.After && by.Unix() <= r.Until {
				got++
			}
		}
		if list.Allows(o, day0) != (got == 1) || got > 1 {
			rt.Fatalf("status %d is in %d of the ranges %v of %v", o.Status(day0), got, ranges, list.Statuses)
		}
	})
}
