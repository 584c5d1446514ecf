package httpapi

// identityRoutes are tokens, and what clients look up when they are configured, to learn their project and their account.
func identityRoutes() []route {
	return metaStudio.routes(
		post("KeystoneCreateUserTokenByPassword", "/v3/auth/tokens", toEnter, createToken),
		get("KeystoneListProjects", "/v3/projects", toRead, listProjects).asking(rules{"page": numberFrom(1, maxInt), "per_page": numberFrom(1, maxProjectPage), "enabled": {truth: true}, "is_domain": {truth: true}}),
		get("KeystoneListAuthDomains", "/v3/auth/domains", toRead, listDomains),
	)
}
