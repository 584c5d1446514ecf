package ledger

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// TestTheLastOperationTellsOfAll: no charge is told twice, and none is lost, whichever operation ends last.
func TestTheLastOperationTellsOfAll(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	order := func(id string) *mssclient.Order { return &mssclient.Order{ID: id, Amount: 100, Currency: "USD"} }
	l := New(&session.Session{})
	var d diag.Diagnostics
	for range 3 {
		l.Begin()
	}
	l.Charged(order("a"), "x")
	l.End(ctx, &d)
	l.Charged(order("b"), "y")
	l.End(ctx, &d)
	if len(d) != 0 {
		t.Fatalf("told while another operation runs: %v", d)
	}
	l.Refunded(&mssclient.Order{ID: "c", Amount: -50, Currency: "USD"}, "p")
	l.End(ctx, &d) // it has charged nothing itself
	if len(d) != 2 || d[0].Summary() != "Charged 2.00 USD: 2 orders" || d[1].Summary() != "Refunded 0.50 USD: package p" {
		t.Fatalf("%v", d)
	}
	d = nil
	l.Begin()
	l.Charged(order("d"), "z")
	l.End(ctx, &d)
	if len(d) != 1 || d[0].Summary() != "Charged 1.00 USD: z (order d)" ||
		d[0].Detail() != "This command has charged 3.00 USD so far." {
		t.Errorf("%v", d)
	}
	d = nil
	l = New(&session.Session{Notices: session.LossesOnly})
	l.Begin()
	l.Charged(order("e"), "z")
	l.End(ctx, &d)
	if len(d) != 0 {
		t.Errorf("told although only losses are wanted: %v", d)
	}
}

// TestTheLastPlanAnnouncesAll: what new objects charge that are planned at the same time is announced by the last one.
func TestTheLastPlanAnnouncesAll(t *testing.T) {
	t.Parallel()
	l := New(&session.Session{})
	l.plans.planning, l.planned = 2, 500
	charge := []message.Charge{{Sum: 100, Currency: "USD", What: "x"}}
	if d := l.announce(l.concludes(charge), message.WillCharge); len(d) != 0 {
		t.Errorf("announced while another object is planned: %v", d)
	}
	if d := l.announce(l.concludes(charge), message.WillCharge); len(d) != 1 ||
		d[0].Summary() != "Charges 2.00 USD: 2 purchases (5.00 USD in this command so far)" {
		t.Errorf("%v", d)
	}
	l.plans.planning, l.planned = 1, 100
	if d := l.announce(l.concludes(charge), message.WillCharge); len(d) != 1 || d[0].Summary() != "Charges 1.00 USD: x" {
		t.Errorf("%v", d)
	}
}
