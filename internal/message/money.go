package message

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// Line is one position of a purchase as summaries write it: "voice.onebasic, yearly, 1" or "voice.onebasic, yearly, 1 ×
// 3".
func Line(code string, p mssclient.PeriodType, periods, quantity int64) string {
	s := fmt.Sprintf("%s, %s, %d", Short(code), p, periods)
	if quantity > 1 {
		s += fmt.Sprintf(" × %d", quantity)
	}
	return s
}

// Lines joins the positions of an order.
func Lines(items []mssclient.OrderItem) string {
	all := make([]string, 0, len(items))
	for _, it := range items {
		all = append(all, Line(it.ResourceSpecCode, it.PeriodType, int64(it.PeriodNum), int64(it.SubscriptionNum)))
	}
	return strings.Join(all, "; ")
}

// Short leaves out what all product codes share.
func Short(code string) string {
	for _, prefix := range []string{"hws.resource.type.metastudio.modeling.", "hws.resource.type.metastudio.", "mss."} {
		if s, ok := strings.CutPrefix(code, prefix); ok {
			return s
		}
	}
	return code
}

// Sum is an amount with its currency.
func Sum(a money.Amount, currency string) string {
	return strings.TrimSpace(a.String() + " " + currency)
}

// WillCharge announces in a plan what an apply is going to buy.
func WillCharge(sum, what string) diag.Diagnostic {
	if sum == "" {
		return Note("Charges an amount that the service decides: "+what, "Its price is not known at plan.")
	}
	return Note("Charges "+sum+": "+what, "The apply charges at most this; discounts and coupons may lower it.")
}

// Charge is what the plan of an object charges.
type Charge struct {
	Sum      money.Amount
	Currency string
	What     string
}

// WillChargeAll announces what an apply is going to buy for several objects.
func WillChargeAll(all []Charge, sum money.Amount, sofar string) diag.Diagnostic {
	lines := make([]string, len(all))
	for i, one := range all {
		lines[i] = Sum(one.Sum, one.Currency) + " for " + one.What
	}
	return Note(fmt.Sprintf("Charges %s: %d purchases%s", Sum(sum, all[0].Currency), len(all), sofar), listed(lines),
		"The apply charges at most this; discounts and coupons may lower it.")
}

// ExceedsBalance warns that the account does not have what the plan charges.
func ExceedsBalance(sum, balance string) diag.Diagnostic {
	return Note("Charges of "+sum+" exceed the balance of "+balance,
		"Discounts and coupons may lower the charges, and returns of the same command add to the balance. A payment that "+
			"is not covered is refused and moves no money.", TopUp)
}

// WillPay announces in a plan that an order that waits is paid.
func WillPay(sum, what string) diag.Diagnostic {
	return Note("Charges "+sum+": "+what, "The order's own price, valid until its payment deadline. Coupons may pay "+
		"part of it.")
}

// MayCharge announces that an apply buys something when what is not known yet turns out so.
func MayCharge(what, unknown string) diag.Diagnostic {
	return Note("May charge an amount that is not known yet: "+what, unknown+" max_amount and max_charge_per_run limit "+
		"it at apply.")
}

// WillOrder announces in a plan an order that waits for payment.
func WillOrder(sum, what string) diag.Diagnostic {
	if sum == "" {
		sum = "an amount that the service decides"
	}
	return Note("Places an unpaid order of "+sum+": "+what, "Nothing is charged until the order is paid. To pay it, "+
		"add `payment = {}` and apply.")
}

// SoldOnce refuses a second purchase of what an account can buy once.
func SoldOnce(at path.Path, code string) diag.Diagnostic {
	return Wrong(at, "Product is sold once", "%s is for new customers and can be bought once, and this plan already "+
		"buys it. No money moved. Remove one of them.", Short(code))
}

// Paid is an order that was paid, and what it bought.
type Paid struct {
	Order *mssclient.Order
	What  string
}

// Charged tells what was paid, the total of the command so far, and the balance after it, if that is known.
func Charged(all []Paid, total money.Amount, balance string) diag.Diagnostic {
	o := all[0].Order
	sofar := "This command has charged " + Sum(total, o.Currency) + " so far."
	if len(all) == 1 {
		return Note("Charged "+paid(o)+": "+all[0].What+" (order "+o.ID+")", sofar, balance)
	}
	sum := mssclient.Order{Currency: o.Currency}
	lines := make([]string, len(all))
	for i, one := range all {
		sum.Amount += one.Order.Amount
		sum.CouponAmount += one.Order.CouponAmount
		lines[i] = paid(one.Order) + " for " + one.What + " (order " + one.Order.ID + ")"
	}
	return Note(fmt.Sprintf("Charged %s: %d orders", paid(&sum), len(all)), listed(lines), sofar, balance)
}

// mostListed bounds a list of charges or refunds.
const mostListed = 20

// listed joins lines, equal ones as one with their number.
func listed(all []string) string {
	number := map[string]int{}
	for _, line := range all {
		number[line]++
	}
	var lines []string
	for _, line := range all {
		switch n := number[line]; {
		case n > 1:
			lines = append(lines, fmt.Sprintf("%d × %s", n, line))
			number[line] = 0
		case n == 1:
			lines = append(lines, line)
		}
	}
	more := ""
	if n := len(lines) - mostListed; n > 0 {
		lines, more = lines[:mostListed], fmt.Sprintf("; and %d more", n)
	}
	return strings.Join(lines, "; ") + more + "."
}

