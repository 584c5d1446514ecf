package account

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newRules(clock func() time.Time) *cobra.Command {
	var f grantFlags
	var policyFile, catalogFile, level string
	cmd := &cobra.Command{
		Use:   "rules [flags]",
		Short: "Replace the policy, the catalogue and the customer level of an account",
		Long: "Replace the policy, the catalogue and the customer level of an account from an instant on. What you do not " +
			"name becomes the built-in one again. The policy in force at the end of a package determines its grace and " +
			"retention. If the provider sets simulator.policy, simulator.catalog or simulator.customer_level, change them to " +
			"the same values.\n\n\"simulator rules export\" writes files to start from.\n\n" + grantHelp,
		Example: "  " + usage.Program + " simulator rules export\n" +
			"  " + usage.Program + " simulator account rules --policy policy.yaml",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			rules := control.NewRules{CustomerLevel: level}
			if rules.Policy, err = usage.FileText(policyFile); err != nil {
				return err
			}
			if rules.Catalog, err = usage.FileText(catalogFile); err != nil {
				return err
			}
			return f.grant(cmd, clock, "rules", rules, nil, func(c *target.Client) error {
				own, err := c.Own(cmd.Context())
				if err != nil {
					return err
				}
				return f.Show(cmd, own, terminal.Line("The account of %s has new rules.", c.Project))
			})
		},
	}
	f.define(cmd)
	cmd.Flags().StringVar(&policyFile, "policy", "", "policy `file` (default: the site's own)")
	cmd.Flags().StringVar(&catalogFile, "catalog", "", "catalogue `file` (default: the built-in one)")
	cmd.Flags().StringVar(&level, "customer-level", "", "customer `level` of the policy (default: none)")
	return cmd
}
