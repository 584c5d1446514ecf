// Package answer reads the fields of what services answer: all are optional, and instants and sums come as texts.
package answer

import (
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Value of an optional field.
func Value[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}

// Enum is the value of an optional field of one of the SDK's enumerations.
func Enum[T interface{ Value() string }](p *T) string {
	if p == nil {
		return ""
	}
	return (*p).Value()
}

// Word is what billing's number stands for; one without a word is told as it is.
func Word(words map[int32]string, number int32) string {
	if word, ok := words[number]; ok {
		return word
	}
	return fmt.Sprintf("billing_%d", number)
}

// Reader reads instants and sums, and keeps the first error.
type Reader struct{ Err error }

func (r *Reader) note(err error) {
	if r.Err == nil {
		r.Err = err
	}
}

// Instant of a field, in the service's form; zero if there is none.
func (r *Reader) Instant(field, s string) time.Time {
	const zero = "0001-01-01T00:00:00Z" // how some services write that there is none
	if s == "" || s == zero {
		return time.Time{}
	}
	t, err := calendar.ParseSecond(s)
	if err != nil {
		r.note(fmt.Errorf("the answer's %s %q is no time of the documented form", field, s))
	}
	return t
}

// Float is one of the amounts that billing writes as floating-point numbers.
func (r *Reader) Float(field string, p *float64) money.Amount {
	sum, err := money.FromFloat(Value(p))
	if err != nil {
		r.note(fmt.Errorf("the answer's %s %g: %w", field, Value(p), err))
	}
	return sum
}

// Sum of several amounts; an error names them by the field.
func (r *Reader) Sum(field string, all []money.Amount) money.Amount {
	sum, err := money.Sum(all...)
	if err != nil {
		r.note(fmt.Errorf("the answer's %s: %w", field, err))
	}
	return sum
}

// Decimal is one of the amounts that the SDK reads as decimals.
func Decimal[T interface{ StringFixed(places int32) string }](r *Reader, field string, p *T) money.Amount {
	said := ""
	if p != nil {
		said = (*p).StringFixed(2)
	}
	sum, err := money.Parse(said)
	if err != nil {
		r.note(fmt.Errorf("the answer's %s %q: %w", field, said, err))
	}
	return sum
}
