package run

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Kinds of origins.
const (
	KindSimulator = "simulator"
	// KindCommand is a simulator whose store lives as long as one Terraform command.
	KindCommand = "simulator of one command"
	// KindServer is a simulator server; the store is its endpoint.
	KindServer = "simulator server"
	// KindReal is the real cloud; the store is its endpoint.
	KindReal = "real cloud"
)

// Origin is the account behind a configuration. A state belongs to the origin that it was made in, so that a changed store or project is
// an error and never a state full of removed objects that the next apply buys again.
type Origin struct {
	Kind    string `json:"kind"`
	Store   string `json:"store"` // as configured
	Project string `json:"project"`
}

func (o Origin) String() string {
	return fmt.Sprintf("the %s at %s, project %s", o.Kind, o.Store, o.Project)
}

const originKey = "origin"

type (
	keyGetter interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	keySetter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

// KeepOrigin notes in an object's private state which origin it belongs to.
func (r *Run) KeepOrigin(ctx context.Context, private keySetter) diag.Diagnostics {
	return SetPrivate(ctx, private, originKey, r.Origin)
}

// CheckOrigin is an error for a state that belongs to another origin than the configured one.
func (r *Run) CheckOrigin(ctx context.Context, private keyGetter) diag.Diagnostics {
	var made Origin
	found, d := GetPrivate(ctx, private, originKey, &made)
	if !found || d.HasError() || made == r.Origin {
		return d
	}
	way := "use another workspace for the new configuration, or go back to the old one"
	if made.Kind == KindCommand {
		way = "that store ended with its Terraform command; remove the object with `terraform state rm`, or use lifetime = \"persistent\" for states that outlive a command"
	}
	d.AddError("State belongs to another origin", fmt.Sprintf("This state belongs to %s; the provider is configured for %s. Nothing was read or "+
		"changed. What to do: %s.", made, r.Origin, way))
	return d
}

// SetPrivate keeps a value in an object's private state.
func SetPrivate(ctx context.Context, private keySetter, key string, v any) diag.Diagnostics {
	data, err := json.Marshal(v)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to keep private state", err.Error())}
	}
	return private.SetKey(ctx, key, data)
}

// GetPrivate reads a value out of an object's private state, if it is there.
func GetPrivate(ctx context.Context, private keyGetter, key string, v any) (found bool, d diag.Diagnostics) {
	data, d := private.GetKey(ctx, key)
	if d.HasError() || len(data) == 0 {
		return false, d
	}
	if err := json.Unmarshal(data, v); err != nil {
		d.AddError("Unable to read private state", fmt.Sprintf("The private state %q is not what this version of the provider writes: %s.", key, err))
		return false, d
	}
	return true, d
}
