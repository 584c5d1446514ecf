package customer

import (
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type renewFlags struct {
	flags
	months, years int32
	unpaid        bool
}

func newPackageRenew(p process) *cobra.Command {
	f := renewFlags{flags: flags{process: p}}
	cmd := &cobra.Command{
		Use:   "renew RESOURCE_ID (--months N | --years N) [flags]",
		Short: "Renew a resource package: place a renewal order and pay it",
		Long: "Renew a resource package: place a renewal order and pay it from the account. It first shows the price and " +
			"the new end. To pay with coupons or a discount, leave the order unpaid and use \"simulator order pay\"." +
			atHelp,
		Example: simulator + "package renew sim-pkg-2aded6d394cab2fe --months 3\n" +
			simulator + "package renew sim-pkg-2aded6d394cab2fe --years 1 --unpaid --yes",
		Args: usage.One("the resource id of a package"),
		RunE: func(cmd *cobra.Command, args []string) error {
			period, n, err := f.period(cmd)
			if err != nil {
				return err
			}
			return f.act(cmd, spends, func(v *visit) error { return f.renew(cmd, v, args[0], period, n) })
		},
	}
	cmd.Flags().Int32Var(&f.months, "months", 0, "`number` of months, 1 to 11")
	cmd.Flags().Int32Var(&f.years, "years", 0, "`number` of years, 1 to 3")
	cmd.Flags().BoolVar(&f.unpaid, "unpaid", false, "only place the order, and leave it to be paid")
	cmd.MarkFlagsMutuallyExclusive("months", "years")
	cmd.MarkFlagsOneRequired("months", "years")
	return f.asks(cmd)
}

func (f *renewFlags) period(cmd *cobra.Command) (mssclient.PeriodType, int32, error) {
	name, period, n := "months", mssclient.Monthly, f.months
	if cmd.Flags().Changed("years") {
		name, period, n = "years", mssclient.Yearly, f.years
	}
	if n < 1 {
		return "", 0, usage.Errorf("--%s is %d; renew by at least 1", name, n)
	}
	return period, n, nil
}

func (f *renewFlags) renew(cmd *cobra.Command, v *visit, id string, period mssclient.PeriodType, n int32) error {
	ctx, not := cmd.Context(), "nothing was ordered"
	pkg, err := v.findPackage(ctx, id)
	if err != nil {
		return err
	}
	quoted, currency, err := v.QuoteOrders(ctx, nil, []mssclient.RenewalStep{{PackageID: id, PeriodType: period,
		PeriodNum: n}})
	if err != nil {
		return failed(err, not, "package show "+id)
	}
	q, by := quoted[0], terminal.Count(int(n), periodNouns[period])
	pays := fmt.Sprintf("%s %s", charge(q.Charge, currency), v.funds())
	if f.unpaid {
		pays = "the order of " + charge(q.Charge, currency) + " is left unpaid"
	}
	if err := f.Confirm(cmd, f.in, "This renews the package %s (%s) by %s, until %s, %s: %s.%s", id, pkg.ResourceSpecCode,
		by, instant(q.End), v.when(), pays, v.passing()); err != nil {
		return err
	}
	orderID, err := v.RenewPackage(ctx, id, period, n, rand.Text())
	if err != nil {
		return failed(err, not, "order list --status pending_payment")
	}
	placed, err := v.Order(ctx, orderID)
	if err != nil {
		return fmt.Errorf("the renewal order %s was placed and not paid, because it cannot be read: %w", orderID, err)
	}
	waits := fmt.Sprintf("the order %s waits for payment until %s: pay it with \"simulator order pay\" or cancel it with "+
		"\"simulator order cancel\"", orderID, instant(placed.PaymentDeadline))
	what := fmt.Sprintf("Placed the order %s for the renewal of the package %s by %s: %s. It waits for payment until %s.",
		orderID, id, by, charge(placed.Amount, placed.Currency), instant(placed.PaymentDeadline))
	if !f.unpaid {
		if placed.Amount > q.Charge { // since the confirmation
			return fmt.Errorf("the renewal costs %s now, and not %s; nothing was charged, and %s",
				charge(placed.Amount, currency), charge(q.Charge, currency), waits)
		}
		if err := v.payOnce(ctx, orderID, mssclient.Payment{}); err != nil {
			return failed(err, "nothing was charged, and "+waits, "order show "+orderID)
		}
		what = fmt.Sprintf("Renewed the package %s by %s, until %s, for %s (order %s).%s", id, by, instant(q.End),
			charge(placed.Amount, placed.Currency), orderID, v.left(cmd))
	}
	out, err := v.order(ctx, orderID)
	if err != nil {
		return errors.Join(errors.New(what), fmt.Errorf("the order cannot be read: %w", err))
	}
	return f.done(cmd, out, what)
}

func newAutoRenew(p process) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "auto-renew",
		Short: "Switch the automatic renewal of a resource package on or off",
		Example: simulator + "package auto-renew on sim-pkg-2aded6d394cab2fe\n" +
			simulator + "package auto-renew off sim-pkg-2aded6d394cab2fe",
	}, newSwitch(p, true), newSwitch(p, false))
}

func newSwitch(p process, on bool) *cobra.Command {
	f := flags{process: p}
	word := onOff(on)
	return f.acts(&cobra.Command{
		Use:     word + " RESOURCE_ID [flags]",
		Short:   "Switch the automatic renewal of a resource package " + word,
		Long:    "Switch the automatic renewal of a resource package " + word + ". Nothing is charged at once." + atHelp,
		Example: simulator + "package auto-renew " + word + " sim-pkg-2aded6d394cab2fe",
		Args:    usage.One("the resource id of a package"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := args[0], cmd.Context()
			return f.act(cmd, spends, func(v *visit) error {
				before, err := v.findPackage(ctx, id)
				if err != nil {
					return err
				}
				if err := v.SetAutoRenew(ctx, id, on); err != nil {
					return failed(err, "nothing was changed", "package show "+id)
				}
				p, err := v.Package(ctx, id)
				if err != nil {
					return fmt.Errorf("the automatic renewal of the package %s was switched %s, but the package cannot be read: %w",
						id, word, err)
				}
				what := fmt.Sprintf("Automatic renewal of the package %s is %s; the package ends at %s.", id, onOff(p.AutoRenew),
					instant(p.ExpireTime))
				if before.AutoRenew == on {
					what = "Nothing changed. " + what
				}
				return f.done(cmd, bundleOf(p), what)
			})
		},
	})
}
