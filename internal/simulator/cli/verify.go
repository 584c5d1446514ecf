package cli

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type verifyFlags struct {
	place
	project string
}

func newVerify(opts Options) *cobra.Command {
	var flags verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [--project ID] --store FILE",
		Short: "Fold the facts of a store again and compare the rows",
		Long: "Fold the facts of each project (or of one) again from the first and compare the result with the stored rows.\n" +
			"Exits with 1 if they differ. Nothing is written.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&flags.place, opts, false, func(c *client) error { return flags.run(cmd, c) })
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&flags.project, "project", "", "only the project with this `id`")
	return cmd
}

func (f *verifyFlags) run(cmd *cobra.Command, c *client) error {
	if f.project != "" {
		if err := c.on(cmd.Context(), f.project); err != nil {
			return err
		}
	}
	all, err := c.tenants(cmd.Context())
	if err != nil {
		return err
	}
	differ := false
	for _, t := range all {
		if t.Facts == 0 || f.project != "" && t.ProjectID != f.project {
			continue
		}
		c.project = t.ProjectID
		var v control.Verification
		if err := c.call(cmd.Context(), http.MethodGet, "/verification", nil, &v); err != nil {
			return err
		}
		if len(v.Differences) == 0 {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: consistent, %d facts checked\n", t.ProjectID, v.Facts)
			continue
		}
		differ = true
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d facts, %d differences\n", t.ProjectID, v.Facts, len(v.Differences))
		for _, d := range v.Differences {
			fmt.Fprintf(cmd.OutOrStdout(), "  %s\n", d)
		}
	}
	if differ {
		return errors.New("the rows of the store are not what its facts fold to")
	}
	return nil
}
