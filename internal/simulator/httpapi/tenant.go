package httpapi

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// showTenant is a control call: the simulated account itself. Reading makes no tenant.
func showTenant(r *request) (int, any, error) {
	w, err := r.look(store.Want{})
	if err != nil {
		return 0, nil, err
	}
	lost, err := r.cloud.Lost(r.Context(), r.call)
	if err != nil {
		return 0, nil, err
	}
	balance := "unlimited"
	if w.Tenant.Limited {
		balance = w.Tenant.Balance.String()
	}
	return http.StatusOK, struct {
		ProjectID string  `json:"project_id"`
		Exists    bool    `json:"exists"`
		Site      string  `json:"site"`
		Currency  string  `json:"currency"`
		Head      *string `json:"head,omitempty"`
		Now       string  `json:"now"`
		Balance   string  `json:"balance"`
		Clock     string  `json:"clock"`
		// GraceDays and RetentionDays follow the end of what can be renewed.
		GraceDays     int `json:"grace_days"`
		RetentionDays int `json:"retention_days"`
		// MaxTotalMonths is the most months of a package, from its beginning.
		MaxTotalMonths int `json:"max_total_months"`
		// Lost is what runs for the caller's state have made before they were killed, and that the state has not shown.
		Lost []string `json:"lost,omitempty"`
	}{r.call.Tenant, w.Tenant.Seq > 0, w.Policy.Site, w.Currency(), optionalTime(w.Tenant.Head), wireTime(w.Now), balance, string(w.Tenant.ClockKind()), w.Policy.GraceDays.Value, w.Policy.RetentionDays.Value, w.Policy.MaxTotalMonths.Value, lost}, nil
}
