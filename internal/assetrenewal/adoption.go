package assetrenewal

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// takesOver finds the renewal that a run may have spent the same rows with without noting it. Whether it is adopted is
// known at apply: until then another object of the state may turn out to have it.
func (r *Resource) takesOver(ctx context.Context, todo outstanding) (id string) {
	for _, id := range r.Session.UnclaimedIDs() {
		lost, err := r.Session.Client.Renewal(ctx, id)
		if err == nil && len(lost.Results) == len(todo.rows) &&
			!slices.ContainsFunc(todo.rows, func(row mssclient.RenewalRow) bool { return !did(lost, row) }) {
			return id
		}
	}
	return ""
}

// did reports whether a renewal was asked for a row.
func did(lost *mssclient.Renewal, row mssclient.RenewalRow) bool {
	through, dated := lost.Requested[row.AssetID]
	if !dated || row.ValidThrough.IsZero() {
		return !dated && row.ValidThrough.IsZero() && row.Months == lost.Months[row.AssetID]
	}
	at, err := calendar.ParseSecond(through)
	return err == nil && at.Equal(row.ValidThrough)
}

// unclaimed asks for renewals of interrupted applies like this one.
func (r *Resource) unclaimed(todo outstanding, token types.String) func(context.Context) ([]mssclient.Made, error) {
	if token.IsUnknown() || len(todo.rows) == 0 {
		return nil
	}
	return func(ctx context.Context) ([]mssclient.Made, error) {
		return r.Session.Client.UnclaimedRenewal(ctx, mssclient.RenewalRequest{Rows: todo.rows, Token: token.ValueString()})
	}
}

// mayAdopt tells of a renewal that the apply finds again, unless another block of the state holds it: what the state
// shows is complete only when all of it was planned.
func mayAdopt(id string) diag.Diagnostic {
	return message.Note("May adopt renewal "+id+" instead of spending units",
		"An interrupted apply created it with the same rows. If no other block of this state has it, it is adopted and "+
			"its units are not spent again; otherwise the announced units are spent.")
}
