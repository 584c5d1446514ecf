package billing

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Statuses of a pay-per-use package (documented). 0, not yet effective, does not occur: a package begins when it is
// paid.
const (
	freeEffective    = 1
	freeUsedUp       = 2
	freeExpired      = 3
	FreeUnsubscribed = 4
)

// What lists of pay-per-use packages say and take.
const (
	sourceOrder       = 0   // source_type: bought (documented)
	notResettable     = 2   // quota_reuse_mode: its units do not come back (documented)
	MaxFreeIDs        = 100 // of one query (assumed)
	MaxFreeID         = 64  // bytes of each (documented)
	PackagePrefix     = "sim-pkg-"
	FreeItemPrefix    = "sim-free-" // of the id of a package's only item
	defaultEnterprise = "0"
)

// measures are billing's ids of units (documented for GB; the rest of the table is assumed).
var measures = map[string]int32{"HOUR": 4, "MIN": 5, "GB": 10}

const measurePieces = 14

func measureOf(unit string) *int32 {
	if id, ok := measures[unit]; ok {
		return &id
	}
	return new(int32(measurePieces))
}

func freeItemID(p *lifecycle.Package) string {
	return FreeItemPrefix + strings.TrimPrefix(p.ID, PackagePrefix)
}

func freeStatus(w *lifecycle.View, p *lifecycle.Package) int {
	switch s := w.PackageStatus(p); {
	case s == lifecycle.PackageReturned:
		return FreeUnsubscribed
	case p.Gone(w.Now, w.Policies):
		return freeExpired
	case p.FreeUnits() <= 0:
		return freeUsedUp
	default:
		return freeEffective
	}
}

// freeFilter is the query of ListFreeResourceInfos. What is empty does not filter.
type freeFilter struct {
	RegionCode          string      `json:"region_code"`
	OrderID             string      `json:"order_id"`
	ProductID           string      `json:"product_id"`
	ProductName         string      `json:"product_name"`
	EnterpriseProjectID string      `json:"enterprise_project_id"`
	Status              freeText    `json:"status"`
	ServiceTypeCodeList []string    `json:"service_type_code_list"`
	Offset              call.Number `json:"offset"`
	Limit               call.Number `json:"limit"`
}

// freeText is a number that may also be the empty string, which is none.
type freeText struct{ call.Number }

func (f *freeText) UnmarshalJSON(b []byte) error {
	if string(b) == `""` {
		return nil
	}
	return f.Number.UnmarshalJSON(b)
}

// listFreeResources is ListFreeResourceInfos: the pay-per-use packages, which tenants/resources does not show
// (documented).
func listFreeResources(r *call.Request, f freeFilter) (any, error) {
	offset, limit, err := r.BodyPage(f.Offset, f.Limit, call.MaxPage)
	if err != nil {
		return nil, err
	}
	if s := f.Status.Or(freeEffective); s < 0 || s > FreeUnsubscribed {
		return nil, r.Bad("status is %d, must be 0 to %d", s, FreeUnsubscribed)
	}
	list := f.list()
	list.Offset, list.Limit = offset, limit
	few := call.Few{Rows: lifecycle.Selection{Orders: []string{f.OrderID}}}
	if f.OrderID != "" {
		few.Of = func(w *lifecycle.View) []*lifecycle.Package {
			return slices.DeleteFunc(w.PackageList(), func(p *lifecycle.Package) bool { return p.OrderID != f.OrderID })
		}
	}
	w, page, listed, err := r.Packages(list, few)
	if err != nil {
		return nil, err
	}
	rows := []bssmodel.FreeResourcePackageV3{}
	for _, p := range page {
		rows = append(rows, freePackage(w, p))
	}
	return bssmodel.ListFreeResourceInfosResponse{FreeResourcePackages: &rows, TotalCount: new(int32(listed.Rows))}, nil
}

// list is the packages that the query does not name by their order.
func (f *freeFilter) list() (list lifecycle.PackageList) {
	list.Rows = func(product site.Product, _ site.PeriodType) int {
		if f.allows(product) {
			return 1
		}
		return 0
	}
	if !f.Status.Given {
		return list
	}
	switch f.Status.Value {
	case freeEffective, freeUsedUp:
		list.Statuses, list.Spent = lifecycle.NotGone(), new(f.Status.Value == freeUsedUp)
	case freeExpired:
		list.Statuses = []lifecycle.PackageStatus{lifecycle.PackageExpired, lifecycle.PackageReleased}
	case FreeUnsubscribed:
		list.Statuses = []lifecycle.PackageStatus{lifecycle.PackageReturned}
	default: // a package begins when it is paid
		list.Rows = func(site.Product, site.PeriodType) int { return 0 }
	}
	return list
}

