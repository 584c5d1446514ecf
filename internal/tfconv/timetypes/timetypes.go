// Package timetypes is the attribute type of instants. Unlike the library of the same name it reads them with calendar.ParseInstant, as the service and the commands
// do: what a plan accepts is what the service accepts.
package timetypes

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

var (
	_ basetypes.StringTypable                    = RFC3339Type{}
	_ basetypes.StringValuableWithSemanticEquals = RFC3339{}
	_ xattr.ValidateableAttribute                = RFC3339{}
)

// RFC3339Type is the type of attributes that hold an instant.
type RFC3339Type struct{ basetypes.StringType }

// String names the type.
func (RFC3339Type) String() string { return "timetypes.RFC3339Type" }

// ValueType is the type of its values.
func (RFC3339Type) ValueType(context.Context) attr.Value { return RFC3339{} }

// Equal reports whether another type is this one.
func (RFC3339Type) Equal(other attr.Type) bool {
	_, ok := other.(RFC3339Type)
	return ok
}

// ValueFromString makes a value. Its text is checked where it is configured, not where it is read from a state.
func (RFC3339Type) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return RFC3339{in}, nil
}

// ValueFromTerraform makes a value from the protocol's.
func (t RFC3339Type) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	v, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	s, ok := v.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("unexpected value of type %T", v)
	}
	return RFC3339{s}, nil
}

// RFC3339 is an instant as it was written.
type RFC3339 struct{ basetypes.StringValue }

// NewRFC3339Null is no instant.
func NewRFC3339Null() RFC3339 { return RFC3339{basetypes.NewStringNull()} }

// NewRFC3339Unknown is an instant that is not known yet.
func NewRFC3339Unknown() RFC3339 { return RFC3339{basetypes.NewStringUnknown()} }

// NewRFC3339TimeValue is an instant, to the second.
func NewRFC3339TimeValue(t time.Time) RFC3339 {
	return RFC3339{basetypes.NewStringValue(t.Format(time.RFC3339))}
}

// NewRFC3339Value is an instant that somebody wrote.
func NewRFC3339Value(s string) RFC3339 { return RFC3339{basetypes.NewStringValue(s)} }

// Type is the value's type.
func (RFC3339) Type(context.Context) attr.Type { return RFC3339Type{} }

// Equal reports whether another value has the same text.
func (v RFC3339) Equal(other attr.Value) bool {
	o, ok := other.(RFC3339)
	return ok && v.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether another text means the same second: the prior text is kept then.
func (v RFC3339) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(RFC3339)
	return ok && SameSecond(v.ValueString(), o.ValueString()), nil
}

// SameSecond reports whether two texts are instants of the same second.
func SameSecond(a, b string) bool {
	x, errX := calendar.ParseSecond(a)
	y, errY := calendar.ParseSecond(b)
	return errX == nil && errY == nil && x.Equal(y)
}

// ValidateAttribute refuses a configured text that is no instant.
func (v RFC3339) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	if _, err := calendar.ParseInstant(v.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid instant", fmt.Sprintf("%q is not %v.", v.ValueString(), err))
	}
}

// Instant reads a value that is known and well-formed, with its fraction of a second.
func (v RFC3339) Instant() (t time.Time, ok bool) {
	if v.IsNull() || v.IsUnknown() {
		return time.Time{}, false
	}
	t, err := calendar.ParseInstant(v.ValueString())
	return t, err == nil
}

// Second reads a value that is known and well-formed, and returns the second in which it lies.
func (v RFC3339) Second() (t time.Time, ok bool) {
	t, ok = v.Instant()
	return t.Truncate(time.Second), ok
}
