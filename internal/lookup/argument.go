package lookup

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Argument is an attribute that narrows what data sources and queries find, with the description that it has in a list
// and in a query.
type Argument[T any] struct {
	Name, Description string
	Validators        []validator.String
	Type              attr.Type // a text, an instant or a flag
	// allows is what lets through, for a value that is known.
	allows func(want attr.Value) func(*T) bool
}

// Where lets through what a text allows.
func Where[T any](name, description string, allows func(one *T, want string) bool,
	validators ...validator.String) Argument[T] {
	return Argument[T]{name, description, validators, types.StringType, func(want attr.Value) func(*T) bool {
		v, _ := want.(types.String)
		return func(one *T) bool { return allows(one, v.ValueString()) }
	}}
}

// Text lets through what has the configured text.
func Text[T any](name, description string, of func(*T) string, validators ...validator.String) Argument[T] {
	return Where(name, description, func(one *T, want string) bool { return names.Same(of(one), want) }, validators...)
}

// Flag lets through what is as configured.
func Flag[T any](name, description string, of func(*T) bool) Argument[T] {
	return Argument[T]{name, description, nil, types.BoolType, func(want attr.Value) func(*T) bool {
		v, _ := want.(types.Bool)
		return func(one *T) bool { return of(one) == v.ValueBool() }
	}}
}

// Before lets through what happens before an instant; what never happens does not.
func Before[T any](name, description string, of func(*T) time.Time) Argument[T] {
	return instant(name, description, func(one *T, limit time.Time) bool {
		return !of(one).IsZero() && of(one).Before(limit)
	})
}

// From lets through what happens at an instant or later; what never happens does not.
func From[T any](name, description string, of func(*T) time.Time) Argument[T] {
	return instant(name, description, func(one *T, limit time.Time) bool {
		return !of(one).IsZero() && !of(one).Before(limit)
	})
}

func instant[T any](name, description string, allows func(one *T, limit time.Time) bool) Argument[T] {
	return Argument[T]{name, description, nil, tfconv.InstantType{}, func(want attr.Value) func(*T) bool {
		v, _ := want.(tfconv.Instant)
		limit, _ := v.Instant()
		return func(one *T) bool { return allows(one, limit) }
	}}
}

// is makes the filter for a value of the argument.
func (a Argument[T]) is(want attr.Value) Filter[T] {
	f := Filter[T]{At: a.Name}
	if tfconv.Known(want) {
		f.Allows = a.allows(want)
	}
	return f
}

// filter reads the argument.
func (a Argument[T]) filter(ctx context.Context, config *tfsdk.Config) (Filter[T], diag.Diagnostics) {
	raw, _, err := tftypes.WalkAttributePath(config.Raw, tftypes.NewAttributePath().WithAttributeName(a.Name))
	text, ok := raw.(tftypes.Value)
	if err != nil || !ok {
		return Filter[T]{At: a.Name}, nil // a list block without a configuration
	}
	want, err := a.Type.ValueFromTerraform(ctx, text)
	if err != nil {
		return Filter[T]{At: a.Name}, diag.Diagnostics{message.UnableAt(path.Root(a.Name), "read "+a.Name, err)}
	}
	return a.is(want), nil
}

// Asked is the configured text of an argument; empty if it was not given, or if there is no such argument.
type Asked func(name string) string

// read reads arguments.
func read[T any](ctx context.Context, config *tfsdk.Config, all []Argument[T]) (filters []Filter[T], asked Asked,
	d diag.Diagnostics) {
	for i := range all {
		f, more := all[i].filter(ctx, config)
		d.Append(more...)
		filters = append(filters, f)
	}
	return filters, func(name string) string {
		var v types.String
		if _, ok := config.Schema.GetAttributes()[name]; ok {
			_ = config.GetAttribute(ctx, path.Root(name), &v) // it was read above
		}
		return v.ValueString()
	}, d
}

// Only are the arguments of these names.
func Only[T any](all []Argument[T], names ...string) (some []Argument[T]) {
	for _, name := range names {
		for _, a := range all {
			if a.Name == name {
				some = append(some, a)
			}
		}
	}
	return some
}
