package mssclient

import (
	"context"
	"net/http"
	"time"
)

// ForecastRequest asks what time alone will do until an instant, or for so many months if it is empty. Ids and codes
// narrow charges and ends.
type ForecastRequest struct {
	Until             string   `json:"until,omitempty"`
	Months            int64    `json:"months,omitempty"`
	ResourceIDs       []string `json:"resource_ids,omitempty"`
	ResourceSpecCodes []string `json:"resource_spec_codes,omitempty"`
}

// Forecast is what time alone will do to the simulated account. Amounts are decimals, balances empty if credit is
// unlimited.
type Forecast struct {
	Until    time.Time `json:"until"`
	Currency string    `json:"currency"`
	Total    string    `json:"total"`
	Balance  string    `json:"balance"`
	Months   []struct{ Month, Charged, Balance string }
	Charges  []struct {
		Time             time.Time
		Amount, Cause    string
		ResourceID       string `json:"resource_id"`
		ResourceSpecCode string `json:"resource_spec_code"`
	}
	FirstFailure *struct {
		Time             time.Time
		Amount, Balance  string
		ResourceID       string `json:"resource_id"`
		ResourceSpecCode string `json:"resource_spec_code"`
	} `json:"first_failure"`
	Ends []struct {
		Time                 time.Time
		What, ID, Name, Kind string
		Units                int64
		ResourceID           string `json:"resource_id"`
		ResourceSpecCode     string `json:"resource_spec_code"`
	}
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// Forecast asks what time alone will charge and end. An *Error is a refusal; ErrNotOffered on the real cloud.
func (c *Client) Forecast(ctx context.Context, in ForecastRequest) (*Forecast, error) {
	return do(ctx, c, call{operation: "forecast the account", read: true}, func(s *services) (*Forecast, error) {
		return extend[Forecast](s, http.MethodPost, "/v1/{project_id}/mss/forecasts", in)
	})
}
