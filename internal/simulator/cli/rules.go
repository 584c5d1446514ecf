package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func newRules() *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:     "rules",
		Short:   "Write the built-in policy and catalogue to files",
		Example: "  " + program + " simulator rules export --site china",
	}, newRulesExport())
}

// exported are the files that were written.
type exported struct {
	Policy  string `json:"policy"`
	Catalog string `json:"catalog"`
}

func newRulesExport() *cobra.Command {
	var out terminal.Output
	var name, folder string
	var force bool
	cmd := &cobra.Command{
		Use:   "export [flags]",
		Short: "Write the built-in policy and catalogue to files to start from",
		Long: "Write the built-in policy of a site and the catalogue to policy.yaml and catalog.yaml. Change them, and " +
			"name them with the provider's simulator.policy and simulator.catalog, with \"simulator tenant create\" or with " +
			"\"simulator account rules\".",
		Example: "  " + program + " simulator rules export --site china --dir rules",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := site.PolicyText(name)
			if err != nil {
				return err
			}
			products, err := site.CatalogText()
			if err != nil {
				return err
			}
			files := exported{filepath.Join(folder, "policy.yaml"), filepath.Join(folder, "catalog.yaml")}
			if err := writeNew(force, map[string]string{files.Policy: text, files.Catalog: products}); err != nil {
				return err
			}
			return out.Show(cmd, files, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "Wrote %s (site %s) and %s.\n", files.Policy, name, files.Catalog)
				return err
			})
		},
	}
	out.Define(cmd)
	cmd.Flags().Var(terminal.Choose(&name, site.Names()...), "site", "`name` of the policy's site: international or china")
	cmd.Flags().StringVar(&folder, "dir", ".", "existing `folder` to write to")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that exist")
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

// checkNew refuses a file that exists, unless it is forced.
func checkNew(force bool, file string) error {
	if _, err := os.Lstat(file); !force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists already; nothing was written. Overwrite it with --force", file)
	}
	return nil
}

// writeNew writes files, all of which must be new unless it is forced.
func writeNew(force bool, files map[string]string) error {
	for file := range files {
		if err := checkNew(force, file); err != nil {
			return err
		}
	}
	const readable = 0o644
	for file, text := range files {
		if err := os.WriteFile(file, []byte(text), readable); err != nil {
			return err
		}
	}
	return nil
}
