package metastudio

import (
	"slices"

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
	expires                                lifecycle.Window
}

// listResources is ListTenantResources: packages and parts of bundles that still exist. What was released, returned or
// has lapsed is gone from here, and stays in billing's list (observed: clients take a resource that is not listed for
// unsubscribed). Pay-per-use packages are not listed (documented): see listFreeResources.
func listResources(r *call.Request) (any, error) {
	f, err := readResourceFilter(r)
	if err != nil {
		return nil, err
	}
	list := f.list()
	list.Offset, list.Limit = r.Query.Bounds()
	w, packages, listed, err := r.Packages(list, f.few())
	if err != nil {
		return nil, err
	}
	rows := []mssmodel.ResourceItemInfo{}
	for _, p := range packages {
		rows = append(rows, f.rows(w, p)...)
	}
	return resourceList{Resources: call.Cut(rows, listed.Skip, list.Limit), Count: int(listed.Rows)}, nil
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

// few are the packages that the query names by their id or their order.
func (f resourceFilter) few() (few call.Few) {
	switch {
	case f.id != "":
		few.Rows = lifecycle.Selection{Packages: []string{f.id}}
	case f.order != "":
		few.Rows = lifecycle.Selection{Orders: []string{f.order}}
	default:
		return few
	}
	few.Of = func(w *lifecycle.View) []*lifecycle.Package {
		return slices.DeleteFunc(w.PackageList(), func(p *lifecycle.Package) bool {
			return f.id != "" && f.id != p.ID || f.order != "" && f.order != p.OrderID
		})
	}
	return few
}

// list is the packages that the query does not name one by one.
func (f resourceFilter) list() lifecycle.PackageList {
	list := lifecycle.PackageList{Statuses: lifecycle.NotGone(), Ends: f.expires, Rows: f.rowsOf}
	switch f.status {
	case 0:
		list.Statuses = slices.DeleteFunc(list.Statuses, frozen)
	case 1:
		list.Statuses = []lifecycle.PackageStatus{lifecycle.PackageFrozen}
	}
	return list
}

func frozen(s lifecycle.PackageStatus) bool { return s == lifecycle.PackageFrozen }

// allows reports whether packages of a product are listed at all.
func (f resourceFilter) allows(product site.Product, period site.PeriodType) bool {
	return !product.PayPerUse && f.sources.Allows(Purchased) && f.types.Allows(product.ResourceSpecCode) &&
		f.modes.Allows(product.ChargingMode(period))
}

// rowsOf a package of a product: itself and its parts, as far as the filter wants them.
func (f resourceFilter) rowsOf(product site.Product, period site.PeriodType) (n int) {
	if !f.allows(product, period) {
		return 0
	}
	if f.itself(product) {
		n++
	}
	for _, part := range product.SubResources {
		if f.part(part) {
			n++
		}
	}
	return n
}

// itself reports whether a package has a row: with the filter sub_resource its parts alone have. The business type
// tells the parts of a bundle apart (documented), so that each row is asked for its own.
func (f resourceFilter) itself(product site.Product) bool {
	return len(f.parts) == 0 && f.business.Allows(product.BusinessType)
}

func (f resourceFilter) part(part site.SubResource) bool {
	return f.parts.Allows(part.Type) && f.business.Allows(part.BusinessType)
}

// ResourceStatus is 1 while the package is frozen, else 0: grace shows only in billing (documented).
func ResourceStatus(w *lifecycle.View, p *lifecycle.Package) int {
	if frozen(w.PackageStatus(p)) {
		return 1
	}
	return 0
}

// rows of a package: itself, then its parts.
func (f resourceFilter) rows(w *lifecycle.View, p *lifecycle.Package) []mssmodel.ResourceItemInfo {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	var rows []mssmodel.ResourceItemInfo
	if f.itself(product) {
		rows = append(rows, packageRow(w, p, product))
	}
	for _, part := range product.SubResources {
		if f.part(part) {
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
