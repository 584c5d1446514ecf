package mssclient

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Billing's statuses of a resource, and the values of expire_policy that mean deletion at the end and automatic renewal
// (documented).
const (
	billedActive, billedClosed, billedFrozen, billedGrace = 2, 3, 4, 5

	expirePolicyDeletion  = 2
	expirePolicyAutoRenew = 3
)

const (
	resourceSource = "PURCHASED"
	onShelfUnit    = "MONTH" // the simulated cloud's unit of on-shelf months
	maxResourceIDs = 50      // of one query to billing
	lookUpSingly   = 3       // packages: up to so many are asked for by id, more by listing all
)

// billedStatus is billing's status of packages by the one to filter for; gone ones are closed to billing.
var billedStatus = map[string]int32{PackageActive: billedActive, PackageUsedUp: billedActive,
	PackageGrace: billedGrace, PackageFrozen: billedFrozen, PackageReleased: billedClosed, PackageExpired: billedClosed,
	PackageReturned: billedClosed}

// Packages lists packages as billing knows them, with what MetaStudio says of those that it still lists. Packages of an
// order come in the order's item order. Pay-per-use packages, which MetaStudio does not list, are looked for among
// billing's free resources.
func (c *Client) Packages(ctx context.Context, f PackageFilter) ([]Package, error) {
	billed, err := c.billedResources(ctx, f)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, b := range billed {
		if answer.Value(b.Status) != billedClosed {
			open = append(open, answer.Value(b.ResourceId))
		}
	}
	rows, err := c.tenantResources(ctx, f, open)
	if err != nil {
		return nil, err
	}
	var free map[string]bssmodel.FreeResourcePackageV3
	if slices.ContainsFunc(open, func(id string) bool { return rows[id] == nil }) {
		if free, err = c.freeResources(ctx, f.OrderID); err != nil {
			return nil, err
		}
	}
	packages := make([]Package, 0, len(billed))
	for _, b := range billed {
		p, err := packageOf(b, rows[answer.Value(b.ResourceId)])
		payPerUse, ok := free[answer.Value(b.Id)]
		if ok && err == nil && !p.Listed && answer.Value(b.Status) != billedClosed {
			err = p.fromFreeResource(payPerUse)
		}
		if err != nil {
			return nil, fmt.Errorf("read the package %s: %w", answer.Value(b.ResourceId), err)
		}
		packages = append(packages, *p)
	}
	return packages, nil
}

// Package reads one package; also one that has expired or was returned.
func (c *Client) Package(ctx context.Context, id string) (*Package, error) {
	found, err := c.Packages(ctx, PackageFilter{ResourceIDs: []string{id}})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(found, func(p Package) bool { return p.ResourceID == id })
	if i < 0 {
		return nil, &Error{Operation: "read the package " + id, Code: wire.CodeResourceUnknown,
			Message: "billing knows no such resource"}
	}
	return &found[i], nil
}

// PackageIDs are the packages of an order, whatever its type, in its items' order.
func (c *Client) PackageIDs(ctx context.Context, orderID string) (ids []string, err error) {
	billed, err := c.billedPages(ctx, PackageFilter{OrderID: orderID}, nil)
	for _, b := range billed {
		ids = append(ids, answer.Value(b.ResourceId))
	}
	return ids, err
}

