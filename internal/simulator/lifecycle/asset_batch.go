package lifecycle

import (
	"errors"
)

// BatchRow is what became of one asset of a batch: done, or refused with an error.
type BatchRow struct {
	AssetID      string `json:"asset_id"`
	ErrorCode    string `json:"error_code,omitempty"`
	ErrorMessage string `json:"error_message,omitempty"`
}

// ActOnAssets does one thing to several assets, to each by the rule of the single call: what is refused for one stops no other (documented: results by
// asset).
func ActOnAssets(w *World, in BatchRequest) []BatchRow {
	rows := make([]BatchRow, len(in.AssetIDs))
	for i, id := range in.AssetIDs {
		rows[i].AssetID = id
		if no, ok := errors.AsType[*Refusal](w.act(in.Action, id)); ok { // rules return nothing else
			rows[i].ErrorCode, rows[i].ErrorMessage = no.Code, no.Message
		}
	}
	return rows
}

func (w *World) act(action AssetAction, id string) error {
	switch action {
	case ActionDelete, ActionDeleteForce:
		return DeleteAsset(w, id, action == ActionDeleteForce)
	case ActionRestore:
		return RestoreAsset(w, id)
	case ActionActivate, ActionDeactivate:
		return UpdateAsset(w, id, AssetChange{Active: new(action == ActionActivate), Leaving: new(false)})
	case ActionShare, ActionUnshare:
		return refuse(CodeNotSimulated, "the asset %s: sharing assets with other accounts is not simulated", id)
	default:
		return refuse(CodeBadParameter, "action: %q is not an action", action)
	}
}

// AssetAction is what a batch does to each of its assets.
type AssetAction string

// The actions of a batch, as the API names them.
const (
	ActionDelete      AssetAction = "DELETE"
	ActionDeleteForce AssetAction = "DELETE_FORCE"
	ActionRestore     AssetAction = "RESTORE"
	ActionDeactivate  AssetAction = "UNACTIVE"
	ActionActivate    AssetAction = "ACTIVE"
	ActionShare       AssetAction = "SHARE"
	ActionUnshare     AssetAction = "UNSHARE"
)

// BatchRequest does one thing to several assets.
type BatchRequest struct {
	Action   AssetAction
	AssetIDs []string
}
