package cli

import (
	"encoding/json"
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
		Use:   "discount --percent N [flags]",
		Short: "Add a discount to an account",
		Long: "Add a discount to an account. It applies to every new purchase while it is valid, and not to renewals. " +
			"Automatic payment prefers commercial discounts. Prints the id of the discount.\n\n" + grantHelp,
		Example: "  " + program + " simulator account discount --percent 15 --type commercial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, opts) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().IntVar(&flags.percent, "percent", 0, "percentage that it takes off, a `number` from 1 to 99")
	cmd.Flags().Var(choose(&flags.kind, "promotion", "commercial", "partner"), "type",
		"`type` of the discount: promotion, commercial or partner")
	flags.validityFlags.define(cmd)
	requireFlags(cmd, "percent")
	return cmd
}

func (f *discountFlags) run(cmd *cobra.Command, opts Options) error {
	if err := f.check(); err != nil {
		return err
	}
	var made control.GrantedDiscount
	return f.grant(cmd, opts, "discounts", control.NewDiscount{
		Type: f.kind, Percent: json.Number(strconv.Itoa(f.percent)), Products: f.products,
		Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until},
	}, &made, func(*client) error {
		return f.show(cmd, made, line("%s  %s discount of %d %%, valid from %s until %s",
			made.DiscountID, f.kind, f.percent, made.ValidFrom, made.ValidUntil))
	})
}
