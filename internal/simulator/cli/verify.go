package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newVerify(opts Options) *cobra.Command {
	var file, project string
	cmd := &cobra.Command{
		Use:   "verify [--project ID] --store FILE",
		Short: "Fold the facts of a store again and compare the rows",
		Long: "Fold the facts of each project (or of one) again from the first and compare the result with the stored rows.\n" +
			"Exits with 1 if they differ. Nothing is written.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			cloud, closeStore, err := openCloud(file, opts)
			if err != nil {
				return err
			}
			defer func() {
				if e := closeStore(); err == nil {
					err = e
				}
			}()
			ids, err := tenants(cmd.Context(), cloud, file, project)
			if err != nil {
				return err
			}
			differ := false
			for _, tenant := range ids {
				v, err := cloud.Verify(cmd.Context(), tenant)
				if err != nil {
					return err
				}
				if len(v.Differences) == 0 {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: consistent, %d facts checked\n", tenant, v.Facts)
					continue
				}
				differ = true
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d facts, %d differences\n", tenant, v.Facts, len(v.Differences))
				for _, d := range v.Differences {
					fmt.Fprintf(cmd.OutOrStdout(), "  %s\n", d)
				}
			}
			if differ {
				return errors.New("the rows of the store are not what its facts fold to")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "store", "", "`file` of the store")
	cmd.Flags().StringVar(&project, "project", "", "only the project with this `id`")
	requireFlags(cmd, "store")
	return cmd
}
