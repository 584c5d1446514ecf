package training

import (
	"slices"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

var voiceStates = jobStates{
	lifecycle.JobOpen: "CREATING", lifecycle.JobTraining: "PROCESSING", lifecycle.JobDone: "SUCCEED",
	lifecycle.JobFailed: "FAILED",
}

// sentences are how many recordings an edition is trained with, where they are uploaded one by one (documented). The
// premium one takes a single file.
var sentences = map[lifecycle.JobType]int{lifecycle.BasicVoiceJob: 20, lifecycle.MiddleVoiceJob: 100}

// How the recordings of a voice are uploaded.
const (
	createPackage = "PACKAGE" // assumed to be the default
	createSegment = "SEGMENT"
)

// checkVoice refuses words that the API does not know.
func checkVoice(r *call.Request, tag, sex, language string) error {
	if err := r.OneOf("tag", tag, "ECOMMERCE", "NEWS", "MARKETING", "LIVE", "EDUCATION", "CUSTOMER",
		"STORYTELLING"); err != nil {
		return err
	}
	if err := r.OneOf("sex", sex, "FEMALE", "MALE"); err != nil {
		return err
	}
	return r.OneOf("language", language, "CN", "EN")
}

type createVoiceJobBody struct {
	Tag            string       `json:"tag"`
	Description    string       `json:"description"`
	Sex            string       `json:"sex"`
	Name           string       `json:"voice_name"`
	Language       string       `json:"language"`
	CreateType     string       `json:"create_type"`
	Phone          string       `json:"phone"`
	ImageJobID     string       `json:"dhtms_job_id"`
	BatchName      string       `json:"batch_name"`
	OutputLanguage string       `json:"output_language"`
	CustomText     string       `json:"custom_text"`
	OnDemand       call.Boolean `json:"is_ondemand_resource"`
	Services       []string     `json:"supported_service"`
}

// createVoiceJob is CreateTrainingBasicJob, CreateTrainingMiddleJob and CreateTrainingAdvanceJob, whose requests and
// answers have one shape.
func createVoiceJob(edition lifecycle.JobType) call.Operation {
	return call.Body(func(r *call.Request, in createVoiceJobBody) (any, error) {
		user, err := r.AppUser()
		if err != nil {
			return nil, err
		}
		if in.Name == "" {
			return nil, r.Bad("voice_name is missing")
		}
		if err := checkVoice(r, in.Tag, in.Sex, in.Language); err != nil {
			return nil, err
		}
		if err := metastudio.CheckServices(r, in.Services); err != nil {
			return nil, err
		}
		how := []string{createPackage}
		if sentences[edition] > 0 {
			how = append(how, createSegment)
		}
		if err := r.OneOf("create_type", in.CreateType, how...); err != nil {
			return nil, err
		}
		if in.OnDemand {
			return nil, call.NotSimulated("training billed by use is not simulated: leave is_ondemand_resource out, and buy " +
				"voice modelling")
		}
		details := lifecycle.JobDetails{
			Name: in.Name, Description: in.Description, Contact: in.Phone, BatchName: in.BatchName, AppUserID: user,
			Services: in.Services,
			Sex:      in.Sex, Language: in.Language, OutputLanguage: in.OutputLanguage, CustomText: in.CustomText,
			ImageJobID: in.ImageJobID,
			CreateType: createPackage,
		}
		if in.CreateType != "" {
			details.CreateType = in.CreateType
		}
		if in.Tag != "" {
			details.Tags = []string{in.Tag}
		}
		id, err := r.Make(lifecycle.CreateTrainingJob{Type: edition, Details: details})
		if err != nil {
			return nil, err
		}
		return voiceUploads(id, edition, details.CreateType), nil
	})
}

func voiceUploads(id string, edition lifecycle.JobType, how string) mssmodel.CreateTrainingBasicJobResponse {
	out := mssmodel.CreateTrainingBasicJobResponse{
		JobId: &id, AuthorizationLetterUploadingUrl: uploadURL(id, "authorization-letter")}
	if how == createPackage {
		out.TrainingDataUploadingUrl = uploadURL(id, "training-data")
		return out
	}
	n := sentences[edition]
	out.SegmentUploadingUrl = &mssmodel.CreateTrainingJobRspSegmentUploadingUrl{
		AudioUploadingUrl: uploadParts(id, "audio", n), TxtUploadingUrl: uploadParts(id, "text", n),
	}
	return out
}

// createThirdPartyJob is CreateTrainingThirdPartyJob.
func createThirdPartyJob(*call.Request) (any, error) {
	return nil, call.NotSimulated("training by a third party is not simulated, nor are its packages sold; create a " +
		"basic, middle or advance job")
}

type commitVoiceJobBody struct {
	Tag            *string `json:"tag"`
	Description    *string `json:"description"`
	Sex            *string `json:"sex"`
	Name           *string `json:"voice_name"`
	Language       *string `json:"language"`
	Phone          *string `json:"phone"`
	AppUserID      *string `json:"app_user_id"`
	OutputLanguage *string `json:"output_language"`
	CustomText     *string `json:"custom_text"`
}

// commitVoiceJob is CommitVoiceTrainingJob. It may change the job with what it submits; its body can be absent.
func commitVoiceJob(r *call.Request, in commitVoiceJobBody) (any, error) {
	if err := checkVoice(r, call.Value(in.Tag), call.Value(in.Sex), call.Value(in.Language)); err != nil {
		return nil, err
	}
	change := named(r, false)
	change.Description, change.Sex, change.Name, change.Language, change.Contact = in.Description, in.Sex, in.Name,
		in.Language, in.Phone
	change.AppUserID, change.OutputLanguage, change.CustomText = in.AppUserID, in.OutputLanguage, in.CustomText
	if tag := call.Value(in.Tag); tag != "" {
		change.Tags = &[]string{tag}
	}
	return r.Done(lifecycle.SubmitTrainingJob{JobChange: change})
}

// deleteVoiceJob is DeleteVoiceTrainingJob.
func deleteVoiceJob(r *call.Request) (any, error) {
	return r.Done(lifecycle.DeleteTrainingJob{JobChange: named(r, false)})
}

// listVoiceJobs is ListVoiceTrainingJob: the newest first (documented).
func listVoiceJobs(r *call.Request) (any, error) {
	onDemand, types := call.Value(r.Query.Flag("is_ondemand_resource")), r.Query.List("job_type")
	asked := slices.DeleteFunc(lifecycle.VoiceJobs(), func(t lifecycle.JobType) bool {
		return onDemand || !types.Allows(string(t))
	})
	page, err := jobsOf(r, jobList{types: asked, states: voiceStates, updated: (*lifecycle.View).StatusSince},
		"voice_name", "desc")
	if err != nil {
		return nil, err
	}
	rows := []mssmodel.TrainingJobInfo{}
	for _, j := range page.jobs {
		rows = append(rows, voiceJobInfo(page.View, j))
	}
	return mssmodel.ListVoiceTrainingJobResponse{Count: &page.rows, Jobs: &rows}, nil
}

// showVoiceJob is ShowVoiceTrainingJob, whose answer has the shape of a line of the list.
func showVoiceJob(r *call.Request) (any, error) {
	w, j, err := lookJob(r, false)
	if err != nil {
		return nil, err
	}
	return voiceJobInfo(w, j), nil
}

// voiceJobInfo has its times as seconds since 1970 (assumed: the type is documented, the unit is not; assignrecourd has
// seconds).
func voiceJobInfo(w *lifecycle.View, j *lifecycle.TrainingJob) mssmodel.TrainingJobInfo {
	d, status := &j.Details, w.JobStatus(j)
	info := mssmodel.TrainingJobInfo{
		JobType: call.Enum[mssmodel.JobType](string(j.Type)), JobId: &j.ID, AppUserId: call.Optional(d.AppUserID),
		VoiceName: &d.Name,
		Sex:       call.Optional(d.Sex), Language: call.Optional(d.Language),
		State: call.Enum[mssmodel.JobState](voiceStates[status]), RejectTimes: new(int32(0)),
		AssetId: trainedAsset(w, j), CreateTime: new(j.Created.Unix()), LastupdateTime: new(w.StatusSince(j).Unix()),
		CreateType: call.Enum[mssmodel.CreateType](d.CreateType), Phone: call.Optional(d.Contact),
		DhtmsJobId: call.Optional(d.ImageJobID),
		BatchName:  call.Optional(d.BatchName), OutputLanguage: call.Optional(d.OutputLanguage), IsRemake: new(false),
		IsOndemandResource: new(false),
	}
	if len(d.Tags) > 0 {
		info.Tag = call.Enum[mssmodel.JobTag](d.Tags[0])
	}
	if status == lifecycle.JobFailed {
		info.JobFailedCode = new(lifecycle.CodeAssetState)
		info.JobFailedReason = new("the asset " + j.AssetID + " was deleted before it was trained")
	}
	if id, mode, end, ok := allocated(w, j); ok {
		info.AllocatedResource = &mssmodel.VoiceTrainingAllocatedResource{
			ResourceId: &id, ChargeMode: call.Enum[mssmodel.ChardMode](mode), ExpireTime: &end}
	}
	return info
}
