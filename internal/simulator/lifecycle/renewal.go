package lifecycle

import "time"

// AssetRenewal is the row of a single or batch renewal with all its operations (an extension of the simulated cloud).
type AssetRenewal struct {
	ID         string             `json:"id"`
	Seq        int64              `json:"seq"`
	Created    time.Time          `json:"created"`
	Operations []RenewalOperation `json:"operations"`
}

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

// RenewalRow asks for months, or for the fewest months that keep the asset until ValidThrough.
type RenewalRow struct {
	AssetID      string
	Months       int64
	ValidThrough time.Time
}