// paid is what an order took from the account, and what coupons paid of it besides.
func paid(o *mssclient.Order) string {
	s := Sum(o.Amount-o.CouponAmount, o.Currency)
	if o.CouponAmount > 0 {
		s += " and " + Sum(o.CouponAmount, o.Currency) + " in coupons"
	}
	return s
}

// Found tells that a purchase had been made before and was adopted.
func Found(o *mssclient.Order, what string) diag.Diagnostic {
	return Note("Already charged "+paid(o)+": "+what, "Order "+o.ID+" was paid earlier, by a create with the same "+
		"client_token or by an apply that was interrupted. It was adopted; nothing was charged again.")
}

// Returned is an unsubscription order, whose amount is negative, and the package that it returned.
type Returned struct {
	Order     *mssclient.Order
	PackageID string
}

// Refunded tells what returns brought back, and the balance after them, if that is known.
func Refunded(all []Returned, balance string) diag.Diagnostic {
	o := all[0].Order
	if len(all) == 1 {
		return Note("Refunded "+Sum(-o.Amount, o.Currency)+": package "+all[0].PackageID,
			"Unsubscription order "+o.ID+" returned the package and deleted any asset bound to it.", balance)
	}
	var sum money.Amount
	lines := make([]string, len(all))
	for i, one := range all {
		sum -= one.Order.Amount
		lines[i] = Sum(-one.Order.Amount, o.Currency) + " for package " + one.PackageID + " (order " + one.Order.ID + ")"
	}
	return Note(fmt.Sprintf("Refunded %s: %d packages", Sum(sum, o.Currency), len(all)), listed(lines),
		"Any assets bound to them were deleted.", balance)
}

// Unpaid tells that an order waits for its payment and how to pay it: its configuration pays it already, or has to say
// so.
func Unpaid(o *mssclient.Order, why string, pays bool) diag.Diagnostic {
	way := "An apply with `payment = {}` in the resource pays it."
	if pays {
		way = "Fix the cause; the next apply retries the payment."
	}
	return Note(fmt.Sprintf("Order %s is not paid: %s, to be paid before %s", o.ID, Sum(o.Amount, o.Currency),
		Instant(o.PaymentDeadline)),
		why, "Nothing was charged for it. "+way, "An order that is not paid by its deadline is cancelled.")
}

// AgreementsNeeded is the error of a plan that would buy without the purchase page's check box.
func AgreementsNeeded(p path.Path, what string) diag.Diagnostic {
	return Wrong(p, "Agreements not accepted", "This plan would buy: %s. No money moved. Accept the service agreements "+
		"first: set accept_agreements = true in the provider configuration, or MSS_ACCEPT_AGREEMENTS=true in the "+
		"environment.", what)
}

// Gone tells that an object has ended for good; it stays in state, and nothing is bought for it. What is returned or
// deleted has its end still before it, which then says nothing.
func Gone(object, id, status string, end, now time.Time, next string) diag.Diagnostic {
	return Note(fmt.Sprintf("%s %s is %s%s", object, id, status, Ended(end, now)),
		"It stays in the state, and nothing is bought to replace it unless you ask for it.", next)
}

// Ended is when a service ended, for the end of a clause; empty while that is still to come.
func Ended(end, now time.Time) string {
	if end.IsZero() || end.After(now) {
		return ""
	}
	return ", its service ended " + Instant(end)
}

// Lapsing tells that an object is past its end but can still be saved: what it does until when. Unknown instants are
// zero.
func Lapsing(object, id, status string, end, graceEnd, released time.Time, next string) diag.Diagnostic {
	what := "is in its grace period, and still works" + until(graceEnd)
	if status == mssclient.PackageFrozen {
		what = "is frozen" + until(released)
	}
	last := ""
	if !released.IsZero() {
		last = "You can save it until " + Instant(released) + "; after that it is deleted for good."
	}
	return Note(fmt.Sprintf("%s %s %s: its term ended %s", object, id, what, Instant(end)), next, last)
}

func until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + Instant(t)
}

// Forgotten tells that a service does not know an object of the state, which is removed from it and would be made
// again.
func Forgotten(object, id, origin string) diag.Diagnostic {
	return Note(object+" "+id+" no longer exists and was removed from state", "This is "+origin+
		", and it never had such an object: was its store removed or replaced? "+
		"If its block is still in the configuration, the next apply creates it again and buys what it needs.")
}

// NotThere refuses the import of what a service does not know: Terraform's own words for it are to create it, which
// would buy.
func NotThere(object, id, origin, lists string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("No such "+object,
		fmt.Sprintf("This is %s, and it has no %s %s. Nothing was imported, nothing was bought. Check that the id is of "+
			"this kind of object and of this project; %s lists what exists.",
			origin, object, id, lists))
}

// Expires tells that an object ends soon and nothing renews it.
func Expires(object, id string, end time.Time, next string) diag.Diagnostic {
	return Note(fmt.Sprintf("%s %s expires %s and does not renew automatically", object, id, Instant(end)), next)
}
