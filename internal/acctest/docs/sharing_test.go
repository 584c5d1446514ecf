package docs_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

const guideAddress = "127.0.0.1:7788"

// blocks are a page's code blocks of a language.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	var found []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		t.Fatalf("the page shows no %s", language)
	}
	return found
}

// TestGuideSharing runs the commands of the guide on sharing a simulator and applies its configuration, at an address
// that is free. Only the server on a database that is somebody else's is left out.
func TestGuideSharing(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(readFile(t, "../templates/guides/sharing.md"), guideAddress, address)
	w := binary.NewWorkspace(t)
	w.Env = append(w.Env, "MSS_SIMULATOR_SECRET_KEY=the-secret-key", "MSS_SIMULATOR_ADMIN_KEY="+binary.AdminKey)
	applied := false
	for _, block := range blocks(t, page, "shell") {
		for line := range strings.Lines(block) {
			args := strings.Fields(strings.TrimSpace(line))
			switch {
			case strings.Contains(line, "example.com"):
			case args[0] == "export":
				w.Env = append(w.Env, args[1])
			case len(args) > 2 && args[2] == "serve":
				serve(t, w, args[1:], "http://"+address)
			default:
				if !applied && args[2] == "clock" { // the clock is moved on an account on which something has happened
					applied = true
					apply(t, w, blocks(t, page, "terraform")[0])
				}
				cmd := exec.CommandContext(t.Context(), binary.Provider(t), args[1:]...)
				cmd.Dir, cmd.Env = w.Dir, w.Env
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", line, err, out)
				}
			}
		}
	}
	if info, err := os.Stat(filepath.Join(w.Dir, "team.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the store: %v, %v", info, err)
	}
}

func apply(t *testing.T, w binary.Workspace, config string) {
	t.Helper()
	w.Write(t, "main.tf", config)
	w.Run(t, "apply", "-no-color", "-auto-approve")
	w.Run(t, "plan", "-no-color", "-detailed-exitcode")
}

// serve starts the server and waits until it answers.
func serve(t *testing.T, w binary.Workspace, args []string, url string) {
	t.Helper()
	cmd := exec.Command(binary.Provider(t), args...)
	cmd.Dir, cmd.Env = w.Dir, w.Env
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it says that it was killed
	})
	for range 200 {
		resp, err := http.Get(url + "/_sim/v1/ready")
		if err == nil {
			_ = resp.Body.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
}
