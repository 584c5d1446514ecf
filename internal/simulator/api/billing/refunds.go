package billing

import (
	"encoding/json"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// refundInfo is the SDK's OrderRefundInfoV2 with the amount as a number: its decimal marshals as a string.
type refundInfo struct {
	ID               string      `json:"id"`
	Amount           json.Number `json:"amount"`
	MeasureID        string      `json:"measure_id"`
	CustomerID       string      `json:"customer_id"`
	ResourceTypeCode string      `json:"resource_type_code"`
	ResourceTypeName string      `json:"resource_type_name"`
	ServiceTypeCode  string      `json:"service_type_code"`
	ServiceTypeName  string      `json:"service_type_name"`
	RegionCode       string      `json:"region_code"`
	BaseOrderID      string      `json:"base_order_id"`
}

// refundOrders is ShowRefundOrderDetails: where the refund of an unsubscription comes from, negative. Other orders have
// none (assumed).
func refundOrders(r *call.Request) (any, error) {
	w, o, err := queriedOrder(r, lifecycle.Selection{AllOrders: true})
	if err != nil {
		return nil, err
	}
	out := struct {
		TotalCount  int          `json:"total_count"`
		RefundInfos []refundInfo `json:"refund_infos"`
	}{RefundInfos: []refundInfo{}}
	if o.Type == lifecycle.Unsubscription {
		p := w.Packages[o.Resources()[0]]
		product, _ := w.Catalog.Product(p.ResourceSpecCode)
		for _, part := range refundParts(w, o, p) {
			out.RefundInfos = append(out.RefundInfos, refundInfo{
				ID: o.ID + "-" + part.baseOrderID, Amount: call.Decimal(part.amount), MeasureID: "1", CustomerID: w.Tenant.ID,
				ResourceTypeCode: p.ResourceSpecCode, ResourceTypeName: product.Name, ServiceTypeCode: serviceTypeCode,
				ServiceTypeName: serviceTypeName,
				RegionCode:      call.Region, BaseOrderID: part.baseOrderID,
			})
		}
	}
	out.TotalCount = len(out.RefundInfos)
	return out, nil
}

type refundPart struct {
	baseOrderID string
	amount      money.Amount
}

// refundParts shares a refund out over the orders that it gives back. Only renewed periods that had not begun: each
// renewal in full. The whole package: all under the order that bought it (assumed; the share of each renewal is not
// kept).
func refundParts(w *lifecycle.View, o *lifecycle.Order, p *lifecycle.Package) []refundPart {
	if !p.Returned.IsZero() && p.Returned.Equal(o.Created) {
		return []refundPart{{p.OrderID, o.Amount}}
	}
	var parts []refundPart
	var sum money.Amount
	renewals := w.OrderList()
	slices.Reverse(renewals)
	for _, renewal := range renewals {
		kept := slices.ContainsFunc(p.Terms, func(t lifecycle.Term) bool { return t.OrderID == renewal.ID })
		if sum == o.Amount || kept || renewal.Type != lifecycle.Renewal || renewal.Paid.IsZero() || renewal.Seq > o.Seq ||
			!slices.Contains(renewal.Resources(), p.ID) {
			continue
		}
		paid := renewal.Amount - renewal.CouponAmount
		parts, sum = append(parts, refundPart{renewal.ID, -paid}), sum-paid
	}
	if sum != o.Amount || len(parts) == 0 {
		return []refundPart{{p.OrderID, o.Amount}}
	}
	slices.Reverse(parts)
	return parts
}
