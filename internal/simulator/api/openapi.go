package api

import (
	_ "embed"
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

//go:generate go run ./openapi/generate openapi.json ..

// description is the OpenAPI description of every call. It is generated from the routes and the types of their bodies.
//
//go:embed openapi.json
var description json.RawMessage

// showDescription tells programs and people that know none of the calls what is served.
func showDescription(*call.Request) (any, error) { return description, nil }
