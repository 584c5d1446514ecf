package training

import (
	"time"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// MaxParts is how many parts a video is uploaded in at most (documented).
const MaxParts = 1000

// A failed job says so as training that failed does.
var imageStates = jobStates{
	lifecycle.JobOpen: "WAIT_FILE_UPLOAD", lifecycle.JobTraining: "TRAINING", lifecycle.JobDone: "JOB_SUCCESS",
	lifecycle.JobFailed: "TRAIN_FAILED",
}

// imageParts is how many URLs for the parts of its videos a job asks for.
type imageParts struct {
	Video  call.Number `json:"video_multipart_count"`
	Action call.Number `json:"action_video_multipart_count"`
}

func checkParts(r *call.Request, p imageParts) error {
	for _, n := range []struct {
		name string
		n    int64
	}{{"video_multipart_count", p.Video.Or(1)}, {"action_video_multipart_count", p.Action.Or(1)}} {
		if n.n < 1 || n.n > MaxParts {
			return r.Bad("%s is %d, must be from 1 to %d", n.name, n.n, MaxParts)
		}
	}
	return nil
}

type createImageJobBody struct {
	imageParts
	Name           string        `json:"name"`
	Contact        string        `json:"contact"`
	Background     *call.Boolean `json:"is_background_replacement"`
	BatchName      string        `json:"batch_name"`
	Tags           []string      `json:"tags"`
	ModelVersion   string        `json:"model_version"`
	OnDemand       call.Boolean  `json:"is_ondemand_resource"`
	Flexus         call.Boolean  `json:"is_flexus"`
	FastFlexus     call.Boolean  `json:"is_fast_flexus"`
	LiveCopy       call.Boolean  `json:"is_live_copy"`
	OnlyHumanModel call.Boolean  `json:"is_only_human_model"`
	AudioSource    string        `json:"audio_source_type"`
	Services       []string      `json:"supported_service"`
	CommandMessage string        `json:"command_message"`
}

// createImageJob is Create2dModelTrainingJob.
func createImageJob(r *call.Request, in createImageJobBody) (any, error) {
	user, err := r.AppUser()
	if err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, r.Bad("name is missing")
	}
	if err := checkImage(r, in.imageParts, in.CommandMessage, in.AudioSource, in.Services); err != nil {
		return nil, err
	}
	if err := r.OneOf("model_version", in.ModelVersion, "V2", "V3", metastudio.ModelVersion, "V3.3"); err != nil {
		return nil, err
	}
	switch {
	case in.ModelVersion == "V2" || in.ModelVersion == "V3":
		return nil, r.Bad("model_version %s is obsolete, use %s", in.ModelVersion, metastudio.ModelVersion)
	case bool(in.Flexus || in.FastFlexus) || in.ModelVersion == "V3.3":
		return nil, call.NotSimulated("training of Flexus avatars is not simulated: leave is_flexus, is_fast_flexus and " +
			"model_version V3.3 out, and buy image modelling")
	case bool(in.OnDemand):
		return nil, call.NotSimulated("training billed by use is not simulated: leave is_ondemand_resource out, and buy " +
			"image modelling")
	}
	id, err := r.Make(lifecycle.CreateTrainingJob{Type: lifecycle.ImageJob, Details: lifecycle.JobDetails{
		Name: in.Name, Contact: in.Contact, BatchName: in.BatchName, Tags: in.Tags, AppUserID: user, Services: in.Services,
		KeepsBackground: in.Background != nil && !bool(*in.Background),
		LiveCopy:        bool(in.LiveCopy), AudioSource: in.AudioSource,
		OnlyHumanModel: bool(in.OnlyHumanModel),
	}})
	if err != nil {
		return nil, err
	}
	return imageUploads(id, in.imageParts, in.AudioSource), nil
}

func checkImage(r *call.Request, parts imageParts, message, audio string, services []string) error {
	if err := checkParts(r, parts); err != nil {
		return err
	}
	if err := r.OneOf("command_message", message, "UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO",
		"GET_ACTION_VIDEO_MULTIPART"); err != nil {
		return err
	}
	if err := r.OneOf("audio_source_type", audio, "VIDEO", "AUDIO"); err != nil {
		return err
	}
	return metastudio.CheckServices(r, services)
}

