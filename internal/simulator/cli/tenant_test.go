package cli_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

func TestTenants(t *testing.T) {
	t.Parallel()
	at := stores.New(t)
	tenant := func(args ...string) string {
		t.Helper()
		return mustRun(t, append(append([]string{"tenant"}, args...), "--store", at)...)
	}
	if out := tenant("create", "demo", "--access-key", "AKDEMO", "--secret-key", "secret-of-demo", "--opening-balance", "500.00", "--site", "china"); strings.Contains(out, "secret") || !strings.Contains(out, "access key AKDEMO") {
		t.Errorf("got %q", out)
	}
	made := tenant("create", "other", "--clock", "held", "--now", "2028-01-01T00:00:00Z")
	if !regexp.MustCompile(`^the project other has an account\naccess key AK[A-Z2-7]{18}\nsecret key [A-Z2-7]{26} \(shown this once\)\n$`).MatchString(made) {
		t.Errorf("got %q", made)
	}
	if out := tenant("key", "create", "demo", "--role", "read_only", "--access-key", "AKREAD"); !strings.Contains(out, "access key AKREAD\nsecret key") {
		t.Errorf("got %q", out)
	}
	list := regexp.MustCompile(`(?m)^project +site +clock +now +facts +keys +account
demo +china +client +2027-03-01T01:00:00Z +0 +AKDEMO \(owner\), AKREAD \(read_only\)
other +international +held +2028-01-01T00:00:00Z +0 +AK\w+ \(owner\)$`)
	if out := tenant("list"); !list.MatchString(out) || strings.Contains(out, "secret") {
		t.Errorf("got\n%s", out)
	}
	tenant("key", "delete", "demo", "--access-key", "AKREAD")
	tenant("delete", "other")
	if out := tenant("list"); strings.Contains(out, "AKREAD") || strings.Contains(out, "other") {
		t.Errorf("got\n%s", out)
	}
	if out := mustRun(t, "verify", "--store", at); out != "" {
		t.Errorf("a tenant to which nothing has happened is verified: %q", out)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	file := bought(t)
	clock := func(args ...string) string {
		t.Helper()
		return mustRun(t, append(append([]string{"clock"}, args...), "--project", "demo", "--store", file)...)
	}
	if out := clock("show"); out != "2027-03-01T01:00:00Z  client clock, newest fact 2027-03-01T01:00:00Z\n" {
		t.Errorf("got %q", out)
	}
	dry := clock("advance", "P1Y6M", "--dry-run")
	if !strings.Contains(dry, "package frozen") || !strings.Contains(dry, "which would move 0.00 USD; the clock of demo would be at 2028-09-01T01:00:00Z") {
		t.Errorf("got\n%s", dry)
	}
	if out := clock("show"); !strings.HasPrefix(out, "2027-03-01T01:00:00Z") {
		t.Errorf("a dry run moved the clock: %q", out)
	}
	if out := clock("set", "2028-09-01T09:00:00+08:00"); !strings.Contains(out, "which moved 0.00 USD; the clock of demo is at 2028-09-01T01:00:00Z") {
		t.Errorf("got\n%s", out)
	}
	if out := clock("show"); !strings.HasPrefix(out, "2028-09-01T01:00:00Z") {
		t.Errorf("got %q", out)
	}
	if out := clock("advance", "PT8.2H"); !strings.Contains(out, "is at 2028-09-01T09:12:00Z") {
		t.Errorf("got\n%s", out)
	}
	if out := clock("set", "2028-09-01t09:12:01.999z"); !strings.Contains(out, "is at 2028-09-01T09:12:01Z") {
		t.Errorf("got\n%s", out)
	}
	if out := mustRun(t, "verify", "--store", file); !strings.HasPrefix(out, "demo: consistent, 6 facts") {
		t.Errorf("got %q", out)
	}
}

func TestBadTenantsAndClocks(t *testing.T) {
	t.Parallel()
	file := bought(t)
	absent := filepath.Join(t.TempDir(), "folder", "simulator.db")
	on := func(args ...string) []string { return append(args, "--store", file) }
	clock := func(args ...string) []string {
		return on(append(append([]string{"clock"}, args...), "--project", "demo")...)
	}
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no id":           {on("tenant", "create"), "give one project id"},
		"two ids":         {on("tenant", "create", "a", "b"), "give one project id"},
		"id":              {on("tenant", "create", "a/b"), "letters, digits"},
		"exists":          {on("tenant", "create", "demo"), "SIM.2006"},
		"short secret":    {on("tenant", "create", "a", "--secret-key", "short"), "8 to 256"},
		"balance":         {on("tenant", "create", "a", "--opening-balance", "1.005"), "--opening-balance"},
		"balance below":   {on("tenant", "create", "a", "--opening-balance=-1.00"), "below 0"},
		"site":            {on("tenant", "create", "a", "--site", "moon"), "moon"},
		"level":           {on("tenant", "create", "a", "--customer-level", "V1"), "customer level"},
		"policy file":     {on("tenant", "create", "a", "--policy", "absent.yaml"), "absent.yaml"},
		"clock":           {on("tenant", "create", "a", "--clock", "sundial"), "must be client, real or held"},
		"start":           {on("tenant", "create", "a", "--now", "2028-01-01T00:00:00Z"), "only a held clock"},
		"role":            {on("tenant", "key", "create", "demo", "--role", "root"), "must be owner, billing or read_only"},
		"key of nobody":   {on("tenant", "key", "create", "nobody"), "SIM.2004"},
		"unknown key":     {on("tenant", "key", "delete", "demo", "--access-key", "x/../y"), "is no access key"},
		"delete nobody":   {on("tenant", "delete", "nobody"), "SIM.2004"},
		"delete strange":  {on("tenant", "delete", "../account"), "is no project id"},
		"no store":        {[]string{"tenant", "list", "--store", absent}, "there is no store at"},
		"nowhere":         {[]string{"tenant", "list"}, "at least one of the flags in the group [store endpoint] is required"},
		"two places":      {on("tenant", "list", "--endpoint", "http://127.0.0.1:1"), "none of the others can be"},
		"back":            {clock("set", "2027-01-01T00:00:00Z"), "SIM.2001"},
		"no instant":      {clock("set"), "give an RFC 3339 instant"},
		"strange instant": {clock("set", "tomorrow"), "not an RFC 3339 instant"},
		"zero instant":    {clock("set", "0001-01-01T00:00:00Z"), "1970 to 9900"},
		"far offset":      {clock("set", "2028-01-01T00:00:00+24:00"), "not an RFC 3339 instant"},
		"late":            {clock("set", "9999-01-01T00:00:00Z"), "1970 to 9900"},
		"duration":        {clock("advance", "1 month"), "duration of ISO 8601"},
		"backwards":       {clock("advance", "--", "-P1M"), "duration of ISO 8601"},
		"for ever":        {clock("advance", "P9000Y"), "at most 12000 months"},
		"of nobody":       {on("clock", "show", "--project", "nobody"), `no project "nobody", but demo`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(tt.args...)
			if code != 1 || out != "" || !strings.HasPrefix(errs, "Error: ") || !strings.Contains(errs, tt.want) {
				t.Errorf("ended with %d, output %q, errors %q; want 1, none, and %q", code, out, errs, tt.want)
			}
		})
	}
}

