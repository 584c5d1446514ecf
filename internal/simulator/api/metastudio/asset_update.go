package metastudio

import (
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// assetUpdate is the body of UpdateDigitalAsset. The review follows the service's own policy for ordinary users, who
// cannot change system properties either (documented): both are read without effect.
type assetUpdate struct {
	Name        *string     `json:"asset_name"`
	Description *string     `json:"asset_description"`
	Type        *string     `json:"asset_type"`
	State       *string     `json:"asset_state"`
	Tags        *[]string   `json:"tags"`
	Order       call.Number `json:"asset_order"`
	Services    *[]string   `json:"supported_service"`
	Meta        struct {
		Voice struct {
			Sex      *string `json:"sex"`
			Language *string `json:"language"`
		} `json:"voice_model_meta"`
	} `json:"asset_extra_meta"`
	Shared struct {
		Type string `json:"shared_type"`
	} `json:"shared_config"`
	Operations []struct {
		Operation string `json:"operation"`
	} `json:"auto_operation_config"`
}

// updateAsset is UpdateDigitalAsset; it answers with the asset.
func updateAsset(r *call.Request, in assetUpdate) (any, error) {
	change, err := assetChange(r, &in)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("asset_id")
	if in.Type != nil || in.Meta.Voice.Sex != nil || in.Meta.Voice.Language != nil {
		if change, err = changeOfType(r, id, in.Type, change); err != nil {
			return nil, err
		}
	}
	done, err := r.Do(lifecycle.UpdateAsset{AssetID: id, Change: change})
	if err != nil {
		return nil, err
	}
	return assetAnswer(done.After, id)
}

func assetChange(r *call.Request, in *assetUpdate) (change lifecycle.AssetChange, err error) {
	change = lifecycle.AssetChange{Name: in.Name, Description: in.Description, Tags: in.Tags, Services: in.Services,
		Sex: in.Meta.Voice.Sex, Language: in.Meta.Voice.Language}
	if in.State != nil {
		switch *in.State {
		case stateActive, stateInactive:
			change.Active, change.Leaving = new(*in.State == stateActive), new(false)
		case waitingDelete:
			change.Leaving = new(true)
		default:
			return change, r.Bad("asset_state is %.40q, must be %s, %s or %s", *in.State, stateActive, stateInactive,
				waitingDelete)
		}
	}
	if in.Order.Given {
		order, err := r.Int32("asset_order", in.Order)
		if err != nil {
			return change, err
		}
		change.Order = &order
	}
	for _, word := range []struct {
		name, s string
		known   []string
	}{
		{"asset_type", call.Value(in.Type), AssetTypes},
		{"asset_extra_meta.voice_model_meta.sex", call.Value(in.Meta.Voice.Sex), voiceSexes},
		{"asset_extra_meta.voice_model_meta.language", call.Value(in.Meta.Voice.Language), voiceLanguages},
		{"shared_config.shared_type", in.Shared.Type, []string{"PRIVATE", "PUBLIC", "SHARED"}},
	} {
		if err := r.OneOf(word.name, word.s, word.known...); err != nil {
			return change, err
		}
	}
	if err := CheckServices(r, call.Value(in.Services)); err != nil {
		return change, err
	}
	switch {
	case in.Shared.Type != "" && in.Shared.Type != "PRIVATE":
		return change, call.NotSimulated("sharing assets with other accounts is not simulated: leave shared_config out")
	case len(in.Operations) > 0:
		return change, call.NotSimulated("operations on assets at a given time are not simulated: leave " +
			"auto_operation_config out")
	}
	return change, nil
}

// changeOfType compares the type that a change names with the asset's own, which cannot change (assumed), and
// leaves out the meta data of other types (documented: they are ignored).
func changeOfType(r *call.Request, id string, named *string, change lifecycle.AssetChange) (lifecycle.AssetChange,
	error) {
	w, err := r.Look(lifecycle.Selection{Assets: []string{id}})
	if err != nil {
		return change, err
	}
	a, ok := w.Assets[id]
	if !ok {
		return change, nil // which the change refuses
	}
	if t := call.Value(named); t != "" && t != a.AssetType {
		return change, r.Bad("asset_type is %s, and the asset is of the type %s, which stays", t, a.AssetType)
	}
	if a.AssetType != voiceAsset {
		change.Sex, change.Language = nil, nil
	}
	return change, nil
}

// CheckServices refuses what supported_service cannot be.
func CheckServices(r *call.Request, given []string) error {
	for i, s := range given {
		if !slices.Contains(Services, s) || slices.Contains(given[:i], s) {
			return r.Bad("supported_service has %.40q, must be different ones of %s", s, strings.Join(Services, ", "))
		}
	}
	return nil
}
