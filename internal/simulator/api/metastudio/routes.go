// Package metastudio serves MetaStudio's calls about orders, packages and assets.
package metastudio

import (
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Words of queries and bodies. Those of the SDK stand in its enumerations, the others in the comments of its requests.
var (
	BusinessTypes   = call.WordsOf(mssmodel.GetResourceItemInfoBusinessTypeEnum())
	chargingModes   = call.WordsOf(mssmodel.GetResourceItemInfoChargingModeEnum())
	resourceSources = []string{Purchased, "SP_ALLOCATED", "ADMIN_ALLOCATED"}
	AssetTypes      = call.WordsOf(mssmodel.GetDigitalAssetInfoAssetTypeEnum())
	assetStates     = call.WordsOf(mssmodel.GetDigitalAssetInfoAssetStateEnum())
	voiceSexes      = call.WordsOf(mssmodel.GetVoiceModelAssetMetaSexEnum())
	voiceLanguages  = call.WordsOf(mssmodel.GetVoiceModelAssetMetaLanguageEnum())
	Services        = call.WordsOf(mssmodel.GetSupportedServiceEnumEnum())
	modelVersions   = call.WordsOf(mssmodel.GetHumanModel2DAssetMetaModelVersionEnum())
	assetStyles     = []string{"system_male_001", "system_female_001", "system_male_002", "system_female_002"}
	voiceProviders  = []string{ownVoices, "MOBVOI"}
)

// Routes are what MetaStudio's API reference names, training aside.
func Routes() []call.Route {
	expiry := call.Rules{"resource_expire_start_time": {Instant: true}, "resource_expire_end_time": {Instant: true}}
	return call.MetaStudio.Routes(
		call.Post("CreateMetaStudioOrders", call.InProject+"/mss/public/orders", call.Spend, placeOrder).Ordering(),
		call.Get("ListTenantResources", call.InProject+"/tenants/resources", call.Read, listResources).
			Asking(call.AllOf(call.Paging(), expiry, call.Rules{
				"business": call.ManyWords(BusinessTypes...), "resource_source": call.ManyWords(resourceSources...),
				"charging_mode": call.ManyWords(chargingModes...),
				"status":        call.NumberFrom(0, 1),
			})),
		call.Get("CountTenantResources", call.InProject+"/tenants/resources-count", call.Read,
			countResources).
			Asking(call.AllOf(expiry, call.Rules{"business": call.ManyWords(BusinessTypes...)})),
		call.Get("ShowResourceUsage", call.InProject+"/tenants/resources-usage", call.Read,
			showUsage).
			Asking(call.Rules{"business": call.ManyWords(BusinessTypes...)}),
		call.Post("BindUserAssetResource", call.InProject+"/tenants/bind-resource", call.Manage, call.Body(bindResource)).
			Answering(http.StatusOK),
		call.Post("SignAgreement", call.InProject+"/tenants/service-agreements/signed", call.Spend, signService),
		call.Post("SignSpecialAgreement", call.InProject+"/tenants/special-agreements/signed", call.Spend,
			call.Body(signSpecial)),
		call.Get("ListAssets", call.InProject+"/digital-assets", call.Read, listAssets).
			Asking(call.AllOf(call.Paging(), call.Rules{
				"tag_combination_type": call.OneWord(call.WordsOf(mssmodel.GetListAssetsRequestTagCombinationTypeEnum())...),
				"start_time":           {Instant: true}, "end_time": {Instant: true},
				"asset_type": call.ManyWords(AssetTypes...), "asset_state": call.ManyWords(assetStates...),
				"sort_key": call.OneWord("create_time", "update_time", "asset_order"), "sort_dir": call.Direction(),
				"asset_source":    call.OneWord(call.WordsOf(mssmodel.GetListAssetsRequestAssetSourceEnum())...),
				"style_id":        call.OneWord(assetStyles...),
				"sex":             call.ManyWords(voiceSexes...),
				"language":        call.ManyWords(voiceLanguages...),
				"action_editable": {Truth: true}, "is_with_action_library": {Truth: true}, "is_movable": {Truth: true},
				"is_realtime_voice":      {Truth: true},
				"voice_provider":         call.OneWord(voiceProviders...),
				"role":                   call.OneWord(call.WordsOf(mssmodel.GetListAssetsRequestRoleEnum())...),
				"human_model_2d_version": call.OneWord(modelVersions...),
				"supported_service":      call.OneWord(call.WordsOf(mssmodel.GetListAssetsRequestSupportedServiceEnum())...),
			})),
		call.Get("ShowAsset", call.InProject+"/digital-assets/{asset_id}", call.Read, showAsset),
		call.Put("UpdateDigitalAsset", call.InProject+"/digital-assets/{asset_id}", call.Manage, call.Body(updateAsset)),
		call.Delete("DeleteAsset", call.InProject+"/digital-assets/{asset_id}", call.Manage, deleteAsset).
			Asking(call.Rules{"mode": call.OneWord("force")}).Answering(http.StatusOK),
		call.Post("BatchExecuteAssetAction", call.InProject+"/digital-assets/batch-action", call.Manage,
			call.Body(actOnAssets)),
		call.Get("ShowTenantAssginRecord", call.InProject+"/tenants/resource/assignrecourd", call.Read,
			call.Looking(lifecycle.Selection{}, showAssignments)).Asking(call.Paging()),
		call.Post("RestoreAsset", call.InProject+"/digital-assets/{asset_id}/restore", call.Manage, restoreAsset).
			Answering(http.StatusOK),
	)
}

// Unserved are documented calls that are not simulated.
func Unserved() []call.Route {
	return call.MetaStudio.Routes(
		call.NotServed("CreateDigitalAsset", "POST", call.InProject+"/digital-assets"),
		call.NotServed("ListAssetSummary", "POST", call.InProject+"/digital-assets/summarys"),
		call.NotServed("ShowAssetReplicationInfo", "GET", call.InProject+"/digital-assets/{asset_id}/replication-info"),
		call.NotServed("CreateAssetByReplicationInfo", "POST", call.InProject+"/digital-assets-by-replication-info"),
		call.NotServed("TransferAsset", "POST", call.InProject+"/digital-assets-action/transfers"),
		call.NotServed("ListTransferAssetJobs", "GET", call.InProject+"/digital-assets-action/transfers"),
		call.NotServed("ShowTransferAssetJob", "GET", call.InProject+"/digital-assets-action/transfers/{job_id}"),
		call.NotServed("ExecuteTransferAssetAction", "POST",
			call.InProject+"/digital-assets-action/transfers/{job_id}/{action}"),
		call.NotServed("ShowTenantServiceConfigs", "GET", call.InProject+"/tenants/service-configs"),
		call.NotServed("UpdateTenantServiceConfigs", "PUT", call.InProject+"/tenants/service-configs"),
		call.NotServed("ShowTenantNoticeConfiguration", "GET", call.InProject+"/tenants/notice-configurations"),
		call.NotServed("SetTenantNoticeConfiguration", "POST", call.InProject+"/tenants/notice-configurations"),
		call.NotServed("ShowTenantUserConfiguration", "GET", call.InProject+"/tenants/user-configurations"),
		call.NotServed("SetTenantUserConfiguration", "POST", call.InProject+"/tenants/user-configurations"),
		call.NotServed("DeleteTenantUserConfiguration", "DELETE", call.InProject+"/tenants/user-configurations"),
	)
}
