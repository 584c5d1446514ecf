package httpapi

import (
	"context"
	"net/http"
	"time"
)

type health struct {
	Status string `json:"status"`
}

// showHealth says that the process answers.
func showHealth(*request) (int, any, error) { return http.StatusOK, health{"ok"}, nil }

// patienceOfProbes bounds the wait for a store that does not answer: whoever asks wants to know now.
const patienceOfProbes = 2 * time.Second

// showReadiness says whether the store can be read, so that calls can be served.
func showReadiness(r *request) (int, any, error) {
	ctx, cancel := context.WithTimeout(r.Context(), patienceOfProbes)
	defer cancel()
	if err := r.cloud.Ready(ctx); err != nil {
		return 0, nil, unreachable(err)
	}
	return http.StatusOK, health{"ready"}, nil
}
