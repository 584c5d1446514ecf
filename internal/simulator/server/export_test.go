package server

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

// Handler is what a server answers with.
func Handler(cfg Config, cloud *simulator.Cloud) http.Handler {
	calls, _, err := handlers(cfg, cloud)
	if err != nil {
		panic(err) // its pages are part of the program
	}
	return calls
}
