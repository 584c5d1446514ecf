package billing

import (
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

const maxServiceName = 128 // documented

// listServiceTypes is ListServiceTypes: the one service that the simulated cloud has. Clients use it to find out to
// which website an account belongs, by the refusal of the other one; here one port serves both sites, and no account is
// refused.
func listServiceTypes(r *call.Request) (any, error) {
	name := r.Query.Get("service_type_name")
	found := []bssmodel.ServiceTypes{}
	if strings.Contains(strings.ToLower(serviceTypeName), strings.ToLower(name)) { // documented: any part of it
		found = append(found, bssmodel.ServiceTypes{
			ServiceTypeName: new(serviceTypeName), ServiceTypeCode: new(serviceTypeCode), Abbreviation: new(serviceAbbreviation),
		})
	}
	return bssmodel.ListServiceTypesResponse{
		TotalCount: new(int32(len(found))), ServiceTypes: new(call.Page(r.Query, found))}, nil
}
