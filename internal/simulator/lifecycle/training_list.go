package lifecycle

import (
	"cmp"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
)

// JobList is a page of training jobs that were not deleted, by their creation. What it asks for is told apart by stored
// columns alone, so that no row outside of the page need be read.
type JobList struct {
	Types       []JobType // one of these
	Created     Window
	Name, Batch string // a part of the name, and the whole name of the batch; empty: any
	NewestFirst bool

	Offset, Limit int
}

// Allows reports whether a job is in the list.
func (l *JobList) Allows(j *TrainingJob) bool {
	return j.Deleted.IsZero() && slices.Contains(l.Types, j.Type) && l.Created.Holds(j.Created) &&
		names.Contains(j.Details.Name, l.Name) && (l.Batch == "" || names.Same(j.Details.BatchName, l.Batch))
}

// Compare is the order of the list.
func (l *JobList) Compare(a, b *TrainingJob) int {
	if l.NewestFirst {
		a, b = b, a
	}
	return cmp.Compare(a.Seq, b.Seq)
}

// Cut is the page of the list among jobs that were read already, as Listed tells it.
func (l *JobList) Cut(jobs []*TrainingJob) (out Listed) {
	found := slices.DeleteFunc(slices.Clone(jobs), func(j *TrainingJob) bool { return !l.Allows(j) })
	slices.SortStableFunc(found, l.Compare)
	return cutTo(found, l.Offset, l.Limit, func(j *TrainingJob) string { return j.ID })
}

// VoiceJobs are the types of jobs that train voices.
func VoiceJobs() []JobType { return []JobType{BasicVoiceJob, MiddleVoiceJob, AdvanceVoiceJob} }
