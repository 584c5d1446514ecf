// Package lookup is how data sources and queries choose among what the service lists: filters, each an argument, the
// error of a data source that must find exactly one object and finds none or several, and a query's stream of results.
package lookup

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// Filter is one argument that narrows a list. One without Allows was not given.
type Filter[T any] struct {
	At     string // name of the argument
	Allows func(*T) bool
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

// Kind is one kind of object, as data sources and queries find it.
type Kind[T any] struct {
	Thing string          // "resource package", as summaries write it
	ID    string          // the argument that names one
	Line  func(*T) string // one of them, as an error lists it
	Place string          // what of the account holds them, such as "the catalogue of "; usually empty
	Given bool            // no configuration makes them
	// Arguments are those of its data sources, in the order in which they are applied.
	Arguments []Argument[T]
	// List asks the service. What the arguments ask for may decide which objects are listed, and how.
	List func(ctx context.Context, s *session.Session, asked Asked) ([]T, error)
	// Check refuses before the service is asked; nil if there is nothing to check.
	Check func(*session.Session) diag.Diagnostics
}

// find lists what there is for the given arguments, and reads what they let through.
func (k *Kind[T]) find(ctx context.Context, s *session.Session, config *tfsdk.Config, arguments []Argument[T],
	action string) (all []T, filters []Filter[T], d diag.Diagnostics) {
	if k.Check != nil {
		d = k.Check(s)
	}
	filters, asked, more := read(ctx, config, arguments)
	if d.Append(more...); d.HasError() {
		return nil, nil, d
	}
	all, err := k.List(ctx, s, asked)
	if err != nil {
		d.Append(message.Unable(action, err))
	}
	return all, filters, d
}

// mostListed is how many candidates an error lists.
const mostListed = 10

// One is the only object that passes every filter. The error for none stands at the filter that let nothing through and
// lists what had come so far; the one for several stands at the id, which tells them apart.
func (k *Kind[T]) One(all []T, filters []Filter[T], account string) (*T, diag.Diagnostics) {
	before := all
	var used []string
	for _, f := range filters {
		after := pass(before, f)
		if f.Allows != nil {
			used = append(used, f.At)
		}
		if len(after) == 0 && len(before) > 0 {
			return nil, diag.Diagnostics{k.none(before, used, account)}
		}
		before = after
	}
	switch len(before) {
	case 0:
		return nil, diag.Diagnostics{k.empty(used, account)}
	case 1:
		return &before[0], nil
	default:
		return nil, diag.Diagnostics{k.several(before, used, account)}
	}
}

func (k *Kind[T]) empty(used []string, account string) diag.Diagnostic {
	at := k.ID
	if len(used) > 0 {
		at = used[0]
	}
	return message.Wrong(path.Root(at), "No "+k.Thing+" found", "There is no %s in %s.%s", k.Thing, account, k.made())
}

func (k *Kind[T]) none(before []T, used []string, account string) diag.Diagnostic {
	at := used[len(used)-1]
	narrowed := ""
	if len(used) > 1 {
		narrowed = " with this " + strings.Join(used[:len(used)-1], ", ")
	}
	return message.Wrong(path.Root(at), "No "+k.Thing+" found", "Of the %s in %s%s, none has this %s. Change or leave "+
		"out %s.%s There is:\n%s",
		message.Count(int64(len(before)), k.Thing), account, narrowed, at, at, k.made(), k.list(before))
}

func (k *Kind[T]) several(found []T, used []string, account string) diag.Diagnostic {
	narrowed := ""
	if len(used) > 0 {
		narrowed = " with this " + strings.Join(used, ", ")
	}
	return message.Wrong(path.Root(k.ID), "More than one "+k.Thing+" found",
		"There are %s in %s%s, and this data source reads exactly one. Set %s to one of these, or add a filter:\n%s",
		message.Count(int64(len(found)), k.Thing), account, narrowed, k.ID, k.list(found))
}

// made is what helps where the object is not there yet.
func (k *Kind[T]) made() string {
	if k.Given {
		return ""
	}
	return " If this configuration creates the " + k.Thing + ", add it to depends_on of the data source."
}

func (k *Kind[T]) list(all []T) string {
	var lines []string
	for i := range all[:min(len(all), mostListed)] {
		lines = append(lines, "  "+k.Line(&all[i]))
	}
	if more := len(all) - mostListed; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return strings.Join(lines, "\n")
}
