package message

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestLines(t *testing.T) {
	t.Parallel()
	got := Lines([]mssclient.OrderItem{
		{ResourceSpecCode: "hws.resource.type.metastudio.modeling.voice.onebasic", PeriodType: mssclient.Yearly, PeriodNum: 1,
			SubscriptionNum: 1},
		{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: mssclient.Monthly, PeriodNum: 12, SubscriptionNum: 2},
	})
	if want := "voice.onebasic, yearly, 1; onshelf.voice_clone, monthly, 12 × 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCharged(t *testing.T) {
	t.Parallel()
	one := Paid{&mssclient.Order{ID: "CS1", Amount: 9900, Currency: "USD"}, "voice.onebasic, yearly, 1"}
	two := Paid{&mssclient.Order{ID: "CS2", Amount: 20000, CouponAmount: 200, Currency: "USD"}, "onshelf.voice_clone"}
	back := Returned{&mssclient.Order{ID: "CS3", Amount: -6426, Currency: "USD"}, "p"}
	last := Returned{&mssclient.Order{ID: "CS4", Amount: -1000, Currency: "USD"}, "q"}
	for _, c := range []struct {
		got             diag.Diagnostic
		summary, detail string
	}{
		{Charged([]Paid{one}, 29700, ""), "Charged 99.00 USD: voice.onebasic, yearly, 1 (order CS1)",
			"This command has charged 297.00 USD so far."},
		{Charged([]Paid{one, two}, 29700, "The balance is now 3.00 USD."),
			"Charged 297.00 USD and 2.00 USD in coupons: 2 orders",
			"99.00 USD for voice.onebasic, yearly, 1 (order CS1); 198.00 USD and 2.00 USD in coupons for onshelf.voice_clone " +
				"(order CS2). This command has charged 297.00 USD so far. The balance is now 3.00 USD."},
		{Refunded([]Returned{back}, ""), "Refunded 64.26 USD: package p",
			"Unsubscription order CS3 returned the package and deleted any asset bound to it."},
		{Refunded([]Returned{back, last}, "The balance is now 3.00 USD."), "Refunded 74.26 USD: 2 packages",
			"64.26 USD for package p (order CS3); 10.00 USD for package q (order CS4). Any assets bound to them were deleted. " +
				"The balance is now 3.00 USD."},
		{WillChargeAll([]Charge{{9900, "USD", "voice.onebasic"}, {100, "USD", "x"}}, 10000, " (110.00 USD so far)"),
			"Charges 100.00 USD: 2 purchases (110.00 USD so far)", "99.00 USD for voice.onebasic; 1.00 USD for x. The apply " +
				"charges at most this; discounts and coupons may lower it."},
	} {
		if c.got.Severity() != diag.SeverityWarning || c.got.Summary() != c.summary || c.got.Detail() != c.detail {
			t.Errorf("%s %q:\n%s", c.got.Severity(), c.got.Summary(), c.got.Detail())
		}
	}
	lines := make([]string, 25)
	for i := range lines {
		lines[i] = fmt.Sprint("line ", i)
	}
	if text := listed(lines); !strings.HasSuffix(text, "; line 19; and 5 more.") {
		t.Errorf("%q", text)
	}
	if text := listed([]string{"a", "b", "a", "c", "a", "b"}); text != "3 × a; 2 × b; c." {
		t.Errorf("%q", text)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{&mssclient.Error{Code: "CBC.99005003", Message: "insufficient balance.", RequestID: "r1"},
			"The service answered CBC.99005003: insufficient balance (request r1)."},
		{&mssclient.Error{HTTPStatus: 502}, "The service answered HTTP 502."},
		{errors.New("no answer"), "no answer."},
		{nil, ""},
	} {
		if got := Explain(c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestCreateOnly(t *testing.T) {
	t.Parallel()
	one, two := types.Int64Value(1), types.Int64Value(2)
	for _, c := range []struct {
		name           string
		prior, planned types.Int64
		errors         int
	}{
		{"same", one, one, 0},
		{"changed", one, two, 1},
		{"not known yet", one, types.Int64Unknown(), 0},
		{"not known before", types.Int64Null(), two, 0},
	} {
		var d diag.Diagnostics
		CreateOnly(&d, path.Root("period_num"), c.prior, c.planned, "The way out.")
		if d.ErrorsCount() != c.errors || c.errors > 0 && !strings.HasSuffix(d[0].Detail(), "The way out.") {
			t.Errorf("%s: %v", c.name, d)
		}
	}
}

func TestAsWarning(t *testing.T) {
	t.Parallel()
	d := AsWarning(diag.Diagnostics{Wrong(path.Root("x"), "Wrong", "No.")})
	if d.HasError() || d.WarningsCount() != 1 {
		t.Errorf("%v", d)
	}
}
