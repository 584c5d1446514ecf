package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

func newRules(opts Options) *cobra.Command {
	var flags grantFlags
	var policyFile, catalogFile, level string
	cmd := &cobra.Command{
		Use:   "rules --project ID --store FILE [--policy FILE] [--catalog FILE] [--customer-level LEVEL]",
		Short: "Replace the policy, the catalogue and the customer level of a project's account",
		Long: "Replace the rules of a project's account from an instant on. What is not named is the built-in one again. The policy that is in force at the\n" +
			"end of a package governs its grace and retention. The provider's simulator.policy, simulator.catalog and simulator.customer_level must name\n" +
			"the same from then on, where they name anything.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account rules --project demo --store .mss/simulator.db --policy policy.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			rules := control.NewRules{CustomerLevel: level}
			if rules.Policy, err = fileText(policyFile); err != nil {
				return err
			}
			if rules.Catalog, err = fileText(catalogFile); err != nil {
				return err
			}
			if err := flags.grant(cmd, opts, "rules", rules, nil); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "the account of %s has new rules\n", flags.project)
			return err
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&policyFile, "policy", "", "policy `file` (default: the site's own)")
	cmd.Flags().StringVar(&catalogFile, "catalog", "", "catalogue `file` (default: the built-in one)")
	cmd.Flags().StringVar(&level, "customer-level", "", "customer `level` of the policy (default: none)")
	return cmd
}
