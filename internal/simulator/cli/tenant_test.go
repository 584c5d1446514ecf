package cli_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
)

func TestTenants(t *testing.T) {
	t.Parallel()
	at := stores.New(t)
	tenant := func(args ...string) string {
		t.Helper()
		code, out, errs := run(append(append([]string{"tenant"}, args...), "--store", at)...)
		if code != 0 || errs != "" && errs != "Creating the store "+at+".\n" {
			t.Fatalf("%v ended with %d: %s", args, code, errs)
		}
		return out
	}
	if out := tenant("create", "demo", "--access-key", "AKDEMO", "--secret-key", "secret-of-demo", "--opening-balance",
		"500.00", "--site", "china"); strings.Contains(out, "secret") || !strings.Contains(out, "Access key: AKDEMO") {
		t.Errorf("got %q", out)
	}
	made := tenant("create", "other", "--clock", "held", "--now", "2028-01-01T00:00:00Z")
	if !regexp.MustCompile(`^Created the account of the project other\.\nAccess key: AK[A-Z2-7]{18}\nSecret key: ` +
		`[A-Z2-7]{26} \(shown only this once\)\n$`).MatchString(made) {
		t.Errorf("got %q", made)
	}
	if out := tenant("key", "create", "demo", "--role", "read_only", "--access-key", "AKREAD"); !strings.Contains(out,
		"Access key: AKREAD\nSecret key: ") {
		t.Errorf("got %q", out)
	}
	list := regexp.MustCompile(`(?m)^PROJECT +SITE +CLOCK +NOW +FACTS +KEYS +IDENTITY
demo +china +client +2027-03-01T01:00:00Z +0 +AKDEMO \(owner\), AKREAD \(read_only\)
other +international +held +2028-01-01T00:00:00Z +0 +AK\w+ \(owner\)$`)
	if out := tenant("list"); !list.MatchString(out) || strings.Contains(out, "secret") {
		t.Errorf("got\n%s", out)
	}
	tenant("key", "delete", "demo", "--access-key", "AKREAD")
	tenant("delete", "other", "--yes")
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
	if !strings.Contains(dry, "package frozen") ||
		!strings.Contains(dry, "4 events. The clock of demo would be at 2028-09-01T01:00:00Z.") {
		t.Errorf("got\n%s", dry)
	}
	if out := clock("show"); !strings.HasPrefix(out, "2027-03-01T01:00:00Z") {
		t.Errorf("a dry run moved the clock: %q", out)
	}
	if out := clock("set", "2028-09-01T09:00:00+08:00"); !strings.Contains(out,
		"4 events. The clock of demo is at 2028-09-01T01:00:00Z.") {
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
		"no id":           {on("tenant", "create"), "expected one project id"},
		"two ids":         {on("tenant", "create", "a", "b"), "expected one project id"},
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
		"delete nobody":   {on("tenant", "delete", "nobody", "--yes"), "SIM.2004"},
		"unconfirmed":     {on("tenant", "delete", "demo"), "This deletes the account of the project demo"},
		"delete strange":  {on("tenant", "delete", "../account"), "is no project id"},
		"no store":        {[]string{"tenant", "list", "--store", absent}, "there is no store at"},
		"nowhere":         {[]string{"tenant", "list"}, "there is no store at .mss/simulator.db"},
		"two places":      {on("tenant", "list", "--endpoint", "http://127.0.0.1:1"), "none of the others can be"},
		"back":            {clock("set", "2027-01-01T00:00:00Z"), "SIM.2001"},
		"no instant":      {clock("set"), "expected an RFC 3339 instant"},
		"strange instant": {clock("set", "tomorrow"), "not an RFC 3339 instant"},
		"zero instant":    {clock("set", "0001-01-01T00:00:00Z"), "1970 to 9900"},
		"far offset":      {clock("set", "2028-01-01T00:00:00+24:00"), "not an RFC 3339 instant"},
		"late":            {clock("set", "9999-01-01T00:00:00Z"), "1970 to 9900"},
		"duration":        {clock("advance", "1 month"), "duration of ISO 8601"},
		"backwards":       {clock("advance", "--", "-P1M"), "expected an ISO 8601 duration"},
		"for ever":        {clock("advance", "P9000Y"), "at most 12000 months"},
		"of nobody":       {on("clock", "show", "--project", "nobody"), `has no project "nobody"; available: demo`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, tt.want, tt.args...)
		})
	}
}
