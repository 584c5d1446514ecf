package session

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// A process that is killed after it bought something leaves a purchase that no state knows. The simulated cloud keeps a
// receipt until the run has ended in order, or until a later run has seen the purchase in the state; what is left is
// adopted by an identical create.

type receipts struct {
	mu          sync.Mutex
	unclaimed   []string        // ids that a killed run made, and that no state has shown yet
	known       map[string]bool // that a state has shown, or that this command ordered
	unconfirmed error           // from the service, to which the state showed what a killed run made
}

// SetUnclaimed notes what killed runs have made for this state.
func (s *Session) SetUnclaimed(ids []string) {
	s.receipts.mu.Lock()
	defer s.receipts.mu.Unlock()
	s.receipts.unclaimed = ids
}

// Unclaimed reports whether a killed run made this id for this state: an identical create takes it over, and uses
// nothing again.
func (s *Session) Unclaimed(id string) bool { return slices.Contains(s.UnclaimedIDs(), id) }

// UnclaimedIDs are all such ids.
func (s *Session) UnclaimedIDs() []string {
	s.receipts.mu.Lock()
	defer s.receipts.mu.Unlock()
	return slices.Clone(s.receipts.unclaimed)
}

// Acknowledge tells the service that the state knows these ids, where a killed run had made them. Without such a run it
// sends nothing, so that a plan writes nothing.
func (s *Session) Acknowledge(ctx context.Context, ids ...string) {
	s.receipts.mu.Lock()
	if s.receipts.known == nil {
		s.receipts.known = map[string]bool{}
	}
	for _, id := range ids {
		s.receipts.known[id] = true
	}
	var found []string
	s.receipts.unclaimed = slices.DeleteFunc(slices.Clone(s.receipts.unclaimed), func(id string) bool {
		if known := slices.Contains(ids, id); known {
			found = append(found, id)
			return true
		}
		return false
	})
	s.receipts.mu.Unlock()
	if len(found) == 0 {
		return
	}
	if err := s.Client.Receive(ctx, found); err != nil {
		s.receipts.mu.Lock()
		defer s.receipts.mu.Unlock()
		s.receipts.unclaimed = append(s.receipts.unclaimed, found...)
		s.receipts.unconfirmed = fmt.Errorf("an interrupted apply created %s, which this state has: %w",
			strings.Join(found, ", "), err)
	}
}

// Acknowledged reports whether a state has shown an object, or this command ordered it.
func (s *Session) Acknowledged(id string) bool {
	s.receipts.mu.Lock()
	defer s.receipts.mu.Unlock()
	return s.receipts.known[id]
}

// Unconfirmed is an error from the moment on at which the service could not be told what the state holds: it could give
// that to another block.
func (s *Session) Unconfirmed() error {
	s.receipts.mu.Lock()
	defer s.receipts.mu.Unlock()
	return s.receipts.unconfirmed
}

// Disown tells the service that this state has given up an object that still exists, so that it raises no alarm if the
// state is emptied.
func (s *Session) Disown(ctx context.Context, id string) {
	if s.Origin.State == "" || id == "" {
		return
	}
	if err := s.Client.Release(ctx, []string{id}); err != nil {
		tflog.Warn(ctx, "cannot record what the state has given up", map[string]any{"id": id, "error": err.Error()})
	}
}
