package api

import (
	_ "embed"
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// description is the OpenAPI description of every call. It is generated from the routes and the types of their bodies,
// and compared with them, by TestDescription, so that nothing of that is linked into the server.
//
//go:embed openapi.json
var description json.RawMessage

// showDescription tells programs and people that know none of the calls what is served.
func showDescription(*call.Request) (any, error) { return description, nil }
