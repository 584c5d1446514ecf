package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// toldKey keeps in private state of which end of an object users have been warned.
const toldKey = "told"

// TellOnce returns warnings of an end that lasts for ever, until an apply has recorded that they were given: a plan
// stores no private state, so that each plan before that repeats them.
func TellOnce(ctx context.Context, private interface {
	tfconv.PrivateGetter
	tfconv.PrivateSetter
}, status string, warnings diag.Diagnostics) diag.Diagnostics {
	var told string
	_, d := tfconv.GetPrivate(ctx, private, toldKey, &told)
	if told == status {
		return d
	}
	return append(append(d, tfconv.SetPrivate(ctx, private, toldKey, status)...), warnings...)
}
