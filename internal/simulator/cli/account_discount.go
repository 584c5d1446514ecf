package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

var discountTypes = map[string]lifecycle.DiscountType{"promotion": lifecycle.Promotion, "commercial": lifecycle.Commercial, "partner": lifecycle.Partner}

type discountFlags struct {
	grantFlags
	validityFlags
	kind    string
	percent int
}

func newDiscount(opts Options) *cobra.Command {
	var flags discountFlags
	cmd := &cobra.Command{
		Use:   "discount --project ID --store FILE --percent N",
		Short: "Give a project's account a discount",
		Long: "Give a project's account a discount on new purchases, as often as they come; renewals get none. Automatic payment prefers commercial\n" +
			"discounts. Prints the discount's id.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account discount --project demo --store .mss/simulator.db --percent 15 --type commercial",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.grant(cmd, opts, func(ctx context.Context, cloud *simulator.Cloud, call simulator.Call) error {
				return flags.run(ctx, cmd, cloud, call)
			})
		},
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().IntVar(&flags.percent, "percent", 0, "what it takes off, a `number` from 1 to 99")
	cmd.Flags().StringVar(&flags.kind, "type", "promotion", "`promotion|commercial|partner`")
	flags.validityFlags.define(cmd)
	requireFlags(cmd, "percent")
	return cmd
}

func (f *discountFlags) run(ctx context.Context, cmd *cobra.Command, cloud *simulator.Cloud, call simulator.Call) (err error) {
	d := lifecycle.Discount{Percent: f.percent, Products: f.products}
	if d.Type, err = word("type", f.kind, "promotion, commercial or partner", discountTypes); err != nil {
		return err
	}
	if d.ValidFrom, d.ValidUntil, err = f.read(ctx, cloud, call); err != nil {
		return err
	}
	id, err := cloud.GrantDiscount(ctx, call, d)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s discount of %d %%, valid from %s until %s\n",
		id, f.kind, d.Percent, d.ValidFrom.Format(time.RFC3339), d.ValidUntil.Format(time.RFC3339))
	return err
}
