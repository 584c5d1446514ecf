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
	types   []lifecycle.JobType
	states  jobStates
	updated func(*lifecycle.View, *lifecycle.TrainingJob) time.Time
	// copies is what only images are filtered by; nil: either
	copies *bool
}

// jobPage is a page of a list, and how many jobs the whole list has.
type jobPage struct {
	*lifecycle.View
	jobs []*lifecycle.TrainingJob
	rows int32
}

// jobsOf reads a page of a list's jobs, as its query wants them.
func jobsOf(r *call.Request, l jobList, nameFilter, direction string) (p jobPage, err error) {
	q := r.Query
	created, updated := q.Window("create_since", "create_until"), q.Window("update_since", "update_until")
	id, name, batch, tag, states := q.Get("job_id"), q.Get(nameFilter), q.Get("batch_name"), q.Get("tag"), q.List("state")
	if len(l.types) == 0 { // no job can be in it
		p.View, err = r.Look(lifecycle.Selection{})
		return p, err
	}
	key, direction := q.Get("sort_key"), cmp.Or(q.Get("sort_dir"), direction)
	if id == "" && tag == "" && len(states) == 0 && updated == (lifecycle.Window{}) && l.copies == nil &&
		key != "update_time" && lifecycle.CanBeListed(name, batch) {
		return listedJobs(r, lifecycle.JobList{Types: l.types, Created: created, Name: name, Batch: batch,
			NewestFirst: direction == "desc"})
	}
	less := jobOrder(key, direction)
	want := lifecycle.Selection{AllJobs: true}
	if id != "" {
		want = lifecycle.Selection{Jobs: []string{id}}
	}
	if p.View, err = r.Look(want); err != nil {
		return p, err
	}
	var found []*lifecycle.TrainingJob
	for _, j := range p.JobList() {
		status := p.JobStatus(j)
		if slices.Contains(l.types, j.Type) && status != lifecycle.JobDeleted && states.Allows(l.states[status]) &&
			(id == "" || id == j.ID) &&
			names.Contains(j.Details.Name, name) && (batch == "" || names.Same(batch, j.Details.BatchName)) &&
			(tag == "" || slices.ContainsFunc(j.Details.Tags, func(t string) bool { return names.Same(t, tag) })) &&
			created.Holds(j.Created) && updated.Holds(l.updated(p.View, j)) &&
			(l.copies == nil || *l.copies == j.Details.LiveCopy) {
			found = append(found, j)
		}
	}
	slices.SortStableFunc(found, less(func(j *lifecycle.TrainingJob) time.Time { return l.updated(p.View, j) }))
	p.jobs, p.rows = call.Page(q, found), int32(len(found))
	return p, nil
}

// listedJobs reads a page that the store chooses.
func listedJobs(r *call.Request, list lifecycle.JobList) (p jobPage, err error) {
	list.Offset, list.Limit = r.Query.Bounds()
	if p.View, err = r.Look(lifecycle.Selection{JobList: &list}); err != nil {
		return p, err
	}
	for _, id := range p.Listed.IDs {
		p.jobs = append(p.jobs, p.Jobs[id])
	}
	p.rows = int32(p.Listed.Rows)
	return p, nil
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
