package lifecycle

import (
	"cmp"
	"fmt"
	"time"
	"unicode/utf8"
)

// JobType is what a training job trains, and for voices in which edition.
type JobType string

// Kind is the kind of asset that jobs of the type make. No field of the API asks for an avatar in 4K, which depends on
// the uploaded video there (assumed: none is 4K).
func (t JobType) Kind() string {
	if t == ImageJob {
		return "studio_2d"
	}
	return "voice_clone"
}

// Types of training jobs; those of voices are the API's job_type.
const (
	ImageJob        JobType = "IMAGE"
	BasicVoiceJob   JobType = "BASIC"
	MiddleVoiceJob  JobType = "MIDDLE"
	AdvanceVoiceJob JobType = "ADVANCE"
)

// voiceProducts are the products out of which the editions of voices are trained (documented: resource types).
var voiceProducts = map[JobType]string{
	BasicVoiceJob:   "hws.resource.type.metastudio.modeling.voice.onebasic",
	MiddleVoiceJob:  "hws.resource.type.metastudio.modeling.voice.onemiddle",
	AdvanceVoiceJob: "hws.resource.type.metastudio.modeling.voice.advance",
}

// VoiceEdition is the edition of voices that a product trains.
func VoiceEdition(resourceSpecCode string) (t JobType, ok bool) {
	for t, code := range voiceProducts {
		if code == resourceSpecCode {
			return t, true
		}
	}
	return "", false
}

// JobStatus is the status of a training job.
type JobStatus string

// Statuses of a training job. A review takes no time and refuses none here (assumed).
const (
	JobOpen     JobStatus = "open" // waits to be submitted
	JobTraining JobStatus = "training"
	JobDone     JobStatus = "done"
	JobFailed   JobStatus = "failed" // its asset was deleted before it was trained
	JobDeleted  JobStatus = "deleted"
)

// TrainingJob is the row of a job that trains an avatar or a voice.
type TrainingJob struct {
	ID        string     `json:"id"`
	Seq       int64      `json:"seq"`
	Type      JobType    `json:"type"`
	Details   JobDetails `json:"details"`
	Created   time.Time  `json:"created"`
	Updated   time.Time  `json:"updated"` // by its owner: created, changed or submitted
	Submitted time.Time  `json:"submitted,omitzero"`
	Ready     time.Time  `json:"ready,omitzero"`       // end of the training
	AssetID   string     `json:"asset_id,omitempty"`   // made when it was submitted
	PackageID string     `json:"package_id,omitempty"` // whose unit was taken then
	Deleted   time.Time  `json:"deleted,omitzero"`
}

// cause is the path of the calls that the job belongs to.
func (j *TrainingJob) cause() string {
	if j.Type == ImageJob {
		return "digital-human-training-manage/user/jobs"
	}
	return "voice-training-manage/user/jobs"
}

func (j *TrainingJob) describe() string {
	return fmt.Sprintf("training of %s %q (%s)", j.Type.Kind(), j.Details.Name, j.Type)
}

func (j *TrainingJob) needs() string {
	if code, voice := voiceProducts[j.Type]; voice {
		return "one of " + code
	}
	return "one that makes " + j.Type.Kind()
}

// traits of the asset that a job makes.
func (d *JobDetails) traits() Traits {
	return Traits{
		Tags: d.Tags, AppUserID: d.AppUserID, Services: d.Services, Sex: d.Sex, Language: d.Language, LiveCopy: d.LiveCopy,
		KeepsBackground: d.KeepsBackground,
	}
}

func (d *JobDetails) check() error {
	if err := checkName(d.Name, d.Description); err != nil {
		return err
	}
	if err := checkTags(d.Tags); err != nil {
		return err
	}
	for _, f := range []struct{ name, text string }{
		{"contact", d.Contact}, {"batch_name", d.BatchName}, {"app_user_id", d.AppUserID}, {"language", d.Language},
		{"output_language", d.OutputLanguage}, {"dhtms_job_id", d.ImageJobID},
	} {
		if n := utf8.RuneCountInString(f.text); n > maxField {
			return Refuse(CodeBadParameter, "%s: has %d characters, must have at most %d", f.name, n, maxField)
		}
	}
	if n := utf8.RuneCountInString(d.CustomText); n > maxDescription {
		return Refuse(CodeBadParameter, "custom_text: has %d characters, must have at most %d", n, maxDescription)
	}
	return nil
}

