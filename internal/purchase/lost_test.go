package purchase_test

import (
	"context"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
)

const voice = "hws.resource.type.metastudio.modeling.voice.onebasic"

func buy(t *testing.T, l *wire.Line, code string, p mssclient.PeriodType, n int32) (orderID, packageID string) {
	t.Helper()
	ctx := context.Background()
	orderID, err := l.Buyer.PlaceOrder(ctx, mssclient.OrderRequest{
		Items: []mssclient.OrderItem{{ResourceSpecCode: code, PeriodType: p, PeriodNum: n, SubscriptionNum: 1}},
		Token: purchase.Token(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Buyer.Pay(ctx, orderID, anything()); err != nil {
		t.Fatal(err)
	}
	all, err := l.Session.Client.Packages(ctx, mssclient.PackageFilter{OrderID: orderID})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return orderID, all[0].ResourceID
}

// Units and months are used once, also when answers are lost.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	ctx, l := context.Background(), wire.New(t, nil)
	_, packageID := buy(t, l, voice, mssclient.Yearly, 1)
	buy(t, l, "mss.onshelf.voice_clone", mssclient.Monthly, 6)
	l.Lose("POST", "/mss/assets", 1)
	id, err := l.Buyer.MakeAsset(ctx, mssclient.AssetRequest{PackageID: packageID, Kind: "voice_clone", Name: "Anna",
		Token: purchase.Token("")})
	if err != nil {
		t.Fatal(err)
	}
	l.Lose("POST", "/mss/asset-renewals", 1)
	renewal, err := l.Buyer.RenewAssets(ctx, mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: id, Months: 2}}, Token: purchase.Token("")})
	if err != nil || renewal.UnitsSpent != 2 {
		t.Fatalf("%v, %v", renewal, err)
	}
	w := l.World(t)
	if len(w.AssetList()) != 1 || w.Quota("voice_clone").Used != 2 {
		t.Errorf("%d assets, %d units used, want 1 and 2", len(w.AssetList()), w.Quota("voice_clone").Used)
	}
}

func TestPayAgain(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	orderID, _ := buy(t, l, voice, mssclient.Yearly, 1)
	if before, err := l.Buyer.Pay(context.Background(), orderID, anything()); !before || err != nil {
		t.Errorf("paying a paid order: before = %t, %v", before, err)
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	balance := money.Amount(100)
	l := wire.New(t, &balance)
	orderID, err := l.Buyer.PlaceOrder(ctx, mssclient.OrderRequest{
		Items: []mssclient.OrderItem{{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1,
			SubscriptionNum: 1}}, Token: purchase.Token(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Buyer.Pay(ctx, orderID, anything()); err == nil || mssclient.MayHaveTakenEffect(err) {
		t.Fatalf("the payment was not refused: %v", err)
	}
	l.Buyer.Withdraw(ctx, orderID)
	if _, err := l.Buyer.Pay(ctx, orderID, anything()); err == nil {
		t.Error("a cancelled order was paid")
	}
}

// Release returns what can be returned, and otherwise only switches automatic renewal off.
func TestRelease(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, c := range []struct {
		name, code, mode string
		period           mssclient.PeriodType
		want             string
	}{
		{"unsubscribe", voice, purchase.Unsubscribe, mssclient.Yearly, mssclient.PackageReturned},
		{"cancel renewal", voice, purchase.CancelRenewal, mssclient.Yearly, mssclient.PackageActive},
		{"retain", voice, purchase.Retain, mssclient.Yearly, mssclient.PackageActive},
		{"one-off", voice, purchase.Unsubscribe, mssclient.OneOff, mssclient.PackageActive},
		{"on-shelf", "mss.onshelf.voice_clone", purchase.Unsubscribe, mssclient.Monthly, mssclient.PackageReturned},
	} {
		l := wire.New(t, nil)
		_, id := buy(t, l, c.code, c.period, 1)
		if c.mode != purchase.Unsubscribe {
			if err := l.Session.Client.SetAutoRenew(ctx, id, true); err != nil {
				t.Fatal(err)
			}
		}
		l.Ledger.Begin()
		lives, d := l.Buyer.Release(ctx, id, c.mode)
		l.Ledger.End(ctx, &d)
		if lives != (c.want == mssclient.PackageActive) || d.HasError() || d.WarningsCount() != 1 {
			t.Errorf("%s: %v", c.name, d)
		}
		p, err := l.Session.Client.Package(ctx, id)
		if err != nil || p.Status != c.want || p.AutoRenew != (c.mode == purchase.Retain) {
			t.Errorf("%s: %+v, %v", c.name, p, err)
		}
	}
}

// The answer to a return may be lost: the package is looked up before anything else.
func TestLostReturn(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	_, id := buy(t, l, voice, mssclient.Yearly, 1)
	l.Lose("POST", "/subscriptions/resources/unsubscribe", 1)
	if lives, d := l.Buyer.Release(context.Background(), id, purchase.Unsubscribe); lives || d.HasError() {
		t.Errorf("%v", d)
	}
}
