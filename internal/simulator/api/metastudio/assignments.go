package metastudio

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// showAssignments is ShowTenantAssginRecord. No service provider allocates anything in the simulated cloud, so that
// nothing is listed; for the same reason there is no name that a provider has given the tenant, and there are no
// regions.
func showAssignments(_ *call.Request, w *lifecycle.View) (any, error) {
	return mssmodel.ShowTenantAssginRecordResponse{
		CustomerProjectId: &w.Tenant.ID, ResourceCount: new(int32(0)),
		Resources: &[]mssmodel.AllocateSpResourceInfo{}, ResourcesOverview: &[]mssmodel.AllocateSpResourceSummaryInfo{},
	}, nil
}
