package cli

import (
	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

func newTicket(opts Options) *cobra.Command {
	var f grantFlags
	var product string
	cmd := &cobra.Command{
		Use:   "ticket --product CODE [flags]",
		Short: "Grant an account the service ticket for a product",
		Long: "Grant an account the service ticket for a product. Products whose catalogue entry has needs_ticket can " +
			"only be ordered with one. Granting a ticket twice changes nothing.\n\n" + grantHelp,
		Example: "  " + program + " simulator account ticket \\\n" +
			"    --product hws.resource.type.metastudio.modeling.voice.advance",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ticket := control.NewTicket{ResourceSpecCode: product}
			return f.grant(cmd, opts, "tickets", ticket, nil, func(c *client) error {
				return f.show(cmd, ticket, line("The account of %s has a service ticket for %s.", c.project, product))
			})
		},
	}
	f.define(cmd)
	cmd.Flags().StringVar(&product, "product", "", "resource_spec_`code` of the product")
	requireFlags(cmd, "product")
	return cmd
}
