package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Years of the instants that ParseInstant reads, counted in UTC. They leave room for every offset and keep the zero
// instant of Go, which means "no instant" on both sides, from being a value.
const (
	firstYear = 1900
	lastYear  = 9999
)

// ErrInstant is returned for a text that is no instant. It continues a sentence: "valid_through must be an instant …".
var ErrInstant = fmt.Errorf(`an instant in RFC 3339, such as "2027-03-01T00:00:00Z", in the years %d to %d`,
	firstYear, lastYear)

// ParseInstant reads an instant exactly as RFC 3339 writes it (section 5.6), in UTC: "t" and "z" may be lower case, a
// fraction may have any number of digits, and offsets go to 23:59. Its leap second, at the end of a month in UTC, is
// the second that follows. time.Parse takes and refuses other texts.
func ParseInstant(s string) (time.Time, error) {
	const form = "0000-00-00T00:00:00"
	if len(s) <= len(form) || !hasForm(s[:len(form)], form) {
		return time.Time{}, ErrInstant
	}
	nanoseconds, rest, ok := cutFraction(s[len(form):])
	offset, okOffset := readOffset(rest)
	if !ok || !okOffset {
		return time.Time{}, ErrInstant
	}
	year, month, day := number(s[0:4]), number(s[5:7]), number(s[8:10])
	hour, minute, second := number(s[11:13]), number(s[14:16]), number(s[17:19])
	if hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, ErrInstant
	}
	if date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); date.Month() != time.Month(month) ||
		date.Day() != day {
		return time.Time{}, ErrInstant
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanoseconds, time.UTC).Add(-offset)
	if second == 60 && !(t.Day() == 1 && t.Hour() == 0 && t.Minute() == 0) {
		return time.Time{}, ErrInstant
	}
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, ErrInstant
	}
	return t, nil
}

// ParseSecond reads an instant and returns the second in which it lies. The services keep whole seconds: whatever is
// compared with an end, sent to them or stored is read by ParseSecond on both sides, so that 23:59:59.999 is 23:59:59,
// the last second of a day.
func ParseSecond(s string) (time.Time, error) {
	t, err := ParseInstant(s)
	return t.Truncate(time.Second), err
}

// hasForm reports whether s has the characters of a form, in which 0 stands for any digit and T for either case.
func hasForm(s, form string) bool {
	for i := range len(form) {
		switch c := s[i]; form[i] {
		case '0':
			if c < '0' || c > '9' {
				return false
			}
		case 'T':
			if c != 'T' && c != 't' {
				return false
			}
		default:
			if c != form[i] {
				return false
			}
		}
	}
	return true
}

// number reads digits that hasForm has seen.
func number(digits string) (n int) {
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// cutFraction reads a fraction of a second, to the nanosecond; what is smaller is cut off.
func cutFraction(s string) (nanoseconds int, rest string, ok bool) {
	after, found := strings.CutPrefix(s, ".")
	if !found {
		return 0, s, true
	}
	rest = strings.TrimLeft(after, "0123456789")
	digits := after[:len(after)-len(rest)]
	return number((digits + "000000000")[:9]), rest, digits != ""
}

func readOffset(s string) (time.Duration, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	const form = "00:00"
	if len(s) != 1+len(form) || s[0] != '+' && s[0] != '-' || !hasForm(s[1:], form) {
		return 0, false
	}
	hours, minutes := number(s[1:3]), number(s[4:6])
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, hours <= 23 && minutes <= 59
}
