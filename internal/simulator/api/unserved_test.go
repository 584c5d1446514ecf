package api

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
	bss "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2"
	iam "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// TestCallsThatAreNotServedSaySo to whoever may make calls at all, by the name and the path that the official SDK gives
// them; and the guide lists them.
func TestCallsThatAreNotServedSaySo(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "..", "templates", "guides", "simulated-cloud.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]*def.HttpRequestDef{
		"CreateDigitalAsset":               metastudio.GenReqDefForCreateDigitalAsset(),
		"ListAssetSummary":                 metastudio.GenReqDefForListAssetSummary(),
		"ShowAssetReplicationInfo":         metastudio.GenReqDefForShowAssetReplicationInfo(),
		"CreateAssetByReplicationInfo":     metastudio.GenReqDefForCreateAssetByReplicationInfo(),
		"TransferAsset":                    metastudio.GenReqDefForTransferAsset(),
		"ListTransferAssetJobs":            metastudio.GenReqDefForListTransferAssetJobs(),
		"ShowTransferAssetJob":             metastudio.GenReqDefForShowTransferAssetJob(),
		"ExecuteTransferAssetAction":       metastudio.GenReqDefForExecuteTransferAssetAction(),
		"ShowTenantServiceConfigs":         metastudio.GenReqDefForShowTenantServiceConfigs(),
		"UpdateTenantServiceConfigs":       metastudio.GenReqDefForUpdateTenantServiceConfigs(),
		"ShowTenantNoticeConfiguration":    metastudio.GenReqDefForShowTenantNoticeConfiguration(),
		"SetTenantNoticeConfiguration":     metastudio.GenReqDefForSetTenantNoticeConfiguration(),
		"ShowTenantUserConfiguration":      metastudio.GenReqDefForShowTenantUserConfiguration(),
		"SetTenantUserConfiguration":       metastudio.GenReqDefForSetTenantUserConfiguration(),
		"DeleteTenantUserConfiguration":    metastudio.GenReqDefForDeleteTenantUserConfiguration(),
		"CreateShortJob":                   metastudio.GenReqDefForCreateShortJob(),
		"ShowShortJob":                     metastudio.GenReqDefForShowShortJob(),
		"CommitShortJob":                   metastudio.GenReqDefForCommitShortJob(),
		"ConfirmTrainingSegment":           metastudio.GenReqDefForConfirmTrainingSegment(),
		"ShowTrainingSegmentInfo":          metastudio.GenReqDefForShowTrainingSegmentInfo(),
		"SetJobBatchName":                  metastudio.GenReqDefForSetJobBatchName(),
		"ListJobOperationLog":              metastudio.GenReqDefForListJobOperationLog(),
		"ShowJobAuditResult":               metastudio.GenReqDefForShowJobAuditResult(),
		"ShowJobUploadingAddress":          metastudio.GenReqDefForShowJobUploadingAddress(),
		"ShowTenantDurationCfg":            metastudio.GenReqDefForShowTenantDurationCfg(),
		"UpdatePeriodToOnDemand":           bss.GenReqDefForUpdatePeriodToOnDemand(),
		"UpdatePeriodToOnDemandInstantly":  bss.GenReqDefForUpdatePeriodToOnDemandInstantly(),
		"ListOnDemandResourceRatings":      bss.GenReqDefForListOnDemandResourceRatings(),
		"ListFreeResourcesUsageRecords":    bss.GenReqDefForListFreeResourcesUsageRecords(),
		"ListStoredValueCards":             bss.GenReqDefForListStoredValueCards(),
		"ListCustomerCouponChangeRecords":  bss.GenReqDefForListCustomerCouponChangeRecords(),
		"ListCustomerAccountChangeRecords": bss.GenReqDefForListCustomerAccountChangeRecords(),
		"ListResourceTypes":                bss.GenReqDefForListResourceTypes(),
		"ListServiceResources":             bss.GenReqDefForListServiceResources(),
		"ListUsageTypes":                   bss.GenReqDefForListUsageTypes(),
		"KeystoneListUsers":                iam.GenReqDefForKeystoneListUsers(),
	}
	h := newAPI(t)
	for _, rt := range unserved() {
		d := known[rt.Name]
		if d == nil || d.Method != rt.Method || d.Path != rt.Pattern {
			t.Errorf("%s: %s %s is not what the SDK has", rt.Name, rt.Method, rt.Pattern)
		}
		if !strings.Contains(string(guide), "`"+rt.Name+"`") {
			t.Errorf("%s is not in the guide", rt.Name)
		}
		target := strings.NewReplacer("{project_id}", project, "{", "", "}", "").Replace(rt.Pattern)
		w := send(h, rt.Method, target, "{}")
		if e := errorOf(t, w); w.Code != http.StatusBadRequest || !strings.Contains(e.Code+e.Message, "SIM.1011") ||
			!strings.Contains(e.Message, rt.Name) {
			t.Errorf("%s: got %d %+v", rt.Name, w.Code, e)
		}
		stranger := map[call.Family]string{call.MetaStudio: "401 MSS.00000001", call.Billing: "403 CBC.0155",
			call.IAM: "401 Unauthorized"}[rt.Family]
		w = send(h, rt.Method, target, "{}", "Authorization", "")
		if e := errorOf(t, w); fmt.Sprint(w.Code, " ", e.Code) != stranger {
			t.Errorf("%s by nobody: got %d %+v, want %s", rt.Name, w.Code, e, stranger)
		}
	}
}
