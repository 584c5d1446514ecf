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

// Routes are all calls of the simulated cloud.
func Routes() []call.Route {
	return slices.Concat(metastudio.Routes(), training.Routes(), control.Extensions(), billing.Routes(), iam.Routes(),
		control.Routes(), call.MetaStudio.Routes(
			call.Get("ShowDescription", control.Prefix+"/openapi.json", call.Public, showDescription)))
}

func unserved() []call.Route {
	return slices.Concat(metastudio.Unserved(), training.Unserved(), billing.Unserved(), iam.Unserved())
}
