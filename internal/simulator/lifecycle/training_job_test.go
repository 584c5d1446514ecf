package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const (
	voiceMiddle  = "hws.resource.type.metastudio.modeling.voice.onemiddle"
	voiceAdvance = "hws.resource.type.metastudio.modeling.voice.advance"
)

func (k *tester) job(t lifecycle.JobType, name string) *lifecycle.TrainingJob {
	k.t.Helper()
	k.at(k.Now)
	id, err := createTrainingJob(k.World, lifecycle.CreateTrainingJob{Type: t, Details: lifecycle.JobDetails{Name: name}})
	k.ok(err)
	return k.Jobs[id]
}

func naming(j *lifecycle.TrainingJob) lifecycle.JobChange {
	return lifecycle.JobChange{JobID: j.ID, Image: j.Type == lifecycle.ImageJob}
}

func (k *tester) submit(j *lifecycle.TrainingJob) *lifecycle.Asset {
	k.t.Helper()
	k.at(k.Now)
	id, err := submitTrainingJob(k.World, naming(j))
	k.ok(err)
	return k.Assets[id]
}

func (k *tester) jobIs(j *lifecycle.TrainingJob, want lifecycle.JobStatus) {
	k.t.Helper()
	if got := k.JobStatus(j); got != want {
		k.t.Errorf("at %v the job is %s, want %s", k.Now, got, want)
	}
}

// verified checks that the facts give the rows.
func (k *tester) verified() {
	k.t.Helper()
	for _, d := range lifecycle.Verify(k.emptied(), k.reread(), k.World) {
		k.t.Error(d)
	}
}

func TestSubmittingAJobTakesAUnitAndMakesItsAsset(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(voice, site.Yearly, 1, 1, false))
	j := k.job(lifecycle.ImageJob, "Ann")
	k.jobIs(j, lifecycle.JobOpen)
	facts := len(k.Facts)
	_, err := submitTrainingJob(k.World, naming(j))
	k.refused(err, lifecycle.CodeUnitTaken, j.ID, "studio_2d")
	if len(k.Facts) != facts || k.JobStatus(j) != lifecycle.JobOpen {
		t.Errorf("the refused submission made %d facts", len(k.Facts)-facts)
	}

	p := k.buy(item(image, site.Yearly, 1, 1, false))[0]
	a := k.submit(j)
	k.jobIs(j, lifecycle.JobDone)
	if a.Name != "Ann" || a.Kind != "studio_2d" || a.PackageID != p.ID || p.Used != 1 || p.AssetID != a.ID ||
		j.AssetID != a.ID || j.PackageID != p.ID || !k.StatusSince(j).Equal(k.Now) {
		t.Errorf("the job %+v made %+v from %+v", j, a, p)
	}
	_, err = submitTrainingJob(k.World, naming(j))
	k.refused(err, lifecycle.CodeJobState, a.ID, "done")
	_, err = submitTrainingJob(k.World, lifecycle.JobChange{JobID: j.ID})
	k.refused(err, lifecycle.CodeJobUnknown, j.ID) // it is none of a voice
	k.verified()
}

func TestJobsTakeThePackageOfTheirEditionThatEndsFirst(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		job  lifecycle.JobType
		buy  []lifecycle.OrderRequestItem
		want int
	}{
		"basic": {lifecycle.BasicVoiceJob, []lifecycle.OrderRequestItem{
			item(voiceAdvance, site.Yearly, 1, 1, false), item(voice, site.Yearly, 1, 1, false)}, 1},
		"middle": {lifecycle.MiddleVoiceJob, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false),
			item(voiceMiddle, site.Yearly, 1, 1, false)}, 1},
		"advance": {lifecycle.AdvanceVoiceJob, []lifecycle.OrderRequestItem{
			item(voiceAdvance, site.OneOff, 1, 1, false)}, 0},
		"ends first": {lifecycle.BasicVoiceJob, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 2, 1, false),
			item(voice, site.Yearly, 1, 1, false)}, 1},
		"bought first": {lifecycle.ImageJob, []lifecycle.OrderRequestItem{item(image, site.Yearly, 1, 1, false),
			item(image, site.Yearly, 1, 1, false)}, 0},
		"not an on-shelf": {lifecycle.BasicVoiceJob, []lifecycle.OrderRequestItem{item(onShelf, site.Monthly, 1, 1, false)},
			-1},
		"another edition": {lifecycle.AdvanceVoiceJob, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)},
			-1},
		"a voice, no image": {lifecycle.ImageJob, []lifecycle.OrderRequestItem{item(voice, site.Yearly, 1, 1, false)}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTester(t)
			bought := k.buy(tt.buy...)
			j := k.job(tt.job, "one")
			if tt.want < 0 {
				_, err := submitTrainingJob(k.World, naming(j))
				k.refused(err, lifecycle.CodeUnitTaken, j.ID)
				return
			}
			if a := k.submit(j); a.PackageID != bought[tt.want].ID {
				t.Errorf("it was made from %s, want %s", a.PackageID, bought[tt.want].ID)
			}
		})
	}
}

