package lifecycle

import (
	"slices"
)

// TicketGranted is a service ticket that lets the account buy a product.
type TicketGranted struct {
	ResourceSpecCode string `json:"resource_spec_code"`
}

func (b *TicketGranted) apply(w *World, _ *Fact) {
	w.Tenant.Tickets = append(slices.Clip(w.Tenant.Tickets), b.ResourceSpecCode)
}

func (b *TicketGranted) describe(*World) string { return "service ticket for " + b.ResourceSpecCode }

// GrantTicket grants a service ticket for a product; again is no fact.
type GrantTicket struct{ ResourceSpecCode string }

// Spec of a Command.
func (in GrantTicket) Spec() Spec {
	return Spec{Operation: "GrantTicket", Content: in.ResourceSpecCode}
}

// Decide is the rule.
func (in GrantTicket) Decide(w *World) ([]string, error) {
	if err := w.knownProducts([]string{in.ResourceSpecCode}); err != nil {
		return nil, err
	}
	if !slices.Contains(w.Tenant.Tickets, in.ResourceSpecCode) {
		w.record(w.Now, w.Tenant.ID, "account/tickets", nil, &TicketGranted{ResourceSpecCode: in.ResourceSpecCode})
	}
	return nil, nil
}
