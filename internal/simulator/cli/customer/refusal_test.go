package customer_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

// TestOddInput changes nothing and says what is wrong.
func TestOddInput(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	before := f.must("events")
	for _, tt := range []struct {
		code int
		want string
		args []string
	}{
		{2, "expected an order id", []string{"order", "show"}},
		{2, "expected an order id", []string{"order", "pay", f.unpaid, f.unpaid, "--yes"}},
		{1, `the project demo has no order "CS1"; "simulator order list" lists what it has`, []string{"order", "show",
			"CS1"}},
		{1, `the project demo has no order "CS1"`, []string{"order", "pay", "CS1", "--yes"}},
		{1, `the project demo has no order "../x"`, []string{"order", "cancel", "../x", "--yes"}},
		{1, "the account has no coupon CP1 (CBC.99003112); nothing was charged",
			[]string{"order", "pay", f.unpaid, "--coupon", "CP1", "--yes"}},
		{1, "the account has no discount D1 (CBC.99003108); nothing was charged",
			[]string{"order", "pay", f.unpaid, "--discount", "D1", "--yes"}},
		{2, `--status "paid" is not one of pending_payment, processing, completed, cancelled`,
			[]string{"order", "list", "--status", "paid"}},
		{2, `--at "noon" is not an RFC 3339 instant`, []string{"order", "list", "--at", "noon"}},
		{1, `the project demo has no package "sim-pkg-1"`, []string{"package", "show", "sim-pkg-1"}},
		{1, `the project demo has no package "` + f.other + `"`, []string{"package", "show", f.other}},
		{1, `the project demo has no package "` + f.other + `"`, []string{"package", "return", f.other, "--yes"}},
		{1, `the project demo has no package "` + f.other + `"`, []string{"package", "renew", f.other, "--years", "1",
			"--yes"}},
		{1, `the project demo has no package "` + f.other + `"`, []string{"package", "auto-renew", "on", f.other}},
		{2, "at least one of the flags in the group [months years] is required", []string{"package", "renew", f.packs[0]}},
		{2, "none of the others can be", []string{"package", "renew", f.packs[0], "--months", "1", "--years", "1"}},
		{2, "--months is -3; renew by at least 1", []string{"package", "renew", f.packs[0], "--months", "-3", "--yes"}},
		{2, "--years is 0; renew by at least 1", []string{"package", "renew", f.packs[0], "--years", "0", "--yes"}},
		{1, "cannot be renewed monthly (CBC.30010069); nothing was ordered",
			[]string{"package", "renew", f.packs[0], "--months", "1", "--yes"}},
		{1, "nothing was ordered", []string{"package", "renew", f.packs[0], "--years", "4", "--yes"}},
		{2, `unknown command "switch"`, []string{"package", "auto-renew", "switch", f.packs[0]}},
		{2, "expected the assets to renew, each as ASSET_ID=MONTHS", []string{"asset", "renew", "--yes"}},
		{2, "renew by at least 1 month", []string{"asset", "renew", f.voices[0] + "=-1", "--yes"}},
		{2, "renew by at least 1 month", []string{"asset", "renew", f.voices[0] + "=0", "--yes"}},
		{2, "is not an asset with its months", []string{"asset", "renew", f.voices[0], "--yes"}},
		{2, "is not an asset with its months", []string{"asset", "renew", f.voices[0] + "=1.5", "--yes"}},
		{2, "is not an asset with its months", []string{"asset", "renew", f.voices[0] + "=99999999999", "--yes"}},
		{2, "is not an asset with its months", []string{"asset", "renew", "=1", "--yes"}},
		{2, "is named twice", []string{"asset", "renew", f.voices[0] + "=1", f.voices[0] + "=2", "--yes"}},
		{1, `the project demo has no asset "sim-asset-1"`, []string{"asset", "renew", "sim-asset-1=1", f.voices[0] + "=2",
			"--yes"}},
		{1, `the project demo has no asset "sim-asset-1"`, []string{"asset", "delete", "sim-asset-1", "--yes"}},
		{1, "sim-asset-1", []string{"asset", "restore", "sim-asset-1"}},
		{2, `unknown command "list" for "terraform-provider-mss simulator quota"`, []string{"quota", "list"}},
	} {
		f.fails(tt.code, tt.want, tt.args...)
	}
	if after := f.must("events"); after != before {
		t.Errorf("something changed:\n%s", strings.TrimPrefix(after, before))
	}
}

// TestNothingIsBoughtYet of a project that exists, and of one that does not.
func TestNothingIsBoughtYet(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	if code, _, errs := run("tenant", "create", "empty", "--store", f.file); code != 0 {
		t.Fatal(errs)
	}
	f.at = []string{"--store", f.file, "--project", "empty"}
	f.has(f.must("order", "list")+f.must("package", "list")+f.must("asset", "list"),
		"No orders.\nNo packages.\nNo assets.\n")
	f.has(f.must("order", "list", "-o", "json")+f.must("package", "list", "-o", "json"), `"orders": []`, `"packages": []`)
	f.has(f.must("quota"), "voice_clone  on-shelf month      0     0          0")
	f.at[3] = "nowhere"
	if code, _, errs := run(append([]string{"order", "list"}, f.at...)...); code != 1 ||
		!strings.Contains(errs, `has no project "nowhere"`) {
		t.Errorf("got %d, %s", code, errs)
	}
}

