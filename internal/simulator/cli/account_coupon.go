package cli

import (
	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type couponFlags struct {
	grantFlags
	validityFlags
	kind, amount, minimum string
	withDiscount          bool
}

func newCoupon(opts Options) *cobra.Command {
	var flags couponFlags
	cmd := &cobra.Command{
		Use:   "coupon --type cash|discount --amount AMOUNT [flags]",
		Short: "Add a coupon to an account",
		Long: "Add a coupon to an account. A coupon pays its amount of one order, once. A cash coupon is returned if the " +
			"order is refunded in full; a discount coupon is not. Prints the id and the value of the coupon.\n\n" + grantHelp,
		Example: "  " + program + " simulator account coupon --type cash --amount 10.00 --minimum 50.00\n" +
			"  " + program + " simulator account coupon --type discount --amount 5.00 -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, opts) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().Var(choose(&flags.kind, "cash", "discount"), "type", "`type` of the coupon: cash or discount")
	cmd.Flags().StringVar(&flags.amount, "amount", "", "face value, an `amount` such as 10.00")
	cmd.Flags().StringVar(&flags.minimum, "minimum", "", "smallest order that it can pay, an `amount` after discounts "+
		"(default: any)")
	cmd.Flags().BoolVar(&flags.withDiscount, "with-discount", false, "may be combined with a discount")
	flags.validityFlags.define(cmd)
	requireFlags(cmd, "type", "amount")
	return cmd
}

func (f *couponFlags) run(cmd *cobra.Command, opts Options) error {
	for flag, s := range map[string]string{"amount": f.amount, "minimum": f.minimum} {
		if err := amount(flag, s); err != nil {
			return err
		}
	}
	if err := f.check(); err != nil {
		return err
	}
	var made control.GrantedCoupon
	return f.grant(cmd, opts, "coupons", control.NewCoupon{
		Type: f.kind, FaceValue: f.amount, Minimum: f.minimum, WithDiscount: f.withDiscount,
		Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until}, Products: f.products,
	}, &made, func(*client) error {
		return f.show(cmd, made, line("%s  %s coupon of %s %s, valid from %s until %s",
			made.CouponID, f.kind, made.FaceValue, made.Currency, made.ValidFrom, made.ValidUntil))
	})
}
