package run_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// unpaid places an order of 99.00 that waits for its payment.
func unpaid(t *testing.T, l *wire.Line) string {
	t.Helper()
	id, err := l.Run.PlaceOrder(context.Background(), mssclient.OrderRequest{
		Items: []mssclient.OrderItem{{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}}, Token: run.Token(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func wantLimited(t *testing.T, err error, names string) {
	t.Helper()
	if _, limited := errors.AsType[*run.LimitError](err); !limited || !strings.Contains(err.Error(), names) || mssclient.MayHaveTakenEffect(err) {
		t.Errorf("got %v, want a limit that names %s", err, names)
	}
}

func TestAnOrderAboveItsLimitIsNotPaid(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	ctx := context.Background()
	id := unpaid(t, l)
	_, err := l.Run.Pay(ctx, id, types.StringValue("98.99"))
	wantLimited(t, err, "98.99")
	if _, paid := l.Paid(t); paid != 0 {
		t.Error("it was paid")
	}
	if _, err := l.Run.Pay(ctx, id, types.StringValue("99")); err != nil {
		t.Error(err)
	}
}

// TestTheLimitOfARunCountsWhatWasPaid: refused payments give their reservation back, lost answers keep it.
func TestTheLimitOfARunCountsWhatWasPaid(t *testing.T) {
	t.Parallel()
	balance := money.Amount(150_00)
	l := wire.New(t, &balance)
	most := money.Amount(250_00)
	l.Run.MaxCharge = &most
	ctx, none := context.Background(), types.StringNull()
	if _, err := l.Run.Pay(ctx, unpaid(t, l), none); err != nil {
		t.Fatal(err)
	}
	poor := unpaid(t, l)
	for range 3 { // the balance does not cover it: nothing is charged, and nothing counts
		if _, err := l.Run.Pay(ctx, poor, none); mssclient.Code(err) != "CBC.99005003" {
			t.Fatalf("got %v", err)
		}
	}
	item := mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}
	for range 3 { // what was refused is given back
		giveBack, err := l.Run.AllowAutomatic(ctx, none, item)
		if err != nil {
			t.Fatal(err)
		}
		giveBack()
	}
	if _, err := l.Run.AllowAutomatic(ctx, none, item); err != nil {
		t.Fatal(err) // 99.00 of the 151.00 that are left
	}
	_, err := l.Run.Pay(ctx, unpaid(t, l), none)
	wantLimited(t, err, "max_charge_per_run is 250.00")
	_, err = l.Run.AllowAutomatic(ctx, types.StringValue("1.00"), item)
	wantLimited(t, err, "max_amount is 1.00")
	item.ResourceSpecCode = "unknown"
	_, err = l.Run.AllowAutomatic(ctx, none, item)
	wantLimited(t, err, "no price")
}
