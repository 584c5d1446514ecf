package httpapi

// Headers of the simulated cloud, beside the services' own.
const (
	headerInstant   = "X-Simulator-Time"
	headerToken     = "X-Client-Token"
	headerState     = "X-Simulator-State"
	headerFormer    = "X-Simulator-Former-States"
	headerRun       = "X-Simulator-Run"
	headerCommand   = "X-Simulator-Command"
	headerPurpose   = "X-Simulator-Purpose"
	headerInstead   = "X-Simulator-Instead"
	headerProject   = "X-Project-Id"
	headerRequestID = "X-Request-Id"
)

const headerSubjectToken = "X-Subject-Token"
