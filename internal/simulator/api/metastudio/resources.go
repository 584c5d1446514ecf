package metastudio

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Purchased is the resource_source of what was bought.
const Purchased = "PURCHASED"

// resourceList is the SDK's ListTenantResourcesResponse with a count that is written when it is 0, too.
type resourceList struct {
	Resources []mssmodel.ResourceItemInfo `json:"resources"`
	Count     int                         `json:"count"`
}

// resourceFilter is the query of ListTenantResources.
type resourceFilter struct {
	types, business, sources, modes, parts call.List
	id, order                              string
	status                                 int // -1: any
	expires                                call.Window
}

// listResources is ListTenantResources: packages and parts of bundles that still exist. What was released, returned or
// has lapsed is gone from here, and stays in billing's list (observed: clients take a resource that is not listed for
// unsubscribed). Pay-per-use packages are not listed (documented): see listFreeResources.
func listResources(r *call.Request) (any, error) {
	f, err := readResourceFilter(r)
	if err != nil {
		return nil, err
	}
	want := lifecycle.Selection{AllPackages: true}
	switch {
	case f.id != "":
		want = lifecycle.Selection{Packages: []string{f.id}}
	case f.order != "":
		want = lifecycle.Selection{Orders: []string{f.order}}
	}
	w, err := r.Look(want)
	if err != nil {
		return nil, err
	}
	rows := []mssmodel.ResourceItemInfo{}
	for _, p := range w.PackageList() {
		if f.allows(w, p) {
			rows = append(rows, f.rows(w, p)...)
		}
	}
	return resourceList{Resources: call.Page(r.Query, rows), Count: len(rows)}, nil
}

func readResourceFilter(r *call.Request) (f resourceFilter, err error) {
	q := r.Query
	f = resourceFilter{
		types: q.List("resource"), business: q.List("business"), sources: q.List("resource_source"),
		modes: q.List("charging_mode"), parts: q.List("sub_resource"), id: q.Get("resource_id"), order: q.Get("order_id"),
		status: q.Int("status", -1), expires: q.Window("resource_expire_start_time", "resource_expire_end_time"),
	}
	if len(f.sources) == 0 {
		return f, r.Bad("resource_source is missing")
	}
	return f, nil
}

func (f resourceFilter) allows(w *lifecycle.View, p *lifecycle.Package) bool {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	return !product.PayPerUse && !p.Gone(w.Now, w.Policies) &&
		f.sources.Allows(Purchased) &&
		f.types.Allows(p.ResourceSpecCode) &&
		f.modes.Allows(product.ChargingMode(p.PeriodType)) &&
		(f.id == "" || f.id == p.ID) &&
		(f.order == "" || f.order == p.OrderID) &&
		(f.status < 0 || f.status == ResourceStatus(w, p)) &&
		f.expires.Holds(p.Expire())
}

// ResourceStatus is 1 while the package is frozen, else 0: grace shows only in billing (documented).
func ResourceStatus(w *lifecycle.View, p *lifecycle.Package) int {
	if w.PackageStatus(p) == lifecycle.PackageFrozen {
		return 1
	}
	return 0
}

// rows of a package: itself, then its parts; with the filter sub_resource those parts alone. The business type tells
// the parts of a bundle apart (documented), so that each row is asked for its own.
func (f resourceFilter) rows(w *lifecycle.View, p *lifecycle.Package) []mssmodel.ResourceItemInfo {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	var rows []mssmodel.ResourceItemInfo
	if len(f.parts) == 0 && f.business.Allows(product.BusinessType) {
		rows = append(rows, packageRow(w, p, product))
	}
	for _, part := range product.SubResources {
		if f.parts.Allows(part.Type) && f.business.Allows(part.BusinessType) {
			rows = append(rows, partRow(w, p, product, part))
		}
	}
	return rows
}

func packageRow(w *lifecycle.View, p *lifecycle.Package, product site.Product) mssmodel.ResourceItemInfo {
	row := mssmodel.ResourceItemInfo{
		ResourceId: &p.ID, OrderId: &p.OrderID, ResourceExpireTime: new(call.Instant(p.Expire())),
		ResourceType:   &p.ResourceSpecCode,
		BusinessType:   call.Enum[mssmodel.ResourceItemInfoBusinessType](product.BusinessType),
		IsSubResource:  new(false),
		ChargingMode:   call.Enum[mssmodel.ResourceItemInfoChargingMode](product.ChargingMode(p.PeriodType)),
		ResourceSource: new(Purchased), Amount: new(float32(p.Units)), Usage: new(float32(p.Used)),
		Status: new(int32(ResourceStatus(w, p))),
		Unit:   call.Enum[mssmodel.ResourceItemInfoUnit](product.Unit),
	}
	if id, name := w.BoundAsset(p); id != "" {
		row.BoundAsset = &mssmodel.BoundAssetInfo{AssetId: &id, AssetName: &name}
	}
	return row
}

// partRow is a part of a bundle. Its use is not simulated.
func partRow(w *lifecycle.View, p *lifecycle.Package, product site.Product,
	part site.SubResource) mssmodel.ResourceItemInfo {
	row := packageRow(w, p, product)
	row.BoundAsset = nil
	row.IsSubResource, row.SubResourceType = new(true), &part.Type
	row.BusinessType = call.Enum[mssmodel.ResourceItemInfoBusinessType](part.BusinessType)
	row.Amount, row.Usage = new(float32(part.Amount)), new(float32(0))
	row.Unit = call.Enum[mssmodel.ResourceItemInfoUnit](part.Unit)
	return row
}
