package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// OwnTenant answers showTenant.
type OwnTenant struct {
	ProjectID string `json:"project_id"`
	Exists    bool   `json:"exists"` // false before the first write
	// Identity is random and stays with the account, wherever its store lies and whatever serves it; one that is deleted
	// and made again has another.
	Identity string  `json:"identity,omitempty"` // from the first write on
	Site     string  `json:"site"`
	Currency string  `json:"currency"`
	Head     *string `json:"head,omitempty"` // of the newest fact
	Now      string  `json:"now"`            // the instant of this call
	Balance  string  `json:"balance"`        // a decimal, or unlimited
	Clock    string  `json:"clock"`          // client, real or held
	// GraceDays and RetentionDays follow the end of what can be renewed.
	GraceDays     int `json:"grace_days"`
	RetentionDays int `json:"retention_days"`
	// MaxTotalMonths is the most months of a package, from its beginning.
	MaxTotalMonths int `json:"max_total_months"`
	// ChargeLeadDays and ChargeHour (UTC+8) are of the first attempt of an automatic renewal before an end.
	ChargeLeadDays int `json:"charge_lead_days"`
	ChargeHour     int `json:"charge_hour"`
	// Ancestors are the identities of what the account was branched from, the oldest first.
	Ancestors []string `json:"ancestors,omitempty"`
	// Faults are what goes wrong with the calls of the account.
	Faults []Fault `json:"faults,omitempty"`
	// Role is that of the caller's key, and May what it allows: read, spend, manage.
	Role string   `json:"role"`
	May  []string `json:"may"`
	// Lost is what runs for the caller's state have made before they were killed, and that the state has not shown.
	Lost []string `json:"lost,omitempty"`
}

// showTenant is a control call: the simulated account itself. Reading makes no tenant.
func showTenant(r *call.Request, w *lifecycle.View) (any, error) {
	lost, err := r.Cloud.Lost(r.Context(), r.Call)
	if err != nil {
		return nil, err
	}
	faults, err := faultsOf(r)
	if err != nil {
		return nil, err
	}
	balance := "unlimited"
	if w.Tenant.Limited {
		balance = w.Tenant.Balance.String()
	}
	var ancestors []string
	for _, one := range w.Tenant.Ancestors {
		ancestors = append(ancestors, one.Identity)
	}
	return OwnTenant{
		ProjectID: r.Call.Tenant, Exists: w.Tenant.Seq > 0, Identity: w.AccountIdentity(), Site: w.Policy.Site,
		Currency: w.Currency(), Head: call.OptionalInstant(w.Tenant.Head),
		Now: call.Instant(w.Now), Balance: balance, Clock: string(w.Tenant.ClockKind()), GraceDays: w.Policy.GraceDays.Value,
		RetentionDays: w.Policy.RetentionDays.Value, MaxTotalMonths: w.Policy.MaxTotalMonths.Value,
		ChargeLeadDays: w.ChargeLeadDays(), ChargeHour: w.Policy.ChargeHour.Value, Ancestors: ancestors,
		Faults: faults, Role: string(r.Role), May: r.May, Lost: lost,
	}, nil
}
