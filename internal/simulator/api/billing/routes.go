// Package billing serves the billing service's calls.
package billing

import (
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Words of queries.
var (
	orderTypes = []string{"1", "2", "3", "4", "10", "11", "13", "14", "15"}
	// Orders of the simulated cloud are never 1 (to be approved) or 9 (to be confirmed).
	orderStatuses = []string{"1", "3", "4", "5", "6", "9"}
)

// Routes are what the billing service's API reference names, with its spelling.
func Routes() []call.Route {
	return call.Billing.Routes(
		call.Get("ListCustomerOrders", "/v2/orders/customer-orders", call.Read, listOrders).
			Asking(call.AllOf(call.Paging(), call.Rules{
				"create_time_begin": {Instant: true}, "create_time_end": {Instant: true}, "payment_time_begin": {Instant: true},
				"payment_time_end": {Instant: true},
				"status":           call.OneWord(orderStatuses...), "order_type": call.ManyWords(orderTypes...),
				"method": call.OneWord(call.WordsOf(bssmodel.GetListCustomerOrdersRequestMethodEnum())...),
			})),
		call.Get("ShowCustomerOrderDetails", "/v2/orders/customer-orders/details/{order_id}", call.Read, showOrder).
			Asking(call.Paging()),
		call.Get("ListOrderCouponsByOrderId", "/v2/orders/customer-orders/order-coupons", call.Read, orderCoupons),
		call.Get("ListOrderDiscounts", "/v2/orders/customer-orders/order-discounts", call.Read, orderDiscounts),
		call.Get("ShowRefundOrderDetails", "/v2/orders/customer-orders/refund-orders", call.Read, refundOrders),
		call.Post("PayOrders", "/v3/orders/customer-orders/pay", call.Spend, call.Body(payOrder)).Paying(),
		call.Post("PayOrdersV2", "/v2/orders/customer-orders/pay", call.Spend, call.Body(payOrderV2)).Paying(),
		call.Put("CancelCustomerOrder", "/v2/orders/customer-orders/cancel", call.Spend, call.Body(cancelOrder)),
		call.Post("ListPayPerUseCustomerResources", "/v2/orders/suscriptions/resources/query", call.Read,
			call.Body(queryResources)),
		call.Post("RenewalResources", "/v2/orders/subscriptions/resources/renew", call.Spend, call.Body(renewResources)),
		call.Post("SetResourcesRenewConfig", "/v2/orders/subscriptions/resources/renew/config", call.Spend,
			call.Body(configureRenewal)),
		call.Post("AutoRenewalResources", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", call.Spend,
			call.OptionalBody(autoRenewOn)),
		call.Delete("CancelAutoRenewalResources", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", call.Spend,
			autoRenewOff),
		call.Post("CancelResourcesSubscription", "/v2/orders/subscriptions/resources/unsubscribe", call.Spend,
			call.Body(unsubscribe)),
		call.Post("ListRateOnPeriodDetail", "/v2/bills/ratings/period-resources/subscribe-rate", call.Read,
			call.Body(rateSubscription)).Naming(),
		call.Post("ListRenewRateOnPeriod", "/v2/bills/ratings/period-resources/renew-rate", call.Read,
			call.Body(rateRenewal)),
		call.Get("ListServiceTypes", "/v2/products/service-types", call.Read, listServiceTypes).
			Asking(call.AllOf(call.Paging(), call.Rules{"service_type_name": {Length: maxServiceName}})),
		call.Get("ShowCustomerAccountBalances", "/v2/accounts/customer-accounts/balances", call.Read,
			call.Looking(lifecycle.Selection{}, showBalances)),
		call.Get("ListSubCustomerCoupons", "/v2/promotions/benefits/coupons", call.Read, listCoupons).
			Asking(call.AllOf(call.Paging(), call.Rules{
				"coupon_type": call.NumberFrom(1, 4), "status": call.NumberFrom(1, 5), "active_start_time": {Instant: true},
				"active_end_time": {Instant: true},
			})),
		call.Post("ListFreeResourceInfos", "/v3/payments/free-resources/query", call.Read, call.Body(listFreeResources)),
		call.Post("ListFreeResourceUsages", "/v2/payments/free-resources/usages/details/query", call.Read,
			call.Body(showFreeResources)),
	)
}

// Unserved are documented calls that are not simulated.
func Unserved() []call.Route {
	return call.Billing.Routes(
		call.NotServed("UpdatePeriodToOnDemand", "POST", "/v2/orders/subscriptions/resources/to-on-demand"),
		call.NotServed("UpdatePeriodToOnDemandInstantly", "POST",
			"/v2/orders/subscriptions/resources/to-on-demand/instantly"),
		call.NotServed("ListOnDemandResourceRatings", "POST", "/v2/bills/ratings/on-demand-resources"),
		call.NotServed("ListFreeResourcesUsageRecords", "GET", "/v2/bills/customer-bills/free-resources-usage-records"),
		call.NotServed("ListStoredValueCards", "GET", "/v2/promotions/benefits/stored-value-cards"),
		call.NotServed("ListCustomerCouponChangeRecords", "GET", "/v2/promotions/benefits/account-change-records"),
		call.NotServed("ListCustomerAccountChangeRecords", "GET", "/v2/accounts/customer-accounts/account-change-records"),
		call.NotServed("ListResourceTypes", "GET", "/v2/products/resource-types"),
		call.NotServed("ListServiceResources", "GET", "/v2/products/service-resources"),
		call.NotServed("ListUsageTypes", "GET", "/v2/products/usage-types"),
	)
}
