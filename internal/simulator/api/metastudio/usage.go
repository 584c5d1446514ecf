package metastudio

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// countResources is CountTenantResources: how many packages end within a window, by business type and charging mode.
func countResources(r *call.Request) (any, error) {
	f := resourceFilter{
		business: r.Query.List("business"), status: -1,
		expires: r.Query.Window("resource_expire_start_time", "resource_expire_end_time"),
	}
	list := f.list()
	w, err := r.Look(lifecycle.Selection{Tally: &list})
	if err != nil {
		return nil, err
	}
	type key struct{ business, mode string }
	counts := tally[key, int64]{}
	for _, sum := range w.Tallies {
		if product, _ := w.Catalog.Product(sum.ResourceSpecCode); f.business.Allows(product.BusinessType) {
			*counts.of(key{product.BusinessType, product.ChargingMode(sum.PeriodType)}) += sum.Count
		}
	}
	out := []mssmodel.ResourcesCount{}
	for _, k := range counts.keys {
		out = append(out, mssmodel.ResourcesCount{
			BusinessType: &k.business, ChargingMode: &k.mode, ResourceSource: new(Purchased), Count: float32(*counts.of(k)),
		})
	}
	return mssmodel.CountTenantResourcesResponse{ResourcesCount: &out}, nil
}

type usageKey struct {
	code, business, part, mode, unit string
}

type usage struct{ amount, used int64 }

// showUsage is ShowResourceUsage: what all packages of a product hold and have used, and the parts of bundles likewise.
func showUsage(r *call.Request) (any, error) {
	f := resourceFilter{types: r.Query.List("resource"), business: r.Query.List("business"), status: -1}
	list := f.list()
	w, err := r.Look(lifecycle.Selection{Tally: &list})
	if err != nil {
		return nil, err
	}
	sums := tally[usageKey, usage]{}
	for _, sum := range w.Tallies {
		product, _ := w.Catalog.Product(sum.ResourceSpecCode)
		f.addUsage(&sums, sum, product)
	}
	out := []mssmodel.ResourceUsageInfo{}
	for _, k := range sums.keys {
		u := *sums.of(k)
		out = append(out, mssmodel.ResourceUsageInfo{
			ResourceType: &k.code, BusinessType: call.Enum[mssmodel.ResourceUsageInfoBusinessType](k.business),
			SubResourceType: call.Optional(k.part), IsSubResource: new(k.part != ""),
			ChargingMode:   call.Enum[mssmodel.ResourceUsageInfoChargingMode](k.mode),
			ResourceSource: new(Purchased), Amount: new(float32(u.amount)), Usage: new(float32(u.used)),
			Unit: call.Enum[mssmodel.ResourceUsageInfoUnit](k.unit),
		})
	}
	return mssmodel.ShowResourceUsageResponse{Resources: &out}, nil
}

func (f resourceFilter) addUsage(sums *tally[usageKey, usage], of lifecycle.PackageTally,
	product site.Product) {
	mode := product.ChargingMode(of.PeriodType)
	if f.business.Allows(product.BusinessType) {
		whole := sums.of(usageKey{product.ResourceSpecCode, product.BusinessType, "", mode, product.Unit})
		whole.amount += of.Units
		whole.used += of.Used
	}
	for _, part := range product.SubResources {
		if !f.business.Allows(part.BusinessType) {
			continue
		}
		k := usageKey{product.ResourceSpecCode, part.BusinessType, part.Type, mode, part.Unit}
		sums.of(k).amount += part.Amount * of.Count
	}
}

// tally sums up under keys, in the order in which they first came.
type tally[K comparable, V any] struct {
	keys []K
	sums map[K]*V
}

func (t *tally[K, V]) of(k K) *V {
	if t.sums == nil {
		t.sums = map[K]*V{}
	}
	if t.sums[k] == nil {
		t.keys = append(t.keys, k)
		t.sums[k] = new(V)
	}
	return t.sums[k]
}
