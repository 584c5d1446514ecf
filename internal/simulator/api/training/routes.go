// Package training serves MetaStudio's calls about training jobs, for clients other than the provider.
package training

import (
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	imageJobs     = call.InProject + "/digital-human-training-manage/user/jobs"
	voiceTraining = call.InProject + "/voice-training-manage"
)

// Words of queries and bodies.
var (
	imageJobStates = call.WordsOf(mssmodel.GetTrainingJobBasicInfoStateEnum())
	voiceJobStates = call.WordsOf(mssmodel.GetJobStateEnum())
	voiceJobTypes  = call.WordsOf(mssmodel.GetJobTypeEnum())
	VoiceTags      = call.WordsOf(mssmodel.GetJobTagEnum())
	resolutions    = []string{metastudio.ModelResolution, "4K"}
)

// Routes are MetaStudio's calls about training.
func Routes() []call.Route {
	jobTime := call.Rules{
		"create_since": {Instant: true}, "create_until": {Instant: true}, "update_since": {Instant: true},
		"update_until": {Instant: true},
		"sort_dir":     call.Direction(), "is_ondemand_resource": {Truth: true},
	}
	return call.MetaStudio.Routes(
		call.Post("Create2dModelTrainingJob", imageJobs, call.Manage, call.Body(createImageJob)),
		call.Get("List2dModelTrainingJob", imageJobs, call.Read, listImageJobs).
			Asking(call.AllOf(call.Paging(), jobTime, call.Rules{
				"state": call.ManyWords(imageJobStates...), "sort_key": call.OneWord("create_time", "update_time", "asset_order"),
				"model_resolution": call.OneWord(resolutions...), "is_flexus": {Truth: true}, "is_live_copy": {Truth: true},
			})),
		call.Get("Show2dModelTrainingJob", imageJobs+"/{job_id}", call.Read, showImageJob),
		call.Put("Update2dModelTrainingJob", imageJobs+"/{job_id}", call.Manage, call.Body(updateImageJob)),
		call.Delete("Delete2dModelTrainingJob", imageJobs+"/{job_id}", call.Manage, deleteImageJob).Answering(http.StatusOK),
		call.Post("Execute2dModelTrainingCommandByUser", imageJobs+"/{job_id}/command", call.Manage,
			call.Body(commandImageJob)),
		call.Post("CreateTrainingBasicJob", voiceTraining+"/user/basic-jobs", call.Manage,
			createVoiceJob(lifecycle.BasicVoiceJob)),
		call.Post("CreateTrainingMiddleJob", voiceTraining+"/user/middle-jobs", call.Manage,
			createVoiceJob(lifecycle.MiddleVoiceJob)),
		call.Post("CreateTrainingAdvanceJob", voiceTraining+"/user/advance-jobs", call.Manage,
			createVoiceJob(lifecycle.AdvanceVoiceJob)),
		call.Post("CreateTrainingThirdPartyJob", voiceTraining+"/user/third-party-jobs", call.Manage, createThirdPartyJob),
		call.Get("ListVoiceTrainingJob", voiceTraining+"/user/jobs", call.Read, listVoiceJobs).
			Asking(call.AllOf(call.Paging(), jobTime, call.Rules{
				"state": call.ManyWords(voiceJobStates...), "sort_key": call.OneWord("ceate_time", "create_time", "update_time"),
				"job_type": call.ManyWords(voiceJobTypes...),
				"tag":      call.OneWord(VoiceTags...),
			})),
		call.Get("ShowVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", call.Read, showVoiceJob),
		call.Post("CommitVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", call.Manage,
			call.OptionalBody(commitVoiceJob)).Answering(http.StatusOK),
		call.Delete("DeleteVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", call.Manage, deleteVoiceJob).
			Answering(http.StatusOK),
		call.Get("ShowVoiceTrainingQuotas", voiceTraining+"/quotas", call.Read,
			showVoiceQuotas).Asking(call.Paging()),
	)
}

// Unserved are documented calls that are not simulated.
func Unserved() []call.Route {
	return call.MetaStudio.Routes(
		call.NotServed("CreateShortJob", "POST", voiceTraining+"/user/short-jobs"),
		call.NotServed("ShowShortJob", "GET", voiceTraining+"/user/short-jobs/{job_id}"),
		call.NotServed("CommitShortJob", "POST", voiceTraining+"/user/short-jobs/{job_id}"),
		call.NotServed("ConfirmTrainingSegment", "POST", voiceTraining+"/user/training-segment"),
		call.NotServed("ShowTrainingSegmentInfo", "GET", voiceTraining+"/user/training-segment"),
		call.NotServed("SetJobBatchName", "PUT", voiceTraining+"/user/batch"),
		call.NotServed("ListJobOperationLog", "GET", voiceTraining+"/user/jobs/{job_id}/op-logs"),
		call.NotServed("ShowJobAuditResult", "GET", voiceTraining+"/user/jobs/{job_id}/audit-result"),
		call.NotServed("ShowJobUploadingAddress", "GET", voiceTraining+"/user/jobs/{job_id}/uploading-address-url"),
		call.NotServed("ShowTenantDurationCfg", "GET", voiceTraining+"/user/tenant-duration-cfg"),
	)
}
