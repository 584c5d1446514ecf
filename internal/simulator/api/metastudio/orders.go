package metastudio

import (
	"fmt"
	"strings"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// orderPeriods are the order API's period types (documented). Billing calls one-off 5.
var orderPeriods = map[int64]site.PeriodType{2: site.Monthly, 3: site.Yearly, 6: site.OneOff}

// OrderItem is a line of an order.
type OrderItem struct {
	IsAutoPay        call.Number `json:"is_auto_pay"`
	PeriodType       call.Number `json:"period_type"`
	PeriodNum        call.Number `json:"period_num"`
	IsAutoRenew      call.Number `json:"is_auto_renew"`
	SubscriptionNum  call.Number `json:"subscription_num"`
	ResourceSpecCode string      `json:"resource_spec_code"`
}

// placeOrder is CreateMetaStudioOrders.
func placeOrder(r *call.Request) (any, error) {
	in, err := ReadOrder(r)
	if err != nil {
		return nil, err
	}
	id, err := r.Make(in)
	if err != nil {
		return nil, err
	}
	return mssmodel.CreateMetaStudioOrdersResponse{OrderId: &id}, nil
}

// ReadOrder reads the order that the body asks for.
func ReadOrder(r *call.Request) (out lifecycle.PlaceOrder, err error) {
	var in struct {
		CloudServices []OrderItem `json:"cloud_services"`
	}
	if err := r.Decode(&in); err != nil {
		return out, err
	}
	if len(in.CloudServices) == 0 {
		return out, r.Bad("cloud_services is empty")
	}
	for i, it := range in.CloudServices {
		item, pay, err := ReadOrderItem(r, fmt.Sprintf("cloud_services[%d].", i), it)
		if err != nil {
			return out, err
		}
		// Assumed: an order is paid as a whole, so that its items must agree.
		if i > 0 && pay != out.AutoPay {
			return out, r.Bad("cloud_services[%d].is_auto_pay differs from that of cloud_services[0]", i)
		}
		out.AutoPay = pay
		out.Items = append(out.Items, item)
	}
	return out, nil
}

// ReadOrderItem checks a line of an order; at is what its fields are called by.
func ReadOrderItem(r *call.Request, at string, it OrderItem) (item lifecycle.OrderRequestItem, pay bool, err error) {
	if pay, err = r.Flag(at+"is_auto_pay", it.IsAutoPay); err != nil {
		return item, false, err
	}
	if item.AutoRenew, err = r.Flag(at+"is_auto_renew", it.IsAutoRenew); err != nil {
		return item, false, err
	}
	if !it.PeriodType.Given {
		return item, false, r.Bad("%speriod_type is missing", at)
	}
	var known bool
	if item.PeriodType, known = orderPeriods[it.PeriodType.Value]; !known {
		return item, false, r.Bad("%speriod_type is %d, must be 2 (monthly), 3 (yearly) or 6 (one-off)", at,
			it.PeriodType.Value)
	}
	if item.PeriodNum, err = r.Int32(at+"period_num", it.PeriodNum); err != nil {
		return item, false, err
	}
	if item.Quantity, err = r.Int32(at+"subscription_num", it.SubscriptionNum); err != nil {
		return item, false, err
	}
	if item.ResourceSpecCode = strings.TrimSpace(it.ResourceSpecCode); item.ResourceSpecCode == "" {
		return item, false, r.Bad("%sresource_spec_code is missing", at)
	}
	return item, pay, nil
}
