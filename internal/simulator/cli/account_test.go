package cli_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const onShelf = "mss.onshelf.voice_clone"

// accountOf is what a store holds for the project demo.
func accountOf(t *testing.T, file string) lifecycle.Tenant {
	t.Helper()
	st := store.New(file)
	w, err := simulator.New(st, simulator.Options{Clock: clock}).
		Look(t.Context(), simulator.Call{Tenant: "demo", At: day0.AddDate(9, 0, 0)}, lifecycle.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return w.Tenant
}

func TestGrants(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "new", "simulator.db")
	account := func(args ...string) string {
		t.Helper()
		code, out, errs := run(append([]string{"account", args[0], "--store", file, "--project", "demo"}, args[1:]...)...)
		if code != 0 || errs != "" && errs != "Creating the store "+file+".\n" {
			t.Fatalf("%v ended with %d: %s", args, code, errs)
		}
		return out
	}
	coupon := account("coupon", "--type", "cash", "--amount", "10.00", "--minimum", "50", "--with-discount", "--product",
		onShelf, "--until", "2027-06-01T00:00:00Z")
	if want := "cash coupon of 10.00 USD, valid from 2027-03-01T01:00:00Z until " +
		"2027-06-01T00:00:00Z\n"; !strings.HasSuffix(
		coupon, "  "+want) {
		t.Errorf("got %q, want %q", coupon, want)
	}
	discount := account("discount", "--percent", "15", "--at", "2027-04-01T08:00:00+08:00")
	if want := "promotion discount of 15 %, valid from 2027-04-01T00:00:00Z until " +
		"2028-04-01T00:00:00Z\n"; !strings.HasSuffix(discount, "  "+want) {
		t.Errorf("got %q, want %q", discount, want)
	}
	if rules := account("rules", "--at", "2027-04-02T00:00:00Z"); !strings.Contains(rules, "new rules") {
		t.Errorf("got %q", rules)
	}
	if ticket := account("ticket", "--product", onShelf, "--at", "2027-04-02T00:00:00Z"); !strings.Contains(
		ticket, onShelf) {
		t.Errorf("got %q", ticket)
	}

	got := accountOf(t, file)
	if len(got.Coupons) != 1 || len(got.Discounts) != 1 || len(got.Tickets) != 1 {
		t.Fatalf("the account is %+v", got)
	}
	c := got.Coupons[0]
	if !strings.HasPrefix(coupon, c.ID+" ") || c.Type != lifecycle.CashCoupon || c.FaceValue != 1000 ||
		c.Minimum != 5000 ||
		!c.WithDiscount || c.Products[0] != onShelf {
		t.Errorf("the coupon is %+v", c)
	}
	if d := got.Discounts[0]; !strings.HasPrefix(discount, d.ID+" ") || d.Type != lifecycle.Promotion || d.Percent != 15 ||
		d.Products != nil {
		t.Errorf("the discount is %+v", d)
	}
	if out := mustRun(t, "verify", "--store", file); !strings.HasPrefix(out, "demo: consistent, 5 facts") {
		t.Errorf("got %q", out)
	}
}

func TestStatement(t *testing.T) {
	t.Parallel()
	file := bought(t)
	args := []string{"account", "statement", "--store", file, "--project", "demo"}
	table := regexp.MustCompile(`^INSTANT +TYPE +SUBJECT +AMOUNT +COUPONS +BALANCE
 +opening balance +0\.00
2027-03-01T01:00:00Z  order paid +CS\w+  -99\.00 +0\.00 +-99\.00
 +closing balance +-99\.00
Paid 99\.00, refunded 0\.00; amounts in USD\.
$`)
	if out := mustRun(t, args...); !table.MatchString(out) {
		t.Errorf("got\n%s", out)
	}
	later := mustRun(t, append(args, "--from", "2027-03-02T00:00:00Z", "--until", "2027-04-01T00:00:00Z")...)
	if !regexp.MustCompile(`(?m)^2027-03-02T00:00:00Z  opening balance +-99\.00\n2027-04-01T00:00:00Z  closing balance ` +
		`+-99\.00\nPaid 0\.00`).MatchString(later) {
		t.Errorf("got\n%s", later)
	}
	var s struct {
		Closing string `json:"closing_balance"`
		Lines   []struct {
			Amount string `json:"amount"`
		} `json:"lines"`
	}
	if err := json.Unmarshal([]byte(mustRun(t, append(args, "--json")...)), &s); err != nil || s.Closing != "-99.00" ||
		len(s.Lines) != 1 || s.Lines[0].Amount != "-99.00" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestBadGrants(t *testing.T) {
	t.Parallel()
	file := bought(t)
	absent := filepath.Join(t.TempDir(), "folder", "simulator.db")
	grant := func(verb string, args ...string) []string {
		return append([]string{"account", verb, "--store", file, "--project", "demo"}, args...)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"coupon type":      {grant("coupon", "--type", "gift", "--amount", "1"), `must be cash or discount`},
		"coupon amount":    {grant("coupon", "--type", "cash", "--amount", "1.005"), `--amount "1.005"`},
		"coupon too large": {grant("coupon", "--type", "cash", "--amount", "92233720368547758.07"), "too large"},
		"coupon of none":   {grant("coupon", "--type", "cash", "--amount", "0"), "CBC.0100"},
		"minimum":          {grant("coupon", "--type", "cash", "--amount", "1", "--minimum", "x"), `--minimum "x"`},
		"no amount":        {grant("coupon", "--type", "cash"), `"amount" not set`},
		"product":          {grant("coupon", "--type", "cash", "--amount", "1", "--product", "x"), "catalogue"},
		"validity": {grant("coupon", "--type", "cash", "--amount", "1", "--until", "2027-01-01T00:00:00Z"),
			"validity"},
		"until":           {grant("coupon", "--type", "cash", "--amount", "1", "--until", "9999-12-31T00:00:00Z"), "9900"},
		"before the head": {grant("coupon", "--type", "cash", "--amount", "1", "--at", "2027-01-01T00:00:00Z"), "SIM.2001"},
		"at":              {grant("ticket", "--product", onShelf, "--at", "now"), `--at "now" is not an RFC 3339 instant`},
		"percent":         {grant("discount", "--percent", "100"), "percent"},
		"discount type":   {grant("discount", "--percent", "1", "--type", "cash"), "promotion, commercial or partner"},
		"no level":        {grant("rules", "--customer-level", "V3"), "no customer level"},
		"no policy file":  {grant("rules", "--policy", "absent.yaml"), "absent.yaml"},
		"no deposit":      {grant("deposit", "--amount", "0"), "--amount must be more than 0"},
		"unlimited":       {grant("deposit", "--amount", "1.00"), "unlimited credit"},
		"ticket":          {grant("ticket", "--product", "x"), "catalogue"},
		"new project": {[]string{"account", "ticket", "--store", absent, "--product", onShelf},
			"there is no store at " + absent},
		"a folder": {[]string{"account", "ticket", "--store", filepath.Dir(file), "--project", "demo", "--product",
			onShelf}, "is not a file"},
		"no store": {[]string{"account", "statement", "--store", absent, "--project", "demo"},
			"there is no store at " + absent},
		"other project": {[]string{"account", "statement", "--store", file, "--project", "other"}, `no project "other"`},
		"from":          {[]string{"account", "statement", "--store", file, "--project", "demo", "--from", "x"}, "--from"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, c.want, c.args...)
		})
	}
	if _, err := os.Stat(filepath.Dir(absent)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a statement made the folder of its store: %v", err)
	}
}
