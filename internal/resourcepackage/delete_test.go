package resourcepackage

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// A package whose id is not known is not forgotten while it may exist: neither where its order cannot be read, nor
// where an unpaid order is not certainly cancelled. Then it is released.
func TestDeleteForgetsNothingThatMayBeAlive(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		buy, destroy func(l *wire.Line)
	}{
		"its order cannot be read": {
			func(l *wire.Line) { l.Lose("POST", "/pay", 1); l.LoseAfter("GET", "", 1, 100) },
			func(l *wire.Line) { l.Lose("GET", "", 100) },
		},
		"its packages cannot be read": {
			func(l *wire.Line) { l.Lose("POST", "/pay", 1); l.LoseAfter("GET", "", 1, 100) },
			func(l *wire.Line) { l.Cut("POST", "/suscriptions/resources/query") },
		},
		"its order cannot be cancelled": {
			func(l *wire.Line) { l.Cut("POST", "/pay") },
			func(l *wire.Line) { l.Cut("PUT", "/cancel") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := wire.New(t, nil)
			c.buy(l)
			r, answer := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
			if d := r.buy(ctx, answer); d.HasError() {
				t.Fatal(d)
			}
			r.Session = &session.Session{Client: l.Session.Client, Origin: l.Session.Origin} // of the next command
			l.Lose("GET", "", 0)
			var schema resource.SchemaResponse
			r.Schema(ctx, resource.SchemaRequest{}, &schema)
			req := resource.DeleteRequest{
				State: tfsdk.State{Schema: schema.Schema, Raw: tftypes.NewValue(schema.Schema.Type().TerraformType(ctx), nil)}}
			for name, v := range map[string]string{"order_id": answer.OrderID.ValueString(),
				"on_destroy": purchase.Unsubscribe} {
				if d := req.State.SetAttribute(ctx, path.Root(name), v); d.HasError() {
					t.Fatal(d)
				}
			}
			c.destroy(l)
			var resp resource.DeleteResponse
			if r.Delete(ctx, req, &resp); !resp.Diagnostics.HasError() {
				t.Errorf("it is forgotten: %v", resp.Diagnostics)
			}
		})
	}
}
