package customer

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newOrder(p process) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "order",
		Short: "List, show, pay and cancel orders by hand",
		Long: "List, show, pay and cancel orders, as a customer does by hand in the console. \"simulator package renew " +
			"--unpaid\" places a renewal order; purchases are placed by Terraform.",
		Example: simulator + "order list --status pending_payment\n" +
			simulator + "order pay CS2701110100SIM6E530F7668",
	}, newOrderList(p), newOrderShow(p), newOrderPay(p), newOrderCancel(p))
}

// order is an order in the names of the data source mss_order.
type order struct {
	OrderID        string     `json:"order_id"`
	Type           string     `json:"type"`
	Status         string     `json:"status"`
	OfficialAmount string     `json:"official_amount"`
	Amount         string     `json:"amount"`
	CouponAmount   string     `json:"coupon_amount"`
	Currency       string     `json:"currency"`
	Created        time.Time  `json:"created_time"`
	Paid           time.Time  `json:"paid_time,omitzero"`
	Deadline       time.Time  `json:"payment_deadline,omitzero"`
	Items          []item     `json:"items,omitempty"`
	ResourceIDs    []string   `json:"resource_ids,omitempty"` // delivered, renewed or returned
	Coupons        []coupon   `json:"coupons,omitempty"`      // that it may be paid with
	Discounts      []discount `json:"discounts,omitempty"`    // likewise
}

type item struct {
	ResourceSpecCode string `json:"resource_spec_code"`
	PeriodType       string `json:"period_type"`
	PeriodNum        int32  `json:"period_num"`
	SubscriptionNum  int32  `json:"subscription_num"`
}

type coupon struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	FaceValue string    `json:"face_value"`
	Minimum   string    `json:"minimum_amount,omitempty"`
	Expires   time.Time `json:"expire_time"`
}

type discount struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Amount string `json:"discount_amount"` // that it takes off
}

func orderOf(o *mssclient.Order) order {
	out := order{
		OrderID: o.ID, Type: o.TypeWord(), Status: o.Status, OfficialAmount: o.OfficialAmount.String(),
		Amount: o.Amount.String(), CouponAmount: o.CouponAmount.String(), Currency: o.Currency, Created: o.CreatedTime,
		Paid: o.PaidTime,
	}
	if o.Status == mssclient.OrderPendingPayment {
		out.Deadline = o.PaymentDeadline
	}
	for _, it := range o.Items {
		out.Items = append(out.Items, item{it.ResourceSpecCode, string(it.PeriodType), it.PeriodNum, it.SubscriptionNum})
	}
	return out
}

var periodNouns = map[mssclient.PeriodType]string{mssclient.Monthly: "month", mssclient.Yearly: "year"}

// String is an item in words.
func (it item) String() string {
	text := fmt.Sprintf("%d × %s", it.SubscriptionNum, it.ResourceSpecCode)
	if noun, ok := periodNouns[mssclient.PeriodType(it.PeriodType)]; ok {
		text += ", " + terminal.Count(int(it.PeriodNum), noun)
	}
	return text
}

func newOrderList(p process) *cobra.Command {
	return list[mssclient.Order, order]{"orders", []string{mssclient.OrderPendingPayment, mssclient.OrderProcessing,
		mssclient.OrderCompleted, mssclient.OrderCancelled},
		func(v *visit, ctx context.Context, status string) ([]mssclient.Order, error) {
			return v.OrdersOf(ctx, mssclient.OrderFilter{Status: status})
		},
		func(o *mssclient.Order) (order, string) { return orderOf(o), o.Status }, writeOrders,
	}.command(p, &cobra.Command{
		Short: "List the orders of a project, oldest first",
		Example: simulator + "order list --status pending_payment\n" +
			simulator + "order list -o json | jq -r '.orders[].order_id'",
	})
}

