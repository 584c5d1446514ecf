//go:build unix

package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

// serveEnv makes the test's own program a server on a store.
const serveEnv = "MSS_TEST_SERVE"

func TestMain(m *testing.M) {
	if file := os.Getenv(serveEnv); file != "" {
		os.Exit(cli.Main([]string{"simulator", "serve", "--listen", "127.0.0.1:0", "--grace", "1h", "--log-format", "json",
			"--store", file}, os.Stdout, os.Stderr, cli.Options{Clock: time.Now}))
	}
	os.Exit(m.Run())
}

// TestTheSecondSignalStopsAtOnce a server whose first one waits for a call that does not end.
func TestTheSecondSignalStopsAtOnce(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), serveEnv+"="+filepath.Join(t.TempDir(), "simulator.db"))
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewReader(errs)
	address, _, _ := strings.Cut(logged(t, log, `"url":"http://`), `"`)
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	// The call waits for the rest of its body; the answer to its Expect says that it is served.
	if _, err := fmt.Fprint(conn, "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"+
		"Content-Length: 10\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("got %q, %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	logged(t, log, "stopping")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, log)
		ended <- cmd.Wait()
	}()
	select {
	case err := <-ended:
		if cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the second signal did not end it")
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err == nil {
			t.Error("killed, it ended well")
		}
	}
}

// logged waits for a line with some text, and is what follows it there.
func logged(t *testing.T, log *bufio.Reader, text string) string {
	t.Helper()
	for {
		line, err := log.ReadString('\n')
		if err != nil {
			t.Fatalf("the log ended before %q: %v", text, err)
		}
		if _, after, ok := strings.Cut(line, text); ok {
			return after
		}
	}
}
