package httpapi

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"
)

// Words of queries and bodies. Those of the SDK stand in its enumerations, the others in the comments of its requests.
var (
	businessTypes   = wordsOf(mssmodel.GetResourceItemInfoBusinessTypeEnum())
	chargingModes   = wordsOf(mssmodel.GetResourceItemInfoChargingModeEnum())
	resourceSources = []string{purchased, "SP_ALLOCATED", "ADMIN_ALLOCATED"}
	assetTypes      = wordsOf(mssmodel.GetDigitalAssetInfoAssetTypeEnum())
	assetStates     = wordsOf(mssmodel.GetDigitalAssetInfoAssetStateEnum())
	voiceSexes      = wordsOf(mssmodel.GetVoiceModelAssetMetaSexEnum())
	voiceLanguages  = wordsOf(mssmodel.GetVoiceModelAssetMetaLanguageEnum())
	services        = wordsOf(mssmodel.GetSupportedServiceEnumEnum())
	modelVersions   = wordsOf(mssmodel.GetHumanModel2DAssetMetaModelVersionEnum())
	assetStyles     = []string{"system_male_001", "system_female_001", "system_male_002", "system_female_002"}
	voiceProviders  = []string{ownVoices, "MOBVOI"}
)

// metaStudioRoutes are what MetaStudio's API reference names, training aside.
func metaStudioRoutes() []route {
	expiry := rules{"resource_expire_start_time": {instant: true}, "resource_expire_end_time": {instant: true}}
	return metaStudio.routes(
		post("CreateMetaStudioOrders", inProject+"/mss/public/orders", toSpend, placeOrder),
		get("ListTenantResources", inProject+"/tenants/resources", toRead, listResources).asking(all(paging(), expiry, rules{
			"business": manyWords(businessTypes...), "resource_source": manyWords(resourceSources...), "charging_mode": manyWords(chargingModes...),
			"status": numberFrom(0, 1),
		})),
		get("CountTenantResources", inProject+"/tenants/resources-count", toRead, countResources).asking(all(expiry, rules{"business": manyWords(businessTypes...)})),
		get("ShowResourceUsage", inProject+"/tenants/resources-usage", toRead, showUsage).asking(rules{"business": manyWords(businessTypes...)}),
		post("BindUserAssetResource", inProject+"/tenants/bind-resource", toManage, bindResource),
		post("SignAgreement", inProject+"/tenants/service-agreements/signed", toSpend, signService),
		post("SignSpecialAgreement", inProject+"/tenants/special-agreements/signed", toSpend, signSpecial),
		get("ListAssets", inProject+"/digital-assets", toRead, listAssets).asking(all(paging(), rules{
			"tag_combination_type": oneWord(wordsOf(mssmodel.GetListAssetsRequestTagCombinationTypeEnum())...),
			"start_time":           {instant: true}, "end_time": {instant: true},
			"asset_type": manyWords(assetTypes...), "asset_state": manyWords(assetStates...),
			"sort_key": oneWord("create_time", "update_time", "asset_order"), "sort_dir": direction(),
			"asset_source":    oneWord(wordsOf(mssmodel.GetListAssetsRequestAssetSourceEnum())...),
			"style_id":        oneWord(assetStyles...),
			"sex":             manyWords(voiceSexes...),
			"language":        manyWords(voiceLanguages...),
			"action_editable": {truth: true}, "is_with_action_library": {truth: true}, "is_movable": {truth: true}, "is_realtime_voice": {truth: true},
			"voice_provider":         oneWord(voiceProviders...),
			"role":                   oneWord(wordsOf(mssmodel.GetListAssetsRequestRoleEnum())...),
			"human_model_2d_version": oneWord(modelVersions...),
			"supported_service":      oneWord(wordsOf(mssmodel.GetListAssetsRequestSupportedServiceEnum())...),
		})),
		get("ShowAsset", inProject+"/digital-assets/{asset_id}", toRead, showAsset),
		put("UpdateDigitalAsset", inProject+"/digital-assets/{asset_id}", toManage, updateAsset),
		del("DeleteAsset", inProject+"/digital-assets/{asset_id}", toManage, deleteAsset).asking(rules{"mode": oneWord("force")}),
		post("BatchExecuteAssetAction", inProject+"/digital-assets/batch-action", toManage, actOnAssets),
		get("ShowTenantAssginRecord", inProject+"/tenants/resource/assignrecourd", toRead, showAssignments).asking(paging()),
		post("RestoreAsset", inProject+"/digital-assets/{asset_id}/restore", toManage, restoreAsset),
	)
}

// metaStudioUnserved are documented calls that are not simulated.
func metaStudioUnserved() []route {
	return metaStudio.routes(
		notServed("CreateDigitalAsset", "POST", inProject+"/digital-assets"),
		notServed("ListAssetSummary", "POST", inProject+"/digital-assets/summarys"),
		notServed("ShowAssetReplicationInfo", "GET", inProject+"/digital-assets/{asset_id}/replication-info"),
		notServed("CreateAssetByReplicationInfo", "POST", inProject+"/digital-assets-by-replication-info"),
		notServed("TransferAsset", "POST", inProject+"/digital-assets-action/transfers"),
		notServed("ListTransferAssetJobs", "GET", inProject+"/digital-assets-action/transfers"),
		notServed("ShowTransferAssetJob", "GET", inProject+"/digital-assets-action/transfers/{job_id}"),
		notServed("ExecuteTransferAssetAction", "POST", inProject+"/digital-assets-action/transfers/{job_id}/{action}"),
		notServed("ShowTenantServiceConfigs", "GET", inProject+"/tenants/service-configs"),
		notServed("UpdateTenantServiceConfigs", "PUT", inProject+"/tenants/service-configs"),
		notServed("ShowTenantNoticeConfiguration", "GET", inProject+"/tenants/notice-configurations"),
		notServed("SetTenantNoticeConfiguration", "POST", inProject+"/tenants/notice-configurations"),
		notServed("ShowTenantUserConfiguration", "GET", inProject+"/tenants/user-configurations"),
		notServed("SetTenantUserConfiguration", "POST", inProject+"/tenants/user-configurations"),
		notServed("DeleteTenantUserConfiguration", "DELETE", inProject+"/tenants/user-configurations"),
	)
}
