package lifecycle

import (
	"fmt"
	"slices"
	"time"
)

// RenewalOperation is one confirmed request and its result list.
type RenewalOperation struct {
	At      time.Time       `json:"at"`
	Results []RenewalResult `json:"results"`
}

// Outcomes of a row.
const (
	OutcomeRenewed = "renewed"
	OutcomeFailed  = "failed"
	OutcomeCovered = "covered"
)

// RenewalResult is one asset's line in the result list.
type RenewalResult struct {
	AssetID      string    `json:"asset_id"`
	Outcome      string    `json:"outcome"`
	Months       int64     `json:"months"`
	ValidThrough time.Time `json:"valid_through,omitzero"` // what the row asked for, where it asked for a date
	PreviousEnd  time.Time `json:"previous_end,omitzero"`
	End          time.Time `json:"end,omitzero"`
	ErrorCode    string    `json:"error_code,omitempty"`
	ErrorMessage string    `json:"error_message,omitempty"`
	Debits       []Debit   `json:"debits,omitempty"`
}

// Debit says how many units an on-shelf package paid.
type Debit struct {
	ResourceID string `json:"resource_id"`
	Units      int64  `json:"units"`
}

// AssetRenewal is the row of a single or batch renewal with all its operations (an extension of the simulated cloud).
type AssetRenewal struct {
	ID         string             `json:"id"`
	Seq        int64              `json:"seq"`
	Created    time.Time          `json:"created"`
	Operations []RenewalOperation `json:"operations"`
}

// UnitsSpent is the sum over all operations.
func (r *AssetRenewal) UnitsSpent() int64 {
	var n int64
	for _, op := range r.Operations {
		for _, row := range op.Results {
			for _, d := range row.Debits {
				n += d.Units
			}
		}
	}
	return n
}

// Latest is the instant of the last operation.
func (r *AssetRenewal) Latest() (at time.Time) {
	for _, op := range r.Operations {
		at = later(at, op.At)
	}
	return at
}

// Flaw of a renewal.
func (r *AssetRenewal) Flaw() string {
	for _, op := range r.Operations {
		for _, row := range op.Results {
			var units int64
			for _, d := range row.Debits {
				if d.Units < 1 || d.ResourceID == "" {
					return fmt.Sprintf("%d units of package %q were spent on asset %s", d.Units, d.ResourceID, row.AssetID)
				}
				units += d.Units
			}
			switch {
			case !slices.Contains([]string{OutcomeRenewed, OutcomeFailed, OutcomeCovered}, row.Outcome):
				return fmt.Sprintf("asset %s has the outcome %q", row.AssetID, row.Outcome)
			case row.AssetID == "" || row.Months < 0 || row.Months != units:
				return fmt.Sprintf("asset %q got %d months for %d units", row.AssetID, row.Months, units)
			}
		}
	}
	if len(r.Operations) == 0 || r.Created.IsZero() {
		return "it has no operation"
	}
	return ""
}

func (r *AssetRenewal) rows() (rows []RenewalResult) {
	for _, op := range r.Operations {
		rows = append(rows, op.Results...)
	}
	return rows
}

// Names are the assets that the renewal renews, and the packages that paid for it.
func (r *AssetRenewal) Names() (assets, packages []string) {
	for _, row := range r.rows() {
		assets = append(assets, row.AssetID)
		for _, d := range row.Debits {
			packages = append(packages, d.ResourceID)
		}
	}
	return assets, packages
}