type closedPipe struct{}

// Write fails as on a pipe whose reader has gone.
func (closedPipe) Write([]byte) (int, error) { return 0, errors.New("write: broken pipe") }

// TestResultThatCannotBeShown does not hide that money has moved.
func TestResultThatCannotBeShown(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	for _, form := range []string{"table", "json"} {
		var errs strings.Builder
		code := cli.Main(append([]string{"simulator", "package", "renew", f.packs[0], "--years", "1", "--yes", "-o", form},
			f.at...), closedPipe{}, &errs, cli.Options{Version: "1.2.3", Clock: clock})
		if want := "this was done, but cannot be shown (write: broken pipe): Renewed the package " + f.packs[0] +
			" by 1 year, " +
			"until "; code != 1 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: got %d, %s", form, code, &errs)
		}
	}
}

// losing makes a server whose answers to some calls never arrive, although it has carried them out.
func losing(lost func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !lost(r) {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	}
}

// TestAnswersThatAreLost are looked up where that tells what happened. Otherwise the command says that it does not
// know. It sets the environment and runs alone.
func TestAnswersThatAreLost(t *testing.T) {
	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", adminKey)
	f := newFleet(t, "client")
	f.serve(losing(func(r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, "/pay") || strings.HasSuffix(r.URL.Path, "/unsubscribe")
	}))
	before := f.balance()
	f.has(f.must("order", "pay", f.unpaid, "--yes"), "Paid the order "+f.unpaid+": 99.00 USD. The balance is "+
		minus(t, before, 9900)+" USD.")
	code, out, errs := run(append([]string{"package", "return", f.packs[0], "--yes"}, f.at...)...)
	if want := `it is unknown whether that took effect. Look with "simulator package show ` + f.packs[0] +
		`" before you repeat it`; code != 1 || out != "" || !strings.Contains(errs, want) {
		t.Errorf("got %d, %q, %q", code, out, errs)
	}
	f.has(f.must("package", "show", f.packs[0]), "returned")
}

// TestRolesHoldByHand on a server with signed calls: who may only read changes nothing, who may spend spends, and no
// key reaches another project. It sets the environment and runs alone.
func TestRolesHoldByHand(t *testing.T) {
	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", "")
	f := newFleet(t, "client")
	for role, key := range map[string]string{"read_only": "AKREAD", "billing": "AKBILL", "owner": "AKOWN"} {
		if code, _, errs := run("tenant", "key", "create", "demo", "--access-key", key, "--secret-key", "secret-of-"+role,
			"--role", role, "--store", f.file); code != 0 {
			t.Fatal(errs)
		}
	}
	f.serve(nil)
	as := func(role, key string) {
		t.Helper()
		t.Setenv("HW_ACCESS_KEY", key)
		t.Setenv("HW_SECRET_KEY", "secret-of-"+role)
	}
	as("read_only", "AKREAD")
	f.has(f.must("order", "list")+f.must("package", "show", f.packs[0])+f.must("asset", "list")+f.must("quota"), f.unpaid,
		"refunds 89.10 USD", f.voices[0], "voice_clone")
	for _, args := range [][]string{
		{"order", "pay", f.unpaid, "--yes"}, {"order", "cancel", f.unpaid, "--yes"},
		{"package", "renew", f.packs[0], "--years", "1", "--yes"}, {"package", "return", f.packs[0], "--yes"},
		{"package", "auto-renew", "on", f.packs[0]}, {"package", "auto-renew", "off", f.packs[0]},
		{"asset", "renew", f.voices[0] + "=1", "--yes"}, {"asset", "delete", f.voices[0], "--yes"},
		{"asset", "restore", f.voices[0]},
	} {
		f.fails(1, "the role read_only does not cover ", args...)
		asks := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--yes" })
		f.fails(1, "the role read_only does not cover ", asks...) // before it asks for --yes
	}
	as("billing", "AKBILL")
	f.has(f.must("order", "pay", f.unpaid, "--yes"), "Paid the order "+f.unpaid)
	f.has(f.must("asset", "renew", f.voices[0]+"=1", "--yes"), "renewed")
	f.refuses(1, `the role billing does not cover "asset delete"; nothing was changed`, "asset", "delete",
		f.voices[0], "--yes")
	as("owner", "AKOWN")
	f.has(f.must("asset", "delete", f.voices[0], "--yes"), "Moved the asset "+f.voices[0])
	f.refuses(1, `the project demo has no package "`+f.other+`"`, "package", "return", f.other, "--yes")
	f.at[3] = "other"
	if code, _, errs := run(append([]string{"package", "list"}, f.at...)...); code != 1 ||
		!strings.Contains(errs, "is for the project demo, not for other") {
		t.Errorf("got %d, %s", code, errs)
	}
}