func (c *Client) billedResources(ctx context.Context, f PackageFilter) ([]bssmodel.OrderInstanceV2, error) {
	if len(f.ResourceIDs) == 0 {
		return c.billedPages(ctx, f, nil)
	}
	var all []bssmodel.OrderInstanceV2
	for ids := range slices.Chunk(f.ResourceIDs, maxResourceIDs) {
		part, err := c.billedPages(ctx, f, ids)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	return all, nil
}

func (c *Client) billedPages(ctx context.Context, f PackageFilter, ids []string) (all []bssmodel.OrderInstanceV2,
	_ error) {
	query := bssmodel.QueryResourcesReq{OnlyMainResource: new(int32(1))}
	if f.OrderID != "" {
		query.OrderId = &f.OrderID
	}
	if n, ok := billedStatus[f.Status]; ok {
		query.StatusList = &[]int32{n}
	}
	if len(ids) > 0 {
		query.ResourceIds = &ids
	}
	for b, err := range pages(ctx, c, "list the packages that billing knows", f.Page,
		func(s *services, offset, limit *int32) (*bssmodel.ListPayPerUseCustomerResourcesResponse, error) {
			query.Offset, query.Limit = offset, limit
			return s.bss.ListPayPerUseCustomerResources(&bssmodel.ListPayPerUseCustomerResourcesRequest{Body: &query})
		},
		func(resp *bssmodel.ListPayPerUseCustomerResourcesResponse) ([]bssmodel.OrderInstanceV2, int32) {
			return answer.Value(resp.Data), answer.Value(resp.TotalCount)
		},
		func(b bssmodel.OrderInstanceV2) string { return answer.Value(b.ResourceId) },
	) {
		if err != nil {
			return nil, err
		}
		if isMetaStudio(b.ServiceTypeCode) {
			all = append(all, b)
		}
	}
	return all, nil
}

// isMetaStudio leaves out other services of a real account.
func isMetaStudio(service *string) bool {
	return answer.Value(service) == "" || strings.Contains(*service, "metastudio")
}

// tenantResources is MetaStudio's rows of the given packages, by resource id.
func (c *Client) tenantResources(ctx context.Context, f PackageFilter,
	ids []string) (map[string][]mssmodel.ResourceItemInfo, error) {
	rows := map[string][]mssmodel.ResourceItemInfo{}
	add := func(req mssmodel.ListTenantResourcesRequest) error {
		found, err := c.tenantPages(ctx, req)
		maps.Copy(rows, found)
		return err
	}
	if f.OrderID != "" && len(ids) > 0 {
		if err := add(mssmodel.ListTenantResourcesRequest{OrderId: &f.OrderID}); err != nil {
			return nil, err
		}
	}
	// A renewal order's packages stand under the order that bought them.
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return rows[id] != nil })
	if len(missing) > lookUpSingly && f.Page == nil {
		return rows, add(mssmodel.ListTenantResourcesRequest{})
	}
	for _, id := range missing {
		if err := add(mssmodel.ListTenantResourcesRequest{ResourceId: &id}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (c *Client) tenantPages(ctx context.Context,
	req mssmodel.ListTenantResourcesRequest) (map[string][]mssmodel.ResourceItemInfo, error) {
	rows := map[string][]mssmodel.ResourceItemInfo{}
	for r, err := range pages(ctx, c, "list the packages", nil,
		func(s *services, offset, limit *int32) (*mssmodel.ListTenantResourcesResponse, error) {
			req.ResourceSource, req.Offset, req.Limit = resourceSource, offset, limit
			return s.mss.ListTenantResources(&req)
		},
		func(resp *mssmodel.ListTenantResourcesResponse) ([]mssmodel.ResourceItemInfo, int32) {
			return answer.Value(resp.Resources), int32(resp.Count)
		},
		func(r mssmodel.ResourceItemInfo) string {
			return fmt.Sprint(answer.Value(r.ResourceId), answer.Value(r.IsSubResource), answer.Value(r.SubResourceType))
		},
	) {
		if err != nil {
			return nil, err
		}
		rows[answer.Value(r.ResourceId)] = append(rows[answer.Value(r.ResourceId)], r)
	}
	return rows, nil
}

func packageOf(b bssmodel.OrderInstanceV2, rows []mssmodel.ResourceItemInfo) (*Package, error) {
	var read answer.Reader
	p := &Package{
		ResourceID: answer.Value(b.ResourceId), ResourceSpecCode: answer.Value(b.ResourceSpecCode),
		AutoRenew:     answer.Value(b.ExpirePolicy) == expirePolicyAutoRenew,
		Lapses:        answer.Value(b.ExpirePolicy) == expirePolicyDeletion,
		EffectiveTime: read.Instant("effective_time", answer.Value(b.EffectiveTime)),
		ExpireTime:    read.Instant("expire_time", answer.Value(b.ExpireTime)),
	}
	for _, r := range rows {
		if answer.Value(r.IsSubResource) {
			p.SubResources = append(p.SubResources, SubResource{
				SubResourceType: answer.Value(r.SubResourceType), BusinessType: answer.Enum(r.BusinessType),
				Unit:   answer.Enum(r.Unit),
				Amount: int64(answer.Value(r.Amount)), Usage: int64(answer.Value(r.Usage)),
			})
			continue
		}
		p.Listed = true
		p.OrderID, p.BusinessType, p.ChargingMode, p.Unit = answer.Value(r.OrderId), answer.Enum(r.BusinessType),
			answer.Enum(r.ChargingMode),
			answer.Enum(r.Unit)
		p.Units, p.Used = int64(answer.Value(r.Amount)), int64(answer.Value(r.Usage))
		if a := r.BoundAsset; a != nil && answer.Value(a.AssetId) != "" {
			p.AssetIDs = append(p.AssetIDs, *a.AssetId)
		}
	}
	p.Status = packageStatus(b, p, &read)
	return p, read.Err
}

// packageStatus reads the status from billing's, which does not say how a closed resource ended: only a return comes at
// any time of day, and one that went at its very end expired, unless its policy means a grace period, which the account
// may have none of.
func packageStatus(b bssmodel.OrderInstanceV2, p *Package, read *answer.Reader) string {
	switch answer.Value(b.Status) {
	case billedActive:
		if p.Listed && p.Unit == onShelfUnit && p.Used >= p.Units {
			return PackageUsedUp
		}
		return PackageActive
	case billedGrace:
		return PackageGrace
	case billedFrozen:
		return PackageFrozen
	case billedClosed:
		closed := read.Instant("update_time", answer.Value(b.UpdateTime))
		p.ClosedTime = closed
		switch {
		case !calendar.IsDayEnd(closed) || closed.Before(p.ExpireTime):
			return PackageReturned
		case closed.Equal(p.ExpireTime) && (b.ExpirePolicy == nil || *b.ExpirePolicy == expirePolicyDeletion):
			return PackageExpired
		default:
			return PackageReleased
		}
	default:
		return answer.Word(nil, answer.Value(b.Status))
	}
}

// RenewPackage orders n more periods of a package. The order waits for PayOrder.
func (c *Client) RenewPackage(ctx context.Context, id string, p PeriodType, n int32, token string) (orderID string,
	err error) {
	operation := "renew the package " + id
	resp, err := do(ctx, c, call{operation: operation, token: token},
		func(s *services) (*bssmodel.RenewalResourcesResponse, error) {
			return s.bss.RenewalResources(&bssmodel.RenewalResourcesRequest{Body: &bssmodel.RenewalResourcesReq{
				ResourceIds: []string{id}, PeriodType: wirePeriod[p], PeriodNum: n, IsAutoPay: flag(false),
			}})
		})
	if err != nil {
		return "", err
	}
	return onlyOrder(operation, answer.Value(resp.OrderIds), answer.Value(resp.FailResourceInfos))
}

// ReturnPackage unsubscribes a package with its renewed terms.
func (c *Client) ReturnPackage(ctx context.Context, id string) (orderID string, err error) {
	operation := "return the package " + id
	resp, err := do(ctx, c, call{operation: operation, spends: true},
		func(s *services) (*bssmodel.CancelResourcesSubscriptionResponse, error) {
			return s.bss.CancelResourcesSubscription(&bssmodel.CancelResourcesSubscriptionRequest{
				Body: &bssmodel.UnsubscribeResourcesReq{
					ResourceIds: []string{id}, UnsubscribeType: 1,
				}})
		})
	if err != nil {
		return "", err
	}
	return onlyOrder(operation, answer.Value(resp.OrderIds), answer.Value(resp.FailResourceInfos))
}

func onlyOrder(operation string, ids []string, failed []bssmodel.FailResourceInfo) (string, error) {
	if len(failed) > 0 {
		return "", &Error{Operation: operation, Code: answer.Value(failed[0].ErrorCode),
			Message:    answer.Value(failed[0].ErrorMsg),
			HTTPStatus: 400}
	}
	if len(ids) == 0 || ids[0] == "" {
		return "", incomplete(operation, "order id")
	}
	return ids[0], nil
}

// SetAutoRenew switches a package's automatic renewal. Off where it was off already is no error.
func (c *Client) SetAutoRenew(ctx context.Context, id string, on bool) error {
	if on {
		operation := "switch on the automatic renewal of " + id
		if err := checkID(operation, id); err != nil {
			return err
		}
		_, err := do(ctx, c, call{operation: operation}, func(s *services) (*bssmodel.AutoRenewalResourcesResponse, error) {
			return s.bss.AutoRenewalResources(&bssmodel.AutoRenewalResourcesRequest{ResourceId: id})
		})
		return err
	}
	operation := "switch off the automatic renewal of " + id
	if err := checkID(operation, id); err != nil {
		return err
	}
	_, err := do(ctx, c, call{operation: operation},
		func(s *services) (*bssmodel.CancelAutoRenewalResourcesResponse, error) {
			return s.bss.CancelAutoRenewalResources(&bssmodel.CancelAutoRenewalResourcesRequest{ResourceId: id})
		})
	if Code(err) == wire.CodeAutoRenewOff {
		return nil
	}
	return err
}
