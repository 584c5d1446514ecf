package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type branchFlags struct {
	target.Target
	terminal.Output
	as, to string
}

func newBranch(opts Options) *cobra.Command {
	var f branchFlags
	cmd := &cobra.Command{
		Use:   "branch [flags]",
		Short: "Copy a project, to give the copy a future of its own",
		Long: "Copy a project with its whole history to another project, or with --to to another store. From then on, each " +
			"has a future of its own. Until one of them changes, the same happens to both.\n\n" +
			"The copy accepts a copy of a Terraform state of the project, in a directory of its own. The project does not " +
			"accept states of the copy. Time only moves forward: to go back, branch before, or keep an export.",
		Example: "  " + program + " simulator branch --project demo --as what-if\n" +
			"  " + program + " simulator branch --to /tmp/what-if.db",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.as, "as", "", "`id` of the copy (default with --to: that of the project)")
	cmd.Flags().StringVar(&f.to, "to", "", "`file` of the store for the copy, or postgres://user:password@host/database "+
		"(default: that of the project)")
	cmd.MarkFlagsOneRequired("as", "to")
	_ = cmd.MarkFlagFilename("to")
	return cmd
}

func (f *branchFlags) run(cmd *cobra.Command, opts Options) error {
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		as := cmp.Or(f.as, c.Project)
		if as == c.Project && f.to == "" {
			return usage.Errorf("--as must be another project than %s", c.Project)
		}
		lines, err := export(cmd, opts, c)
		if err != nil {
			return err
		}
		in := control.NewTenantFile{TenantFile: control.TenantFile{Lines: lines}, Branch: true}
		copyTo := func(to *target.Client) error {
			made, err := create(cmd, opts, to, as, in)
			if err != nil {
				return err
			}
			return f.Show(cmd, made, terminal.Line("Branched the project %s to %s (account %.8s): %s.", c.Project,
				made.ProjectID, made.Identity, terminal.Count(int(made.Facts), "fact")))
		}
		if f.to == "" {
			return copyTo(c)
		}
		other := target.Target{Store: f.to}
		return other.With(cmd, opts.Clock, target.Creates, copyTo)
	})
}
