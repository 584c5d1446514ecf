package cli

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

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
			"discounts. Prints the discount's id, and what it is.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account discount --project demo --store .mss/simulator.db --percent 15 --type commercial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, opts) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().IntVar(&flags.percent, "percent", 0, "what it takes off, a `number` from 1 to 99")
	cmd.Flags().Var(choose(&flags.kind, "promotion", "commercial", "partner"), "type", "kind of discount")
	flags.validityFlags.define(cmd)
	requireFlags(cmd, "percent")
	return cmd
}

func (f *discountFlags) run(cmd *cobra.Command, opts Options) error {
	if err := f.check(); err != nil {
		return err
	}
	var made control.GrantedDiscount
	if err := f.grant(cmd, opts, "discounts", control.NewDiscount{
		Type: f.kind, Percent: json.Number(strconv.Itoa(f.percent)), Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until}, Products: f.products,
	}, &made); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s discount of %d %%, valid from %s until %s\n",
		made.DiscountID, f.kind, f.percent, made.ValidFrom, made.ValidUntil)
	return err
}
