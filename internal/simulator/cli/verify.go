package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type verifyFlags struct {
	target
	output
}

func newVerify(opts Options) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [flags]",
		Short: "Check that the stored rows follow from the facts",
		Long: "Replay the recorded facts of each project, or of the one that --project or " + envProject +
			" names, and compare the result with the stored rows. " +
			"Exits with 1 if they differ. Nothing is written.",
		Example: "  " + program + " simulator verify\n" +
			"  " + program + " simulator verify --project demo -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd, opts, looks, func(c *client) error { return f.run(cmd, c) })
		},
	}
	f.defineProject(cmd)
	f.output.define(cmd)
	cmd.Flags().Lookup("project").Usage = "only the project with this `id` (default: " + envProject + ", else all)"
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

func (f *verifyFlags) run(cmd *cobra.Command, c *client) error {
	ids, err := f.projects(cmd.Context(), c)
	if err != nil {
		return err
	}
	all := verifiedProjects{[]verified{}}
	differ := false
	for _, id := range ids {
		c.project = id
		v := verified{ProjectID: id}
		err := c.call(cmd.Context(), http.MethodGet, "/verification", nil, &v.Verification)
		if isRefused(err, lifecycle.CodeTenantUnknown) { // nothing has happened to it
			v.Differences, err = []string{}, nil
		}
		if err != nil {
			return err
		}
		all.Projects = append(all.Projects, v)
		differ = differ || len(v.Differences) > 0
	}
	if err := f.show(cmd, all, func(w io.Writer) error { return writeVerified(w, all.Projects) }); err != nil {
		return err
	}
	if differ {
		return errors.New("the stored rows do not follow from the facts")
	}
	return nil
}

// projects are the ids of those that are checked: something has happened to them.
func (f *verifyFlags) projects(ctx context.Context, c *client) (ids []string, err error) {
	if f.named() != "" || c.isOwner() {
		id, err := f.find(ctx, c, looks)
		return []string{id}, err
	}
	all, err := c.tenants(ctx)
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
			fmt.Fprintf(w, "%s: consistent, %s checked\n", v.ProjectID, count(v.Facts, "fact"))
			continue
		}
		fmt.Fprintf(w, "%s: %s, %s\n", v.ProjectID, count(v.Facts, "fact"), count(len(v.Differences), "difference"))
		for _, d := range v.Differences {
			fmt.Fprintf(w, "  %s\n", d)
		}
	}
	return nil
}
