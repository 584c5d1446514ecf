// Package calendar counts months and days the way the billing service does: in UTC+8, with terms that end at the end of
// a day.
package calendar

import (
	"errors"
	"time"
)

// Zone is the zone of every billing day (documented: "23:59:59 (GMT+08:00) on the expiration date").
var Zone = time.FixedZone("UTC+8", int(offset/time.Second))

// The zone has no other offset, so that its days and hours can be counted without it: settling a fleet counts millions
// of them.
const (
	offset = 8 * time.Hour
	day    = 24 * time.Hour
)

// MaxMonths bounds month arithmetic, so that no term leaves the years that RFC 3339 can write.
const MaxMonths = 12 * 1000

// ErrOutOfRange is returned for a number of months that is negative or beyond MaxMonths.
var ErrOutOfRange = errors.New("the number of months is out of range")

// End is the instant at which a term of n months that began at anchor ends: 23:59:59 UTC+8 on the anchor's day of the
// month n months later, or on that month's last day if it is shorter. Always count from the first anchor, so that
// month ends do not drift.
// Documented: 2024-03-31 and one month is 2024-04-30; renewed by a month it is 2024-05-31.
func End(anchor time.Time, n int) time.Time {
	y, m, d := anchor.Add(offset).UTC().Date()
	first := time.Date(y, m+time.Month(n), 1, 23, 59, 59, 0, time.UTC)
	y, m, _ = first.Date()
	return first.Add(time.Duration(min(d, daysOf(y, m))-1)*day - offset)
}

// daysOf a month, by the Gregorian calendar.
func daysOf(y int, m time.Month) int {
	switch m {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// AddMonths moves an instant by months and keeps its time of the day in UTC+8; a day that the month does not have
// becomes its last one.
func AddMonths(t time.Time, n int) time.Time {
	l := t.In(Zone)
	end := End(t, n).In(Zone)
	return time.Date(end.Year(), end.Month(), end.Day(), l.Hour(), l.Minute(), l.Second(), 0, Zone).UTC()
}

// EndChecked is End for a number of months that a caller typed.
func EndChecked(anchor time.Time, n int64) (time.Time, error) {
	if n < 0 || n > MaxMonths {
		return time.Time{}, ErrOutOfRange
	}
	return End(anchor, int(n)), nil
}

// MonthsUntil is the fewest months n (at least 0) for which End(anchor, n) is not before until.
func MonthsUntil(anchor, until time.Time) (int, error) {
	a, u := anchor.In(Zone), until.In(Zone)
	n := (u.Year()-a.Year())*12 + int(u.Month()) - int(a.Month()) - 1
	n = max(n, 0)
	for ; n <= MaxMonths; n++ {
		if !End(anchor, n).Before(until) {
			return n, nil
		}
	}
	return 0, ErrOutOfRange
}

// Midnight is the first instant of the UTC+8 day that holds t.
func Midnight(t time.Time) time.Time {
	y, m, d := t.Add(offset).UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Add(-offset)
}

// DaysAfter moves an end of day by whole days: a grace or retention of n days ends at 23:59:59 UTC+8, n days after end.
func DaysAfter(end time.Time, n int) time.Time {
	return end.UTC().Add(time.Duration(n) * day)
}

// At is the given hour of t's UTC+8 day, moved by days.
func At(t time.Time, days, hour int) time.Time {
	return Midnight(t).Add(time.Duration(days)*day + time.Duration(hour)*time.Hour)
}

// HourFloor rounds down to the hour, except that 23:59:59 counts as 24:00 (documented for refunds).
func HourFloor(t time.Time) time.Time {
	l := t.In(Zone)
	if l.Hour() == 23 && l.Minute() == 59 && l.Second() == 59 {
		return t.Add(time.Second).UTC()
	}
	return l.Truncate(time.Hour).UTC()
}

// IsDayEnd reports whether t is the last second of a UTC+8 day, as every end that time alone brings about is.
func IsDayEnd(t time.Time) bool {
	l := t.In(Zone)
	return l.Hour() == 23 && l.Minute() == 59 && l.Second() == 59
}