// TestCommandsOnAServer: the administrator's key comes from the environment, so that this test runs alone.
func TestCommandsOnAServer(t *testing.T) { // it sets the environment
	cloud := simulator.New(stores.Open(t, bought(t)), simulator.Options{Clock: clock})
	api := httptest.NewServer(api.New(cloud, (&auth.Verifier{Keys: cloud, Clock: clock, Admin: "the-administrators-key"}).Authenticate))
	defer api.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "events") {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte("<html>welcome</html>"))
	}))
	defer page.Close()

	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", "")
	for name, tt := range map[string]struct{ key, endpoint, want string }{
		"no key":     {"", api.URL, "MSS_SIMULATOR_ADMIN_KEY is not set"},
		"wrong key":  {"another-key-of-somebody", api.URL, "does not accept the administrator's key"},
		"nobody":     {"the-administrators-key", "http://127.0.0.1:1", "does not answer"},
		"a page":     {"the-administrators-key", page.URL, "something else than a simulator"},
		"no URL":     {"the-administrators-key", "127.0.0.1:7788", "must be an address"},
		"a password": {"the-administrators-key", "http://u:p@127.0.0.1:1", "must be an address"},
		"a path":     {"the-administrators-key", api.URL + "/prefix", "without a path"},
	} {
		t.Setenv("MSS_SIMULATOR_ADMIN_KEY", tt.key)
		if code, out, errs := run("tenant", "list", "--endpoint", tt.endpoint); code != 1 || out != "" || !strings.Contains(errs, tt.want) || tt.key != "" && strings.Contains(errs, tt.key) {
			t.Errorf("%s: ended with %d, output %q, errors %q", name, code, out, errs)
		}
	}
	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", "the-administrators-key")
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"demo", []string{"tenant", "list"}},
		{"order paid", []string{"events", "--project", "demo"}},
		{"demo: consistent", []string{"verify"}},
		{"closing balance", []string{"account", "statement", "--project", "demo"}},
		{"cash coupon of 10.00 USD", []string{"account", "coupon", "--project", "demo", "--type", "cash", "--amount", "10.00"}},
		{"service ticket", []string{"account", "ticket", "--project", "demo", "--product", onShelf}},
		{"2027-04-01T01:00:00Z", []string{"clock", "advance", "P1M", "--project", "demo"}},
		{"an account", []string{"tenant", "create", "new"}},
		{"is deleted", []string{"tenant", "delete", "new"}},
	} {
		if out := mustRun(t, append(tt.args, "--endpoint", api.URL)...); !strings.Contains(out, tt.want) {
			t.Errorf("%v: got %q", tt.args, out)
		}
	}
}
