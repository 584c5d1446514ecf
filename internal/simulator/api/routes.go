package api

import (
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/iam"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/training"
)

// routes are all calls of the simulated cloud.
func routes() []call.Route {
	return slices.Concat(metastudio.Routes(), training.Routes(), control.Extensions(), billing.Routes(), iam.Routes(),
		control.Routes(), probeRoutes())
}

func probeRoutes() []call.Route {
	return call.MetaStudio.Routes(
		call.Get("ShowDescription", "/_sim/v1"+"/openapi.json", call.Public, showDescription),
		call.Get("ShowHealth", "/_sim/v1"+"/health", call.Public, showHealth),
		call.Get("ShowReadiness", "/_sim/v1"+"/ready", call.Public, showReadiness),
	)
}

func unserved() []call.Route {
	return slices.Concat(metastudio.Unserved(), training.Unserved(), billing.Unserved(), iam.Unserved())
}
