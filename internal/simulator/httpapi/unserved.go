package httpapi

// unserved are documented calls of the real services around those that are served, which the simulated cloud refuses by name: whoever makes one is
// told so, and not that the path is wrong. The guide to the real cloud lists them.
var unserved = []route{
	notServed("CreateDigitalAsset", "POST", inProject+"/digital-assets", metaStudio),
	notServed("ListAssetSummary", "POST", inProject+"/digital-assets/summarys", metaStudio),
	notServed("ShowAssetReplicationInfo", "GET", inProject+"/digital-assets/{asset_id}/replication-info", metaStudio),
	notServed("CreateAssetByReplicationInfo", "POST", inProject+"/digital-assets-by-replication-info", metaStudio),
	notServed("TransferAsset", "POST", inProject+"/digital-assets-action/transfers", metaStudio),
	notServed("ListTransferAssetJobs", "GET", inProject+"/digital-assets-action/transfers", metaStudio),
	notServed("ShowTransferAssetJob", "GET", inProject+"/digital-assets-action/transfers/{job_id}", metaStudio),
	notServed("ExecuteTransferAssetAction", "POST", inProject+"/digital-assets-action/transfers/{job_id}/{action}", metaStudio),
	notServed("ShowTenantServiceConfigs", "GET", inProject+"/tenants/service-configs", metaStudio),
	notServed("UpdateTenantServiceConfigs", "PUT", inProject+"/tenants/service-configs", metaStudio),
	notServed("ShowTenantNoticeConfiguration", "GET", inProject+"/tenants/notice-configurations", metaStudio),
	notServed("SetTenantNoticeConfiguration", "POST", inProject+"/tenants/notice-configurations", metaStudio),
	notServed("ShowTenantUserConfiguration", "GET", inProject+"/tenants/user-configurations", metaStudio),
	notServed("SetTenantUserConfiguration", "POST", inProject+"/tenants/user-configurations", metaStudio),
	notServed("DeleteTenantUserConfiguration", "DELETE", inProject+"/tenants/user-configurations", metaStudio),
	notServed("CreateShortJob", "POST", voiceTraining+"/user/short-jobs", metaStudio),
	notServed("ShowShortJob", "GET", voiceTraining+"/user/short-jobs/{job_id}", metaStudio),
	notServed("CommitShortJob", "POST", voiceTraining+"/user/short-jobs/{job_id}", metaStudio),
	notServed("ConfirmTrainingSegment", "POST", voiceTraining+"/user/training-segment", metaStudio),
	notServed("ShowTrainingSegmentInfo", "GET", voiceTraining+"/user/training-segment", metaStudio),
	notServed("SetJobBatchName", "PUT", voiceTraining+"/user/batch", metaStudio),
	notServed("ListJobOperationLog", "GET", voiceTraining+"/user/jobs/{job_id}/op-logs", metaStudio),
	notServed("ShowJobAuditResult", "GET", voiceTraining+"/user/jobs/{job_id}/audit-result", metaStudio),
	notServed("ShowJobUploadingAddress", "GET", voiceTraining+"/user/jobs/{job_id}/uploading-address-url", metaStudio),
	notServed("ShowTenantDurationCfg", "GET", voiceTraining+"/user/tenant-duration-cfg", metaStudio),
	notServed("UpdatePeriodToOnDemand", "POST", "/v2/orders/subscriptions/resources/to-on-demand", billing),
	notServed("UpdatePeriodToOnDemandInstantly", "POST", "/v2/orders/subscriptions/resources/to-on-demand/instantly", billing),
	notServed("ListOnDemandResourceRatings", "POST", "/v2/bills/ratings/on-demand-resources", billing),
	notServed("ListFreeResourcesUsageRecords", "GET", "/v2/bills/customer-bills/free-resources-usage-records", billing),
	notServed("ListStoredValueCards", "GET", "/v2/promotions/benefits/stored-value-cards", billing),
	notServed("ListCustomerCouponChangeRecords", "GET", "/v2/promotions/benefits/account-change-records", billing),
	notServed("ListCustomerAccountChangeRecords", "GET", "/v2/accounts/customer-accounts/account-change-records", billing),
	notServed("ListResourceTypes", "GET", "/v2/products/resource-types", billing),
	notServed("ListServiceResources", "GET", "/v2/products/service-resources", billing),
	notServed("ListUsageTypes", "GET", "/v2/products/usage-types", billing),
}

func notServed(name, method, pattern string, f family) route {
	return route{name, method, pattern, f, toRead, func(*request) (int, any, error) {
		return 0, nil, notSimulated("the real service has the call " + name + ", the simulated cloud has not: the guide \"From simulator to the real cloud\" lists such calls")
	}}
}
