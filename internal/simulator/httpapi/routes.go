package httpapi

import (
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// route is one call that is served.
type route struct {
	name    string // the operation, as the service's official SDK has it; of an extension or control call our own
	method  string
	pattern string
	family  family
	needs   access
	op      operation
}

// covers says whether a route has a wildcard where another has a word. Its answer to a wrong method then stands for both: the mux would not take a
// second one, since neither would be the more specific.
func (rt route) covers(other route) bool {
	wide, narrow := strings.Split(rt.pattern, "/"), strings.Split(other.pattern, "/")
	if len(wide) != len(narrow) || rt.pattern == other.pattern {
		return false
	}
	for i := range wide {
		if wide[i] != narrow[i] && !strings.HasPrefix(wide[i], "{") {
			return false
		}
	}
	return true
}

const (
	inProject     = "/v1/{project_id}"
	imageJobs     = inProject + "/digital-human-training-manage/user/jobs"
	voiceTraining = inProject + "/voice-training-manage"
	control       = "/_sim/v1"
)

// routes are all calls of the simulated cloud.
var routes = slices.Concat(metaStudioRoutes, extensionRoutes, billingRoutes, identityRoutes, controlRoutes)

// What MetaStudio's API reference names.
var metaStudioRoutes = []route{
	{"CreateMetaStudioOrders", "POST", inProject + "/mss/public/orders", metaStudio, toSpend, placeOrder},
	{"ListTenantResources", "GET", inProject + "/tenants/resources", metaStudio, toRead, listResources},
	{"CountTenantResources", "GET", inProject + "/tenants/resources-count", metaStudio, toRead, countResources},
	{"ShowResourceUsage", "GET", inProject + "/tenants/resources-usage", metaStudio, toRead, showUsage},
	{"BindUserAssetResource", "POST", inProject + "/tenants/bind-resource", metaStudio, toManage, bindResource},
	{"SignAgreement", "POST", inProject + "/tenants/service-agreements/signed", metaStudio, toSpend, signService},
	{"SignSpecialAgreement", "POST", inProject + "/tenants/special-agreements/signed", metaStudio, toSpend, signSpecial},
	{"ListAssets", "GET", inProject + "/digital-assets", metaStudio, toRead, listAssets},
	{"ShowAsset", "GET", inProject + "/digital-assets/{asset_id}", metaStudio, toRead, showAsset},
	{"UpdateDigitalAsset", "PUT", inProject + "/digital-assets/{asset_id}", metaStudio, toManage, updateAsset},
	{"DeleteAsset", "DELETE", inProject + "/digital-assets/{asset_id}", metaStudio, toManage, deleteAsset},
	{"BatchExecuteAssetAction", "POST", inProject + "/digital-assets/batch-action", metaStudio, toManage, actOnAssets},
	{"ShowTenantAssginRecord", "GET", inProject + "/tenants/resource/assignrecourd", metaStudio, toRead, showAssignments},
	{"RestoreAsset", "POST", inProject + "/digital-assets/{asset_id}/restore", metaStudio, toManage, restoreAsset},
	{"Create2dModelTrainingJob", "POST", imageJobs, metaStudio, toManage, createImageJob},
	{"List2dModelTrainingJob", "GET", imageJobs, metaStudio, toRead, listImageJobs},
	{"Show2dModelTrainingJob", "GET", imageJobs + "/{job_id}", metaStudio, toRead, showImageJob},
	{"Update2dModelTrainingJob", "PUT", imageJobs + "/{job_id}", metaStudio, toManage, updateImageJob},
	{"Delete2dModelTrainingJob", "DELETE", imageJobs + "/{job_id}", metaStudio, toManage, deleteImageJob},
	{"Execute2dModelTrainingCommandByUser", "POST", imageJobs + "/{job_id}/command", metaStudio, toManage, commandImageJob},
	{"CreateTrainingBasicJob", "POST", voiceTraining + "/user/basic-jobs", metaStudio, toManage, createVoiceJob(lifecycle.BasicVoiceJob)},
	{"CreateTrainingMiddleJob", "POST", voiceTraining + "/user/middle-jobs", metaStudio, toManage, createVoiceJob(lifecycle.MiddleVoiceJob)},
	{"CreateTrainingAdvanceJob", "POST", voiceTraining + "/user/advance-jobs", metaStudio, toManage, createVoiceJob(lifecycle.AdvanceVoiceJob)},
	{"CreateTrainingThirdPartyJob", "POST", voiceTraining + "/user/third-party-jobs", metaStudio, toManage, createThirdPartyJob},
	{"ListVoiceTrainingJob", "GET", voiceTraining + "/user/jobs", metaStudio, toRead, listVoiceJobs},
	{"ShowVoiceTrainingJob", "GET", voiceTraining + "/user/jobs/{job_id}", metaStudio, toRead, showVoiceJob},
	{"CommitVoiceTrainingJob", "POST", voiceTraining + "/user/jobs/{job_id}", metaStudio, toManage, commitVoiceJob},
	{"DeleteVoiceTrainingJob", "DELETE", voiceTraining + "/user/jobs/{job_id}", metaStudio, toManage, deleteVoiceJob},
	{"ShowVoiceTrainingQuotas", "GET", voiceTraining + "/quotas", metaStudio, toRead, showVoiceQuotas},
}

// Extension calls: no public API offers these.
var extensionRoutes = []route{
	{"ListQuotas", "GET", inProject + "/mss/quotas", metaStudio, toRead, listQuotas},
	{"MakeAsset", "POST", inProject + "/mss/assets", metaStudio, toManage, makeAsset},
	{"RenewAssets", "POST", inProject + "/mss/asset-renewals", metaStudio, toSpend, renewAssets},
	{"ShowAssetRenewal", "GET", inProject + "/mss/asset-renewals/{renewal_id}", metaStudio, toRead, showRenewal},
	{"QuoteOrders", "POST", inProject + "/mss/quotes", metaStudio, toRead, quoteOrders},
	{"QuoteReturn", "GET", inProject + "/mss/returns/{resource_id}", metaStudio, toRead, quoteReturn},
	{"ListProducts", "GET", inProject + "/mss/products", metaStudio, toRead, listProducts},
	{"ShowReceipt", "POST", inProject + "/mss/receipts/query", metaStudio, toRead, showReceipt},
	{"ReceiveReceipts", "POST", inProject + "/mss/receipts", metaStudio, toSpend, receive},
	{"SearchReceipts", "POST", inProject + "/mss/receipts/search", metaStudio, toRead, searchReceipts},
}

// What the billing service's API reference names, with its spelling.
var billingRoutes = []route{
	{"ListCustomerOrders", "GET", "/v2/orders/customer-orders", billing, toRead, listOrders},
	{"ShowCustomerOrderDetails", "GET", "/v2/orders/customer-orders/details/{order_id}", billing, toRead, showOrder},
	{"ListOrderCouponsByOrderId", "GET", "/v2/orders/customer-orders/order-coupons", billing, toRead, orderCoupons},
	{"ListOrderDiscounts", "GET", "/v2/orders/customer-orders/order-discounts", billing, toRead, orderDiscounts},
	{"ShowRefundOrderDetails", "GET", "/v2/orders/customer-orders/refund-orders", billing, toRead, refundOrders},
	{"PayOrders", "POST", "/v3/orders/customer-orders/pay", billing, toSpend, payOrder},
	{"PayOrdersV2", "POST", "/v2/orders/customer-orders/pay", billing, toSpend, payOrderV2},
	{"CancelCustomerOrder", "PUT", "/v2/orders/customer-orders/cancel", billing, toSpend, cancelOrder},
	{"ListPayPerUseCustomerResources", "POST", "/v2/orders/suscriptions/resources/query", billing, toRead, queryResources},
	{"RenewalResources", "POST", "/v2/orders/subscriptions/resources/renew", billing, toSpend, renewResources},
	{"SetResourcesRenewConfig", "POST", "/v2/orders/subscriptions/resources/renew/config", billing, toSpend, configureRenewal},
	{"AutoRenewalResources", "POST", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", billing, toSpend, autoRenewOn},
	{"CancelAutoRenewalResources", "DELETE", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", billing, toSpend, autoRenewOff},
	{"CancelResourcesSubscription", "POST", "/v2/orders/subscriptions/resources/unsubscribe", billing, toSpend, unsubscribe},
	{"ListRateOnPeriodDetail", "POST", "/v2/bills/ratings/period-resources/subscribe-rate", billing, toRead, rateSubscription},
	{"ListRenewRateOnPeriod", "POST", "/v2/bills/ratings/period-resources/renew-rate", billing, toRead, rateRenewal},
	{"ListServiceTypes", "GET", "/v2/products/service-types", billing, toRead, listServiceTypes},
	{"ShowCustomerAccountBalances", "GET", "/v2/accounts/customer-accounts/balances", billing, toRead, showBalances},
	{"ListSubCustomerCoupons", "GET", "/v2/promotions/benefits/coupons", billing, toRead, listCoupons},
	{"ListFreeResourceInfos", "POST", "/v3/payments/free-resources/query", billing, toRead, listFreeResources},
	{"ListFreeResourceUsages", "POST", "/v2/payments/free-resources/usages/details/query", billing, toRead, showFreeResources},
}

// IAM: tokens, and what clients look up when they are configured, to learn their project and their account.
var identityRoutes = []route{
	{"KeystoneCreateUserTokenByPassword", "POST", "/v3/auth/tokens", metaStudio, toEnter, createToken},
	{"KeystoneListProjects", "GET", "/v3/projects", metaStudio, toRead, listProjects},
	{"KeystoneListAuthDomains", "GET", "/v3/auth/domains", metaStudio, toRead, listDomains},
}

// Control calls: what the owner of the simulated cloud does, and no customer of the real one can.
var controlRoutes = []route{
	{"ShowTenant", "GET", control + "/tenant", metaStudio, toRead, showTenant},
	{"ChangeRules", "POST", control + "/account/rules", metaStudio, toManage, changeRules},
	{"Deposit", "POST", control + "/account/deposits", billing, toManage, deposit},
	{"ShowClock", "GET", control + "/clock", metaStudio, toRead, showClock},
	{"MoveClock", "POST", control + "/clock", metaStudio, toManage, moveClock},
	{"ListEvents", "GET", control + "/events", metaStudio, toRead, listEvents},
	{"Verify", "GET", control + "/verification", metaStudio, toRead, verify},
	{"KeepRun", "POST", control + "/runs/keep", metaStudio, toSpend, keepRun},
	{"CloseRun", "POST", control + "/runs/close", metaStudio, toSpend, closeRun},
	{"AbandonRun", "POST", control + "/runs/abandon", metaStudio, toSpend, abandonRun},
	{"GrantCoupon", "POST", control + "/account/coupons", billing, toManage, grantCoupon},
	{"GrantDiscount", "POST", control + "/account/discounts", billing, toManage, grantDiscount},
	{"GrantTicket", "POST", control + "/account/tickets", billing, toManage, grantTicket},
	{"ShowStatement", "GET", control + "/account/statement", billing, toRead, showStatement},
	{"ListTenants", "GET", control + "/tenants", metaStudio, toRule, listTenants},
	{"CreateTenant", "POST", control + "/tenants", metaStudio, toRule, createTenant},
	{"DeleteTenant", "DELETE", control + "/tenants/{tenant}", metaStudio, toRule, deleteTenant},
	{"CreateKey", "POST", control + "/tenants/{tenant}/keys", metaStudio, toRule, createKey},
	{"DeleteKey", "DELETE", control + "/tenants/{tenant}/keys/{access_key}", metaStudio, toRule, deleteKey},
	{"ShowDescription", "GET", control + "/openapi.json", metaStudio, toEnter, showDescription},
	{"ShowHealth", "GET", control + "/health", metaStudio, toEnter, showHealth},
	{"ShowReadiness", "GET", control + "/ready", metaStudio, toEnter, showReadiness},
}
