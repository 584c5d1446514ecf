package cli

import (
	"fmt"

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
		Use:   "coupon --project ID --store FILE --type cash|discount --amount 10.00",
		Short: "Give a project's account a coupon",
		Long: "Give a project's account a coupon, which pays its amount of one order, once. A cash coupon comes back when the order is refunded in full,\n" +
			"a discount coupon does not. Prints the coupon's id, and what it is worth.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account coupon --project demo --store .mss/simulator.db --type cash --amount 10.00 --minimum 50.00",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, opts) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().Var(choose(&flags.kind, "cash", "discount"), "type", "kind of coupon")
	cmd.Flags().StringVar(&flags.amount, "amount", "", "face value, a decimal `amount`")
	cmd.Flags().StringVar(&flags.minimum, "minimum", "", "smallest order that it can pay, a decimal `amount` after discounts (default: any)")
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
	if err := f.grant(cmd, opts, "coupons", control.NewCoupon{
		Type: f.kind, FaceValue: f.amount, Minimum: f.minimum, WithDiscount: f.withDiscount,
		Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until}, Products: f.products,
	}, &made); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s coupon of %s %s, valid from %s until %s\n",
		made.CouponID, f.kind, made.FaceValue, made.Currency, made.ValidFrom, made.ValidUntil)
	return err
}
