package server

import (
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

// Handler is what a server answers with.
func Handler(cfg Config, cloud *simulator.Cloud) http.Handler {
	calls, _ := handlers(cfg, cloud)
	return calls
}
