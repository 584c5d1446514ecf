package account

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type couponFlags struct {
	grantFlags
	validityFlags
	kind, amount, minimum string
	withDiscount          bool
}

func newCoupon(clock func() time.Time) *cobra.Command {
	var flags couponFlags
	cmd := &cobra.Command{
		Use:   "coupon --type cash|discount --amount AMOUNT [flags]",
		Short: "Add a coupon to an account",
		Long: "Add a coupon to an account. A coupon pays its amount of one order, once. A cash coupon is returned if the " +
			"order is refunded in full; a discount coupon is not. Prints the id and the value of the coupon.\n\n" + grantHelp,
		Example: "  " + usage.Program + " simulator account coupon --type cash --amount 10.00 --minimum 50.00\n" +
			"  " + usage.Program + " simulator account coupon --type discount --amount 5.00 -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, clock) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().Var(terminal.Choose(&flags.kind, "cash", "discount"), "type", "`type` of the coupon: cash or discount")
	cmd.Flags().Lookup("type").DefValue = "" // it must be given
	cmd.Flags().StringVar(&flags.amount, "amount", "", "face value, an `amount` such as 10.00")
	cmd.Flags().StringVar(&flags.minimum, "minimum", "", "smallest order that it can pay, an `amount` after discounts "+
		"(default: any)")
	cmd.Flags().BoolVar(&flags.withDiscount, "with-discount", false, "may be combined with a discount")
	flags.validityFlags.define(cmd)
	usage.Require(cmd, "type", "amount")
	return cmd
}

func (f *couponFlags) run(cmd *cobra.Command, clock func() time.Time) error {
	for flag, s := range map[string]string{"amount": f.amount, "minimum": f.minimum} {
		if err := usage.CheckAmount(flag, s); err != nil {
			return err
		}
	}
	if err := f.check(); err != nil {
		return err
	}
	var made control.GrantedCoupon
	return f.grant(cmd, clock, "coupons", control.NewCoupon{
		Type: f.kind, FaceValue: f.amount, Minimum: f.minimum, WithDiscount: f.withDiscount,
		Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until}, Products: f.products,
	}, &made, func(*target.Client) error {
		return f.Show(cmd, made, terminal.Line("%s  %s coupon of %s %s, valid from %s until %s",
			made.CouponID, f.kind, made.FaceValue, made.Currency, made.ValidFrom, made.ValidUntil))
	})
}

type discountFlags struct {
	grantFlags
	validityFlags
	kind    string
	percent int
}

func newDiscount(clock func() time.Time) *cobra.Command {
	var flags discountFlags
	cmd := &cobra.Command{
		Use:   "discount --percent N [flags]",
		Short: "Add a discount to an account",
		Long: "Add a discount to an account. It applies to every new purchase while it is valid, and not to renewals. " +
			"Automatic payment prefers commercial discounts. Prints the id of the discount.\n\n" + grantHelp,
		Example: "  " + usage.Program + " simulator account discount --percent 15 --type commercial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return flags.run(cmd, clock) },
	}
	flags.grantFlags.define(cmd)
	cmd.Flags().IntVar(&flags.percent, "percent", 0, "percentage that it takes off, a `number` from 1 to 99")
	cmd.Flags().Var(terminal.Choose(&flags.kind, "promotion", "commercial", "partner"), "type",
		"`type` of the discount: promotion, commercial or partner")
	flags.validityFlags.define(cmd)
	usage.Require(cmd, "percent")
	return cmd
}

func (f *discountFlags) run(cmd *cobra.Command, clock func() time.Time) error {
	if err := f.check(); err != nil {
		return err
	}
	var made control.GrantedDiscount
	return f.grant(cmd, clock, "discounts", control.NewDiscount{
		Type: f.kind, Percent: call.Num(int64(f.percent)), Products: f.products,
		Validity: control.Validity{ValidFrom: f.from, ValidUntil: f.until},
	}, &made, func(*target.Client) error {
		return f.Show(cmd, made, terminal.Line("%s  %s discount of %d %%, valid from %s until %s",
			made.DiscountID, f.kind, f.percent, made.ValidFrom, made.ValidUntil))
	})
}

func newTicket(clock func() time.Time) *cobra.Command {
	var f grantFlags
	var product string
	cmd := &cobra.Command{
		Use:   "ticket --product CODE [flags]",
		Short: "Grant an account the service ticket for a product",
		Long: "Grant an account the service ticket for a product. Products whose catalogue entry has needs_ticket can " +
			"only be ordered with one. Granting a ticket twice changes nothing.\n\n" + grantHelp,
		Example: "  " + usage.Program + " simulator account ticket \\\n" +
			"    --product hws.resource.type.metastudio.modeling.voice.advance",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ticket := control.NewTicket{ResourceSpecCode: product}
			return f.grant(cmd, clock, "tickets", ticket, nil, func(c *target.Client) error {
				return f.Show(cmd, ticket, terminal.Line("The account of %s has a service ticket for %s.", c.Project, product))
			})
		},
	}
	f.define(cmd)
	cmd.Flags().StringVar(&product, "product", "", "resource_spec_`code` of the product")
	usage.Require(cmd, "product")
	return cmd
}
