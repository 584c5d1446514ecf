package control

import (
	"fmt"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// MaxQuotedRenewals is how many renewals one quote prices; enough for the longest package that is sold, renewed by the
// fewest months an order takes.
const MaxQuotedRenewals = 1000

// NewQuote asks what orders cost. The items are those of CreateMetaStudioOrders; renewals without a resource_id are of
// the package that they buy.
type NewQuote struct {
	CloudServices []quotedItem `json:"cloud_services,omitempty"`
	// of an order that waits for its payment, instead of cloud_services
	OrderID string `json:"order_id,omitempty"`
	// that the purchase or the order is paid with: they are checked
	CouponIDs []string `json:"coupon_ids,omitempty"`
	// likewise
	DiscountID string          `json:"discount_id,omitempty"`
	Renewals   []quotedRenewal `json:"renewals,omitempty"`
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

// QuoteBody is what they cost, one after the other.
type QuoteBody struct {
	Amount   string        `json:"amount"`
	Currency string        `json:"currency"`
	Orders   []quotedOrder `json:"orders"`
}

type quotedOrder struct {
	Amount     string `json:"amount"`                // after the discount that was named
	Charge     string `json:"charge"`                // of it, what is left for the account to pay after the coupons
	ExpireTime string `json:"expire_time,omitempty"` // when the one package that it buys or renews ends then
}

// quoteOrders is an extension: no public API prices a one-off product, or renewals of a package that is bought before.
func quoteOrders(r *call.Request, in NewQuote) (any, error) {
	switch paid := len(in.CloudServices) > 0 || in.OrderID != ""; {
	case !paid && len(in.Renewals) == 0:
		return nil, r.Bad("cloud_services and renewals are empty")
	case len(in.CloudServices) > 0 && in.OrderID != "":
		return nil, r.Bad("cloud_services and order_id exclude each other")
	case !paid && (len(in.CouponIDs) > 0 || in.DiscountID != ""):
		return nil, r.Bad("coupon_ids and discount_id pay neither cloud_services nor order_id")
	}
	if n := len(in.Renewals); n > MaxQuotedRenewals {
		return nil, r.Bad("renewals holds %d rows, at most %d", n, MaxQuotedRenewals)
	}
	out := lifecycle.OrdersRequest{OrderID: in.OrderID, Coupons: in.CouponIDs, Discount: in.DiscountID}
	var tokens []string
	for i, it := range in.CloudServices {
		item, _, err := metastudio.ReadOrderItem(r, fmt.Sprintf("cloud_services[%d].", i), metastudio.OrderItem{
			PeriodType: call.Num(it.PeriodType), PeriodNum: call.Num(it.PeriodNum),
			SubscriptionNum: call.Num(it.SubscriptionNum),
			IsAutoRenew:     call.Num(it.IsAutoRenew), ResourceSpecCode: it.ResourceSpecCode,
		})
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, item)
	}
	for i, one := range in.Renewals {
		period, n, err := billing.RenewalPeriod(r, call.Num(one.PeriodType), call.Num(one.PeriodNum))
		if err != nil {
			return nil, err
		}
		if one.ResourceID == "" && len(in.CloudServices) == 0 && in.OrderID == "" {
			return nil, r.Bad("renewals[%d].resource_id is missing", i)
		}
		out.Renewals = append(out.Renewals, lifecycle.RenewalStep{PackageID: one.ResourceID, PeriodType: period,
			PeriodNum: n})
		tokens = append(tokens, one.ClientToken)
	}
	q, err := r.Cloud.QuoteOrders(r.Context(), r.Call, out, tokens)
	if err != nil {
		return nil, err
	}
	answer := QuoteBody{Amount: q.Amount.String(), Currency: q.Currency, Orders: make([]quotedOrder, 0, len(q.Orders))}
	for _, o := range q.Orders {
		one := quotedOrder{Amount: o.Amount.String(), Charge: o.Charge.String()}
		if !o.End.IsZero() {
			one.ExpireTime = call.Instant(o.End)
		}
		answer.Orders = append(answer.Orders, one)
	}
	return answer, nil
}
