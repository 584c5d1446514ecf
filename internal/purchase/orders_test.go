package purchase

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestPeriods(t *testing.T) {
	t.Parallel()
	anchor := time.Date(2027, 3, 31, 0, 0, 0, 0, calendar.Zone)
	for _, c := range []struct {
		name    string
		have    int
		through time.Time
		period  mssclient.PeriodType
		want    int32
	}{
		{"covered", 12, calendar.End(anchor, 12), mssclient.Yearly, 0},
		{"a second more", 12, calendar.End(anchor, 12).Add(time.Second), mssclient.Yearly, 1},
		{"exactly two years more", 12, calendar.End(anchor, 36), mssclient.Yearly, 2},
		{"a month end", 1, calendar.End(anchor, 2), mssclient.Monthly, 1},
		{"a year in months", 1, calendar.End(anchor, 13), mssclient.Monthly, 12},
	} {
		got, err := Periods(anchor, calendar.End(anchor, c.have), c.through, c.period)
		if err != nil || got != c.want {
			t.Errorf("%s: %d, %v, want %d", c.name, got, err, c.want)
		}
	}
	if _, err := Periods(anchor, calendar.End(anchor, 1), anchor.AddDate(2000, 0, 0), mssclient.Monthly); err == nil {
		t.Error("an instant out of reach is no error")
	}
}

func TestReturnable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		p    mssclient.Package
		want bool
	}{
		{"periodic", mssclient.Package{Status: mssclient.PackageActive, ChargingMode: "PERIODIC"}, true},
		{"in grace", mssclient.Package{Status: mssclient.PackageGrace, ChargingMode: "PERIODIC"}, true},
		{"frozen", mssclient.Package{Status: mssclient.PackageFrozen, ChargingMode: "PERIODIC"}, false},
		{"one-off", mssclient.Package{Status: mssclient.PackageActive, ChargingMode: "ONE_TIME", Unit: "NUM"}, false},
		{"on-shelf unspent", mssclient.Package{Status: mssclient.PackageActive, ChargingMode: "ONE_TIME", Unit: "MONTH"},
			true},
		{"on-shelf spent", mssclient.Package{Status: mssclient.PackageActive, ChargingMode: "ONE_TIME", Unit: "MONTH",
			Used: 1}, false},
	} {
		if got := Returnable(&c.p); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}
