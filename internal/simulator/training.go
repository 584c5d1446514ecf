package simulator

import (
	"context"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// CreateTrainingJob opens a job that trains an avatar or a voice, once it is submitted.
func (c *Cloud) CreateTrainingJob(ctx context.Context, call Call, in lifecycle.JobRequest) (jobID string, err error) {
	return one(c.write(ctx, call, operation{name: "CreateTrainingJob", creates: true}, in, lifecycle.Selection{}, func(w *lifecycle.World) ([]string, error) {
		return made(lifecycle.CreateTrainingJob(w, in))
	}))
}

// UpdateTrainingJob changes a job that was not submitted.
func (c *Cloud) UpdateTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	return c.onJob(ctx, call, "UpdateTrainingJob", in, lifecycle.UpdateTrainingJob)
}

// SubmitTrainingJob takes a unit for a job, makes its asset and trains it.
func (c *Cloud) SubmitTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	want := lifecycle.Selection{Jobs: []string{in.JobID}, AllPackages: true}
	return none(c.write(ctx, call, operation{name: "SubmitTrainingJob"}, in, want, func(w *lifecycle.World) ([]string, error) {
		_, err := lifecycle.SubmitTrainingJob(w, in)
		return nil, err
	}))
}

// DeleteTrainingJob deletes a job that is not being trained.
func (c *Cloud) DeleteTrainingJob(ctx context.Context, call Call, in lifecycle.JobChange) error {
	return c.onJob(ctx, call, "DeleteTrainingJob", in, lifecycle.DeleteTrainingJob)
}

func (c *Cloud) onJob(ctx context.Context, call Call, name string, in lifecycle.JobChange, decide func(*lifecycle.World, lifecycle.JobChange) error) error {
	return none(c.write(ctx, call, operation{name: name}, in, lifecycle.Selection{Jobs: []string{in.JobID}}, func(w *lifecycle.World) ([]string, error) {
		return nil, decide(w, in)
	}))
}
