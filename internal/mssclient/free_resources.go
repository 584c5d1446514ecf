package mssclient

import (
	"context"
	"fmt"
	"strconv"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

const onDemand = "ON_DEMAND"

// measureUnits are MetaStudio's words for billing's measures.
var measureUnits = map[int32]string{4: "HOUR", 5: "MIN", 10: "GB", 14: "NUM"}

// freeResources is what billing says of pay-per-use packages, which MetaStudio does not list, by order instance; of one
// order, if it is given.
func (c *Client) freeResources(ctx context.Context, orderID string) (map[string]bssmodel.FreeResourcePackageV3, error) {
	all := map[string]bssmodel.FreeResourcePackageV3{}
	query := bssmodel.ListFreeResourceInfosReq{}
	if orderID != "" {
		query.OrderId = &orderID
	}
	for p, err := range pages(ctx, c, "list the pay-per-use packages", nil,
		func(s *services, offset, limit *int32) (*bssmodel.ListFreeResourceInfosResponse, error) {
			query.Offset, query.Limit = offset, limit
			return s.bss.ListFreeResourceInfos(&bssmodel.ListFreeResourceInfosRequest{Body: &query})
		},
		func(resp *bssmodel.ListFreeResourceInfosResponse) ([]bssmodel.FreeResourcePackageV3, int32) {
			return answer.Value(resp.FreeResourcePackages), answer.Value(resp.TotalCount)
		},
		func(p bssmodel.FreeResourcePackageV3) string { return answer.Value(p.OrderInstanceId) },
	) {
		if err != nil {
			return nil, err
		}
		all[answer.Value(p.OrderInstanceId)] = p
	}
	return all, nil
}

// fromFreeResource fills in what only the free-resource list knows.
func (p *Package) fromFreeResource(f bssmodel.FreeResourcePackageV3) error {
	items := answer.Value(f.FreeResources)
	if len(items) == 0 {
		return nil
	}
	total, err := strconv.ParseFloat(answer.Value(items[0].OriginalAmount), 64)
	if err != nil {
		return fmt.Errorf("the answer's original_amount %q is no number", answer.Value(items[0].OriginalAmount))
	}
	left, err := strconv.ParseFloat(answer.Value(items[0].Amount), 64)
	if err != nil {
		return fmt.Errorf("the answer's amount %q is no number", answer.Value(items[0].Amount))
	}
	p.OrderID, p.ChargingMode, p.Unit = answer.Value(f.OrderId), onDemand, measureUnits[answer.Value(items[0].MeasureId)]
	p.Units, p.Used, p.Listed = int64(total), int64(total-left), true
	if p.Status == PackageActive && p.Used >= p.Units {
		p.Status = PackageUsedUp
	}
	return nil
}
