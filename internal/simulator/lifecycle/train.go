package lifecycle

import (
	"fmt"
	"unicode/utf8"
)

// maxTags and maxTag are the asset library's limits (documented there, assumed for jobs); maxField is ours for every other short text.
const (
	maxTags  = 50
	maxTag   = 128
	maxField = 256
)

// CreateTrainingJob opens a job: it takes no unit yet.
func CreateTrainingJob(w *World, in JobRequest) (jobID string, err error) {
	if err := in.Details.check(); err != nil {
		return "", err
	}
	j := TrainingJob{ID: "sim-job-" + w.Names("job", w.Identity)[:16], Type: in.Type, Details: in.Details, Created: w.Now, Updated: w.Now}
	w.record(w.Now, j.ID, j.cause(), nil, &TrainingJobCreated{Job: j})
	return j.ID, nil
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
			return refuse(CodeBadParameter, "%s: has %d characters, must have at most %d", f.name, n, maxField)
		}
	}
	if n := utf8.RuneCountInString(d.CustomText); n > maxDescription {
		return refuse(CodeBadParameter, "custom_text: has %d characters, must have at most %d", n, maxDescription)
	}
	return nil
}

func checkTags(tags []string) error {
	if len(tags) > maxTags {
		return refuse(CodeBadParameter, "tags: there are %d, must be at most %d", len(tags), maxTags)
	}
	for _, t := range tags {
		if n := utf8.RuneCountInString(t); n > maxTag {
			return refuse(CodeBadParameter, "tags: one has %d characters, must have at most %d", n, maxTag)
		}
	}
	return nil
}

// UpdateTrainingJob changes a job that was not submitted. The API names only states after a review that failed, which none does here (assumed: a job
// that waits for its files can be changed as well).
func UpdateTrainingJob(w *World, in JobChange) error {
	j, details, err := w.openJob(in)
	if err != nil {
		return err
	}
	w.changeJob(j, details)
	return nil
}

func (w *World) changeJob(j *TrainingJob, details JobDetails) {
	if text(details) != text(j.Details) {
		w.record(w.Now, j.ID, j.cause()+"/"+j.ID, nil, &TrainingJobUpdated{JobID: j.ID, Details: details})
	}
}

// SubmitTrainingJob takes a unit for a job and makes its asset, which is being created as long as the policy says. The API names no package: it
// takes the one that ends first of those that can be used for it (assumed).
func SubmitTrainingJob(w *World, in JobChange) (assetID string, err error) {
	j, details, err := w.openJob(in)
	if err != nil {
		return "", err
	}
	p := w.packageFor(j)
	if p == nil {
		return "", refuse(CodeUnitTaken, "no active package has a free unit for the training job %s (%s); buy %s and submit it again", j.ID, j.Details.Name, j.needs())
	}
	w.changeJob(j, details)
	cause := j.cause() + "/" + j.ID
	asset := AssetRequest{PackageID: p.ID, Kind: j.Type.Kind(), Name: j.Details.Name, Description: j.Details.Description}
	if assetID, err = makeAsset(w, asset, j.Details.traits(), cause); err != nil {
		return "", err
	}
	body := &TrainingJobSubmitted{JobID: j.ID, AssetID: assetID, PackageID: p.ID, Ready: later(w.Now, w.Assets[assetID].Ready)}
	w.record(w.Now, j.ID, cause, nil, body)
	return assetID, nil
}

// packageFor is the package that ends first of those with a free unit for a job.
func (w *World) packageFor(j *TrainingJob) *Package {
	var best *Package
	for _, p := range w.PackageList() {
		if code, voice := voiceProducts[j.Type]; voice && p.ResourceSpecCode != code || w.checkUnit(p.ID, j.Type.Kind()) != nil {
			continue
		}
		if best == nil || p.Expire().Before(best.Expire()) {
			best = p
		}
	}
	return best
}

func (j *TrainingJob) needs() string {
	if code, voice := voiceProducts[j.Type]; voice {
		return "one of " + code
	}
	return "one that makes " + j.Type.Kind()
}

// DeleteTrainingJob deletes a job that is not being trained (documented for images, assumed for voices). Its asset stays: the API says that model
// assets "need to be deleted", and not who does it (assumed: their owner).
func DeleteTrainingJob(w *World, in JobChange) error {
	j, err := w.knownJob(in)
	if err != nil {
		return err
	}
	if w.JobStatus(j) == JobTraining {
		return refuse(CodeJobState, "the training job %s is training its asset %s until %s; delete it after that", j.ID, j.AssetID, instant(j.Ready))
	}
	w.record(w.Now, j.ID, j.cause()+"/"+j.ID, nil, &TrainingJobDeleted{JobID: j.ID})
	return nil
}

// knownJob is a job of the family that the call belongs to: the API keeps images and voices apart.
func (w *World) knownJob(in JobChange) (*TrainingJob, error) {
	j, ok := w.Jobs[in.JobID]
	if !ok || !j.Deleted.IsZero() || (j.Type == ImageJob) != in.Image {
		return nil, refuse(CodeJobUnknown, "the training job %s does not exist", in.JobID)
	}
	return j, nil
}

// openJob is a job that was not submitted, and its details after the change.
func (w *World) openJob(in JobChange) (*TrainingJob, JobDetails, error) {
	j, err := w.knownJob(in)
	if err != nil {
		return nil, JobDetails{}, err
	}
	if !j.Submitted.IsZero() {
		return nil, JobDetails{}, refuse(CodeJobState, "the training job %s was submitted at %s, with the asset %s, and is %s; create another job",
			j.ID, instant(j.Submitted), j.AssetID, w.JobStatus(j))
	}
	details := in.apply(j.Details)
	return j, details, details.check()
}

// Job is a job that a call names, for reading.
func (w *World) Job(jobID string, image bool) (*TrainingJob, error) {
	return w.knownJob(JobChange{JobID: jobID, Image: image})
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
