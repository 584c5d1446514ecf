package lifecycle

// JobChange names a training job, and changes of its details what is not nil.
type JobChange struct {
	JobID string `json:"JobID"`
	Image bool   `json:"Image"` // of an avatar; else of a voice

	Name           *string `json:"Name"`
	Description    *string `json:"Description"`
	Contact        *string `json:"Contact"`
	BatchName      *string `json:"BatchName"`
	AppUserID      *string `json:"AppUserID"`
	AudioSource    *string `json:"AudioSource"`
	Sex            *string `json:"Sex"`
	Language       *string `json:"Language"`
	OutputLanguage *string `json:"OutputLanguage"`
	CustomText     *string `json:"CustomText"`

	Tags            *[]string `json:"Tags"`
	Services        *[]string `json:"Services"`
	KeepsBackground *bool     `json:"KeepsBackground"`
}

// spec is that of a command on one job.
func (c JobChange) spec(operation string) Spec {
	return Spec{Operation: operation, Content: c, Rows: Selection{Jobs: []string{c.JobID}}}
}

// apply is the details after the change.
func (c JobChange) apply(d JobDetails) JobDetails {
	for _, f := range []struct{ from, to *string }{
		{c.Name, &d.Name}, {c.Description, &d.Description}, {c.Contact, &d.Contact}, {c.BatchName, &d.BatchName},
		{c.AppUserID, &d.AppUserID},
		{c.AudioSource, &d.AudioSource}, {c.Sex, &d.Sex}, {c.Language, &d.Language}, {c.OutputLanguage, &d.OutputLanguage},
		{c.CustomText, &d.CustomText},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Tags != nil {
		d.Tags = *c.Tags
	}
	if c.Services != nil {
		d.Services = *c.Services
	}
	if c.KeepsBackground != nil {
		d.KeepsBackground = *c.KeepsBackground
	}
	return d
}

// TrainingJobUpdated is a change of what a job's owner says about it.
type TrainingJobUpdated struct {
	JobID   string     `json:"job_id"`
	Details JobDetails `json:"details"` // all of them, as they are now
}

func (b *TrainingJobUpdated) apply(w *World, f *Fact) {
	j := w.job(b.JobID)
	j.Details, j.Updated = b.Details, f.At
}

func (b *TrainingJobUpdated) describe(w *World) string { return w.Jobs[b.JobID].describe() }

// UpdateTrainingJob changes a job that was not submitted. The API names only states after a review that failed, which
// none does here (assumed: a job that waits for its files can be changed as well).
type UpdateTrainingJob struct{ JobChange }

// Spec of a Command.
func (in UpdateTrainingJob) Spec() Spec { return in.spec("UpdateTrainingJob") }

// Decide is the rule.
func (in UpdateTrainingJob) Decide(w *World) ([]string, error) {
	j, details, err := w.openJob(in.JobChange)
	if err != nil {
		return nil, err
	}
	w.changeJob(j, details)
	return nil, nil
}

func (w *World) changeJob(j *TrainingJob, details JobDetails) {
	if text(details) != text(j.Details) {
		w.record(w.Now, j.ID, j.cause()+"/"+j.ID, nil, &TrainingJobUpdated{JobID: j.ID, Details: details})
	}
}

// openJob is a job that was not submitted, and its details after the change.
func (w *World) openJob(in JobChange) (*TrainingJob, JobDetails, error) {
	j, err := w.knownJob(in)
	if err != nil {
		return nil, JobDetails{}, err
	}
	if !j.Submitted.IsZero() {
		return nil, JobDetails{}, Refuse(CodeJobState, "the training job %s was submitted at %s, with the asset %s, and "+
			"is %s; create another job",
			j.ID, instant(j.Submitted), j.AssetID, w.JobStatus(j))
	}
	details := in.apply(j.Details)
	return j, details, details.check()
}

// TrainingJobDeleted is a job that its owner deleted. Its asset stays.
type TrainingJobDeleted struct {
	JobID string `json:"job_id"`
}

func (b *TrainingJobDeleted) apply(w *World, f *Fact) { w.job(b.JobID).Deleted = f.At }

func (b *TrainingJobDeleted) describe(w *World) string { return w.Jobs[b.JobID].describe() }

// DeleteTrainingJob deletes a job that is not being trained (documented for images, assumed for voices). Its asset
// stays: the API says that model assets "need to be deleted", and not who does it (assumed: their owner).
type DeleteTrainingJob struct{ JobChange }

// Spec of a Command.
func (in DeleteTrainingJob) Spec() Spec { return in.spec("DeleteTrainingJob") }

// Decide is the rule.
func (in DeleteTrainingJob) Decide(w *World) ([]string, error) {
	j, err := w.knownJob(in.JobChange)
	if err != nil {
		return nil, err
	}
	if w.JobStatus(j) == JobTraining {
		return nil, Refuse(CodeJobState, "the training job %s is training its asset %s until %s; delete it after that", j.ID,
			j.AssetID, instant(j.Ready))
	}
	w.record(w.Now, j.ID, j.cause()+"/"+j.ID, nil, &TrainingJobDeleted{JobID: j.ID})
	return nil, nil
}
