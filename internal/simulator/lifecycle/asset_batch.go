package lifecycle

import (
	"encoding/json"
	"errors"
)

// BatchRow is what became of one asset of a batch: done, or refused with an error.
type BatchRow struct {
	AssetID      string `json:"asset_id"`
	ErrorCode    string `json:"error_code,omitempty"`
	ErrorMessage string `json:"error_message,omitempty"`
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

// ActOnAssets does one thing to several assets, to each by the rule of the single call: what is refused for one stops
// no other (documented: results by asset). A batch of which nothing was done is AllRefused.
type ActOnAssets struct {
	Action   AssetAction `json:"Action"`
	AssetIDs []string    `json:"AssetIDs"`
}

// AllRefused is the error of a batch of which nothing was done.
type AllRefused struct{ Rows []BatchRow }

func (*AllRefused) Error() string { return "every row of the batch was refused" }

// BatchRows reads what a batch has answered.
func BatchRows(ids []string, err error) (rows []BatchRow, _ error) {
	if all, ok := errors.AsType[*AllRefused](err); ok {
		return all.Rows, nil
	}
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal([]byte(ids[0]), &rows)
}

// Spec of a Command.
func (in ActOnAssets) Spec() Spec {
	return Spec{Operation: "ActOnAssets", Content: in, Rows: Selection{Assets: in.AssetIDs}}
}

// Decide is the rule. In place of ids it returns the rows, which a repeated client token gets again.
func (in ActOnAssets) Decide(w *World) ([]string, error) {
	rows, done := make([]BatchRow, len(in.AssetIDs)), false
	for i, id := range in.AssetIDs {
		rows[i].AssetID = id
		no, refused := errors.AsType[*Refusal](in.act(w, id)) // rules return nothing else
		if refused {
			rows[i].ErrorCode, rows[i].ErrorMessage = no.Code, no.Message
		}
		done = done || !refused
	}
	if !done {
		return nil, &AllRefused{rows}
	}
	return []string{text(rows)}, nil
}

func (in ActOnAssets) act(w *World, id string) error {
	var one Command
	switch in.Action {
	case ActionDelete, ActionDeleteForce:
		one = DeleteAsset{id, in.Action == ActionDeleteForce}
	case ActionRestore:
		one = RestoreAsset{id}
	case ActionActivate, ActionDeactivate:
		one = UpdateAsset{id, AssetChange{Active: new(in.Action == ActionActivate), Leaving: new(false)}}
	case ActionShare, ActionUnshare:
		return Refuse(CodeNotSimulated, "the asset %s: sharing assets with other accounts is not simulated", id)
	default:
		return Refuse(CodeBadParameter, "action: %q is not an action", in.Action)
	}
	_, err := one.Decide(w)
	return err
}
