// Package lookup is how data sources and queries choose among what the service lists: filters, each an argument, the error of a data source that
// must find exactly one object and finds none or several, and a query's stream of results.
package lookup

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Filter is one argument that narrows a list. One without Allows was not given.
type Filter[T any] struct {
	At     string // name of the argument
	Allows func(*T) bool
}

// Text lets through what has the configured text.
func Text[T any](at string, want types.String, of func(*T) string) Filter[T] {
	if !tfconv.Known(want) {
		return Filter[T]{At: at}
	}
	return Filter[T]{at, func(one *T) bool { return names.Same(of(one), want.ValueString()) }}
}

// Flag lets through what is as configured.
func Flag[T any](at string, want types.Bool, of func(*T) bool) Filter[T] {
	if !tfconv.Known(want) {
		return Filter[T]{At: at}
	}
	return Filter[T]{at, func(one *T) bool { return of(one) == want.ValueBool() }}
}

// Before lets through what happens before an instant; what never happens does not.
func Before[T any](at string, limit tfconv.Instant, of func(*T) time.Time) Filter[T] {
	end, given := limit.Instant()
	if !given {
		return Filter[T]{At: at}
	}
	return Filter[T]{at, func(one *T) bool { return !of(one).IsZero() && of(one).Before(end) }}
}

// From lets through what happens at an instant or later; what never happens does not.
func From[T any](at string, limit tfconv.Instant, of func(*T) time.Time) Filter[T] {
	start, given := limit.Instant()
	if !given {
		return Filter[T]{At: at}
	}
	return Filter[T]{at, func(one *T) bool { return !of(one).IsZero() && !of(one).Before(start) }}
}

// All is what passes every filter.
func All[T any](all []T, filters []Filter[T]) []T {
	for _, f := range filters {
		all = pass(all, f)
	}
	return all
}

func pass[T any](all []T, f Filter[T]) []T {
	if f.Allows == nil {
		return all
	}
	var kept []T
	for i := range all {
		if f.Allows(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// Kind is what a data source looks for.
type Kind[T any] struct {
	Thing   string          // "resource package", as summaries write it
	ID      string          // the argument that names one
	Line    func(*T) string // one of them, as an error lists it
	Account string          // whose they are, and when: "project demo at 2027-03-01T00:00:00Z"
	Given   bool            // no configuration makes them
}

// mostListed is how many candidates an error lists.
const mostListed = 10

// One is the only object that passes every filter. The error for none stands at the filter that let nothing through and lists what had come
// so far; the one for several stands at the id, which tells them apart.
func (k Kind[T]) One(all []T, filters []Filter[T]) (*T, diag.Diagnostics) {
	before := all
	var used []string
	for _, f := range filters {
		after := pass(before, f)
		if f.Allows != nil {
			used = append(used, f.At)
		}
		if len(after) == 0 && len(before) > 0 {
			return nil, diag.Diagnostics{k.none(before, used)}
		}
		before = after
	}
	switch len(before) {
	case 0:
		return nil, diag.Diagnostics{k.empty(used)}
	case 1:
		return &before[0], nil
	default:
		return nil, diag.Diagnostics{k.several(before, used)}
	}
}

func (k Kind[T]) empty(used []string) diag.Diagnostic {
	at := k.ID
	if len(used) > 0 {
		at = used[0]
	}
	return diags.Wrong(path.Root(at), "No "+k.Thing+" found", "There is no %s at all in %s.%s", k.Thing, k.Account, k.made())
}

func (k Kind[T]) none(before []T, used []string) diag.Diagnostic {
	at := used[len(used)-1]
	narrowed := ""
	if len(used) > 1 {
		narrowed = " with this " + strings.Join(used[:len(used)-1], ", ")
	}
	return diags.Wrong(path.Root(at), "No "+k.Thing+" found", "Of the %s in %s%s, none has this %s. Change or leave out %s.%s There is:\n%s",
		diags.Count(int64(len(before)), k.Thing), k.Account, narrowed, at, at, k.made(), k.list(before))
}

func (k Kind[T]) several(found []T, used []string) diag.Diagnostic {
	narrowed := ""
	if len(used) > 0 {
		narrowed = " with this " + strings.Join(used, ", ")
	}
	return diags.Wrong(path.Root(k.ID), "More than one "+k.Thing+" found", "There are %s in %s%s; this data source reads exactly one. Set %s to one of these, or add a filter:\n%s",
		diags.Count(int64(len(found)), k.Thing), k.Account, narrowed, k.ID, k.list(found))
}

// made is what helps where the object is not there yet.
func (k Kind[T]) made() string {
	if k.Given {
		return ""
	}
	return " Where this configuration makes the " + k.Thing + ", let the data source depend on it with depends_on."
}

func (k Kind[T]) list(all []T) string {
	var lines []string
	for i := range all[:min(len(all), mostListed)] {
		lines = append(lines, "  "+k.Line(&all[i]))
	}
	if more := len(all) - mostListed; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}
