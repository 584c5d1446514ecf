package httpapi

import (
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// maxBatch is how many assets one call may name (assumed).
const maxBatch = 100

// actOnAssets is BatchExecuteAssetAction: a result for each asset, in the order of the request.
func actOnAssets(r *request) (int, any, error) {
	var in struct {
		Action   string   `json:"action"`
		AssetIDs []string `json:"asset_ids"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.Action == "" {
		return 0, nil, r.bad("action is missing")
	}
	if err := r.oneOf("action", in.Action, "DELETE", "DELETE_FORCE", "RESTORE", "UNACTIVE", "ACTIVE", "SHARE", "UNSHARE"); err != nil {
		return 0, nil, err
	}
	if n := len(in.AssetIDs); n < 1 || n > maxBatch {
		return 0, nil, r.bad("asset_ids has %d entries, must have 1 to %d", n, maxBatch)
	}
	rows, err := r.cloud.ActOnAssets(r.Context(), r.call, lifecycle.BatchRequest{Action: lifecycle.AssetAction(in.Action), AssetIDs: in.AssetIDs})
	if err != nil {
		return 0, nil, err
	}
	r.done()
	results := make([]mssmodel.AssetActionResult, len(rows))
	for i, row := range rows {
		results[i] = mssmodel.AssetActionResult{AssetIds: &[]string{row.AssetID}, RetStatus: enum[mssmodel.AssetActionResultRetStatus]("SUCCESS")}
		if row.ErrorCode != "" {
			results[i].RetStatus = enum[mssmodel.AssetActionResultRetStatus]("FAILED")
			results[i].ErrorInfo = &mssmodel.ErrorResponse{ErrorCode: &row.ErrorCode, ErrorMsg: &row.ErrorMessage}
		}
	}
	return http.StatusOK, mssmodel.BatchExecuteAssetActionResponse{Results: &results}, nil
}
