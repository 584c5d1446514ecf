package assetrenewal

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// TestMonthsUntil has the bounds hold for every anchor that an end may have: the service counts from it, and does not
// tell which one it is.
func TestMonthsUntil(t *testing.T) {
	t.Parallel()
	r := &Resource{crud.Resource{Configured: crud.NewConfigured(&session.Session{})}}
	apart := 0
	for anchor := time.Date(2027, 1, 1, 4, 0, 0, 0, time.UTC); anchor.Year() < 2028; anchor = anchor.AddDate(0, 0, 1) {
		for _, has := range []int{1, 12, 14, 25} {
			end := calendar.End(anchor, has)
			for days := 1; days < 70; days += 3 {
				until := end.AddDate(0, 0, days)
				all, err := calendar.MonthsUntil(anchor, until)
				if err != nil {
					t.Fatal(err)
				}
				least, most, err := r.monthsUntil(anchor, end, until)
				if want := int64(all - has); err != nil || want < least || want > most || most-least > 1 {
					t.Fatalf("from %s, which ends %s, until %s: %d to %d months (%v), want a bound of %d", anchor, end, until, least,
						most, err, want)
				}
				if most > least {
					apart++
				}
				if most > least && end.In(calendar.Zone).AddDate(0, 0, 1).Day() != 1 {
					t.Fatalf("the end %s names its anchor's day", end)
				}
			}
		}
	}
	if apart == 0 {
		t.Error("no end on a month's last day leaves a doubt")
	}
	r.Session.MaxTotalMonths = 36
	end := calendar.End(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), 12)
	if _, _, err := r.monthsUntil(end, end, end.AddDate(3, 0, 1)); err == nil {
		t.Error("37 months are not out of reach")
	}
	if least, most, err := r.monthsUntil(end, end, end.AddDate(3, 0, 0)); err != nil || least != 36 || most != 36 {
		t.Errorf("36 months are %d to %d (%v)", least, most, err)
	}
	if _, _, err := r.monthsUntil(end.AddDate(0, -2, 0), end, end.AddDate(3, 0, 0)); err == nil {
		t.Error("36 months after the two that are left are not out of reach")
	}
}