// JobDetails are what the owner of a job says about it. Most of it is only kept and shown.
type JobDetails struct {
	Name            string   `json:"name"` // of the asset, too
	Description     string   `json:"description,omitempty"`
	Contact         string   `json:"contact,omitempty"`
	BatchName       string   `json:"batch_name,omitempty"`
	Tags            []string `json:"tags,omitempty"`
	AppUserID       string   `json:"app_user_id,omitempty"`
	Services        []string `json:"services,omitempty"`         // supported_service
	KeepsBackground bool     `json:"keeps_background,omitempty"` // of images, like the next two
	LiveCopy        bool     `json:"live_copy,omitempty"`
	AudioSource     string   `json:"audio_source,omitempty"`
	Sex             string   `json:"sex,omitempty"` // of voices, like all that follow
	Language        string   `json:"language,omitempty"`
	OutputLanguage  string   `json:"output_language,omitempty"`
	CustomText      string   `json:"custom_text,omitempty"`
	CreateType      string   `json:"create_type,omitempty"`
	// of images; means something to Flexus alone, of which there is none here
	OnlyHumanModel bool   `json:"only_human_model,omitempty"`
	ImageJobID     string `json:"image_job_id,omitempty"` // dhtms_job_id
}

// JobList is the World's training jobs in the order in which they were created.
func (w *View) JobList() []*TrainingJob { return sorted(w.Jobs, byCreation) }

func byCreation(a, b *TrainingJob) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
}

// JobStatus at the World's instant, of a job whose asset and the asset's package are in the World.
func (w *View) JobStatus(j *TrainingJob) JobStatus { return w.jobStatus(j, w.Now) }

func (w *View) jobStatus(j *TrainingJob, at time.Time) JobStatus {
	switch {
	case !j.Deleted.IsZero():
		return JobDeleted
	case j.Submitted.IsZero():
		return JobOpen
	case w.lostInTraining(j, at):
		return JobFailed
	case at.Before(j.Ready):
		return JobTraining
	default:
		return JobDone
	}
}

// lostInTraining reports whether the job's asset was gone before it was trained. What becomes of an asset later is
// nothing of the job's.
func (w *View) lostInTraining(j *TrainingJob, at time.Time) bool {
	a := w.Assets[j.AssetID]
	if !a.Deleted.IsZero() {
		return a.Deleted.Before(j.Ready)
	}
	last := j.Ready.Add(-time.Second)
	if at.Before(last) {
		last = at
	}
	return j.Submitted.Before(j.Ready) && a.Status(w.Packages[a.PackageID], last, w.Policies) == AssetDeleted
}

// StatusSince is when the job's present status began; of a failed one, when it was submitted.
func (w *View) StatusSince(j *TrainingJob) time.Time {
	if w.JobStatus(j) == JobDone {
		return j.Ready
	}
	return j.Updated
}

// knownJob is a job of the family that the call belongs to: the API keeps images and voices apart.
func (w *View) knownJob(in JobChange) (*TrainingJob, error) {
	j, ok := w.Jobs[in.JobID]
	if !ok || !j.Deleted.IsZero() || (j.Type == ImageJob) != in.Image {
		return nil, Refuse(CodeJobUnknown, "the training job %s does not exist", in.JobID)
	}
	return j, nil
}

// Job is a job that a call names, for reading.
func (w *View) Job(jobID string, image bool) (*TrainingJob, error) {
	return w.knownJob(JobChange{JobID: jobID, Image: image})
}

func (w *World) job(id string) *TrainingJob {
	w.Changed.Jobs[id] = true
	return w.Jobs[id]
}

// maxTags and maxTag are the asset library's limits (documented there, assumed for jobs); maxField is ours for every
// other short text.
const (
	maxTags  = 50
	maxTag   = 128
	maxField = 256
)

func checkTags(tags []string) error {
	if len(tags) > maxTags {
		return Refuse(CodeBadParameter, "tags: there are %d, must be at most %d", len(tags), maxTags)
	}
	for _, t := range tags {
		if n := utf8.RuneCountInString(t); n > maxTag {
			return Refuse(CodeBadParameter, "tags: one has %d characters, must have at most %d", n, maxTag)
		}
	}
	return nil
}
