package message

import (
	"errors"
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
	d := Charged(&mssclient.Order{ID: "CS1", Amount: 9900, Currency: "USD"}, "voice.onebasic, yearly, 1", 29700)
	if d.Severity() != diag.SeverityWarning || d.Summary() != "Charged 99.00 USD: voice.onebasic, yearly, 1 (order CS1)" ||
		!strings.Contains(d.Detail(), "This command has charged 297.00 USD so far.") {
		t.Errorf("%s %q", d.Severity(), d.Summary())
	}
	d = Refunded(&mssclient.Order{ID: "CS2", Amount: -6426, Currency: "USD"}, "p")
	if d.Summary() != "Refunded 64.26 USD: package p" {
		t.Errorf("%q", d.Summary())
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
