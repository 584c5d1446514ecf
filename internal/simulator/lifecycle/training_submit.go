package lifecycle

import (
	"fmt"
	"time"
)

// TrainingJobSubmitted is a job that took a unit and made its asset, which it trains until it is ready.
type TrainingJobSubmitted struct {
	JobID     string    `json:"job_id"`
	AssetID   string    `json:"asset_id"`
	PackageID string    `json:"package_id"`
	Ready     time.Time `json:"ready"`
}

func (b *TrainingJobSubmitted) apply(w *World, f *Fact) {
	j := w.job(b.JobID)
	j.Submitted, j.Updated, j.Ready, j.AssetID, j.PackageID = f.At, f.At, b.Ready, b.AssetID, b.PackageID
}

func (b *TrainingJobSubmitted) describe(w *World) string {
	return fmt.Sprintf("%s from %s into %s, ready %s", w.Jobs[b.JobID].describe(), b.PackageID, b.AssetID,
		instant(b.Ready))
}

// SubmitTrainingJob takes a unit for a job and makes its asset, which is being created as long as the policy says. The
// API names no package: it takes the one that ends first of those that can be used for it (assumed).
type SubmitTrainingJob struct{ JobChange }

// Spec of a Command.
func (in SubmitTrainingJob) Spec() Spec {
	s := in.spec("SubmitTrainingJob")
	s.Rows.AllPackages = true
	return s
}

// Decide is the rule.
func (in SubmitTrainingJob) Decide(w *World) ([]string, error) {
	j, details, err := w.openJob(in.JobChange)
	if err != nil {
		return nil, err
	}
	p := w.packageFor(j)
	if p == nil {
		return nil, Refuse(CodeUnitTaken, "no active package has a free unit for the training job %s (%s); buy %s and "+
			"submit it again", j.ID, j.Details.Name, j.needs())
	}
	w.changeJob(j, details)
	cause := j.cause() + "/" + j.ID
	asset := MakeAsset{PackageID: p.ID, Kind: j.Type.Kind(), Name: j.Details.Name, Description: j.Details.Description}
	assetID, err := w.makeAsset(asset, j.Details.traits(), cause)
	if err != nil {
		return nil, err
	}
	body := &TrainingJobSubmitted{JobID: j.ID, AssetID: assetID, PackageID: p.ID,
		Ready: later(w.Now, w.Assets[assetID].Ready)}
	w.record(w.Now, j.ID, cause, nil, body)
	return nil, nil
}

// packageFor is the package that ends first of those with a free unit for a job.
func (w *World) packageFor(j *TrainingJob) *Package {
	var best *Package
	for _, p := range w.PackageList() {
		if code, voice := voiceProducts[j.Type]; voice && p.ResourceSpecCode != code ||
			w.checkUnit(p.ID, j.Type.Kind()) != nil {
			continue
		}
		if best == nil || p.Expire().Before(best.Expire()) {
			best = p
		}
	}
	return best
}
