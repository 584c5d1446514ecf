package openapi

import (
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// CodePattern is what a code of a refusal looks like, but for Keystone's.
const CodePattern = `^(MSS|CBC|SIM|APIG)\.[0-9]+$`

// ExtensionCodes is the list of an operation's error codes in the description.
const ExtensionCodes = "x-error-codes"

// What every call of a family can be answered with, and every call that needs the store.
var (
	commonCodes = map[call.Family][]string{
		call.MetaStudio: {"MSS.00000003", "MSS.00000004", "MSS.10000002"},
		call.Billing:    {"CBC.0100", "CBC.0999"},
		call.IAM:        {"Bad Request", "Internal Server Error", "Service Unavailable"},
	}
	callerCodes = map[call.Family][]string{
		call.MetaStudio: {"MSS.00000001", "MSS.00000005", "MSS.00010008", "MSS.00010009", "APIG.0308"},
		call.Billing:    {"CBC.0151", "CBC.0154", "CBC.0155", "APIG.0308"},
		call.IAM:        {"Unauthorized", "Forbidden", "Too Many Requests"},
	}
	storeCodes  = []string{"SIM.3001", "SIM.3002", "SIM.3003", "SIM.3004", "SIM.3005", "SIM.3006", "SIM.3007"}
	tenantCodes = []string{"SIM.2001", "SIM.2002", "SIM.2004", "SIM.2008"} // of a tenant at an instant
	writeCodes  = []string{"SIM.2005", "SIM.2016"}
	tokenCodes  = []string{"SIM.2003", "SIM.2009"}
	runCodes    = []string{"SIM.2007", "SIM.2012", "SIM.2013"}

	unitCodes  = []string{"SIM.1001", "SIM.1002", "CBC.99003012"} // of a unit that an asset needs
	jobCodes   = []string{"SIM.1009", "SIM.1010"}
	quoteCodes = []string{"CBC.99006006", "CBC.99006055"}
)

// spending are the operations that a signed request without a client token carries out once.
var spending = []string{"CreateMetaStudioOrders", "RenewalResources", "RenewAssets", "MakeAsset"}

// ownCodes are the codes of the operations beyond those that all have.
var ownCodes = map[string][]string{
	"BindUserAssetResource":               append([]string{"MSS.10001001", "SIM.1008"}, unitCodes...),
	"ShowAsset":                           {"MSS.10001001"},
	"UpdateDigitalAsset":                  {"MSS.10001001", "SIM.1008", "SIM.1011"},
	"DeleteAsset":                         {"MSS.10001001", "SIM.1007", "SIM.1008"},
	"RestoreAsset":                        {"MSS.10001001", "SIM.1008"},
	"Create2dModelTrainingJob":            {"SIM.1011"},
	"Show2dModelTrainingJob":              {"SIM.1009"},
	"Update2dModelTrainingJob":            append([]string{"SIM.1011"}, jobCodes...),
	"Delete2dModelTrainingJob":            jobCodes,
	"Execute2dModelTrainingCommandByUser": append([]string{"SIM.1001"}, jobCodes...),
	"CreateTrainingBasicJob":              {"SIM.1011"},
	"CreateTrainingMiddleJob":             {"SIM.1011"},
	"CreateTrainingAdvanceJob":            {"SIM.1011"},
	"CreateTrainingThirdPartyJob":         {"SIM.1011"},
	"ShowVoiceTrainingJob":                {"SIM.1009"},
	"CommitVoiceTrainingJob":              append([]string{"SIM.1001"}, jobCodes...),
	"DeleteVoiceTrainingJob":              jobCodes,
	"MakeAsset":                           unitCodes,
	"RenewAssets": {"CBC.99003154", "MSS.10001001", "SIM.1003", "SIM.1004", "SIM.1005", "SIM.1006",
		"SIM.1008", "SIM.1012"},
	"ShowAssetRenewal": {"SIM.1006"},
	"QuoteOrders": append([]string{"CBC.30010069", "CBC.99003100", "CBC.99003154", "CBC.99006055"},
		payCodes...),
	"ForecastAccount": {"CBC.99003012", "CBC.99006006"},
	"QuoteReturn": {"CBC.30000052", "CBC.30000067", "CBC.99003012", "CBC.99003100",
		"CBC.99003647"},

	"ShowCustomerOrderDetails":   {"CBC.30000010"},
	"ListOrderCouponsByOrderId":  {"CBC.30000010"},
	"ListOrderDiscounts":         {"CBC.30000010"},
	"ShowRefundOrderDetails":     {"CBC.30000010"},
	"PayOrders":                  append([]string{"SIM.1013"}, payCodes...),
	"PayOrdersV2":                append([]string{"SIM.1013"}, payCodes...),
	"CreateMetaStudioOrders":     {"SIM.1014"},
	"CancelCustomerOrder":        {"CBC.30000010", "CBC.99005010"},
	"RenewalResources":           {"CBC.30010069", "CBC.30050006", "CBC.99003016", "CBC.99003100", "CBC.99003154"},
	"AutoRenewalResources":       {"CBC.99003012", "CBC.99003602"},
	"CancelAutoRenewalResources": {"CBC.99003012", "CBC.99003605"},
	"CancelResourcesSubscription": {"CBC.30000052", "CBC.30000067", "CBC.99003012", "CBC.99003100", "CBC.99003128",
		"CBC.99003647"},
	"ListRateOnPeriodDetail": quoteCodes,
	"ListRenewRateOnPeriod":  {"CBC.30050012", "CBC.99006055"},

	"CreateTenant": {"SIM.2006"}, "CreateKey": {"SIM.2006"}, "ImportTenant": {"SIM.2006", "SIM.2015"},
}

var payCodes = []string{
	"CBC.30000010", "CBC.99003016", "CBC.99003106", "CBC.99003108", "CBC.99003110", "CBC.99003112", "CBC.99003116",
	"CBC.99003117", "CBC.99003147", "CBC.99005003",
}

// codesOf are the codes that an operation can be answered with.
func codesOf(rt call.Route, s shape) []string {
	if rt.Family == call.IAM { // it answers with codes of HTTP
		return slices.Concat(commonCodes[rt.Family], callerCodes[rt.Family], []string{"Conflict"})
	}
	out := slices.Concat(commonCodes[rt.Family], storeCodes, ownCodes[rt.Name])
	if rt.Needs != call.Public {
		out = append(append(out, callerCodes[rt.Family]...), tenantCodes...)
	}
	if rt.Needs == call.Spend || rt.Needs == call.Manage {
		out = append(out, writeCodes...)
		if slices.Contains(spending, rt.Name) {
			out = append(out, "SIM.2014")
		}
		if s.token {
			out = append(out, tokenCodes...)
		}
	}
	if s.made {
		out = append(out, runCodes...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
