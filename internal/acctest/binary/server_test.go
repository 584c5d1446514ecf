package binary_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
)

// command runs the simulator command with the administrator's key.
func command(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary.Provider(t), append([]string{"simulator"}, args...)...)
	cmd.Env = append(cmd.Environ(), "MSS_SIMULATOR_ADMIN_KEY="+binary.AdminKey)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// teamServer is a server with the team's account.
func teamServer(t *testing.T) (store, url string) {
	t.Helper()
	store = stores.File(t)
	url = binary.Serve(t, store).URL
	command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team",
		"--endpoint", url)
	return store, url
}

// team is a configuration on a server.
func team(url, secret, simulator string) string {
	return fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = "team"
  endpoint          = %q
  access_key        = "AKTEAM"
  secret_key        = %q
  simulator         = { %s }
}
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "Narrator"
  package_id = mss_resource_package.voice.id
}
output "expires" { value = mss_resource_package.voice.expire_time }
`, url, secret, simulator)
}

// TestATeamSharesAServer: a whole life on a server, whose clock is moved by command, with two servers on one store.
func TestATeamSharesAServer(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) { //nolint:thelper // it is the test itself
		server := binary.Serve(t, at)
		command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team",
			"--opening-balance", "1000.00",
			"--clock", "held", "--now", "2027-03-01T01:00:00Z", "--endpoint", server.URL)
		w := binary.NewWorkspace(t)
		w.Write(t, "main.tf", team(server.URL, "secret-of-the-team", ""))
		w.Run(t, "apply", "-no-color", "-auto-approve")
		w.Run(t, "plan", "-no-color", "-detailed-exitcode")
		if out := w.Output(t, "expires"); !strings.Contains(out, "2028-03-01T15:59:59Z") {
			t.Errorf("got %s", out)
		}

		dry := command(t, "clock", "advance", "P1Y", "--dry-run", "--project", "team", "--endpoint", server.URL)
		moved := command(t, "clock", "advance", "P1Y", "--project", "team", "--endpoint", server.URL)
		if !regexp.MustCompile(`(?m)^2028-02-22T19:00:00Z  auto renewal charged .*-99\.00 USD`).MatchString(dry) ||
			strings.ReplaceAll(dry, "would be", "is") != moved {
			t.Errorf("the dry run told\n%s\nand the move\n%s", dry, moved)
		}

		// Another server of the same store, as after a failover, shows the same account. Another account at its address is
		// another origin.
		other := binary.Serve(t, at)
		w.Write(t, "main.tf", team(other.URL, "secret-of-the-team", ""))
		w.Run(t, "plan", "-no-color", "-refresh=false", "-detailed-exitcode")
		command(t, "tenant", "create", "rival", "--access-key", "AKRIVAL", "--secret-key", "secret-of-the-team",
			"--endpoint", other.URL)
		w.Write(t, "main.tf", strings.NewReplacer(`"team"`, `"rival"`, "AKTEAM", "AKRIVAL").
			Replace(team(other.URL, "secret-of-the-team", "")))
		if out, err := w.Try(t, "plan", "-no-color"); err == nil || !strings.Contains(err.Error(), "another origin") {
			t.Errorf("got %v\n%s", err, out)
		}
		w.Write(t, "main.tf", team(server.URL, "secret-of-the-team", ""))
		w.Run(t, "apply", "-no-color", "-auto-approve", "-refresh-only")
		if out := w.Output(t, "expires"); !strings.Contains(out, "2029-03-01T15:59:59Z") {
			t.Errorf("after a year: got %s", out)
		}

		for name, tt := range map[string]struct{ secret, simulator, want string }{
			"wrong secret":      {"secret-of-another", "", "Unable to sign in.*the secret key is wrong"},
			"instant":           {"secret-of-the-team", `now = "2029-01-01T00:00:00Z"`, "Instant cannot be set"},
			"the server's site": {"secret-of-the-team", `site = "china"`, `simulator\.site is only for the simulated cloud`},
		} {
			w.Write(t, "main.tf", team(server.URL, tt.secret, tt.simulator))
			out, err := w.Try(t, "plan", "-no-color")
			if err == nil || !regexp.MustCompile(`(?s)`+strings.ReplaceAll(tt.want, " ", `\s+`)).MatchString(err.Error()) ||
				strings.Contains(err.Error(), tt.secret) {
				t.Errorf("%s: got %v\n%s", name, err, out)
			}
		}
		w.Write(t, "main.tf", team(server.URL, "secret-of-the-team", ""))
		out, err := w.Try(t, "destroy", "-no-color", "-auto-approve")
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if state := objects(t, w); len(state) > 0 {
			t.Errorf("left in the state: %s", state)
		}
		if out := command(t, "verify", "--store", at); !strings.HasPrefix(out, "team: consistent") {
			t.Errorf("got %s", out)
		}
		if state, err := filepath.Glob(filepath.Join(w.Dir, ".mss*")); err != nil || len(state) > 0 {
			t.Errorf("a store was made beside the configuration: %v, %v", state, err)
		}
	})
}

// TestAKilledApplyOnAServerIsAdopted: the next apply comes at once, when the server cannot know yet that the first
// was killed. It waits until that is known, half a minute, and buys nothing twice.
func TestAKilledApplyOnAServerIsAdopted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	at := stores.File(t)
	server := binary.Serve(t, at)
	command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team", "--endpoint",
		server.URL)
	w := binary.NewWorkspace(t)
	config, _, _ := strings.Cut(team(server.URL, "secret-of-the-team", ""), "resource \"mss_asset\"")
	w.Write(t, "main.tf", strings.Replace(config, "\"voice\" {", "\"voice\" {\n  count = 20", 1))
	paid := func() int {
		return strings.Count(command(t, "events", "--project", "team", "--store", at), "order paid")
	}
	cmd := w.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if out, err := exec.CommandContext(t.Context(), binary.Provider(t), "simulator", "events", "--project", "team",
			"--store", at).Output(); err == nil && strings.Count(string(out), "order paid") > 0 {
			break
		}
	}
	killGroup(t, cmd)
	first := paid()
	if first == 0 {
		t.Fatal("the apply was killed before it bought anything")
	}
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	if n := paid(); n != 20 {
		t.Errorf("%d packages were paid before the kill, and %d in the end, want 20", first, n)
	}
	w.Run(t, "plan", "-detailed-exitcode", "-lock=false")
}

// TestAnUnreachableServerIsAnErrorAtTheEndpoint: and an endpoint alone is the real cloud's.
func TestAnUnreachableServerIsAnErrorAtTheEndpoint(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", team("http://127.0.0.1:9", "secret-of-the-team", ""))
	out, err := w.Try(t, "plan", "-no-color")
	if err == nil || !strings.Contains(err.Error(), "Unable to reach a simulator server") ||
		!strings.Contains(err.Error(), "endpoint") {
		t.Errorf("got %v\n%s", err, out)
	}
	w.Write(t, "main.tf", strings.Replace(team("http://127.0.0.1:9", "x", ""), "simulator         = {  }", "", 1))
	out, err = w.Try(t, "plan", "-no-color")
	if err == nil || !strings.Contains(err.Error(), "Missing billing endpoint") {
		t.Errorf("got %v\n%s", err, out)
	}
}
