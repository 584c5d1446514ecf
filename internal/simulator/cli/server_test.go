package cli_test

import (
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

const adminKey = "the-administrators-key"

// handler serves a store.
func handler(t *testing.T, at string) http.Handler {
	t.Helper()
	cloud := simulator.New(stores.Open(t, at), simulator.Options{Clock: clock})
	return api.New(cloud, (&auth.Verifier{Keys: cloud, Clock: time.Now, Admin: adminKey}).Authenticate)
}

// keys sets the environment's keys; empty ones are none.
func keys(t *testing.T, admin, access, secret string) {
	t.Helper()
	t.Setenv("MSS_SIMULATOR_ADMIN_KEY", admin)
	t.Setenv("HW_ACCESS_KEY", access)
	t.Setenv("HW_SECRET_KEY", secret)
}

// everyCommand is each command that works on a simulated cloud, and rules, in an order in which all of them succeed on
// a store that the project demo has bought something in; {package} and the like stand for the first id that is listed.
var everyCommand = [][]string{
	{"rules", "export"},
	{"tenant", "create", "rich", "--access-key", "AKRICH", "--secret-key", "secret-of-rich", "--opening-balance", "500.00",
		"--clock", "held", "--now", "2027-03-01T00:00:00Z"},
	{"tenant", "key", "create", "demo", "--access-key", "AKREAD", "--secret-key", "secret-of-read", "--role", "read_only"},
	{"tenant", "key", "delete", "demo", "--access-key", "AKREAD"},
	{"account", "deposit", "--amount", "100.00", "--project", "rich"},
	{"account", "coupon", "--type", "cash", "--amount", "10.00", "--project", "demo"},
	{"account", "discount", "--percent", "15", "--project", "demo"},
	{"account", "ticket", "--product", onShelf, "--project", "demo"},
	{"account", "rules", "--project", "demo"},
	{"account", "statement", "--project", "demo"},
	{"account", "statement", "--project", "rich"},
	{"tenant", "list"},
	{"tenant", "show", "--project", "demo"},
	{"events", "--project", "rich"},
	{"events", "--project", "demo", "--until", "2029-01-01T00:00:00Z"},
	{"events", "--project", "rich", "--summary"},
	{"fault", "set", "lost-answer", "--project", "demo"},
	{"fault", "set", "renewal-declined", "--project", "demo"},
	{"fault", "list", "--project", "demo"},
	{"forecast", "--until", "2028-06-01T00:00:00Z", "--project", "demo"},
	{"fault", "clear", "--project", "demo"},
	{"forecast", "--until", "2028-06-01T00:00:00Z", "--project", "demo"},
	{"package", "list", "--project", "demo"},
	{"package", "show", "{package}", "--project", "demo"},
	{"package", "renew", "{package}", "--years", "1", "--unpaid", "--yes", "--project", "demo"},
	{"order", "show", "{unpaid}", "--project", "demo"},
	{"order", "pay", "{unpaid}", "--yes", "--project", "demo"},
	{"package", "renew", "{package}", "--years", "1", "--yes", "--project", "demo"},
	{"package", "auto-renew", "on", "{package}", "--project", "demo"},
	{"package", "auto-renew", "off", "{package}", "--project", "demo"},
	{"asset", "list", "--project", "demo"},
	{"asset", "show", "{asset}", "--project", "demo"},
	{"asset", "renew", "{asset}=2", "--yes", "--project", "demo"},
	{"asset", "delete", "{asset}", "--yes", "--project", "demo"},
	{"asset", "restore", "{asset}", "--project", "demo"},
	{"quota", "--project", "demo"},
	{"order", "list", "--project", "demo"},
	{"clock", "show", "--project", "demo"},
	{"clock", "advance", "P2Y", "--dry-run", "--project", "demo"},
	{"clock", "set", "2027-04-01T00:00:00Z", "--project", "demo"},
	{"clock", "advance", "P2Y", "--summary", "--project", "demo"},
	{"branch", "--project", "demo", "--as", "copy"},
	{"forecast", "--project", "copy", "--months", "1"},
	{"package", "return", "{package}", "--yes", "--project", "demo"},
	{"verify"},
	{"tenant", "delete", "rich", "--yes"},
}

// named are the commands that list the ids behind the placeholders of everyCommand.
var named = map[string][]string{
	"{package}": {"package", "list", "--status", "active"},
	"{unpaid}":  {"order", "list", "--status", "pending_payment"},
	"{asset}":   {"asset", "list"},
}

// filled is a command with the first listed id in place of each placeholder.
func filled(t *testing.T, args, where []string) []string {
	t.Helper()
	args = slices.Clone(args)
	for placeholder, list := range named {
		i := slices.IndexFunc(args, func(s string) bool { return strings.Contains(s, placeholder) })
		if i < 0 {
			continue
		}
		out := mustRun(t, slices.Concat(list, where, []string{"--project", "demo"})...)
		_, rows, _ := strings.Cut(out, "\n")
		args[i] = strings.Replace(args[i], placeholder, strings.Fields(rows)[0], 1)
	}
	return args
}

// needsAdmin reports whether a command acts on more than one project, or on another one than demo.
func needsAdmin(args []string) bool {
	return args[0] == "tenant" && args[1] != "show" || args[0] == "branch" || slices.Contains(args, "rich") ||
		slices.Contains(args, "copy")
}

// TestEveryCommandIsTheSameEverywhere runs each command with both outputs on a store, on a server with the
// administrator's key, and on a server with an owner's. It sets the environment and runs alone.
func TestEveryCommandIsTheSameEverywhere(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	for _, form := range []string{"table", "json"} {
		said := map[string]map[string]string{}
		for _, place := range []string{"store", "administrator", "owner"} {
			said[place] = map[string]string{}
			at := furnished(t)
			mustRun(t, "tenant", "key", "create", "demo", "--access-key", "AKDEMO", "--secret-key", "secret-of-demo",
				"--store", at)
			where := []string{"--store", at}
			if place != "store" {
				server := httptest.NewServer(handler(t, at))
				defer server.Close()
				where = []string{"--endpoint", server.URL}
			}
			for _, args := range everyCommand {
				if args[0] == "rules" {
					continue
				}
				line := strings.Join(args, " ")
				keys(t, adminKey, "", "")
				if place == "owner" {
					keys(t, "", "AKDEMO", "secret-of-demo")
				}
				full := slices.Concat(filled(t, args, where), where, []string{"-o", form})
				if place == "owner" && needsAdmin(args) {
					want := "needs the administrator's key of the server in MSS_SIMULATOR_ADMIN_KEY"
					if !slices.Contains([]string{"tenant", "branch"}, args[0]) {
						want = "the access key in HW_ACCESS_KEY is for the project demo, not for "
					}
					mustFail(t, want, full...)
					keys(t, adminKey, "", "")
					mustRun(t, full...) // for those that follow
					continue
				}
				out := mustRun(t, full...)
				said[place][line] = impersonal(out)
				for text := out; form == "json" && text != ""; {
					dec := json.NewDecoder(strings.NewReader(text))
					var v any
					if err := dec.Decode(&v); err != nil {
						t.Errorf("%s on %s: %v in %s", line, place, err, out)
						break
					}
					text = strings.TrimSpace(text[dec.InputOffset():])
				}
			}
		}
		for line, want := range said["store"] {
			for _, place := range []string{"administrator", "owner"} {
				if got, ok := said[place][line]; ok && got != want && line != "verify" {
					t.Errorf("%s with %s's key: got\n%s\non a store\n%s", line, place, got, want)
				}
			}
		}
		if len(said["owner"]) < 10 {
			t.Errorf("an owner may make only %d commands", len(said["owner"]))
		}
	}
}

// TestServersThatRefuse sets the environment and runs alone.
func TestServersThatRefuse(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	server := httptest.NewServer(handler(t, bought(t)))
	defer server.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>welcome</html>"))
	}))
	defer page.Close()
	for name, tt := range map[string]struct{ admin, access, secret, endpoint, want string }{
		"no key":       {"", "", "", server.URL, "a server needs a key: set HW_ACCESS_KEY and HW_SECRET_KEY"},
		"half a key":   {"", "AKDEMO", "", server.URL, "a server needs a key"},
		"wrong key":    {"another-key-altogether", "", "", server.URL, "does not accept the administrator's key"},
		"unknown key":  {"", "AKNOBODY", "a-secret-key", server.URL, "does not accept the access key in HW_ACCESS_KEY"},
		"no server":    {adminKey, "", "", "http://127.0.0.1:1", "does not answer"},
		"another page": {adminKey, "", "", page.URL, "something else than a simulator"},
		"no URL":       {adminKey, "", "", "127.0.0.1:7788", "must be an address"},
		"a password":   {adminKey, "", "", "http://u:p@127.0.0.1:1", "must be an address"},
		"a path":       {adminKey, "", "", server.URL + "/prefix", "without a path"},
	} {
		keys(t, tt.admin, tt.access, tt.secret)
		_, _, errs := run("events", "--endpoint", tt.endpoint)
		mustFail(t, tt.want, "events", "--endpoint", tt.endpoint)
		for _, secret := range []string{tt.admin, tt.secret} {
			if secret != "" && strings.Contains(errs, secret) {
				t.Errorf("%s: a key is told: %s", name, errs)
			}
		}
	}
}

