package training

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// uploadHost serves nothing: training looks at no files here, so that there is nothing to upload. The name is reserved,
// and never the real cloud's.
const uploadHost = "https://upload.mss.invalid/"

func uploadURL(jobID, file string) *string { return new(uploadHost + jobID + "/" + file) }

// uploadParts are the URLs for the parts of one file.
func uploadParts(jobID, file string, n int) *[]string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf("%s%s/%s/%d", uploadHost, jobID, file, i+1)
	}
	return &parts
}

// named is the job that the path names.
func named(r *call.Request, image bool) lifecycle.JobChange {
	return lifecycle.JobChange{JobID: r.PathValue("job_id"), Image: image}
}

// lookJob reads the job that the path names.
func lookJob(r *call.Request, image bool) (*lifecycle.View, *lifecycle.TrainingJob, error) {
	id := r.PathValue("job_id")
	w, err := r.Look(lifecycle.Selection{Jobs: []string{id}})
	if err != nil {
		return nil, nil, err
	}
	j, err := w.Job(id, image)
	return w, j, err
}

// jobStates are the words of a family of jobs for their statuses. A review takes no time here, so that nothing is ever
// in one.
type jobStates map[lifecycle.JobStatus]string

// jobList is a list of one family's jobs.
type jobList struct {
	image   bool
	states  jobStates
	updated func(*lifecycle.View, *lifecycle.TrainingJob) time.Time
	// allows is what only this family filters by.
	allows func(*lifecycle.TrainingJob) bool
}

// jobsOf reads a list's jobs, as its query wants them.
func jobsOf(r *call.Request, l jobList, nameFilter, direction string) (w *lifecycle.View,
	found []*lifecycle.TrainingJob,
	err error) {
	q := r.Query
	created, updated := q.Window("create_since", "create_until"), q.Window("update_since", "update_until")
	id, name, batch, tag, states := q.Get("job_id"), q.Get(nameFilter), q.Get("batch_name"), q.Get("tag"), q.List("state")
	less := jobOrder(q.Get("sort_key"), cmp.Or(q.Get("sort_dir"), direction))
	want := lifecycle.Selection{AllJobs: true}
	if id != "" {
		want = lifecycle.Selection{Jobs: []string{id}}
	}
	if w, err = r.Look(want); err != nil {
		return nil, nil, err
	}
	for _, j := range w.JobList() {
		status := w.JobStatus(j)
		if (j.Type == lifecycle.ImageJob) == l.image && status != lifecycle.JobDeleted && states.Allows(l.states[status]) &&
			(id == "" || id == j.ID) &&
			names.Contains(j.Details.Name, name) && (batch == "" || names.Same(batch, j.Details.BatchName)) &&
			(tag == "" || slices.ContainsFunc(j.Details.Tags, func(t string) bool { return names.Same(t, tag) })) &&
			created.Holds(j.Created) && updated.Holds(l.updated(w, j)) && l.allows(j) {
			found = append(found, j)
		}
	}
	slices.SortStableFunc(found, less(func(j *lifecycle.TrainingJob) time.Time { return l.updated(w, j) }))
	return w, found, nil
}

type byMoment func(updated func(*lifecycle.TrainingJob) time.Time) func(a, b *lifecycle.TrainingJob) int

// jobOrder is the order of a list; ceate_time is how the reference of voices spells it, and the order of assets is that
// of their creation.
func jobOrder(key, direction string) byMoment {
	return func(updated func(*lifecycle.TrainingJob) time.Time) func(a, b *lifecycle.TrainingJob) int {
		up := func(a, b *lifecycle.TrainingJob) int { return cmp.Compare(a.Seq, b.Seq) }
		if key == "update_time" {
			up = func(a, b *lifecycle.TrainingJob) int {
				return cmp.Or(updated(a).Compare(updated(b)), cmp.Compare(a.Seq, b.Seq))
			}
		}
		if direction == "desc" {
			return func(a, b *lifecycle.TrainingJob) int { return up(b, a) }
		}
		return up
	}
}

// allocated is the package whose unit a job has taken.
func allocated(w *lifecycle.View, j *lifecycle.TrainingJob) (resourceID, chargeMode, expireTime string, ok bool) {
	p, ok := w.Packages[j.PackageID]
	if !ok {
		return "", "", "", false
	}
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	return p.ID, product.ChargingMode(p.PeriodType), call.Instant(p.Expire()), true
}

// trainedAsset is shown when the job is done (documented for voices, assumed for images).
func trainedAsset(w *lifecycle.View, j *lifecycle.TrainingJob) *string {
	if w.JobStatus(j) != lifecycle.JobDone {
		return nil
	}
	return &j.AssetID
}
