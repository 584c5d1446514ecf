package tfconv

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// PrivateGetter reads the private data of an object's state or plan.
type PrivateGetter interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// PrivateSetter keeps them.
type PrivateSetter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// SetPrivate keeps a value in an object's private state.
func SetPrivate(ctx context.Context, private PrivateSetter, key string, v any) diag.Diagnostics {
	data, err := json.Marshal(v)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to keep private state", err.Error())}
	}
	return private.SetKey(ctx, key, data)
}

// GetPrivate reads a value out of an object's private state, if it is there.
func GetPrivate(ctx context.Context, private PrivateGetter, key string, v any) (found bool, d diag.Diagnostics) {
	data, d := private.GetKey(ctx, key)
	if d.HasError() || len(data) == 0 {
		return false, d
	}
	if err := json.Unmarshal(data, v); err != nil {
		d.AddError("Unable to read private state", fmt.Sprintf("The private state %q has an unexpected form: %s.", key, err))
		return false, d
	}
	return true, d
}
