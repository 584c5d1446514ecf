package ledger

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/once/planfile"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

type charging struct {
	PlannedCharge types.String `tfsdk:"planned_charge"`
}

// notes are what was noted for every change.
type notes [][]byte

func (n notes) Recall(string, string) [][]byte { return n }

func (n notes) Note(string, string, []byte) bool { return true }

// TestEqualBlocksAreReadOnce: reading a planned object takes a millisecond, and each of 1,000 blocks of count asks for
// all of them.
func TestEqualBlocksAreReadOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	of := tfsdk.Plan{Schema: schema.Schema{Attributes: map[string]schema.Attribute{
		"planned_charge": schema.StringAttribute{Computed: true},
	}}}
	typ := of.Schema.Type().TerraformType(ctx)
	object, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, map[string]tftypes.Value{
		"planned_charge": tftypes.NewValue(tftypes.String, "99.00"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	saved := &planfile.Plan{}
	for range 3 {
		saved.Changes = append(saved.Changes, planfile.Change{Type: "mss_x", After: object.MsgPack, Creates: true})
	}
	l := New(&session.Session{SavedPlan: saved})
	got := savedOf[charging](ctx, l, "mss_x", of)
	if len(got) != 1 || got[0].object.PlannedCharge.ValueString() != "99.00" {
		t.Errorf("of three equal blocks of a saved plan %d are kept", len(got))
	}
	note, err := json.Marshal(object.MsgPack)
	if err != nil {
		t.Fatal(err)
	}
	l = New(&session.Session{Plans: notes{note}})
	first, ok := notedOf[charging](ctx, l, "mss_x", "one", of, true)
	again, _ := notedOf[charging](ctx, l, "mss_x", "one", of, true)
	if !ok || len(first) != 1 || len(again) != 1 || first[0].object != again[0].object {
		t.Errorf("what was noted is read again: %v, %v", first, again)
	}
}
