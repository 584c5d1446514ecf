package httpapi

import "slices"

const control = "/_sim/v1"

// extensionRoutes are calls that no public API offers.
func extensionRoutes() []route {
	return metaStudio.routes(
		get("ListQuotas", inProject+"/mss/quotas", toRead, listQuotas),
		post("MakeAsset", inProject+"/mss/assets", toManage, makeAsset),
		post("RenewAssets", inProject+"/mss/asset-renewals", toSpend, renewAssets),
		get("ShowAssetRenewal", inProject+"/mss/asset-renewals/{renewal_id}", toRead, showRenewal),
		post("QuoteOrders", inProject+"/mss/quotes", toRead, quoteOrders),
		get("QuoteReturn", inProject+"/mss/returns/{resource_id}", toRead, quoteReturn),
		get("ListProducts", inProject+"/mss/products", toRead, listProducts),
		post("ShowReceipt", inProject+"/mss/receipts/query", toRead, showReceipt),
		post("ReceiveReceipts", inProject+"/mss/receipts", toSpend, receive),
		post("SearchReceipts", inProject+"/mss/receipts/search", toRead, searchReceipts),
	)
}

// controlRoutes are what the owner of the simulated cloud does, and no customer of the real one can.
func controlRoutes() []route {
	return slices.Concat(metaStudio.routes(
		get("ShowTenant", control+"/tenant", toRead, showTenant),
		post("ChangeRules", control+"/account/rules", toManage, changeRules),
		get("ShowClock", control+"/clock", toRead, showClock),
		post("MoveClock", control+"/clock", toManage, moveClock),
		get("ListEvents", control+"/events", toRead, listEvents),
		get("Verify", control+"/verification", toRead, verify),
		post("KeepRun", control+"/runs/keep", toSpend, keepRun),
		post("CloseRun", control+"/runs/close", toSpend, closeRun),
		post("AbandonRun", control+"/runs/abandon", toSpend, abandonRun),
		get("ListTenants", control+"/tenants", toRule, listTenants),
		post("CreateTenant", control+"/tenants", toRule, createTenant),
		del("DeleteTenant", control+"/tenants/{tenant}", toRule, deleteTenant),
		post("CreateKey", control+"/tenants/{tenant}/keys", toRule, createKey),
		del("DeleteKey", control+"/tenants/{tenant}/keys/{access_key}", toRule, deleteKey),
	), billing.routes(
		post("Deposit", control+"/account/deposits", toManage, deposit),
		post("GrantCoupon", control+"/account/coupons", toManage, grantCoupon),
		post("GrantDiscount", control+"/account/discounts", toManage, grantDiscount),
		post("GrantTicket", control+"/account/tickets", toManage, grantTicket),
		get("ShowStatement", control+"/account/statement", toRead, showStatement),
	))
}