func (f *freeFilter) allows(product site.Product) bool {
	same := func(want, have string) bool { return want == "" || want == have }
	return product.PayPerUse && same(f.RegionCode, call.Region) && same(f.ProductID, product.ResourceSpecCode) &&
		(f.ProductName == "" || names.Same(f.ProductName, product.Name)) &&
		same(f.EnterpriseProjectID, defaultEnterprise) &&
		(len(f.ServiceTypeCodeList) == 0 ||
			slices.ContainsFunc(f.ServiceTypeCodeList, func(s string) bool { return strings.EqualFold(s, serviceTypeCode) }))
}

func freePackage(w *lifecycle.View, p *lifecycle.Package) bssmodel.FreeResourcePackageV3 {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	items := []bssmodel.FreeResourceV3{{
		FreeResourceId: new(freeItemID(p)), UsageTypeName: &product.Name, Amount: new(strconv.FormatInt(p.FreeUnits(), 10)),
		OriginalAmount: new(strconv.FormatInt(p.Units, 10)), MeasureId: measureOf(product.Unit),
	}}
	return bssmodel.FreeResourcePackageV3{
		OrderInstanceId: &p.ID, OrderId: &p.OrderID, ProductId: &p.ResourceSpecCode, ProductName: &product.Name,
		EnterpriseProjectId: new(defaultEnterprise), EnterpriseProjectScope: new(int32(0)),
		EffectiveTime: new(call.Instant(p.Effective)), ExpireTime: new(call.Instant(p.Expire())),
		Status:          new(int32(freeStatus(w, p))),
		ServiceTypeCode: new(serviceTypeCode), ServiceTypeName: new(serviceTypeName), RegionCode: new(call.Region),
		SourceType: new(int32(sourceOrder)), BundleType: new("ATOMIC_PKG"), QuotaReuseMode: new(int32(notResettable)),
		FreeResources: &items,
	}
}

// freeDetail is the SDK's FreeResourceDetail with amounts as numbers: its decimals marshal as strings.
type freeDetail struct {
	FreeResourceID       string      `json:"free_resource_id"`
	FreeResourceTypeName string      `json:"free_resource_type_name"`
	UsageTypeName        string      `json:"usage_type_name"`
	StartTime            string      `json:"start_time"`
	EndTime              string      `json:"end_time"`
	Amount               json.Number `json:"amount"`
	OriginalAmount       json.Number `json:"original_amount"`
	MeasureID            int32       `json:"measure_id"`
}

type showFreeResourcesBody struct {
	FreeResourceIDs []string `json:"free_resource_ids"`
}

// showFreeResources is ListFreeResourceUsages. Items that do not exist are left out (assumed).
func showFreeResources(r *call.Request, in showFreeResourcesBody) (any, error) {
	if n := len(in.FreeResourceIDs); n == 0 || n > MaxFreeIDs {
		return nil, r.Bad("free_resource_ids has %d ids, must have 1 to %d", n, MaxFreeIDs)
	}
	ids := make([]string, len(in.FreeResourceIDs))
	for i, id := range in.FreeResourceIDs {
		if len(id) > MaxFreeID {
			return nil, r.Bad("free_resource_ids[%d] is longer than %d bytes", i, MaxFreeID)
		}
		ids[i] = PackagePrefix + strings.TrimPrefix(id, FreeItemPrefix)
	}
	w, err := r.Look(lifecycle.Selection{Packages: ids})
	if err != nil {
		return nil, err
	}
	out := struct {
		FreeResources []freeDetail `json:"free_resources"`
	}{[]freeDetail{}}
	for _, p := range w.PackageList() {
		product, _ := w.Catalog.Product(p.ResourceSpecCode)
		if !product.PayPerUse || !slices.Contains(in.FreeResourceIDs, freeItemID(p)) {
			continue
		}
		out.FreeResources = append(out.FreeResources, freeDetail{
			FreeResourceID: freeItemID(p), FreeResourceTypeName: product.Name, UsageTypeName: product.Name,
			StartTime: call.Instant(p.Effective), EndTime: call.Instant(p.Expire()),
			Amount:         json.Number(strconv.FormatInt(p.FreeUnits(), 10)),
			OriginalAmount: json.Number(strconv.FormatInt(p.Units, 10)), MeasureID: *measureOf(product.Unit),
		})
	}
	return out, nil
}
