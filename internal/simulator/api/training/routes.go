package httpapi

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	imageJobs     = inProject + "/digital-human-training-manage/user/jobs"
	voiceTraining = inProject + "/voice-training-manage"
)

// Words of queries and bodies.
var (
	imageJobStates = wordsOf(mssmodel.GetTrainingJobBasicInfoStateEnum())
	voiceJobStates = wordsOf(mssmodel.GetJobStateEnum())
	voiceJobTypes  = wordsOf(mssmodel.GetJobTypeEnum())
	voiceTags      = wordsOf(mssmodel.GetJobTagEnum())
	resolutions    = []string{modelResolution, "4K"}
)

// trainingRoutes are MetaStudio's calls about training.
func trainingRoutes() []route {
	jobTime := rules{
		"create_since": {instant: true}, "create_until": {instant: true}, "update_since": {instant: true}, "update_until": {instant: true},
		"sort_dir": direction(), "is_ondemand_resource": {truth: true},
	}
	return metaStudio.routes(
		post("Create2dModelTrainingJob", imageJobs, toManage, createImageJob),
		get("List2dModelTrainingJob", imageJobs, toRead, listImageJobs).asking(all(paging(), jobTime, rules{
			"state": manyWords(imageJobStates...), "sort_key": oneWord("create_time", "update_time", "asset_order"),
			"model_resolution": oneWord(resolutions...), "is_flexus": {truth: true}, "is_live_copy": {truth: true},
		})),
		get("Show2dModelTrainingJob", imageJobs+"/{job_id}", toRead, showImageJob),
		put("Update2dModelTrainingJob", imageJobs+"/{job_id}", toManage, updateImageJob),
		del("Delete2dModelTrainingJob", imageJobs+"/{job_id}", toManage, deleteImageJob),
		post("Execute2dModelTrainingCommandByUser", imageJobs+"/{job_id}/command", toManage, commandImageJob),
		post("CreateTrainingBasicJob", voiceTraining+"/user/basic-jobs", toManage, createVoiceJob(lifecycle.BasicVoiceJob)),
		post("CreateTrainingMiddleJob", voiceTraining+"/user/middle-jobs", toManage, createVoiceJob(lifecycle.MiddleVoiceJob)),
		post("CreateTrainingAdvanceJob", voiceTraining+"/user/advance-jobs", toManage, createVoiceJob(lifecycle.AdvanceVoiceJob)),
		post("CreateTrainingThirdPartyJob", voiceTraining+"/user/third-party-jobs", toManage, createThirdPartyJob),
		get("ListVoiceTrainingJob", voiceTraining+"/user/jobs", toRead, listVoiceJobs).asking(all(paging(), jobTime, rules{
			"state": manyWords(voiceJobStates...), "sort_key": oneWord("ceate_time", "create_time", "update_time"), "job_type": manyWords(voiceJobTypes...),
			"tag": oneWord(voiceTags...),
		})),
		get("ShowVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", toRead, showVoiceJob),
		post("CommitVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", toManage, commitVoiceJob),
		del("DeleteVoiceTrainingJob", voiceTraining+"/user/jobs/{job_id}", toManage, deleteVoiceJob),
		get("ShowVoiceTrainingQuotas", voiceTraining+"/quotas", toRead, showVoiceQuotas).asking(paging()),
	)
}

// trainingUnserved are documented calls that are not simulated.
func trainingUnserved() []route {
	return metaStudio.routes(
		notServed("CreateShortJob", "POST", voiceTraining+"/user/short-jobs"),
		notServed("ShowShortJob", "GET", voiceTraining+"/user/short-jobs/{job_id}"),
		notServed("CommitShortJob", "POST", voiceTraining+"/user/short-jobs/{job_id}"),
		notServed("ConfirmTrainingSegment", "POST", voiceTraining+"/user/training-segment"),
		notServed("ShowTrainingSegmentInfo", "GET", voiceTraining+"/user/training-segment"),
		notServed("SetJobBatchName", "PUT", voiceTraining+"/user/batch"),
		notServed("ListJobOperationLog", "GET", voiceTraining+"/user/jobs/{job_id}/op-logs"),
		notServed("ShowJobAuditResult", "GET", voiceTraining+"/user/jobs/{job_id}/audit-result"),
		notServed("ShowJobUploadingAddress", "GET", voiceTraining+"/user/jobs/{job_id}/uploading-address-url"),
		notServed("ShowTenantDurationCfg", "GET", voiceTraining+"/user/tenant-duration-cfg"),
	)
}
