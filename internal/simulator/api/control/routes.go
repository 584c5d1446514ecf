// Package control serves the calls that no real service has: the extension calls next to MetaStudio's, and the control
// calls under /_sim/v1/.
package control

import (
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Prefix is where the control calls begin.
const Prefix = "/_sim/v1"

// Extensions are calls that no public API offers.
func Extensions() []call.Route {
	return call.MetaStudio.Routes(
		call.Get("ListQuotas", call.InProject+"/mss/quotas", call.Read,
			call.Looking(lifecycle.Selection{Pools: true, PoolSpends: true}, listQuotas)),
		call.Post("MakeAsset", call.InProject+"/mss/assets", call.Manage, makeAsset),
		call.Post("RenewAssets", call.InProject+"/mss/asset-renewals", call.Spend, renewAssets),
		call.Get("ShowAssetRenewal", call.InProject+"/mss/asset-renewals/{renewal_id}", call.Read, showRenewal),
		call.Post("QuoteOrders", call.InProject+"/mss/quotes", call.Read, call.Body(quoteOrders)).Naming(),
		call.Get("QuoteReturn", call.InProject+"/mss/returns/{resource_id}", call.Read, quoteReturn),
		call.Post("ForecastAccount", call.InProject+"/mss/forecasts", call.Read, call.Body(forecastAccount)).Naming(),
		call.Get("ListProducts", call.InProject+"/mss/products", call.Read,
			call.Looking(lifecycle.Selection{}, listProducts)),
		call.Post("ShowReceipt", call.InProject+"/mss/receipts/query", call.Read, call.Body(showReceipt)),
		call.Post("ReceiveReceipts", call.InProject+"/mss/receipts", call.Spend, call.Body(receive)),
		call.Post("SearchReceipts", call.InProject+"/mss/receipts/search", call.Read, call.Body(searchReceipts)),
	)
}

// Routes are what the owner of the simulated cloud does, and no customer of the real one can.
func Routes() []call.Route {
	return slices.Concat(call.MetaStudio.Routes(
		call.Get("ShowTenant", Prefix+"/tenant", call.Read, call.Looking(lifecycle.Selection{}, showTenant)),
		call.Get("ShowRules", Prefix+"/rules", call.Read, call.Looking(lifecycle.Selection{}, showRules)),
		call.Post("ChangeRules", Prefix+"/account/rules", call.Manage, call.Body(changeRules)),
		call.Get("ShowClock", Prefix+"/clock", call.Read, call.Looking(lifecycle.Selection{}, showClock)),
		call.Post("MoveClock", Prefix+"/clock", call.Manage, call.Body(moveClock)),
		call.Get("ListEvents", Prefix+"/events", call.Read, listEvents).Asking(askedEvents),
		call.Get("Verify", Prefix+"/verification", call.Read, verify),
		call.Get("ListFaults", Prefix+"/faults", call.Read, listFaults),
		call.Put("SetFaults", Prefix+"/faults", call.Manage, call.Body(setFaults)),
		call.Delete("ClearFaults", Prefix+"/faults", call.Manage, clearFaults),
		call.Post("KeepRun", Prefix+"/runs/keep", call.Spend, keepRun),
		call.Post("CloseRun", Prefix+"/runs/close", call.Spend, closeRun),
		call.Post("AbandonRun", Prefix+"/runs/abandon", call.Spend, call.Body(abandonRun)),
		call.Get("ExportTenant", Prefix+"/tenant/file", call.Manage, exportTenant),
		call.Post("ImportTenant", Prefix+"/tenants/{tenant}/file", call.Admin,
			call.Body(importTenant)).Taking(maxTenantFile),
		call.Get("ShowHealth", Prefix+"/health", call.Public, showHealth),
		call.Get("ShowReadiness", Prefix+"/ready", call.Public, showReadiness),
		call.Get("ListTenants", Prefix+"/tenants", call.Admin, listTenants),
		call.Post("CreateTenant", Prefix+"/tenants", call.Admin, call.Body(createTenant)),
		call.Delete("DeleteTenant", Prefix+"/tenants/{tenant}", call.Admin, deleteTenant),
		call.Post("CreateKey", Prefix+"/tenants/{tenant}/keys", call.Admin, call.Body(createKey)),
		call.Delete("DeleteKey", Prefix+"/tenants/{tenant}/keys/{access_key}", call.Admin, deleteKey),
	), call.Billing.Routes(
		call.Post("Deposit", Prefix+"/account/deposits", call.Manage, call.Body(deposit)),
		call.Post("GrantCoupon", Prefix+"/account/coupons", call.Manage, call.Body(grantCoupon)),
		call.Post("GrantDiscount", Prefix+"/account/discounts", call.Manage, call.Body(grantDiscount)),
		call.Post("GrantTicket", Prefix+"/account/tickets", call.Manage, call.Body(grantTicket)),
		call.Get("ShowStatement", Prefix+"/account/statement", call.Read, showStatement),
	))
}
