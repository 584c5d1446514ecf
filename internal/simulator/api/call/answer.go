package call

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Instant is the form of all times on this wire: UTC, whole seconds.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// OptionalInstant is Instant, or nil for no instant.
func OptionalInstant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(Instant(t))
}

// Optional is a text, or nil for an empty one.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Decimal writes an amount as the JSON number of the billing API.
func Decimal(a money.Amount) json.Number { return json.Number(a.String()) }

// Enum is a value of one of the SDK's enumerations. They keep their value to themselves and know only documented ones,
// but read any string from JSON.
func Enum[T any](s string) *T {
	v := new(T)
	if err := json.Unmarshal(fmt.Appendf(nil, "%q", s), v); err != nil {
		panic(fmt.Sprintf("%q as %T: %v", s, v, err))
	}
	return v
}

// Cut is the part of a list that was asked for.
func Cut[T any](list []T, offset, limit int) []T {
	offset = min(offset, len(list))
	return list[offset : offset+min(limit, len(list)-offset)]
}

// Value is what a pointer points to, or nothing.
func Value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// Region is that of every package and project: there is one region.
const Region = "simulated"
