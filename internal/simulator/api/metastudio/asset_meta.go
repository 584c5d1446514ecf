package metastudio

import (
	"cmp"
	"slices"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Types of assets with meta data of their own.
const (
	imageAsset = "HUMAN_MODEL_2D"
	voiceAsset = "VOICE_MODEL"
)

const (
	ownVoices = "HUAWEI_METASTUDIO" // voice_provider: all voices here are MetaStudio's own
	unknown   = "UNKNOW"            // of a voice, as the service spells it
	// metaVersion is modelVersion as the asset library spells it.
	metaVersion = "V3_2"
	kindIn4K    = "studio_4k"
)

// What jobs train where nothing else is documented for the request: an avatar of the default model, at the resolution
// that is the default.
const (
	ModelVersion    = "V3.2"
	ModelResolution = "1080P"
)

// assetMeta is what only avatars or only voices have; nil for other assets. There are no action libraries and no Flexus
// models here, and every cloned voice can be synthesised in real time (assumed).
func assetMeta(a *lifecycle.Asset) *mssmodel.AssetExtraMeta {
	switch a.AssetType {
	case imageAsset:
		return &mssmodel.AssetExtraMeta{HumanModel2dMeta: &mssmodel.HumanModel2DAssetMeta{
			IsActionEditable: new(false), IsLiveCopy: &a.LiveCopy, IsRealBackground: &a.KeepsBackground,
			SupportLive:         new(supports(a, "LIVE_2D")),
			ModelVersion:        call.Enum[mssmodel.HumanModel2DAssetMetaModelVersion](metaVersion),
			ModelResolution:     new(resolutionOf(a)),
			IsWithActionLibrary: new(false), IsFlexus: new(false),
		}}
	case voiceAsset:
		language := cmp.Or(a.Language, unknown)
		return &mssmodel.AssetExtraMeta{VoiceModelMeta: &mssmodel.VoiceModelAssetMeta{
			ModelType: call.Enum[mssmodel.VoiceModelAssetMetaModelType]("CLONE"),
			Sex:       call.Enum[mssmodel.VoiceModelAssetMetaSex](cmp.Or(a.Sex, unknown)),
			Language:  call.Enum[mssmodel.VoiceModelAssetMetaLanguage](language), IsRealtimeVoice: new(true),
			IsFlexus: new(false),
		}}
	default:
		return nil
	}
}

func resolutionOf(a *lifecycle.Asset) string {
	if a.Kind == kindIn4K {
		return "4K"
	}
	return ModelResolution
}

// supports reports whether an asset can be used for a business. One that names none can be used for all (assumed).
func supports(a *lifecycle.Asset, service string) bool {
	return len(a.Services) == 0 || slices.Contains(a.Services, service)
}
