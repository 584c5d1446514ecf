package simulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestAJobTrainsInEveryStore: what a job has become is read back, with its asset and its package, and is what the facts
// give.
func TestAJobTrainsInEveryStore(t *testing.T) {
	t.Parallel()
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	settings := simulator.Settings{
		Policy: strings.Replace(text, "training_days: {value: 0", "training_days: {value: 3", 1)}
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		c := cloud{simulator.New(stores.Open(t, place),
			simulator.Options{Clock: func() time.Time { return day0 }, Settings: settings}), t, place}
		_, packages := c.buy(day0, yearly(voice, 1, false))
		create := func() string {
			id, err := c.CreateTrainingJob(ctx, at(day0), lifecycle.CreateTrainingJob{
				Type: lifecycle.BasicVoiceJob, Details: lifecycle.JobDetails{Name: "Ann \x00 安", Tags: []string{"NEWS"}}})
			c.ok(err)
			return id
		}
		id, idle := create(), create()
		c.ok(c.SubmitTrainingJob(ctx, at(day0), lifecycle.JobChange{JobID: id}))
		if err := c.SubmitTrainingJob(ctx, at(day0), lifecycle.JobChange{JobID: idle}); err == nil {
			t.Error("a second job took the unit")
		}
		if err := c.DeleteTrainingJob(ctx, at(day0), lifecycle.JobChange{JobID: id}); err == nil {
			t.Error("a job in training was deleted")
		}
		c.ok(c.DeleteTrainingJob(ctx, at(day0), lifecycle.JobChange{JobID: idle}))
		for days, want := range map[int]lifecycle.JobStatus{2: lifecycle.JobTraining, 3: lifecycle.JobDone,
			2000: lifecycle.JobDone} {
			w, err := c.Look(ctx, at(day0.AddDate(0, 0, days)), lifecycle.Selection{Jobs: []string{id, "nope"}})
			c.ok(err)
			j := w.Jobs[id]
			if got := w.JobStatus(j); got != want || len(w.Jobs) != 1 || j.PackageID != packages[0].ID ||
				w.Packages[j.PackageID] == nil || w.Assets[j.AssetID].Name != j.Details.Name {
				t.Errorf("after %d days the job is %s, want %s: %+v", days, got, want, j)
			}
		}
		w, err := c.Look(ctx, at(day0), lifecycle.Selection{AllJobs: true})
		if c.ok(err); len(w.Jobs) != 2 || w.JobStatus(w.Jobs[idle]) != lifecycle.JobDeleted {
			t.Errorf("the jobs are %v", w.Jobs)
		}
		v, err := c.Verify(ctx, "demo")
		if c.ok(err); len(v.Differences) > 0 {
			t.Error(v.Differences)
		}
	})
}
