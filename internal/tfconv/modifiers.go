package tfconv

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// same keeps the prior text of a value that is written differently and means the same: core would plan a change for it
// otherwise.
type same struct {
	what  string
	equal func(a, b string) bool
}

func (s same) Description(context.Context) string {
	return "Keeps the prior text if the new one is the same " + s.what + "."
}

func (s same) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (s same) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if Known(req.StateValue) && Known(req.PlanValue) &&
		s.equal(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// SameAmount takes 30 and 30.00 for the same.
func SameAmount() planmodifier.String {
	return same{"amount", func(a, b string) bool {
		x, errX := money.Parse(a)
		y, errY := money.Parse(b)
		return errX == nil && errY == nil && x == y
	}}
}

// SameInstant takes 08:00+08:00, 00:00Z and 00:00.5Z for the same: services keep whole seconds.
func SameInstant() planmodifier.String {
	return same{"instant", sameSecond}
}
