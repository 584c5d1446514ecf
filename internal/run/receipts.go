package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// A process that is killed after it bought something leaves a purchase that no state knows. The simulated cloud keeps a receipt until the
// run has ended in order, or until a later run has seen the purchase in the state; what is left is taken over by an identical create.

// SetUnclaimed notes what killed runs have made for this state.
func (r *Run) SetUnclaimed(ids []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lost = ids
}

// Unclaimed reports whether a killed run made this id for this state: an identical create takes it over, and uses nothing again.
func (r *Run) Unclaimed(id string) bool { return slices.Contains(r.UnclaimedIDs(), id) }

// UnclaimedIDs are all such ids.
func (r *Run) UnclaimedIDs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lost)
}

// Acknowledge tells the service that the state knows these ids, where a killed run had made them. Without such a run it sends nothing, so that a
// plan writes nothing.
func (r *Run) Acknowledge(ctx context.Context, ids ...string) {
	r.know(ids...)
	r.mu.Lock()
	var found []string
	r.lost = slices.DeleteFunc(slices.Clone(r.lost), func(id string) bool {
		if known := slices.Contains(ids, id); known {
			found = append(found, id)
			return true
		}
		return false
	})
	r.mu.Unlock()
	if len(found) == 0 {
		return
	}
	if err := r.Client.Receive(ctx, found); err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lost = append(r.lost, found...)
		r.unconfirmed = fmt.Errorf("an interrupted apply made %s, which this state holds: %w", strings.Join(found, ", "), err)
	}
}

// Unconfirmed is an error from the moment on at which the service could not be told what the state holds: it could give that to another block.
func (r *Run) Unconfirmed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.unconfirmed
}

// Hold tells the service that this state has an object, if its private data name another state or none: it was imported, or the state was moved. A failure
// is only logged: it costs no more than the check for an emptied state.
func (r *Run) Hold(ctx context.Context, private tfconv.PrivateGetter, id string) {
	var made Origin
	found, d := tfconv.GetPrivate(ctx, private, originKey, &made)
	if r.Origin.State == "" || id == "" || d.HasError() || found && (made.State == "" || made.State == r.Origin.State) {
		return
	}
	if err := r.Client.Hold(ctx, []string{id}); err != nil {
		tflog.Warn(ctx, "cannot record what the state holds", map[string]any{"id": id, "error": err.Error()})
	}
}

// Disown tells the service that this state has given up an object that still exists, so that it raises no alarm if the state is emptied.
func (r *Run) Disown(ctx context.Context, id string) {
	if r.Origin.State == "" || id == "" {
		return
	}
	if err := r.Client.Release(ctx, []string{id}); err != nil {
		tflog.Warn(ctx, "cannot record what the state has given up", map[string]any{"id": id, "error": err.Error()})
	}
}
