package tfconv

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
	_ basetypes.StringTypable                    = InstantType{}
	_ basetypes.StringValuableWithSemanticEquals = Instant{}
	_ xattr.ValidateableAttribute                = Instant{}
)

// InstantType is the type of attributes that hold an instant. Unlike the library's it reads them with
// calendar.ParseInstant, as the service and the commands do: what a plan accepts is what the service accepts.
type InstantType struct{ basetypes.StringType }

// String names the type.
func (InstantType) String() string { return "tfconv.InstantType" }

// ValueType is the type of its values.
func (InstantType) ValueType(context.Context) attr.Value { return Instant{} }

// Equal reports whether another type is this one.
func (InstantType) Equal(other attr.Type) bool {
	_, ok := other.(InstantType)
	return ok
}

// ValueFromString makes a value. Its text is checked where it is configured, not where it is read from a state.
func (InstantType) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable,
	diag.Diagnostics) {
	return Instant{in}, nil
}

// ValueFromTerraform makes a value from the protocol's.
func (t InstantType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	v, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	s, ok := v.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("unexpected value of type %T", v)
	}
	return Instant{s}, nil
}

// Instant is an instant as it was written.
type Instant struct{ basetypes.StringValue }

// NullInstant is no instant.
func NullInstant() Instant { return Instant{basetypes.NewStringNull()} }

// UnknownInstant is an instant that is not known yet.
func UnknownInstant() Instant { return Instant{basetypes.NewStringUnknown()} }

// WrittenInstant is an instant as it was written.
func WrittenInstant(s string) Instant { return Instant{basetypes.NewStringValue(s)} }

// Type is the value's type.
func (Instant) Type(context.Context) attr.Type { return InstantType{} }

// Equal reports whether another value has the same text.
func (v Instant) Equal(other attr.Value) bool {
	o, ok := other.(Instant)
	return ok && v.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether another text means the same second: the prior text is kept then.
func (v Instant) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(Instant)
	return ok && sameSecond(v.ValueString(), o.ValueString()), nil
}

// sameSecond reports whether two texts are instants of the same second.
func sameSecond(a, b string) bool {
	x, errX := calendar.ParseSecond(a)
	y, errY := calendar.ParseSecond(b)
	return errX == nil && errY == nil && x.Equal(y)
}

// ValidateAttribute refuses a configured text that is no instant.
func (v Instant) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest,
	resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	if _, err := calendar.ParseInstant(v.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid instant", fmt.Sprintf("%q is not %v.", v.ValueString(), err))
	}
}

// Instant reads a value that is known and well-formed, with its fraction of a second.
func (v Instant) Instant() (t time.Time, ok bool) {
	if v.IsNull() || v.IsUnknown() {
		return time.Time{}, false
	}
	t, err := calendar.ParseInstant(v.ValueString())
	return t, err == nil
}

// Second reads a value that is known and well-formed, and returns the second in which it lies.
func (v Instant) Second() (t time.Time, ok bool) {
	t, ok = v.Instant()
	return t.Truncate(time.Second), ok
}
