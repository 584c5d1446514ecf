package httpapi

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// wireTime is the form of all times on this wire: UTC, whole seconds.
func wireTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func optionalTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(wireTime(t))
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// decimal writes an amount as the JSON number of the billing API.
func decimal(a money.Amount) json.Number { return json.Number(a.String()) }

// enum is a value of one of the SDK's enumerations. They keep their value to themselves and know only documented ones, but read any string
// from JSON.
func enum[T any](s string) *T {
	v := new(T)
	if err := json.Unmarshal(fmt.Appendf(nil, "%q", s), v); err != nil {
		panic(fmt.Sprintf("%q as %T: %v", s, v, err))
	}
	return v
}

// page cuts a list to what was asked for.
func page[T any](list []T, offset, limit int) []T {
	offset = min(offset, len(list))
	return list[offset : offset+min(limit, len(list)-offset)]
}

// writable says whether an instant can be stored: whatever begins by the last year ends in one that can be written with four digits.
func writable(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 9900 }

// value is what a pointer points to, or nothing.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// regionCode is that of every package and project: there is one region.
const regionCode = "simulated"
