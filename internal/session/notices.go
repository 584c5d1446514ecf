package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Notices is how much the objects warn of. Deleted assets, failed automatic renewals and what could not be finished
// are always told.
type Notices int

// Each leaves out more than the one before it.
const (
	AllNotices  Notices = iota
	ChangesOnly         // not what a refresh finds and no plan changes
	ResultsOnly         // nor what a plan is going to do
	LossesOnly          // nor what an apply has charged, refunded and spent
)

// Found are warnings of a refresh, if they are wanted.
func (s *Session) Found(warnings diag.Diagnostics) diag.Diagnostics {
	if s.Notices >= ChangesOnly {
		return nil
	}
	return warnings
}

// Planned leaves out the warnings of a plan, unless they are wanted.
func (s *Session) Planned(all diag.Diagnostics) diag.Diagnostics {
	if s.Notices < ResultsOnly {
		return all
	}
	return all.Errors()
}

// Done are warnings of what an apply has done as it was asked to, if they are wanted.
func (s *Session) Done(warnings ...diag.Diagnostic) diag.Diagnostics {
	if s.Notices >= LossesOnly {
		return nil
	}
	return warnings
}

// BalanceNow is what the account has, as a sentence; empty if it has unlimited credit, or cannot tell.
func (s *Session) BalanceNow(ctx context.Context) string {
	if s.Balance == nil {
		return ""
	}
	tenant, err := s.Client.Tenant(ctx)
	if err != nil {
		return ""
	}
	balance, err := money.Parse(tenant.Balance)
	if err != nil {
		return ""
	}
	return "The balance is now " + message.Sum(balance, tenant.Currency) + "."
}
