package simulator

import (
	"context"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Forecast tells what time alone will do to an account after the instant of the call, and what that will cost. It
// writes nothing.
func (c *Cloud) Forecast(ctx context.Context, call Call, in lifecycle.ForecastRequest) (lifecycle.Forecast, error) {
	w, err := c.look(ctx, call, lifecycle.Selection{AllPackages: true, AllAssets: true})
	if err != nil {
		return lifecycle.Forecast{}, err
	}
	release, err := c.reading.Take(ctx, call.Tenant)
	if err != nil {
		return lifecycle.Forecast{}, err
	}
	defer release()
	return lifecycle.Foresee(w, in)
}
