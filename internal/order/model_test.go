package order

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestAssign(t *testing.T) {
	t.Parallel()
	begin := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	pkg := func(id, code, mode string, months int) mssclient.Package {
		return mssclient.Package{ResourceID: id, ResourceSpecCode: code, ChargingMode: mode, EffectiveTime: begin,
			ExpireTime: calendar.End(begin, months)}
	}
	items := []mssclient.OrderItem{
		{ResourceSpecCode: "voice", PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 2},
		{ResourceSpecCode: "voice", PeriodType: mssclient.OneOff, PeriodNum: 1, SubscriptionNum: 1},
		{ResourceSpecCode: "voice", PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1},
		{ResourceSpecCode: "channel", PeriodType: mssclient.Monthly, PeriodNum: 3, SubscriptionNum: 1},
	}
	got := map[string]int64{}
	for _, d := range assign(items, []mssclient.Package{
		pkg("d", "voice", "PERIODIC", 12), pkg("e", "channel", "PERIODIC", 3), pkg("b", "voice", "PERIODIC", 12),
		pkg("c", "voice", "ONE_TIME", 12), pkg("a", "voice", "PERIODIC", 12),
	}, nil) {
		got[d.id] = d.item
	}
	for id, want := range map[string]int64{"a": 0, "b": 0, "d": 2, "c": 1, "e": 3} {
		if got[id] != want {
			t.Errorf("package %s is of item %d, want %d", id, got[id], want)
		}
	}
}

func TestPackagesNeverShrink(t *testing.T) {
	t.Parallel()
	items := []mssclient.OrderItem{
		{ResourceSpecCode: "voice", PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 2}}
	var m model
	m.fromPackages(items, []mssclient.Package{{ResourceID: "b", ResourceSpecCode: "voice"},
		{ResourceID: "a", ResourceSpecCode: "voice"}})
	m.fromPackages(items, []mssclient.Package{{ResourceID: "b", ResourceSpecCode: "voice"}})
	if got := m.deliveries(); len(got) != 2 || got[0].id != "a" || got[1].id != "b" {
		t.Errorf("packages = %v, want a and b", got)
	}
}

func TestNameItems(t *testing.T) {
	t.Parallel()
	begin := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	pkg := func(code string, months int) mssclient.Package {
		return mssclient.Package{ResourceSpecCode: code, ChargingMode: "PERIODIC", EffectiveTime: begin,
			ExpireTime: calendar.End(begin, months)}
	}
	items := []mssclient.OrderItem{
		{PeriodType: mssclient.Yearly, PeriodNum: 2, SubscriptionNum: 1},
		{PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 2},
		{PeriodType: mssclient.Monthly, PeriodNum: 1, SubscriptionNum: 1},
		{ResourceSpecCode: "told", PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1},
	}
	nameItems(items, []mssclient.Package{pkg("voice", 12), pkg("image", 24), pkg("voice", 12)})
	for i, want := range []string{"image", "voice", "", "told"} {
		if got := items[i].ResourceSpecCode; got != want {
			t.Errorf("item %d is %q, want %q", i, got, want)
		}
	}
}
