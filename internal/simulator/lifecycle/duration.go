package lifecycle

import (
	"math/big"
	"strings"
	"time"
)

// Designators of a duration of ISO 8601, in the order in which they stand.
const (
	dateParts = "YMWD"
	timeParts = "HMS"
)

// ParseDuration reads a duration of ISO 8601, such as P1M, P2Y or P10DT12H. Years to days are whole numbers: the
// calendar cannot halve them. Hours to seconds may have decimals, with a point or a comma; they are added up exactly,
// and what is less than a second is cut off.
func ParseDuration(s string) (Duration, error) {
	bad := Refuse(CodeBadParameter, "Invalid parameter: %.40q is no duration of ISO 8601 that a clock can be put "+
		"forward by, such as P1M, P2Y or P10DT12H", s)
	const longest = 100
	rest, ok := strings.CutPrefix(s, "P")
	date, clock, timed := strings.Cut(rest, "T")
	if !ok || len(s) > longest || timed && clock == "" {
		return Duration{}, bad
	}
	parts, ok := readParts(date, dateParts)
	times, okTimes := readParts(clock, timeParts)
	if !ok || !okTimes {
		return Duration{}, bad
	}
	var whole [len(dateParts)]int
	for i, n := range parts {
		const most = 1_000_000
		if !n.IsInt() || n.Cmp(big.NewRat(most, 1)) > 0 {
			return Duration{}, bad
		}
		whole[i] = int(n.Num().Int64())
	}
	sum := new(big.Rat)
	for i, unit := range []int64{3600, 60, 1} {
		sum.Add(sum, new(big.Rat).Mul(times[i], big.NewRat(unit, 1)))
	}
	const mostSeconds = 1_000_000 * 3600
	seconds := new(big.Int).Quo(sum.Num(), sum.Denom())
	if seconds.Cmp(big.NewInt(mostSeconds)) > 0 {
		return Duration{}, bad
	}
	out := Duration{Months: whole[0]*12 + whole[1], Days: whole[2]*7 + whole[3],
		Time: time.Duration(seconds.Int64()) * time.Second}
	if out == (Duration{}) {
		return out, bad
	}
	return out, nil
}

// readParts reads numbers with their designators, each at most once and in order; those that are not there are zero.
func readParts(s, designators string) (parts []*big.Rat, ok bool) {
	for range designators {
		parts = append(parts, new(big.Rat))
	}
	next := 0
	for s != "" {
		end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
		if end < 1 {
			return parts, false
		}
		i := strings.IndexByte(designators[next:], s[end])
		if i < 0 || !decimal(s[:end], parts[next+i]) {
			return parts, false
		}
		next += i + 1
		s = s[end+1:]
	}
	return parts, true
}

// decimal reads digits, with a point or a comma between them or without.
func decimal(s string, into *big.Rat) bool {
	digits, fraction, pointed := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if digits == "" || pointed && fraction == "" || strings.ContainsAny(fraction, ".,") {
		return false
	}
	_, ok := into.SetString(digits + "." + fraction + "0")
	return ok
}
