package httpapi

import (
	"fmt"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// maxQuotedRenewals is how many renewals one quote prices; enough for the longest package that is sold, renewed by the fewest months an order takes.
const maxQuotedRenewals = 1000

// newQuote asks what orders cost. The items are those of CreateMetaStudioOrders; renewals without a resource_id are of the package that they buy.
type newQuote struct {
	CloudServices []quotedItem    `json:"cloud_services,omitempty"`
	Renewals      []quotedRenewal `json:"renewals,omitempty"`
}

type quotedItem struct {
	PeriodType       int64  `json:"period_type"`
	PeriodNum        int64  `json:"period_num"`
	SubscriptionNum  int64  `json:"subscription_num"`
	ResourceSpecCode string `json:"resource_spec_code"`
	IsAutoRenew      int64  `json:"is_auto_renew,omitempty"`
}

type quotedRenewal struct {
	ResourceID  string `json:"resource_id,omitempty"`
	PeriodType  int64  `json:"period_type"`
	PeriodNum   int64  `json:"period_num"`
	ClientToken string `json:"client_token,omitempty"` // that the renewal will be placed with
}

// quoteBody is what they cost before discounts, one after the other.
type quoteBody struct {
	Amount   string        `json:"amount"`
	Currency string        `json:"currency"`
	Orders   []quotedOrder `json:"orders"`
}

type quotedOrder struct {
	Amount     string `json:"amount"`
	ExpireTime string `json:"expire_time,omitempty"` // when the one package that it buys or renews ends then
}

// quoteOrders is an extension: no public API prices a one-off product, or renewals of a package that is bought before.
func quoteOrders(r *request) (int, any, error) {
	var in newQuote
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if len(in.CloudServices) == 0 && len(in.Renewals) == 0 {
		return 0, nil, r.bad("cloud_services and renewals are empty")
	}
	if n := len(in.Renewals); n > maxQuotedRenewals {
		return 0, nil, r.bad("renewals holds %d rows, at most %d", n, maxQuotedRenewals)
	}
	var out lifecycle.OrdersRequest
	var tokens []string
	for i, it := range in.CloudServices {
		item, _, err := r.readOrderItem(fmt.Sprintf("cloud_services[%d].", i), orderItem{
			PeriodType: num(it.PeriodType), PeriodNum: num(it.PeriodNum), SubscriptionNum: num(it.SubscriptionNum),
			IsAutoRenew: num(it.IsAutoRenew), ResourceSpecCode: it.ResourceSpecCode,
		})
		if err != nil {
			return 0, nil, err
		}
		out.Items = append(out.Items, item)
	}
	for i, one := range in.Renewals {
		period, n, err := r.renewalPeriod(num(one.PeriodType), num(one.PeriodNum))
		if err != nil {
			return 0, nil, err
		}
		if one.ResourceID == "" && len(in.CloudServices) == 0 {
			return 0, nil, r.bad("renewals[%d].resource_id is missing", i)
		}
		out.Renewals = append(out.Renewals, lifecycle.RenewalStep{PackageID: one.ResourceID, PeriodType: period, PeriodNum: n})
		tokens = append(tokens, one.ClientToken)
	}
	q, err := r.cloud.QuoteOrders(r.Context(), r.call, out, tokens)
	if err != nil {
		return 0, nil, err
	}
	answer := quoteBody{Amount: q.Amount.String(), Currency: q.Currency, Orders: make([]quotedOrder, 0, len(q.Orders))}
	for _, o := range q.Orders {
		one := quotedOrder{Amount: o.Amount.String()}
		if !o.End.IsZero() {
			one.ExpireTime = wireTime(o.End)
		}
		answer.Orders = append(answer.Orders, one)
	}
	return http.StatusOK, answer, nil
}