func imageUploads(id string, parts imageParts, audio string) mssmodel.Create2dModelTrainingJobResponse {
	out := mssmodel.Create2dModelTrainingJobResponse{
		JobId:                  &id,
		TrainingVideoUploadUrl: uploadParts(id, "training-video", int(parts.Video.Or(1))),
		ActionVideoUploadUrl:   uploadParts(id, "action-video", int(parts.Action.Or(1))),
		CoverUploadUrl:         uploadURL(id, "cover"), IdCardImage1UploadUrl: uploadURL(id, "id-card-1"),
		IdCardImage2UploadUrl: uploadURL(id, "id-card-2"),
		GrantFileUploadUrl:    uploadURL(id, "grant"), PreBeautyImageUploadUrl: uploadURL(id, "pre-beauty"),
		PostBeautyImageUploadUrl: uploadURL(id, "post-beauty"),
	}
	if audio == "AUDIO" {
		out.AudioUploadUrl = uploadURL(id, "audio")
	}
	return out
}

type updateImageJobBody struct {
	imageParts
	Name           *string       `json:"name"`
	Contact        *string       `json:"contact"`
	Background     *call.Boolean `json:"is_background_replacement"`
	BatchName      *string       `json:"batch_name"`
	Tags           *[]string     `json:"tags"`
	FastFlexus     call.Boolean  `json:"is_fast_flexus"`
	AudioSource    *string       `json:"audio_source_type"`
	Services       *[]string     `json:"supported_service"`
	CommandMessage string        `json:"command_message"`
}

// updateImageJob is Update2dModelTrainingJob.
func updateImageJob(r *call.Request, in updateImageJobBody) (any, error) {
	if err := checkImage(r, in.imageParts, in.CommandMessage, call.Value(in.AudioSource),
		call.Value(in.Services)); err != nil {
		return nil, err
	}
	if in.FastFlexus {
		return nil, call.NotSimulated("training of Flexus avatars is not simulated: leave is_fast_flexus out")
	}
	change := named(r, true)
	change.Name, change.Contact, change.BatchName, change.Tags = in.Name, in.Contact, in.BatchName, in.Tags
	change.AudioSource, change.Services = in.AudioSource, in.Services
	if in.Background != nil {
		change.KeepsBackground = new(!bool(*in.Background))
	}
	if _, err := r.Do(lifecycle.UpdateTrainingJob{JobChange: change}); err != nil {
		return nil, err
	}
	return mssmodel.Update2dModelTrainingJobResponse(imageUploads(change.JobID, in.imageParts,
			call.Value(in.AudioSource))),
		nil
}

// deleteImageJob is Delete2dModelTrainingJob.
func deleteImageJob(r *call.Request) (any, error) {
	return r.Done(lifecycle.DeleteTrainingJob{JobChange: named(r, true)})
}

// ImageCommands are the documented commands but for the one that submits.
var ImageCommands = []string{
	"CONFIRM_ACCEPT", "CONFIRM_REJECT", "CONFIRM_ANSWER", "CONFIRM_PENDING", "CONFIRM_ACTIVE", "GET_MULTIPART_UPLOADED",
	"CONFIRM_REPAIR",
	"CONFIRM_MULTIPART_UPLOADED", "GET_ACTION_VIDEO_MULTIPART_UPLOADED", "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED",
	"CONFIRM_AUTHORIZATION_LETTER",
	"DELETE_JOB_VIDEO",
}

// Submit is the command that submits a job.
const Submit = "SUBMITVERIFYING"

type commandImageJobBody struct {
	Command string `json:"command"`
}

// commandImageJob is Execute2dModelTrainingCommandByUser. What the rules refuse is an error; a command about files or
// about a review by the user, neither of which there is here, is answered as one that failed (assumed).
func commandImageJob(r *call.Request, in commandImageJobBody) (any, error) {
	if in.Command == "" {
		return nil, r.Bad("command is missing")
	}
	if err := r.OneOf("command", in.Command, append(ImageCommands, Submit)...); err != nil {
		return nil, err
	}
	type result = mssmodel.Execute2dModelTrainingCommandByUserResponseCommondResult
	if in.Command == Submit {
		if _, err := r.Do(lifecycle.SubmitTrainingJob{JobChange: named(r, true)}); err != nil {
			return nil, err
		}
		return mssmodel.Execute2dModelTrainingCommandByUserResponse{CommondResult: call.Enum[result]("EXCUTE_SUCCESS")}, nil
	}
	if _, _, err := lookJob(r, true); err != nil {
		return nil, err
	}
	reason := "the command " + in.Command + " is not simulated: there are no files and no reviews; submit the job " +
		"with " + Submit
	return mssmodel.Execute2dModelTrainingCommandByUserResponse{
		CommondResult: call.Enum[result]("EXCUTE_FAILED"), ExcuteFailedMsg: &reason,
		ErrorInfo: &mssmodel.ErrorResponse{ErrorCode: new(lifecycle.CodeNotSimulated), ErrorMsg: &reason},
	}, nil
}

