package httpapi

import (
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
)

// Words of queries.
var (
	orderTypes = []string{"1", "2", "3", "4", "10", "11", "13", "14", "15"}
	// Orders of the simulated cloud are never 1 (to be approved) or 9 (to be confirmed).
	orderStatuses = []string{"1", "3", "4", "5", "6", "9"}
)

// billingRoutes are what the billing service's API reference names, with its spelling.
func billingRoutes() []route {
	return billing.routes(
		get("ListCustomerOrders", "/v2/orders/customer-orders", toRead, listOrders).asking(all(paging(), rules{
			"create_time_begin": {instant: true}, "create_time_end": {instant: true}, "payment_time_begin": {instant: true}, "payment_time_end": {instant: true},
			"status": oneWord(orderStatuses...), "order_type": manyWords(orderTypes...),
			"method": oneWord(wordsOf(bssmodel.GetListCustomerOrdersRequestMethodEnum())...),
		})),
		get("ShowCustomerOrderDetails", "/v2/orders/customer-orders/details/{order_id}", toRead, showOrder).asking(paging()),
		get("ListOrderCouponsByOrderId", "/v2/orders/customer-orders/order-coupons", toRead, orderCoupons),
		get("ListOrderDiscounts", "/v2/orders/customer-orders/order-discounts", toRead, orderDiscounts),
		get("ShowRefundOrderDetails", "/v2/orders/customer-orders/refund-orders", toRead, refundOrders),
		post("PayOrders", "/v3/orders/customer-orders/pay", toSpend, payOrder),
		post("PayOrdersV2", "/v2/orders/customer-orders/pay", toSpend, payOrderV2),
		put("CancelCustomerOrder", "/v2/orders/customer-orders/cancel", toSpend, cancelOrder),
		post("ListPayPerUseCustomerResources", "/v2/orders/suscriptions/resources/query", toRead, queryResources),
		post("RenewalResources", "/v2/orders/subscriptions/resources/renew", toSpend, renewResources),
		post("SetResourcesRenewConfig", "/v2/orders/subscriptions/resources/renew/config", toSpend, configureRenewal),
		post("AutoRenewalResources", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", toSpend, autoRenewOn),
		del("CancelAutoRenewalResources", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", toSpend, autoRenewOff),
		post("CancelResourcesSubscription", "/v2/orders/subscriptions/resources/unsubscribe", toSpend, unsubscribe),
		post("ListRateOnPeriodDetail", "/v2/bills/ratings/period-resources/subscribe-rate", toRead, rateSubscription),
		post("ListRenewRateOnPeriod", "/v2/bills/ratings/period-resources/renew-rate", toRead, rateRenewal),
		get("ListServiceTypes", "/v2/products/service-types", toRead, listServiceTypes).asking(all(paging(), rules{"service_type_name": {length: maxServiceName}})),
		get("ShowCustomerAccountBalances", "/v2/accounts/customer-accounts/balances", toRead, showBalances),
		get("ListSubCustomerCoupons", "/v2/promotions/benefits/coupons", toRead, listCoupons).asking(all(paging(), rules{
			"coupon_type": numberFrom(1, 4), "status": numberFrom(1, 5), "active_start_time": {instant: true}, "active_end_time": {instant: true},
		})),
		post("ListFreeResourceInfos", "/v3/payments/free-resources/query", toRead, listFreeResources),
		post("ListFreeResourceUsages", "/v2/payments/free-resources/usages/details/query", toRead, showFreeResources),
	)
}

// billingUnserved are documented calls that are not simulated.
func billingUnserved() []route {
	return billing.routes(
		notServed("UpdatePeriodToOnDemand", "POST", "/v2/orders/subscriptions/resources/to-on-demand"),
		notServed("UpdatePeriodToOnDemandInstantly", "POST", "/v2/orders/subscriptions/resources/to-on-demand/instantly"),
		notServed("ListOnDemandResourceRatings", "POST", "/v2/bills/ratings/on-demand-resources"),
		notServed("ListFreeResourcesUsageRecords", "GET", "/v2/bills/customer-bills/free-resources-usage-records"),
		notServed("ListStoredValueCards", "GET", "/v2/promotions/benefits/stored-value-cards"),
		notServed("ListCustomerCouponChangeRecords", "GET", "/v2/promotions/benefits/account-change-records"),
		notServed("ListCustomerAccountChangeRecords", "GET", "/v2/accounts/customer-accounts/account-change-records"),
		notServed("ListResourceTypes", "GET", "/v2/products/resource-types"),
		notServed("ListServiceResources", "GET", "/v2/products/service-resources"),
		notServed("ListUsageTypes", "GET", "/v2/products/usage-types"),
	)
}
