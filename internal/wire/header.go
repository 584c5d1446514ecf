// Package wire is what both sides of the wire share.
package wire

// Headers of the simulated cloud, next to the services' own. The real cloud ignores them.
const (
	HeaderInstant   = "X-Simulator-Time"
	HeaderToken     = "X-Client-Token"
	HeaderState     = "X-Simulator-State"
	HeaderFormer    = "X-Simulator-Former-States"
	HeaderRun       = "X-Simulator-Run"
	HeaderCommand   = "X-Simulator-Command"
	HeaderPurpose   = "X-Simulator-Purpose"
	HeaderInstead   = "X-Simulator-Instead"
	HeaderProject   = "X-Project-Id"
	HeaderRequestID = "X-Request-Id"
)

// HeaderPrefix is what the names of the simulated cloud's own headers begin with.
const HeaderPrefix = "X-Simulator-"

// HeaderSubjectToken holds the token that IAM has issued.
const HeaderSubjectToken = "X-Subject-Token"
