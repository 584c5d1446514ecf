package billing

import (
	"fmt"
	"net/http"
	"slices"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Bounds of requests.
const (
	MaxQueryIDs   = 50  // documented
	MaxResources  = 500 // of one page (documented for the older form of the call)
	MaxReasonType = 5   // of returns (documented)
	MaxCustomerID = 64  // documented; whose resources they are is only asked of partners
)

// What happens at a resource's end (documented): its expire_policy.
const (
	endsInGrace    = 0
	endsDeleted    = 2
	renewsByItself = 3
)

// codeNotPaid is of a renewal whose automatic payment did not work: its order stays, and fail_resource_infos of a
// success is reserved (documented).
const codeNotPaid = "CBC.30050006"

// billingStatus is billing's word for a package's status (documented): 2 in use, 5 in grace, 4 frozen, 3 closed.
func billingStatus(s lifecycle.PackageStatus) int32 {
	switch s {
	case lifecycle.PackageActive, lifecycle.PackageUsedUp:
		return 2
	case lifecycle.PackageGrace:
		return 5
	case lifecycle.PackageFrozen:
		return 4
	default:
		return 3
	}
}

type queryResourcesBody struct {
	ResourceIDs      []string      `json:"resource_ids"`
	OrderID          string        `json:"order_id"`
	OnlyMainResource call.Number   `json:"only_main_resource"`
	StatusList       []call.Number `json:"status_list"`
	Offset           call.Number   `json:"offset"`
	Limit            call.Number   `json:"limit"`
	ExpireTimeBegin  string        `json:"expire_time_begin"`
	ExpireTimeEnd    string        `json:"expire_time_end"`
	ServiceTypeCode  *string       `json:"service_type_code"`
	CustomerID       string        `json:"customer_id"`
}

// queryResources is ListPayPerUseCustomerResources, which lists yearly and monthly resources whatever its name says:
// main resources only, closed ones included. Those of an order come in the order's item order, since clients take the
// first. Pay-per-use packages are among them (assumed: billing unsubscribes by these ids and has a refusal for such
// packages).
func queryResources(r *call.Request, in queryResourcesBody) (any, error) {
	offset, limit, err := r.BodyPage(in.Offset, in.Limit, MaxResources)
	if err != nil {
		return nil, err
	}
	if _, err := r.Flag("only_main_resource", in.OnlyMainResource); err != nil { // all are main resources
		return nil, err
	}
	expires, err := r.Window("expire_time_begin", in.ExpireTimeBegin, "expire_time_end", in.ExpireTimeEnd)
	if err != nil {
		return nil, err
	}
	if len(in.ResourceIDs) > MaxQueryIDs {
		return nil, r.Bad("resource_ids has %d ids, at most %d are allowed", len(in.ResourceIDs), MaxQueryIDs)
	}
	if in.ServiceTypeCode != nil && *in.ServiceTypeCode == "" {
		return nil, r.Bad("service_type_code must not be empty")
	}
	if len(in.CustomerID) > MaxCustomerID {
		return nil, r.Bad("customer_id is longer than %d bytes", MaxCustomerID)
	}
	for _, s := range in.StatusList {
		if s.Value < 2 || s.Value > 5 {
			return nil, r.Bad("status_list has %d, must have some of 2 (in use), 3 (closed), 4 (frozen), 5 (expired)", s.Value)
		}
	}
	list := lifecycle.PackageList{Ends: expires, Offset: offset, Limit: limit}
	for _, n := range in.StatusList {
		list.Statuses = append(list.Statuses, statuses(n.Value)...)
	}
	if in.ServiceTypeCode != nil && *in.ServiceTypeCode != serviceTypeCode {
		list.Rows = func(site.Product, site.PeriodType) int { return 0 }
	}
	w, page, listed, err := r.Packages(list, named(in.OrderID, in.ResourceIDs))
	if err != nil {
		return nil, err
	}
	rows := []bssmodel.OrderInstanceV2{}
	for _, p := range page {
		rows = append(rows, instance(w, p))
	}
	return bssmodel.ListPayPerUseCustomerResourcesResponse{Data: &rows, TotalCount: new(int32(listed.Rows))}, nil
}

// statuses are those that are one to billing.
func statuses(n int64) (all []lifecycle.PackageStatus) {
	for _, s := range append(lifecycle.NotGone(), lifecycle.Gone()...) {
		if int64(billingStatus(s)) == n {
			all = append(all, s)
		}
	}
	return all
}

// named are the packages of an order, or with ids.
func named(orderID string, ids []string) (few call.Few) {
	unnamed := func(p *lifecycle.Package) bool { return len(ids) > 0 && !slices.Contains(ids, p.ID) }
	switch {
	case orderID != "":
		few.Rows = lifecycle.Selection{Orders: []string{orderID}}
		few.Of = func(w *lifecycle.View) (list []*lifecycle.Package) {
			if o, ok := w.Orders[orderID]; ok {
				for _, id := range o.Resources() {
					list = append(list, w.Packages[id])
				}
			}
			return slices.DeleteFunc(list, unnamed)
		}
	case len(ids) > 0:
		few.Rows = lifecycle.Selection{Packages: ids}
		few.Of = func(w *lifecycle.View) []*lifecycle.Package { return slices.DeleteFunc(w.PackageList(), unnamed) }
	}
	return few
}

func instance(w *lifecycle.View, p *lifecycle.Package) bssmodel.OrderInstanceV2 {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	status := w.PackageStatus(p)
	expirePolicy := int32(endsInGrace)
	switch {
	case p.AutoRenew:
		expirePolicy = renewsByItself
	case p.Lapses:
		expirePolicy = endsDeleted
	}
	return bssmodel.OrderInstanceV2{
		Id: &p.ID, ResourceId: &p.ID, ResourceName: &product.Name, RegionCode: new(call.Region),
		ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName),
		ResourceTypeCode: &p.ResourceSpecCode, ResourceTypeName: &product.Name, ResourceSpecCode: &p.ResourceSpecCode,
		ProjectId: &w.Tenant.ID, ProductId: &p.ResourceSpecCode, IsMainResource: new(int32(1)),
		Status:        new(billingStatus(status)),
		EffectiveTime: new(call.Instant(p.Effective)), ExpireTime: new(call.Instant(p.Expire())), ExpirePolicy: &expirePolicy,
		ProductSpecDesc: &product.Name, UpdateTime: new(call.Instant(p.Updated(w.Now, w.Policies))),
	}
}

