package api_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "500.00")
	c := w.days(0)
	in := mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(2)}, Token: "token-1"}
	id, err := c.PlaceOrder(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.PlaceOrder(t.Context(), in); again != id || err != nil {
		t.Errorf("the same token: got %s, %v, want %s", again, err, id)
	}
	other := in
	other.Items = []mssclient.OrderItem{yearly(3)}
	_, err = c.PlaceOrder(t.Context(), other)
	w.refused(err, "SIM.2003")

	got, err := c.Order(t.Context(), id)
	want := &mssclient.Order{
		ID: id, Type: 1, Status: mssclient.OrderPendingPayment, OfficialAmount: 19800, Amount: 19800, Currency: "USD",
		CreatedTime:     day0,
		PaymentDeadline: day0.AddDate(0, 0, 7),
		Items: []mssclient.OrderItem{
			{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 2, OfficialAmount: 19800,
				Amount: 19800}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if packages, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: id}); err != nil || len(packages) > 0 {
		t.Errorf("an unpaid order delivered %v, %v", packages, err)
	}

	c = w.days(1)
	if err := c.PayOrder(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.refused(c.PayOrder(t.Context(), id), "CBC.99003106")
	if got, err = c.Order(t.Context(), id); err != nil || got.Status != mssclient.OrderCompleted ||
		!got.PaidTime.Equal(day0.AddDate(0, 0, 1)) {
		t.Errorf("the paid order is %+v, %v", got, err)
	}
	if tenant, err := c.Tenant(t.Context()); err != nil || tenant.Balance != "302.00" || !tenant.Exists ||
		!tenant.Head.Equal(day0.AddDate(0, 0, 1)) {
		t.Errorf("the tenant is %+v, %v", tenant, err)
	}

	dear, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(9)}})
	if err != nil {
		t.Fatal(err)
	}
	w.refused(c.PayOrder(t.Context(), dear), "CBC.99005003")
	if err := c.CancelOrder(t.Context(), dear); err != nil {
		t.Error(err)
	}
	w.refused(c.CancelOrder(t.Context(), dear), "CBC.99005010")
	if got, err = c.Order(t.Context(), dear); err != nil || got.Status != mssclient.OrderCancelled {
		t.Errorf("the cancelled order is %+v, %v", got, err)
	}

	_, err = w.days(0).Tenant(t.Context())
	w.refused(err, "SIM.2001")
	_, err = c.Order(t.Context(), "CS0")
	if w.refused(err, "CBC.30000010"); !mssclient.IsNotFound(err) {
		t.Error("an unknown order is found")
	}
	_, err = w.as(day0.AddDate(0, 0, 1), "intruder").Tenant(t.Context())
	w.refused(err, "MSS.00000001")
}

func TestAutomaticPaymentNeedsItsAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	status := func() string {
		t.Helper()
		id, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(1)}, AutoPay: true})
		if err != nil {
			t.Fatal(err)
		}
		o, err := c.Order(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return o.Status
	}
	if got := status(); got != mssclient.OrderPendingPayment {
		t.Errorf("without the agreement: %s", got)
	}
	for range 2 {
		if err := c.SignAutoPay(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := status(); got != mssclient.OrderCompleted {
		t.Errorf("with the agreement: %s", got)
	}
}
