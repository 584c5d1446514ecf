package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type verifyFlags struct {
	target.Target
	terminal.Output
}

func newVerify(opts Options) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [flags]",
		Short: "Check that the stored rows follow from the facts",
		Long: "Replay the recorded facts of each project, or of the one that --project or " + target.EnvProject +
			" names, and compare the result with the stored rows. " +
			"Exits with 1 if they differ. Nothing is written.",
		Example: "  " + program + " simulator verify\n" +
			"  " + program + " simulator verify --project demo -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error { return f.run(cmd, c) })
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().Lookup("project").Usage = "only the project with this `id` (default: " + target.EnvProject + ", else all)"
	return cmd
}

// verified is what was found of a project.
type verified struct {
	ProjectID string `json:"project_id"`
	control.Verification
}

type verifiedProjects struct {
	Projects []verified `json:"projects"`
}

func (f *verifyFlags) run(cmd *cobra.Command, c *target.Client) error {
	ids, err := f.projects(cmd.Context(), c)
	if err != nil {
		return err
	}
	all := verifiedProjects{[]verified{}}
	differ := false
	for _, id := range ids {
		c.Project = id
		v := verified{ProjectID: id}
		err := c.Call(cmd.Context(), http.MethodGet, "/verification", nil, &v.Verification)
		if target.IsRefused(err, lifecycle.CodeTenantUnknown) { // nothing has happened to it
			v.Differences, err = []string{}, nil
		}
		if err != nil {
			return err
		}
		all.Projects = append(all.Projects, v)
		differ = differ || len(v.Differences) > 0
	}
	if err := f.Show(cmd, all, func(w io.Writer) error { return writeVerified(w, all.Projects) }); err != nil {
		return err
	}
	if differ {
		return errors.New("the stored rows do not follow from the facts")
	}
	return nil
}

// projects are the ids of those that are checked: something has happened to them.
func (f *verifyFlags) projects(ctx context.Context, c *target.Client) (ids []string, err error) {
	if f.Named() != "" || c.IsOwner() {
		id, err := f.Find(ctx, c, target.Reads)
		return []string{id}, err
	}
	all, err := c.Tenants(ctx)
	for _, t := range all {
		if t.Facts > 0 {
			ids = append(ids, t.ProjectID)
		}
	}
	return ids, err
}

func writeVerified(w io.Writer, all []verified) error {
	for _, v := range all {
		if len(v.Differences) == 0 {
			fmt.Fprintf(w, "%s: consistent, %s checked\n", v.ProjectID, terminal.Count(v.Facts, "fact"))
			continue
		}
		fmt.Fprintf(w, "%s: %s, %s\n", v.ProjectID, terminal.Count(v.Facts, "fact"),
			terminal.Count(len(v.Differences), "difference"))
		for _, d := range v.Differences {
			fmt.Fprintf(w, "  %s\n", d)
		}
	}
	return nil
}
