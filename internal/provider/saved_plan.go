package provider

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v4/process"

	"github.com/mss-iac/terraform-provider-mss/internal/planfile"
)

// savedPlan is the plan that the command which started this process was given, as `terraform apply FILE` is; nil if there is none.
func savedPlan() *planfile.Plan {
	p, err := process.NewProcess(int32(os.Getppid()))
	if err != nil {
		return nil
	}
	args, err := p.CmdlineSliceWithContext(context.Background())
	if err != nil {
		return nil
	}
	i := slices.Index(args, "apply")
	if i < 0 {
		return nil
	}
	file := args[len(args)-1]
	if len(args) == i+1 || strings.HasPrefix(file, "-") {
		return nil
	}
	plan, err := planfile.Read(file)
	if err != nil {
		return nil
	}
	return plan
}
