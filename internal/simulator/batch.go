package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// errAllRefused rolls back a batch of which nothing was done.
var errAllRefused = errors.New("every row of the batch was refused")

// ActOnAssets does one thing to several assets and says of each whether it was done. A batch of which nothing was done stores nothing.
func (c *Cloud) ActOnAssets(ctx context.Context, call Call, in lifecycle.BatchRequest) ([]lifecycle.BatchRow, error) {
	var refused, rows []lifecycle.BatchRow
	// What a repeated client token answers are the rows of the first call, which its receipt keeps in place of ids.
	answer, err := one(c.write(ctx, call, operation{name: "ActOnAssets"}, in, lifecycle.Selection{Assets: in.AssetIDs}, func(w *lifecycle.World) ([]string, error) {
		done := lifecycle.ActOnAssets(w, in)
		if !slices.ContainsFunc(done, func(r lifecycle.BatchRow) bool { return r.ErrorCode == "" }) {
			refused = done
			return nil, errAllRefused
		}
		data, err := json.Marshal(done)
		return []string{string(data)}, err
	}))
	if errors.Is(err, errAllRefused) {
		return refused, nil
	}
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal([]byte(answer), &rows)
}
