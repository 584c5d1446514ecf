package openapi

import (
	"reflect"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
	bss "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2"
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	iam "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3"
	iammodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3/model"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

// described is what the description says of a route beside the route itself.
type described struct {
	name    string
	status  int // of a success
	summary string
	shape   shape
}

// shape is what goes in and out. Of a call of the real services their official SDK says it, of ours our own types.
type shape struct {
	sdk       *def.HttpRequestDef // nil: a call of ours
	request   reflect.Type        // the SDK's request
	query     reflect.Type        // of ours: a struct of the parameters
	body      reflect.Type        // of ours, or what the simulated cloud reads beside the SDK's
	answer    reflect.Type        // nil: none
	token     bool                // honours X-Client-Token
	made      bool                // what it makes belongs to a state and a run
	bodyless  bool                // the body can be left out
	anonymous bool                // refuses wrong credentials although it needs no signature
}

// sdk describes a call of the real services. T is the SDK's request.
func sdk[T any](d *def.HttpRequestDef) shape {
	return shape{sdk: d, request: reflect.TypeFor[T](), answer: reflect.TypeOf(d.Response), token: true}
}

// ours describes a call that no real service has: Q are the parameters of its query, B is its body, A its answer; none
// is none.
func ours[Q, B, A any]() shape {
	return shape{query: some[Q](), body: some[B](), answer: some[A](), token: true}
}

type none struct{}

func some[T any]() reflect.Type {
	if t := reflect.TypeFor[T](); t != reflect.TypeFor[none]() {
		return t
	}
	return nil
}

// also adds fields of ours to the body of a real call.
func also[B any](s shape) shape {
	s.body = reflect.TypeFor[B]()
	return s
}

// making is a call that makes something, or tells of what such calls made.
func making(s shape) shape {
	s.made = true
	return s
}

// tokenless is a write that means the same however often it is made, or none of a tenant's.
func tokenless(s shape) shape {
	s.token = false
	return s
}

// withoutBody is a call whose body can be left out.
func withoutBody(s shape) shape {
	s.bodyless = true
	return s
}

// toSignIn is a call that needs no signature, since credentials are what it carries.
func toSignIn(s shape) shape {
	s.anonymous = true
	return s
}

// What handlers read beside the types of their bodies.
type (
	chosenPackage struct {
		ResourceID string `json:"resource_id,omitempty"` // the package; without it the service chooses one
	}
	ahead struct {
		After string   `json:"after,omitempty" about:"Tell only what is after this instant, RFC 3339. Without it, all."`
		Until string   `json:"until,omitempty" about:"Tell what will have happened by this instant, too. RFC 3339."`
		ID    []string `json:"id,omitempty" about:"Tell only what is about these packages, assets, orders and renewals."`
		Text  string   `json:"text,omitempty" about:"Tell only events with this text in their text, subject or cause."`
		Type  string   `json:"type,omitempty" about:"Tell only events of this type; money: those that moved money."`
		Limit int      `json:"limit,omitempty" about:"How many of the newest events to tell, 1 to 1000. Without it, all."`
		// of the newest
		Offset int `json:"offset,omitempty" about:"How many of the newest events to pass over."`
	}
	period struct {
		From  string `json:"from,omitempty" about:"The first instant, RFC 3339; without it, the account's beginning."`
		Until string `json:"until,omitempty" about:"The first instant after the window, RFC 3339; without it, no end."`
	}
	plannedReturns struct {
		FullRefunds int `json:"full_refunds,omitempty" about:"Full refunds of this year that planned returns use up before this one."`
	}
	openAPI map[string]any
)

// descriptions has one row for every route.
var descriptions = []described{
	{"CreateMetaStudioOrders", 200, "Order packages, and pay at once with is_auto_pay",
		making(sdk[mssmodel.CreateMetaStudioOrdersRequest](metastudio.GenReqDefForCreateMetaStudioOrders()))},
	{"ListTenantResources", 200, "List packages and parts of bundles that still exist, pay-per-use packages excepted",
		sdk[mssmodel.ListTenantResourcesRequest](metastudio.GenReqDefForListTenantResources())},
	{"CountTenantResources", 200, "Count the packages that end within a window",
		sdk[mssmodel.CountTenantResourcesRequest](metastudio.GenReqDefForCountTenantResources())},
	{"ShowResourceUsage", 200, "Sum up what the packages of each product hold and have used",
		sdk[mssmodel.ShowResourceUsageRequest](metastudio.GenReqDefForShowResourceUsage())},
	{"BindUserAssetResource", 200, "Bind an asset to a package; resource_id, a field of ours, names the package",
		also[chosenPackage](sdk[mssmodel.BindUserAssetResourceRequest](metastudio.GenReqDefForBindUserAssetResource()))},
	{"SignAgreement", 200, "Sign the service agreement",
		sdk[mssmodel.SignAgreementRequest](metastudio.GenReqDefForSignAgreement())},
	{"SignSpecialAgreement", 200, "Sign the agreement to automatic payment, or withdraw from it",
		sdk[mssmodel.SignSpecialAgreementRequest](metastudio.GenReqDefForSignSpecialAgreement())},
	{"ListAssets", 200, "List assets, deleted ones included",
		sdk[mssmodel.ListAssetsRequest](metastudio.GenReqDefForListAssets())},
	{"ShowAsset", 200, "Show an asset", sdk[mssmodel.ShowAssetRequest](metastudio.GenReqDefForShowAsset())},
	{"UpdateDigitalAsset", 200, "Change an asset: name, description, state, tags, order, services, a voice's sex and " +
		"language", sdk[mssmodel.UpdateDigitalAssetRequest](metastudio.GenReqDefForUpdateDigitalAsset())},
	{"DeleteAsset", 200, "Put an asset into the recycle bin, or delete it for good with mode=force",
		sdk[mssmodel.DeleteAssetRequest](metastudio.GenReqDefForDeleteAsset())},
	{"RestoreAsset", 200, "Take an asset out of the recycle bin",
		sdk[mssmodel.RestoreAssetRequest](metastudio.GenReqDefForRestoreAsset())},
	{"BatchExecuteAssetAction", 200, "Act on many assets; each succeeds or fails for itself",
		sdk[mssmodel.BatchExecuteAssetActionRequest](metastudio.GenReqDefForBatchExecuteAssetAction())},
	{"ShowTenantAssginRecord", 200, "List what the administrator allotted to the account: nothing",
		sdk[mssmodel.ShowTenantAssginRecordRequest](metastudio.GenReqDefForShowTenantAssginRecord())},
	{"Create2dModelTrainingJob", 200, "Create a training job of an image; files are not simulated",
		making(sdk[mssmodel.Create2dModelTrainingJobRequest](metastudio.GenReqDefForCreate2dModelTrainingJob()))},
	{"List2dModelTrainingJob", 200, "List training jobs of images",
		sdk[mssmodel.List2dModelTrainingJobRequest](metastudio.GenReqDefForList2dModelTrainingJob())},
	{"Show2dModelTrainingJob", 200, "Show a training job of an image",
		sdk[mssmodel.Show2dModelTrainingJobRequest](metastudio.GenReqDefForShow2dModelTrainingJob())},
	{"Update2dModelTrainingJob", 200, "Change a training job of an image that was not submitted",
		sdk[mssmodel.Update2dModelTrainingJobRequest](metastudio.GenReqDefForUpdate2dModelTrainingJob())},
	{"Delete2dModelTrainingJob", 200, "Delete a training job of an image",
		sdk[mssmodel.Delete2dModelTrainingJobRequest](metastudio.GenReqDefForDelete2dModelTrainingJob())},
	{"Execute2dModelTrainingCommandByUser", 200, "Submit a training job of an image; other commands are " +
		"answered as failed",
		sdk[mssmodel.Execute2dModelTrainingCommandByUserRequest](
			metastudio.GenReqDefForExecute2dModelTrainingCommandByUser())},
	{"CreateTrainingBasicJob", 200, "Create a basic training job of a voice; files are not simulated",
		making(sdk[mssmodel.CreateTrainingBasicJobRequest](metastudio.GenReqDefForCreateTrainingBasicJob()))},
	{"CreateTrainingMiddleJob", 200, "Create a middle training job of a voice",
		making(sdk[mssmodel.CreateTrainingMiddleJobRequest](metastudio.GenReqDefForCreateTrainingMiddleJob()))},
	{"CreateTrainingAdvanceJob", 200, "Create an advanced training job of a voice",
		making(sdk[mssmodel.CreateTrainingAdvanceJobRequest](metastudio.GenReqDefForCreateTrainingAdvanceJob()))},
	{"CreateTrainingThirdPartyJob", 200, "Create a training job of a voice with another provider: refused, since none " +
		"is simulated",
		making(sdk[mssmodel.CreateTrainingThirdPartyJobRequest](metastudio.GenReqDefForCreateTrainingThirdPartyJob()))},
	{"ListVoiceTrainingJob", 200, "List training jobs of voices",
		sdk[mssmodel.ListVoiceTrainingJobRequest](metastudio.GenReqDefForListVoiceTrainingJob())},
	{"ShowVoiceTrainingJob", 200, "Show a training job of a voice",
		sdk[mssmodel.ShowVoiceTrainingJobRequest](metastudio.GenReqDefForShowVoiceTrainingJob())},
	{"CommitVoiceTrainingJob", 200, "Submit a training job of a voice",
		withoutBody(sdk[mssmodel.CommitVoiceTrainingJobRequest](metastudio.GenReqDefForCommitVoiceTrainingJob()))},
	{"DeleteVoiceTrainingJob", 200, "Delete a training job of a voice",
		sdk[mssmodel.DeleteVoiceTrainingJobRequest](metastudio.GenReqDefForDeleteVoiceTrainingJob())},
	{"ShowVoiceTrainingQuotas", 200, "Show the units that voices can be trained with",
		sdk[mssmodel.ShowVoiceTrainingQuotasRequest](metastudio.GenReqDefForShowVoiceTrainingQuotas())},

	{"ListQuotas", 200, "List the renewal pools with their packages and what was spent of them",
		ours[none, none, control.QuotaList]()},
	{"MakeAsset", 200, "Make an asset out of a package at once, in place of a training job",
		making(ours[none, control.NewAsset, control.MadeAsset]())},
	{"RenewAssets", 200, "Renew assets out of their pools; each row succeeds or fails for itself",
		making(ours[none, control.NewRenewal, control.RenewalBody]())},
	{"ShowAssetRenewal", 200, "Show a renewal with all its operations", ours[none, none, control.RenewalBody]()},
	{"QuoteOrders", 200, "Ask what a purchase and renewals would cost, one after the other; nothing is ordered",
		ours[none, control.NewQuote, control.QuoteBody]()},
	{"QuoteReturn", 200, "Ask what returning a package now would pay back",
		ours[plannedReturns, none, control.ReturnQuote]()},
	{"ForecastAccount", 200, "Tell what time alone will charge and end; nothing is written",
		ours[none, control.NewForecast, control.Forecast]()},
	{"ListProducts", 200, "List the catalogue with simulated prices of one period and one quantity",
		ours[none, none, control.ProductList]()},
	{"ShowReceipt", 200, "Show what a client token stands for",
		tokenless(making(ours[none, control.ReceiptQuery, control.HeldReceipt]()))},
	{"ReceiveReceipts", 204, "Tell that a state has shown what it made, so that nothing adopts it",
		tokenless(making(ours[none, control.SeenIDs, none]()))},
	{"SearchReceipts", 200, "Look what was made for a state: by an identical call and not shown yet, or shown and " +
		"still there", making(ours[none, control.ReceiptSearch, control.ReceiptList]())},

	{"ListCustomerOrders", 200, "List orders, the newest first",
		sdk[bssmodel.ListCustomerOrdersRequest](bss.GenReqDefForListCustomerOrders())},
	{"ShowCustomerOrderDetails", 200, "Show an order and its lines",
		sdk[bssmodel.ShowCustomerOrderDetailsRequest](bss.GenReqDefForShowCustomerOrderDetails())},
	{"ListOrderCouponsByOrderId", 200, "List the coupons that an unpaid order can be paid with",
		sdk[bssmodel.ListOrderCouponsByOrderIdRequest](bss.GenReqDefForListOrderCouponsByOrderId())},
	{"ListOrderDiscounts", 200, "List the discounts that an unpaid order can be paid with",
		sdk[bssmodel.ListOrderDiscountsRequest](bss.GenReqDefForListOrderDiscounts())},
	{"ShowRefundOrderDetails", 200, "Show which orders a refund comes from",
		sdk[bssmodel.ShowRefundOrderDetailsRequest](bss.GenReqDefForShowRefundOrderDetails())},
	{"PayOrders", 204, "Pay an order, with coupons and a discount",
		sdk[bssmodel.PayOrdersRequest](bss.GenReqDefForPayOrders())},
	{"ListRateOnPeriodDetail", 200, "Ask what buying would cost",
		sdk[bssmodel.ListRateOnPeriodDetailRequest](bss.GenReqDefForListRateOnPeriodDetail())},
	{"ListRenewRateOnPeriod", 200, "Ask what renewing would cost",
		sdk[bssmodel.ListRenewRateOnPeriodRequest](bss.GenReqDefForListRenewRateOnPeriod())},
	{"ListServiceTypes", 200, "List the services that there are: one",
		sdk[bssmodel.ListServiceTypesRequest](bss.GenReqDefForListServiceTypes())},
	{"PayOrdersV2", 204, "Pay an order, by the older call", ours[none, billing.Payment, none]()},
	{"CancelCustomerOrder", 204, "Cancel an unpaid order",
		sdk[bssmodel.CancelCustomerOrderRequest](bss.GenReqDefForCancelCustomerOrder())},
	{"ListPayPerUseCustomerResources", 200, "List yearly and monthly resources, closed ones included",
		sdk[bssmodel.ListPayPerUseCustomerResourcesRequest](bss.GenReqDefForListPayPerUseCustomerResources())},
	{"RenewalResources", 200, "Renew packages", sdk[bssmodel.RenewalResourcesRequest](bss.GenReqDefForRenewalResources())},
	{"SetResourcesRenewConfig", 200, "Set when packages are renewed and end",
		sdk[bssmodel.SetResourcesRenewConfigRequest](bss.GenReqDefForSetResourcesRenewConfig())},
	{"AutoRenewalResources", 204, "Switch a package's automatic renewal on",
		withoutBody(sdk[bssmodel.AutoRenewalResourcesRequest](bss.GenReqDefForAutoRenewalResources()))},
	{"CancelAutoRenewalResources", 204, "Switch a package's automatic renewal off",
		sdk[bssmodel.CancelAutoRenewalResourcesRequest](bss.GenReqDefForCancelAutoRenewalResources())},
	{"CancelResourcesSubscription", 200, "Return packages, or only their renewed periods",
		sdk[bssmodel.CancelResourcesSubscriptionRequest](bss.GenReqDefForCancelResourcesSubscription())},
	{"ShowCustomerAccountBalances", 200, "Show the account's balance",
		sdk[bssmodel.ShowCustomerAccountBalancesRequest](bss.GenReqDefForShowCustomerAccountBalances())},
	{"ListSubCustomerCoupons", 200, "List the account's coupons",
		sdk[bssmodel.ListSubCustomerCouponsRequest](bss.GenReqDefForListSubCustomerCoupons())},
	{"ListFreeResourceInfos", 200, "List pay-per-use packages",
		sdk[bssmodel.ListFreeResourceInfosRequest](bss.GenReqDefForListFreeResourceInfos())},
	{"ListFreeResourceUsages", 200, "Show what is left of pay-per-use packages",
		sdk[bssmodel.ListFreeResourceUsagesRequest](bss.GenReqDefForListFreeResourceUsages())},

	{"KeystoneCreateUserTokenByPassword", 201, "Get a token for an access key; it stands in the header X-Subject-Token",
		toSignIn(sdk[iammodel.KeystoneCreateUserTokenByPasswordRequest](
			iam.GenReqDefForKeystoneCreateUserTokenByPassword()))},
	{"KeystoneListProjects", 200, "List the caller's project",
		sdk[iammodel.KeystoneListProjectsRequest](iam.GenReqDefForKeystoneListProjects())},
	{"KeystoneListAuthDomains", 200, "List the caller's account",
		sdk[iammodel.KeystoneListAuthDomainsRequest](iam.GenReqDefForKeystoneListAuthDomains())},

	{"ShowTenant", 200, "Show the simulated account", making(ours[none, none, control.OwnTenant]())},
	{"ShowRules", 200, "Show the numbers and products in force, each with its provenance",
		ours[none, none, control.Rules]()},
	{"ChangeRules", 204, "Change the account's policy, catalogue or customer level", ours[none, control.NewRules, none]()},
	{"Deposit", 204, "Put money on the account", ours[none, control.NewDeposit, none]()},
	{"ShowClock", 200, "Show the account's clock", ours[none, none, control.Clock]()},
	{"MoveClock", 200, "Put the account's clock forward, or tell what that would make happen",
		ours[none, control.ClockMove, control.Clock]()},
	{"ListEvents", 200, "List what has happened and, from the rules, what will", ours[ahead, none, control.Story]()},
	{"Verify", 200, "Fold the facts again and compare them with the rows", ours[none, none, control.Verification]()},
	{"ListFaults", 200, "List the account's faults with their counts", ours[none, none, control.Faults]()},
	{"SetFaults", 200, "Replace the account's faults", tokenless(ours[none, control.NewFaults, control.Faults]())},
	{"ClearFaults", 204, "Remove all faults of the account, with their counts", tokenless(ours[none, none, none]())},
	{"KeepRun", 204, "Go on with the lease of the caller's run", tokenless(making(ours[none, none, none]()))},
	{"CloseRun", 204, "End the caller's run in order", tokenless(making(ours[none, none, none]()))},
	{"AbandonRun", 204, "End the caller's run, whose caller may not have noted what it made",
		tokenless(making(ours[none, control.GivenUp, none]()))},
	{"GrantCoupon", 200, "Grant the account a coupon", ours[none, control.NewCoupon, control.GrantedCoupon]()},
	{"GrantDiscount", 200, "Grant the account a discount", ours[none, control.NewDiscount, control.GrantedDiscount]()},
	{"GrantTicket", 204, "Grant the account the service ticket that some products are sold only with",
		ours[none, control.NewTicket, none]()},
	{"ShowStatement", 200, "Show the account's movements within a window", ours[period, none, control.Statement]()},
	{"ExportTenant", 200, "Write the caller's tenant as the lines of a file", ours[none, none, control.TenantFile]()},
	{"ImportTenant", 200, "Make a tenant of the lines of a file",
		tokenless(ours[none, control.NewTenantFile, control.ImportedTenant]())},
	{"ListTenants", 200, "List all tenants", ours[none, none, control.Tenants]()},
	{"CreateTenant", 204, "Make a tenant with a first access key", tokenless(ours[none, control.NewTenant, none]())},
	{"DeleteTenant", 204, "Delete a tenant with all that it holds", tokenless(ours[none, none, none]())},
	{"CreateKey", 204, "Make an access key, or change it", tokenless(ours[none, control.NewKey, none]())},
	{"DeleteKey", 204, "Delete an access key", tokenless(ours[none, none, none]())},
	{"ShowDescription", 200, "Show this description", ours[none, none, openAPI]()},
	{"ShowHealth", 200, "Say that the server answers", ours[none, none, control.Health]()},
	{"ShowReadiness", 200, "Say whether the store can be read", ours[none, none, control.Health]()},
}