// listImageJobs is List2dModelTrainingJob.
func listImageJobs(r *call.Request) (any, error) {
	q := r.Query
	copied := q.Flag("is_live_copy")
	resolution, location, tenant := q.Get("model_resolution"), q.Get("train_location"), q.Get("query_project_id")
	// No job here is Flexus or billed by use, has another resolution, or a place where it is trained.
	none := call.Value(q.Flag("is_flexus")) || call.Value(q.Flag("is_ondemand_resource")) || location != "" ||
		resolution != "" && resolution != metastudio.ModelResolution || tenant != "" && tenant != r.Call.Tenant
	types := []lifecycle.JobType{lifecycle.ImageJob}
	if none {
		types = nil
	}
	page, err := jobsOf(r, jobList{
		types: types, states: imageStates, copies: copied,
		updated: func(_ *lifecycle.View, j *lifecycle.TrainingJob) time.Time { return j.Updated },
	}, "name", "asc")
	if err != nil {
		return nil, err
	}
	rows := []mssmodel.TrainingJobBasicInfo{}
	for _, j := range page.jobs {
		rows = append(rows, imageJobInfo(page.View, j))
	}
	return mssmodel.List2dModelTrainingJobResponse{Count: &page.rows, Jobs: &rows}, nil
}

func imageJobInfo(w *lifecycle.View, j *lifecycle.TrainingJob) mssmodel.TrainingJobBasicInfo {
	d := &j.Details
	info := mssmodel.TrainingJobBasicInfo{
		JobId: j.ID, Name: d.Name, State: *call.Enum[mssmodel.TrainingJobBasicInfoState](imageStates[w.JobStatus(j)]),
		AssetId: trainedAsset(w, j), ProjectId: &w.Tenant.ID, LastUpdateTime: new(call.Instant(j.Updated)),
		CreateTime: new(call.Instant(j.Created)),
		Contact:    call.Optional(d.Contact), BatchName: call.Optional(d.BatchName), AppUserId: call.Optional(d.AppUserID),
		ModelVersion:    call.Enum[mssmodel.TrainingJobBasicInfoModelVersion](metastudio.ModelVersion),
		MattingType:     call.Enum[mssmodel.TrainingJobBasicInfoMattingType]("AI"),
		ModelResolution: new(metastudio.ModelResolution), IsFlexus: new(false), IsLiveCopy: &d.LiveCopy,
		IsFastFlexus: new(false), IsOnlyHumanModel: &d.OnlyHumanModel,
		IsBackgroundReplacement: new(!d.KeepsBackground), IsOndemandResource: new(false),
	}
	if len(d.Tags) > 0 {
		info.Tags = &d.Tags
	}
	return info
}

// imageJob is the SDK's Show2dModelTrainingJobResponse: the line of the list, and these.
type imageJob struct {
	mssmodel.TrainingJobBasicInfo
	AudioSourceType   *string                             `json:"audio_source_type,omitempty"`
	SupportedService  []string                            `json:"supported_service,omitempty"`
	AllocatedResource *mssmodel.TrainingAllocatedResource `json:"allocated_resource,omitempty"`
}

// showImageJob is Show2dModelTrainingJob.
func showImageJob(r *call.Request) (any, error) {
	w, j, err := lookJob(r, true)
	if err != nil {
		return nil, err
	}
	out := imageJob{TrainingJobBasicInfo: imageJobInfo(w, j), AudioSourceType: call.Optional(j.Details.AudioSource),
		SupportedService: j.Details.Services}
	if id, mode, end, ok := allocated(w, j); ok {
		out.AllocatedResource = &mssmodel.TrainingAllocatedResource{
			ResourceId: &id, ChargeMode: call.Enum[mssmodel.TrainingAllocatedResourceChargeMode](mode), ExpireTime: &end,
		}
	}
	return out, nil
}
