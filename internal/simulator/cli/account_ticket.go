package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

func newTicket(opts Options) *cobra.Command {
	var flags grantFlags
	var product string
	cmd := &cobra.Command{
		Use:   "ticket --project ID --store FILE --product CODE",
		Short: "Grant a project's account a service ticket for a product",
		Long: "Grant a project's account the service ticket without which it cannot order a product whose catalogue row has needs_ticket. A ticket\n" +
			"that was granted already changes nothing.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account ticket --project demo --store .mss/simulator.db \\\n" +
			"    --product hws.resource.type.metastudio.modeling.voice.advance",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := flags.grant(cmd, opts, "tickets", control.NewTicket{ResourceSpecCode: product}, nil); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "the account of %s has a service ticket for %s\n", flags.project, product)
			return err
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&product, "product", "", "resource_spec_`code` of the product")
	requireFlags(cmd, "product")
	return cmd
}
