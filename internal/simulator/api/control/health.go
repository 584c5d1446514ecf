package control

import (
	"context"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// Health is the answer to a probe.
type Health struct {
	Status string `json:"status"`
}

// showHealth says that the process answers.
func showHealth(*call.Request) (any, error) { return Health{"ok"}, nil }

// patienceOfProbes bounds the wait for a store that does not answer: a probe wants to know now.
const patienceOfProbes = 2 * time.Second

// showReadiness reports whether the store can be read, so that calls can be served.
func showReadiness(r *call.Request) (any, error) {
	ctx, cancel := context.WithTimeout(r.Context(), patienceOfProbes)
	defer cancel()
	if err := r.Cloud.Ready(ctx); err != nil {
		return nil, call.Unreachable(err)
	}
	return Health{"ready"}, nil
}
