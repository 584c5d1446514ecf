package lifecycle

// TrainingJobCreated is a job that waits for its files and to be submitted.
type TrainingJobCreated struct {
	Job TrainingJob `json:"job"`
}

func (b *TrainingJobCreated) apply(w *World, f *Fact) {
	j := b.Job
	j.Seq = f.Seq
	w.Jobs[j.ID] = &j
	w.Changed.Jobs[j.ID] = true
}

func (b *TrainingJobCreated) describe(*World) string { return b.Job.describe() }

// CreateTrainingJob opens a job: it takes no unit yet.
type CreateTrainingJob struct {
	Type    JobType    `json:"Type"`
	Details JobDetails `json:"Details"`
}

// Spec of a Command.
func (in CreateTrainingJob) Spec() Spec {
	return Spec{Operation: "CreateTrainingJob", Content: in, Creates: true}
}

// Decide is the rule.
func (in CreateTrainingJob) Decide(w *World) ([]string, error) {
	if err := in.Details.check(); err != nil {
		return nil, err
	}
	j := TrainingJob{ID: "sim-job-" + w.Names("job", w.Identity)[:16], Type: in.Type, Details: in.Details, Created: w.Now,
		Updated: w.Now}
	w.record(w.Now, j.ID, j.cause(), nil, &TrainingJobCreated{Job: j})
	return []string{j.ID}, nil
}
