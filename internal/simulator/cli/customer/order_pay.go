package customer

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newOrderPay(p process) *cobra.Command {
	f := flags{process: p}
	var with mssclient.Payment
	cmd := &cobra.Command{
		Use:   "pay ORDER_ID [flags]",
		Short: "Pay an order",
		Long: "Pay an order that waits for payment. It first shows what the service charges for it. \"simulator order " +
			"show\" lists the coupons and discounts that it can be paid with." + atHelp,
		Example: simulator + "order pay CS2701110100SIM6E530F7668\n" +
			simulator + "order pay CS2701110100SIM6E530F7668 --coupon sim-coupon-c86cfdcca35ec11a",
		Args: usage.One("an order id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.act(cmd, spends, func(v *visit) error {
				out, what, err := f.pay(cmd, v, args[0], with)
				if err != nil {
					return err
				}
				return f.done(cmd, out, what)
			})
		},
	}
	cmd.Flags().StringArrayVar(&with.CouponIDs, "coupon", nil, "pay with the coupon with this `id`; repeatable, at most "+
		"three of one type")
	cmd.Flags().StringVar(&with.DiscountID, "discount", "", "use the discount with this `id`")
	return f.asks(cmd)
}

// pay pays an order after a confirmation.
func (f *flags) pay(cmd *cobra.Command, v *visit, id string, with mssclient.Payment) (out order, what string,
	err error) {
	ctx := cmd.Context()
	o, err := v.findOrder(ctx, id)
	if err != nil {
		return out, "", err
	}
	q, currency, err := v.QuotePayment(ctx, id, with)
	if err != nil {
		return out, "", failed(err, "nothing was charged", "order show "+id)
	}
	var bought []string
	for _, it := range orderOf(o).Items {
		bought = append(bought, it.String())
	}
	err = f.Confirm(cmd, f.in, "This pays the order %s %s: %s %s.%s It is for %s.%s", id, v.when(),
		charge(q.Charge, currency), v.funds(), benefits(o, q, with, currency), summary(bought), v.passing())
	if err != nil {
		return out, "", err
	}
	if err := v.payOnce(ctx, id, with); err != nil {
		return out, "", failed(err, "nothing was charged", "order show "+id)
	}
	what = fmt.Sprintf("Paid the order %s: %s.%s%s", id, charge(q.Charge, currency), benefits(o, q, with, currency),
		v.left(cmd))
	if out, err = v.order(ctx, id); err != nil {
		return out, "", fmt.Errorf("the order %s was paid, but cannot be read: %w", id, err)
	}
	if len(out.ResourceIDs) > 0 {
		what += " Packages: " + summary(out.ResourceIDs) + "."
	}
	return out, what, nil
}

// payOnce pays an order. If the answer decides nothing, the order tells whether it was paid.
func (v *visit) payOnce(ctx context.Context, id string, with mssclient.Payment) error {
	err := v.PayOrderWith(ctx, id, with)
	if mssclient.MayHaveTakenEffect(err) {
		if o, lookup := v.Order(ctx, id); lookup == nil && o.IsPaid() {
			return nil
		}
	}
	return err
}

func charge(a money.Amount, currency string) string { return a.String() + " " + currency }

// benefits says what coupons and a discount take off a payment. It begins with a space, or is empty.
func benefits(o *mssclient.Order, q mssclient.QuotedOrder, with mssclient.Payment, currency string) string {
	var off []string
	if with.DiscountID != "" {
		off = append(off, fmt.Sprintf("The discount %s takes off %s.", with.DiscountID,
			charge(o.OfficialAmount-q.Amount, currency)))
	}
	if n := len(with.CouponIDs); n > 0 {
		noun := "coupon"
		if n > 1 {
			noun = "coupons"
		}
		off = append(off, fmt.Sprintf("%s by the %s %s.", charge(q.Amount-q.Charge, currency)+" are paid", noun,
			strings.Join(with.CouponIDs, ", ")))
	}
	if len(off) == 0 {
		return ""
	}
	return " " + strings.Join(off, " ")
}

// summary is a list in words, shortened.
func summary(all []string) string {
	const most = 3
	if len(all) <= most {
		return strings.Join(all, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(all[:most], "; "), len(all)-most)
}

func newOrderCancel(p process) *cobra.Command {
	f := flags{process: p}
	return f.asks(&cobra.Command{
		Use:     "cancel ORDER_ID [flags]",
		Short:   "Cancel an order that is not paid",
		Long:    "Cancel an order that waits for payment. A cancelled order can no longer be paid." + atHelp,
		Example: simulator + "order cancel CS2701110100SIM6E530F7668 --yes",
		Args:    usage.One("an order id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := args[0], cmd.Context()
			return f.act(cmd, spends, func(v *visit) error {
				o, err := v.findOrder(ctx, id)
				if err != nil {
					return err
				}
				if o.Status != mssclient.OrderPendingPayment {
					return fmt.Errorf("the order %s is not waiting for payment: its status is %s; nothing was changed", id,
						o.Status)
				}
				err = f.Confirm(cmd, f.in, "This cancels the order %s of %s %s. It can no longer be paid then.%s", id,
					charge(o.Amount, o.Currency), v.when(), v.passing())
				if err != nil {
					return err
				}
				if err := v.CancelOrder(ctx, id); err != nil {
					return failed(err, "nothing was changed", "order show "+id)
				}
				out, err := v.order(ctx, id)
				if err != nil {
					return fmt.Errorf("the order %s was cancelled, but cannot be read: %w", id, err)
				}
				return f.done(cmd, out, "Cancelled the order "+id+"; nothing was charged.")
			})
		},
	})
}
