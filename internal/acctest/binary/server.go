package binary

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// AdminKey is the administrator's key of every Server.
const AdminKey = "the-administrators-key"

// Server is a process that serves a simulated cloud, and that can be killed and started again at the same address.
type Server struct {
	URL string

	t     *testing.T
	file  string
	store string

	mu  sync.Mutex
	cmd *exec.Cmd
	log bytes.Buffer
}

// Serve starts a server on a store; it is killed when the test ends.
func Serve(t *testing.T, store string) *Server {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(store, "://") { // serve refuses a folder that does not exist
		if err := os.MkdirAll(filepath.Dir(store), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := &Server{URL: "http://" + address, t: t, file: Provider(t), store: store}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Kill()
		if t.Failed() {
			t.Logf("the log of %s ends with:\n%s", s.URL, tail(s.log.String(), 4000))
		}
	})
	return s
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// Start starts the process and waits until it answers.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	//nolint:noctx // it is killed
	cmd := exec.Command(s.file, "simulator", "serve", "--store", s.store, "--listen", s.URL[len("http://"):])
	cmd.Env = environment("MSS_SIMULATOR_ADMIN_KEY=" + AdminKey)
	cmd.Stderr = &s.log
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd = cmd
	for range 400 {
		if s.answers() {
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	return fmt.Errorf("%s does not answer", s.URL)
}

func (s *Server) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/_sim/v1/health", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Kill ends the process without a word, as a power failure would.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait() // it says that it was killed
		s.cmd = nil
	}
}
