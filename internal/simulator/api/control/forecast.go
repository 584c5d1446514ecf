package control

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// NewForecast asks what time alone will do to an account from the instant of the call on.
type NewForecast struct {
	Until  string `json:"until,omitempty"`  // the last instant, RFC 3339; at most 120 months ahead
	Months int64  `json:"months,omitempty"` // 1 to 120, instead of until
	// narrow charges, months' charged, total and ends; without them, all packages
	ResourceIDs       []string `json:"resource_ids,omitempty"`
	ResourceSpecCodes []string `json:"resource_spec_codes,omitempty"`
}

// Forecast answers forecastAccount: amounts as decimal strings. Balances and first_failure are the account's, whatever
// the filters.
type Forecast struct {
	From         time.Time        `json:"from"` // the instant of the call, which is not part of it
	Until        time.Time        `json:"until"`
	Currency     string           `json:"currency"`
	Total        string           `json:"total"`             // of the charges
	Balance      string           `json:"balance,omitempty"` // at the end; none if credit is unlimited
	Months       []ForecastMonth  `json:"months"`            // of the billing calendar (UTC+8)
	FirstFailure *ForecastFailure `json:"first_failure,omitempty"`
	Charges      []ForecastCharge `json:"charges"`
	Ends         []ForecastEnd    `json:"ends"`
}

// ForecastMonth is a month of the billing calendar (UTC+8), as far as it lies in the forecast.
type ForecastMonth struct {
	Month   string `json:"month"` // such as 2027-03
	Charged string `json:"charged"`
	Balance string `json:"balance,omitempty"` // at its end; none if credit is unlimited
}

// ForecastFailure is the first automatic charge that the balance does not cover.
type ForecastFailure struct {
	Time             time.Time `json:"time"`
	ResourceID       string    `json:"resource_id"`
	ResourceSpecCode string    `json:"resource_spec_code"`
	Amount           string    `json:"amount"`
	Balance          string    `json:"balance"`
}

// ForecastCharge is an automatic charge.
type ForecastCharge struct {
	Time             time.Time `json:"time"`
	Amount           string    `json:"amount"`
	ResourceID       string    `json:"resource_id"`
	ResourceSpecCode string    `json:"resource_spec_code"`
	Cause            string    `json:"cause"`
}

// ForecastEnd is something that a package or an asset loses.
type ForecastEnd struct {
	Time             time.Time `json:"time"`
	What             string    `json:"what"` // package or asset
	ID               string    `json:"id"`
	Name             string    `json:"name,omitempty"`  // of the asset, or of the package's product
	Kind             string    `json:"kind"`            // expires, void, grace, frozen, released or deleted
	Units            int64     `json:"units,omitempty"` // that become void
	ResourceID       string    `json:"resource_id"`     // the package itself, or that of the asset
	ResourceSpecCode string    `json:"resource_spec_code"`
	// ExpireTime is the end of the paid time before it; none of what is permanent.
	ExpireTime *time.Time `json:"expire_time,omitempty"`
}

// forecastAccount is an extension: no public API tells what automatic renewals will cost.
func forecastAccount(r *call.Request, in NewForecast) (any, error) {
	if (in.Until == "") == (in.Months == 0) {
		return nil, r.Bad("either until (an instant such as 2027-03-01T00:00:00Z) or months (1 to %d) is needed",
			lifecycle.MaxForecastMonths)
	}
	ask := lifecycle.ForecastRequest{Packages: in.ResourceIDs, Products: in.ResourceSpecCodes}
	var err error
	if ask.Until, err = r.Time("until", in.Until); err != nil {
		return nil, err
	}
	if in.Until == "" {
		months, err := r.Int32("months", call.Num(in.Months))
		if err != nil {
			return nil, err
		}
		ask.Months = int(months)
	}
	f, err := r.Cloud.Forecast(r.Context(), r.Call, ask)
	if err != nil {
		return nil, err
	}
	r.Now = f.From
	return forecastBody(f), nil
}

func forecastBody(f lifecycle.Forecast) Forecast {
	balance := func(s string) string {
		if !f.Limited {
			return ""
		}
		return s
	}
	out := Forecast{
		From: f.From.UTC(), Until: f.Until.UTC(), Currency: f.Currency, Total: f.Total.String(),
		Balance: balance(f.Balance.String()), Months: make([]ForecastMonth, 0, len(f.Months)),
		Charges: make([]ForecastCharge, 0, len(f.Charges)), Ends: make([]ForecastEnd, 0, len(f.Ends)),
	}
	for _, m := range f.Months {
		out.Months = append(out.Months, ForecastMonth{m.Month, m.Charged.String(), balance(m.Balance.String())})
	}
	if no := f.Failure; no != nil {
		out.FirstFailure = &ForecastFailure{no.At.UTC(), no.PackageID, no.ResourceSpecCode, no.Amount.String(),
			no.Balance.String()}
	}
	for _, c := range f.Charges {
		out.Charges = append(out.Charges, ForecastCharge{c.At.UTC(), c.Amount.String(), c.PackageID, c.ResourceSpecCode,
			c.Cause})
	}
	for _, e := range f.Ends {
		end := ForecastEnd{
			Time: e.At.UTC(), What: e.What, ID: e.ID, Name: e.Name, Kind: string(e.Kind), Units: e.Units,
			ResourceID: e.PackageID, ResourceSpecCode: e.ResourceSpecCode,
		}
		if !e.Expire.IsZero() {
			end.ExpireTime = new(e.Expire.UTC())
		}
		out.Ends = append(out.Ends, end)
	}
	return out
}
