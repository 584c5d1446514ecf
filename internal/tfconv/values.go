// Package tfconv converts between Go values and Terraform's, and holds the validators and the plan rules that several
// objects share.
package tfconv

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Time is an instant in UTC, or null where it did not happen.
func Time(t time.Time) Instant {
	if t.IsZero() {
		return NullInstant()
	}
	return WrittenInstant(t.UTC().Truncate(time.Second).Format(time.RFC3339))
}

// Text is a string, or null where it is empty.
func Text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// Strings is a list of strings, empty rather than null.
func Strings(all []string) types.List {
	values := make([]attr.Value, 0, len(all))
	for _, s := range all {
		values = append(values, types.StringValue(s))
	}
	return types.ListValueMust(types.StringType, values)
}

// GoStrings reads a list of strings; an unknown or null list is empty.
func GoStrings(l types.List) []string {
	var all []string
	for _, v := range l.Elements() {
		if s, ok := v.(types.String); ok {
			all = append(all, s.ValueString())
		}
	}
	return all
}

// Known reports whether a value is neither null nor unknown.
func Known(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// SetStrings reads a set of strings in order; what is not known is left out.
func SetStrings(s types.Set) []string {
	var all []string
	for _, v := range s.Elements() {
		if one, ok := v.(types.String); ok && Known(one) {
			all = append(all, one.ValueString())
		}
	}
	slices.Sort(all)
	return all
}