func writeOrders(w io.Writer, all []order) error {
	t := terminal.Table{Head: []string{"ORDER", "TYPE", "STATUS", "AMOUNT", "", "CREATED", "PAID"}, Right: []int{3}}
	for _, o := range all {
		t.Rows = append(t.Rows, []string{o.OrderID, o.Type, terminal.Words(o.Status), o.Amount, o.Currency,
			instant(o.Created), instant(o.Paid)})
	}
	if len(all) == 0 {
		return terminal.Line("No orders.")(w)
	}
	return t.Write(w)
}

func newOrderShow(p process) *cobra.Command {
	f := flags{process: p}
	return f.looks(&cobra.Command{
		Use:   "show ORDER_ID [flags]",
		Short: "Show an order: what it ordered and delivered, and what it can be paid with",
		Long: "Show an order: what it ordered and delivered. For an unpaid order, also show its payment deadline and the " +
			"discounts and unused coupons of the account. Whether a coupon can pay it, the payment decides.",
		Example: simulator + "order show CS2701110100SIM6E530F7668",
		Args:    usage.One("an order id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.look(cmd, func(v *visit) error {
				out, err := v.order(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return f.Show(cmd, out, out.write)
			})
		},
	})
}

// order reads an order with its packages, and what an unpaid one can be paid with.
func (v *visit) order(ctx context.Context, id string) (out order, err error) {
	o, err := v.findOrder(ctx, id)
	if err != nil {
		return out, err
	}
	out = orderOf(o)
	packages, err := v.Packages(ctx, mssclient.PackageFilter{OrderID: id})
	if err != nil {
		return out, err
	}
	for i := range packages {
		out.ResourceIDs = append(out.ResourceIDs, packages[i].ResourceID)
	}
	if o.Status != mssclient.OrderPendingPayment {
		return out, nil
	}
	discounts, err := v.OrderDiscounts(ctx, id)
	if err != nil {
		return out, err
	}
	for _, d := range discounts {
		out.Discounts = append(out.Discounts, discount{d.ID, d.Type, d.Off.String()})
	}
	coupons, err := v.CouponsFor(ctx, o)
	for _, c := range coupons {
		one := coupon{ID: c.ID, Type: c.Type, FaceValue: c.FaceValue.String(), Expires: c.ExpireTime}
		if c.Minimum > 0 {
			one.Minimum = c.Minimum.String()
		}
		out.Coupons = append(out.Coupons, one)
	}
	return out, err
}

func (o order) write(w io.Writer) error {
	t := terminal.Table{Gives: 1}
	add := func(name, value string) {
		if value != "" {
			t.Rows = append(t.Rows, []string{name, value})
		}
	}
	add("Order", o.OrderID)
	add("Type", o.Type)
	add("Status", terminal.Words(o.Status))
	add("Amount", o.Amount+" "+o.Currency)
	if o.CouponAmount != "0.00" {
		add("Of it by coupons", o.CouponAmount+" "+o.Currency)
	}
	if o.OfficialAmount != o.Amount && o.Type != mssclient.OrderUnsubscription {
		add("Before discounts", o.OfficialAmount+" "+o.Currency)
	}
	add("Created", instant(o.Created))
	add("Paid", instant(o.Paid))
	add("Payment deadline", instant(o.Deadline))
	for i, it := range o.Items {
		add("Item "+strconv.Itoa(i+1), it.String())
	}
	for _, id := range o.ResourceIDs {
		add("Package", id)
	}
	for _, d := range o.Discounts {
		add("Discount", fmt.Sprintf("%s (%s, %s %s off)", d.ID, d.Type, d.Amount, o.Currency))
	}
	for _, c := range o.Coupons {
		text := fmt.Sprintf("%s (%s, %s %s, until %s", c.ID, c.Type, c.FaceValue, o.Currency, instant(c.Expires))
		if c.Minimum != "" {
			text += ", from " + c.Minimum + " " + o.Currency
		}
		add("Coupon", text+")")
	}
	return t.Write(w)
}