// TestAJobTrainsForThePolicysDays follows jobs through days of training, and the story that is told of them.
func TestAJobTrainsForThePolicysDays(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.TrainingDays.Value = 3
	bought := k.buy(item(voice, site.OneOff, 1, 2, false), item(image, site.Yearly, 1, 1, false))
	done, lost, returned := k.job(lifecycle.BasicVoiceJob, "Ann"), k.job(lifecycle.BasicVoiceJob, "Bob"),
		k.job(lifecycle.ImageJob, "Cid")
	k.at(day0.AddDate(0, 0, 1))
	a, b := k.submit(done), k.submit(lost)
	k.submit(returned)
	ready := day0.AddDate(0, 0, 4)
	if !bought[0].Expire().Equal(dayEnd(2028, 3, 2)) {
		t.Errorf("the one-off unit ends %v, a year from its use is wanted", bought[0].Expire())
	}
	for _, j := range []*lifecycle.TrainingJob{done, lost, returned} {
		if k.jobIs(j, lifecycle.JobTraining); !j.Ready.Equal(ready) || !k.StatusSince(j).Equal(k.Now) ||
			k.AssetStatus(k.Assets[j.AssetID]) != lifecycle.AssetCreating {
			t.Errorf("the job is ready at %v, the asset is %s", j.Ready, k.AssetStatus(k.Assets[j.AssetID]))
		}
		k.refused(deleteTrainingJob(k.World, naming(j)), lifecycle.CodeJobState, j.AssetID)
	}
	k.at(ready.Add(-time.Second))
	k.jobIs(done, lifecycle.JobTraining)
	k.ok(deleteAsset(k.World, b.ID, true))
	k.jobIs(lost, lifecycle.JobFailed)
	_, err := giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{bought[2].ID}})
	k.ok(err)
	k.at(ready)
	k.jobIs(done, lifecycle.JobDone)
	k.jobIs(lost, lifecycle.JobFailed)
	k.jobIs(returned, lifecycle.JobFailed)
	if !k.StatusSince(done).Equal(ready) || k.AssetStatus(a) != lifecycle.AssetActive {
		t.Errorf("done since %v, its asset is %s", k.StatusSince(done), k.AssetStatus(a))
	}
	k.ok(deleteAsset(k.World, a.ID, true))
	k.jobIs(done, lifecycle.JobDone)
	k.verified()

	told := map[string][]string{}
	for _, e := range lifecycle.Story(k.emptied(), k.reread(), k.Now) {
		told[e.Subject] = append(told[e.Subject], e.At.UTC().Format("01-02")+" "+e.Type)
	}
	if got := strings.Join(told[done.ID], ", "); got != "03-01 training_job_created, 03-02 training_job_submitted, "+
		"03-05 training_job_done" {
		t.Errorf("its story: %s", got)
	}
	if got := strings.Join(told[lost.ID], ", "); got != "03-01 training_job_created, 03-02 training_job_submitted" {
		t.Errorf("the lost one's story: %s", got)
	}
}

// TestTrainingMayOutlastThePackage: what is released or emptied out of the recycle bin before it was trained never is.
func TestTrainingMayOutlastThePackage(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.TrainingDays.Value = 500
	k.buy(item(voice, site.Yearly, 1, 2, false))
	released, binned := k.job(lifecycle.BasicVoiceJob, "Ann"), k.job(lifecycle.BasicVoiceJob, "Bob")
	k.submit(released)
	k.ok(deleteAsset(k.World, k.submit(binned).ID, false))
	for _, step := range []struct {
		at               time.Time
		released, binned lifecycle.JobStatus
	}{
		{day0.AddDate(0, 0, 29), lifecycle.JobTraining, lifecycle.JobTraining},
		{day0.AddDate(0, 0, 30), lifecycle.JobTraining, lifecycle.JobFailed},
		{dayEnd(2028, 3, 31).Add(-time.Second), lifecycle.JobTraining, lifecycle.JobFailed},
		{dayEnd(2028, 3, 31), lifecycle.JobFailed, lifecycle.JobFailed},
		{dayEnd(2029, 3, 31), lifecycle.JobFailed, lifecycle.JobFailed},
	} {
		k.at(step.at)
		k.jobIs(released, step.released)
		k.jobIs(binned, step.binned)
	}
}

