package order

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const (
	importedKey = "imported" // until its first update
	acquiredKey = "acquired"
	imported    = "imported"
)

// ImportState takes an order's id or identity. The items are read from the order by the refresh that follows.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest,
	resp *resource.ImportStateResponse) {
	id, ok := r.ImportID(ctx, req, resp)
	if !ok {
		return
	}
	resp.Diagnostics.Append(crud.Begin(ctx, &resp.State, id, defaults)...)
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, importedKey, true)...)
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, acquiredKey, imported)...)
}

// defaults of an imported or listed order.
var defaults = map[string]any{"on_destroy": purchase.Retain}

// refresh copies what the services say about an order, and after an import what the configuration would have said:
// how a paid order was paid is not recorded, and both ways of writing it are right.
func refresh(ctx context.Context, s *session.Session, m *model, o *mssclient.Order) error {
	fresh := m.Items.IsNull()
	if m.AutoPay.IsNull() {
		m.AutoPay = types.BoolValue(o.IsPaid())
		if o.IsPaid() {
			m.Payment = emptyPayment()
		}
	}
	m.fromOrder(o)
	if fresh {
		m.Items = itemsList(renewing(ctx, s, o))
	}
	items, _ := m.orderItems()
	return readPackages(ctx, s, m, items)
}

// renewing is an order's items with the auto_renew that its packages have now: billing does not record what was
// ordered.
func renewing(ctx context.Context, s *session.Session, o *mssclient.Order) []mssclient.OrderItem {
	items := slices.Clone(o.Items)
	all, err := s.Client.Packages(ctx, mssclient.PackageFilter{OrderID: o.ID})
	if err != nil {
		return items
	}
	nameItems(items, all)
	for _, d := range assign(items, all, nil) {
		for _, p := range all {
			if p.ResourceID == d.id && p.AutoRenew {
				items[d.item].AutoRenew = true
			}
		}
	}
	return items
}

// nameItems gives items the product codes that the real cloud's billing leaves out: those of the packages that were
// delivered for them.
func nameItems(items []mssclient.OrderItem, delivered []mssclient.Package) {
	left := slices.Clone(delivered)
	for i := range items {
		it := &items[i]
		if it.ResourceSpecCode != "" {
			continue
		}
		theirs := func(p mssclient.Package) bool {
			return (it.ResourceSpecCode == "" || it.ResourceSpecCode == p.ResourceSpecCode) && (len(items) == 1 || fits(*it, p))
		}
		for range it.SubscriptionNum {
			at := slices.IndexFunc(left, theirs)
			if at < 0 {
				break
			}
			it.ResourceSpecCode = left[at].ResourceSpecCode
			left = slices.Delete(left, at, at+1)
		}
	}
}
