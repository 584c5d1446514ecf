package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

var couponTypes = map[string]lifecycle.CouponType{"cash": lifecycle.CashCoupon, "discount": lifecycle.DiscountCoupon}

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
			"a discount coupon does not. Prints the coupon's id.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account coupon --project demo --store .mss/simulator.db --type cash --amount 10.00 --minimum 50.00",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.grant(cmd, opts, func(ctx context.Context, cloud *simulator.Cloud, call simulator.Call) error {
				return flags.run(ctx, cmd, cloud, call)
			})
		},
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().StringVar(&flags.kind, "type", "", "`cash|discount`")
	cmd.Flags().StringVar(&flags.amount, "amount", "", "face value, a decimal `amount`")
	cmd.Flags().StringVar(&flags.minimum, "minimum", "", "smallest order that it can pay, a decimal `amount` after discounts (default: any)")
	cmd.Flags().BoolVar(&flags.withDiscount, "with-discount", false, "may be combined with a discount")
	flags.validityFlags.define(cmd)
	requireFlags(cmd, "type", "amount")
	return cmd
}

func (f *couponFlags) run(ctx context.Context, cmd *cobra.Command, cloud *simulator.Cloud, call simulator.Call) (err error) {
	c := lifecycle.Coupon{Products: f.products, WithDiscount: f.withDiscount}
	if c.Type, err = word("type", f.kind, "cash or discount", couponTypes); err != nil {
		return err
	}
	if c.FaceValue, err = amount("amount", f.amount); err != nil {
		return err
	}
	if c.Minimum, err = amount("minimum", f.minimum); err != nil {
		return err
	}
	if c.ValidFrom, c.ValidUntil, err = f.read(ctx, cloud, call); err != nil {
		return err
	}
	id, err := cloud.GrantCoupon(ctx, call, c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s coupon of %s %s, valid from %s until %s\n",
		id, f.kind, c.FaceValue, currency(ctx, cloud, call), c.ValidFrom.Format(time.RFC3339), c.ValidUntil.Format(time.RFC3339))
	return err
}

// currency of the account; the grant stands, whatever becomes of the question.
func currency(ctx context.Context, cloud *simulator.Cloud, call simulator.Call) string {
	w, err := cloud.Look(ctx, simulator.Call{Tenant: call.Tenant}, store.Want{})
	if err != nil {
		return ""
	}
	return w.Currency()
}