// TestServerWithItsOwnAuthority sets the environment and runs alone.
func TestServerWithItsOwnAuthority(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	server := httptest.NewUnstartedServer(handler(t, bought(t)))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that do not trust it
	server.StartTLS()
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	keys(t, adminKey, "", "")
	mustFail(t, "certificate", "events", "--endpoint", server.URL)
	mustFail(t, "holds no PEM certificate", "events", "--endpoint", server.URL, "--ca-file", "server_test.go")
	if out := mustRun(t, "events", "--endpoint", server.URL, "--ca-file", ca); !strings.Contains(out, "order paid") {
		t.Errorf("got %q", out)
	}
}

// TestDefaults sets the environment and changes the folder: it runs alone.
func TestDefaults(t *testing.T) {
	file := bought(t)
	t.Chdir(t.TempDir())
	mustFail(t, "there is no store at .mss/simulator.db", "events")
	if code, _, errs := run("serve", "--listen", "127.0.0.1:0"); code != 1 ||
		!strings.Contains(errs, "the folder .mss of the store does not exist") {
		t.Errorf("serve ended with %d: %s", code, errs)
	}
	if err := os.Mkdir(".mss", 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file, filepath.Join(".mss", "simulator.db")); err != nil {
		t.Fatal(err)
	}
	if out := mustRun(t, "events"); !strings.Contains(out, "order paid") { // the only project
		t.Errorf("got %q", out)
	}
	mustRun(t, "tenant", "create", "other")
	mustFail(t, "the store .mss/simulator.db has several projects; choose one with --project: demo, other", "events")
	t.Setenv("MSS_PROJECT_ID", "demo")
	if out := mustRun(t, "events"); !strings.Contains(out, "order paid") {
		t.Errorf("got %q", out)
	}
	if out := mustRun(t, "clock", "show", "--project", "other"); !strings.Contains(out, "nothing has happened yet") {
		t.Errorf("the flag does not come before the environment: %q", out)
	}
}

func TestWordsThatAreWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"Did you mean this?\n\tevents\n", []string{"simulator", "evnets", "--project", "demo"}},
		{"Did you mean this?\n\tevents\n", []string{"simulator", "--project", "demo", "evnets"}},
		{"Did you mean this?\n\tadvance\n", []string{"simulator", "clock", "advnace", "P1M", "--dry-run"}},
		{"Did you mean this?\n\tsimulator\n", []string{"simulater", "events"}},
		{`unknown command "xyz" for "terraform-provider-mss"`, []string{"xyz"}},
		{"unknown flag: --projct", []string{"simulator", "events", "--projct", "demo"}},
	} {
		if code, out, errs := program(tt.args...); code != 2 || out != "" || !strings.Contains(errs, tt.want) {
			t.Errorf("%v: got %d, %q, %q", tt.args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"version"}, {"--version"}, {"simulator", "version"}, {"simulator", "--version"}} {
		if code, out, _ := program(args...); code != 0 || out != "terraform-provider-mss 1.2.3\n" {
			t.Errorf("%v: got %d, %q", args, code, out)
		}
	}
	for _, args := range [][]string{{"help", "simulator", "events"}, {"simulator", "help", "events"},
		{"simulator", "events", "--help"}} {
		if code, out, _ := program(args...); code != 0 || !strings.HasPrefix(out, "List what happened in a project") {
			t.Errorf("%v: got %d, %q", args, code, out)
		}
	}
	if code, out, _ := program("completion", "bash"); code != 0 || !strings.Contains(out, "__complete") {
		t.Errorf("completion: got %d, %q", code, out)
	}
}
