package httpapi

import "slices"

// routes are all calls of the simulated cloud.
func routes() []route {
	return slices.Concat(metaStudioRoutes(), trainingRoutes(), extensionRoutes(), billingRoutes(), identityRoutes(), controlRoutes(), probeRoutes())
}

func probeRoutes() []route {
	const control = "/_sim/v1"
	return metaStudio.routes(
		get("ShowDescription", "/_sim/v1"+"/openapi.json", toEnter, showDescription),
		get("ShowHealth", "/_sim/v1"+"/health", toEnter, showHealth),
		get("ShowReadiness", "/_sim/v1"+"/ready", toEnter, showReadiness),
	)
}

func unserved() []route {
	return slices.Concat(metaStudioUnserved(), trainingUnserved(), billingUnserved())
}
