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
func GrantTicket(w *World, code string) error {
	if err := w.knownProducts([]string{code}); err != nil {
		return err
	}
	if !slices.Contains(w.Tenant.Tickets, code) {
		w.record(w.Now, w.Tenant.ID, "account/tickets", nil, &TicketGranted{ResourceSpecCode: code})
	}
	return nil
}
