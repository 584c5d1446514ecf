package purchase_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
)

// unpaid places an order of 99.00 that waits for its payment.
func unpaid(t *testing.T, l *wire.Line) string {
	t.Helper()
	id, err := l.Buyer.PlaceOrder(context.Background(), mssclient.OrderRequest{
		Items: []mssclient.OrderItem{{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1,
			SubscriptionNum: 1}}, Token: purchase.Token(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// most is a budget with a max_amount; anything is one without limits.
func most(amount string) *purchase.Budget {
	return purchase.NewBudget(types.StringValue(amount), types.StringNull())
}

func anything() *purchase.Budget { return purchase.NewBudget(types.StringNull(), types.StringNull()) }

func wantLimited(t *testing.T, err error, names string) {
	t.Helper()
	if _, limited := errors.AsType[*ledger.LimitError](err); !limited || !strings.Contains(err.Error(), names) ||
		mssclient.MayHaveTakenEffect(err) {
		t.Errorf("got %v, want a limit that names %s", err, names)
	}
}

func TestAnOrderAboveItsLimitIsNotPaid(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	ctx := context.Background()
	id := unpaid(t, l)
	_, err := l.Buyer.Pay(ctx, id, most("98.99"))
	wantLimited(t, err, "98.99")
	if _, paid := l.Paid(t); paid != 0 {
		t.Error("it was paid")
	}
	if _, err := l.Buyer.Pay(ctx, id, most("99")); err != nil {
		t.Error(err)
	}
}

// TestTheLimitOfARunCountsWhatWasPaid: refused payments give their reservation back, lost answers keep it.
func TestTheLimitOfARunCountsWhatWasPaid(t *testing.T) {
	t.Parallel()
	balance := money.Amount(150_00)
	l := wire.New(t, &balance)
	limit := money.Amount(250_00)
	l.Session.MaxCharge = &limit
	ctx := context.Background()
	if _, err := l.Buyer.Pay(ctx, unpaid(t, l), anything()); err != nil {
		t.Fatal(err)
	}
	poor := unpaid(t, l)
	for range 3 { // the balance does not cover it: nothing is charged, and nothing counts
		if _, err := l.Buyer.Pay(ctx, poor, anything()); mssclient.Code(err) != "CBC.99005003" {
			t.Fatalf("got %v", err)
		}
	}
	item := mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}
	for range 3 { // what was refused is given back
		giveBack, err := l.Buyer.AllowAutomatic(ctx, anything(), item)
		if err != nil {
			t.Fatal(err)
		}
		giveBack()
	}
	if _, err := l.Buyer.AllowAutomatic(ctx, anything(), item); err != nil {
		t.Fatal(err) // 99.00 of the 151.00 that are left
	}
	_, err := l.Buyer.Pay(ctx, unpaid(t, l), anything())
	wantLimited(t, err, "max_charge_per_run is 250.00")
	_, err = l.Buyer.AllowAutomatic(ctx, most("1.00"), item)
	wantLimited(t, err, "max_amount is 1.00")
	item.ResourceSpecCode = "unknown"
	if _, err = l.Buyer.AllowAutomatic(ctx, anything(), item); err == nil ||
		!strings.Contains(err.Error(), "not in the catalogue") {
		t.Errorf("an unknown product: %v", err)
	}
}

// TestAnApplyNeverChargesMoreThanItsPlan: planned_charge bounds all orders of an object together, and what was refused
// is given back.
func TestAnApplyNeverChargesMoreThanItsPlan(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	ctx := context.Background()
	b := purchase.NewBudget(types.StringNull(), types.StringValue("150.00"))
	if _, err := l.Buyer.Pay(ctx, unpaid(t, l), b); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := l.Buyer.Pay(ctx, unpaid(t, l), b)
		wantLimited(t, err, "the plan announced 51.00")
		if next := purchase.AfterRefusal(err); !strings.HasPrefix(next, "Plan again") {
			t.Errorf("the way out is %q", next)
		}
	}
	if planned := types.StringValue("150.00"); !b.Charged(planned).Equal(planned) {
		t.Error("the apply changes what was planned")
	}
	if got := b.Charged(types.StringUnknown()).ValueString(); got != "99.00" {
		t.Errorf("charged %s, want 99.00", got)
	}
	if _, paid := l.Paid(t); paid != 1 {
		t.Errorf("%d orders are paid", paid)
	}
}