type renewResourcesBody struct {
	ResourceIDs []string    `json:"resource_ids"`
	PeriodType  call.Number `json:"period_type"`
	PeriodNum   call.Number `json:"period_num"`
	IsAutoPay   call.Number `json:"is_auto_pay"`
}

// renewResources is RenewalResources. Where automatic payment did not work, the order is there and waits to be paid,
// and the resource is named as failed (the code is documented; that the answer has both is assumed).
func renewResources(r *call.Request, in renewResourcesBody) (any, error) {
	if len(in.ResourceIDs) == 0 {
		return nil, r.Bad("resource_ids is empty")
	}
	out := lifecycle.RenewPackages{PackageIDs: in.ResourceIDs}
	var err error
	if out.PeriodType, out.PeriodNum, err = RenewalPeriod(r, in.PeriodType, in.PeriodNum); err != nil {
		return nil, err
	}
	if out.AutoPay, err = r.Flag("is_auto_pay", in.IsAutoPay); err != nil {
		return nil, err
	}
	done, err := r.Do(out)
	if err != nil {
		return nil, err
	}
	for _, id := range done.IDs {
		if o, ok := done.After.Orders[id]; ok && out.AutoPay && o.PaymentFailure != "" {
			return nil, &call.Failure{Status: http.StatusBadRequest, Code: codeNotPaid, Message: fmt.Sprintf(
				"The automatic payment of the order %s failed, and the order waits to be paid: %s", id, o.PaymentFailure)}
		}
	}
	return bssmodel.RenewalResourcesResponse{OrderIds: &done.IDs, FailResourceInfos: &[]bssmodel.FailResourceInfo{}}, nil
}

// RenewalPeriod reads by what something is renewed.
func RenewalPeriod(r *call.Request, kind, n call.Number) (period site.PeriodType, num int32, err error) {
	switch kind.Or(0) {
	case 2:
		period = site.Monthly
	case 3:
		period = site.Yearly
	default:
		return "", 0, r.Bad("period_type is %d, must be 2 (monthly) or 3 (yearly)", kind.Value)
	}
	num, err = r.Int32("period_num", n)
	return period, num, err
}

type unsubscribeBody struct {
	ResourceIDs     []string    `json:"resource_ids"`
	UnsubscribeType call.Number `json:"unsubscribe_type"`
	ReasonType      call.Number `json:"unsubscribe_reason_type"`
}

// unsubscribe is CancelResourcesSubscription.
func unsubscribe(r *call.Request, in unsubscribeBody) (any, error) {
	if len(in.ResourceIDs) == 0 {
		return nil, r.Bad("resource_ids is empty")
	}
	if t := in.ReasonType.Or(1); t < 1 || t > MaxReasonType {
		return nil, r.Bad("unsubscribe_reason_type is %d, must be 1 to %d", t, MaxReasonType)
	}
	out := lifecycle.ReturnPackages{PackageIDs: in.ResourceIDs}
	switch in.UnsubscribeType.Or(0) {
	case 1:
	case 2:
		out.OnlyRenewed = true
	default:
		return nil, r.Bad("unsubscribe_type is %d, must be 1 or 2", in.UnsubscribeType.Value)
	}
	done, err := r.Do(out)
	if err != nil {
		return nil, err
	}
	return bssmodel.CancelResourcesSubscriptionResponse{
		OrderIds: &done.IDs, FailResourceInfos: &[]bssmodel.FailResourceInfo{}}, nil
}
