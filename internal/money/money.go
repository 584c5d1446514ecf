// Package money holds amounts as integer minor units (cents) and refuses what does not fit.
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Amount is a sum in minor units of one currency: 9900 is 99.00.
type Amount int64

// ErrOverflow is returned where a sum or a product leaves the range of 64 bits.
var ErrOverflow = errors.New("the amount is too large")

// ErrSyntax is returned by Parse for anything but digits with at most two decimals.
var ErrSyntax = errors.New(`an amount is written like "20000" or "20000.00", with at most two decimals`)

// Parse reads a decimal of at most two fractional digits, such as "20000.00".
func Parse(s string) (Amount, error) {
	digits, neg := strings.CutPrefix(s, "-")
	whole, frac, dotted := strings.Cut(digits, ".")
	if whole == "" || !isDigits(whole) || !isDigits(frac) || len(frac) > 2 || (dotted && frac == "") {
		return 0, ErrSyntax
	}
	for len(frac) < 2 {
		frac += "0"
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return 0, ErrOverflow
	}
	if neg {
		n = -n
	}
	return Amount(n), nil
}

func isDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// String writes the amount with two decimals, as Parse reads it.
func (a Amount) String() string {
	sign, u := "", uint64(a)
	if a < 0 {
		sign, u = "-", -uint64(a)
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// MostInFloat is the greatest amount that the billing API, whose orders write amounts as floating-point numbers, can
// tell to the minor unit: 15 decimal digits.
const MostInFloat Amount = 999_999_999_999_999

// Float is the amount in major units, as the billing API writes it (measure_id 1). It is exact up to MostInFloat.
func (a Amount) Float() float64 { return float64(a) / 100 }

// FromFloat reads an amount in major units from the billing API, or returns ErrOverflow for one that is not exact.
func FromFloat(f float64) (Amount, error) {
	minor := math.Round(f * 100)
	if !(math.Abs(minor) <= float64(MostInFloat)) { // nor NaN
		return 0, ErrOverflow
	}
	return Amount(minor), nil
}

// Sum adds amounts up, or returns ErrOverflow.
func Sum(all ...Amount) (sum Amount, err error) {
	for _, a := range all {
		if sum, err = sum.Add(a); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Add is a + b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	c := a + b
	if (c > a) != (b > 0) && b != 0 {
		return 0, ErrOverflow
	}
	return c, nil
}

// Times is a × n, or ErrOverflow.
func (a Amount) Times(n int64) (Amount, error) {
	if a == 0 || n == 0 {
		return 0, nil
	}
	c := int64(a) * n
	if c/n != int64(a) || (n == -1 && int64(a) == math.MinInt64) {
		return 0, ErrOverflow
	}
	return Amount(c), nil
}
