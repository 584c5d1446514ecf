package httpapi

import (
	"fmt"
	"net/http"
	"strings"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// orderPeriods are the order API's period types (documented). Billing calls one-off 5.
var orderPeriods = map[int64]catalog.PeriodType{2: catalog.Monthly, 3: catalog.Yearly, 6: catalog.OneOff}

type orderItem struct {
	IsAutoPay        number `json:"is_auto_pay"`
	PeriodType       number `json:"period_type"`
	PeriodNum        number `json:"period_num"`
	IsAutoRenew      number `json:"is_auto_renew"`
	SubscriptionNum  number `json:"subscription_num"`
	ResourceSpecCode string `json:"resource_spec_code"`
}

// placeOrder is CreateMetaStudioOrders.
func placeOrder(r *request) (int, any, error) {
	in, err := r.readOrder()
	if err != nil {
		return 0, nil, err
	}
	id, err := r.cloud.PlaceOrder(r.Context(), r.call, in)
	if err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, mssmodel.CreateMetaStudioOrdersResponse{OrderId: &id}, nil
}

// newOrder is the order that the body asks for.
func (r *request) readOrder() (out lifecycle.OrderRequest, err error) {
	var in struct {
		CloudServices []orderItem `json:"cloud_services"`
	}
	if err := r.decode(&in); err != nil {
		return out, err
	}
	if len(in.CloudServices) == 0 {
		return out, r.bad("cloud_services is empty")
	}
	for i, it := range in.CloudServices {
		item, pay, err := r.readOrderItem(fmt.Sprintf("cloud_services[%d].", i), it)
		if err != nil {
			return out, err
		}
		// Assumed: an order is paid as a whole, so that its items must agree.
		if i > 0 && pay != out.AutoPay {
			return out, r.bad("cloud_services[%d].is_auto_pay differs from that of cloud_services[0]", i)
		}
		out.AutoPay = pay
		out.Items = append(out.Items, item)
	}
	return out, nil
}

func (r *request) readOrderItem(at string, it orderItem) (item lifecycle.OrderRequestItem, pay bool, err error) {
	if pay, err = r.flag(at+"is_auto_pay", it.IsAutoPay); err != nil {
		return item, false, err
	}
	if item.AutoRenew, err = r.flag(at+"is_auto_renew", it.IsAutoRenew); err != nil {
		return item, false, err
	}
	if !it.PeriodType.given {
		return item, false, r.bad("%speriod_type is missing", at)
	}
	var known bool
	if item.PeriodType, known = orderPeriods[it.PeriodType.value]; !known {
		return item, false, r.bad("%speriod_type is %d, must be 2 (monthly), 3 (yearly) or 6 (one-off)", at, it.PeriodType.value)
	}
	if item.PeriodNum, err = r.int32(at+"period_num", it.PeriodNum); err != nil {
		return item, false, err
	}
	if item.Quantity, err = r.int32(at+"subscription_num", it.SubscriptionNum); err != nil {
		return item, false, err
	}
	if item.ResourceSpecCode = strings.TrimSpace(it.ResourceSpecCode); item.ResourceSpecCode == "" {
		return item, false, r.bad("%sresource_spec_code is missing", at)
	}
	return item, pay, nil
}