func TestAJobIsChangedUntilItIsSubmitted(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(image, site.Yearly, 1, 1, false), item(voice, site.Yearly, 1, 1, false))
	j := k.job(lifecycle.ImageJob, "Ann")
	k.at(day0.AddDate(0, 0, 1))
	change := naming(j)
	change.Name, change.Tags, change.KeepsBackground = new("Anna"), &[]string{"x"}, new(true)
	k.ok(updateTrainingJob(k.World, change))
	k.ok(updateTrainingJob(k.World, change))
	if got := strings.Count(k.types(), "training_job_updated"); got != 1 || !j.Updated.Equal(k.Now) ||
		!j.Details.KeepsBackground || len(j.Details.Tags) != 1 {
		t.Errorf("%d changes made %+v", got, j)
	}
	change.Name = new("")
	k.refused(updateTrainingJob(k.World, change), lifecycle.CodeBadParameter, "name")
	if a := k.submit(j); a.Name != "Anna" {
		t.Errorf("the asset is called %s", a.Name)
	}
	change.Name = new("Bob")
	k.refused(updateTrainingJob(k.World, change), lifecycle.CodeJobState, j.ID)

	v := k.job(lifecycle.BasicVoiceJob, "Cid")
	commit := naming(v)
	commit.Name, commit.Description, commit.Sex = new("Dan"), new("deep"), new("MALE")
	id, err := submitTrainingJob(k.World, commit)
	if k.ok(err); k.Assets[id].Name != "Dan" || k.Assets[id].Description != "deep" || v.Details.Sex != "MALE" {
		t.Errorf("committing with changes made %+v", k.Assets[id])
	}
	k.refused(updateTrainingJob(k.World, lifecycle.JobChange{JobID: "nope"}), lifecycle.CodeJobUnknown, "nope")
	k.verified()
}

func TestDeletingAJobLeavesItsAsset(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(voice, site.Yearly, 1, 1, true))
	open, done := k.job(lifecycle.BasicVoiceJob, "Ann"), k.job(lifecycle.BasicVoiceJob, "Bob")
	a := k.submit(done)
	for _, j := range []*lifecycle.TrainingJob{open, done} {
		k.ok(deleteTrainingJob(k.World, naming(j)))
		k.jobIs(j, lifecycle.JobDeleted)
		k.refused(deleteTrainingJob(k.World, naming(j)), lifecycle.CodeJobUnknown)
		if _, err := k.Job(j.ID, false); err == nil {
			t.Error("a deleted job is shown")
		}
		if !k.Gone([]string{j.ID}) {
			t.Error("the client token of a deleted job is not free")
		}
	}
	if got := k.AssetStatus(a); got != lifecycle.AssetActive {
		t.Errorf("its asset is %s", got)
	}
	k.verified()
}

func TestTrainingJobsAreBounded(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	long := strings.Repeat("é", 257)
	for name, d := range map[string]lifecycle.JobDetails{
		"name":            {Name: long},
		"description":     {Name: "x", Description: strings.Repeat("x", 4097)},
		"tags":            {Name: "x", Tags: make([]string, 51)},
		"tags: one":       {Name: "x", Tags: []string{long}},
		"contact":         {Name: "x", Contact: long},
		"batch_name":      {Name: "x", BatchName: long},
		"output_language": {Name: "x", OutputLanguage: long},
		"dhtms_job_id":    {Name: "x", ImageJobID: long},
		"custom_text":     {Name: "x", CustomText: strings.Repeat("x", 4097)},
	} {
		_, err := createTrainingJob(k.World, lifecycle.CreateTrainingJob{Type: lifecycle.BasicVoiceJob, Details: d})
		k.refused(err, lifecycle.CodeBadParameter, name)
	}
}

func TestABatchActsOnEachAssetByItself(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	bought := k.buy(item(voice, site.Yearly, 1, 1, false), item(voice, site.Yearly, 1, 1, true))
	free := k.make(bought[0], "voice_clone")
	k.at(k.Now)
	guarded := k.make(bought[1], "voice_clone")
	ids := []string{free.ID, guarded.ID, "nope"}
	for _, step := range []struct {
		action lifecycle.AssetAction
		want   string // codes of the rows
		free   lifecycle.AssetStatus
	}{
		{lifecycle.ActionDeactivate, "//" + lifecycle.CodeAssetNotFound, lifecycle.AssetInactive},
		{lifecycle.ActionActivate, "//" + lifecycle.CodeAssetNotFound, lifecycle.AssetActive},
		{lifecycle.ActionDelete, "/" + lifecycle.CodeAutoRenewGuard + "/" + lifecycle.CodeAssetNotFound,
			lifecycle.AssetRecycled},
		{lifecycle.ActionRestore, "/" + lifecycle.CodeAssetState + "/" + lifecycle.CodeAssetNotFound, lifecycle.AssetActive},
		{lifecycle.ActionShare, "SIM.1011/SIM.1011/SIM.1011", lifecycle.AssetActive},
		{lifecycle.ActionUnshare, "SIM.1011/SIM.1011/SIM.1011", lifecycle.AssetActive},
		{"PAINT", "MSS.00000003/MSS.00000003/MSS.00000003", lifecycle.AssetActive},
		{lifecycle.ActionDeleteForce, "/" + lifecycle.CodeAutoRenewGuard + "/" + lifecycle.CodeAssetNotFound,
			lifecycle.AssetDeleted},
	} {
		var codes []string
		for i, row := range actOnAssets(k.World, lifecycle.ActOnAssets{Action: step.action, AssetIDs: ids}) {
			if row.AssetID != ids[i] {
				t.Errorf("%s: row %d is of %s", step.action, i, row.AssetID)
			}
			codes = append(codes, row.ErrorCode)
		}
		if got := strings.Join(codes, "/"); got != step.want || k.AssetStatus(free) != step.free {
			t.Errorf("%s: got %q, the first is %s; want %q and %s", step.action, got, k.AssetStatus(free), step.want, step.free)
		}
	}
	k.verified()
}
