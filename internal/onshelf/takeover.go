package onshelf

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// takesOver finds the renewal that a run may have spent the same rows with without noting it. Whether it is adopted is known at apply: until then another
// object of the state may turn out to have it.
func (r *Resource) takesOver(ctx context.Context, todo due) (id string) {
	for _, id := range r.run.LostIDs() {
		lost, err := r.run.Client.Renewal(ctx, id)
		if err == nil && len(lost.Results) == len(todo.rows) && !slices.ContainsFunc(todo.rows, func(row mssclient.RenewalRow) bool { return !did(lost, row) }) {
			return id
		}
	}
	return ""
}

// did says whether a renewal was asked for a row.
func did(lost *mssclient.Renewal, row mssclient.RenewalRow) bool {
	through, dated := lost.Requested[row.AssetID]
	if !dated || row.ValidThrough.IsZero() {
		return !dated && row.ValidThrough.IsZero() && row.Months == lost.Months[row.AssetID]
	}
	at, err := calendar.ParseSecond(through)
	return err == nil && at.Equal(row.ValidThrough)
}

func mayAdopt(id string) diag.Diagnostic {
	return diags.Note("May adopt renewal "+id+" instead of spending again", "An apply that was interrupted made it, and no state has shown it since. If it belongs to this block, its units are spent already and the apply spends none.")
}
