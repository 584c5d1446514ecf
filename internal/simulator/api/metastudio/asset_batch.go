package metastudio

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// MaxBatch is how many assets one call may name (assumed).
const MaxBatch = 100

type actOnAssetsBody struct {
	Action   string   `json:"action"`
	AssetIDs []string `json:"asset_ids"`
}

// actOnAssets is BatchExecuteAssetAction: a result for each asset, in the order of the request.
func actOnAssets(r *call.Request, in actOnAssetsBody) (any, error) {
	if in.Action == "" {
		return nil, r.Bad("action is missing")
	}
	if err := r.OneOf("action", in.Action, "DELETE", "DELETE_FORCE", "RESTORE", "UNACTIVE", "ACTIVE", "SHARE",
		"UNSHARE"); err != nil {
		return nil, err
	}
	if n := len(in.AssetIDs); n < 1 || n > MaxBatch {
		return nil, r.Bad("asset_ids has %d entries, must have 1 to %d", n, MaxBatch)
	}
	done, err := r.Do(lifecycle.ActOnAssets{Action: lifecycle.AssetAction(in.Action), AssetIDs: in.AssetIDs})
	rows, err := lifecycle.BatchRows(done.IDs, err)
	if err != nil {
		return nil, err
	}
	results := make([]mssmodel.AssetActionResult, len(rows))
	for i, row := range rows {
		results[i] = mssmodel.AssetActionResult{
			AssetIds: &[]string{row.AssetID}, RetStatus: call.Enum[mssmodel.AssetActionResultRetStatus]("SUCCESS")}
		if row.ErrorCode != "" {
			results[i].RetStatus = call.Enum[mssmodel.AssetActionResultRetStatus]("FAILED")
			results[i].ErrorInfo = &mssmodel.ErrorResponse{ErrorCode: &row.ErrorCode, ErrorMsg: &row.ErrorMessage}
		}
	}
	return mssmodel.BatchExecuteAssetActionResponse{Results: &results}, nil
}
