package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

func TestHealthReadinessAndMetrics(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	for path, want := range map[string]string{
		"/_sim/v1/health": `{"status":"ok"}`, "/_sim/v1/ready": `{"status":"ready"}`,
	} {
		if status, body := r.send("GET", path, ""); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: got %d %s", path, status, body)
		}
	}
	_, body := r.send("GET", "/metrics", "")
	for _, want := range []string{
		"# TYPE mss_simulator_calls_total counter", `mss_simulator_calls_total{operation="CreateTenant",status="204"} 1`,
		"# TYPE mss_simulator_call_duration_seconds histogram",
		`mss_simulator_call_duration_seconds_bucket{operation="CreateTenant",le="20"} 1`,
		`mss_simulator_call_duration_seconds_count{operation="CreateTenant"} 1`,
		"# TYPE mss_simulator_throttled_total counter", "# TYPE mss_simulator_panics_total counter",
		"mss_simulator_panics_total 0", "# TYPE mss_simulator_build_info gauge", "process_resident_memory_bytes",
		"process_open_fds", "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics do not have %s:\n%s", want, body)
		}
	}
	if status, body := r.send("POST", "/metrics", ""); status != 400 || !strings.Contains(body, "MSS.00010003") {
		t.Errorf("got %d %s", status, body)
	}
	if _, body := r.send("GET", "/metrics", ""); strings.Contains(body, "demo") {
		t.Error("the metrics name a tenant")
	}
}

func TestReadinessSaysWhenTheStoreIsGone(t *testing.T) {
	t.Parallel()
	file := stores.File(t)
	r := start(t, func(c *server.Config) { c.Store = file })
	r.tenant("demo")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if status, body := r.send("GET", "/_sim/v1/ready", ""); status != http.StatusServiceUnavailable {
		t.Errorf("got %d %s", status, body)
	}
	if status, _ := r.send("GET", "/_sim/v1/health", ""); status != 200 {
		t.Errorf("health: got %d", status)
	}
}

// TestLogsNameTheCallAndNoSecret: at the finest level, with everything that can go wrong.
func TestLogsNameTheCallAndNoSecret(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	bought(t, r.tenant("demo"), "a-client-token")
	if status, _ := r.send("POST", "/v3/auth/tokens", passwordRequest); status != http.StatusCreated {
		t.Fatalf("got %d", status)
	}
	r.send("POST", "/v3/auth/tokens", strings.ReplaceAll(passwordRequest, "secret-of-demo", "guessed-wrong"))
	_, _ = r.dial("demo", "AK-demo", "guessed-wrong").Assets(t.Context())
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	var order struct {
		Operation string  `json:"operation"`
		Tenant    string  `json:"tenant"`
		Request   string  `json:"request"`
		Duration  float64 `json:"duration_ms"`
		Status    int     `json:"status"`
	}
	for line := range strings.Lines(r.log.String()) {
		if strings.Contains(line, "CreateMetaStudioOrders") {
			if err := json.Unmarshal([]byte(line), &order); err != nil {
				t.Fatal(err)
			}
		}
	}
	if order.Tenant != "demo" || order.Request == "" || order.Duration <= 0 || order.Status != 200 {
		t.Errorf("the order is logged as %+v", order)
	}
	if !strings.Contains(r.log.String(), `"code":"MSS.00000001"`) &&
		!strings.Contains(r.log.String(), `"code":"MSS.0001`) {
		t.Errorf("the log does not say why a call was refused: %s", r.log.String())
	}
	for _, secret := range []string{"secret-of-demo", adminKey, "guessed-wrong", "Signature=", "Bearer"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("the log shows %q", secret)
		}
	}
}

func TestBadConfigurationsAreRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*server.Config)
		want   string
	}{
		"no host":         {func(c *server.Config) { c.Listen = ":7788" }, "0.0.0.0"},
		"no port":         {func(c *server.Config) { c.Listen = "127.0.0.1" }, "not of the form"},
		"auth off":        {func(c *server.Config) { c.AuthOff, c.Listen = true, "0.0.0.0:0" }, "loopback addresses only"},
		"half of TLS":     {func(c *server.Config) { c.TLSKey = "key.pem" }, "both"},
		"no certificate":  {func(c *server.Config) { c.TLSCert, c.TLSKey = "no.pem", "no.pem" }, "no.pem"},
		"short admin key": {func(c *server.Config) { c.AdminKey = "short" }, "at least 16"},
		"no connections":  {func(c *server.Config) { c.MaxConnections = 0 }, "at least one"},
		"a folder":        {func(c *server.Config) { c.Store = t.TempDir() }, "is a directory"},
		"memory":          {func(c *server.Config) { c.Store = ":memory:" }, "in memory"},
		"no database":     {func(c *server.Config) { c.Store = "postgres://u:pw@127.0.0.1:1/x" }, "cannot be reached"},
	} {
		cfg := config(stores.File(t), io.Discard)
		tt.change(&cfg)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := server.Serve(ctx, cfg); err == nil || !strings.Contains(err.Error(), tt.want) ||
			strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	cert, key, pool := certificate(t)
	r := start(t, func(c *server.Config) { c.TLSCert, c.TLSKey = cert, key })
	r.url = "https" + strings.TrimPrefix(r.url, "http")
	r.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	bought(t, r.tenant("demo"), "token")
	old := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS11}}}
	if resp, err := old.Get(r.url + "/_sim/v1/health"); err == nil {
		_ = resp.Body.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

func (r *running) connect() net.Conn {
	r.t.Helper()
	conn, err := new(net.Dialer).DialContext(r.t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// TestAStopLetsRunningCallsEnd: the call has begun and its body is still on the way when the server is told to stop.
func TestAStopLetsRunningCallsEnd(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.tenant("demo")
	r.client.CloseIdleConnections()
	conn := r.connect()
	const body = `{"amount":"x"}`
	if _, err := fmt.Fprintf(conn, "POST /_sim/v1/account/deposits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
		"X-Project-Id: demo\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", adminKey, len(body)); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(conn)
	// the call has arrived, and its body is read
	if begun, err := answers.ReadString('\n'); err != nil || !strings.Contains(begun, "100 Continue") {
		t.Fatalf("the server does not ask for the body: %q, %v", begun, err)
	}
	if _, err := answers.ReadString('\n'); err != nil { // the empty line behind it
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.stop() }()
	for !strings.Contains(r.log.String(), "stopping") {
		time.Sleep(5 * time.Millisecond)
	}
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatalf("the call was cut off: %v", err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("got %d", resp.StatusCode)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://")); err == nil {
		t.Error("it still listens")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	large, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/_sim/v1/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	large.Header.Set("X-Large", strings.Repeat("x", 1<<20))
	if resp, err := r.client.Do(large); err == nil { // else the connection was cut while they were still on the way
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("large headers: got %d", resp.StatusCode)
		}
	}
	r.tenant("demo")
	if status, body := r.admin("POST", "/_sim/v1/account/deposits", "demo",
		map[string]string{"amount": strings.Repeat("1", 1<<20)}); status != 400 || !strings.Contains(body, "larger") {
		t.Errorf("a large body: got %d %s", status, body)
	}
}
