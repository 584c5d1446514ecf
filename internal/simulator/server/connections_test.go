package server_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

// keepAlive opens a connection that has made a request and waits for the next, from an address of this machine.
func keepAlive(t *testing.T, r *running, from string) (conn net.Conn, status string) {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil && from != "127.0.0.1" {
		t.Skip("this machine has one loopback address: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprint(conn, "GET /_sim/v1/health HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return conn, err.Error()
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return conn, err.Error()
	}
	_ = resp.Body.Close()
	return conn, resp.Status + resp.Header.Get("Retry-After")
}

// TestIdleConnectionsGiveWay: who holds all connections that there are, without using them, locks nobody out.
func TestIdleConnectionsGiveWay(t *testing.T) {
	t.Parallel()
	for name, from := range map[string][]string{"one address": {"127.0.0.1"},
		"several": {"127.0.0.1", "127.0.0.2", "127.0.0.3"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, func(c *server.Config) { c.MaxConnections = 6 })
			for i := range 20 {
				if _, status := keepAlive(t, r, from[i%len(from)]); status != "200 OK" {
					t.Fatalf("connection %d: %s", i, status)
				}
			}
			if status, body := r.send("GET", "/_sim/v1/health", ""); status != http.StatusOK {
				t.Errorf("got %d %s", status, body)
			}
		})
	}
}

// TestWhoFindsNoPlaceIsToldToTryAgain, while all connections of its address are at work; another address is served, and
// so are probes on their own listener.
func TestWhoFindsNoPlaceIsToldToTryAgain(t *testing.T) {
	t.Parallel()
	admin := ""
	r := start(t, func(c *server.Config) {
		c.MaxConnections, c.AdminListen, c.AdminReady = 4, "127.0.0.1:0", func(address string) { admin = address }
	})
	for range 2 { // which wait for the rest of their bodies
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := fmt.Fprint(conn, "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"+
			"Content-Length: 10\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("got %q, %v", line, err)
		}
	}
	if _, status := keepAlive(t, r, "127.0.0.1"); status != "503 Service Unavailable1" {
		t.Errorf("of the same address: %s", status)
	}
	if _, status := keepAlive(t, r, "127.0.0.2"); status != "200 OK" {
		t.Errorf("of another address: %s", status)
	}
	for path, want := range map[string]int{"/metrics": 200, "/_sim/v1/health": 200, "/_sim/v1/ready": 200,
		"/_sim/v1/tenants": 404, "/v1/demo/digital-assets": 404} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+admin+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := r.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _ = resp.Body.Close(); resp.StatusCode != want {
			t.Errorf("%s on its own listener: %d", path, resp.StatusCode)
		}
	}
	if _, body := r.send("GET", "/metrics", ""); strings.Contains(body, "mss_simulator_calls_total") {
		t.Error("metrics are served with the calls")
	}
}
