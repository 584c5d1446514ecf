package billing

import (
	"encoding/json"
	"fmt"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// discountByRatio is the discount_mode of a discount in percent (documented).
const discountByRatio = 0

// discountInfo is the SDK's DiscountInfoV3 with amounts as numbers: its decimals marshal as strings.
type discountInfo struct {
	DiscountID    string          `json:"discount_id"`
	DiscountValue string          `json:"discount_value"`
	DiscountType  int             `json:"discount_type"`
	Orders        []discountOrder `json:"orders"`
}

type discountOrder struct {
	OrderID        string         `json:"order_id"`
	OrderLineItems []discountLine `json:"order_line_items"`
}

type discountLine struct {
	OrderLineItemIDs []string    `json:"order_line_item_ids"`
	DiscountMode     int         `json:"discount_mode"`
	DiscountAmount   json.Number `json:"discount_amount"`
	DiscountRatio    json.Number `json:"discount_ratio"`
}

// orderDiscounts is ListOrderDiscounts: what an unpaid order can be paid with. The ratio is the share that is left to
// pay (assumed).
func orderDiscounts(r *call.Request) (any, error) {
	w, o, err := queriedOrder(r, lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	out := struct {
		Discounts []discountInfo `json:"discounts"`
	}{[]discountInfo{}}
	for _, offer := range w.UsableDiscounts(o) {
		out.Discounts = append(out.Discounts, discountOf(o, offer))
	}
	return out, nil
}

func discountOf(o *lifecycle.Order, offer lifecycle.DiscountOffer) discountInfo {
	ratio := fmt.Sprintf("0.%02d", 100-offer.Discount.Percent)
	lines := make([]discountLine, 0, len(offer.Off))
	for i, off := range offer.Off {
		lines = append(lines, discountLine{
			OrderLineItemIDs: []string{lineItemID(o, i)}, DiscountMode: discountByRatio, DiscountAmount: call.Decimal(off),
			DiscountRatio: json.Number(ratio),
		})
	}
	return discountInfo{
		DiscountID: offer.Discount.ID, DiscountValue: ratio, DiscountType: int(offer.Discount.Type),
		Orders: []discountOrder{{OrderID: o.ID, OrderLineItems: lines}},
	}
}
