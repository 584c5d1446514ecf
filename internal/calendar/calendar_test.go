package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

func in8(y int, m time.Month, d, hh, mm, ss int) time.Time {
	return time.Date(y, m, d, hh, mm, ss, 0, calendar.Zone)
}

func end(y int, m time.Month, d int) time.Time { return in8(y, m, d, 23, 59, 59) }

func TestEndCountsFromTheFirstAnchor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		anchor time.Time
		months int
		want   time.Time
	}{
		{"documented: a month", in8(2023, 3, 8, 15, 50, 4), 1, end(2023, 4, 8)},
		{"documented: its second period", in8(2023, 3, 8, 15, 50, 4), 2, end(2023, 5, 8)},
		{"documented: a year", in8(2023, 7, 8, 15, 50, 4), 12, end(2024, 7, 8)},
		{"documented: its second year", in8(2023, 7, 8, 15, 50, 4), 24, end(2025, 7, 8)},
		{"documented: over new year", in8(2024, 1, 1, 10, 30, 0), 1, end(2024, 2, 1)},
		{"documented: month end is clamped", in8(2024, 3, 31, 9, 0, 0), 1, end(2024, 4, 30)},
		{"documented: and does not drift", in8(2024, 3, 31, 9, 0, 0), 2, end(2024, 5, 31)},
		{"end of January, common year", in8(2023, 1, 31, 0, 0, 0), 1, end(2023, 2, 28)},
		{"end of January, leap year", in8(2024, 1, 31, 0, 0, 0), 1, end(2024, 2, 29)},
		{"leap day, a year", in8(2024, 2, 29, 12, 0, 0), 12, end(2025, 2, 28)},
		{"leap day, four years", in8(2024, 2, 29, 12, 0, 0), 48, end(2028, 2, 29)},
		{"the UTC+8 day counts: 16:00 UTC is the next day", time.Date(2024, 3, 30, 16, 0, 0, 0, time.UTC), 1,
			end(2024, 4, 30)},
		{"one second before", time.Date(2024, 3, 30, 15, 59, 59, 0, time.UTC), 1, end(2024, 4, 30)},
		{"and in a month of 31 days", time.Date(2024, 4, 30, 16, 0, 0, 0, time.UTC), 1, end(2024, 6, 1)},
		{"no month: the same day's end", in8(2024, 5, 5, 5, 5, 5), 0, end(2024, 5, 5)},
	} {
		if got := calendar.End(c.anchor, c.months); !got.Equal(c.want) || got.Location() != time.UTC {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want.UTC())
		}
	}
}

func TestMonthsUntilIsTheFewest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		anchor := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "anchor"), 0)
		until := anchor.Add(time.Duration(rapid.Int64Range(-400*24, 40*365*24).Draw(t, "hours")) * time.Hour)
		n, err := calendar.MonthsUntil(anchor, until)
		if err != nil {
			t.Fatal(err)
		}
		if calendar.End(anchor, n).Before(until) {
			t.Fatalf("%d months from %v end before %v", n, anchor, until)
		}
		if n > 0 && !calendar.End(anchor, n-1).Before(until) {
			t.Fatalf("%d months from %v would do until %v, got %d", n-1, anchor, until, n)
		}
	})
	if n, err := calendar.MonthsUntil(time.Unix(0, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
		t.Errorf("eight thousand years are %d months", n)
	}
}

func TestEndCheckedRefusesWhatIsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{-1, calendar.MaxMonths + 1, 1 << 62} {
		if _, err := calendar.EndChecked(time.Unix(0, 0), n); err == nil {
			t.Errorf("%d months are in range", n)
		}
	}
}

func TestDaysAndHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		got, want time.Time
	}{
		{"grace of 15 days", calendar.DaysAfter(end(2024, 2, 20), 15), end(2024, 3, 6)},
		{"charge hour seven days before", calendar.At(end(2024, 3, 5), -7, 3), in8(2024, 2, 27, 3, 0, 0)},
		{"midnight", calendar.Midnight(in8(2024, 3, 5, 0, 0, 1)), in8(2024, 3, 5, 0, 0, 0)},
		{"an hour is rounded down", calendar.HourFloor(in8(2024, 1, 15, 18, 40, 59)), in8(2024, 1, 15, 18, 0, 0)},
		{"23:59:59 counts as 24:00", calendar.HourFloor(end(2024, 2, 1)), in8(2024, 2, 2, 0, 0, 0)},
	} {
		if !c.got.Equal(c.want) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	if !calendar.IsDayEnd(end(2024, 1, 1)) || calendar.IsDayEnd(end(2024, 1, 1).Add(-time.Second)) {
		t.Error("IsDayEnd is wrong")
	}
}

func FuzzPeriods(f *testing.F) {
	f.Add(int64(1_711_814_400), int64(1), int64(1_800_000_000))
	f.Add(int64(951_782_400), int64(48), int64(-1))
	f.Add(int64(253_402_300_799), int64(12_000), int64(253_402_300_799))
	f.Fuzz(func(t *testing.T, anchor, n, until int64) {
		const lastSecond = 253_402_300_799 // of the year 9999
		anchor, until = anchor%lastSecond, until%lastSecond
		begin := time.Unix(anchor, 0)
		if end, err := calendar.EndChecked(begin, n); err == nil &&
			(end.Before(calendar.Midnight(begin)) || !calendar.IsDayEnd(end)) {
			t.Errorf("%d months from %v end %v", n, begin, end)
		}
		if m, err := calendar.MonthsUntil(begin, time.Unix(until, 0)); err == nil &&
			(m < 0 || calendar.End(begin, m).Before(time.Unix(until, 0))) {
			t.Errorf("%d months from %v do not reach %v", m, begin, time.Unix(until, 0))
		}
	})
}
