package resourcepackage

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const (
	orders = "/mss/public/orders"
	renew  = "/subscriptions/resources/renew"
)

func wanted() *model {
	m := &model{
		facts: facts{ResourceSpecCode: types.StringValue("hws.resource.type.metastudio.modeling.voice.onebasic"),
			AutoRenew: types.BoolValue(false)},
		PeriodType: types.StringValue("yearly"),
		PeriodNum:  types.Int64Value(1),
	}
	m.ID, m.OrderID, m.Status = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.OrderIDs = types.ListUnknown(types.StringType)
	m.UnitsTotal = types.Int64Unknown()
	return m
}

func payPath(t *testing.T, l *wire.Line) string {
	t.Helper()
	for path := range l.Calls {
		if strings.HasSuffix(path, "/pay") {
			return path
		}
	}
	t.Fatalf("nothing was paid: %v", l.Calls)
	return ""
}

// A lost answer never buys twice, whichever answer it is.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, end := range []string{orders, "/pay"} {
		for _, n := range []int{1, 2} {
			l := wire.New(t, nil)
			l.Lose("POST", end, n)
			r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
			if d := r.buy(context.Background(), m); d.HasError() {
				t.Errorf("%s, %d answers lost: %v", end, n, d)
			}
			if placed, paid := l.Paid(t); placed != 1 || paid != 1 {
				t.Errorf("%s, %d answers lost: %d orders placed, %d paid", end, n, placed, paid)
			}
			if m.Status.ValueString() != "active" {
				t.Errorf("%s, %d answers lost: the package is %s", end, n, m.Status)
			}
		}
	}
}

// Where every answer to the payment is lost, and the order cannot be looked up, the state keeps the order, and the next
// read finds its package.
func TestUnknownPayment(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	l.Lose("POST", "/pay", 1)
	l.LoseAfter("GET", "", 1, 100) // the first compares the order with its budget
	r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
	d := r.buy(context.Background(), m)
	if d.HasError() || d.WarningsCount() == 0 {
		t.Fatalf("want a warning: %v", d)
	}
	if !m.ID.IsUnknown() || m.OrderID.IsUnknown() {
		t.Fatalf("id = %s, order_id = %s", m.ID, m.OrderID)
	}
	plan := *wanted()
	tfconv.Finish(context.Background(), &plan, m)
	if plan.ID.ValueString() != "" || !plan.ID.IsNull() {
		t.Fatalf("id = %s, want null", plan.ID)
	}
	l.Lose("GET", "", 0)
	p, err := r.find(context.Background(), &plan)
	if err != nil || p.OrderID != plan.OrderID.ValueString() {
		t.Fatalf("the next read: %v, %v", p, err)
	}
	if placed, paid := l.Paid(t); placed != 1 || paid != 1 {
		t.Errorf("%d orders placed, %d paid", placed, paid)
	}
}

// A payment that never arrived is not taken for one that did.
func TestPaymentNeverArrived(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	l.Cut("POST", "/pay")
	r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
	if d := r.buy(context.Background(), m); d.HasError() || d.WarningsCount() != 1 {
		t.Fatalf("want one warning: %v", d)
	}
	if placed, paid := l.Paid(t); placed != 1 || paid != 0 {
		t.Errorf("%d orders placed, %d paid", placed, paid)
	}
}

// Reading back may fail after the payment: that is a warning.
func TestReadBackFails(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	l.Cut("GET", "/tenants/resources")
	r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
	if d := r.buy(context.Background(), m); d.HasError() {
		t.Fatalf("an error after the payment: %v", d)
	}
	if m.OrderID.IsUnknown() {
		t.Error("the order is not in the state")
	}
	if placed, paid := l.Paid(t); placed != 1 || paid != 1 {
		t.Errorf("%d orders placed, %d paid", placed, paid)
	}
}

// A refused payment whose order cannot be cancelled still is an error without money, and says that the order lapses.
func TestRefusedAndNotCancelled(t *testing.T) {
	t.Parallel()
	balance, err := money.Parse("50.00")
	if err != nil {
		t.Fatal(err)
	}
	l := wire.New(t, &balance)
	l.Cut("PUT", "/cancel")
	r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
	d := r.buy(context.Background(), m)
	if !d.HasError() || !strings.Contains(d.Errors()[0].Detail(), "No money moved") ||
		!strings.Contains(d.Errors()[0].Detail(), "is cancelled at its payment deadline") {
		t.Errorf("diagnostics: %v", d)
	}
}

// The same token finds the purchase of a create whose state was lost.
func TestSameToken(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	for range 2 {
		// of another command
		r := &Resource{
			crud.Resource{Configured: crud.NewConfigured(&session.Session{Client: l.Session.Client, Origin: l.Session.Origin})}}
		m := wanted()
		m.ClientToken = types.StringValue("one")
		if d := r.buy(context.Background(), m); d.HasError() || m.Status.ValueString() != "active" {
			t.Fatalf("%v, status %s", d, m.Status)
		}
	}
	if placed, paid := l.Paid(t); placed != 1 || paid != 1 {
		t.Errorf("%d orders placed, %d paid", placed, paid)
	}
}

// Renewals by valid_through with lost answers renew once.
func TestLostRenewal(t *testing.T) {
	t.Parallel()
	for _, end := range []string{renew, "/pay"} {
		l := wire.New(t, nil)
		r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
		if d := r.buy(context.Background(), m); d.HasError() {
			t.Fatal(d)
		}
		_ = payPath(t, l)
		p, err := l.Session.Client.Package(context.Background(), m.ID.ValueString())
		if err != nil {
			t.Fatal(err)
		}
		l.Lose("POST", end, 1)
		m.ValidThrough = tfconv.WrittenInstant("2028-06-01T00:00:00Z")
		m.ExpireTime = tfconv.UnknownInstant()
		if d := r.change(context.Background(), p, m); d.HasError() {
			t.Errorf("%s: %v", end, d)
		}
		if placed, paid := l.Paid(t); placed != 2 || paid != 2 {
			t.Errorf("%s: %d orders placed, %d paid", end, placed, paid)
		}
		if got := m.ExpireTime.ValueString(); got != "2029-03-01T15:59:59Z" {
			t.Errorf("%s: the package ends %s", end, got)
		}
	}
}

// More periods than one renewal order takes are bought one order after the other.
func TestLongRenewal(t *testing.T) {
	t.Parallel()
	l := wire.New(t, nil)
	r, m := &Resource{crud.Resource{Configured: l.Configured}}, wanted()
	m.ResourceSpecCode, m.PeriodType = types.StringValue("hws.resource.type.metastudio.modeling.avatarlive.channel"),
		types.StringValue("monthly")
	m.ValidThrough = tfconv.WrittenInstant("2028-06-01T00:00:00Z")
	if d := r.buy(context.Background(), m); d.HasError() {
		t.Fatal(d)
	}
	if got := m.ExpireTime.ValueString(); got != "2028-06-01T15:59:59Z" {
		t.Errorf("the package ends %s", got)
	}
	if n := len(tfconv.GoStrings(m.OrderIDs)); n != 3 {
		t.Errorf("%d orders, want the purchase and two renewals", n)
	}
}
