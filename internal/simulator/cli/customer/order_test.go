package customer_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

type order struct {
	OrderID      string   `json:"order_id"`
	Status       string   `json:"status"`
	Amount       string   `json:"amount"`
	CouponAmount string   `json:"coupon_amount"`
	Deadline     string   `json:"payment_deadline"`
	ResourceIDs  []string `json:"resource_ids"`
	Coupons      []struct {
		ID string `json:"id"`
	} `json:"coupons"`
	Discounts []struct {
		ID     string `json:"id"`
		Amount string `json:"discount_amount"`
	} `json:"discounts"`
}

// TestOrderIsPaidByHand with a coupon and a discount: what is asked for first is what is charged then.
func TestOrderIsPaidByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	f.must("account", "coupon", "--type", "cash", "--amount", "10.00", "--with-discount")
	f.must("account", "coupon", "--type", "cash", "--amount", "7.00", "--product", onShelf) // of no use here
	f.must("account", "discount", "--percent", "50")
	var shown order
	f.read(&shown, "order", "show", f.unpaid)
	if shown.Status != "pending_payment" || shown.Deadline == "" || len(shown.Coupons) != 1 || len(shown.Discounts) != 1 ||
		shown.Discounts[0].Amount != "49.50" {
		t.Fatalf("got %+v", shown)
	}
	before := f.balance()
	pay := []string{"order", "pay", f.unpaid, "--coupon", shown.Coupons[0].ID, "--discount", shown.Discounts[0].ID}
	f.refuses(2, "This pays the order "+f.unpaid+" in the project demo at 2027-03-01T01:00:00Z: 39.50 USD from the "+
		"balance of "+before+" USD. The discount "+shown.Discounts[0].ID+" takes off 49.50 USD. 10.00 USD are paid by the "+
		"coupon "+shown.Coupons[0].ID+". It is for 1 × "+voice+", 1 year. Confirm with --yes", pay...)

	out := f.must(append(pay, "--yes")...)
	f.has(out, "Paid the order "+f.unpaid+": 39.50 USD.", "The balance is "+minus(t, before, 3950)+" USD.",
		"Packages: sim-pkg-")
	if after := f.balance(); after != minus(t, before, 3950) {
		t.Errorf("the balance went from %s to %s", before, after)
	}
	var paid order
	f.read(&paid, "order", "show", f.unpaid)
	if paid.Status != "completed" || paid.Amount != "49.50" || paid.CouponAmount != "10.00" ||
		len(paid.ResourceIDs) != 1 ||
		paid.Deadline != "" || paid.Coupons != nil {
		t.Errorf("got %+v", paid)
	}
	f.refuses(1, "and cannot be paid again (CBC.99003106); nothing was charged", append(pay, "--yes")...)
	f.refuses(1, "is not waiting for payment: its status is completed; nothing was changed", "order", "cancel", f.unpaid,
		"--yes")
}

// minus is a balance less so much.
func minus(t *testing.T, balance string, off money.Amount) string {
	t.Helper()
	a, err := money.Parse(balance)
	if err != nil {
		t.Fatal(err)
	}
	return (a - off).String()
}

// TestOrderIsCancelledByHand, and can neither be paid nor cancelled again.
func TestOrderIsCancelledByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	before := f.balance()
	f.refuses(2,
		"This cancels the order "+f.unpaid+" of 99.00 USD in the project demo at 2027-03-01T01:00:00Z. It can no "+
			"longer be paid then. Confirm with --yes", "order", "cancel", f.unpaid)
	f.has(f.must("order", "cancel", f.unpaid, "--yes"), "Cancelled the order "+f.unpaid+"; nothing was charged.")
	if after := f.balance(); after != before {
		t.Errorf("the balance went from %s to %s", before, after)
	}
	f.refuses(1, "was cancelled on 2027-03-01T01:00:00Z (CBC.99003106); nothing was charged", "order", "pay", f.unpaid,
		"--yes")
	f.refuses(1, "its status is cancelled; nothing was changed", "order", "cancel", f.unpaid, "--yes")
	var list struct {
		Orders []order `json:"orders"`
	}
	f.read(&list, "order", "list", "--status", "cancelled")
	if len(list.Orders) != 1 || list.Orders[0].OrderID != f.unpaid {
		t.Errorf("got %+v", list)
	}
	if out := f.must("order", "list", "--status", "pending_payment"); out != "No orders.\n" {
		t.Errorf("got %q", out)
	}
}

// TestPaymentWithoutMoney says that nothing was charged, and the order still waits.
func TestPaymentWithoutMoney(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	for range 20 {
		code, _, errs := run(append([]string{"package", "renew", f.packs[0], "--years", "1", "--yes"}, f.at...)...)
		if code == 0 {
			continue
		}
		f.has(errs, "(CBC.99005003); nothing was charged, and the order CS",
			" waits for payment until 2027-03-08T01:00:00Z: ",
			`pay it with "simulator order pay" or cancel it with "simulator order cancel"`)
		return
	}
	t.Error("the money does not end")
}
